import SupplyNetwork
import Wording

/// The network's health: for each file of `health/` its question, its figures with their definitions, and the head of its table.
extension HTMLReport {
    /// Figures of the whole network, of tiers and of a few others; all lie in the file.
    private static let healthFigures = 14

    var healthSection: String {
        let parts = record.health.sections.map { section in
            """
            <details class="health" id="health-\(section.file.rawValue)"><summary><b>\(Markup.escaped(wording.title(section.file)))</b> \
            <span>\(Markup.escaped(wording.question(section.file)))</span>\(healthHeadline(section))</summary>
            \(healthFigures(section))\(healthTable(section))\(healthAbsences(section))
            </details>
            """
        }
        return paragraph(wording.healthLead, kind: "lead") + parts.joined(separator: "\n")
    }

    /// The first two known figures of the network, so that a closed part says something.
    private func healthHeadline(_ section: HealthSection) -> String {
        let known = section.figures.filter { $0.scope == .network && $0.value != nil }.prefix(2)
        guard !known.isEmpty else { return "" }
        return "<small>" + known.map { Markup.escaped("\(wording.title($0.measure)) \(shown($0, $0.value))") }.joined(separator: " · ")
            + "</small>"
    }

    private func healthFigures(_ section: HealthSection) -> String {
        let known = section.figures.filter { $0.value != nil }
        let first = known.filter { $0.scope == .network }
        let stated = Set(first.map(\.measure))
        // What the network's figure says already, single SKUs, sites and regions say in the file.
        let others = known.filter { figure in
            switch figure.scope {
            case .network, .tier: false
            case .group, .channel: true
            case .product, .site, .region, .category: !stated.contains(figure.measure)
            }
        }
        let listed = first + others.prefix(max(0, HTMLReport.healthFigures - first.count))
        guard !known.isEmpty else { return "" }
        let hasIntervals = listed.contains { $0.low != nil }
        var columns = [
            HTMLTable.Column(title: wording.healthMeasure, kind: .name), HTMLTable.Column(title: wording.healthValue, kind: .number),
            HTMLTable.Column(title: wording.healthPrevious, kind: .number), HTMLTable.Column(title: wording.healthSample, kind: .number),
            HTMLTable.Column(title: wording.healthDefinition, kind: .wide),
        ]
        if hasIntervals { columns.insert(HTMLTable.Column(title: wording.healthInterval, kind: .short), at: 2) }
        var table = HTMLTable(columns: columns, caption: wording.title(section.file), isInteractive: false)
        var explained = Set<HealthMeasure>()
        table.rows = listed.map { figure in
            let scope = figure.scope == .network ? "" : "<br><small>\(Markup.escaped(title(of: figure.scope)))</small>"
            var cells = [
                HTMLTable.Cell(html: Markup.escaped(wording.title(figure.measure)) + scope), valueCell(figure),
                .number(figure.previous) { _ in shown(figure, figure.previous) }, .number(figure.sample, wording.quantity),
                .text(explained.insert(figure.measure).inserted ? wording.definition(figure.measure) : ""),
            ]
            if hasIntervals {
                cells.insert(.text(figure.low == nil ? "–" : "\(shown(figure, figure.low)) … \(shown(figure, figure.high))"), at: 2)
            }
            return cells
        }
        let rest = known.filter { if case .tier = $0.scope { false } else { true } }.count - listed.count
        return (listed.isEmpty ? "" : table.html) + healthByTier(section)
            + (rest > 0 && section.table == nil ? paragraph(wording.healthRest(rest, file: section.file), kind: "note") : "")
    }

    private func valueCell(_ figure: HealthFigure) -> HTMLTable.Cell {
        let isCrossed = figure.value.flatMap { value in record.health.thresholds[figure.measure]?.isCrossed(by: value) } ?? false
        let value = Markup.escaped(shown(figure, figure.value))
        return HTMLTable.Cell(html: isCrossed ? "<strong class=\"crossed\">▲ \(value)</strong>" : value, key: figure.value)
    }

    /// The same measures, a column a tier.
    private func healthByTier(_ section: HealthSection) -> String {
        var values: [HealthMeasure: [Int: HealthFigure]] = [:]
        var order: [HealthMeasure] = []
        for figure in section.figures {
            guard case .tier(let tier) = figure.scope, figure.value != nil else { continue }
            if values[figure.measure] == nil { order.append(figure.measure) }
            values[figure.measure, default: [:]][tier] = figure
        }
        let tiers = Set(values.values.flatMap(\.keys)).sorted()
        guard !tiers.isEmpty else { return "" }
        let stated = Set(section.figures.filter { $0.scope == .network && $0.value != nil }.map(\.measure))
        var table = HTMLTable(
            columns: [HTMLTable.Column(title: wording.healthMeasure, kind: .name)]
                + tiers.map { HTMLTable.Column(title: wording.tier($0), kind: .number) },
            caption: wording.healthByTier, isInteractive: false)
        table.rows = order.map { measure in
            let definition = stated.contains(measure) ? "" : "<br><small>\(Markup.escaped(wording.definition(measure)))</small>"
            return [HTMLTable.Cell(html: Markup.escaped(wording.title(measure)) + definition)]
                + tiers.map { tier in values[measure]?[tier].map { valueCell($0) } ?? HTMLTable.Cell(html: "–", key: nil) }
        }
        return heading(wording.healthByTier) + table.html
    }

    private func healthTable(_ section: HealthSection) -> String {
        guard let table = section.table, !table.rows.isEmpty else { return "" }
        let places = table.shownColumns.compactMap { name in table.columns.firstIndex { $0.name == name } }
        var html = HTMLTable(
            columns: places.map { place in
                let isNumber = table.rows.allSatisfy { row in
                    switch row[place] {
                    case .number, .count, .money, .missing: true
                    default: false
                    }
                }
                return HTMLTable.Column(
                    title: wording.title(column: table.columns[place].name, of: section.file), kind: isNumber ? .number : .name)
            },
            caption: wording.title(section.file))
        html.rows = (table.shownOrder ?? Array(table.rows.indices)).prefix(table.shownRows).map { index in
            let row = table.rows[index]
            return places.map { place in
                switch row[place] {
                case .missing: .text("–")
                case .site(let index): siteCell(index)
                case .product(let index): productCell(index)
                case .text(let text): .text(text)
                case .word(let word): .text(wording.said(word))
                case .number(let value):
                    .number(value) { Wording.grouped($0, decimals: abs($0) >= 100 ? 0 : min(2, table.columns[place].decimals)) }
                case .count(let value): .number(Double(value), wording.quantity)
                case .money(let money): .number(money.amount) { Wording.grouped($0, decimals: 2) }
                case .day(let day): .text(wording.date(day))
                case .week(let week): .text(wording.date(week.monday))
                }
            }
        }
        let rest = table.rows.count - table.shownRows
        return html.html + (rest > 0 ? paragraph(wording.healthRest(rest, file: section.file), kind: "note") : "")
    }

    private func healthAbsences(_ section: HealthSection) -> String {
        var seen = Set<String>()
        // A measure that is known of something need not be explained for the rest.
        let known = Set(section.figures.filter { $0.value != nil }.map(\.measure))
        let items = section.figures.compactMap { figure -> String? in
            guard let reason = figure.reason, !known.contains(figure.measure) else { return nil }
            let text = wording.title(figure.measure) + wording.said(zh: "：", en: ": ") + wording.explanation(reason)
            return seen.insert(text).inserted ? "<li>\(Markup.escaped(text))</li>" : nil
        }
        guard !items.isEmpty else { return "" }
        return heading(wording.healthAbsent) + "<ul class=\"note\">" + items.joined() + "</ul>"
    }

    private func title(of scope: HealthScope) -> String {
        switch scope {
        case .network: ""
        case .tier(let tier): wording.tier(tier)
        case .product(let product): title(ofProduct: product)
        case .site(let site): record.network.sites[site].title
        case .region(let name), .category(let name), .channel(let name): name
        case .group(_, let key): wording.said(HealthWord(key))
        }
    }

    private func shown(_ figure: HealthFigure, _ value: Double?) -> String {
        guard let value, value.isFinite else { return "–" }
        return switch figure.measure.unit {
        case .share: wording.percentage(value)
        case .units, .count: wording.quantity(value)
        case .money: wording.money(value)
        case .weeks, .days: Wording.grouped(value, decimals: abs(value) < 100 ? 1 : 0)
        case .ratio: Wording.grouped(value, decimals: 2)
        }
    }
}
