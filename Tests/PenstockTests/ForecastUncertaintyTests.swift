import Numerical
import SupplyNetwork
import Testing

@testable import Penstock

@Suite struct ForecastUncertaintyTests {
    private let first = Week(number: 2900)

    private func forecast(_ mean: Double, deviation: Double, horizon: Int = 13) -> Forecast {
        let demand = DemandDistribution(mean: mean, deviation: deviation)
        return Forecast(
            firstWeek: first, model: "m", mean: [Double](repeating: mean, count: horizon),
            quantiles: (0..<horizon).flatMap { _ in Forecast.levels.map { demand.quantile($0) } },
            cumulativeDeviation: (1...horizon).map { deviation * Double($0).squareRoot() })
    }

    private func history(_ values: [Double], _ state: DemandHistory.State) -> DemandHistory {
        DemandHistory(
            start: first - values.count, values: values, states: [DemandHistory.State](repeating: state, count: values.count))
    }

    private func position(_ low: Double, _ mean: Double, _ high: Double) -> Position {
        Position(
            onHandLow: 0, onHand: 0, onHandHigh: 0, consumptionLow: low, consumption: mean, consumptionHigh: high, basis: .bounded)
    }

    private func widened(_ forecast: Forecast, _ history: DemandHistory, _ position: Position) throws -> Forecast {
        let result = ForecastUncertainty.widened([forecast], histories: [history], positions: [position], products: [0], threads: 1)
        return try #require(result.first ?? nil)
    }

    /// What replay forecasts on: reported sales, weeks without stock among them.
    @Test func observedHistoriesAreLeftAlone() throws {
        let given = forecast(25, deviation: 0.6)
        var observed = history([Double](repeating: 25, count: 40), .observed)
        observed.states[30] = .censored
        observed.states[31] = .missing
        #expect(try widened(given, observed, position(11, 25, 39)) == given)
    }

    /// 25 ± 0.6 a week in an inferred history, although the rate lies within 11–39: over twelve weeks the rate's standard
    /// deviation of 14/1.645 = 8.5 counts twelvefold, beside Poisson noise of 300.
    @Test func theRatesIntervalEntersLinearly() throws {
        let given = forecast(25, deviation: 0.6)
        let result = try widened(given, history([Double](repeating: 25, count: 40), .inferred), position(11, 25, 39))
        let level = 12 * 14 / 1.6448536269514722
        #expect(abs(result.cumulativeDeviation[11] - (300 + level * level).squareRoot()) < 1e-6)
        #expect(result.mean == given.mean)
        #expect(result.quantile(0, week: 0) < 14 && result.quantile(6, week: 0) > 36)
        // Half of the recent weeks inferred: half of the variance.
        var mixed = history([Double](repeating: 25, count: 40), .observed)
        for week in mixed.states.indices where week % 2 == 1 { mixed.states[week] = .inferred }
        let half = try widened(given, mixed, position(11, 25, 39))
        let share = ForecastUncertainty.inferredShare(mixed)
        #expect(share > 0.4 && share < 0.6)
        #expect(abs(half.cumulativeDeviation[11] - (share * (300 + level * level)).squareRoot()) < 1e-6)
    }

    @Test(arguments: 1...20) func neverNarrowerAlwaysOrdered(seed: Int) throws {
        var random = Xoshiro256(seed: UInt64(seed))
        let mean = 60 * random.uniform() * random.uniform()
        let given = forecast(mean, deviation: mean * random.uniform())
        let values = (0..<30).map { _ in (2 * mean * random.uniform()).rounded() }
        var states = values.map { _ in random.uniform() < 0.5 ? DemandHistory.State.inferred : .observed }
        states[29] = .inferred
        let width = mean * random.uniform()
        let result = try widened(
            given, DemandHistory(start: first - 30, values: values, states: states), position(mean - width, mean, mean + width))
        for week in 0..<result.horizon {
            #expect(result.cumulativeDeviation[week] >= given.cumulativeDeviation[week])
            if week > 0 { #expect(result.cumulativeDeviation[week] >= result.cumulativeDeviation[week - 1]) }
            for level in 0..<Forecast.levels.count {
                #expect(result.quantile(level, week: week) >= (level == 0 ? 0 : result.quantile(level - 1, week: week)))
            }
        }
    }

    @Test func aRateOfZeroIsUncertainToo() throws {
        let result = try widened(forecast(0.1, deviation: 0.1), history([Double](repeating: 0, count: 20), .inferred), position(0, 0, 3.3))
        #expect(result.cumulativeDeviation[11] > 12)
    }
}

@Suite struct ForecastScopeTests {
    private let asOf = Week(number: 2900).monday

    private func limited(leftOn: Day? = nil, discontinuedOn: Day? = nil) -> Forecast? {
        let network = Network(
            sites: [Site(code: "s", tier: 0, leftOn: leftOn)], products: [Product(sku: "k", discontinuedOn: discontinuedOn)])
        let ledger = Ledger(
            asOf: asOf, firstWeek: asOf.week - 1, weekCount: 1, siteCount: 1, pairs: [Pair(site: 0, product: 0)], rows: [:], reported: [:],
            counts: [])
        let forecast = Forecast(
            firstWeek: asOf.week, model: "m", mean: [4, 4, 4], quantiles: [Double](repeating: 4, count: 21), cumulativeDeviation: [2, 3, 4])
        return ForecastScope.limited([forecast], ledger: ledger, network: network)[0]
    }

    @Test func nobodyLeftToSellNothingForecast() throws {
        #expect(limited(leftOn: asOf) == nil && limited(discontinuedOn: asOf - 1) == nil)
        #expect(limited(leftOn: asOf + 8)?.mean == [4, 4, 4])
        let ending = try #require(limited(discontinuedOn: asOf + 10))
        #expect(ending.mean == [4, 4, 0] && ending.quantile(6, week: 2) == 0)
        #expect(ending.cumulativeDeviation[2] == ending.cumulativeDeviation[1])
    }
}
