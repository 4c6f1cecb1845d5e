import Foundation

/// Dynamic harmonic regression (Young, Pedregal & Tych 1999, doi:10.1002/(SICI)1099-131X(199911)18:6<369::AID-FOR748>3.0.CO;2-K;
/// Hyndman & Athanasopoulos, *Forecasting: principles and practice*, 3rd ed., §10.5): a season of K sine and cosine waves with ARIMA
/// errors. It takes long seasons, and such that are no whole number of steps: 52.18 weeks a year.
///
/// K has the least AICc among models with the same errors; the errors' orders are then searched with that K.
public struct HarmonicRegression: Forecaster {
    /// Steps in a season; nil for the series' own.
    public var period: Double?
    /// Largest K. Default 8; never more than half a season's steps, or a twelfth of the series'.
    public var mostHarmonics: Int

    public init(period: Double? = nil, mostHarmonics: Int = 8) {
        precondition(period.map { $0 > 1 } ?? true, "a season of \(period ?? 0)")
        self.period = period
        self.mostHarmonics = mostHarmonics
    }

    public var name: String { "harmonic" }

    public func fit(_ series: TimeSeries) throws -> FittedHarmonicRegression {
        let trimmed = series.trimmed
        let period = period ?? Double(series.seasonLength)
        let n = trimmed.count
        var series = trimmed
        series.seasonLength = 1
        // One and a half seasons at least, or waves follow anything.
        let most = period >= 2 && Double(n) >= 1.5 * period ? min(mostHarmonics, Int((period - 1) / 2), trimmed.knownCount / 12) : 0
        var harmonics = 0
        if most > 0 {
            let widest = try ARIMAFit(series, regressors: Self.waves(most, period: period, steps: 0..<n))
            let d = UnitRoots.differences(widest.residualsOfRegression, most: 1)
            let form = ARIMAForm(order: ARIMAOrder(1, d, 1), hasConstant: true)
            var best = Double.infinity
            var worse = 0
            for k in 0...most {
                let fit = try ARIMAFit(series, regressors: Self.waves(k, period: period, steps: 0..<n))
                guard let aicc = fit.roughAICc(form) else { continue }
                if aicc < best {
                    best = aicc
                    harmonics = k
                    worse = 0
                } else {
                    worse += 1
                    if worse == 3 { break }
                }
            }
        }
        let errors = try AutoARIMA().fit(series, regressors: Self.waves(harmonics, period: period, steps: 0..<n))
        return FittedHarmonicRegression(errors: errors, harmonics: harmonics, period: period, count: n)
    }

    /// Sines and cosines of the first `count` harmonics, column by column.
    static func waves(_ count: Int, period: Double, steps: Range<Int>) -> [[Double]] {
        (0..<count).flatMap { k -> [[Double]] in
            let ω = 2 * Double.pi * Double(k + 1) / period
            return [steps.map { sin(ω * Double($0)) }, steps.map { cos(ω * Double($0)) }]
        }
    }
}

/// Waves and ARIMA errors fitted to one series.
public struct FittedHarmonicRegression: FittedForecaster {
    public let errors: FittedARIMA
    /// K.
    public let harmonics: Int
    public let period: Double
    let count: Int

    public func forecast(horizon: Int) -> Prediction {
        errors.forecast(
            horizon: horizon,
            regressors: HarmonicRegression.waves(harmonics, period: period, steps: (count - errors.trailingGap)..<(count + horizon)))
    }
}
