import Foundation

/// Decomposition by one or more seasons, each by `STL` (Bandara, Hyndman & Bergmeir 2021, arXiv:2107.13462), and a model without season
/// for what is left. A season goes on as it was in its last cycle.
public struct MSTL: Forecaster {
    /// What forecasts the seasonally adjusted series.
    public enum Remainder: String, Sendable, Hashable, Codable, CaseIterable { case ets, arima }

    /// Lengths of seasons in steps; nil for the series' own. Those of which the series does not hold more than two are left out.
    public var periods: [Int]?
    public var remainder: Remainder
    /// Decomposes logarithms where all is above zero. Default false.
    public var isMultiplicative: Bool
    /// Whether outliers lose their weight in the decomposition. Default false.
    public var isRobust: Bool

    public init(periods: [Int]? = nil, remainder: Remainder = .ets, isMultiplicative: Bool = false, isRobust: Bool = false) {
        self.periods = periods
        self.remainder = remainder
        self.isMultiplicative = isMultiplicative
        self.isRobust = isRobust
    }

    public var name: String { "mstl" }

    public func fit(_ series: TimeSeries) throws -> FittedMSTL {
        let trimmed = series.trimmed
        guard trimmed.knownCount >= 3 else { throw ForecastingFailure.tooShort(known: trimmed.knownCount, needed: 3) }
        let n = trimmed.count
        let scale = trimmed.binaryScale
        // What ran out of stock is open: it takes what the decomposition says of it, or the bound where that is more.
        let observed = trimmed.withoutBounds
        let takesLogarithms = isMultiplicative && observed.known.allSatisfy { $0 > 0 }
        let values = trimmed.values.map { takesLogarithms ? log(max($0 / scale, .leastNormalMagnitude)) : $0 / scale }
        let isKnown = observed.states.map { $0 != .missing }
        let lengths = Set(periods ?? [trimmed.seasonLength]).filter { $0 > 1 && n > 2 * $0 }.sorted()
        var seasons = [[Double]](repeating: [Double](repeating: 0, count: n), count: lengths.count)
        if !lengths.isEmpty {
            let stl = { (index: Int) in STL(seasonalWindow: 11 + 4 * index, isRobust: isRobust) }
            var filled = interpolated(values, isKnown)
            // Gaps take what the decomposition says of them, and it is made again.
            for pass in 0..<(isKnown.contains(false) ? 8 : 1) {
                var trend = [Double]()
                for _ in 0..<(lengths.count > 1 ? 2 : 1) {
                    for (index, period) in lengths.enumerated() {
                        var adjusted = filled
                        for (other, season) in seasons.enumerated() where other != index {
                            for t in 0..<n { adjusted[t] -= season[t] }
                        }
                        let parts = try stl(index).decomposition(adjusted, period: period)
                        seasons[index] = parts.seasonal
                        trend = parts.trend
                    }
                }
                guard pass < 7 else { break }
                for t in 0..<n where !isKnown[t] {
                    let estimate = seasons.reduce(trend[t]) { $0 + $1[t] }
                    filled[t] = trimmed.states[t] == .censored ? max(values[t], estimate) : estimate
                }
            }
        }
        var adjusted = trimmed
        adjusted.seasonLength = 1
        for t in 0..<n where trimmed.states[t] != .missing { adjusted.values[t] = seasons.reduce(values[t]) { $0 - $1[t] } }
        let fitted: any FittedForecaster
        switch remainder {
        case .ets: fitted = try AutoETS().fit(adjusted)
        case .arima: fitted = try AutoARIMA().fit(adjusted)
        }
        return FittedMSTL(
            remainder: fitted, seasons: zip(lengths, seasons).map { Array($1.suffix($0)) }, scale: scale, hasLogarithms: takesLogarithms,
            support: series.isNonNegative ? .nonNegative : .real)
    }
}

/// Seasons of the last cycle and a model fitted to what is left.
public struct FittedMSTL: FittedForecaster {
    /// Variances below this share of the squared scale.
    static let rounding = 1e-20

    let remainder: any FittedForecaster
    /// By length, each from the step after the last.
    let seasons: [[Double]]
    let scale: Double
    let hasLogarithms: Bool
    let support: Prediction.Support

    public func forecast(horizon: Int) -> Prediction {
        var prediction = remainder.forecast(horizon: horizon)
        prediction.support = support
        // Of a series that season and trend explain in full, rounding is left.
        for h in 0..<horizon where prediction.variance[h] < Self.rounding {
            prediction.variance[h] = 0
            prediction.cumulativeVariance[h] = 0
        }
        for h in 0..<horizon { for season in seasons { prediction.mean[h] += season[h % season.count] } }
        if hasLogarithms {
            // Errors of logarithms are relative errors: of sums by the delta method, weighted with each step's level.
            var level = 0.0
            for h in 0..<horizon {
                let mean = exp(prediction.mean[h])
                level += mean
                let relative = prediction.cumulativeVariance[h] / Double((h + 1) * (h + 1))
                prediction.mean[h] = mean
                prediction.variance[h] *= mean * mean
                prediction.cumulativeVariance[h] = relative * level * level
            }
        }
        return prediction.scaled(by: scale)
    }
}

/// Gaps on the straight line between their neighbours, or level with the nearest.
func interpolated(_ values: [Double], _ isKnown: [Bool]) -> [Double] {
    var result = values
    var before: Int?
    for t in values.indices where isKnown[t] {
        let first = before.map { $0 + 1 } ?? 0
        for gap in first..<max(first, t) {
            guard let before else {
                result[gap] = values[t]
                continue
            }
            result[gap] = values[before] + (values[t] - values[before]) * Double(gap - before) / Double(t - before)
        }
        before = t
    }
    if let before { for gap in (before + 1)..<max(before + 1, values.count) { result[gap] = values[before] } }
    return result
}
