import Foundation

/// A non-negative distribution of demand matched to a mean and a standard deviation.
///
/// Small demand is counted: Poisson where the variance is about the mean, negative binomial above it (Agrawal & Smith 1996,
/// doi:10.1002/(SICI)1520-6750(199609)43:6<839::AID-NAV4>3.0.CO;2-5). Demand that is large, or varies less than a Poisson,
/// is gamma (Burgin 1975, doi:10.1057/jors.1975.110). A normal would put demand below zero.
public struct DemandDistribution: Sendable, Hashable {
    public let mean: Double
    public let deviation: Double
    private let form: Form

    private enum Form: Sendable, Hashable {
        case constant
        case poisson
        /// Size r and the probability of "no further unit" p; mean r(1 − p)/p.
        case negativeBinomial(size: Double, probability: Double)
        case gamma(shape: Double, scale: Double)
    }

    /// From this mean on demand is treated as continuous: steps of one unit are below half a percent of it.
    static let continuousMean = 200.0
    /// Demand below this, in units, is none: products of two such means leave the range of a `Double`.
    static let negligibleMean = 1e-9
    /// A gamma of a smaller shape is zero but for one draw in a billion.
    static let leastShape = 1e-9
    /// A variance below this share of the mean is not Poisson noise.
    static let poissonShare = 0.8

    /// - Precondition: mean and deviation are finite and not negative.
    public init(mean: Double, deviation: Double) {
        precondition(mean >= 0 && mean.isFinite && deviation >= 0 && deviation.isFinite, "mean \(mean), deviation \(deviation)")
        self.mean = mean
        self.deviation = deviation
        let variance = deviation * deviation
        let ratio = deviation > 0 ? mean / deviation : .infinity
        if mean < DemandDistribution.negligibleMean || ratio > 1e6 || variance == 0 {
            form = .constant
        } else if mean < DemandDistribution.continuousMean && variance >= DemandDistribution.poissonShare * mean {
            if variance <= mean * 1.0001 {
                form = .poisson
            } else {
                form = .negativeBinomial(size: mean * mean / (variance - mean), probability: mean / variance)
            }
        } else {
            form = .gamma(shape: max(ratio * ratio, DemandDistribution.leastShape), scale: deviation / ratio)
        }
    }

    /// Whether demand comes in whole units.
    public var isDiscrete: Bool {
        switch form {
        case .poisson, .negativeBinomial: true
        case .constant, .gamma: false
        }
    }

    /// P(D ≤ x).
    public func cumulative(_ x: Double) -> Double {
        if x < 0 { return 0 }
        switch form {
        case .constant: return x >= mean ? 1 : 0
        case .gamma(let shape, let scale): return IncompleteGamma.lower(shape, x / scale)
        case .poisson, .negativeBinomial:
            var sum = 0.0
            forEachMass { k, mass in
                if k > x { return false }
                sum += mass
                return true
            }
            return min(1, sum)
        }
    }

    /// The least x with P(D ≤ x) ≥ p; whole units where demand is discrete.
    /// - Precondition: 0 ≤ p < 1.
    public func quantile(_ p: Double) -> Double {
        precondition(p >= 0 && p < 1, "a probability of \(p)")
        switch form {
        case .constant: return mean
        case .gamma(let shape, let scale): return scale * DemandDistribution.gammaQuantile(p, shape: shape)
        case .poisson, .negativeBinomial:
            var sum = 0.0
            var result = 0.0
            forEachMass { k, mass in
                sum += mass
                result = k
                return sum < p
            }
            return result
        }
    }

    /// Where the mid-distribution P(D < x) + P(D = x) / 2 of counts, linear between whole units, reaches p (Ma, Genton & Parzen 2011, Ann. Inst.
    /// Stat. Math. 63, 227–243); the quantile where demand is continuous.
    /// - Precondition: 0 ≤ p < 1.
    public func midQuantile(_ p: Double) -> Double {
        guard isDiscrete else { return quantile(p) }
        precondition(p >= 0 && p < 1, "a probability of \(p)")
        var below = 0.0
        var last = 0.0
        var result = 0.0
        forEachMass { k, mass in
            let middle = below + mass / 2
            if middle >= p {
                result = k == 0 ? 0 : k - 1 + (p - last) / (middle - last)
                return false
            }
            below += mass
            last = middle
            result = k
            return true
        }
        return result
    }

    /// E[(D − x)⁺]: the units expected to be short with x on hand.
    public func expectedShortage(at x: Double) -> Double {
        if x <= 0 { return mean - x }
        switch form {
        case .constant: return max(0, mean - x)
        case .gamma(let shape, let scale):
            let y = x / scale
            return max(0, mean * IncompleteGamma.upper(shape + 1, y) - x * IncompleteGamma.upper(shape, y))
        case .poisson, .negativeBinomial:
            var left = 0.0
            forEachMass { k, mass in
                if k >= x { return false }
                left += (x - k) * mass
                return true
            }
            return max(0, mean - x + left)
        }
    }

    /// E[(x − D)⁺]: the units expected to be left over.
    public func expectedExcess(at x: Double) -> Double { max(0, x - mean + expectedShortage(at: x)) }

    /// Probability masses at 0, 1, 2 … until `body` says stop or what is left is below 1e-15.
    private func forEachMass(_ body: (Double, Double) -> Bool) {
        var k = 0.0
        var mass: Double
        let ratio: (Double) -> Double
        switch form {
        case .poisson:
            mass = exp(-mean)
            ratio = { [mean] k in mean / (k + 1) }
        case .negativeBinomial(let size, let probability):
            mass = exp(size * log(probability))
            ratio = { k in (size + k) / (k + 1) * (1 - probability) }
        case .constant, .gamma: return
        }
        var sum = 0.0
        while body(k, mass) {
            sum += mass
            // Beyond the mean masses only fall: the rest is negligible once a step adds nothing.
            if k > mean && mass < 1e-16 * max(sum, 1e-300) { return }
            mass *= ratio(k)
            k += 1
        }
    }

    /// Newton on P(a, x), kept inside a bracket, from the Wilson–Hilferty start.
    private static func gammaQuantile(_ p: Double, shape a: Double) -> Double {
        if p == 0 { return 0 }
        let z = Normal.quantile(p)
        let cube = 1 - 1 / (9 * a) + z / (3 * a.squareRoot())
        if a > IncompleteGamma.wilsonHilfertyShape { return a * cube * cube * cube }
        // Near zero P(a, x) ≈ xᵃ / Γ(a + 1).
        let small = exp((log(p) + logGamma(a + 1)) / a)
        // Below this the density cannot be told from infinite, nor the quantile from zero.
        if small < 1e-100 { return 0 }
        var x = cube > 0.05 ? a * cube * cube * cube : small
        var low = 0.0
        var high = Double.infinity
        for _ in 0..<100 {
            let error = IncompleteGamma.lower(a, x) - p
            if error > 0 { high = x } else { low = x }
            let slope = exp((a - 1) * log(x) - x - logGamma(a))
            var next = x - error / slope
            if !(next > low && next < high) || !next.isFinite { next = high.isFinite ? 0.5 * (low + high) : 2 * x + 1e-300 }
            if abs(next - x) <= 1e-13 * x { return next }
            x = next
        }
        return x
    }
}
