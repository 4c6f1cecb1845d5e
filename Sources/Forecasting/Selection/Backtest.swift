import SupplyNetwork

/// What several models would have forecast at several past origins of one series, next to what then came. At each origin a
/// model sees the steps before it and nothing else.
struct Backtest: Sendable {
    /// Steps known at each origin: a forecast made there begins with step `origins[i]`. Latest first.
    let origins: [Int]
    let horizon: Int
    /// Member × origin; nil where the member could not be fitted.
    let predictions: [[Prediction?]]
    /// Known steps before each origin, and in the whole series.
    let knownBefore: [Int]
    let knownCount: Int
    /// Per origin, what the series' own changes over 1, 2, … steps varied by (`RecentChanges`).
    let changes: [RecentChanges]
    /// Origin × step; nil where nothing is known, or lies beyond the series' end.
    let actuals: [[Double?]]
    /// Origin × step: the value is a lower bound only.
    let isLowerBound: [[Bool]]
    /// Mean absolute change from step to step (root mean square over origins is scaled by it); never zero.
    let scale: Double

    /// - Parameters:
    ///   - windows: origins, at most.
    ///   - spacing: steps from one origin to the one before it.
    ///   - firstHorizon: steps that the latest origin leaves to be forecast.
    ///   - leastHistory: known steps that an origin must have before it.
    init(
        _ series: TimeSeries, members: [any Forecaster], horizon: Int, windows: Int, spacing: Int, firstHorizon: Int, leastHistory: Int
    ) {
        self.horizon = horizon
        var knownBefore = [0]
        for state in series.states { knownBefore.append(knownBefore[knownBefore.count - 1] + (state == .missing ? 0 : 1)) }
        var origins = [Int]()
        var origin = series.count - firstHorizon
        while origins.count < windows, origin > 0, knownBefore[origin] >= leastHistory {
            origins.append(origin)
            origin -= max(1, spacing)
        }
        self.origins = origins
        self.knownBefore = origins.map { knownBefore[$0] }
        knownCount = series.knownCount
        let prefixes = origins.map { series.prefix($0) }
        predictions = members.map { member in
            prefixes.map { prefix in
                guard let p = try? member.fit(prefix).forecast(horizon: horizon), p.mean.allSatisfy(\.isFinite),
                    p.variance.allSatisfy(\.isFinite)
                else { return nil }
                return p
            }
        }
        changes = prefixes.map(RecentChanges.init)
        actuals = origins.map { origin in
            (0..<horizon).map { origin + $0 < series.count ? series[origin + $0] : nil }
        }
        isLowerBound = origins.map { origin in
            (0..<horizon).map { origin + $0 < series.count && series.states[origin + $0] == .censored }
        }
        scale = series.meanAbsoluteChange
    }

    /// Forecast minus actual; nil where nothing is known, or where the forecast lies above a lower bound.
    func error(_ mean: Double, origin: Int, step: Int) -> Double? {
        guard let actual = actuals[origin][step] else { return nil }
        if isLowerBound[origin][step] && mean > actual { return nil }
        return mean - actual
    }

    /// Root mean square error of a member over origins and steps, in units of `scale`, and the number of errors; nil where it
    /// failed at an origin or nothing can be compared.
    func score(member: Int) -> (error: Double, count: Int)? {
        var sum = 0.0
        var count = 0
        for origin in origins.indices {
            guard let prediction = predictions[member][origin] else { return nil }
            for step in 0..<horizon {
                guard let e = error(prediction.mean[step], origin: origin, step: step) else { continue }
                sum += e * e
                count += 1
            }
        }
        return count > 0 ? ((sum / Double(count)).squareRoot() / scale, count) : nil
    }
}

extension TimeSeries {
    /// Mean absolute change between neighbouring known steps; the mean absolute value where nothing ever changed; 1 for zeros.
    var meanAbsoluteChange: Double {
        let observed = withoutBounds
        var sum = 0.0
        var count = 0
        var before: Double?
        for step in values.indices {
            guard let value = observed[step] else { continue }
            if let before {
                sum += abs(value - before)
                count += 1
            }
            before = value
        }
        if sum > 0 { return sum / Double(count) }
        let level = known.reduce(0) { $0 + abs($1) }
        return level > 0 ? level / Double(max(1, knownCount)) : 1
    }
}
