import Foundation
import Simulation
import SupplyNetwork

/// The folder `truth/` of a simulated workspace: what a run never reads, for scoring what it found.
public struct SimulatedTruth: Sendable {
    /// One site × SKU at the as-of date.
    public struct Label: Sendable, Hashable {
        public var site: String
        public var sku: String
        public var onHand: Double
        public var piled: Bool
        /// Nil where not piled.
        public var cause: Stockpile.Cause?
        /// First week of the pile; nil where not piled.
        public var since: Week?

        public init(site: String, sku: String, onHand: Double, piled: Bool, cause: Stockpile.Cause? = nil, since: Week? = nil) {
            self.site = site
            self.sku = sku
            self.onHand = onHand
            self.piled = piled
            self.cause = cause
            self.since = since
        }
    }

    public var labels: [Label]
    /// Units that people took each week of history, parallel to `labels`; the last week is the one before the as-of date.
    public var consumption: [[Double]]
    /// Codes of the sites that sell to people and never report a sale.
    public var silentSites: Set<String>
    /// A world without planted habits.
    public var isNull: Bool

    public init(labels: [Label], consumption: [[Double]], silentSites: Set<String>, isNull: Bool) {
        precondition(labels.count == consumption.count, "\(labels.count) labels, \(consumption.count) rows of consumption")
        self.labels = labels
        self.consumption = consumption
        self.silentSites = silentSites
        self.isNull = isNull
    }

    /// - Parameter folder: the workspace, which holds `truth/`.
    /// - Throws: `Workspace.Unusable` where a file is missing or is not as `penstock simulate` writes it.
    public init(workspace folder: String) throws {
        let path = folder + "/truth"
        func unusable(_ name: String, _ reason: String) -> Workspace.Unusable {
            Workspace.Unusable(description: "\(path)/\(name): \(reason); only a folder made by `penstock simulate` has a truth")
        }
        /// Rows by column name. The simulator's codes hold neither commas nor quotes.
        func rows(_ name: String) throws -> [[Substring: Substring]] {
            guard let text = try? String(contentsOfFile: path + "/" + name, encoding: .utf8) else { throw unusable(name, "cannot be read") }
            let lines = text.split(separator: "\n")
            guard let header = lines.first?.split(separator: ",", omittingEmptySubsequences: false) else {
                throw unusable(name, "is empty")
            }
            return try lines.dropFirst().map { line in
                let cells = line.split(separator: ",", omittingEmptySubsequences: false)
                guard cells.count == header.count else { throw unusable(name, "a row has \(cells.count) cells, not \(header.count)") }
                return Dictionary(zip(header, cells), uniquingKeysWith: { first, _ in first })
            }
        }
        labels = try rows("labels.csv").map { row in
            guard let site = row["site"], let sku = row["sku"], let onHand = row["on_hand"].flatMap({ Double($0) }),
                let piled = row["piled"]
            else { throw unusable("labels.csv", "a column is missing") }
            return Label(
                site: String(site), sku: String(sku), onHand: onHand, piled: piled == "1",
                cause: row["cause"].flatMap { Stockpile.Cause(rawValue: String($0)) },
                since: row["since"].flatMap { Day(iso8601: String($0)) }?.week)
        }
        guard let text = try? String(contentsOfFile: path + "/consumption.csv", encoding: .utf8) else {
            throw unusable("consumption.csv", "cannot be read")
        }
        consumption = text.split(separator: "\n").dropFirst().map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).dropFirst(2).map { Double($0) ?? 0 }
        }
        guard consumption.count == labels.count else { throw unusable("consumption.csv", "has \(consumption.count) rows") }
        silentSites = Set(try rows("sites.csv").filter { $0["sales"] == "silent" }.compactMap { $0["site"].map(String.init) })
        guard let data = FileManager.default.contents(atPath: path + "/options.json"),
            let options = try? JSONDecoder().decode(SimulationOptions.self, from: data)
        else { throw unusable("options.json", "cannot be read") }
        isNull = options.pathologyShare == 0 || options.causes.isEmpty
    }
}
