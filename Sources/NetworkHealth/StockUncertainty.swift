import SupplyNetwork

/// What a sum of reconciled stocks is uncertain by.
///
/// Errors of sites are not independent: what is wrong with one report is often wrong with the next, and unreported sales err one way. Each pair
/// of errors is taken to have the same correlation ρ, so that the variance of the sum is (1 − ρ) Σ σ² + ρ (Σ σ)². ρ is a
/// judgement: on simulated worlds sums with ρ = 0 held the truth in four of ten of their 90 % intervals, with this ρ in seven to nine, which is
/// still too few, since the errors lean one way (docs/benchmarks.md).
struct StockUncertainty {
    static let correlation = 0.03

    private(set) var variance = 0.0
    private(set) var deviations = 0.0

    mutating func add(_ position: Position, times factor: Double = 1) {
        guard position.basis != .insufficient else { return }
        add(deviation: (position.onHandHigh - position.onHandLow) / (2 * 1.644853626951473) * factor)
    }

    mutating func add(deviation: Double) {
        variance += deviation * deviation
        deviations += deviation
    }

    static func += (a: inout StockUncertainty, b: StockUncertainty) {
        a.variance += b.variance
        a.deviations += b.deviations
    }

    var deviation: Double {
        ((1 - StockUncertainty.correlation) * variance + StockUncertainty.correlation * deviations * deviations).squareRoot()
    }

    /// Half of a 90 % interval.
    var half: Double { 1.644853626951473 * deviation }
}
