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
    /// How quantiles are read; nil: as the model gives them.
    var calibration: Calibration?

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
        let wanted = Normal.quantile(level)
        let score = calibration?.score(wanted) ?? wanted
        switch support {
        case .real: return mean[step] + deviation * score
        case .nonNegative: return max(0, mean[step] + deviation * score)
        case .demand:
            let probability = calibration == nil ? level : min(max(Normal.cumulative(score), 1e-12), 1 - 1e-12)
            return DemandDistribution(mean: max(0, mean[step]), deviation: deviation).quantile(probability)
        }
    }

    /// Standard deviation of the sum over the first `steps` steps.
    public func deviation(ofFirst steps: Int) -> Double { cumulativeVariance[steps - 1].squareRoot() }

    /// The same in units `scale` times smaller: values multiplied by `scale`.
    func scaled(by scale: Double) -> Prediction {
        var result = Prediction(
            mean: mean.map { $0 * scale }, variance: variance.map { $0 * scale * scale },
            cumulativeVariance: cumulativeVariance.map { $0 * scale * scale }, support: support)
        result.calibration = calibration
        return result
    }

    /// Errors that follow from one-step errors of variance `variance` spreading by moving-average weights ψ₀ = 1, ψ₁, …
    /// (Hyndman et al. 2008, §6.1): var of step h is σ² Σ ψ², of the sum over h steps σ² Σᵢ (ψ₀ + … + ψᵢ)².
    ///
    /// - Parameter gap: steps between the last one known and the first to be forecast. Nobody saw their errors, which are felt all the
    ///   same: that of l steps before the first adds ψ_l², …, and to sums (ψ_l + … + ψ_{l + i})². `weights` reach `gap` beyond the horizon.
    init(mean: [Double], oneStepVariance: Double, spreading weights: [Double], support: Support, gap: Int = 0) {
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
            var (unseen, unseenSums) = (0.0, 0.0)
            for lag in 1..<(gap + 1) {
                unseen += weights[step + lag] * weights[step + lag]
                let felt = weights[lag...(step + lag)].reduce(0, +)
                unseenSums += felt * felt
            }
            variance.append(oneStepVariance * (squares + unseen))
            cumulative.append(oneStepVariance * (sums + unseenSums))
        }
        self.init(mean: mean, variance: variance, cumulativeVariance: cumulative, support: support)
    }

    /// How members' forecasts of a step become one.
    enum Centre: Sendable, Hashable {
        /// Their weighted mean.
        case mean
        /// Their weighted median, which no single member that went astray can move far (Kourentzes, Barrow & Petropoulos 2019,
        /// doi:10.1016/j.ijpe.2018.05.019; Petropoulos & Svetunkov 2020, doi:10.1016/j.ijforecast.2019.01.006).
        case median
    }

    /// A mixture: its centre, and the weighted mean of the members' variances plus the spread of their means around it. Sums are
    /// treated alike. `weights` add up to 1.
    init(combining members: [Prediction], weights: [Double], centre: Centre = .mean) {
        precondition(!members.isEmpty && members.count == weights.count, "\(weights.count) weights for \(members.count) members")
        if members.count == 1 {
            self = members[0]
            return
        }
        let h = members[0].horizon
        var mean = [Double](repeating: 0, count: h)
        switch centre {
        case .mean: for (member, weight) in zip(members, weights) { for step in 0..<h { mean[step] += weight * member.mean[step] } }
        case .median:
            var points = [(value: Double, weight: Double)](repeating: (0, 0), count: members.count)
            for step in 0..<h {
                for index in members.indices { points[index] = (members[index].mean[step], weights[index]) }
                mean[step] = Self.weightedMedian(&points)
            }
        }
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

extension Prediction {
    /// Where the weights below and above are equal, each member's weight lying half on either side of it and what is between two
    /// members being linear. Weights add up to 1. Sorts `points`.
    static func weightedMedian(_ points: inout [(value: Double, weight: Double)]) -> Double {
        points.sort { $0.value < $1.value }
        var before: (value: Double, place: Double)?
        var sum = 0.0
        for point in points where point.weight > 0 {
            let place = sum + point.weight / 2
            if place >= 0.5 {
                guard let before else { return point.value }
                return before.value + (0.5 - before.place) / (place - before.place) * (point.value - before.value)
            }
            before = (point.value, place)
            sum += point.weight
        }
        return before?.value ?? 0
    }

    /// An interval that holds a share `coverage` of what may come, between the quantiles (1 ± coverage) / 2. Counts differ twice: where
    /// zero alone has more than the lower tail nothing can lie below the interval, so that its upper end leaves out all that is to
    /// be left out; and the ends are those of the mid-distribution, linear between whole units (Ma, Genton & Parzen 2011, Ann. Inst.
    /// Stat. Math. 63, 227–243), because whole ends hold more than was asked for.
    public func interval(_ coverage: Double, step: Int) -> (low: Double, high: Double) {
        let tail = (1 - coverage) / 2
        guard support == .demand, calibration == nil else { return (quantile(tail, step: step), quantile(1 - tail, step: step)) }
        let demand = DemandDistribution(mean: max(0, mean[step]), deviation: variance[step].squareRoot())
        guard demand.isDiscrete else { return (demand.quantile(tail), demand.quantile(1 - tail)) }
        if demand.cumulative(0) >= tail { return (0, demand.midQuantile(coverage)) }
        return (demand.midQuantile(tail), demand.midQuantile(1 - tail))
    }
}
