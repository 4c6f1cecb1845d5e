import Foundation

/// The standard normal distribution.
public enum Normal {
    /// Φ(x), to the accuracy of the C library's `erfc`.
    public static func cumulative(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }

    public static func density(_ x: Double) -> Double { exp(-0.5 * x * x) / (2 * Double.pi).squareRoot() }

    /// Φ⁻¹(p); ±∞ at 0 and 1.
    ///
    /// A rational start (Abramowitz & Stegun 1964, 26.2.23, |error| < 4.5e-4), then Halley's method on Φ, whose error
    /// triples its digits at every step: three steps reach machine precision.
    /// - Precondition: 0 ≤ p ≤ 1.
    public static func quantile(_ p: Double) -> Double {
        precondition(p >= 0 && p <= 1, "a probability of \(p)")
        if p == 0 { return -.infinity }
        if p == 1 { return .infinity }
        if p == 0.5 { return 0 }
        let tail = min(p, 1 - p)
        let t = (-2 * log(tail)).squareRoot()
        let numerator = 2.515517 + t * (0.802853 + t * 0.010328)
        let denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
        // Work in the lower tail, where Φ keeps its relative accuracy.
        var x = -(t - numerator / denominator)
        for _ in 0..<3 {
            let u = (cumulative(x) - tail) / density(x)
            x -= u / (1 + 0.5 * x * u)
        }
        return p < 0.5 ? x : -x
    }
}
