import Numerical

/// A random demand D, in units over some interval, as inventory models see it: by its distribution and its loss functions.
///
/// Zipkin 2000, Foundations of Inventory Management, §C.2.3; Snyder & Shen 2019, Fundamentals of Supply Chain Theory (2nd ed.), §C.3.
public protocol StochasticDemand: Sendable {
    /// E[D], units.
    var mean: Double { get }
    /// Var(D), units².
    var variance: Double { get }
    /// P(D ≤ x).
    func cumulative(_ x: Double) -> Double
    /// The least x with P(D ≤ x) ≥ p.
    /// - Precondition: 0 < p < 1.
    func quantile(_ p: Double) -> Double
    /// The loss function n(x) = E[(D − x)⁺]: units expected short with x on hand.
    func expectedShortage(at x: Double) -> Double
}

extension StochasticDemand {
    /// √Var(D), units.
    public var deviation: Double { variance.squareRoot() }
    /// The complementary loss function n̄(x) = E[(x − D)⁺] = x − E[D] + n(x): units expected left over.
    public func expectedExcess(at x: Double) -> Double { max(0, x - mean + expectedShortage(at: x)) }
    /// E[min(D, x)] = E[D] − n(x): units expected to be sold with x on hand.
    public func expectedSales(at x: Double) -> Double { mean - expectedShortage(at: x) }
}

/// A demand that also has a density, and a second-order loss function.
public protocol ContinuousDemand: StochasticDemand {
    /// n₂(x) = ½ E[((D − x)⁺)²] = ∫ₓ^∞ n(y) dy, units².
    func secondOrderShortage(at x: Double) -> Double
}

extension DemandDistribution: StochasticDemand {
    public var variance: Double { deviation * deviation }
}
