/// The last known value goes on; errors are those of a random walk. A step that ran out of stock below the value before it is passed
/// over like a missing one: its demand was at least what was sold.
public struct Naive: Forecaster {
    public init() {}
    public var name: String { "naive" }
    public func fit(_ series: TimeSeries) throws -> FittedSimple { try fittedRandomWalk(series, withDrift: false) }
}

/// The last known value goes on along the line from the first known value to it (Hyndman & Athanasopoulos, *Forecasting:
/// principles and practice*, 3rd ed., §5.2).
public struct Drift: Forecaster {
    public init() {}
    public var name: String { "drift" }
    public func fit(_ series: TimeSeries) throws -> FittedSimple { try fittedRandomWalk(series, withDrift: true) }
}

/// The value of the same season last time it was known; naive where the season has one step or was never known. A step that ran out
/// of stock counts where it sold more than that, and else not: its demand was at least what was sold.
public struct SeasonalNaive: Forecaster {
    public init() {}
    public var name: String { "seasonal-naive" }

    public func fit(_ series: TimeSeries) throws -> FittedSimple {
        let m = series.seasonLength
        let naive = try Naive().fit(series)
        guard m > 1 else { return naive }
        let series = series.withoutLowBounds(season: m)
        let n = series.count
        var last = [Double](repeating: naive.level, count: m)
        var sum = 0.0
        var count = 0
        for t in 0..<n {
            guard let value = series[t] else { continue }
            last[t % m] = value
            if t >= m, let before = series[t - m] {
                sum += (value - before) * (value - before)
                count += 1
            }
        }
        let variance = count > 0 ? sum / Double(count) : naive.errorVariance
        return FittedSimple(
            level: naive.level, slope: 0, season: (0..<m).map { last[(n + $0) % m] }, errorVariance: variance, spread: .seasonalWalk,
            support: naive.support)
    }
}

/// The mean of what is known of the last steps; of everything where the window is nil. Steps that ran out of stock count where they sold
/// more than the mean of the others, and else not.
public struct WindowMean: Forecaster {
    /// Steps averaged.
    public var window: Int?
    public init(window: Int? = 13) { self.window = window }
    public var name: String { "window-mean" }

    public func fit(_ series: TimeSeries) throws -> FittedSimple {
        let known = series.knownCount
        guard known >= 1 else { throw ForecastingFailure.tooShort(known: known, needed: 1) }
        let series = series.withoutLowBounds()
        let values: [Double]
        if let window, series.mean(ofLast: window) != nil {
            values = (max(0, series.count - window)..<series.count).compactMap { series[$0] }
        } else {
            values = window.map { Array(series.known.suffix($0)) } ?? series.known
        }
        let n = Double(values.count)
        let mean = values.reduce(0, +) / n
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return FittedSimple(
            level: mean, slope: 0, season: [], errorVariance: squares / max(1, n - 1), spread: .mean(count: n),
            support: series.isNonNegative ? .nonNegative : .real)
    }
}

/// What the simple methods come to: a level, a slope, perhaps a season of last values, and how errors spread.
public struct FittedSimple: FittedForecaster {
    enum Spread: Sendable {
        /// σ²h; with drift estimated over `count` steps σ²h(1 + h/count).
        case walk(count: Double?)
        /// σ² (1 + number of seasons gone by).
        case seasonalWalk
        /// σ² (1 + 1/count).
        case mean(count: Double)
    }

    let level: Double
    let slope: Double
    let season: [Double]
    let errorVariance: Double
    let spread: Spread
    let support: Prediction.Support
    /// Steps since the last one known, which a walk goes on through.
    var gap = 0.0

    public func forecast(horizon: Int) -> Prediction {
        var mean = [Double]()
        var variance = [Double]()
        var cumulative = [Double]()
        for step in 0..<horizon {
            let h = Double(step + 1)
            mean.append(season.isEmpty ? level + slope * h : season[step % season.count])
            switch spread {
            case .walk(let count):
                // The sum over h steps of a random walk: Σ i² = h(h+1)(2h+1)/6; a drift's error multiplies h(h+1)/2.
                let drift = count.map { 1 / $0 } ?? 0
                let far = h + gap
                variance.append(errorVariance * (far + far * far * drift))
                let triangle = h * (h + 1) / 2 + gap * h
                cumulative.append(errorVariance * (h * (h + 1) * (2 * h + 1) / 6 + gap * h * h + triangle * triangle * drift))
            case .seasonalWalk:
                let cycles = Double(step / max(1, season.count) + 1)
                variance.append(errorVariance * cycles)
                cumulative.append((cumulative.last ?? 0) + errorVariance * cycles * cycles)
            case .mean(let count):
                variance.append(errorVariance * (1 + 1 / count))
                cumulative.append(errorVariance * (h + h * h / count))
            }
        }
        return Prediction(mean: mean, variance: variance, cumulativeVariance: cumulative, support: support)
    }
}

private func fittedRandomWalk(_ series: TimeSeries, withDrift: Bool) throws -> FittedSimple {
    let series = series.withoutLowBounds(season: 1)
    let steps = (0..<series.count).filter { series.states[$0] != .missing }
    guard let first = steps.first, let last = steps.last else { throw ForecastingFailure.tooShort(known: 0, needed: 1) }
    let span = Double(last - first)
    let slope = withDrift && span > 0 ? (series.values[last] - series.values[first]) / span : 0
    // A gap of g steps moves g times as far: its squared change counts divided by g.
    var sum = 0.0
    for (a, b) in zip(steps, steps.dropFirst()) {
        let gap = Double(b - a)
        let change = series.values[b] - series.values[a] - slope * gap
        sum += change * change / gap
    }
    let changes = Double(steps.count - 1)
    let variance = changes > 0 ? sum / max(1, withDrift ? changes - 1 : changes) : 0
    // Steps unknown at the end lie between the last value and the first forecast.
    let gap = Double(series.count - 1 - last)
    return FittedSimple(
        level: series.values[last] + slope * gap, slope: slope, season: [], errorVariance: variance,
        spread: .walk(count: withDrift ? max(1, span) : nil), support: series.isNonNegative ? .nonNegative : .real, gap: gap)
}

extension TimeSeries {
    /// With steps that ran out of stock `missing` where they say nothing: where they sold less than the same season's value before (the
    /// last value of any season where that was never known), or came before any other. Unchanged where nothing else is known.
    fileprivate func withoutLowBounds(season: Int) -> TimeSeries {
        guard states.contains(.censored), states.contains(where: { $0 == .observed || $0 == .inferred }) else { return self }
        var result = self
        var before = [Double?](repeating: nil, count: season)
        var last: Double?
        for step in values.indices {
            guard let value = self[step] else { continue }
            if states[step] == .censored, value < before[step % season] ?? last ?? .infinity {
                result.states[step] = .missing
            } else {
                before[step % season] = value
                last = value
            }
        }
        return result
    }

    /// The same against the mean of the steps that did not run out. Unchanged where all did.
    fileprivate func withoutLowBounds() -> TimeSeries {
        guard states.contains(.censored) else { return self }
        var whole = self
        for step in values.indices where states[step] == .censored { whole.states[step] = .missing }
        guard let mean = whole.mean() else { return self }
        for step in values.indices where states[step] == .censored && values[step] >= mean { whole.states[step] = .censored }
        return whole
    }
}
