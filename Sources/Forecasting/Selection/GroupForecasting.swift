import Foundation
import Numerical

/// Automatic forecasts of many series at once. Each runs its models at a few past origins; what these taught about the models, and
/// about how far what came fell from the forecasts, is pooled over the series of the same kind, and each series leans on its
/// group in proportion to how little it knows itself (`CombinationOptions`). Quantiles are calibrated by the group's rolling-origin
/// errors. Where no series names a season, one that many of them show is used (`SharedSeason`).
public struct GroupForecasting: PooledForecaster {
    public var options: CombinationOptions
    /// Series whose rolling origins teach the common weights and calibration, at most; an even sample of more. Default 2,000.
    public var experienceSample = 2_000

    public init(options: CombinationOptions = CombinationOptions()) { self.options = options }

    public var name: String { "auto" }

    private struct Entry: Sendable {
        var series: TimeSeries
        var kind: Kind
    }

    /// Which series learn from one another: those with the same models and as many zeros.
    struct Kind: Sendable, Hashable {
        var members: [Automatic.Member]
        var zeros: Int
        /// Small whole numbers.
        var isCounted: Bool

        var isIntermittent: Bool { members.contains { $0.model == .sba } }
    }

    /// The next `horizon` steps of every series, in their order; the same on any number of threads.
    public func forecasts(for series: [TimeSeries], horizon: Int, threads: Int) -> [Result<Prediction, ForecastingFailure>] {
        let season = series.allSatisfy { $0.seasonLength == 1 } ? SharedSeason.found(in: series) : nil
        let entries = series.map { series -> Entry in
            var trimmed = series.trimmed
            if let season, trimmed.knownCount >= 2 * season { trimmed.seasonLength = season }
            return Entry(series: trimmed, kind: Self.kind(of: trimmed))
        }
        var kinds = [Kind]()
        var place = [Kind: Int]()
        for entry in entries where place[entry.kind] == nil {
            place[entry.kind] = kinds.count
            kinds.append(entry.kind)
        }
        let members = kinds.map { $0.members.map(\.forecaster) }
        let numbers = entries.map { place[$0.kind] ?? 0 }
        let known = entries.indices.filter { entries[$0].series.knownCount > 0 }
        let stride = max(1, (known.count + experienceSample - 1) / max(1, experienceSample))
        let sample = known.indices.filter { $0 % stride == 0 }.map { known[$0] }
        let backtests = Parallel.map(count: sample.count, threads: threads, chunk: 2) { index -> Backtest in
            let entry = entries[sample[index]]
            return backtest(entry.series, members: members[numbers[sample[index]]], horizon: horizon)
        }
        var kept = [Backtest?](repeating: nil, count: entries.count)
        for (index, backtest) in zip(sample, backtests) { kept[index] = backtest }
        let experience = kinds.indices.map { kind -> GroupExperience in
            let own = sample.indices.filter { numbers[sample[$0]] == kind }
            return GroupExperience(
                backtests: own.map { backtests[$0] }, supports: own.map { Self.support(of: entries[sample[$0]].series) },
                members: members[kind].count, horizon: horizon, isCounted: kinds[kind].isCounted, options: options)
        }
        let past = kept
        let drift = PooledDrift(of: entries.filter(\.kind.isIntermittent).map(\.series), threads: threads)
        return Parallel.map(count: entries.count, threads: threads, chunk: 2) { index in
            let (entry, kind) = (entries[index], numbers[index])
            guard entry.series.knownCount > 0 else { return .failure(.tooShort(known: 0, needed: 1)) }
            let drifts = entry.kind.isIntermittent && drift.factor != 1
            do {
                let fitted = try FittedCombination(
                    drifts ? entry.series.levelled(by: drift.factor) : entry.series, names: entry.kind.members.map(\.name),
                    members: members[kind], backtest: past[index] ?? backtest(entry.series, members: members[kind], horizon: horizon),
                    group: experience[kind], options: options, centre: entry.kind.isCounted ? .mean : .median,
                    support: Self.support(of: entry.series))
                let prediction = fitted.forecast(horizon: horizon)
                guard prediction.isFinite else { return .failure(.noSolution) }
                return .success(drifts ? prediction.drifting(by: drift.factor, damping: Self.driftDamping) : prediction)
            } catch {
                return .failure(error as? ForecastingFailure ?? .noSolution)
            }
        }
    }

    /// A drift goes on, less and less: damped as trends are (Gardner & McKenzie 1985, doi:10.1287/mnsc.31.10.1237).
    static let driftDamping = 0.9

    static func kind(of series: TimeSeries) -> Kind {
        let known = series.withoutBounds.known
        let zeros = known.isEmpty ? 0 : Double(known.reduce(0) { $0 + ($1 == 0 ? 1 : 0) }) / Double(known.count)
        return Kind(
            members: Automatic.members(for: series), zeros: zeros < 0.1 ? 0 : zeros < 0.4 ? 1 : zeros < 0.7 ? 2 : 3,
            isCounted: Automatic.isCounted(series))
    }

    static func support(of series: TimeSeries) -> Prediction.Support {
        series.isNonNegative ? (series.isWhole ? .demand : .nonNegative) : .real
    }

    private func backtest(_ series: TimeSeries, members: [any Forecaster], horizon: Int) -> Backtest {
        // A short series is asked for fewer steps than will be asked of it.
        let steps = max(1, min(horizon, series.count / 3))
        let seasons = series.seasonLength > 1 ? min(2 * series.seasonLength + 6, series.count / 2) : 0
        // Models with long seasons take their time, and three years hold few origins.
        let windows = series.seasonLength >= Automatic.longSeason ? min(2, options.windows) : options.windows
        return Backtest(
            series, members: members, horizon: steps, windows: windows, spacing: max(1, (steps + 1) / 2), firstHorizon: steps,
            leastHistory: max(options.leastHistory, seasons))
    }
}

extension Prediction {
    var isFinite: Bool {
        mean.allSatisfy(\.isFinite) && variance.allSatisfy(\.isFinite) && cumulativeVariance.allSatisfy(\.isFinite)
    }
}

extension TimeSeries {
    /// The series as if all of it had been at the level that a drift of `factor` a step has brought it to at its end.
    func levelled(by factor: Double) -> TimeSeries {
        var result = self
        var power = 1.0
        for step in values.indices.reversed() {
            result.values[step] *= power
            power *= factor
        }
        return result
    }
}

extension Prediction {
    /// The forecast of a level that goes on drifting: step h by the factor to the power of damping + damping² + … + dampingʰ. Variances
    /// move with the means, as those of counts do.
    func drifting(by factor: Double, damping: Double) -> Prediction {
        var result = self
        var exponent = 0.0
        var power = 1.0
        var before = 0.0
        var after = 0.0
        for step in mean.indices {
            power *= damping
            exponent += power
            let ratio = pow(factor, exponent)
            result.mean[step] *= ratio
            result.variance[step] *= ratio
            before += mean[step]
            after += result.mean[step]
            result.cumulativeVariance[step] *= before > 0 ? after / before : ratio
        }
        return result
    }
}
