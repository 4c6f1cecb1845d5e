import Foundation

/// How far a series has lately moved over one, two, … steps: the mean square of its changes over j steps, whatever their cause. A
/// model's deviation tells how well it would have fitted the whole past; this one tells how restless the recent one was.
struct RecentChanges: Sendable {
    /// Origins of the changes looked at, at most: two years of weeks.
    static let window = 104
    /// Changes that a mean square is made of, at least: half a year of weeks. Of fewer, a few movements would decide.
    static let least = 26

    private let series: TimeSeries

    init(_ series: TimeSeries) {
        let count = min(series.count, 2 * Self.window)
        self.series = TimeSeries(values: series.values.suffix(count), states: series.states.suffix(count)).withoutBounds
    }

    /// Mean squares over 1 … `horizon` steps, growing as those of a random walk where too few changes are known; nil where too few
    /// are known over one step.
    func meanSquares(horizon: Int) -> [Double]? {
        let n = series.count
        var result = [Double]()
        for lag in 1...max(1, horizon) {
            var sum = 0.0
            var count = 0
            for step in max(lag, n - Self.window)..<max(lag, n) {
                guard let now = series[step], let before = series[step - lag] else { continue }
                sum += (now - before) * (now - before)
                count += 1
            }
            if count >= Self.least {
                result.append(sum / Double(count))
            } else if let last = result.last {
                result.append(last * Double(lag) / Double(lag - 1))
            } else {
                return nil
            }
        }
        return result
    }
}

extension Prediction {
    /// Deviations moved towards those of the series' own changes by the share `share` on the logarithmic scale.
    mutating func lean(on changes: RecentChanges, share: Double) {
        guard share > 0, let squares = changes.meanSquares(horizon: horizon) else { return }
        for step in mean.indices where variance[step] > 0 && squares[step] > 0 {
            variance[step] *= pow(max(squares[step] / variance[step], 1e-4), share)
        }
    }
}
