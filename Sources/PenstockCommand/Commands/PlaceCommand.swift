import ArgumentParser
import Foundation
import Penstock
import SafetyStockPlacement

struct PlaceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "place", abstract: "Place safety stock on a network of stages where it costs least.",
        discussion: """
            Reads a CSV file with one row per stage: stage, suppliers (names, separated by spaces), time (periods), holding_cost (money per
            unit and period), demand_deviation (of demand from outside in one period) and service_time (periods that customers outside
            wait). The guaranteed-service model of Graves & Willems (2000): exact on trees with whole times, by search elsewhere.
            """)

    @Argument(help: "The stages: a CSV file.")
    var file: String

    @Option(help: ArgumentHelp("Probability of covering the demand over a stage's net replenishment time.", valueName: "0.95"))
    var serviceLevel = 0.95

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard serviceLevel > 0.5 && serviceLevel < 1 else { throw ValidationError("--service-level must be between 0.5 and 1") }
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

    func run() throws {
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
