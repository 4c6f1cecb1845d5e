import Forecasting
import SupplyNetwork

/// Carries the memory of how forecasts did from one run to the next: every week that has become known since the previous run is
/// compared once, with the forecast that run had issued.
enum ForecastTracking {
    /// Sums whose bias is tracked.
    static let groupings = [ForecastGrouping(), ForecastGrouping(site: .region), ForecastGrouping(product: .category)]
    /// Biased site × SKU that are named.
    static let named = 5

    /// The previous run's memory with what has become known since.
    static func updated(_ memory: StateStore.Memory, consumption: [DemandHistory], network: Network, ledger: Ledger) -> ReviewMemory {
        var result = ReviewMemory()
        var signals: [Key: TrackingSignal] = [:]
        var current: Set<Key> = []
        let issuedKeys = Set(memory.forecasts.map { Key(site: $0.site, sku: $0.sku) })
        // What is no longer forecast is no longer tracked.
        for entry in memory.review.tracked {
            let key = Key(site: entry.site, sku: entry.sku)
            if isSum(key, network) || issuedKeys.contains(key) { signals[key] = entry.signal }
        }
        let labels = groupings.map { $0.labels(of: ledger.pairs, network: network) }
        // Errors of sums by week, over the site × SKU that are known.
        var sums: [Key: [Week: (error: Double, variance: Double)]] = [:]
        for issued in memory.forecasts {
            guard let pair = ledger.pair(issued.site, issued.sku, network) else { continue }
            let history = consumption[pair]
            for step in issued.mean.indices {
                let week = issued.firstWeek + step
                guard let actual = observed(history, week) else { continue }
                let error = Double(issued.mean[step]) - actual
                let variance = issued.variance(step)
                signals[Key(site: issued.site, sku: issued.sku), default: TrackingSignal()].add(error, variance: variance)
                current.insert(Key(site: issued.site, sku: issued.sku))
                for grouping in labels {
                    guard let label = grouping[pair] else { continue }
                    let sum = sums[Key(site: label.site, sku: label.sku)]?[week] ?? (0, 0)
                    sums[Key(site: label.site, sku: label.sku), default: [:]][week] = (sum.error + error, sum.variance + variance)
                }
            }
        }
        for (key, weeks) in sums {
            current.insert(key)
            for (_, sum) in weeks.sorted(by: { $0.key < $1.key }) {
                signals[key, default: TrackingSignal()].add(sum.error, variance: sum.variance)
            }
        }
        result.tracked = signals.sorted { $0.key < $1.key }.map {
            ReviewMemory.Tracked(site: $0.site, sku: $0.sku, signal: $1, isCurrent: current.contains($0))
        }

        result.overrideSums = memory.review.overrideSums
        for issued in memory.review.overrides {
            guard let pair = ledger.pair(issued.site, issued.sku, network), let actual = observed(consumption[pair], issued.week) else {
                continue
            }
            result.overrideSums.count += 1
            result.overrideSums.actual += actual
            result.overrideSums.statisticalAbsolute += abs(issued.statistical - actual)
            result.overrideSums.overriddenAbsolute += abs(issued.overridden - actual)
            result.overrideSums.statisticalSigned += issued.statistical - actual
            result.overrideSums.overriddenSigned += issued.overridden - actual
        }
        return result
    }

    /// The forecasts found biased: sums, then the worst site × SKU; and how many of these there are.
    static func biases(_ memory: ReviewMemory, network: Network) -> (named: [ForecastBias], biased: Int, tracked: Int) {
        var (groups, series): ([(Double, ForecastBias)], [(Double, ForecastBias)]) = ([], [])
        var tracked = 0
        for entry in memory.tracked {
            let isGroup = isSum(Key(site: entry.site, sku: entry.sku), network)
            if !isGroup && entry.signal.count >= TrackingSignal.leastCount { tracked += 1 }
            guard entry.isCurrent, entry.signal.speaks, let value = entry.signal.value else { continue }
            let bias = ForecastBias(site: entry.site, sku: entry.sku, isGroup: isGroup, weeks: entry.signal.count, signal: value)
            if isGroup { groups.append((entry.signal.strength, bias)) } else { series.append((entry.signal.strength, bias)) }
        }
        func strongest(_ found: [(Double, ForecastBias)]) -> [ForecastBias] {
            found.enumerated().sorted { ($1.element.0, $0.offset) < ($0.element.0, $1.offset) }.map(\.element.1)
        }
        return (strongest(groups) + strongest(series).prefix(named), series.count, tracked)
    }

    /// One finding for each biased sum, and one for all biased site × SKU.
    static func findings(_ review: ForecastReview) -> [Diagnostic] {
        func side(_ bias: ForecastBias) -> String { bias.signal > 0 ? "too high" : "too low" }
        func signal(_ bias: ForecastBias) -> String { "tracking signal \((bias.signal * 100).rounded() / 100), \(bias.weeks) weeks" }
        let help = "look for a change in demand, or in what is reported, that the models have not seen"
        var findings = review.biases.filter(\.isGroup).map { bias in
            let what = [bias.site, bias.sku].filter { $0 != "*" }.joined(separator: ", ")
            return Diagnostic(
                file: "forecasting", severity: .warning, code: "forecast-bias",
                message:
                    "forecasts of \(what.isEmpty ? "all consumption" : what) have been \(side(bias)) week after week (\(signal(bias)))",
                help: help)
        }
        let series = review.biases.filter { !$0.isGroup }
        if let worst = series.first {
            let expected = Int((Double(review.trackedSeries) * TrackingSignal.falseAlarmsPerYear).rounded(.up))
            let others = series.dropFirst().map { "\($0.sku) at \($0.site) \(side($0))" }.joined(separator: ", ")
            findings.append(
                Diagnostic(
                    file: "forecasting", severity: review.biasedSeries > expected ? .warning : .note, code: "forecast-bias",
                    message:
                        "forecasts of \(review.biasedSeries) of \(review.trackedSeries) site × SKU look biased (up to \(expected) would by "
                        + "chance in a year), most of all \(worst.sku) at \(worst.site): \(side(worst)) (\(signal(worst)))"
                        + (others.isEmpty ? "" : "; then \(others)"),
                    help: help))
        }
        return findings
    }

    private static func isSum(_ key: Key, _ network: Network) -> Bool {
        network.site(key.site) == nil || network.product(key.sku) == nil
    }

    private struct Key: Hashable, Comparable {
        var site: String
        var sku: String
        static func < (a: Key, b: Key) -> Bool { (a.site, a.sku) < (b.site, b.sku) }
    }

    /// What was reported for a week; nil where it is missing, censored or inferred.
    private static func observed(_ history: DemandHistory, _ week: Week) -> Double? {
        let index = week - history.start
        guard history.values.indices.contains(index), history.states[index] == .observed else { return nil }
        return history.values[index]
    }
}

extension Ledger {
    func pair(_ site: String, _ sku: String, _ network: Network) -> Int? {
        network.site(site).flatMap { site in network.product(sku).flatMap { pair(site: site, product: $0) } }
    }
}

extension StateStore.IssuedForecast {
    /// Variance of a week's demand, from its 90 % interval, at least Poisson's: an interval from 0 to 0 is no certainty.
    func variance(_ step: Int) -> Double {
        let spread = Double(q95[step] - q05[step]) / (2 * 1.6448536269514722)
        return max(spread * spread, Double(mean[step]))
    }
}
