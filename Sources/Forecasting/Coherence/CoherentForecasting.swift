import Numerical
import SupplyNetwork

/// How forecasts are made to add up.
public struct CoherenceOptions: Sendable, Codable, Hashable {
    /// What becomes of the difference between the forecast of a sum and the sum of the forecasts.
    public enum Method: String, Sendable, Codable, Hashable, CaseIterable {
        /// The leaves stay as they are.
        case bottomUp = "bottom_up"
        /// Spread with variances in proportion to the number of leaves (WLS, structural scaling).
        case structural
        /// Spread with the models' own variances (WLS, variance scaling).
        case variance
        /// Spread with the models' own variances and shrunk correlations of past errors (MinT).
        case minimumTrace = "mint"
    }

    /// Default: minimum trace.
    public var method = Method.minimumTrace
    /// Recent weeks whose one-step errors tell of correlations. Default 52.
    public var errorWeeks = 52
    public init() {}
}

/// Forecasts of site × SKU that take part in sums: moved so that they agree with forecasts of the sums, and totals of them with
/// distributions of their own.
public struct CoherentForecasting: Sendable {
    public var options: CoherenceOptions
    /// How sums are forecast.
    public var forecasting: DemandForecasting

    public init(options: CoherenceOptions = CoherenceOptions(), forecasting: DemandForecasting = DemandForecasting()) {
        self.options = options
        self.forecasting = forecasting
    }

    /// The leaves' forecasts, reconciled week by week with forecasts that the same models make of the summed histories
    /// (`MinimumTrace`), never below zero. A leaf's quantiles and deviations move in proportion to its mean.
    ///
    /// - Parameters:
    ///   - leaves: nil where nothing is forecast: such a leaf takes part in no sum. All begin at `firstWeek`.
    ///   - histories: consumption, parallel to `leaves`.
    ///   - groupings: sums to agree with, as lists of labels (`Aggregation`).
    /// - Throws: `MinimumTrace.Failure`, `CholeskyFactorization.Failure`.
    public func reconciled<Label: Comparable & Hashable & Sendable>(
        _ leaves: [Forecast?], histories: [DemandHistory], groupings: [[Label?]], firstWeek: Week, threads: Int
    ) throws -> [Forecast?] {
        guard options.method != .bottomUp, let horizon = leaves.lazy.compactMap({ $0?.horizon }).max() else { return leaves }
        let members = leaves.indices.filter { leaves[$0] != nil }
        let aggregation = Aggregation(leafCount: members.count, groupings: groupings.map { labels in members.map { labels[$0] } })
        let past = members.map { histories[$0] }
        let sums = aggregation.histories(of: past, before: firstWeek)
        let totals = baseForecasts(of: sums, firstWeek: firstWeek, threads: threads)
        // A sum of which nothing can be said asks nothing of its leaves: it agrees with them already.
        let known = totals.indices.filter { totals[$0] != nil }
        let kept = aggregation.keeping(known)
        guard kept.aggregateCount > 0 else { return leaves }
        let base = known.compactMap { totals[$0] } + members.compactMap { leaves[$0] }
        let covariance = covariance(base, histories: known.map { sums[$0] } + past, aggregation: kept, end: firstWeek, threads: threads)
        let trace = try MinimumTrace(aggregation: kept, covariance: covariance)
        let steps = (0..<horizon).map { week in base.map { week < $0.horizon ? $0.mean[week] : 0 } }
        let means = try trace.leaves(reconciling: steps, threads: threads)
        var result = leaves
        for (place, leaf) in members.enumerated() {
            guard let forecast = leaves[leaf] else { continue }
            for week in 0..<forecast.horizon { result[leaf]?.move(week: week, to: means[week][place]) }
        }
        return result
    }

    /// Totals of the leaves, in the order of `Aggregation`'s numbers. Means are sums of the leaves' means. The variance lies half
    /// way between what the leaves' deviations come to with the correlations of past errors, and what the models say of the
    /// total's own history: the former misses what all leaves share over longer horizons, the latter what the leaves know.
    ///
    /// Labels that only leaves without a forecast hold make no sum.
    public func totals<Label: Comparable & Hashable & Sendable>(
        of leaves: [Forecast?], histories: [DemandHistory], groupings: [[Label?]], firstWeek: Week, threads: Int
    ) -> [Forecast] {
        let members = leaves.indices.filter { leaves[$0] != nil }
        let aggregation = Aggregation(leafCount: members.count, groupings: groupings.map { labels in members.map { labels[$0] } })
        let past = members.map { histories[$0] }
        let leaves = members.compactMap { leaves[$0] }
        let horizon = leaves.lazy.map(\.horizon).max() ?? 0
        let own = baseForecasts(of: aggregation.histories(of: past, before: firstWeek), firstWeek: firstWeek, threads: threads)
        let covariance = ErrorCovariance(shrinking: errors(of: past, end: firstWeek, threads: threads))
        func values(_ week: Int, _ value: (Forecast, Int) -> Double) -> [Double] {
            leaves.map { week < $0.horizon ? value($0, week) : 0 }
        }
        func variances(_ deviation: (Forecast, Int) -> Double) -> [[Double]] {
            (0..<horizon).map { covariance.variances(ofSumsIn: aggregation, deviations: values($0, deviation)) }
        }
        let mean = (0..<horizon).map { aggregation.summed(values($0) { $0.mean[$1] }) }
        let single = variances { $0.weeklyDeviation($1) }
        let cumulative = variances { $0.cumulativeDeviation[$1] }
        return (0..<aggregation.aggregateCount).map { total in
            let means = mean.map { $0[total] }
            var deviations = [Double]()
            var quantiles = [Double]()
            let model = own[total]
            for week in 0..<horizon {
                var (variance, sum) = (single[week][total], cumulative[week][total])
                if let model, week < model.horizon {
                    let (a, b) = (model.weeklyDeviation(week), model.cumulativeDeviation[week])
                    variance = (variance + a * a) / 2
                    sum = (sum + b * b) / 2
                }
                deviations.append(max(sum.squareRoot(), deviations.last ?? 0))
                let demand = DemandDistribution(mean: max(0, means[week]), deviation: variance.squareRoot())
                quantiles += Forecast.levels.map { demand.quantile($0) }
            }
            return Forecast(
                firstWeek: firstWeek, model: "total", mean: means, quantiles: quantiles, cumulativeDeviation: deviations)
        }
    }

    /// Forecasts of the sums. One that leaves everything a sum has ever been far behind is no forecast: leaves are not moved by it.
    private func baseForecasts(of sums: [DemandHistory], firstWeek: Week, threads: Int) -> [Forecast?] {
        let forecasts = forecasting.forecasts(for: sums, firstWeek: firstWeek, groups: Array(sums.indices), threads: threads).forecasts
        return zip(forecasts, sums).map { forecast, sum in
            guard let forecast else { return nil }
            let peak = zip(sum.values, sum.states).reduce(0) { $1.1 == .missing ? $0 : max($0, $1.0) }
            let isPlausible = forecast.mean.allSatisfy { $0.isFinite && (peak <= 0 || $0 <= Self.farthest * peak) }
            return isPlausible ? forecast : nil
        }
    }

    /// Times the highest week on record.
    private static let farthest = 10.0

    /// One-step errors of smoothing over the last weeks before `end`.
    private func errors(of histories: [DemandHistory], end: Week, threads: Int) -> ErrorTable {
        ErrorTable(
            rows: Parallel.map(count: histories.count, threads: threads) { index -> [Double?] in
                let smoothed = SmoothedDemand(histories[index], before: end)
                let start = end - options.errorWeeks - histories[index].start
                return (0..<options.errorWeeks).map { week in
                    let place = start + week
                    return smoothed.errors.indices.contains(place) ? smoothed.errors[place] : nil
                }
            })
    }

    private func covariance(
        _ base: [Forecast], histories: [DemandHistory], aggregation: Aggregation, end: Week, threads: Int
    ) -> ErrorCovariance {
        let deviations = base.map { $0.cumulativeDeviation.first ?? 0 }
        switch options.method {
        case .bottomUp, .structural: return .structural(aggregation)
        case .variance: return ErrorCovariance(variances: deviations.map { $0 * $0 })
        case .minimumTrace:
            return ErrorCovariance(shrinking: errors(of: histories, end: end, threads: threads), deviations: deviations)
        }
    }
}

extension Forecast {
    /// Standard deviation of one week's demand: from the 10 % and 90 % quantiles, but where these say little (demand that is zero
    /// nine times out of ten) the first week's, in proportion to the root of the mean.
    func weeklyDeviation(_ week: Int) -> Double {
        guard let first = cumulativeDeviation.first else { return 0 }
        if week == 0 { return first }
        let spread = (quantile(5, week: week) - quantile(1, week: week)) / (2 * 1.2815515655446004)
        let scaled = mean[0] > 0 ? first * (mean[week] / mean[0]).squareRoot() : first
        return max(spread, scaled)
    }

    /// Moves one week's mean; quantiles and the week's part in the deviations of sums move in proportion, quantiles that are whole
    /// numbers to whole numbers. Moves beyond `proportionate` make another demand of it: its variance moves with the mean, as that of
    /// counts does, at least Poisson's. A week without demand has no proportion: only its mean moves.
    mutating func move(week: Int, to value: Double) {
        let old = mean[week]
        mean[week] = value
        guard old > 1e-9, value != old else { return }
        let ratio = value / old
        let levels = week * Forecast.levels.count..<(week + 1) * Forecast.levels.count
        let isCounted = quantiles[levels].allSatisfy { $0 == $0.rounded() }
        let before = week > 0 ? cumulativeDeviation[week - 1] : 0
        let own = max(0, cumulativeDeviation[week] * cumulativeDeviation[week] - before * before)
        let change: Double
        if Self.proportionate.contains(ratio) {
            for place in levels { quantiles[place] = isCounted ? (quantiles[place] * ratio).rounded() : quantiles[place] * ratio }
            change = own * (ratio * ratio - 1)
        } else {
            // Of next to nothing the spread says nothing of much more: no wider than it was, or than an exponential with Poisson noise.
            let variance = max(min(own * ratio, max(own, value * (1 + value))), isCounted ? value : 0)
            let demand = DemandDistribution(mean: max(0, value), deviation: variance.squareRoot())
            for (level, place) in zip(Forecast.levels, levels) { quantiles[place] = demand.quantile(level) }
            change = variance - own
        }
        for later in week..<horizon {
            cumulativeDeviation[later] = max(0, cumulativeDeviation[later] * cumulativeDeviation[later] + change).squareRoot()
        }
    }

    private static let proportionate = 0.25...4.0
}
