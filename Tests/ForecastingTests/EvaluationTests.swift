import SupplyNetwork
import Testing

@testable import Forecasting

@Suite struct EvaluationTests {
    /// Two steps by hand: naive of 1, 2, 4 against 6, 2.
    @Test func measuresByHand() throws {
        let evaluation = RollingOriginEvaluation(models: [.naive], horizon: 2, windows: 1, levels: [80], probabilities: [0.5])
        let result = try #require(evaluation.evaluated([TimeSeries([1, 2, 4, 6, 2])], threads: 1).first)
        let all = result.overall
        #expect(all.count == 2 && result.windows == 1 && result.failures == 0 && result.series == 1)
        // Errors −2, 2; changes before: 1, 2 (mean 1.5, root mean square √2.5).
        func near(_ value: Double?, _ expected: Double) -> Bool { value.map { abs($0 - expected) < 1e-12 } ?? false }
        #expect(near(all.mase, 2 / 1.5))
        #expect(near(all.rmsse, 2 / 2.5.squareRoot()))
        #expect(near(all.wape, 0.5))
        #expect(all.bias == 0)
        let symmetric = [400.0 / 10, 400.0 / 6]
        #expect(near(all.smape, (symmetric[0] + symmetric[1]) / 2))
        // The median is the mean: 2 · 0.5 · |error|.
        #expect(near(all.pinball, 0.5))
        #expect(near(all.owa, 1))
        #expect(all.valueAdded == 0 && all.seasonalValueAdded == 0)
        #expect(result.steps.map(\.wape) == [2.0 / 6, 2.0 / 2])
        #expect(result.steps.map(\.bias) == [-2.0 / 6, 2.0 / 2])
        #expect(near(result.steps[0].smape, symmetric[0]) && near(result.steps[1].smape, symmetric[1]))
        #expect(near(result.steps[0].rmsse, 2 / 2.5.squareRoot()) && near(result.steps[1].mase, 2 / 1.5))
        #expect(near(result.steps[1].owa, 1))
    }

    /// A model that is better than naive by a known amount: the mean of 0 and 10 after 0, 10, 0, 10 … against naive's last value.
    @Test func valueAddedByHand() throws {
        let series = TimeSeries((0..<16).map { $0 % 2 == 0 ? 0 : 10 }, seasonLength: 2)
        let evaluation = RollingOriginEvaluation(models: [.windowMean, .seasonalNaive], horizon: 2, windows: 2)
        let results = evaluation.evaluated([series], threads: 1)
        // Naive repeats 10: errors 10, 0; the mean 5 errs by 5 twice; seasonal naive never. Actuals 0, 10.
        #expect(results[0].overall.valueAdded == 0 && results[0].overall.seasonalValueAdded == -1)
        #expect(results[1].overall.valueAdded == 1 && results[1].overall.seasonalValueAdded == 0)
        #expect(results[1].steps[0].valueAdded == nil && results[1].steps[1].valueAdded == 0)
    }

    /// Groups share the series among them: counts and sums of errors add up to those of all, and order does not matter.
    @Test func groupsAddUp() throws {
        let series = (0..<9).map { TimeSeries(seasonalSeries(count: 40, seasonLength: 4, seed: UInt64($0)), seasonLength: 4) }
        let evaluation = RollingOriginEvaluation(models: [.naive, .theta], horizon: 4, windows: 2)
        let groups = (0..<9).map { $0 == 8 ? nil : ["x", "y", "z"][$0 % 3] }
        let results = evaluation.evaluated(series, groups: groups, threads: 2)
        #expect(results.map(\.group) == [nil, nil, "x", "x", "y", "y", "z", "z"])
        #expect(results.map(\.series) == [9, 9, 3, 3, 3, 3, 2, 2])
        let alone = evaluation.evaluated([series[1], series[4], series[7]], threads: 1)
        #expect(alone.map(\.overall) == results[4...5].map(\.overall) && alone.map(\.steps) == results[4...5].map(\.steps))
    }

    @Test(arguments: [
        ([5.0, 5, 5, 5, 6, 5], Intermittency.smooth), ([1.0, 9, 1, 20, 1, 8], .erratic), ([0.0, 0, 3, 0, 0, 3, 0], .intermittent),
        ([0.0, 0, 1, 0, 0, 20, 0, 2], .lumpy), ([0.0, 0, 0], .none), ([], .none),
    ])
    func classesOfIntermittency(values: [Double], expected: Intermittency) {
        #expect(Intermittency(TimeSeries(values)) == expected)
    }

    /// Values after an origin may be anything: what is forecast there does not change. Whole numbers, for the models of counts; the
    /// global model, which one series alone cannot carry, has its own test.
    @Test(arguments: ModelName.allCases.filter { $0 != .global })
    func theFutureIsNotRead(model: ModelName) {
        let values = seasonalSeries(count: 60, seasonLength: 12, seed: 17).map { $0.rounded() }
        var other = values
        for step in 40..<60 { other[step] = 1e5 * Double(step) }
        for (horizon, origin) in [(6, 40), (20, 40)] {
            let a = Backtest(
                TimeSeries(values, seasonLength: 12), members: [model.forecaster], horizon: horizon, windows: 1, spacing: 1,
                firstHorizon: 60 - origin, leastHistory: 1)
            let b = Backtest(
                TimeSeries(other, seasonLength: 12), members: [model.forecaster], horizon: horizon, windows: 1, spacing: 1,
                firstHorizon: 60 - origin, leastHistory: 1)
            #expect(a.origins == [origin])
            #expect(a.predictions == b.predictions)
            #expect(a.predictions[0][0] != nil)
        }
    }

    @Test func missingAndCensoredStepsAreNotCompared() throws {
        var series = TimeSeries([5, 6, 5, 6, 5, 6, 1000, 0, 5, 6])
        series.states[6] = .missing
        series.states[7] = .censored
        let evaluation = RollingOriginEvaluation(models: [.windowMean], horizon: 4, windows: 1)
        let result = try #require(evaluation.evaluated([series], threads: 1).first)
        #expect(result.overall.count == 2)
        let wape = try #require(result.overall.wape)
        #expect(abs(wape - 1.0 / 11) < 1e-12)
    }

    @Test func threadsDoNotMatter() {
        let series = (0..<23).map { TimeSeries(seasonalSeries(count: 30 + $0, seasonLength: 4, seed: UInt64($0)), seasonLength: 4) }
        let evaluation = RollingOriginEvaluation(models: [.autoETS, .auto, .seasonalNaive], horizon: 4, windows: 2)
        #expect(evaluation.evaluated(series, threads: 1) == evaluation.evaluated(series, threads: 2))
    }

    @Test func aSeriesTooShortForAnOriginIsLeftOut() throws {
        let evaluation = RollingOriginEvaluation(models: [.naive], horizon: 5, windows: 3)
        let result = try #require(evaluation.evaluated([TimeSeries([1, 2, 3])], threads: 1).first)
        #expect(result.overall.count == 0 && result.overall.mase == nil && result.overall.smape == nil)
    }
}
