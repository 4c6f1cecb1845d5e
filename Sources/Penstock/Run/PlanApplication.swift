import DelimitedText
import Foundation
import Reporting
import SupplyNetwork

/// Takes a planner's changes of a plan over into the workspace's overrides, where the next run finds them.
public struct PlanApplication: Sendable {
    public var workspace: Workspace
    public var author: String

    public init(workspace: Workspace, author: String) {
        self.workspace = workspace
        self.author = author
    }

    /// What came of it.
    public struct Outcome: Sendable {
        /// The file that now holds the overrides; nil where there was nothing to write.
        public var file: String?
        public var overrides: PlanOverrides
        /// Rows of the file that the new ones took the place of.
        public var replaced = 0
        /// What a planner should know, although it keeps nothing from being written.
        public var remarks: [String] = []
    }

    /// Changes that cannot be used; nothing was written.
    public struct Unusable: Error, Sendable, CustomStringConvertible {
        public var problems: [PlanOverrides.Problem]
        public var description: String {
            (problems.map(\.description) + ["nothing was written; correct the rows and apply the file again"]).joined(separator: "\n")
        }
    }

    private static let columns = ["date", "site", "sku", "measure", "quantity", "reason", "author"]

    /// Reads `file` (`plan.xlsx` or a CSV), checks every change, and writes `overrides.csv`. An override of the same day, site and SKU
    /// that stands there already is replaced; everything else stays as it is.
    /// - Throws: `Unusable`, `WorkbookReader.Failure`, and what reading the workspace throws.
    public func apply(_ file: String, asOf: Day? = nil) throws -> Outcome {
        let overrides = try PlanOverrides(path: file, asOf: asOf)
        var outcome = Outcome(file: nil, overrides: overrides)
        var problems = overrides.problems
        if !overrides.changes.isEmpty {
            let network = try WeeklyRun(workspace: workspace, asOf: asOf, threads: 1).inputs().contents.network
            for change in overrides.changes {
                let name = (file as NSString).lastPathComponent
                if network.site(change.site) == nil {
                    problems.append(.init(place: name, row: change.row, message: "no site “\(change.site)” in sites.csv"))
                }
                guard let product = network.product(change.sku) else {
                    problems.append(.init(place: name, row: change.row, message: "no SKU “\(change.sku)” in products.csv"))
                    continue
                }
                outcome.remarks += PlanApplication.remarks(change, product: network.products[product])
            }
        }
        guard problems.isEmpty else { throw Unusable(problems: problems) }
        if overrides.transfers > 0 {
            outcome.remarks.append(
                "\(overrides.transfers) changes on the sheet of transfers were left: a run overrides orders and forecasts only")
        }
        guard !overrides.changes.isEmpty else { return outcome }
        try write(&outcome)
        return outcome
    }

    private static func remarks(_ change: PlanOverrides.Change, product: Product) -> [String] {
        var remarks: [String] = []
        let packs = change.quantity / max(product.packSize, 1)
        if change.quantity > 0, abs(packs - packs.rounded()) > 1e-9 || change.quantity < product.minOrderQuantity {
            remarks.append(
                "row \(change.row): \(change.sku) comes in packs of \(plain(product.packSize)), at least "
                    + "\(plain(product.minOrderQuantity)): the run will round \(plain(change.quantity))")
        }
        if change.reason == nil { remarks.append("row \(change.row): no reason given for \(change.sku) at \(change.site)") }
        return remarks
    }

    private static func plain(_ value: Double) -> String { value == value.rounded() ? String(Int(value)) : String(value) }

    private func write(_ outcome: inout Outcome) throws {
        var path = workspace.dataFolder + "/overrides.csv"
        var kept: [String] = []
        let changes = outcome.overrides.changes
        let keys = Set(changes.map { [$0.orderOn.iso8601, $0.site, $0.sku] })
        // Somebody else's layout is left alone: a workspace may have several files of overrides.
        if try existing(path) == nil { path = workspace.dataFolder + "/overrides-plan.csv" }
        if let records = try existing(path) {
            for record in records {
                let fields = record.fields + [String](repeating: "", count: max(0, PlanApplication.columns.count - record.fields.count))
                if fields[3] == "order", keys.contains(Array(fields[0...2])) {
                    outcome.replaced += 1
                } else {
                    kept.append(record.raw)
                }
            }
        }
        var table = CSVWriter(header: PlanApplication.columns)
        var bytes = table.drained()
        for line in kept { bytes += Array(line.utf8) + [UInt8(ascii: "\n")] }
        for change in changes {
            table.cell(change.orderOn.iso8601)
            table.cell(change.site)
            table.cell(change.sku)
            table.cell("order")
            table.cell(change.quantity, decimals: 4)
            table.cell(change.reason)
            table.cell(author)
            table.endRow()
        }
        bytes += table.drained()
        try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
        outcome.file = path
    }

    /// The rows of a file of overrides in this layout; empty where there is no file, nil where its header is another.
    private func existing(_ path: String) throws -> [DelimitedRecords.Record]? {
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        let records = DelimitedRecords(try DelimitedRecords.text(of: [UInt8](data), path: path)).records
        guard let header = records.first else { return [] }
        return header.fields == PlanApplication.columns ? Array(records.dropFirst()) : nil
    }
}
