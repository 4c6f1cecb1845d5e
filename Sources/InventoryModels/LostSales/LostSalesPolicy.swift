/// Policies for lost sales with a lead time. Base stock is not optimal here: it replaces demand that nobody will serve.
///
/// Each is asymptotically optimal somewhere: base stock as p/h grows (Huh, Janakiraman, Muckstadt & Rusmevichientong 2009,
/// doi:10.1287/mnsc.1080.0945), a constant order as L grows (Goldberg et al. 2016, doi:10.1287/moor.2015.0760), the capped base stock and
/// the projected inventory level in both regimes (Xin 2021, doi:10.1287/opre.2020.2060; van Jaarsveld & Arts 2024,
/// doi:10.1287/opre.2021.0032).
public enum LostSalesPolicy: Sendable, Hashable, Codable {
    /// q = (S − x − Σ pipeline)⁺.
    case baseStock(level: Int)
    /// The same q every period; below mean demand, or stock grows without end.
    case constantOrder(quantity: Int)
    /// q = min((S − x − Σ pipeline)⁺, r).
    case cappedBaseStock(level: Int, cap: Int)
    /// q = ⌊U − E[on hand when q arrives]⌋⁺, lost sales until then taken into account.
    case projectedInventoryLevel(level: Double)

    /// Units to order now.
    /// - Parameters:
    ///   - onHand: x, units before the period's demand, arrivals of the period included.
    ///   - pipeline: units due at the start of the next period, and of those after it; L − 1 of them.
    ///   - demand: of one period.
    public func order(onHand: Int, pipeline: [Int], demand: DiscreteDistribution) -> Int {
        switch self {
        case .baseStock(let level): return max(0, level - onHand - pipeline.reduce(0, +))
        case .constantOrder(let quantity): return quantity
        case .cappedBaseStock(let level, let cap): return min(cap, max(0, level - onHand - pipeline.reduce(0, +)))
        case .projectedInventoryLevel(let level):
            // The first period's arrivals are on hand already.
            let projection = LostSalesProjection(
                onHand: onHand, arrivals: [0] + pipeline, demands: [DiscreteDistribution](repeating: demand, count: pipeline.count + 1))
            return max(0, Int((level - projection.expectedOnHand + 1e-9).rounded(.down)))
        }
    }
}
