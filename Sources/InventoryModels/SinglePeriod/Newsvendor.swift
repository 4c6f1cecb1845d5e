/// The newsvendor problem: how much to have before a demand that comes once.
///
/// | symbol | meaning |
/// | --- | --- |
/// | h | cost of a unit left over (overage) |
/// | p | cost of a unit short (underage) |
/// | S | base-stock level: units on hand before demand |
/// | g(S) = h n̄(S) + p n(S) | expected cost |
/// | ρ = p/(p + h) | critical ratio; S* is the least S with F(S) ≥ ρ |
///
/// Arrow, Harris & Marschak 1951, doi:10.2307/1906813; Snyder & Shen 2019, §4.3; Zipkin 2000, §9.4.1.
public struct Newsvendor: Sendable, Hashable, Codable {
    /// h, money per unit left over.
    public var holdingCost: Double
    /// p, money per unit short.
    public var stockoutCost: Double

    /// The implicit form: what a unit too many and a unit too few cost.
    /// - Precondition: both positive and finite.
    public init(holdingCost: Double, stockoutCost: Double) {
        precondition(
            holdingCost > 0 && stockoutCost > 0 && holdingCost.isFinite && stockoutCost.isFinite,
            "holding cost \(holdingCost), stockout cost \(stockoutCost)")
        self.holdingCost = holdingCost
        self.stockoutCost = stockoutCost
    }

    /// The explicit form: h = c − v + h′, p = r − c + p′ (Snyder & Shen 2019, §4.3.2.5).
    /// - Parameters:
    ///   - revenue: r, money per unit sold.
    ///   - purchaseCost: c, money per unit bought.
    ///   - salvageValue: v, money per unit left over; may be negative.
    ///   - holdingCost: h′, money per unit left over besides the loss of value.
    ///   - stockoutCost: p′, money per unit short besides the profit lost.
    /// - Precondition: v − h′ < c < r + p′.
    public init(revenue: Double, purchaseCost: Double, salvageValue: Double, holdingCost: Double = 0, stockoutCost: Double = 0) {
        self.init(holdingCost: purchaseCost - salvageValue + holdingCost, stockoutCost: revenue - purchaseCost + stockoutCost)
    }

    /// ρ = p/(p + h).
    public var criticalRatio: Double { stockoutCost / (stockoutCost + holdingCost) }

    /// S*, units: whole where demand is.
    public func optimalLevel(for demand: some StochasticDemand) -> Double { demand.quantile(criticalRatio) }

    /// g(S), money.
    public func expectedCost(at level: Double, for demand: some StochasticDemand) -> Double {
        holdingCost * demand.expectedExcess(at: level) + stockoutCost * demand.expectedShortage(at: level)
    }

    /// Revenue less costs of the explicit form, (r − c) E[D] − g(S) with p′ counted in g: money.
    /// - Parameter margin: r − c, money per unit.
    public func expectedProfit(at level: Double, for demand: some StochasticDemand, margin: Double) -> Double {
        margin * demand.mean - expectedCost(at: level, for: demand)
    }

    /// The order that brings a position to S*, never negative; in whole packs, whichever of the two packs around S* costs less.
    ///
    /// g is convex, so the best pack count is one of the two.
    /// - Parameters:
    ///   - position: units on hand and due.
    ///   - pack: units in a pack; 0 for any quantity.
    public func order(from position: Double, pack: Double = 0, for demand: some StochasticDemand) -> Double {
        let wanted = optimalLevel(for: demand) - position
        if wanted <= 0 { return 0 }
        if pack <= 0 { return wanted }
        let fewer = (wanted / pack).rounded(.down) * pack
        let more = fewer + pack
        if fewer == wanted { return fewer }
        return expectedCost(at: position + fewer, for: demand) <= expectedCost(at: position + more, for: demand) ? fewer : more
    }
}
