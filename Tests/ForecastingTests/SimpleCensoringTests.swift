import Forecasting
import SupplyNetwork
import Testing

/// Steps that sold nothing because nothing was there say nothing of demand: the simple methods forecast as if they were unknown.
@Suite struct SimpleCensoringTests {
    static let models: [any Forecaster] = [Naive(), Drift(), SeasonalNaive(), WindowMean(), WindowMean(window: nil)]

    /// Level 20 with a season of four; the last step and some before it are empty shelves.
    private func series(_ state: DemandHistory.State) -> TimeSeries {
        let season: [Double] = [23, 18, 21, 18]
        let values: [Double] = (0..<40).map { (step: Int) -> Double in season[step % 4] + Double(step * 7 % 5 - 2) }
        let empty: Set = [0, 6, 17, 18, 31, 38, 39]
        return TimeSeries(
            values: values.indices.map { empty.contains($0) ? 0 : values[$0] },
            states: values.indices.map { empty.contains($0) ? state : .observed }, seasonLength: 4)
    }

    @Test(arguments: 0..<5) func emptyShelvesAreAsUnknown(_ index: Int) throws {
        let model = Self.models[index]
        let censored = try model.fit(series(.censored)).forecast(horizon: 8)
        let unknown = try model.fit(series(.missing)).forecast(horizon: 8)
        #expect(censored.mean == unknown.mean, "\(model.name)")
        #expect(censored.variance == unknown.variance, "\(model.name)")
        #expect(censored.mean.allSatisfy { $0 > 14 && $0 < 26 }, "\(model.name): \(censored.mean)")
    }

    /// More was sold than expected before the shelf was empty: evidence of demand like any other.
    @Test(arguments: 0..<5) func boundsAboveTheExpectationCount(_ index: Int) throws {
        var low = series(.missing)
        low.values[39] = 60
        low.states[39] = .censored
        let high = try Self.models[index].fit(low).forecast(horizon: 8)
        let without = try Self.models[index].fit(series(.missing)).forecast(horizon: 8)
        #expect(high.mean.reduce(0, +) > without.mean.reduce(0, +), "\(Self.models[index].name)")
    }
}
