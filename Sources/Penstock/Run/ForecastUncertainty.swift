import Numerical
import SupplyNetwork

/// What a forecast does not know where consumption was inferred: an inferred history is smooth, however doubtful its level.
///
/// With s the share of the recent weeks that were inferred, two things are added to a forecast's own deviations:
/// - the level: the 90 % interval of the rate of consumption from reconciliation. It is common to all weeks, so that the
///   variance of a sum over h weeks rises by s (ρ Σ mean)², ρ being the rate's relative standard deviation;
/// - the noise of single weeks, which no balance shows: s φ Σ mean at least, φ being the product's variance over mean in
///   weeks that were reported, at least Poisson's 1.
///
/// A forecast of a history without inferred weeks stays as it is.
enum ForecastUncertainty {
    /// Known weeks that count as recent.
    static let recentWeeks = 13
    /// Half the width of a 90 % interval in standard deviations of a normal.
    private static let ninety = 1.6448536269514722
    /// Reported weeks from which a history tells of its product's dispersion.
    private static let tellingWeeks = 8

    /// - Parameters:
    ///   - forecasts, histories, positions, products: by site × SKU; products by number.
    static func widened(
        _ forecasts: [Forecast?], histories: [DemandHistory], positions: [Position], products: [Int], threads: Int
    ) -> [Forecast?] {
        let dispersion = dispersion(histories, products: products)
        return Parallel.map(count: forecasts.count, threads: threads) { index -> Forecast? in
            guard let forecast = forecasts[index] else { return nil }
            let share = inferredShare(histories[index])
            guard share > 0 else { return forecast }
            let position = positions[index]
            let deviation = max(0, position.consumptionHigh - position.consumptionLow) / (2 * ninety)
            // A rate that may be anything is still no reason to forecast many times what was ever seen.
            let relative = position.consumption > 0 ? min(1.5, deviation / position.consumption) : 0
            return widened(
                forecast, share: share, relative: relative, floor: position.consumption > 0 ? 0 : deviation,
                dispersion: dispersion[products[index]] ?? 1)
        }
    }

    /// - Parameters:
    ///   - share: of the recent weeks that were inferred.
    ///   - relative: standard deviation of the rate over the rate.
    ///   - floor: standard deviation of the rate, units a week, where the rate itself is zero.
    static func widened(_ forecast: Forecast, share: Double, relative: Double, floor: Double, dispersion: Double) -> Forecast {
        var result = forecast
        var level = 0.0
        var noise = 0.0
        let levels = Forecast.levels.count
        for week in 0..<forecast.horizon {
            let mean = forecast.mean[week]
            let own = (relative * mean + floor)
            level += own
            noise += share * dispersion * mean
            let before = forecast.cumulativeDeviation[week]
            result.cumulativeDeviation[week] = (max(before * before, noise) + share * level * level).squareRoot()
            // The week's own spread, as its quantiles tell it.
            let spread = (forecast.quantile(5, week: week) - forecast.quantile(1, week: week)) / (2 * 1.2815515655446004)
            let variance = max(spread * spread, share * dispersion * mean) + share * own * own
            let demand = DemandDistribution(mean: mean, deviation: variance.squareRoot())
            var least = 0.0
            for place in 0..<levels {
                least = max(least, demand.quantile(Forecast.levels[place]))
                result.quantiles[week * levels + place] = least
            }
        }
        for week in 1..<max(1, result.horizon) {
            result.cumulativeDeviation[week] = max(result.cumulativeDeviation[week], result.cumulativeDeviation[week - 1])
        }
        return result
    }

    /// Share of the last known weeks that were inferred; weeks that ran out of stock are as good as observed.
    static func inferredShare(_ history: DemandHistory) -> Double {
        let known = history.states.filter { $0 != .missing }.suffix(recentWeeks)
        guard !known.isEmpty else { return 0 }
        return Double(known.reduce(0) { $0 + ($1 == .inferred ? 1 : 0) }) / Double(known.count)
    }

    /// Variance over mean of reported weeks, pooled over each product's histories; at least 1.
    private static func dispersion(_ histories: [DemandHistory], products: [Int]) -> [Int: Double] {
        var sums: [Int: (variance: Double, mean: Double)] = [:]
        for (index, history) in histories.enumerated() {
            let values = zip(history.values, history.states).filter { $1 == .observed }.suffix(52).map(\.0)
            guard values.count >= tellingWeeks else { continue }
            let n = Double(values.count)
            let mean = values.reduce(0, +) / n
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
            let sum = sums[products[index]] ?? (0, 0)
            sums[products[index]] = (sum.variance + variance, sum.mean + mean)
        }
        return sums.compactMapValues { $0.mean > 0 ? max(1, $0.variance / $0.mean) : nil }
    }
}
