import SupplyNetwork
import Testing

@testable import Forecasting

@Suite struct EvaluationTests {
    /// Two steps by hand: naive of 1, 2, 4 against 6, 2.
    @Test func measuresByHand() throws {
        let evaluation = RollingOriginEvaluation(models: [.naive], horizon: 2, windows: 1, levels: [80], probabilities: [0.5])
        let result = try #require(evaluation.evaluated([TimeSeries([1, 2, 4, 6, 2])], threads: 1).first)
        #expect(result.count == 2 && result.windows == 1 && result.failures == 0)
        // Errors −2, 2; changes before: 1, 2 (mean 1.5, root mean square √2.5).
        func near(_ value: Double?, _ expected: Double) -> Bool { value.map { abs($0 - expected) < 1e-12 } ?? false }
        #expect(near(result.mase, 2 / 1.5))
        #expect(near(result.rmsse, 2 / 2.5.squareRoot()))
        #expect(near(result.wape, 0.5))
        #expect(result.bias == 0)
        let symmetric = [400.0 / 10, 400.0 / 6]
        #expect(near(result.smape, (symmetric[0] + symmetric[1]) / 2))
        // The median is the mean: 2 · 0.5 · |error|.
        #expect(near(result.pinball, 0.5))
        #expect(near(result.owa, 1))
        #expect(result.wapeByStep == [2.0 / 6, 2.0 / 2])
        #expect(result.biasByStep == [-2.0 / 6, 2.0 / 2])
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
        #expect(result.count == 2)
        let wape = try #require(result.wape)
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
        #expect(result.count == 0 && result.mase == nil && result.smape == nil)
    }
}
