import SupplyNetwork

/// The models by the names that the command line and files use.
public enum ModelName: String, Sendable, Hashable, Codable, CaseIterable {
    case naive
    case seasonalNaive = "seasonal-naive"
    case drift
    case windowMean = "window-mean"
    case autoETS = "auto-ets"
    case autoARIMA = "auto-arima"
    case ces
    case theta
    case optimisedTheta = "optimised-theta"
    case dynamicTheta = "dynamic-theta"
    case mstl
    case harmonic
    case tbats
    case croston
    case sba
    case tsb
    case adida
    case imapa
    case negativeBinomial = "negative-binomial"
    case zeroInflated = "zero-inflated"
    /// The likelihood model of counts that fits better.
    case counts
    /// Gradient boosting over all series of a file together, where LightGBM is installed.
    case global
    /// Combination of several, weighted by rolling origin: the product's best.
    case auto

    public var forecaster: any Forecaster {
        switch self {
        case .naive: Naive()
        case .seasonalNaive: SeasonalNaive()
        case .drift: Drift()
        case .windowMean: WindowMean()
        case .autoETS: AutoETS()
        case .autoARIMA: AutoARIMA()
        case .ces: CES()
        case .theta: Theta(.standard)
        case .optimisedTheta: Theta(.optimised)
        case .dynamicTheta: Theta(.dynamic)
        case .mstl: MSTL()
        case .harmonic: HarmonicRegression()
        case .tbats: TBATS()
        case .croston: Croston(.original)
        case .sba: Croston(.approximation)
        case .tsb: TSB()
        case .adida: TemporalAggregation(.adida)
        case .imapa: TemporalAggregation(.imapa)
        case .negativeBinomial: Counts(.negativeBinomial)
        case .zeroInflated: Counts(.zeroInflated)
        case .counts: Counts(.either)
        case .global: GlobalForecasting()
        case .auto: Automatic()
        }
    }
}

/// A forecast of one series as the long format writes it.
public struct SeriesForecast: Sendable, Hashable {
    /// The model that made it: the one asked for, or what took its place.
    public var model: String
    /// `horizon` values.
    public var mean: [Double]
    /// Central intervals, one per level asked for (80 means 80 %), each with `horizon` values.
    public var low: [[Double]]
    public var high: [[Double]]
    /// One row of `horizon` values per probability asked for.
    public var quantiles: [[Double]]
    /// Why the model asked for could not be used; nil where it was.
    public var failure: String?

    init(_ prediction: Prediction, model: String, levels: [Double], probabilities: [Double], failure: String? = nil) {
        self.model = model
        self.failure = failure
        mean = prediction.mean
        func row(_ p: Double) -> [Double] { (0..<prediction.horizon).map { prediction.quantile(p, step: $0) } }
        let intervals = levels.map { level in (0..<prediction.horizon).map { prediction.interval(level / 100, step: $0) } }
        low = intervals.map { $0.map(\.low) }
        high = intervals.map { $0.map(\.high) }
        quantiles = probabilities.map(row)
    }
}

/// The next `horizon` steps of one series by one model. A series that the model cannot carry gets a simpler one, and `failure`
/// says so; a series of which nothing is known gets zeros from `none`.
///
/// - Parameters:
///   - levels: central intervals in percent, between 0 and 100.
///   - quantiles: probabilities between 0 and 1.
public func prediction(
    model: ModelName, series: TimeSeries, horizon: Int, levels: [Double] = [], quantiles: [Double] = []
) -> SeriesForecast {
    let (prediction, name, failure) = fallbackPrediction(model.forecaster, series: series, horizon: horizon)
    return SeriesForecast(prediction, model: name, levels: levels, probabilities: quantiles, failure: failure)
}

/// A forecast by the model, or else by the mean of everything known, or else zeros.
func fallbackPrediction(
    _ forecaster: any Forecaster, series: TimeSeries, horizon: Int
) -> (prediction: Prediction, name: String, failure: String?) {
    func usable(_ p: Prediction) -> Bool {
        p.mean.allSatisfy(\.isFinite) && p.variance.allSatisfy(\.isFinite) && p.cumulativeVariance.allSatisfy(\.isFinite)
    }
    var reason: String
    do {
        let prediction = try forecaster.fit(series).forecast(horizon: horizon)
        if usable(prediction) { return (prediction, forecaster.name, nil) }
        reason = "the forecast is not finite"
    } catch {
        reason = String(describing: error)
    }
    for simple in [WindowMean(window: max(13, series.seasonLength)), WindowMean(window: nil)] {
        if let prediction = try? simple.fit(series).forecast(horizon: horizon), usable(prediction) {
            return (prediction, simple.name, reason)
        }
    }
    let zeros = [Double](repeating: 0, count: horizon)
    return (Prediction(mean: zeros, variance: zeros, cumulativeVariance: zeros, support: .nonNegative), "none", reason)
}
