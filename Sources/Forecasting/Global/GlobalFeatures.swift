import Foundation
import SupplyNetwork

/// What the global model sees of a step to be forecast, from an origin: nothing that lies on or after the origin, but what is known
/// ahead. Sizes are divided by the level that the series had at the origin.
///
/// Series end together, so that time is counted back from the common end; seasons too.
struct GlobalFeatures: Sendable {
    static let lags = 4
    static let windows = [4, 8, 13, 26, 52]
    static let smoothings = [0.1, 0.3]
    static let harmonics = 3
    /// Steps whose mean is the level; longer where the season is.
    static let levelWindow = 26

    let season: Int
    let covariates: GlobalCovariates
    let columns: Int
    let categorical: [Int]
    private let series: [Prefixes]
    /// Totals over all series by step counted from the common start, running.
    private let totals: [Double]
    private let longest: Int

    /// Running sums of one series; steps that say nothing (missing, or sold out at less than usual) count for none.
    struct Prefixes: Sendable {
        var values: [Double]
        /// The first step of which anything is known; what lies before it is no history.
        var first: Int
        var sums: [Double]
        var squares: [Double]
        var zeros: [Double]
        var known: [Double]
        /// Steps since the last demand, by origin.
        var quiet: [Double]
        /// By smoothing parameter, by origin.
        var smoothed: [[Double]]

        init(_ series: TimeSeries) {
            let n = series.count
            values = [Double](repeating: .nan, count: n)
            first = series.states.firstIndex { $0 != .missing } ?? n
            sums = [0]
            squares = [0]
            zeros = [0]
            known = [0]
            quiet = [.nan]
            smoothed = smoothings.map { _ in [Double.nan] }
            for step in 0..<n {
                var value = series[step] ?? .nan
                let mean = known[step] > 0 ? sums[step] / known[step] : 0
                if series.states[step] == .censored && value <= mean { value = .nan }
                values[step] = value
                let isKnown = value.isFinite
                sums.append(sums[step] + (isKnown ? value : 0))
                squares.append(squares[step] + (isKnown ? value * value : 0))
                zeros.append(zeros[step] + (value == 0 ? 1 : 0))
                known.append(known[step] + (isKnown ? 1 : 0))
                quiet.append(value > 0 ? 0 : quiet[step] + 1)
                for (index, α) in smoothings.enumerated() {
                    let before = smoothed[index][step]
                    smoothed[index].append(!isKnown ? before : before.isNaN ? value : before + α * (value - before))
                }
            }
        }

        var count: Int { values.count }

        func mean(from: Int, to: Int) -> Double {
            let (a, b) = (max(0, from), max(0, to))
            let n = known[b] - known[a]
            return n > 0 ? (sums[b] - sums[a]) / n : .nan
        }

        func deviation(from: Int, to: Int) -> Double {
            let (a, b) = (max(0, from), max(0, to))
            let n = known[b] - known[a]
            guard n > 1 else { return .nan }
            let mean = (sums[b] - sums[a]) / n
            return max(0, (squares[b] - squares[a]) / n - mean * mean).squareRoot()
        }

        func zeroShare(from: Int, to: Int) -> Double {
            let (a, b) = (max(0, from), max(0, to))
            let n = known[b] - known[a]
            return n > 0 ? (zeros[b] - zeros[a]) / n : .nan
        }
    }

    init(_ all: [TimeSeries], covariates: GlobalCovariates) {
        self.covariates = covariates
        season = all.map(\.seasonLength).max() ?? 1
        longest = all.map(\.count).max() ?? 0
        series = all.map(Prefixes.init)
        var totals = [Double](repeating: 0, count: longest + 1)
        for entry in series {
            let offset = longest - entry.count
            for step in 0..<entry.count where entry.values[step].isFinite { totals[offset + step + 1] += entry.values[step] }
        }
        for step in 0..<longest { totals[step + 1] += totals[step] }
        self.totals = totals
        let own = 1 + Self.lags + 3 * Self.windows.count + Self.smoothings.count + 3 + 2
        let seasonal = season > 1 ? 3 + 2 * Self.harmonics : 0
        let first = own + seasonal + 2 * covariates.knownAhead.count
        columns = first + covariates.attributes.count
        categorical = Array(first..<columns)
    }

    /// The level at an origin: the mean of the last steps, leaning on that of all before them as if it were one step more.
    func level(_ index: Int, origin: Int) -> Double {
        let entry = series[index]
        let window = max(Self.levelWindow, season)
        let from = max(0, origin - window)
        let n = entry.known[origin] - entry.known[from]
        let overall = entry.mean(from: 0, to: origin)
        guard overall.isFinite else { return 0 }
        return (entry.sums[origin] - entry.sums[from] + overall) / (n + 1)
    }

    func knownBefore(_ index: Int, origin: Int) -> Int { Int(series[index].known[origin]) }

    /// The value to be learnt; nil where it is not known, or only bounded from below.
    func target(_ index: Int, step: Int) -> Double? { series[index].values[step].isFinite ? series[index].values[step] : nil }

    /// Adds the row for `ahead` steps after an origin (1 for the first that is not known).
    func append(_ index: Int, origin o: Int, ahead: Int, level: Double, to matrix: inout FeatureMatrix) {
        let entry = series[index]
        let step = o + ahead - 1
        let offset = longest - entry.count
        func add(_ value: Double) { matrix.values.append(Float(value)) }
        add(Double(ahead))
        for lag in 1...Self.lags { add(o >= lag ? entry.values[o - lag] / level : .nan) }
        for window in Self.windows {
            add(entry.mean(from: o - window, to: o) / level)
            add(entry.deviation(from: o - window, to: o) / level)
            add(entry.zeroShare(from: o - window, to: o))
        }
        for smoothed in entry.smoothed { add(smoothed[o] / level) }
        add(entry.quiet[o])
        add(Double(max(0, o - entry.first)))
        add(log(level))
        // The market: all series over the last quarter and year, next to the year before.
        let end = offset + o
        func total(_ from: Int, _ to: Int) -> Double { to > 0 && from >= 0 ? (totals[to] - totals[from]) / Double(to - from) : .nan }
        add(total(end - 4, end) / total(end - 26, end))
        add(total(end - 13, end) / total(end - 52, end))
        if season > 1 {
            let cycles = (ahead + season - 1) / season
            let same = step - season * cycles
            add(same >= entry.first ? entry.values[same] / level : .nan)
            add(same >= entry.first ? entry.mean(from: same - 1, to: min(o, same + 2)) / level : .nan)
            // A whole season ahead the next step is not known yet.
            add(total(offset + same - 1, min(end, offset + same + 2)) / total(end - season, end))
            let phase = 2 * Double.pi * Double((entry.count - step) % season) / Double(season)
            for k in 1...Self.harmonics {
                add(sin(Double(k) * phase))
                add(cos(Double(k) * phase))
            }
        }
        for covariate in covariates.knownAhead {
            let row = covariate[index]
            add(step < row.count ? row[step] : .nan)
            var sum = 0.0
            var count = 0.0
            for before in max(0, o - 8)..<o where before < row.count && row[before].isFinite {
                sum += row[before]
                count += 1
            }
            add(count > 0 ? sum / count : .nan)
        }
        for attribute in covariates.attributes { add(Double(attribute[index])) }
    }
}
