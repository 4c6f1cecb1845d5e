import Foundation
import Numerical

/// Exponential smoothing of one form, all smoothing parameters and initial states by maximum likelihood.
public struct ETS: Forecaster {
    public var form: ETSForm
    public init(_ form: ETSForm = ETSForm(.additive)) { self.form = form }
    public var name: String { "ets" }

    public func fit(_ series: TimeSeries) throws -> FittedETS {
        try ETSEstimation(series).fitted(form, from: nil)
    }
}

/// Exponential smoothing with the form found by AICc (Hyndman, Koehler, Snyder & Grose 2002,
/// doi:10.1016/S0169-2070(01)00110-8; Hurvich & Tsai 1989, doi:10.1093/biomet/76.2.297). Relative errors and multiplicative
/// seasons are tried on series above zero only; seasons where at least two of them are known.
public struct AutoETS: Forecaster {
    public enum Choice: Sendable, Hashable, Codable {
        /// The form of least AICc.
        case best
        /// All forms, weighted by exp(−ΔAICc / 2T): Akaike weights (Kolassa 2011, doi:10.1016/j.ijforecast.2010.04.006), tempered by
        /// T ≥ 1, because differences of a few units say little about forecasts many steps ahead.
        case weighted(temperature: Double)
    }

    /// By default all admissible ones without an undamped trend, which damping up to φ = 0.98 comes close to and which costs
    /// accuracy on rolling origins of M3 (Gardner & McKenzie 1985, doi:10.1287/mnsc.31.10.1237, found the same).
    public var forms: [ETSForm]
    public var choice: Choice

    public init(
        forms: [ETSForm] = ETSForm.admissible.filter { $0.trend != .additive }, choice: Choice = .weighted(temperature: 4)
    ) {
        self.forms = forms
        self.choice = choice
    }

    public var name: String { "auto-ets" }

    public func fit(_ series: TimeSeries) throws -> FittedAutoETS {
        let fits = try fits(series)
        guard let best = fits.min(by: { $0.aicc < $1.aicc }) else { throw ForecastingFailure.noSolution }
        switch choice {
        case .best: return FittedAutoETS(models: [best], weights: [1])
        case .weighted(let temperature):
            let weights = fits.map { exp(-0.5 * ($0.aicc - best.aicc) / max(1, temperature)) }
            let kept = fits.indices.filter { weights[$0] > Self.negligible }.sorted { (weights[$0], $1) > (weights[$1], $0) }
            let sum = kept.reduce(0) { $0 + weights[$1] }
            return FittedAutoETS(models: kept.map { fits[$0] }, weights: kept.map { weights[$0] / sum })
        }
    }

    /// Weight, next to the best form's, below which a form is left out.
    static let negligible = 0.01

    /// Every form that the series carries, in the order of `forms`.
    func fits(_ series: TimeSeries) throws -> [FittedETS] {
        let estimation = try ETSEstimation(series)
        var fits = [FittedETS]()
        var failure: ForecastingFailure?
        for form in forms {
            // A relative error moves the same states: its search starts where the additive one ended.
            let start = fits.last { $0.form.trend == form.trend && $0.form.season == form.season }
            do throws(ForecastingFailure) { fits.append(try estimation.fitted(form, from: start)) } catch { failure = failure ?? error }
        }
        if fits.isEmpty, let failure { throw failure }
        return fits
    }
}

/// Forms of exponential smoothing with their weights, the best first.
public struct FittedAutoETS: FittedForecaster {
    public let models: [FittedETS]
    /// They add up to 1.
    public let weights: [Double]
    /// The form of least AICc.
    public var best: FittedETS { models[0] }

    public func forecast(horizon: Int) -> Prediction {
        Prediction(combining: models.map { $0.forecast(horizon: horizon) }, weights: weights)
    }
}

/// What all forms fitted to one series share: the observations, and first guesses at the states.
struct ETSEstimation {
    static let smoothing = 1e-4...0.9999
    static let damping = 0.8...0.98
    /// Root mean square errors below this share of the series' scale are rounding.
    static let exactness = 1e-8

    let observations: Observations
    let least: Double
    private let isObserved: [Bool]
    private let observedCount: Int
    private let additive: [Double]?
    private let multiplicative: [Double]?

    init(_ series: TimeSeries) throws(ForecastingFailure) {
        observations = Observations(series)
        observedCount = observations.observedCount
        guard observedCount >= 3 else { throw .tooShort(known: observedCount, needed: 3) }
        isObserved = observations.isObserved
        least = observations.least
        let decomposition = ClassicalDecomposition(
            values: observations.values, known: isObserved, seasonLength: observations.seasonLength)
        additive = decomposition?.additiveIndices
        multiplicative = least > 0 ? decomposition?.multiplicativeIndices : nil
    }

    func fitted(_ form: ETSForm, from start: FittedETS?) throws(ForecastingFailure) -> FittedETS {
        let n = observedCount
        let m = observations.seasonLength
        let count = form.parameterCount(seasonLength: m)
        // AICc needs n > k + 1.
        guard n > count + 1 else { throw .tooShort(known: n, needed: count + 2) }
        if form.error == .multiplicative || form.season == .multiplicative, !(least > ETSFilter.leastMean) { throw .notPositive }
        var indices: [Double]?
        if form.season != .none {
            indices = form.season == .additive ? additive : multiplicative
            guard m > 1, indices != nil else { throw .tooShort(known: n, needed: 2 * m) }
        }
        let filter = ETSFilter(form: form, observations: observations)
        var (lower, upper) = bounds(filter)
        var parameters = start?.parameters ?? firstGuess(filter, indices: indices)
        if start == nil { search(&parameters, filter) }
        let optimizer = LevenbergMarquardt()
        var sum = optimizer.minimize(&parameters, lower: lower, upper: upper) { filter.sumOfSquares($0, normal: $1) }
        if !sum.isFinite, start != nil {
            parameters = firstGuess(filter, indices: indices)
            search(&parameters, filter)
            (lower, upper) = bounds(filter)
            sum = optimizer.minimize(&parameters, lower: lower, upper: upper) { filter.sumOfSquares($0, normal: $1) }
        }
        guard sum.isFinite else { throw .noSolution }
        return FittedETS(filter: filter, parameters: parameters, observations: observations)
    }

    private func bounds(_ filter: ETSFilter) -> (lower: [Double], upper: [Double]) {
        var lower = [Double](repeating: -.infinity, count: filter.parameterCount)
        var upper = [Double](repeating: .infinity, count: filter.parameterCount)
        for index in [0, filter.betaIndex, filter.gammaIndex] {
            guard let index else { continue }
            lower[index] = Self.smoothing.lowerBound
            upper[index] = Self.smoothing.upperBound
        }
        if let index = filter.phiIndex {
            lower[index] = Self.damping.lowerBound
            upper[index] = Self.damping.upperBound
        }
        return (lower, upper)
    }

    /// Initial states: seasonal indices by classical decomposition; level and slope by a line through the first ten steps (or
    /// two seasons) of what is left (Hyndman et al. 2008, §2.6.1).
    private func firstGuess(_ filter: ETSFilter, indices: [Double]?) -> [Double] {
        var parameters = [Double](repeating: 0, count: filter.parameterCount)
        let m = filter.seasonLength
        let multiplied = filter.form.season == .multiplicative
        var points = [(x: Double, y: Double)]()
        let window = max(10, 2 * m)
        for step in observations.values.indices where points.count < window && isObserved[step] {
            var value = observations.values[step]
            if let indices { value = multiplied ? value / indices[step % m] : value - indices[step % m] }
            points.append((Double(step + 1), value))
        }
        let meanX = points.reduce(0) { $0 + $1.x } / Double(points.count)
        let meanY = points.reduce(0) { $0 + $1.y } / Double(points.count)
        var slope = 0.0
        if filter.form.trend != .none {
            let sxx = points.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
            let sxy = points.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) }
            slope = sxx > 0 ? sxy / sxx : 0
        }
        var level = meanY - slope * meanX
        if filter.form.error == .multiplicative || multiplied, !(level > 0.1 * meanY) {
            level = 0.5 * meanY
            slope = 0.5 * meanY / max(meanX, 1)
        }
        parameters[0] = 0.3
        if let index = filter.betaIndex { parameters[index] = 0.1 }
        if let index = filter.gammaIndex { parameters[index] = 0.05 }
        if let index = filter.phiIndex { parameters[index] = 0.95 }
        parameters[filter.levelIndex] = level
        if let index = filter.trendIndex { parameters[index] = filter.form.trend == .none ? 0 : slope }
        if let index = filter.seasonIndex, let indices { for j in 0..<m { parameters[index + j] = indices[j] } }
        return parameters
    }

    /// The best of a coarse grid of smoothing parameters: the likelihood often has a hollow at each end of α.
    private func search(_ parameters: inout [Double], _ filter: ETSFilter) {
        var best = (value: Double.infinity, alpha: 0.3, beta: 0.1, gamma: 0.05)
        for alpha in [0.05, 0.3, 0.8] {
            for beta in filter.betaIndex == nil ? [0] : [0.01, 0.1, 0.5] {
                for gamma in filter.gammaIndex == nil ? [0] : [0.02, 0.3] {
                    parameters[0] = alpha
                    if let index = filter.betaIndex { parameters[index] = beta }
                    if let index = filter.gammaIndex { parameters[index] = gamma }
                    let value = parameters.withUnsafeBufferPointer { p in p.baseAddress.map(filter.sumOfSquares) ?? .infinity }
                    if value < best.value { best = (value, alpha, beta, gamma) }
                }
            }
        }
        parameters[0] = best.alpha
        if let index = filter.betaIndex { parameters[index] = best.beta }
        if let index = filter.gammaIndex { parameters[index] = best.gamma }
    }
}
