import DelimitedText
import SupplyNetwork
import Wording

/// The files of `health/`: figures in one shape everywhere, tables in their own.
struct HealthFiles {
    let health: NetworkHealthRecord
    let network: Network
    let asOf: Day
    let wording: Wording

    static let figureColumns = [
        "scope", "key", "measure", "value", "low", "high", "previous", "peers", "unit", "sample", "sample_unit", "reason", "definition",
    ]

    var files: [(name: String, bytes: [UInt8])] {
        guard !health.sections.isEmpty else { return [] }
        var files = health.sections.map { section in
            ("health/\(section.file.rawValue).csv", section.table.map { bytes(of: $0) } ?? bytes(of: section.figures))
        }
        var all = CSVWriter(header: ["section"] + HealthFiles.figureColumns)
        for section in health.sections {
            for figure in section.figures { write(figure, of: section.file, to: &all) }
        }
        files.append(("health/figures.csv", all.bytes))
        if let graph = health.graph {
            let file = GraphFiles(graph: graph, network: network)
            files.append(("health/network.graphml", file.graphML))
            files.append(("health/network.json", file.json))
        }
        return files
    }

    private func bytes(of figures: [HealthFigure]) -> [UInt8] {
        var table = CSVWriter(header: HealthFiles.figureColumns)
        for figure in figures { write(figure, of: nil, to: &table) }
        return table.bytes
    }

    private func write(_ figure: HealthFigure, of file: HealthFile?, to table: inout CSVWriter) {
        if let file { table.cell(file.rawValue) }
        let (scope, key) = names(figure.scope)
        table.cell(scope)
        table.cell(key)
        table.cell(figure.measure.rawValue)
        for value in [figure.value, figure.low, figure.high, figure.previous, figure.peers] { table.cell(value, decimals: 4) }
        table.cell(figure.measure.unit.rawValue)
        table.cell(figure.sample, decimals: 2)
        table.cell(figure.sample == nil ? nil : figure.measure.sampleUnit)
        table.cell(figure.reason.map { wording.explanation($0) })
        table.cell(wording.definition(figure.measure))
        table.endRow()
    }

    private func bytes(of table: HealthTable) -> [UInt8] {
        var writer = CSVWriter(header: table.columns.map(\.name))
        for row in table.rows {
            for (column, cell) in zip(table.columns, row) {
                switch cell {
                case .missing: writer.empty()
                case .site(let index): writer.cell(network.sites[index].code)
                case .product(let index): writer.cell(network.products[index].sku)
                case .text(let text): writer.cell(text)
                case .word(let word): writer.cell(word.rawValue)
                case .number(let value): writer.cell(value, decimals: column.decimals)
                case .count(let value): writer.cell(value)
                case .money(let money): writer.cell(money.amount, decimals: 2, padded: true)
                case .day(let day): writer.cell(day.iso8601)
                case .week(let week): writer.cell(week.monday.iso8601)
                }
            }
            writer.endRow()
        }
        return writer.bytes
    }

    /// How files write a scope.
    func names(_ scope: HealthScope) -> (scope: String, key: String) {
        switch scope {
        case .network: ("network", "")
        case .tier(let tier): ("tier", String(tier))
        case .product(let product): ("sku", network.products[product].sku)
        case .site(let site): ("site", network.sites[site].code)
        case .region(let region): ("region", region)
        case .category(let category): ("category", category)
        case .channel(let channel): ("channel", channel)
        case .group(let kind, let key): (kind, key)
        }
    }
}
