import Numerical
import SupplyNetwork

/// Intermittent demand summed over blocks of steps, smoothed there, and spread evenly over the steps again.
///
/// - `.adida`: blocks as long as the mean interval between demands (Nikolopoulos, Syntetos, Boylan, Petropoulos & Assimakopoulos
///   2011, doi:10.1057/jors.2010.32, §3: "an empirical proposition").
/// - `.imapa`: the mean of the forecasts from all block lengths 1 … that interval (Petropoulos & Kourentzes 2015,
///   doi:10.1057/jors.2014.62, MAPA for intermittent demand, simple exponential smoothing at every level).
///
/// Blocks end with the series' last step; the oldest steps that fill no block are left out. α minimises the squared one-step
/// error between the blocks.
public struct TemporalAggregation: Forecaster {
    public enum Variant: String, Sendable, Hashable, Codable, CaseIterable {
        case adida, imapa
    }
    public var variant: Variant

    public init(_ variant: Variant = .adida) { self.variant = variant }
    public var name: String { variant.rawValue }

    /// Bounds of α, those of statsforecast: few blocks carry neither a level that never moves nor one that follows everything.
    static let smoothingBounds = 0.1...0.3

    public func fit(_ series: TimeSeries) throws -> FittedRate {
        let series = series.trimmed
        guard series.knownCount >= 1 else { throw ForecastingFailure.tooShort(known: 0, needed: 1) }
        guard series.isNonNegative else { throw ForecastingFailure.negative }
        let n = series.count
        let y = Self.readable(series)
        guard let interval = Self.meanInterval(y) else {
            return FittedRate(rate: 0, errorVariance: 0, smoothing: 0, intervalSmoothing: 0)
        }
        let longest = min(max(1, Int(interval.rounded(.toNearestOrEven))), n)
        let levels = variant == .adida ? longest...longest : 1...longest
        // The mean over levels of what each would have forecast for a step from the blocks before it, and its error.
        var sums = [Double](repeating: 0, count: n)
        var members = [Double](repeating: 0, count: n)
        var rate = 0.0
        var smoothing = 0.0
        for length in levels {
            let blocks = Self.blocks(y, length: length)
            let α = blocks.count > 1 ? goldenSectionMinimum(in: Self.smoothingBounds) { Self.smoothed(blocks, α: $0).squares }.point : 0.1
            let path = Self.smoothed(blocks, α: α)
            rate += path.level / Double(length)
            smoothing += α / Double(length)
            let first = n % length
            // What comes before the first known block was expected by nobody.
            let start = blocks.firstIndex(where: \.isFinite) ?? 0
            for block in (start + 1)..<max(start + 1, blocks.count) {
                for step in first + block * length..<first + (block + 1) * length {
                    sums[step] += path.forecasts[block] / Double(length)
                    members[step] += 1
                }
            }
        }
        let count = Double(levels.count)
        var errors = MeanSquare()
        for step in 0..<n where members[step] == count && y[step].isFinite { errors.add(y[step] - sums[step] / count) }
        let mean = rate / count
        if errors.mean == nil { for step in 0..<n where y[step].isFinite { errors.add(y[step] - mean) } }
        return FittedRate(
            rate: mean, errorVariance: errors.mean ?? 0, smoothing: smoothing / count, intervalSmoothing: smoothing / count)
    }

    /// Values, NaN where nothing is known and where stock ran out below the mean of the steps where it did not, which says nothing.
    private static func readable(_ series: TimeSeries) -> [Double] {
        let mean = series.withoutBounds.mean() ?? 0
        let y = (0..<series.count).map { step -> Double in
            guard let value = series[step], series.states[step] != .censored || value > mean else { return .nan }
            return value
        }
        return y.contains { $0.isFinite } ? y : (0..<series.count).map { series[$0] ?? .nan }
    }

    /// Known steps per demand up to the last demand; nil where there was none.
    static func meanInterval(_ y: [Double]) -> Double? {
        var known = 0
        var atLast = 0
        var demands = 0
        for value in y where value.isFinite {
            known += 1
            if value > 0 {
                demands += 1
                atLast = known
            }
        }
        return demands > 0 ? Double(atLast) / Double(demands) : nil
    }

    /// Sums of blocks; where some steps of a block are unknown, its sum is raised to its full length; NaN where all are.
    static func blocks(_ y: [Double], length: Int) -> [Double] {
        let first = y.count % length
        return stride(from: first, to: y.count, by: length).map { start in
            var sum = 0.0
            var known = 0
            for step in start..<start + length where y[step].isFinite {
                sum += y[step]
                known += 1
            }
            return known > 0 ? sum * Double(length) / Double(known) : .nan
        }
    }

    /// Simple exponential smoothing from the first block's value on: one forecast per block, the last level, Σ e².
    static func smoothed(_ blocks: [Double], α: Double) -> (forecasts: [Double], level: Double, squares: Double) {
        var level = Double.nan
        var squares = 0.0
        var forecasts = [Double]()
        forecasts.reserveCapacity(blocks.count)
        for value in blocks {
            forecasts.append(level.isNaN ? 0 : level)
            guard value.isFinite else { continue }
            if level.isNaN {
                level = value
            } else {
                let e = value - level
                squares += e * e
                level += α * e
            }
        }
        return (forecasts, level.isNaN ? 0 : level, squares)
    }
}
