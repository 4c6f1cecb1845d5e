import DelimitedText
import Foundation
import SupplyNetwork

/// The folder `truth/`, which a run never reads.
extension SimulatedWorld {
    func writeTruth(to folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        func save(_ bytes: [UInt8], _ name: String) throws { try Data(bytes).write(to: URL(fileURLWithPath: folder + "/" + name)) }
        try save(labelsTable.bytes, "labels.csv")
        try save(pathologiesTable.bytes, "pathologies.csv")
        try save(habitsTable.bytes, "sites.csv")
        try save(weekly(.demand).bytes, "demand.csv")
        try save(weekly(.consumption).bytes, "consumption.csv")
        try save(weekly(.onHand).bytes, "stock.csv")
        if let healthTruth {
            var table = CSVWriter(header: ["measure", "scope", "key", "value"])
            for entry in healthTruth.entries {
                table.cell(entry.measure)
                table.cell(entry.scope)
                table.cell(entry.key)
                table.cell(entry.value, decimals: 6)
                table.endRow()
            }
            try save(table.bytes, "health.csv")
        }
        var recorded = options
        recorded.threads = SimulationOptions().threads
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try save(Array(try encoder.encode(recorded)) + [0x0a], "options.json")
    }

    var labelsTable: CSVWriter {
        var table = CSVWriter(header: ["site", "sku", "on_hand", "demand_ahead", "bound", "piled", "cause", "since", "excess_units"])
        for label in truth.labels {
            table.cell(code(label.pair.site))
            table.cell(sku(label.pair.product))
            table.cell(label.onHand)
            table.cell(label.demandAhead)
            table.cell(label.bound, decimals: 2)
            table.cell(label.piled ? 1 : 0)
            table.cell(label.cause?.rawValue)
            table.cell(label.since?.monday.iso8601)
            table.cell(label.piled ? Double(label.onHand) - label.bound : 0, decimals: 2)
            table.endRow()
        }
        return table
    }

    var pathologiesTable: CSVWriter {
        var table = CSVWriter(header: ["site", "sku", "cause", "from"])
        for pathology in truth.pathologies {
            for product in pathology.products {
                table.cell(code(pathology.site))
                table.cell(sku(product))
                table.cell(pathology.cause.rawValue)
                table.cell(pathology.from.iso8601)
                table.endRow()
            }
        }
        return table
    }

    var habitsTable: CSVWriter {
        var table = CSVWriter(header: ["site", "sales", "counts", "diverts"])
        for habit in truth.habits {
            table.cell(code(habit.site))
            table.cell(habit.sales.rawValue)
            table.cell(habit.counts.rawValue)
            table.cell(habit.diverts ? 1 : 0)
            table.endRow()
        }
        return table
    }

    /// One row per site × SKU, one column per week, named by its Monday.
    private func weekly(_ quantity: Truth.Quantity) -> CSVWriter {
        var table = CSVWriter(header: ["site", "sku"] + (0..<truth.weekCount).map { (truth.firstWeek + $0).description })
        for (index, pair) in truth.pairs.enumerated() {
            table.cell(code(pair.site))
            table.cell(sku(pair.product))
            for week in 0..<truth.weekCount { table.cell(truth.value(quantity, pair: index, week: week)) }
            table.endRow()
        }
        return table
    }
}
