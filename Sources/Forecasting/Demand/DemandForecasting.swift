import Foundation
import Numerical
import SupplyNetwork

/// Forecasts of the weekly run: from consumption by site × SKU to predictive distributions of the coming weeks.
///
/// 1. Season, holidays, promotions and prices are estimated over groups and divided out (`DemandAdjustment`).
/// 2. Every series runs all models at a few past origins; what these taught about the models and their deviations is pooled over
///    the series of similar intermittency (`GroupExperience`).
/// 3. Each series' models are weighted by its own errors and the group's, and its deviations calibrated likewise.
///
/// Weeks on or after the as-of week are never read. The profile is estimated once, from all that lies before the as-of week, so
/// that the past origins of step 2 know their own weeks' part in a sum over many series.
public struct DemandForecasting: Sendable {
    public var options: ForecastingOptions
    public init(options: ForecastingOptions = ForecastingOptions()) { self.options = options }

    fileprivate struct Prepared: Sendable {
        var series: TimeSeries
        var start: Week
        /// Everything known is in whole units.
        var isCounted: Bool
        var group: Int
        /// Class of intermittency.
        var kind: Int
    }

    /// Forecasts from `firstWeek` on, parallel to `histories`; nil where nothing is known or nothing was ever demanded.
    ///
    /// - Parameters:
    ///   - firstWeek: the as-of week, the first that is forecast.
    ///   - groups: for each history the group whose season it shares, for instance its product; nil: all share one.
    ///   - context: what the series are and what moves them; nil where only histories are known. Parallel to `histories`.
    ///   - name: what a finding calls the history of an index.
    public func forecasts(
        for histories: [DemandHistory], firstWeek: Week, groups: [Int]? = nil, context: DemandContext? = nil, threads: Int,
        name: (Int) -> String = { "series \($0 + 1)" }
    ) -> (forecasts: [Forecast?], diagnostics: [Diagnostic]) {
        precondition(groups == nil || groups?.count == histories.count, "\(groups?.count ?? 0) groups for \(histories.count) histories")
        let (numbers, groupCount) = numbered(groups ?? [Int](repeating: 0, count: histories.count))
        var prepared = Parallel.map(count: histories.count, threads: threads) { index in
            prepare(histories[index], before: firstWeek, group: numbers[index])
        }
        let adjustment = DemandAdjustment.estimated(
            from: prepared.map { $0.map { ($0.start, $0.series) } }, groups: numbers, groupCount: groupCount, context: context,
            asOf: firstWeek, options: options, threads: threads)
        for index in prepared.indices { prepared[index]?.adjust(by: adjustment, index: index) }
        let series = prepared
        let launch = launchModel(histories, series, context: context, firstWeek: firstWeek)
        let members = options.models.map(\.forecaster)
        let experience = experience(series, members: members, threads: threads)
        let results = Parallel.map(count: series.count, threads: threads, chunk: 4) { index -> (Forecast, String?)? in
            let future = adjustment.future(index, from: firstWeek, horizon: options.horizon)
            if let launch, let base = launch.model.prediction(index, history: histories[index], horizon: options.horizon) {
                let isCounted = series[index]?.isCounted ?? launch.isCounted
                return (finished(base, model: "launch", isCounted: isCounted, future: future, firstWeek: firstWeek), nil)
            }
            guard let entry = series[index] else { return nil }
            let backtest = experience.backtests[index] ?? backtested(entry, members)
            return forecast(
                entry, backtest: backtest, members: members, experience: experience.byKind[entry.kind],
                future: future, firstWeek: firstWeek)
        }
        return (results.map { $0?.0 }, findings(results.map { $0?.1 }, name: name))
    }

    /// One finding for each way in which models failed, with the number of series and the first of them.
    private func findings(_ failures: [String?], name: (Int) -> String) -> [Diagnostic] {
        var order = [String]()
        var series = [String: [Int]]()
        for (index, failure) in failures.enumerated() {
            guard let failure else { continue }
            if series[failure] == nil { order.append(failure) }
            series[failure, default: []].append(index)
        }
        return order.compactMap { failure in
            guard let members = series[failure], let first = members.first else { return nil }
            let who = members.count == 1 ? name(first) : "\(members.count) series, \(name(first)) among them"
            return Diagnostic(
                file: "forecasting", severity: .note, code: "forecast-fallback",
                message: "\(who): \(failure); the mean of what is known is used instead",
                help: "more weeks of history make a model possible")
        }
    }

    /// Groups renumbered from 0 in order of their numbers.
    private func numbered(_ groups: [Int]) -> (numbers: [Int], count: Int) {
        let distinct = Set(groups).sorted()
        var place = [Int: Int](minimumCapacity: distinct.count)
        for (number, group) in distinct.enumerated() { place[group] = number }
        return (groups.map { place[$0] ?? 0 }, max(1, distinct.count))
    }

    private func prepare(_ history: DemandHistory, before firstWeek: Week, group: Int) -> Prepared? {
        let count = max(0, min(history.count, firstWeek - history.start))
        // Weeks between the history's end and the as-of week are unknown, not zero.
        let gap = max(0, firstWeek - history.start - count)
        let whole = TimeSeries(
            values: Array(history.values.prefix(count)) + [Double](repeating: 0, count: gap),
            states: Array(history.states.prefix(count)) + [DemandHistory.State](repeating: .missing, count: gap))
        let series = whole.trimmed
        let known = series.known
        guard !known.isEmpty, known.contains(where: { $0 > 0 }) else { return nil }
        let zeros = Double(known.reduce(0) { $0 + ($1 <= 0 ? 1 : 0) }) / Double(known.count)
        let kind = zeros < 0.1 ? 0 : zeros < 0.4 ? 1 : zeros < 0.7 ? 2 : 3
        return Prepared(series: series, start: firstWeek - series.count, isCounted: series.isWhole, group: group, kind: kind)
    }

    static let kinds = 4

    private func backtested(_ entry: Prepared, _ members: [any Forecaster]) -> Backtest {
        Backtest(
            entry.series, members: members, horizon: options.horizon, windows: options.combination.windows,
            spacing: options.originSpacing, firstHorizon: options.originSpacing, leastHistory: options.combination.leastHistory)
    }

    private func experience(
        _ series: [Prepared?], members: [any Forecaster], threads: Int
    ) -> (byKind: [GroupExperience], backtests: [Int: Backtest]) {
        let known = series.indices.filter { series[$0] != nil }
        let stride = max(1, (known.count + options.experienceSample - 1) / max(1, options.experienceSample))
        let sample = known.indices.filter { $0 % stride == 0 }.map { known[$0] }
        let backtests = Parallel.map(count: sample.count, threads: threads, chunk: 4) { place -> Backtest? in
            series[sample[place]].map { backtested($0, members) }
        }
        let h = options.horizon
        let overall = GroupExperience.relativeErrors(of: backtests.compactMap { $0 }, members: members.count)
        let usable = [Bool](repeating: true, count: members.count)
        let byKind = (0..<Self.kinds).map { kind -> GroupExperience in
            let own = sample.indices.compactMap { series[sample[$0]]?.kind == kind ? backtests[$0] : nil }
            var group = GroupExperience.unknown(members: members.count, horizon: h)
            // A kind of few series leans on all of them.
            let share = Double(own.count) / (Double(own.count) + 20)
            let relative = GroupExperience.relativeErrors(of: own, members: members.count)
            group.relativeErrors = (0..<members.count).map { exp(share * log(relative[$0]) + (1 - share) * log(overall[$0])) }
            var single = [[Double?]]()
            var sums = [[Double?]]()
            for backtest in own {
                let errors = backtest.standardizedErrors(
                    weights: backtest.weights(usable: usable, group: group, options: options.combination))
                single += errors.single
                sums += errors.sums
            }
            group.inflation = inflation(single, horizon: h, trust: Double(single.count) / Double(single.count + 50))
            group.cumulativeInflation = inflation(sums, horizon: h, trust: Double(single.count) / Double(single.count + 50))
            return group
        }
        var kept = [Int: Backtest]()
        for (place, index) in sample.enumerated() { kept[index] = backtests[place] }
        return (byKind, kept)
    }

    private func forecast(
        _ entry: Prepared, backtest: Backtest, members: [any Forecaster], experience: GroupExperience,
        future: FutureFactors, firstWeek: Week
    ) -> (Forecast, String?) {
        let h = options.horizon
        var failure: String?
        var model = ModelName.windowMean.rawValue
        var prediction: Prediction
        do {
            let fitted = try FittedCombination(
                entry.series, names: options.models.map(\.rawValue), members: members, backtest: backtest, group: experience,
                options: options.combination, centre: .mean)
            prediction = fitted.forecast(horizon: h)
            model = fitted.members.map(\.name).joined(separator: "+")
        } catch {
            (prediction, model, failure) = fallbackPrediction(WindowMean(window: nil), series: entry.series, horizon: h)
            failure = String(describing: error)
        }
        return (finished(prediction, model: model, isCounted: entry.isCounted, future: future, firstWeek: firstWeek), failure)
    }

    /// The base's prediction with what the weeks to come sell of it, as a forecast.
    private func finished(
        _ base: Prediction, model: String, isCounted: Bool, future: FutureFactors, firstWeek: Week
    ) -> Forecast {
        var scaled = base.multiplied(by: future.factors)
        scaled.support = .demand
        scaled.widen(byVariances: future.variances)
        if isCounted { scaled.spreadLikeCounts() }
        let levels = Forecast.levels
        var quantiles = [Double]()
        quantiles.reserveCapacity(scaled.horizon * levels.count)
        for step in 0..<scaled.horizon {
            let demand = DemandDistribution(mean: scaled.mean[step], deviation: scaled.variance[step].squareRoot())
            var least = 0.0
            for level in levels {
                least = max(least, demand.quantile(level))
                quantiles.append(least)
            }
        }
        return Forecast(
            firstWeek: firstWeek, model: model, mean: scaled.mean, quantiles: quantiles,
            cumulativeDeviation: scaled.cumulativeVariance.map { $0.squareRoot() })
    }

    /// What similar series say of those without a history of their own; nil where nobody asks, or nothing is similar.
    private func launchModel(
        _ histories: [DemandHistory], _ series: [Prepared?], context: DemandContext?, firstWeek: Week
    ) -> (model: LaunchModel, isCounted: Bool)? {
        guard let context, options.launches, context.series.count == histories.count else { return nil }
        let isWanted = histories.indices.contains { index in
            let (known, positive) = histories[index].knownWeeks(before: firstWeek)
            return LaunchModel.concerns(context.series[index], known: known, positive: positive, asOf: firstWeek)
        }
        guard isWanted else { return nil }
        let entries = histories.indices.map { index -> (start: Week, values: TimeSeries)? in
            if let entry = series[index] { return (entry.start, entry.series) }
            // A few weeks without a sale are news too; a long history of them is a product that is not carried.
            let (known, _) = histories[index].knownWeeks(before: firstWeek)
            guard known > 0, known <= LaunchModel.launchWeeks else { return nil }
            let count = max(0, min(histories[index].count, firstWeek - histories[index].start))
            return (
                histories[index].start,
                TimeSeries(values: Array(histories[index].values.prefix(count)), states: Array(histories[index].states.prefix(count)))
            )
        }
        let counted = series.reduce(0) { $0 + ($1.map { $0.isCounted ? 1 : -1 } ?? 0) }
        return LaunchModel(series: entries, context: context, asOf: firstWeek).map { ($0, counted >= 0) }
    }
}

extension DemandForecasting.Prepared {
    fileprivate mutating func adjust(by adjustment: DemandAdjustment, index: Int) {
        guard !adjustment.isNeutral(index) else { return }
        for step in series.values.indices { series.values[step] /= adjustment.factor(index, start + step) }
    }
}

/// What the weeks to come sell of a series' base.
struct FutureFactors: Sendable {
    var factors: [Double]
    /// Variances of the logarithms of the factors, as far as promotions make them doubtful.
    var variances: [Double]
}

extension DemandAdjustment {
    func future(_ index: Int, from week: Week, horizon: Int) -> FutureFactors {
        FutureFactors(
            factors: (0..<horizon).map { factor(index, week + $0) }, variances: (0..<horizon).map { liftVariance(index, week + $0) })
    }
}

extension Prediction {
    /// Demand whose level is this prediction and whose weeks sell `factors` of it. The variance of a sum is scaled by the square
    /// of the factors' mean, weighted by the means, and never falls from one step to the next.
    func multiplied(by factors: [Double]) -> Prediction {
        var result = self
        var before = 0.0
        var after = 0.0
        for step in mean.indices {
            let factor = factors[step]
            before += mean[step]
            after += mean[step] * factor
            result.mean[step] = mean[step] * factor
            result.variance[step] = variance[step] * factor * factor
            let ratio = before > 0 ? after / before : factor
            result.cumulativeVariance[step] = max(
                cumulativeVariance[step] * ratio * ratio, step > 0 ? result.cumulativeVariance[step - 1] : 0)
        }
        return result
    }

    /// Adds what is not known of the factors: they err alike in all weeks of a horizon, so that their deviations add up.
    mutating func widen(byVariances variances: [Double]) {
        var sum = 0.0
        for step in mean.indices {
            let own = mean[step] * mean[step] * (exp(variances[step]) - 1)
            variance[step] += own
            sum += own.squareRoot()
            cumulativeVariance[step] += sum * sum
        }
    }

    /// Goods that come in units vary at least as Poisson does around a mean that is not known better than its models know it:
    /// few errors may look smaller by chance. Means of `limit` and more are left alone.
    mutating func spreadLikeCounts(below limit: Double = .infinity) {
        var sum = 0.0
        for step in mean.indices where mean[step] < limit {
            sum += max(0, mean[step])
            variance[step] = max(variance[step], mean[step])
            cumulativeVariance[step] = max(cumulativeVariance[step], sum)
        }
    }
}
