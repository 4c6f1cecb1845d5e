import Foundation
import Ingest
import Numerical
import Reporting
import SafetyStockPlacement
import SupplyNetwork

/// A network of stages in one CSV file, and where its safety stock lies cheapest by the guaranteed-service model.
///
/// | column | meaning |
/// | --- | --- |
/// | `stage` | its name; must be there once |
/// | `suppliers` | names of stages that supply it, separated by spaces or semicolons; empty for none |
/// | `time` | what it takes from receiving goods to passing them on, in periods, ≥ 0 |
/// | `holding_cost` | money for holding a unit for a period, ≥ 0 |
/// | `demand_deviation` | standard deviation of demand from outside in one period; empty for none |
/// | `service_time` | periods its customers outside wait; needed where there is demand from outside, else at most so many |
public struct StagePlacement: Sendable {
    public let names: [String]
    public let network: GuaranteedServiceNetwork
    public let serviceLevel: Double

    private struct Row {
        var line: Int
        var suppliers: [String]
        var stage: (time: Double, holdingCost: Double, deviation: Double, serviceTime: Double?)
    }

    /// - Parameter serviceLevel: probability, in (0.5, 1), of covering the demand over a stage's net replenishment time.
    /// - Throws: `UnusableInput` that names the line and what is wrong with it.
    public init(path: String, serviceLevel: Double) throws {
        let name = (path as NSString).lastPathComponent
        guard let data = FileManager.default.contents(atPath: path) else {
            throw UnusableInput(
                file: name, problem: "no such file", help: "It must hold the columns stage, suppliers, time, holding_cost …")
        }
        let records = DelimitedRecords(try DelimitedRecords.text(of: [UInt8](data), path: path)).records
        let header = (records.first?.fields ?? []).map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
        func column(_ title: String) throws -> Int {
            guard let index = header.firstIndex(of: title) else {
                throw UnusableInput(
                    file: name, problem: "the column \(title) is missing",
                    help: "The columns are stage, suppliers, time, holding_cost, demand_deviation and service_time.")
            }
            return index
        }
        let columns = try ["stage", "suppliers", "time", "holding_cost", "demand_deviation", "service_time"].map(column)
        func wrong(_ line: Int, _ problem: String, _ help: String) -> UnusableInput {
            UnusableInput(file: "\(name):\(line)", problem: problem, help: help)
        }
        var names: [String] = []
        var rows: [Row] = []
        for record in records.dropFirst() {
            let cells = columns.map { record.fields.indices.contains($0) ? record.fields[$0].trimmingCharacters(in: .whitespaces) : "" }
            func number(_ index: Int) throws -> Double? {
                guard !cells[index].isEmpty else { return nil }
                guard let value = Double(cells[index]), value.isFinite, value >= 0 else {
                    throw wrong(record.line, "“\(cells[index])” is no number of at least 0", "Write a plain number such as 2.5.")
                }
                return value
            }
            guard !cells[0].isEmpty, !names.contains(cells[0]) else {
                throw wrong(record.line, "the stage has no name, or one that was there before", "Every stage needs a name of its own.")
            }
            guard let time = try number(2), let cost = try number(3) else {
                throw wrong(record.line, "time or holding_cost has no value", "Every stage needs both.")
            }
            let (deviation, service) = (try number(4) ?? 0, try number(5))
            guard deviation == 0 || service != nil else {
                throw wrong(record.line, "there is demand, but no service_time", "Write 0 where customers are served from the shelf.")
            }
            names.append(cells[0])
            let suppliers = cells[1].split { $0 == " " || $0 == ";" }.map(String.init)
            rows.append(Row(line: record.line, suppliers: suppliers, stage: (time, cost, deviation, service)))
        }
        guard !rows.isEmpty else { throw UnusableInput(file: name, problem: "there is no stage", help: "Write one row for each stage.") }
        var arcs: [GuaranteedServiceNetwork.Arc] = []
        for (to, row) in rows.enumerated() {
            for supplier in row.suppliers {
                guard let from = names.firstIndex(of: supplier) else {
                    throw wrong(row.line, "no stage “\(supplier)”", "Name suppliers as in the column stage, separated by spaces.")
                }
                arcs.append(.init(from: from, to: to))
            }
        }
        do {
            let pooled = try GuaranteedServiceNetwork.pooledDeviations(own: rows.map(\.stage.deviation), arcs: arcs)
            let factor = Normal.quantile(serviceLevel)
            network = try GuaranteedServiceNetwork(
                stages: zip(rows, pooled).map { row, deviation in
                    .init(
                        time: row.stage.time, holdingCost: row.stage.holdingCost,
                        demandBound: .normal(factor: factor, deviation: deviation), maximumServiceTime: row.stage.serviceTime)
                }, arcs: arcs)
        } catch {
            if case .circle(let stage) = error {
                throw wrong(rows[stage].line, "\(names[stage]) supplies itself through others", "Goods must not flow in a circle.")
            }
            throw UnusableInput(file: name, problem: error.description, help: "")
        }
        self.names = names
        self.serviceLevel = serviceLevel
    }

    /// Cheapest placement found; exact on trees with whole times.
    public func placement() -> Placement { network.placement() }
}
