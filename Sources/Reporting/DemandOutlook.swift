import Numerical
import SupplyNetwork

/// What a group of site × SKU pairs consumed together and is expected to consume, week by week.
struct DemandOutlook: Sendable {
    /// Below this share of the group's demand known, a week's sum says nothing and is left out.
    static let leastKnownShare = 0.5
    /// From this share on a week's sum is drawn as known.
    static let fullyKnownShare = 0.95

    var historyStart: Week
    /// Sum of what is known of a week; nil where too little is.
    var history: [Double?]
    /// Share of the group's demand (weighted by forecast mean, among pairs that existed) whose week is known.
    var knownShare: [Double]
    var firstWeek: Week
    var mean: [Double]
    /// `levels × weeks`: quantiles of the sum if the errors of different pairs have nothing to do with each other.
    var independent: [[Double]]
    /// The same if all deviate together (sums of the pairs' quantiles): the other extreme.
    var together: [[Double]]
    var pairCount: Int

    /// - Parameter pairs: indices of the ledger's pairs; those without a forecast are left out.
    init(record: RunRecord, pairs: [Int], historyWeeks: Int) {
        let forecast = pairs.filter { record.forecasts[$0].map { $0.horizon > 0 } ?? false }
        pairCount = forecast.count
        let levels = Forecast.levels.count
        let begin = forecast.compactMap { record.forecasts[$0]?.firstWeek }.min() ?? record.asOf.week
        let horizon = forecast.compactMap { pair in record.forecasts[pair].map { $0.firstWeek + $0.horizon - begin } }.max() ?? 0
        firstWeek = begin
        var mean = [Double](repeating: 0, count: horizon)
        var variance = mean
        var together = [[Double]](repeating: mean, count: levels)
        var weights: [Double] = []
        for pair in forecast {
            guard let f = record.forecasts[pair] else { continue }
            let offset = f.firstWeek - begin
            var total = 0.0
            for week in 0..<f.horizon where f.mean[week].isFinite {
                total += f.mean[week]
                mean[offset + week] += f.mean[week]
                variance[offset + week] += f.variance(week: week)
                for level in 0..<levels { together[level][offset + week] += f.quantile(level, week: week) }
            }
            weights.append(total / Double(f.horizon))
        }
        self.mean = mean
        self.together = together
        var independent = [[Double]](repeating: mean, count: levels)
        for week in 0..<horizon {
            let demand = DemandDistribution(mean: max(0, mean[week]), deviation: variance[week].squareRoot())
            for level in 0..<levels { independent[level][week] = demand.quantile(Forecast.levels[level]) }
        }
        self.independent = independent

        let ledger = record.ledger
        let end = min(ledger.firstWeek + ledger.completeWeekCount, begin)
        let start = max(ledger.firstWeek, end - historyWeeks)
        let count = max(0, end - start)
        var sums = [Double](repeating: 0, count: count)
        var known = sums
        var alive = sums
        let isWeightless = weights.allSatisfy { $0 <= 0 }
        for (pair, weight) in zip(forecast, weights) {
            let history = record.consumption[pair]
            let weight = isWeightless ? 1 : weight
            for index in 0..<history.count {
                let week = history.start + index - start
                guard week >= 0, week < count else { continue }
                alive[week] += weight
                if history.states[index] != .missing {
                    known[week] += weight
                    sums[week] += history.values[index]
                }
            }
        }
        let shares = zip(known, alive).map { $1 > 0 ? $0 / $1 : 0 }
        historyStart = start
        history = zip(sums, shares).map { $1 >= DemandOutlook.leastKnownShare ? $0 : nil }
        knownShare = shares
    }

    /// Mean of the last `weeks` weeks that are known, leaving out the very last `before`, where at least half of them are;
    /// units a week.
    func recentMean(weeks: Int, before: Int = 0) -> Double? {
        let recent = history.dropLast(before).suffix(weeks).compactMap { $0 }
        return !recent.isEmpty && recent.count * 2 >= weeks ? recent.reduce(0, +) / Double(recent.count) : nil
    }

    /// Mean of the forecast weeks, units a week; nil without a forecast.
    var expectedMean: Double? { mean.isEmpty ? nil : mean.reduce(0, +) / Double(mean.count) }
}
