import Numerical

/// A method that learns from many series at once: what one series is too short to tell, its group tells.
public protocol PooledForecaster: Sendable {
    /// The name that files and the command line use.
    var name: String { get }
    /// The next `horizon` steps of every series, in their order; a series that does not carry the method gets its reason instead.
    /// All series are read to their ends, which are the origin; nothing else is known. The same on any number of threads.
    /// - Throws: what keeps the method from any forecast at all, such as a library that is not installed.
    func forecasts(for series: [TimeSeries], horizon: Int, threads: Int) throws -> [Result<Prediction, ForecastingFailure>]
}

extension ModelName {
    /// The method that forecasts all series of a file together; nil for models that see one series at a time.
    var pooled: (any PooledForecaster)? {
        switch self {
        case .negativeBinomial: PooledCounts(.negativeBinomial)
        case .zeroInflated: PooledCounts(.zeroInflated)
        case .counts: PooledCounts(.either)
        case .global: GlobalForecasting()
        case .auto: GroupForecasting()
        default: nil
        }
    }
}

/// A forecast, the model that made it, and why that is not the one asked for; nil where it is.
typealias AttributedPrediction = (prediction: Prediction, name: String, failure: String?)

/// Forecasts of all series together, or by a simpler model where the method fails on a series, or on all of them.
func pooledPredictions(
    _ forecaster: any PooledForecaster, series: [TimeSeries], horizon: Int, threads: Int
) -> [AttributedPrediction] {
    let results: [Result<Prediction, ForecastingFailure>]
    var failure: String?
    do {
        results = try forecaster.forecasts(for: series, horizon: horizon, threads: threads)
    } catch {
        failure = String(describing: error)
        results = []
    }
    let reason = failure
    return Parallel.map(count: series.count, threads: threads, chunk: 4) { index -> AttributedPrediction in
        var own = reason ?? "the forecast is not finite"
        if reason == nil {
            switch results[index] {
            case .success(let prediction):
                let figures = prediction.mean + prediction.variance + prediction.cumulativeVariance
                if figures.allSatisfy(\.isFinite) { return (prediction, forecaster.name, nil) }
            case .failure(let error): own = String(describing: error)
            }
        }
        // What one series can tell by itself is still better than nothing.
        let fallback = fallbackPrediction(Automatic(), series: series[index], horizon: horizon)
        return (fallback.prediction, fallback.name, own)
    }
}

/// The next `horizon` steps of many series by one model, in their order: together where the model learns from all of them, one
/// by one where it does not. A series that the model cannot carry gets another, and `failure` says so.
public func predictions(
    model: ModelName, series: [TimeSeries], horizon: Int, levels: [Double] = [], quantiles: [Double] = [], threads: Int
) -> [SeriesForecast] {
    guard let pooled = model.pooled else {
        return Parallel.map(count: series.count, threads: threads, chunk: 4) { index in
            prediction(model: model, series: series[index], horizon: horizon, levels: levels, quantiles: quantiles)
        }
    }
    let made = pooledPredictions(pooled, series: series, horizon: horizon, threads: threads)
    return Parallel.map(count: series.count, threads: threads) { index in
        SeriesForecast(
            made[index].prediction, model: made[index].name, levels: levels, probabilities: quantiles, failure: made[index].failure)
    }
}
