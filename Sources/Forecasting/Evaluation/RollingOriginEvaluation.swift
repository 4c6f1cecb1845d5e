import Foundation
import Numerical

/// Out-of-sample accuracy of models over many series: each model is fitted at several origins to what lies before them, and its
/// forecasts are compared with what came (Tashman 2000, doi:10.1016/S0169-2070(00)00065-0). Values from an origin on are never
/// shown to a model.
public struct RollingOriginEvaluation: Sendable {
    public var models: [ModelName]
    public var horizon: Int
    /// Origins per series: the last one `horizon` steps before the series' end, the others `spacing` steps apart before it.
    public var windows: Int
    /// Default: the horizon, so that no value is compared twice.
    public var spacing: Int
    /// Central intervals whose coverage is measured, in percent.
    public var levels: [Double]
    /// Probabilities at which the pinball loss is measured.
    public var probabilities: [Double]

    public init(
        models: [ModelName], horizon: Int, windows: Int = 3, spacing: Int? = nil, levels: [Double] = [80, 95],
        probabilities: [Double] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
    ) {
        precondition(horizon > 0 && windows > 0 && (spacing ?? 1) > 0, "horizon \(horizon), \(windows) windows, spacing \(spacing ?? 1)")
        self.models = models
        self.horizon = horizon
        self.windows = windows
        self.spacing = spacing ?? horizon
        self.levels = levels
        self.probabilities = probabilities
    }

    /// One result per model, in the order of `models`; the same on any number of threads.
    public func evaluated(_ series: [TimeSeries], threads: Int) -> [ModelAccuracy] {
        let pooled = pooledForecasts(series, threads: threads)
        let perSeries = Parallel.map(count: series.count, threads: threads, chunk: 4) { index in
            sums(of: series[index]) { model, window in pooled[model]?[window][index] }
        }
        return models.indices.map { model in
            var total = AccuracySums(horizon: horizon, levels: levels.count)
            for entry in perSeries { total.add(entry[model]) }
            return ModelAccuracy(model: models[model], sums: total, levels: levels)
        }
    }

    /// By the place of each model that learns from all series together: window × series, each window from what lay before it. A
    /// series that does not reach back to a window is empty there.
    private func pooledForecasts(_ series: [TimeSeries], threads: Int) -> [Int: [[AttributedPrediction]]] {
        var byModel: [Int: [[AttributedPrediction]]] = [:]
        for (place, model) in models.enumerated() {
            guard let pooled = model.pooled else { continue }
            byModel[place] = (0..<windows).map { window in
                let past = series.map { $0.prefix(max(0, $0.count - horizon - window * spacing)) }
                return pooledPredictions(pooled, series: past, horizon: horizon, threads: threads)
            }
        }
        return byModel
    }

    /// One set of sums per model.
    private func sums(
        of series: TimeSeries, pooled: (_ model: Int, _ window: Int) -> AttributedPrediction?
    ) -> [AccuracySums] {
        let empty = AccuracySums(horizon: horizon, levels: levels.count)
        var sums = [AccuracySums](repeating: empty, count: models.count)
        for window in 0..<windows {
            let origin = series.count - horizon - window * spacing
            guard origin > 0 else { break }
            let past = series.prefix(origin)
            guard past.knownCount > 0 else { break }
            let scales = AccuracyScales(past)
            let benchmark = fallbackPrediction(Naive2(), series: past, horizon: horizon).prediction
            for (index, model) in models.enumerated() {
                let result = pooled(index, window) ?? fallbackPrediction(model.forecaster, series: past, horizon: horizon)
                sums[index].add(
                    result.prediction, benchmark: benchmark, series: series, origin: origin, scales: scales, levels: levels,
                    probabilities: probabilities, failed: result.failure != nil)
            }
        }
        return sums
    }
}

/// How one model did, over all series, origins and steps. Figures without a denominator (nothing sold, nothing changed) are nil.
public struct ModelAccuracy: Sendable, Hashable {
    public struct Coverage: Sendable, Hashable {
        /// Percent the interval was meant to cover.
        public var level: Double
        /// Share it did, 0–1.
        public var share: Double
    }

    public var model: ModelName
    /// Values compared.
    public var count: Int
    /// Series × origins compared.
    public var windows: Int
    /// Of these, where the model could not be fitted and a simpler one took its place.
    public var failures: Int
    /// Mean absolute error ÷ the mean absolute seasonal change before the origin (Hyndman & Koehler 2006,
    /// doi:10.1016/j.ijforecast.2006.03.001); averaged over windows.
    public var mase: Double?
    /// Root mean square error ÷ the root mean square change before the origin; averaged over windows (the M5 measure).
    public var rmsse: Double?
    /// Σ |error| ÷ Σ |actual|.
    public var wape: Double?
    /// Σ (forecast − actual) ÷ Σ |actual|.
    public var bias: Double?
    /// 200 |error| ÷ (|actual| + |forecast|), averaged within windows, then over them; 0 ÷ 0 counts as 0. Percent.
    public var smape: Double?
    /// Mean of sMAPE and MASE, each relative to those of Naive 2 on the same windows (the M4 measure).
    public var owa: Double?
    /// 2 Σ pinball loss ÷ Σ |actual|, averaged over the probabilities: the weighted quantile loss.
    public var pinball: Double?
    public var coverage: [Coverage]
    /// The same by step ahead.
    public var wapeByStep: [Double?]
    public var biasByStep: [Double?]

    init(model: ModelName, sums: AccuracySums, levels: [Double]) {
        func ratio(_ a: Double, _ b: Double) -> Double? { b > 0 ? a / b : nil }
        self.model = model
        count = sums.count
        windows = sums.windows
        failures = sums.failures
        mase = ratio(sums.scaled, sums.scaledWindows)
        rmsse = ratio(sums.squaredScaled, sums.squaredWindows)
        let actual = sums.actual.reduce(0, +)
        wape = ratio(sums.absolute.reduce(0, +), actual)
        bias = ratio(sums.signed.reduce(0, +), actual)
        smape = ratio(sums.symmetric, Double(sums.windows))
        if let smape, let mase, sums.benchmarkSymmetric > 0, sums.benchmarkScaled > 0 {
            let relativeSMAPE = smape / (sums.benchmarkSymmetric / Double(sums.windows))
            owa = 0.5 * (relativeSMAPE + mase / (sums.benchmarkScaled / sums.scaledWindows))
        } else {
            owa = nil
        }
        pinball = ratio(sums.pinball, actual)
        coverage = levels.indices.compactMap { index in
            ratio(sums.covered[index], Double(sums.count)).map { Coverage(level: levels[index], share: $0) }
        }
        wapeByStep = zip(sums.absolute, sums.actual).map(ratio)
        biasByStep = zip(sums.signed, sums.actual).map(ratio)
    }
}

/// Denominators of scaled errors, from what lies before an origin.
struct AccuracyScales {
    /// Mean absolute change from season to season; nil where there is none, or it is zero.
    let absolute: Double?
    /// Root mean square change from step to step.
    let rootSquare: Double?

    init(_ past: TimeSeries) {
        func changes(_ lag: Int) -> [Double] {
            guard past.count > lag else { return [] }
            return (lag..<past.count).compactMap { step in past[step].flatMap { value in past[step - lag].map { value - $0 } } }
        }
        func positive(_ x: Double) -> Double? { x > 0 ? x : nil }
        var seasonal = changes(past.seasonLength)
        if seasonal.isEmpty { seasonal = changes(1) }
        absolute = seasonal.isEmpty ? nil : positive(seasonal.reduce(0) { $0 + abs($1) } / Double(seasonal.count))
        let single = changes(1)
        rootSquare = single.isEmpty ? nil : positive((single.reduce(0) { $0 + $1 * $1 } / Double(single.count)).squareRoot())
    }
}

/// Naive forecasts of the seasonally adjusted series: the benchmark of the M competitions.
struct Naive2: Forecaster {
    var name: String { "naive2" }
    func fit(_ series: TimeSeries) throws -> FittedNaive2 {
        let trimmed = series.trimmed
        let observations = Observations(trimmed)
        guard let adjustment = SeasonalAdjustment(observations) else {
            return FittedNaive2(naive: try Naive().fit(trimmed), adjustment: nil, scale: 1, count: trimmed.count)
        }
        var adjusted = trimmed
        adjusted.values = adjustment.adjusted(observations.values)
        return FittedNaive2(
            naive: try Naive().fit(adjusted), adjustment: adjustment, scale: observations.scale, count: trimmed.count)
    }
}

struct FittedNaive2: FittedForecaster {
    let naive: FittedSimple
    let adjustment: SeasonalAdjustment?
    let scale: Double
    let count: Int

    func forecast(horizon: Int) -> Prediction {
        var prediction = naive.forecast(horizon: horizon)
        guard let adjustment else { return prediction }
        for step in 0..<horizon {
            let index = adjustment.indices[(count + step) % adjustment.indices.count]
            prediction.mean[step] = adjustment.isMultiplicative ? prediction.mean[step] * index : prediction.mean[step] + index
        }
        return prediction.scaled(by: scale)
    }
}
