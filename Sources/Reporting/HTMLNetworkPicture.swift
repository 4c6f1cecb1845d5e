import SupplyNetwork
import Wording

/// The network picture: the tree of supply, each site a circle sized by its stock and coloured by how much of it is too much; what
/// is folded shows as a row of bubbles. It folds and reads without a script. In a large network the rows below what is first shown,
/// and the search, come from a JSON table within the page.
struct NetworkPicture {
    let tree: NetworkTree
    let record: RunRecord
    let wording: Wording

    /// Networks up to this size are written out in full.
    static let writtenSites = 300
    /// Rows shown at first.
    static let firstRows = 40
    /// Bubbles in the row of a folded site.
    static let mostBubbles = 60
    private static let stripWidth = 350.0
    private static let stripHeight = 40.0
    private static let largestRadius = 25.0

    /// Radius of the stock `size`: areas are in proportion, but nothing that exists vanishes.
    private let scale: Double

    init(record: RunRecord, wording: Wording) {
        let tree = NetworkTree(record: record)
        self.tree = tree
        self.record = record
        self.wording = wording
        let largest =
            tree.nodes.indices.map { site in
                record.network.sites[site].supplier == nil ? tree.nodes[site].own : tree.nodes[site].total
            }.max() ?? 0
        scale = largest > 0 ? NetworkPicture.largestRadius / largest.squareRoot() : 0
    }

    private func radius(_ size: Double) -> Double { size > 0 ? max(2, min(scale * size.squareRoot(), NetworkPicture.largestRadius)) : 2 }

    private func amount(_ size: Double) -> String { tree.isMoney ? wording.money(size) : wording.quantity(size) }

    private static func style(_ step: Int?) -> String { step.map { "r\($0)" } ?? "ru" }

    /// What is shown of one site; the JSON table has the same, by position.
    private struct Row {
        var name: String
        var code: String
        var below: Int
        var total: String
        var share: String
        /// Radii of the site's own stock and of everything from it downwards; styles of both.
        var radii: (own: Double, total: Double)
        var styles: (own: String, total: String)
        var title: String
    }

    private func row(_ site: Int) -> Row {
        let node = tree.nodes[site]
        let isKnown = node.isKnown || node.total > 0
        let share = node.total > 0 ? node.excess / node.total : 0
        let isRoot = record.network.sites[site].supplier == nil
        let name = record.network.sites[site].title
        let total = isKnown ? amount(node.total) : "–"
        let shareText = isKnown ? wording.percentage(share) : "–"
        return Row(
            name: name, code: record.network.sites[site].code, below: node.below, total: total, share: shareText,
            radii: (radius(node.own), isRoot || node.children.isEmpty ? 0 : radius(node.total)),
            styles: (
                NetworkPicture.style(NetworkTree.step(excess: node.ownExcess, of: node.own, isKnown: node.isKnown)),
                NetworkPicture.style(NetworkTree.step(excess: node.excess, of: node.total, isKnown: isKnown))
            ),
            title: wording.siteOfPicture(name, below: node.below, stock: total, share: shareText))
    }

    private func glyph(_ row: Row) -> String {
        let width = 2 * NetworkPicture.largestRadius + 4
        let height = max(32, 2 * max(row.radii.own, row.radii.total) + 4)
        let (x, y) = (Markup.coordinate(width / 2), Markup.coordinate(height / 2))
        let ring =
            row.radii.total > row.radii.own + 1
            ? "<circle class=\"ring \(row.styles.total)\" cx=\"\(x)\" cy=\"\(y)\" r=\"\(Markup.coordinate(row.radii.total))\"/>" : ""
        return "<svg class=\"glyph\" width=\"\(Markup.coordinate(width))\" height=\"\(Markup.coordinate(height))\" aria-hidden=\"true\">"
            + ring
            + "<circle class=\"own \(row.styles.own)\" cx=\"\(x)\" cy=\"\(y)\" r=\"\(Markup.coordinate(row.radii.own))\"/></svg>"
    }

    /// The sites next below, as bubbles; how many do not fit.
    private func strip(_ site: Int) -> String {
        let children = tree.nodes[site].children
        guard !children.isEmpty else { return "<span class=\"strip\"></span>" }
        var shapes = ""
        var x = 2.0
        var drawn = 0
        for child in children.prefix(NetworkPicture.mostBubbles) {
            let row = self.row(child)
            let radius = min(row.radii.total > 0 ? row.radii.total : row.radii.own, NetworkPicture.stripHeight / 2)
            guard x + 2 * radius <= NetworkPicture.stripWidth else { break }
            let style = row.radii.total > 0 ? row.styles.total : row.styles.own
            shapes +=
                "<circle class=\"own \(style)\" cx=\"\(Markup.coordinate(x + radius))\" cy=\"\(Markup.coordinate(NetworkPicture.stripHeight / 2))\" "
                + "r=\"\(Markup.coordinate(radius))\"><title>\(Markup.escaped(row.title))</title></circle>"
            x += 2 * radius + 3
            drawn += 1
        }
        let more = children.count > drawn ? "<small>+\(children.count - drawn)</small>" : ""
        return "<span class=\"strip\"><svg width=\"\(Markup.coordinate(x))\" height=\"\(Markup.coordinate(NetworkPicture.stripHeight))\" "
            + "viewBox=\"0 0 \(Markup.coordinate(x)) \(Markup.coordinate(NetworkPicture.stripHeight))\" xmlns=\"http://www.w3.org/2000/svg\" "
            + "role=\"img\" aria-label=\"\(Markup.escaped(wording.sites(children.count)))\">\(shapes)</svg>\(more)</span>"
    }

    private func line(_ site: Int) -> String {
        let row = self.row(site)
        let below = row.below > 0 ? " · " + wording.sitesBelow(row.below) : ""
        let code = row.code == row.name ? "" : Markup.escaped(row.code)
        return glyph(row)
            + "<span class=\"who\"><b>\(Markup.escaped(row.name))</b> <small>\(code)\(Markup.escaped(code.isEmpty ? String(below.dropFirst(3)) : below))</small></span>"
            + "<span class=\"v\">\(Markup.escaped(row.total))</span><span class=\"v \(row.styles.total)\">\(Markup.escaped(row.share))</span>"
            + strip(site)
    }

    private func item(_ site: Int, open: Set<Int>, isWritten: Bool) -> String {
        let children = tree.nodes[site].children
        guard !children.isEmpty else { return "<li id=\"n\(site)\"><div class=\"site\">\(line(site))</div></li>" }
        let isOpen = open.contains(site)
        let inner =
            isOpen || isWritten
            ? children.map { item($0, open: open, isWritten: isWritten) }.joined()
            : "<li class=\"note\">\(Markup.escaped(wording.sites(children.count)))</li>"
        return "<li id=\"n\(site)\"><details\(isOpen ? " open" : "")\(isOpen || isWritten ? "" : " data-later")><summary class=\"site\">"
            + "\(line(site))</summary><ul>\(inner)</ul></details></li>\n"
    }

    /// `[supplier, name, code, sites below, stock, share, radius own, radius total, style own, style total]` a site; styles are
    /// steps, −1 where unknown. Children stand in the order of drawing.
    private var table: String {
        let rows = record.network.sites.indices.map { site in
            let row = self.row(site)
            func step(_ style: String) -> String { style == "ru" ? "-1" : String(style.dropFirst()) }
            let fields = [
                String(record.network.sites[site].supplier ?? -1), JSONText.embedded(row.name), JSONText.embedded(row.code),
                String(row.below), JSONText.embedded(row.total), JSONText.embedded(row.share), Markup.coordinate(row.radii.own),
                Markup.coordinate(row.radii.total), step(row.styles.own), step(row.styles.total),
            ]
            return "[" + fields.joined(separator: ",") + "]"
        }
        let order = tree.nodes.map { "[" + $0.children.map(String.init).joined(separator: ",") + "]" }
        let words =
            "{\"below\":\(JSONText.embedded(wording.sitesBelowPattern)),\"none\":\(JSONText.embedded(wording.noSiteFound)),"
            + "\"of\":\(JSONText.embedded(wording.siteOfPicturePattern))}"
        return "{\"words\":\(words),\"sites\":[\(rows.joined(separator: ",\n"))],\"children\":[\(order.joined(separator: ","))]}"
    }

    /// What stands out: where most of the excess lies, else where most of the stock does.
    private var finding: String {
        let heads = tree.roots.flatMap { [$0] + tree.nodes[$0].children }
        func part(_ site: Int, _ own: (NetworkTree.Node) -> Double, _ total: (NetworkTree.Node) -> Double) -> Double {
            record.network.sites[site].supplier == nil ? own(tree.nodes[site]) : total(tree.nodes[site])
        }
        if tree.excess > 0,
            let worst = heads.max(by: { part($0, \.ownExcess, \.excess) < part($1, \.ownExcess, \.excess) })
        {
            let isRoot = record.network.sites[worst].supplier == nil
            return wording.excessConcentrated(
                site: record.network.sites[worst].title, below: isRoot ? 0 : tree.nodes[worst].below,
                share: part(worst, \.ownExcess, \.excess) / tree.excess)
        }
        return wording.stockSpread(sites: record.network.sites.count, amount: amount(tree.total))
    }

    var html: String {
        guard !tree.roots.isEmpty else { return "" }
        let isWritten = record.network.sites.count <= NetworkPicture.writtenSites
        let open = tree.unfolded(limit: NetworkPicture.firstRows)
        let steps = wording.excessSteps(NetworkTree.steps).enumerated().map {
            "<span><i class=\"dot r\($0.offset)\"></i>\(Markup.escaped($0.element))</span>"
        }
        return """
            <h3>\(Markup.escaped(finding))</h3>\
            <p class="legend">\(steps.joined())<span><i class="dot ru"></i>\(Markup.escaped(wording.name(Position.Basis.insufficient)))</span>\
            <span><i class="dot ringed"></i>\(Markup.escaped(wording.ringMeaning))</span></p>\
            <p class="tools" hidden><input type="search" id="find-site" class="filter" placeholder="\(Markup.escaped(wording.label(.findSite)))" \
            aria-label="\(Markup.escaped(wording.label(.findSite)))"><button type="button" id="unfold">\(Markup.escaped(wording.label(.unfold)))</button>\
            <button type="button" id="fold">\(Markup.escaped(wording.label(.fold)))</button></p><ul id="found" class="found" hidden></ul>
            <div class="site nethead" aria-hidden="true"><span></span><span class="who">\(Markup.escaped(wording.label(.site)))</span>\
            <span class="v">\(Markup.escaped(wording.label(tree.isMoney ? .stockValue : .stock)))</span>\
            <span class="v">\(Markup.escaped(wording.label(.excessShare)))</span>\
            <span class="strip">\(Markup.escaped(wording.label(.nextBelow)))</span></div>
            <ul class="net">\(tree.roots.map { item($0, open: open, isWritten: isWritten) }.joined())</ul>
            <p class="note">\(Markup.escaped(wording.networkPictureCaption))</p>
            <script type="application/json" id="net-data">\(table)</script>
            """
    }
}

extension HTMLReport {
    var networkPictureSection: String { NetworkPicture(record: record, wording: wording).html }
}

extension JSONText {
    /// A string that may stand inside a page's `script` element: nothing in it can end the element.
    static func embedded(_ value: String) -> String {
        string(value).replacing("<", with: "\\u003c").replacing(">", with: "\\u003e").replacing("&", with: "\\u0026")
    }
}
