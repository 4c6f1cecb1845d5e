import Wording

/// Who gives to whom, as SVG: givers at the left, takers at the right, a band for each pair as thick as what moves.
struct FlowMap {
    struct Flow: Hashable {
        var from: String
        var to: String
        var quantity: Double
    }

    let flows: [Flow]
    let title: String
    let id: String
    let wording: Wording
    /// What stands for all those that are too small to be drawn on their own.
    let others: String

    static let mostGivers = 8
    static let mostTakers = 12
    private static let rowHeight = 26.0
    private static let gap = 8.0
    /// Columns (two to an East Asian character) that a label may take beside the bands, also on a telephone.
    private static let labelColumns = 15

    /// The largest of one side; the rest becomes `others`.
    private func merged(_ key: KeyPath<Flow, String>, limit: Int) -> [String: String] {
        var sums: [String: Double] = [:]
        var order: [String] = []
        for flow in flows {
            if sums[flow[keyPath: key]] == nil { order.append(flow[keyPath: key]) }
            sums[flow[keyPath: key], default: 0] += flow.quantity
        }
        let ranked = order.enumerated().sorted { a, b in
            let (x, y) = (sums[a.element] ?? 0, sums[b.element] ?? 0)
            return x != y ? x > y : a.offset < b.offset
        }.map(\.element)
        let shown = ranked.count > limit + 1 ? Set(ranked.prefix(limit)) : Set(ranked)
        return Dictionary(uniqueKeysWithValues: order.map { ($0, shown.contains($0) ? $0 : others) })
    }

    private static func shortened(_ text: String) -> String {
        func width(_ scalars: Substring.UnicodeScalarView) -> Int { scalars.reduce(0) { $0 + ($1.value >= 0x1100 ? 2 : 1) } }
        guard width(text[...].unicodeScalars) > labelColumns else { return text }
        var short = text[...]
        while width(short.unicodeScalars) > labelColumns - 1 { short.removeLast() }
        return short + "…"
    }

    /// Nodes of one side, largest first, `others` last, with the place each takes.
    private func nodes(_ drawn: [Flow], _ key: KeyPath<Flow, String>, scale: Double) -> [(
        name: String, sum: Double, top: Double, height: Double
    )] {
        var sums: [String: Double] = [:]
        for flow in drawn { sums[flow[keyPath: key], default: 0] += flow.quantity }
        let ranked = sums.sorted { a, b in
            if (a.key == others) != (b.key == others) { return b.key == others }
            return a.value != b.value ? a.value > b.value : a.key < b.key
        }
        var top = 4.0
        return ranked.map { name, sum in
            let height = max(2, sum * scale)
            defer { top += max(height, FlowMap.rowHeight - FlowMap.gap) + FlowMap.gap }
            return (name, sum, top, height)
        }
    }

    var svg: String {
        let (givers, takers) = (merged(\.from, limit: FlowMap.mostGivers), merged(\.to, limit: FlowMap.mostTakers))
        var sums: [Flow: Double] = [:]
        for flow in flows where flow.quantity > 0 && flow.quantity.isFinite {
            sums[Flow(from: givers[flow.from] ?? others, to: takers[flow.to] ?? others, quantity: 0), default: 0] += flow.quantity
        }
        let drawn = sums.map { Flow(from: $0.from, to: $0.to, quantity: $1) }
        let total = drawn.reduce(0) { $0 + $1.quantity }
        guard total > 0 else { return "" }
        let rows = Double(max(Set(drawn.map(\.from)).count, Set(drawn.map(\.to)).count))
        let scale = rows * FlowMap.rowHeight * 0.8 / total
        let (left, right) = (nodes(drawn, \.from, scale: scale), nodes(drawn, \.to, scale: scale))
        let height = max(left.last.map { $0.top + max($0.height, 18) } ?? 0, right.last.map { $0.top + max($0.height, 18) } ?? 0) + 6
        var used: [String: Double] = [:]
        var bands = ""
        for giver in left {
            for taker in right {
                guard let flow = drawn.first(where: { $0.from == giver.name && $0.to == taker.name }) else { continue }
                let thick = flow.quantity * scale
                let (a, b) = (giver.top + (used["<" + giver.name] ?? 0), taker.top + (used[">" + taker.name] ?? 0))
                used["<" + giver.name, default: 0] += thick
                used[">" + taker.name, default: 0] += thick
                func y(_ value: Double) -> String { Markup.coordinate(value) }
                bands +=
                    "<path class=\"band\" d=\"M0,\(y(a)) C500,\(y(a)) 500,\(y(b)) 1000,\(y(b)) L1000,\(y(b + thick)) "
                    + "C500,\(y(b + thick)) 500,\(y(a + thick)) 0,\(y(a + thick)) Z\"><title>"
                    + Markup.escaped("\(flow.from) → \(flow.to): \(wording.units(flow.quantity))") + "</title></path>"
            }
        }
        func labels(_ nodes: [(name: String, sum: Double, top: Double, height: Double)], isLeft: Bool) -> String {
            nodes.map { node in
                let y = Markup.coordinate(node.top + min(node.height, 18) / 2 + 5)
                let bar =
                    "<rect class=\"bar\" x=\"\(isLeft ? "32%" : "67.4%")\" y=\"\(Markup.coordinate(node.top))\" width=\"0.6%\" "
                    + "height=\"\(Markup.coordinate(node.height))\"/>"
                let label = "\(FlowMap.shortened(node.name))"
                return bar
                    + "<text class=\"barlabel\" x=\"\(isLeft ? "31%" : "69%")\" y=\"\(y)\" text-anchor=\"\(isLeft ? "end" : "start")\">"
                    + "\(Markup.escaped(label))<title>\(Markup.escaped(node.name)) \(Markup.escaped(wording.units(node.sum)))</title></text>"
            }.joined()
        }
        let description = drawn.sorted { ($1.quantity, $0.from, $0.to) < ($0.quantity, $1.from, $1.to) }.prefix(5)
            .map { "\($0.from) → \($0.to) \(wording.quantity($0.quantity))" }.joined(separator: "; ")
        return """
            <svg class="chart" role="img" aria-labelledby="\(id)-t \(id)-d" width="100%" height="\(Markup.coordinate(height))" \
            xmlns="http://www.w3.org/2000/svg"><title id="\(id)-t">\(Markup.escaped(title))</title>\
            <desc id="\(id)-d">\(Markup.escaped(description))</desc><svg x="32.6%" y="0" width="34.8%" height="\(Markup.coordinate(height))" \
            viewBox="0 0 1000 \(Markup.coordinate(height))" preserveAspectRatio="none">\(bands)</svg>\
            \(labels(left, isLeft: true))\(labels(right, isLeft: false))</svg>
            """
    }
}

extension HTMLReport {
    /// The moves between sites as a picture: from whom to whom.
    var transferMap: String {
        let sites = record.network.sites
        let flows = record.plan.transfers.map {
            FlowMap.Flow(from: sites[$0.from].title, to: sites[$0.to].title, quantity: $0.quantity)
        }
        var given: [String: Double] = [:]
        for flow in flows { given[flow.from, default: 0] += flow.quantity }
        guard let most = given.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), most.value > 0 else { return "" }
        let title = wording.transferFinding(giver: most.key, share: most.value / given.values.reduce(0, +), givers: given.count)
        return heading(title)
            + FlowMap(flows: flows, title: title, id: "moves-map", wording: wording, others: wording.otherSites).svg
    }
}
