/// A season that nobody named but that many series of a group show: periods of which the autocorrelation of the series' changes is
/// significant, and above its neighbours', in many more series than chance allows.
struct SharedSeason {
    /// Days in a week, weeks and months in a quarter, half a year and a year, as far as steps of a day, week, month or quarter have them.
    static let periods = [4, 6, 7, 12, 13, 24, 26, 52]
    /// Series asked, at least: fewer may agree by chance.
    static let leastSeries = 20
    /// Share of series with an autocorrelation beyond 1.96 / √n. Of series without a season 2.5 % have one.
    static let significantShare = 1.0 / 3
    /// Share in which the period stands above the two lags on either side: of five lags one does by chance, in a fifth of series.
    static let peakShare = 0.4

    /// The period of the highest mean autocorrelation that passes both tests; nil where none does.
    static func found(in series: [TimeSeries]) -> Int? {
        var best: (period: Int, correlation: Double)?
        for period in periods {
            var asked = 0.0
            var sum = 0.0
            var significant = 0.0
            var peaks = 0.0
            for entry in series where entry.count >= 3 * period + 3 {
                guard let changes = Changes(entry) else { continue }
                let r = changes.autocorrelation(period)
                asked += 1
                sum += r
                if r > 1.96 / changes.known.squareRoot() { significant += 1 }
                if [-2, -1, 1, 2].allSatisfy({ r >= changes.autocorrelation(period + $0) }) { peaks += 1 }
            }
            guard asked >= Double(leastSeries), significant >= significantShare * asked, peaks >= peakShare * asked else { continue }
            let mean = sum / asked
            if mean > best?.correlation ?? 0 { best = (period, mean) }
        }
        return best?.period
    }

    /// Changes from step to step around their mean; zero weight where either step is missing.
    private struct Changes {
        var values: [Double]
        var known: Double
        var squares: Double

        init?(_ series: TimeSeries) {
            var sum = 0.0
            var count = 0.0
            let series = series.withoutBounds
            let raw = (1..<series.count).map { step -> Double? in
                guard let now = series[step], let before = series[step - 1] else { return nil }
                sum += now - before
                count += 1
                return now - before
            }
            guard count > 0 else { return nil }
            let mean = sum / count
            values = raw.map { $0.map { $0 - mean } ?? 0 }
            known = count
            squares = values.reduce(0) { $0 + $1 * $1 }
            guard squares > 0 else { return nil }
        }

        func autocorrelation(_ lag: Int) -> Double {
            var sum = 0.0
            for step in lag..<values.count { sum += values[step] * values[step - lag] }
            return sum / squares
        }
    }
}
