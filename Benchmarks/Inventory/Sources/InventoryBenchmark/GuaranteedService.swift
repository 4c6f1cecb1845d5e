import Foundation

/// A guaranteed-service tree as `inventory.py` writes it: stages in the order of their numbers.
struct GuaranteedServiceTree: Decodable {
    struct Stage: Decodable {
        var processingTime: Double
        /// Money per unit of safety stock and unit of time.
        var holdingCost: Double
        /// z σ of demand of one period; nil where no consumers buy.
        var demandBound: Double?
        /// The longest service time promised to consumers; nil where none buy.
        var outboundServiceTime: Double?
    }
    var stages: [Stage]
    /// [from, to].
    var arcs: [[Int]]
}

/// Solves the tree with the product's solver; nil while the product has none to call here.
func guaranteedService(_ file: Data) throws -> Report? {
    _ = try JSONDecoder().decode(GuaranteedServiceTree.self, from: file)
    return nil
}
