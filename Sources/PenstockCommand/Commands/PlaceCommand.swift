import ArgumentParser
import DelimitedText
import Foundation
import Penstock
import SafetyStockPlacement
import SupplyNetwork

struct PlaceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "place", abstract: "Place safety stock on a network of stages where it costs least.",
        discussion: """
            Reads a CSV file with one row per stage: stage, suppliers (names, separated by spaces), time (periods), holding_cost (money per
            unit and period), demand_deviation (of demand from outside in one period) and service_time (periods that customers outside
            wait). Or takes a workspace: every site is a stage with its lead time, review period and forecast, SKU by SKU, in days.
            The guaranteed-service model of Graves & Willems (2000): exact on trees with whole times, by search elsewhere.
            """)

    @Argument(help: "The stages: a CSV file; or a workspace.")
    var file: String

    @Option(
        help: ArgumentHelp(
            "Probability of covering the demand over a stage's net replenishment time; by default 0.95, in a workspace the plan's own.",
            valueName: "0.95"))
    var serviceLevel: Double?

    @Option(help: ArgumentHelp("Of a workspace: the first day not yet known.", valueName: "yyyy-mm-dd"))
    var asOf: Day?

    @Option(name: .shortAndLong, help: ArgumentHelp("Of a workspace: writes every site × SKU into this CSV file.", valueName: "file"))
    var output: String?

    @OptionGroup var common: CommonOptions

    func validate() throws {
        if let serviceLevel, !(serviceLevel > 0.5 && serviceLevel < 1) {
            throw ValidationError("--service-level must be between 0.5 and 1")
        }
    }

    private struct Answer: Encodable {
        struct Stage: Encodable {
            var stage: String
            var inboundServiceTime: Double
            var outboundServiceTime: Double
            var netReplenishmentTime: Double
            var safetyStock: Double
            var cost: Double
        }
        var schemaVersion = JSONSchema.version
        var serviceLevel: Double
        var cost: Double
        var costAtDemandStages: Double
        var proof: String
        var stages: [Stage]
    }

    private struct WorkspaceAnswer: Encodable {
        var schemaVersion = JSONSchema.version
        var asOf: String
        var unitsByTier: [String: Double]
        var products: [WorkspacePlacement.Item]
    }

    func run() throws {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), isFolder.boolValue {
            try runWorkspace()
        } else {
            try runStages()
        }
    }

    private func runWorkspace() throws {
        let progress = ProgressLine(quiet: common.quiet)
        let placement = try Exit.onUnusableInput(progress) {
            try WeeklyRun(
                workspace: Workspace(folder: file), asOf: asOf, threads: common.threads, logger: common.logger, progress: progress.report
            ).safetyStockPlacement(serviceLevel: serviceLevel)
        }
        progress.clear()
        if let output { try write(placement, to: output) }
        if common.json {
            let tiers = Dictionary(uniqueKeysWithValues: placement.unitsByTier.map { (String($0), $1) })
            try Terminal.json(WorkspaceAnswer(asOf: placement.asOf.iso8601, unitsByTier: tiers, products: placement.items))
            return
        }
        guard !common.quiet else { return }
        func one(_ value: Double) -> String { String(format: "%.1f", value) }
        func more(_ cost: Double, _ alone: Double) -> String { cost > 0 ? one(100 * (alone / cost - 1)) + " %" : "–" }
        print("Safety stock as of \(placement.asOf.iso8601), where it costs least\n")
        print(
            Terminal.table(
                ["SKU", "sites", "hold", "units", "cost a day", "at the ends only", "more"],
                placement.items.prefix(20).map { item in
                    [
                        item.sku, String(item.stages.count), String(item.stages.count { $0.safetyStock > 0.05 }),
                        one(item.stages.reduce(0) { $0 + $1.safetyStock }), one(item.cost), one(item.costAtDemandStages),
                        more(item.cost, item.costAtDemandStages),
                    ]
                }, rightAligned: [1, 2, 3, 4, 5, 6]))
        if placement.items.count > 20 { print("  \(placement.items.count - 20) more in --output or --json") }
        let (cost, alone) = placement.items.reduce((0, 0)) { ($0.0 + $1.cost, $0.1 + $1.costAtDemandStages) }
        print("\n  all: cost a day \(one(cost))")
        print("  with safety stock only at sites that supply nobody \(one(alone)), \(more(cost, alone)) more")
        let tiers = placement.unitsByTier.sorted { $0.key < $1.key }.map { "tier \($0): \(one($1))" }
        print("  units by tier: " + tiers.joined(separator: ", "))
    }

    private func write(_ placement: WorkspacePlacement, to path: String) throws {
        var table = CSVWriter(header: [
            "site", "sku", "inbound_service_time", "outbound_service_time", "net_replenishment_time", "safety_stock", "cost",
        ])
        for stage in placement.items.flatMap(\.stages) {
            table.cell(stage.site)
            table.cell(stage.sku)
            for figure in [
                stage.inboundServiceTime, stage.outboundServiceTime, stage.netReplenishmentTime, stage.safetyStock, stage.cost,
            ] { table.cell(figure, decimals: 4) }
            table.endRow()
        }
        try Data(table.bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    private func runStages() throws {
        let serviceLevel = serviceLevel ?? 0.95
        let (stages, placement) = try Exit.onUnusableInput {
            let stages = try StagePlacement(path: file, serviceLevel: serviceLevel)
            return (stages, stages.placement())
        }
        let rows = stages.names.indices.map { index in
            Answer.Stage(
                stage: stages.names[index], inboundServiceTime: placement.inboundServiceTimes[index],
                outboundServiceTime: placement.outboundServiceTimes[index],
                netReplenishmentTime: placement.netReplenishmentTimes[index], safetyStock: placement.safetyStocks[index],
                cost: placement.costs[index])
        }
        if common.json {
            try Terminal.json(
                Answer(
                    serviceLevel: serviceLevel, cost: placement.cost, costAtDemandStages: placement.costAtDemandStages,
                    proof: placement.proof.rawValue, stages: rows))
            return
        }
        guard !common.quiet else { return }
        func one(_ value: Double) -> String { String(format: "%.1f", value) }
        print(
            Terminal.table(
                ["stage", "promised", "promises", "bridges", "safety stock", "cost"],
                rows.map {
                    [
                        $0.stage, one($0.inboundServiceTime), one($0.outboundServiceTime), one($0.netReplenishmentTime),
                        one($0.safetyStock), one($0.cost),
                    ]
                }, rightAligned: [1, 2, 3, 4, 5]))
        let more = placement.cost > 0 ? placement.costAtDemandStages / placement.cost - 1 : 0
        print("\n  cost a period \(one(placement.cost)) (\(proof(placement.proof.rawValue)))")
        print("  with safety stock only where demand is \(one(placement.costAtDemandStages)), \(one(more * 100)) % more")
    }

    private func proof(_ name: String) -> String { name == "optimal" ? "no placement costs less" : "the best found by search" }
}
