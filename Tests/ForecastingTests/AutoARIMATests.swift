import Foundation
import SupplyNetwork
import Testing

@testable import Forecasting

@Suite struct AutoARIMATests {
    struct Choice: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var series: TimeSeries
        var d: Int
        var seasonalD = 0
        var aicc: Double
    }

    /// auto.arima(x, approximation = FALSE) of R's forecast 8.20: ours is as good or better. More series in `AutoARIMAReferenceTests`.
    static let choices: [Choice] = [
        Choice(testDescription: "passengers", series: TimeSeries(PublicSeries.airPassengers, seasonLength: 12), d: 1, seasonalD: 1, aicc: 1018.16517),
        Choice(testDescription: "internet usage", series: TimeSeries(PublicSeries.internetUsage), d: 1, aicc: 514.552103),
        Choice(testDescription: "accidents", series: TimeSeries(PublicSeries.accidentalDeaths, seasonLength: 12), d: 1, seasonalD: 1, aicc: 857.316351),
        Choice(testDescription: "lynx", series: TimeSeries(PublicSeries.lynxTrappings), d: 0, aicc: 1876.9525),
        Choice(testDescription: "lake", series: TimeSeries(PublicSeries.lakeHuron), d: 1, aicc: 220.257865),
        Choice(
            testDescription: "temperature", series: TimeSeries(PublicSeries.nottinghamTemperature, seasonLength: 12), d: 0, seasonalD: 1, aicc: 1045.67547),
    ]

    @Test(arguments: choices)
    func choicesAreAsGoodAsThoseOfR(choice: Choice) throws {
        let fitted = try AutoARIMA().fit(choice.series)
        #expect(fitted.aicc < choice.aicc + 0.5, "\(fitted.form) \(fitted.aicc)")
        // Not by other differences, of which the AICc cannot be compared, and not by far: that would be another likelihood.
        #expect(fitted.form.order.d == choice.d && fitted.form.seasonal.d == choice.seasonalD)
        #expect(fitted.aicc > choice.aicc - 10, "\(fitted.form) \(fitted.aicc)")
    }

    /// urca::ur.kpss(x, type = "mu", use.lag = trunc(3 * sqrt(n) / 13)), nsdiffs and ndiffs of forecast 8.20.
    @Test func differencesAreThoseOfR() {
        #expect(abs(UnitRoots.kpss(PublicSeries.internetUsage) - 0.721974318) < 1e-6)
        #expect(abs(UnitRoots.kpss(PublicSeries.lakeHuron) - 1.22121857) < 1e-6)
        for (values, m, seasonal, d) in [
            (PublicSeries.nottinghamTemperature, 12, 1, 0), (PublicSeries.airPassengers, 12, 1, 1),
            (PublicSeries.accidentalDeaths, 12, 1, 1), (PublicSeries.lynxTrappings, 10, 1, 0),
        ] {
            let found = UnitRoots.seasonalDifferences(values, seasonLength: m)
            #expect(found == seasonal)
            #expect(UnitRoots.differences(Differencing(0, seasonal: found, seasonLength: m).differenced(values), most: 2) == d)
        }
    }

    @Test func aConstantStaysAndALineGoesOn() throws {
        let constant = try AutoARIMA().fit(TimeSeries([Double](repeating: 42, count: 30), seasonLength: 12)).forecast(horizon: 5)
        #expect(constant.mean.allSatisfy { abs($0 - 42) < 1e-9 } && constant.variance.allSatisfy { $0 < 1e-9 })
        let line = try AutoARIMA().fit(TimeSeries((0..<40).map { 5 + 3 * Double($0) })).forecast(horizon: 5)
        for h in 0..<5 { #expect(abs(line.mean[h] - (125 + 3 * Double(h))) < 1e-6) }
    }

    /// Steps unknown at the end move the forecast on, and make it wider.
    @Test func gapsAtTheEndAreForecastToo() throws {
        let values = seasonalSeries(count: 60, seasonLength: 1, seed: 14)
        let model = ARIMA(order: ARIMAOrder(1, 1, 1))
        let before = try model.fit(TimeSeries(Array(values.prefix(57)))).forecast(horizon: 6)
        var series = TimeSeries(values)
        for step in 57..<60 { series.states[step] = .missing }
        let after = try model.fit(series).forecast(horizon: 3)
        for h in 0..<3 {
            #expect(abs(after.mean[h] - before.mean[h + 3]) < 1e-9 * abs(after.mean[h]))
            #expect(abs(after.variance[h] - before.variance[h + 3]) < 1e-9 * after.variance[h])
        }
        #expect(abs(after.cumulativeVariance[0] - after.variance[0]) < 1e-12 * after.variance[0])
    }

    /// A week that ran out of stock at less than usual says nothing; one that sold more than usual before running out does.
    @Test func lowerBoundsCountWhereTheyLieHigh() throws {
        let values = seasonalSeries(count: 60, seasonLength: 1, seed: 15)
        let model = ARIMA(order: ARIMAOrder(1, 0, 0))
        func mean(_ value: Double, _ state: DemandHistory.State) throws -> Double {
            var series = TimeSeries(values)
            series.values[59] = values[59]
            series.values[58] = value
            series.states[58] = state
            return try model.fit(series).forecast(horizon: 1).mean[0]
        }
        let open = try mean(0, .missing)
        #expect(try mean(1, .censored) == open)
        let high = try #require(values.max()) * 1.2
        #expect(abs(try mean(high, .censored) - mean(high, .observed)) < 1e-6 * high)
    }
}
