import Foundation
import Numerical

/// Normal demand. Negative demand has the probability Φ(−μ/σ): say nothing of slow movers with it.
///
/// | symbol | meaning |
/// | --- | --- |
/// | μ, σ | mean and standard deviation of demand, units |
/// | z | (x − μ)/σ |
/// | 𝓛(z) | standard normal loss φ(z) − z (1 − Φ(z)) |
///
/// n(x) = σ 𝓛(z), n₂(x) = σ²/2 ((z² + 1)(1 − Φ(z)) − z φ(z)): Snyder & Shen 2019, (C.31)–(C.37); Zipkin 2000, §C.2.4.
public struct NormalDemand: ContinuousDemand, Hashable {
    public let mean: Double
    public let deviation: Double

    /// - Precondition: deviation > 0, both finite.
    public init(mean: Double, deviation: Double) {
        precondition(mean.isFinite && deviation.isFinite && deviation > 0, "normal demand of mean \(mean), deviation \(deviation)")
        self.mean = mean
        self.deviation = deviation
    }

    public var variance: Double { deviation * deviation }
    public func cumulative(_ x: Double) -> Double { Normal.cumulative((x - mean) / deviation) }
    public func quantile(_ p: Double) -> Double { mean + deviation * Normal.quantile(p) }
    public func expectedShortage(at x: Double) -> Double { deviation * StandardNormalLoss.first((x - mean) / deviation) }
    public func expectedExcess(at x: Double) -> Double { deviation * StandardNormalLoss.first((mean - x) / deviation) }
    public func secondOrderShortage(at x: Double) -> Double {
        deviation * deviation * StandardNormalLoss.second((x - mean) / deviation)
    }
}

/// Loss functions of the standard normal distribution.
///
/// Above z = 4 the textbook forms cancel; there Mills' ratio 1 − Φ(z) = φ(z)/(z + K₁), Kᵢ = i/(z + Kᵢ₊₁) (Laplace's continued fraction,
/// DLMF 7.9.1) turns them into 𝓛 = φ K₁/(z + K₁) and n₂ = ½ φ K₁ K₂ / (z + K₁), which keep their relative accuracy.
public enum StandardNormalLoss {
    private static let fractionFrom = 4.0
    private static let terms = 80

    /// 𝓛(z) = E[(Z − z)⁺].
    public static func first(_ z: Double) -> Double {
        if z < fractionFrom { return Normal.density(z) - z * Normal.cumulative(-z) }
        let (k1, _) = fractions(z)
        return Normal.density(z) * k1 / (z + k1)
    }

    /// ½ E[((Z − z)⁺)²].
    public static func second(_ z: Double) -> Double {
        if z < fractionFrom { return 0.5 * ((z * z + 1) * Normal.cumulative(-z) - z * Normal.density(z)) }
        let (k1, k2) = fractions(z)
        return 0.5 * Normal.density(z) * k1 * k2 / (z + k1)
    }

    /// z with 𝓛(z) = `loss`, by Newton's method on a convex falling function.
    /// - Precondition: loss > 0.
    public static func inverse(_ loss: Double) -> Double {
        precondition(loss > 0 && loss.isFinite, "a standard normal loss of \(loss)")
        // 𝓛(z) ≥ max(0, −z): this start is left of the root, from where Newton rises without overshooting.
        var z = loss > 0.4 ? -loss : -0.4
        for _ in 0..<200 {
            let next = z + (first(z) - loss) / Normal.cumulative(-z)
            if abs(next - z) <= 1e-15 * max(1, abs(z)) { return next }
            z = next
        }
        return z
    }

    private static func fractions(_ z: Double) -> (Double, Double) {
        var k = 0.0
        var i = terms
        while i > 2 {
            k = Double(i) / (z + k)
            i -= 1
        }
        let k2 = 2 / (z + k)
        return (1 / (z + k2), k2)
    }
}
