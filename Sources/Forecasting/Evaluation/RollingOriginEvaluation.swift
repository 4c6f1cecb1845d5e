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

    /// Results over all series, one per model in the order of `models`; then, where groups are given, those of each group in
    /// ascending order of labels. The same on any number of threads.
    ///
    /// - Parameters:
    ///   - groups: one label per series; nil for series of no group.
    ///   - progress: called with the share of series that are done, in any order.
    public func evaluated(
        _ series: [TimeSeries], groups: [String?]? = nil, threads: Int, progress: @Sendable (Double) -> Void = { _ in }
    ) -> [ModelAccuracy] {
        precondition(groups == nil || groups?.count == series.count, "\(groups?.count ?? 0) groups for \(series.count) series")
        let pooled = pooledForecasts(series, threads: threads)
        let perSeries = Parallel.map(count: series.count, threads: threads, chunk: 4) { index in
            let sums = sums(of: series[index]) { model, window in pooled[model]?[window][index] }
            if index % 16 == 15 { progress(Double(index + 1) / Double(series.count)) }
            return sums
        }
        func results(_ members: [Int], group: String?) -> [ModelAccuracy] {
            models.indices.map { model in
                var total = AccuracySums(horizon: horizon, levels: levels.count)
                for index in members { total.add(perSeries[index][model]) }
                return ModelAccuracy(model: models[model], group: group, series: members.count, sums: total, levels: levels)
            }
        }
        var all = results(Array(series.indices), group: nil)
        guard let groups else { return all }
        for label in Set(groups.compactMap { $0 }).sorted() {
            all += results(series.indices.filter { groups[$0] == label }, group: label)
        }
        return all
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
            func mean(_ model: some Forecaster) -> [Double] { fallbackPrediction(model, series: past, horizon: horizon).prediction.mean }
            let benchmarks = AccuracySums.Benchmarks(
                scales: AccuracyScales(past), naive2: mean(Naive2()), naive: mean(Naive()), seasonalNaive: mean(SeasonalNaive()))
            for (index, model) in models.enumerated() {
                let result = pooled(index, window) ?? fallbackPrediction(model.forecaster, series: past, horizon: horizon)
                sums[index].add(
                    result.prediction, against: benchmarks, series: series, origin: origin, levels: levels, probabilities: probabilities,
                    failed: result.failure != nil)
            }
        }
        return sums
    }
}
