import SupplyNetwork
import Testing

@testable import Forecasting

@Suite struct IntermittentTests {
    /// Croston (1972) by hand at α = 0.1. Demands 2, 4, 3 after intervals of 3, 2 and 4 steps:
    /// z = 2 → 2.2 → 2.28, p = 3 → 2.9 → 3.01, forecast 2.28 / 3.01; SBA 0.95 times that.
    @Test func crostonByHand() throws {
        let series = TimeSeries([0, 0, 2, 0, 4, 0, 0, 0, 3, 0])
        let croston = try Croston(.original, smoothing: 0.1).fit(series)
        #expect(abs(croston.rate - 2.28 / 3.01) < 1e-12)
        let sba = try Croston(.approximation, smoothing: 0.1).fit(series)
        #expect(abs(sba.rate - 0.95 * 2.28 / 3.01) < 1e-12)
        #expect(croston.forecast(horizon: 3).mean == [Double](repeating: croston.rate, count: 3))
    }

    /// Zeros after the last demand change TSB's forecast by (1 − β) a step, Croston's not at all.
    @Test func tsbSinksWhileNothingIsAskedFor() throws {
        let values: [Double] = [1, 0, 2, 0, 0, 1, 0, 3, 0, 1, 2, 0]
        let tsb = TSB(sizeSmoothing: 0.1, probabilitySmoothing: 0.2)
        let before = try tsb.fit(TimeSeries(values)).rate
        let after = try tsb.fit(TimeSeries(values + [0, 0, 0])).rate
        #expect(abs(after - before * 0.8 * 0.8 * 0.8) < 1e-12)
        let croston = Croston(.original, smoothing: 0.1)
        let rates = try [values, values + [0, 0, 0]].map { try croston.fit(TimeSeries($0)).rate }
        #expect(rates[0] == rates[1])
    }

    /// TSB by hand: five warm-up steps 0, 2, 0, 0, 4 give d = 0.4, z = 3; from there β = 0.5, α = 0.1 over the same steps.
    @Test func tsbByHand() throws {
        let fitted = try TSB(sizeSmoothing: 0.1, probabilitySmoothing: 0.5).fit(TimeSeries([0, 2, 0, 0, 4]))
        // d: 0.4 → 0.2 → 0.6 → 0.3 → 0.15 → 0.575; z: 3 → 2.9 → 3.01.
        #expect(abs(fitted.rate - 0.575 * 3.01) < 1e-12)
    }

    @Test func aGapIsNotAZero() throws {
        let values: [Double] = [0, 2, 0, 0, 4, 0, 1, 0, 2, 0, 0, 3]
        var withGaps = TimeSeries(Array(values.prefix(5)) + [9, 9, 9] + Array(values.dropFirst(5)))
        for step in 5..<8 { withGaps.states[step] = .missing }
        for model in [ModelName.croston, .sba, .tsb] {
            #expect(
                prediction(model: model, series: withGaps, horizon: 1).mean
                    == prediction(model: model, series: TimeSeries(values), horizon: 1).mean)
        }
    }

    @Test func anEmptyShelfIsNotAZero() throws {
        let values: [Double] = [3, 0, 2, 4, 0, 3, 2, 0, 3, 4, 0, 0, 0, 0, 0, 0]
        var series = TimeSeries(values)
        for step in 10..<16 { series.states[step] = .censored }
        let censored = try TSB().fit(series).rate
        let observed = try TSB().fit(TimeSeries(values)).rate
        #expect(observed < 0.8 * censored)
        let before = try TSB().fit(TimeSeries(Array(values.prefix(10)))).rate
        #expect(abs(censored - before) < 0.5)
    }

    @Test func negativeDemandIsRefused() {
        #expect(throws: ForecastingFailure.negative) { try TSB().fit(TimeSeries([1, -1, 2])) }
        #expect(throws: ForecastingFailure.negative) { try Croston().fit(TimeSeries([1, -1, 2])) }
    }
}
