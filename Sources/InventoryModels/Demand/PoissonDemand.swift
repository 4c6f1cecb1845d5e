import Foundation
import Numerical

/// Poisson demand of rate λ over the interval: n(x) = Σ_{k > x} (k − x) λᵏ e^{−λ}/k!, summed from the side that does not cancel.
///
/// Snyder & Shen 2019, (C.41); Zipkin 2000, §C.2.3.6.
public struct PoissonDemand: StochasticDemand, Hashable {
    public let mean: Double

    /// - Precondition: mean ≥ 0, finite.
    public init(mean: Double) {
        precondition(mean >= 0 && mean.isFinite, "Poisson demand of mean \(mean)")
        self.mean = mean
    }

    public var variance: Double { mean }

    /// P(D = k).
    public func mass(_ k: Int) -> Double {
        if k < 0 { return 0 }
        if mean == 0 { return k == 0 ? 1 : 0 }
        return exp(Double(k) * log(mean) - mean - logGamma(Double(k) + 1))
    }

    public func cumulative(_ x: Double) -> Double {
        if x < 0 { return 0 }
        return mean == 0 ? 1 : IncompleteGamma.upper(x.rounded(.down) + 1, mean)
    }

    /// P(D > x), with relative accuracy in the tail.
    public func exceedance(_ x: Double) -> Double {
        if x < 0 { return 1 }
        return mean == 0 ? 0 : IncompleteGamma.lower(x.rounded(.down) + 1, mean)
    }

    public func quantile(_ p: Double) -> Double {
        precondition(p > 0 && p < 1, "a probability of \(p)")
        if mean == 0 { return 0 }
        var k = max(0, (mean + mean.squareRoot() * Normal.quantile(p)).rounded())
        while k > 0 && cumulative(k - 1) >= p { k -= 1 }
        while cumulative(k) < p { k += 1 }
        return k
    }

    public func expectedShortage(at x: Double) -> Double {
        if x <= 0 { return mean - x }
        if mean == 0 { return 0 }
        let first = x.rounded(.down) + 1
        if x < mean { return mean - x + excess(x) }
        var k = first
        var f = mass(Int(first))
        var sum = 0.0
        while f > 0 {
            let term = (k - x) * f
            sum += term
            if term < 1e-18 * sum { break }
            k += 1
            f *= mean / k
        }
        return sum
    }

    /// Σ_{k ≤ x} (x − k) P(D = k), from k = ⌊x⌋ downwards.
    private func excess(_ x: Double) -> Double {
        var k = x.rounded(.down)
        var f = mass(Int(k))
        var sum = 0.0
        while k >= 0 && f > 0 {
            let term = (x - k) * f
            sum += term
            if term > 0 && term < 1e-18 * sum { break }
            f *= k / mean
            k -= 1
        }
        return sum
    }

    public func expectedExcess(at x: Double) -> Double {
        if x <= 0 { return 0 }
        return x < mean ? excess(x) : x - mean + expectedShortage(at: x)
    }
}
