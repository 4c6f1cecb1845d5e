import Foundation
import Numerical

/// Probabilities of one step's count around its mean: negative binomial with a variance of c times the mean, Poisson where
/// c = 1, and with probability π no demand at all.
///
/// Snyder, Ord & Beaumont (2012, doi:10.1016/j.ijforecast.2011.03.009, §2) write the negative binomial with parameters a and b,
/// mean a/b and variance a(1 + b)/b²; here a = μ/(c − 1) and b = 1/(c − 1), so that the same c holds while the mean moves.
/// Zero-inflated (Lambert 1992, doi:10.2307/1269547), the mean of the counting part is m = μ/(1 − π), and
///
///     E = μ,   Var = c μ + μ² π/(1 − π).
struct CountDistribution: Sendable, Hashable {
    /// c, 1 or more.
    var dispersion: Double
    /// π, 0 or more, below 1.
    var inflation: Double

    /// Below this distance from 1 the dispersion is a Poisson's.
    static let poissonDistance = 1e-6
    /// Counts above this take ln Γ; below, the product of their ratios is quicker and as exact.
    static let shortProduct = 24.0
    /// Powers of it up to that still lie within the range of a Double.
    static let largeSize = 1e9

    func variance(_ μ: Double) -> Double { dispersion * μ + μ * μ * inflation / (1 - inflation) }

    /// ln P(Y = y) for a whole y ≥ 0 and a mean μ > 0.
    func logMass(_ y: Double, mean μ: Double) -> Double {
        let counting = countingLogMass(y, mean: μ / (1 - inflation))
        if inflation == 0 { return counting }
        if y > 0 { return log1p(-inflation) + counting }
        return log(inflation + (1 - inflation) * exp(counting))
    }

    /// ln P(Y ≥ y): what a week says that sold y and then had none left.
    func logTail(_ y: Double, mean μ: Double) -> Double {
        if y <= 0 { return 0 }
        let m = μ / (1 - inflation)
        let demand = DemandDistribution(mean: m, deviation: (dispersion * m).squareRoot())
        let tail = (1 - inflation) * (1 - demand.cumulative(y.rounded(.up) - 1))
        // What lies so far out is not told apart: the sum of masses ends at rounding.
        return log(max(tail, 1e-12))
    }

    /// The least y with P(Y ≤ y) ≥ p.
    func quantile(_ p: Double, mean μ: Double) -> Double {
        guard μ > 0, p > inflation else { return 0 }
        let m = μ / (1 - inflation)
        return DemandDistribution(mean: m, deviation: (dispersion * m).squareRoot()).quantile((p - inflation) / (1 - inflation))
    }

    private func countingLogMass(_ y: Double, mean m: Double) -> Double {
        let excess = dispersion - 1
        if excess < Self.poissonDistance { return y * log(m) - m - logFactorial(y) }
        let a = m / excess
        // ln Γ(a + y) − ln Γ(a) = Σ ln(a + j), j < y.
        var ratio: Double
        if y <= Self.shortProduct && a < Self.largeSize {
            var product = 1.0
            for j in 0..<Int(y) { product *= a + Double(j) }
            ratio = log(product)
        } else {
            ratio = logGamma(a + y) - logGamma(a)
        }
        ratio -= logFactorial(y)
        return ratio - a * log(dispersion) + y * log(excess / dispersion)
    }

    private func logFactorial(_ y: Double) -> Double { y < 2 ? 0 : logGamma(y + 1) }
}
