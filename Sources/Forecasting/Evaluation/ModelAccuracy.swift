/// How accurate forecasts were, over all series and origins of a group. A figure without a denominator (nothing sold, nothing
/// ever changed) is nil. With y the value that came, f the mean forecast, e = f − y:
public struct AccuracyMeasures: Sendable, Hashable {
    /// A central interval that was to cover `level` percent.
    public struct Interval: Sendable, Hashable {
        public var level: Double
        /// Share of values inside, 0–1.
        public var coverage: Double
        /// Mean scaled interval score: the interval score (`ProbabilityScores.interval`) ÷ the scale of MASE; averaged within
        /// windows, then over them (M4; Makridakis et al. 2020, doi:10.1016/j.ijforecast.2019.04.014).
        public var msis: Double?
    }

    /// Values compared.
    public var count: Int
    /// Mean absolute error ÷ the mean absolute seasonal change before the origin (Hyndman & Koehler 2006,
    /// doi:10.1016/j.ijforecast.2006.03.001); averaged over windows.
    public var mase: Double?
    /// √(mean e² within a window) ÷ the root mean square change before the origin, averaged over windows (the M5 measure). For
    /// one step ahead: √(mean over windows of the squared ratio).
    public var rmsse: Double?
    /// Σ |e| ÷ Σ |y|.
    public var wape: Double?
    /// Σ e ÷ Σ |y|.
    public var bias: Double?
    /// 200 |e| ÷ (|y| + |f|), averaged within windows, then over them; 0 ÷ 0 counts as 0. Percent.
    public var smape: Double?
    /// Mean of sMAPE and MASE, each relative to those of Naive 2 on the same windows (the M4 measure).
    public var owa: Double?
    /// 2 Σ pinball loss ÷ Σ |y|, averaged over the probabilities: the weighted quantile loss.
    public var pinball: Double?
    /// Σ CRPS ÷ Σ |y|, the integral by the midpoint rule on 40 quantiles (`ProbabilityScores.crps`).
    public var crps: Double?
    public var intervals: [Interval]
    /// Forecast value added (Gilliland 2010): the WAPE of the naive forecast on the same windows, less the model's.
    public var valueAdded: Double?
    /// The same against the seasonal naive forecast.
    public var seasonalValueAdded: Double?

    /// One step ahead.
    init(_ sums: StepSums, levels: [Double]) {
        self.init(sums, levels: levels, smape: ratio(sums.symmetric, sums.count), mase: ratio(sums.scaled, sums.scaledCount))
        rmsse = ratio(sums.squared, sums.squaredCount).map { $0.squareRoot() }
        owa = overall(
            benchmarkSMAPE: ratio(sums.benchmarkSymmetric, sums.count), benchmarkMASE: ratio(sums.benchmarkScaled, sums.scaledCount))
        for i in intervals.indices { intervals[i].msis = ratio(sums.interval[i], sums.scaledCount) }
    }

    /// All steps.
    init(_ sums: AccuracySums, levels: [Double]) {
        let windows = Double(sums.windows)
        self.init(sums.overall, levels: levels, smape: ratio(sums.symmetric, windows), mase: ratio(sums.scaled, sums.scaledWindows))
        rmsse = ratio(sums.squared, sums.squaredWindows)
        owa = overall(
            benchmarkSMAPE: ratio(sums.benchmarkSymmetric, windows), benchmarkMASE: ratio(sums.benchmarkScaled, sums.scaledWindows))
        for i in intervals.indices { intervals[i].msis = ratio(sums.interval[i], sums.scaledWindows) }
    }

    private init(_ sums: StepSums, levels: [Double], smape: Double?, mase: Double?) {
        count = Int(sums.count)
        self.mase = mase
        self.smape = smape
        wape = ratio(sums.absolute, sums.actual)
        bias = ratio(sums.signed, sums.actual)
        pinball = ratio(sums.pinball, sums.actual)
        crps = ratio(sums.crps, sums.actual)
        valueAdded = ratio(sums.naive - sums.absolute, sums.actual)
        seasonalValueAdded = ratio(sums.seasonalNaive - sums.absolute, sums.actual)
        intervals = levels.indices.compactMap { index in
            ratio(sums.covered[index], sums.count).map { Interval(level: levels[index], coverage: $0) }
        }
    }

    private func overall(benchmarkSMAPE: Double?, benchmarkMASE: Double?) -> Double? {
        guard let smape, let mase, let benchmarkSMAPE, let benchmarkMASE, benchmarkSMAPE > 0, benchmarkMASE > 0 else { return nil }
        return 0.5 * (smape / benchmarkSMAPE + mase / benchmarkMASE)
    }
}

/// How one model did over the series of one group.
public struct ModelAccuracy: Sendable, Hashable {
    public var model: ModelName
    /// The group's label; nil for all series together.
    public var group: String?
    public var series: Int
    /// Series × origins compared.
    public var windows: Int
    /// Of these, where the model could not be fitted and a simpler one took its place.
    public var failures: Int
    /// Over all steps ahead.
    public var overall: AccuracyMeasures
    /// 1, 2, … steps ahead.
    public var steps: [AccuracyMeasures]

    init(model: ModelName, group: String?, series: Int, sums: AccuracySums, levels: [Double]) {
        self.model = model
        self.group = group
        self.series = series
        windows = sums.windows
        failures = sums.failures
        overall = AccuracyMeasures(sums, levels: levels)
        steps = sums.steps.map { AccuracyMeasures($0, levels: levels) }
    }
}

private func ratio(_ a: Double, _ b: Double) -> Double? { b > 0 ? a / b : nil }
