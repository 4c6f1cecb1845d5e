import SupplyNetwork

/// Croston's method (1972, doi:10.1057/jors.1972.50): sizes of demand and intervals between demands are smoothed apart, at
/// demands only; the forecast is size ÷ interval. `.approximation` multiplies it by 1 − α/2 (Syntetos & Boylan 2005, SBA,
/// doi:10.1016/j.ijforecast.2004.10.001), which takes off most of the bias.
public struct Croston: Forecaster {
    public enum Variant: String, Sendable, Hashable, Codable, CaseIterable {
        case original = "croston"
        case approximation = "sba"
    }
    public var variant: Variant
    /// α of sizes and intervals, 0 < α ≤ 1; nil: the one of a short grid with the least squared one-step error.
    public var smoothing: Double?

    public init(_ variant: Variant = .original, smoothing: Double? = nil) {
        self.variant = variant
        self.smoothing = smoothing
    }

    public var name: String { variant.rawValue }

    /// Larger ones chase noise at the few demands there are.
    static let grid = [0.03, 0.05, 0.1, 0.15, 0.2, 0.3]

    public func fit(_ series: TimeSeries) throws -> FittedRate {
        guard series.knownCount >= 1 else { throw ForecastingFailure.tooShort(known: 0, needed: 1) }
        guard series.isNonNegative else { throw ForecastingFailure.negative }
        let passes = (smoothing.map { [$0] } ?? Self.grid).map { pass(series, α: $0) }
        return passes.dropFirst().reduce(passes[0]) { $1.errorVariance < $0.errorVariance ? $1 : $0 }
    }

    private func pass(_ series: TimeSeries, α: Double) -> FittedRate {
        var z = 0.0
        var p = 0.0
        var q = 1.0
        var started = false
        let factor = variant == .approximation ? 1 - α / 2 : 1
        var errors = MeanSquare()
        // Where nothing but empty shelves is known, what they sold is all there is.
        let hasWhole = series.hasWholeDemand
        for step in 0..<series.count {
            guard let value = series[step] else { continue }
            let rate = started ? factor * z / p : 0
            // A week that ran out of stock at less than was expected says nothing; nor does one before anything was expected.
            if series.states[step] == .censored && (!started && hasWhole || value < max(rate, .leastNormalMagnitude)) { continue }
            if started { errors.add(value - rate) }
            guard value > 0 else {
                q += 1
                continue
            }
            if started {
                z += α * (value - z)
                p += α * (q - p)
            } else {
                (z, p, started) = (value, q, true)
            }
            q = 1
        }
        let rate = started ? factor * z / p : 0
        return FittedRate(rate: rate, errorVariance: errors.mean ?? 0, smoothing: α / max(p, 1), intervalSmoothing: α)
    }
}

/// The method of Teunter, Syntetos & Babai (2011, doi:10.1016/j.ejor.2011.05.018): the probability of a demand is smoothed every
/// step, its size at demands; the forecast is their product, which sinks while nothing is asked for.
public struct TSB: Forecaster {
    /// Of the size; nil with `probabilitySmoothing` nil: chosen from a short grid by the least squared one-step error.
    public var sizeSmoothing: Double?
    public var probabilitySmoothing: Double?

    public init(sizeSmoothing: Double? = nil, probabilitySmoothing: Double? = nil) {
        self.sizeSmoothing = sizeSmoothing
        self.probabilitySmoothing = probabilitySmoothing
    }

    public var name: String { "tsb" }

    static let sizeGrid = [0.02, 0.1, 0.2]
    static let probabilityGrid = [0.01, 0.03, 0.06, 0.1, 0.2, 0.3]

    public func fit(_ series: TimeSeries) throws -> FittedRate {
        guard series.knownCount >= 1 else { throw ForecastingFailure.tooShort(known: 0, needed: 1) }
        guard series.isNonNegative else { throw ForecastingFailure.negative }
        var best: FittedRate?
        for α in sizeSmoothing.map({ [$0] }) ?? Self.sizeGrid {
            for β in probabilitySmoothing.map({ [$0] }) ?? Self.probabilityGrid {
                let fitted = pass(series, α: α, β: β)
                if fitted.errorVariance < best?.errorVariance ?? .infinity { best = fitted }
            }
        }
        guard let best else { throw ForecastingFailure.noSolution }
        return best
    }

    /// Starts from the share of steps with demand and the mean size in the first third of what is known (at least five steps,
    /// or up to the first demand), empty shelves left out.
    private func pass(_ series: TimeSeries, α: Double, β: Double) -> FittedRate {
        let hasWhole = series.hasWholeDemand
        func isWhole(_ step: Int) -> Bool { !hasWhole || series.states[step] != .censored }
        let known = (0..<series.count).reduce(0) { $0 + (series.states[$1] != .missing && isWhole($1) ? 1 : 0) }
        let warm = max(5, known / 3)
        var seen = 0.0
        var demands = 0.0
        var sizes = 0.0
        for step in 0..<series.count {
            guard let value = series[step], isWhole(step) else { continue }
            if seen >= Double(warm) && demands > 0 { break }
            seen += 1
            if value > 0 {
                demands += 1
                sizes += value
            }
        }
        var z = demands > 0 ? sizes / demands : 0
        var d = seen > 0 ? demands / seen : 0
        var errors = MeanSquare()
        for step in 0..<series.count {
            guard let value = series[step] else { continue }
            let rate = d * z
            if series.states[step] == .censored && value < max(rate, .leastNormalMagnitude) { continue }
            errors.add(value - rate)
            if value > 0 {
                d += β * (1 - d)
                z += α * (value - z)
            } else {
                d += β * (0 - d)
            }
        }
        return FittedRate(rate: d * z, errorVariance: errors.mean ?? 0, smoothing: β, intervalSmoothing: β)
    }
}

extension TimeSeries {
    /// Whether the demand of any step is known in full: neither missing nor cut off by an empty shelf.
    var hasWholeDemand: Bool { states.contains { $0 == .observed || $0 == .inferred } }
}

/// A mean of squares as it grows.
struct MeanSquare {
    private var sum = 0.0
    private var count = 0.0
    mutating func add(_ error: Double) {
        sum += error * error
        count += 1
    }
    var mean: Double? { count > 0 ? sum / count : nil }
}

/// A constant rate of demand: what Croston's family comes to.
public struct FittedRate: FittedForecaster {
    /// Units a step.
    public let rate: Double
    public let errorVariance: Double
    /// Weight of a step's error in the next rate: how fast errors of the rate itself grow.
    let smoothing: Double
    /// The smoothing parameter that was used (of the probability, for TSB).
    public let intervalSmoothing: Double

    public func forecast(horizon: Int) -> Prediction {
        Prediction(
            mean: [Double](repeating: rate, count: horizon), oneStepVariance: errorVariance, smoothing: smoothing,
            multiplied: [Double](repeating: 1, count: horizon), support: .demand)
    }
}
