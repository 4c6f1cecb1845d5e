import Foundation
import SafetyStockPlacement

/// A guaranteed-service tree as `inventory.py` writes it: stages in the order of their numbers.
struct GuaranteedServiceTree: Decodable {
    struct Stage: Decodable {
        var processingTime: Double
        /// Money per unit of safety stock and unit of time.
        var holdingCost: Double
        /// z σ of one period's demand at and below the stage, pooled.
        var demandBound: Double
        /// The longest service time promised to consumers; nil where none buy.
        var outboundServiceTime: Double?
    }
    var stages: [Stage]
    /// [from, to].
    var arcs: [[Int]]
}

/// Solves the tree; the levels are the outbound service times.
func guaranteedService(_ file: Data) throws -> Report {
    let tree = try JSONDecoder().decode(GuaranteedServiceTree.self, from: file)
    let network = try GuaranteedServiceNetwork(
        stages: tree.stages.map {
            .init(
                time: $0.processingTime, holdingCost: $0.holdingCost, demandBound: .normal(factor: 1, deviation: $0.demandBound),
                maximumServiceTime: $0.outboundServiceTime)
        },
        arcs: tree.arcs.map { .init(from: $0[0], to: $0[1]) })
    let (placement, seconds, runs) = timed { network.placement() }
    return Report(cost: placement.cost, levels: placement.outboundServiceTimes, seconds: seconds, runs: runs)
}
