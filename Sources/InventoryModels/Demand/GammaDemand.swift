import Foundation
import Numerical

/// Gamma demand of shape α and scale β: n(x) = αβ Q(α + 1, x/β) − x Q(α, x/β), with Q the upper regularized incomplete gamma function.
///
/// Burgin 1975, doi:10.1057/jors.1975.110; Snyder & Shen 2019, (C.39). Its sums over intervals stay gamma: α grows, β stays.
public struct GammaDemand: ContinuousDemand, Hashable {
    /// α, no unit.
    public let shape: Double
    /// β, units.
    public let scale: Double

    /// - Precondition: shape > 0, scale > 0.
    public init(shape: Double, scale: Double) {
        precondition(shape > 0 && scale > 0 && shape.isFinite && scale.isFinite, "gamma demand of shape \(shape), scale \(scale)")
        self.shape = shape
        self.scale = scale
    }

    /// - Precondition: mean > 0, deviation > 0.
    public init(mean: Double, deviation: Double) {
        self.init(shape: mean / deviation * (mean / deviation), scale: deviation / mean * deviation)
    }

    public var mean: Double { shape * scale }
    public var variance: Double { shape * scale * scale }
    public func cumulative(_ x: Double) -> Double { IncompleteGamma.lower(shape, x / scale) }

    public func quantile(_ p: Double) -> Double {
        precondition(p > 0 && p < 1, "a probability of \(p)")
        // Bisection on the logarithm of x, then on x: no start can fail, and 200 halvings leave only rounding.
        var high = max(mean, scale)
        while cumulative(high) < p { high *= 2 }
        var low = high
        while low > .leastNormalMagnitude && cumulative(low) >= p { low *= 0.5 }
        for _ in 0..<200 {
            let middle = 0.5 * (low + high)
            if middle <= low || middle >= high { break }
            if cumulative(middle) < p { low = middle } else { high = middle }
        }
        return high
    }

    public func expectedShortage(at x: Double) -> Double {
        if x <= 0 { return mean - x }
        let y = x / scale
        return max(0, mean * IncompleteGamma.upper(shape + 1, y) - x * IncompleteGamma.upper(shape, y))
    }

    public func secondOrderShortage(at x: Double) -> Double {
        if x <= 0 { return 0.5 * (variance + (mean - x) * (mean - x)) }
        let y = x / scale
        let second = shape * (shape + 1) * scale * scale * IncompleteGamma.upper(shape + 2, y)
        return max(0, 0.5 * (second - 2 * x * mean * IncompleteGamma.upper(shape + 1, y) + x * x * IncompleteGamma.upper(shape, y)))
    }
}
