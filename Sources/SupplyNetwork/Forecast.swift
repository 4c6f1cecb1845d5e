/// Predictive distribution of consumption at one site × SKU over the coming weeks, before any network totals.
public struct Forecast: Sendable, Hashable {
    /// The probabilities every forecast carries, ascending.
    public static let levels: [Double] = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95]

    /// The first week forecast.
    public var firstWeek: Week
    /// Name of the model that made it (`ets`, `croston-sba` …).
    public var model: String
    /// Mean demand of each week.
    public var mean: [Double]
    /// `mean.count × levels.count`, one week after another; ascending within a week, never negative.
    public var quantiles: [Double]
    /// Standard deviation of demand summed over the first 1, 2, … weeks, forecast errors included.
    public var cumulativeDeviation: [Double]

    public init(firstWeek: Week, model: String, mean: [Double], quantiles: [Double], cumulativeDeviation: [Double]) {
        precondition(quantiles.count == mean.count * Forecast.levels.count, "\(quantiles.count) quantiles for \(mean.count) weeks")
        precondition(cumulativeDeviation.count == mean.count, "\(cumulativeDeviation.count) deviations for \(mean.count) weeks")
        self.firstWeek = firstWeek
        self.model = model
        self.mean = mean
        self.quantiles = quantiles
        self.cumulativeDeviation = cumulativeDeviation
    }

    public var horizon: Int { mean.count }

    /// The same demand in other units: every figure times `factor`.
    public func scaled(by factor: Double) -> Forecast {
        Forecast(
            firstWeek: firstWeek, model: model, mean: mean.map { $0 * factor }, quantiles: quantiles.map { $0 * factor },
            cumulativeDeviation: cumulativeDeviation.map { $0 * factor })
    }

    public func quantile(_ level: Int, week: Int) -> Double { quantiles[week * Forecast.levels.count + level] }

    /// Mean and standard deviation of demand over the first `weeks` weeks (a fraction of a week counts in proportion; the
    /// last forecast week goes on beyond the horizon).
    public func total(weeks: Double) -> (mean: Double, deviation: Double) {
        guard weeks > 0, !mean.isEmpty else { return (0, 0) }
        var sum = 0.0
        var variance = 0.0
        let whole = min(Int(weeks), mean.count)
        for week in 0..<whole { sum += mean[week] }
        if whole > 0 { variance = cumulativeDeviation[whole - 1] * cumulativeDeviation[whole - 1] }
        let rest = weeks - Double(whole)
        if rest > 0 {
            if whole < mean.count {
                sum += rest * mean[whole]
                let next = cumulativeDeviation[whole] * cumulativeDeviation[whole]
                variance += rest * max(0, next - variance)
            } else {
                sum += rest * mean[mean.count - 1]
                variance *= weeks / Double(mean.count)
            }
        }
        return (sum, variance.squareRoot())
    }
}
