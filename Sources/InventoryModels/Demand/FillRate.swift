import Foundation

/// Measures of service, each with its convention in its name.
///
/// | symbol | meaning |
/// | --- | --- |
/// | r, Q | reorder point, order quantity, units |
/// | S, R, L | order-up-to level, review period, lead time |
/// | n(x) | expected shortage E[(D − x)⁺] |
/// | k | safety factor (r − μ)/σ |
///
/// Silver, Pyke & Thomas 2017, Inventory and Production Management in Supply Chains (4th ed.), §6.7 and §6.9; Axsäter 2015, Inventory
/// Control (3rd ed.), §5.3; Hadley & Whitin 1963, §4-2.
public enum FillRate {
    /// α, type 1: the probability that nothing is short in a cycle, P(D ≤ r).
    public static func cycleService(at level: Double, leadTimeDemand: some StochasticDemand) -> Double {
        leadTimeDemand.cumulative(level)
    }

    /// β, type 2, textbook form: 1 − n(r)/Q. It counts as this cycle's what was short already when it began, so it is below the exact
    /// one, and may be negative, where Q is small.
    public static func perCycle(reorderPoint r: Double, orderQuantity q: Double, leadTimeDemand: some StochasticDemand) -> Double {
        1 - leadTimeDemand.expectedShortage(at: r) / q
    }

    /// β, type 2, exact for backorders and demand in small steps: 1 − (n(r) − n(r + Q))/Q, the share of time (and of units) with stock.
    public static func exact(reorderPoint r: Double, orderQuantity q: Double, leadTimeDemand: some StochasticDemand) -> Double {
        1 - (leadTimeDemand.expectedShortage(at: r) - leadTimeDemand.expectedShortage(at: r + q)) / q
    }

    /// β of a periodic order-up-to policy, backorders: 1 − (E[(D_{L+R} − S)⁺] − E[(D_L − S)⁺]) / E[D_R].
    public static func orderUpTo(
        _ level: Double, leadTimeDemand: some StochasticDemand, protectionDemand: some StochasticDemand
    ) -> Double {
        let review = protectionDemand.mean - leadTimeDemand.mean
        return 1 - (protectionDemand.expectedShortage(at: level) - leadTimeDemand.expectedShortage(at: level)) / review
    }

    /// The safety factor k of the textbook form for normal lead-time demand: 𝓛(k) = Q (1 − β)/σ.
    /// - Precondition: 0 < β < 1.
    public static func safetyFactor(fillRate β: Double, orderQuantity q: Double, deviation σ: Double) -> Double {
        precondition(β > 0 && β < 1 && q > 0 && σ > 0, "fill rate \(β), quantity \(q), deviation \(σ)")
        return StandardNormalLoss.inverse(q * (1 - β) / σ)
    }

    /// The least reorder point whose exact fill rate reaches β, by halving; whole where demand is asked for in whole units.
    public static func reorderPoint(
        fillRate β: Double, orderQuantity q: Double, leadTimeDemand: some StochasticDemand, whole: Bool = false
    ) -> Double {
        precondition(β > 0 && β < 1 && q > 0, "fill rate \(β), quantity \(q)")
        func enough(_ r: Double) -> Bool { exact(reorderPoint: r, orderQuantity: q, leadTimeDemand: leadTimeDemand) >= β }
        let width = max(1, leadTimeDemand.deviation)
        var low = leadTimeDemand.mean - q - width
        var high = leadTimeDemand.mean + width
        while enough(low) { low -= 2 * (high - low) }
        while !enough(high) { high += 2 * (high - low) }
        for _ in 0..<200 {
            let middle = 0.5 * (low + high)
            if middle <= low || middle >= high { break }
            if enough(middle) { high = middle } else { low = middle }
        }
        if !whole { return high }
        let below = high.rounded(.down)
        return enough(below) ? below : below + 1
    }
}
