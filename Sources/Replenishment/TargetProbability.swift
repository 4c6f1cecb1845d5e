import SupplyNetwork

/// The probability of covering demand that an order aims at.
///
/// Cost-based: the newsvendor's critical ratio p / (p + h), where a unit short costs p and a unit left over costs h for every
/// week of the review period, because only the next order can correct it (Arrow, Harris & Marschak 1951,
/// doi:10.2307/1906813). The ratio is the same whether unmet demand is lost or backordered: what differs is the stock it is
/// applied to (`LostSalesOrder`). A unit left over is not thrown away, it saves a unit of the next order, so the purchase
/// price does not enter (Zipkin 2008, doi:10.1287/opre.1070.0471, §2).
struct TargetProbability: Sendable, Hashable {
    var value: Double
    var isCostBased: Bool

    /// No finite stock covers unbounded demand for certain.
    static let highest = 0.9999

    /// - Parameters:
    ///   - unitCost: money; nil where unknown.
    ///   - fallback: the probability where the policy is cost-based and the holding cost is unknown.
    init(policy: Policy, unitCost: Double?, reviewPeriodDays: Int, fallback: Double) {
        switch policy.target {
        case .serviceLevel(let level):
            value = level
            isCostBased = false
        case .shortageCost(let p):
            if let weekly = policy.holdingCostPerWeek(unitCost: unitCost), p >= 0, weekly >= 0 {
                let h = weekly * Double(reviewPeriodDays) / 7
                value = p == 0 ? 0 : p / (p + h)
                isCostBased = true
            } else {
                value = fallback
                isCostBased = false
            }
        }
        value = min(max(value, 0), TargetProbability.highest)
    }
}
