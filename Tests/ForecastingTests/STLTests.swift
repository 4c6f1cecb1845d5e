import Foundation
import Testing

@testable import Forecasting

/// Against R 4.2.2's `stl`; rows are seasonal, trend, remainder.
@Suite struct STLTests {
    private func expect(_ parts: STL.Decomposition, _ rows: [Int: [Double]], within tolerance: Double) {
        for (step, row) in rows {
            #expect(abs(parts.seasonal[step - 1] - row[0]) < tolerance, "step \(step): \(parts.seasonal[step - 1])")
            #expect(abs(parts.trend[step - 1] - row[1]) < tolerance, "step \(step): \(parts.trend[step - 1])")
            #expect(abs(parts.remainder[step - 1] - row[2]) < tolerance, "step \(step): \(parts.remainder[step - 1])")
        }
    }

    /// stl(nottem, s.window = 11)
    @Test func seasonsThatChange() throws {
        let parts = try STL(seasonalWindow: 11).decomposition(PublicSeries.nottinghamTemperature, period: 12)
        let rows = [
            1: [-8.280964915, 49.0401542, -0.159189297], 2: [-8.921355641, 49.0424662, 0.678889417],
            57: [6.671649352, 49.0103506, 0.718000061], 130: [0.260196023, 48.7504435, 1.889360481],
            239: [-5.507025697, 49.0612160, 3.045809674], 240: [-10.331727645, 48.9752703, -0.843542680],
        ]
        expect(parts, rows, within: 1e-6)
        // forecast:::seas.heuristic(nottem)
        #expect(abs(parts.seasonalStrength - 0.953424493) < 1e-6)
    }

    /// stl(log(co2), s.window = 21, robust = TRUE)
    @Test func robust() throws {
        let parts = try STL(seasonalWindow: 21, isRobust: true).decomposition(PublicSeries.carbonDioxide.map { log($0) }, period: 12)
        let rows = [
            1: [-0.000197491372, 5.75343165, 0.000670925607], 100: [0.007271410181, 5.77401300, 0.000230412532],
            250: [-0.009882101986, 5.82066715, -0.000542665253], 468: [-0.002615523684, 5.89817315, 0.002529873308],
        ]
        expect(parts, rows, within: 1e-7)
    }

    /// stl(nottem, s.window = "periodic")
    @Test func seasonsThatNeverChange() throws {
        let parts = try STL(seasonalWindow: nil).decomposition(PublicSeries.nottinghamTemperature, period: 12)
        let rows = [
            1: [-9.34719803, 49.6806726, 0.266525379], 120: [-9.47814228, 49.4473585, 1.930783783],
            240: [-9.47814228, 49.0050971, -1.726954804],
        ]
        expect(parts, rows, within: 1e-6)
    }

    @Test func tooShortIsSaid() {
        #expect(throws: ForecastingFailure.tooShort(known: 24, needed: 25)) {
            try STL().decomposition([Double](repeating: 1, count: 24), period: 12)
        }
    }
}

@Suite struct MultipleSeasonalityTests {
    /// Two seasons that do not change, and a slope: all three go on.
    @Test(arguments: MSTL.Remainder.allCases)
    func bothSeasonsGoOn(remainder: MSTL.Remainder) throws {
        func value(_ t: Int) -> Double {
            300 + 0.5 * Double(t) + 20 * sin(2 * .pi * Double(t % 7) / 7) + 40 * cos(2 * .pi * Double(t % 30) / 30)
        }
        let fitted = try MSTL(periods: [30, 7], remainder: remainder).fit(TimeSeries((0..<240).map(value)))
        for (h, mean) in fitted.forecast(horizon: 30).mean.enumerated() { #expect(abs(mean - value(240 + h)) < 6, "\(h): \(mean)") }
    }

    /// Gaps are filled from season and trend, not from their neighbours.
    @Test func gapsDoNotBendTheSeason() throws {
        let season = [30.0, -10, 0, -40, 20, 0]
        var series = TimeSeries((0..<60).map { 200 + season[$0 % 6] }, seasonLength: 6)
        for step in [6, 12, 27, 30, 45, 51] {
            series.states[step] = .missing
            series.values[step] = .nan
        }
        let mean = try MSTL().fit(series).forecast(horizon: 6).mean
        for h in 0..<6 { #expect(abs(mean[h] - 200 - season[h]) < 2, "\(mean)") }
    }

    @Test func logarithmsGrowWithTheLevel() throws {
        let values = PublicSeries.airPassengers
        let series = TimeSeries(Array(values.prefix(132)), seasonLength: 12)
        func error(_ model: MSTL) throws -> Double {
            let mean = try model.fit(series).forecast(horizon: 12).mean
            return zip(mean, values.suffix(12)).reduce(0) { $0 + abs($1.0 - $1.1) / $1.1 } / 12
        }
        let multiplied = try error(MSTL(isMultiplicative: true))
        #expect(multiplied < 0.06)
        #expect(try error(MSTL()) > multiplied)
    }

    /// Arima(USAccDeaths - 8800, order = c(1, 1, 0), xreg = fourier(USAccDeaths, K = 2)), forecast 8.20: log-likelihood, φ, and the
    /// forecast, whatever the phase of the waves.
    @Test func wavesWithGivenErrorsAreThoseOfR() throws {
        let series = TimeSeries(PublicSeries.accidentalDeaths.map { $0 - 8800 })
        let waves = HarmonicRegression.waves(2, period: 12, steps: 0..<76)
        let fitted = try ARIMA(order: ARIMAOrder(1, 1, 0), includesConstant: false).fit(series, regressors: waves)
        #expect(abs(fitted.logLikelihood + 537.593064) < 2e-3)
        #expect(abs(fitted.autoregressive[0] + 0.525497181) < 1e-3)
        for (a, b) in zip(fitted.forecast(horizon: 4).mean, [-365.99922, -552.781124, -677.345219, -25.28694]) { #expect(abs(a - b) < 0.5) }
    }

    /// A year of 52.18 weeks: three waves come back after ten seasons, where whole weeks would have lost almost two of them.
    @Test func seasonsNeedNotBeWhole() throws {
        let period = 52.18
        func value(_ t: Int) -> Double {
            let x = 2 * Double.pi * Double(t) / period
            return 100 + 20 * sin(x) + 10 * cos(2 * x) + 8 * sin(3 * x)
        }
        let noise = seasonalSeries(count: 520, seasonLength: 1, seed: 5).map { $0.truncatingRemainder(dividingBy: 1) }
        let fitted = try HarmonicRegression(period: period).fit(TimeSeries((0..<520).map { value($0) + noise[$0] }))
        #expect(fitted.harmonics >= 3)
        for (h, mean) in fitted.forecast(horizon: 60).mean.enumerated() { #expect(abs(mean - value(520 + h)) < 1.5, "\(h): \(mean)") }
    }
}
