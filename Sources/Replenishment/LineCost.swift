import Numerical
import SupplyNetwork

/// What a unit short and a unit left over cost over one review period.
///
/// A service level α stands for the shortage cost that would aim at it: p = h α / (1 − α). Where no holding cost is known, from
/// unit cost or price, the two are counted in units short, so that lines still compare by probability.
struct CostTerms: Sendable, Hashable {
    var shortage: Double
    var holding: Double
    /// Whether both are money.
    var isMoney: Bool

    init(policy: Policy, product: Product, reviewPeriodDays: Int, target: TargetProbability) {
        let weekly = policy.holdingCostPerWeek(unitCost: product.unitCost ?? product.unitPrice)
        let h = weekly.map { $0 * Double(reviewPeriodDays) / 7 }
        let α = min(max(target.value, 0), TargetProbability.highest)
        switch policy.target {
        case .shortageCost(let p):
            shortage = p
            holding = h ?? (α > 0 ? p * (1 - α) / α : p)
            isMoney = true
        case .serviceLevel:
            isMoney = (h ?? 0) > 0
            holding = isMoney ? h ?? 0 : 1 - α
            shortage = isMoney ? holding * α / (1 - α) : α
        }
    }
}

/// Expected shortage and holding cost of one line over the review period its order is for, by the quantity ordered.
///
/// With y the position that demand D of the protection interval is served from, c(y) = p E[(D − y)⁺] + h E[(y − D)⁺]: the newsvendor's
/// cost, convex, least at the critical ratio. Where unmet demand is lost, D holds demand that will never be served; the position is
/// moved up by it, so that the least cost lies at the level the lost-sales rule found.
struct LineCost: Sendable {
    let demand: DemandDistribution
    /// y with nothing ordered.
    let start: Double
    let p: Double
    let h: Double

    init(_ c: OrderCalculation) {
        demand = DemandDistribution(mean: c.demandMean, deviation: c.demandDeviation)
        start = c.echelonPosition + c.demandQuantile - c.orderUpTo
        p = c.shortageCost
        h = c.holdingCost
    }

    init(demand: DemandDistribution, start: Double, p: Double, h: Double) {
        self.demand = demand
        self.start = start
        self.p = p
        self.h = h
    }

    func expected(ordering q: Double) -> Double {
        let y = start + q
        let short = demand.expectedShortage(at: y)
        return p * short + h * max(0, y - demand.mean + short)
    }

    /// What going from `a` units to `b` saves.
    func value(from a: Double, to b: Double) -> Double { expected(ordering: a) - expected(ordering: b) }
}
