import Numerical

/// Means and variances of the steps to come, and of their running sums.
public struct Prediction: Sendable, Hashable {
    /// What values are possible, and so which distribution is matched to mean and variance.
    public enum Support: Sendable, Hashable {
        /// Any number: normal.
        case real
        /// No number below zero: normal, its quantiles raised to zero.
        case nonNegative
        /// Demand: negative binomial while small, gamma where large (`DemandDistribution`).
        case demand
    }

    /// Expected value of each step.
    public var mean: [Double]
    /// Variance of the forecast error of each step.
    public var variance: [Double]
    /// Variance of the forecast error of the sum over the first 1, 2, … steps.
    public var cumulativeVariance: [Double]
    public var support: Support

    public init(mean: [Double], variance: [Double], cumulativeVariance: [Double], support: Support) {
        precondition(
            variance.count == mean.count && cumulativeVariance.count == mean.count,
            "\(variance.count) and \(cumulativeVariance.count) variances for \(mean.count) steps")
        self.mean = mean
        self.variance = variance
        self.cumulativeVariance = cumulativeVariance
        self.support = support
    }

    public var horizon: Int { mean.count }

    /// The value that step `step` stays below with probability `level`, 0 < level < 1.
    public func quantile(_ level: Double, step: Int) -> Double {
        let deviation = variance[step].squareRoot()
        switch support {
        case .real: return mean[step] + deviation * Normal.quantile(level)
        case .nonNegative: return max(0, mean[step] + deviation * Normal.quantile(level))
        case .demand: return DemandDistribution(mean: max(0, mean[step]), deviation: deviation).quantile(level)
        }
    }

    /// Standard deviation of the sum over the first `steps` steps.
    public func deviation(ofFirst steps: Int) -> Double { cumulativeVariance[steps - 1].squareRoot() }

    /// The same in units `scale` times smaller: values multiplied by `scale`.
    func scaled(by scale: Double) -> Prediction {
        Prediction(
            mean: mean.map { $0 * scale }, variance: variance.map { $0 * scale * scale },
            cumulativeVariance: cumulativeVariance.map { $0 * scale * scale }, support: support)
    }

    /// Errors that follow from one-step errors of variance `variance` spreading by moving-average weights ψ₀ = 1, ψ₁, …
    /// (Hyndman et al. 2008, §6.1): var of step h is σ² Σ ψ², of the sum over h steps σ² Σᵢ (ψ₀ + … + ψᵢ)².
    init(mean: [Double], oneStepVariance: Double, spreading weights: [Double], support: Support) {
        var variance = [Double]()
        var cumulative = [Double]()
        var squares = 0.0
        var partial = 0.0
        var sums = 0.0
        for step in mean.indices {
            let weight = weights[step]
            squares += weight * weight
            partial += weight
            sums += partial * partial
            variance.append(oneStepVariance * squares)
            cumulative.append(oneStepVariance * sums)
        }
        self.init(mean: mean, variance: variance, cumulativeVariance: cumulative, support: support)
    }

    /// A mixture: its mean, and the weighted mean of the members' variances plus the spread of their means around it. Sums are
    /// treated alike. `weights` add up to 1.
    init(combining members: [Prediction], weights: [Double]) {
        precondition(!members.isEmpty && members.count == weights.count, "\(weights.count) weights for \(members.count) members")
        if members.count == 1 {
            self = members[0]
            return
        }
        let h = members[0].horizon
        var mean = [Double](repeating: 0, count: h)
        for (member, weight) in zip(members, weights) { for step in 0..<h { mean[step] += weight * member.mean[step] } }
        var variance = [Double](repeating: 0, count: h)
        var cumulative = [Double](repeating: 0, count: h)
        for (member, weight) in zip(members, weights) {
            var difference = 0.0
            for step in 0..<h {
                let gap = member.mean[step] - mean[step]
                difference += gap
                variance[step] += weight * (member.variance[step] + gap * gap)
                cumulative[step] += weight * (member.cumulativeVariance[step] + difference * difference)
            }
        }
        self.init(mean: mean, variance: variance, cumulativeVariance: cumulative, support: members[0].support)
    }
}
