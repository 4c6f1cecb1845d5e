import Foundation
import Numerical

/// An exponential smoothing model with its parameters, and its states after the last step of the series.
public struct FittedETS: FittedForecaster {
    public let form: ETSForm
    public let alpha: Double
    /// Zero where the form has no trend, γ no season.
    public let beta: Double
    public let gamma: Double
    /// 1 where the trend is not damped.
    public let phi: Double
    /// Level, slope and seasonal states at the end of the series.
    public let level: Double
    public let slope: Double
    /// Seasonal states by place in the season; the next step is `seasonPhase`.
    public let season: [Double]
    public let seasonPhase: Int
    /// Variance of the one-step error (relative where the form's error is), with n − k degrees of freedom, k counting
    /// smoothing parameters and free initial states.
    public let errorVariance: Double
    /// −2 log L + 2k + 2k(k+1)/(n − k − 1), up to the constants that R's `ets` leaves out too.
    public let aicc: Double
    public let logLikelihood: Double

    let parameters: [Double]
    let scale: Double
    let support: Prediction.Support
    /// Steps at the end of which nothing was learnt.
    let gap: Int

    init(filter: ETSFilter, parameters: [Double], observations: Observations) {
        let (states, errors, sum) = filter.filtered(parameters)
        form = filter.form
        self.parameters = parameters
        alpha = parameters[0]
        beta = filter.betaIndex.map { parameters[0] * parameters[$0] } ?? 0
        gamma = filter.gammaIndex.map { (1 - parameters[0]) * parameters[$0] } ?? 0
        phi = filter.phiIndex.map { parameters[$0] } ?? 1
        scale = observations.scale
        level = states.level * scale
        slope = filter.trendIndex == nil ? 0 : states.trend * scale
        let seasonScale = form.season == .multiplicative ? 1 : scale
        season = form.season == .none ? [] : states.season.map { $0 * seasonScale }
        seasonPhase = states.phase
        gap = errors.count - 1 - (errors.lastIndex { !$0.isNaN } ?? errors.count - 1)
        var squares = 0.0
        var used = 0.0
        for (step, error) in errors.enumerated() where !error.isNaN {
            squares += observations.weights[step] * error * error
            used += observations.weights[step]
        }
        let estimated = Double(form.parameterCount(seasonLength: observations.seasonLength) - 1)
        let unit = form.error == .multiplicative ? 1 : scale
        errorVariance = used > 0 ? squares / max(1, used - estimated) * unit * unit : 0
        // As R's ets: −2 log L = n log F, on the original scale, without constants.
        let n = Double(observations.observedCount)
        let floor = n * ETSEstimation.exactness * ETSEstimation.exactness
        logLikelihood = -0.5 * n * (log(max(sum, floor)) + 2 * log(scale))
        let k = Double(form.parameterCount(seasonLength: observations.seasonLength))
        aicc = -2 * logLikelihood + 2 * k + 2 * k * (k + 1) / (n - k - 1)
        support = observations.least >= 0 ? .nonNegative : .real
    }

    public func forecast(horizon: Int) -> Prediction {
        let m = max(1, season.count)
        var trendMeans = [Double]()
        var mean = [Double]()
        var damped = 0.0
        var power = 1.0
        for h in 1...max(1, horizon) {
            power *= phi
            damped += form.trend == .none ? 0 : power
            let ahead = level + damped * slope
            let s = season.isEmpty ? 0 : season[(seasonPhase + h - 1) % m]
            trendMeans.append(ahead)
            mean.append(form.season == .multiplicative ? ahead * s : ahead + s)
        }
        return prediction(mean: mean, trendMeans: trendMeans, horizon: horizon)
    }

    /// Variances of Hyndman et al. (2008), §6.3: class 1 (equation 6.8) where the error is additive, class 2 (6.11) where it is
    /// relative and the season not multiplicative, class 3 (6.19, exact up to one season ahead) otherwise. Errors of steps that nobody saw
    /// at the end are added to relative ones by linearisation, at the level of the first step.
    private func prediction(mean: [Double], trendMeans: [Double], horizon: Int) -> Prediction {
        let m = max(1, season.count)
        var spread = [1.0]
        var trendSpread = [0.0]
        var damped = 0.0
        var power = 1.0
        for j in 1..<max(2, horizon + gap) {
            power *= phi
            damped += power
            let c = alpha + (form.trend == .none ? 0 : beta * damped)
            trendSpread.append(c)
            spread.append(c + (form.season != .none && j % m == 0 ? gamma : 0))
        }
        if form.error == .additive {
            return Prediction(
                mean: Array(mean.prefix(horizon)), oneStepVariance: errorVariance, spreading: spread, support: support, gap: gap)
        }
        let σ2 = errorVariance
        var variance = [Double]()
        var cumulative = [Double]()
        var theta = [Double]()
        let multiplied = form.season == .multiplicative
        let c = multiplied ? trendSpread : spread
        let centre = multiplied ? trendMeans : mean
        for h in 0..<horizon {
            var sum = centre[h] * centre[h]
            for j in 1..<max(1, h + 1) where j <= h { sum += σ2 * c[j] * c[j] * theta[h - j] }
            theta.append(sum)
            if multiplied {
                let s = season[(seasonPhase + h) % m]
                let seasonGrowth = pow(1 + gamma * gamma * σ2, Double(h / m))
                variance.append(max(0, s * s * (sum * (1 + σ2) * seasonGrowth - centre[h] * centre[h])))
            } else {
                variance.append(max(0, (1 + σ2) * sum - mean[h] * mean[h]))
            }
            // Sums by linearisation: the error of step i spreads to the later ones in proportion to their seasons.
            var total = 0.0
            for i in 0...h {
                var response = 1.0
                for j in 1..<max(1, h - i + 1) where j <= h - i {
                    response += spread[j] * (multiplied ? season[(seasonPhase + i + j) % m] / season[(seasonPhase + i) % m] : 1)
                }
                total += σ2 * mean[i] * mean[i] * response * response
            }
            cumulative.append(total)
        }
        for lag in 1..<(gap + 1) {
            var felt = 0.0
            for h in 0..<horizon {
                let response = centre[0] * spread[lag + h] * (multiplied ? season[(seasonPhase + h) % m] : 1)
                felt += response
                variance[h] += σ2 * response * response
                cumulative[h] += σ2 * felt * felt
            }
        }
        return Prediction(
            mean: Array(mean.prefix(horizon)), variance: variance, cumulativeVariance: cumulative, support: support)
    }
}
