import SupplyNetwork
import Testing

@testable import Forecasting

@Suite struct TemporalAggregationTests {
    /// statsforecast 2.1.1, `ADIDA().forecast(y, 1)` and `IMAPA().forecast(y, 1)`, 2026-11-22. Its golden section stops at another
    /// tolerance, so α agrees to 1e-4 where it lies inside the bounds.
    @Test(arguments: [
        ([0, 0, 2, 0, 4, 0, 0, 0, 3, 0, 1, 0], 0.7173333333, 0.6875793130),
        ([1, 0, 0, 5, 0, 0, 0, 2, 0, 0, 1, 0, 3, 0, 0, 0, 4, 0, 2, 0], 0.9894366667, 0.9013720070),
        ([3, 1, 0, 2, 4, 0, 1, 3, 2, 2, 0, 5, 1], 2.1059863691, 2.1059863691),
        ([0, 0, 0, 0, 7, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 1, 0], 0.3650000000, 0.5007482090),
    ])
    func statsforecast(values: [Double], adida: Double, imapa: Double) throws {
        #expect(abs(try TemporalAggregation(.adida).fit(TimeSeries(values)).rate - adida) < 2e-4)
        #expect(abs(try TemporalAggregation(.imapa).fit(TimeSeries(values)).rate - imapa) < 2e-4)
    }

    /// By hand: one demand every two steps, so blocks of 2: (2, 4, 2, 6) from the second step on.
    @Test func blocksEndWithTheSeries() {
        let y: [Double] = [9, 2, 0, 0, 4, 2, 0, 0, 6]
        #expect(TemporalAggregation.blocks(y, length: 2) == [2, 4, 2, 6])
        // α = 0.5: 2 → 3 → 2.5 → 4.25; errors 2, −1, 3.5.
        let path = TemporalAggregation.smoothed([2, 4, 2, 6], α: 0.5)
        #expect(path.level == 4.25 && path.squares == 4 + 1 + 12.25)
        #expect(path.forecasts == [0, 2, 3, 2.5])
    }

    @Test func gapsAreNotZeros() throws {
        // Half of each block unknown: the other half stands for it.
        #expect(TemporalAggregation.blocks([2, .nan, .nan, .nan, 3, 1], length: 2).map { $0.isNaN ? -1 : $0 } == [4, -1, 4])
        let values: [Double] = [0, 2, 0, 3, 0, 1, 0, 2, 0, 4, 0, 2]
        var series = TimeSeries(values)
        for step in [4, 5] { series.states[step] = .missing }
        var zeroed = values
        zeroed[5] = 0
        let rate = try TemporalAggregation(.imapa).fit(series).rate
        #expect(rate > (try TemporalAggregation(.imapa).fit(TimeSeries(zeroed)).rate))
    }

    @Test func everyDemandMakesAggregationPlainSmoothing() throws {
        let values: [Double] = [3, 5, 4, 6, 2, 4, 5]
        let adida = try TemporalAggregation(.adida).fit(TimeSeries(values))
        #expect(adida.rate == (try TemporalAggregation(.imapa).fit(TimeSeries(values)).rate))
        #expect(adida.rate > 2 && adida.rate < 6)
        #expect(adida.forecast(horizon: 3).variance.allSatisfy { $0 > 0 })
    }
}
