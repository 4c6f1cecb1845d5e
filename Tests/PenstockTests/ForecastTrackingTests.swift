import Forecasting
import SupplyNetwork
import TestSupport
import Testing

@testable import Penstock

@Suite struct ForecastTrackingTests {
    static let first = Week(number: 2900)
    static let network = Network(
        sites: [Site(code: "S", tier: 0, region: "East")], products: [Product(sku: "A", category: "Masks"), Product(sku: "B")])

    static func ledger(asOf: Week) -> Ledger {
        Ledger(
            asOf: asOf.monday, firstWeek: first, weekCount: asOf - first, siteCount: 1,
            pairs: [Pair(site: 0, product: 0), Pair(site: 0, product: 1)], rows: [:], reported: [:], counts: [])
    }

    static func memory(_ week: Week, mean: [Float], review: ReviewMemory = ReviewMemory()) -> StateStore.Memory {
        StateStore.Memory(
            headline: Headline(
                asOf: week.monday, stockUnits: 0, stockValue: nil, excessUnits: 0, excessValue: nil, overstockedPairs: 0,
                consumptionPerWeek: 0, orderLines: 0, orderUnits: 0, orderValue: nil, alertsFiring: 0, inStockShare: nil),
            forecasts: ["A", "B"].map { sku in
                .init(
                    site: "S", sku: sku, firstWeek: week, model: "m", mean: mean, q05: mean.map { $0 - 1 }, q50: mean,
                    q95: mean.map { $0 + 1 })
            }, orders: [], alerts: [:], review: review)
    }

    /// Twenty weekly runs that forecast 14 where 10 come of A, and now 8, now 12 of B where 10 is forecast on average.
    @Test func biasIsFoundWhereItIs() throws {
        var review = ReviewMemory()
        var found: ForecastReview?
        for index in 1...20 {
            let (issued, now) = (Self.first + index, Self.first + index + 1)
            var memory = Self.memory(issued, mean: [14, 14, 14], review: review)
            memory.forecasts[1].mean = [10, 10, 10]
            let histories = [
                DemandHistory(start: Self.first, values: [Double](repeating: 10, count: index + 1)),
                DemandHistory(start: Self.first, values: (0...index).map { $0 % 2 == 0 ? 8 : 12 }),
            ]
            review = ForecastTracking.updated(memory, consumption: histories, network: Self.network, ledger: Self.ledger(asOf: now))
            found = ForecastReview(
                of: memory, tracking: review, consumption: histories, network: Self.network, ledger: Self.ledger(asOf: now))
        }
        let result = try #require(found)
        #expect(result.biasedSeries == 1 && result.trackedSeries == 2)
        // A's bias shows in its category and, B being noise only, in the sums of both.
        #expect(result.biases.filter { !$0.isGroup }.map(\.sku) == ["A"])
        #expect(result.biases.contains { $0.isGroup && $0.sku == "category=Masks" && $0.signal == 1 })
        let series = try #require(result.biases.last)
        #expect(!series.isGroup && series.weeks == 20 && series.signal == 1)
        let findings = ForecastTracking.findings(result)
        #expect(findings.allSatisfy { $0.code == "forecast-bias" && $0.message.contains("too high") })
        #expect(findings.last?.message.contains("A at S") ?? false)
    }

    /// A run that was left out: both weeks are compared, once each. Missing, censored and inferred weeks are not.
    @Test func everyKnownWeekCountsOnce() throws {
        var history = DemandHistory(start: Self.first, values: [Double](repeating: 10, count: 6))
        history.states = [.observed, .observed, .observed, .missing, .censored, .inferred]
        let full = DemandHistory(start: Self.first, values: [Double](repeating: 10, count: 6))
        let review = ForecastTracking.updated(
            Self.memory(Self.first + 2, mean: [12, 12, 12, 12, 12]), consumption: [history, full], network: Self.network,
            ledger: Self.ledger(asOf: Self.first + 6))
        let counts = Dictionary(uniqueKeysWithValues: review.tracked.map { ($0.site + " " + $0.sku, $0.signal.count) })
        #expect(counts == ["S A": 1, "S B": 4, "* *": 4, "region=East *": 4, "* category=Masks": 1])
    }

    @Test func overridesAreScoredBesideTheModels() throws {
        var review = ReviewMemory()
        review.overrides = [
            .init(site: "S", sku: "A", week: Self.first + 2, statistical: 12, overridden: 9),
            .init(site: "S", sku: "B", week: Self.first + 2, statistical: 10, overridden: 16),
            .init(site: "S", sku: "B", week: Self.first + 9, statistical: 10, overridden: 16),
        ]
        let histories = [10.0, 10].map { DemandHistory(start: Self.first, values: [Double](repeating: $0, count: 3)) }
        let updated = ForecastTracking.updated(
            Self.memory(Self.first + 2, mean: [12], review: review), consumption: histories, network: Self.network,
            ledger: Self.ledger(asOf: Self.first + 3))
        let overrides = try #require(OverrideReview(updated.overrideSums))
        #expect(overrides.count == 2)
        #expect(overrides.statisticalWape == 0.1 && overrides.overriddenWape == 0.35)
        #expect(overrides.statisticalBias == 0.1 && overrides.overriddenBias == 0.25)
        #expect(abs(try #require(overrides.valueAdded) + 0.25) < 1e-12)
        #expect(OverrideReview(ReviewMemory().overrideSums) == nil)
    }

    static func order(from: Day, days: Int, site: String = "S", ordered: Double = 50) -> ReviewMemory.IssuedOrderOverride {
        .init(
            site: site, sku: "A", from: from, until: from + days, position: 5, suggested: 20, ordered: ordered, shortageCost: 4,
            holdingCost: 1, isMoney: true)
    }

    /// Position 5, suggested 20, ordered 50; 10 a week.
    @Test func plannersOrdersAreScoredOnceTheirIntervalIsOver() throws {
        let start = (Self.first + 2).monday
        var previous = ReviewMemory()
        previous.orderOverrides = [
            Self.order(from: start, days: 14), Self.order(from: start, days: 10, ordered: 0), Self.order(from: start, days: 28),
            Self.order(from: start, days: 7, site: "gone"),
        ]
        func updated(_ states: [DemandHistory.State], weeks: Int) -> ReviewMemory {
            var history = DemandHistory(start: Self.first, values: [Double](repeating: 10, count: 2 + weeks))
            for (week, state) in states.enumerated() { history.states[2 + week] = state }
            var memory = ReviewMemory()
            OrderOverrideTracking.update(
                &memory, from: previous, consumption: [history, history], network: Self.network,
                ledger: Self.ledger(asOf: Self.first + 2 + weeks))
            return memory
        }
        // 20 asked for in two weeks: 5 left as suggested, 35 as ordered. 14.3 in ten days: 10.7 left, against 9.3 short.
        let sums = updated([.observed, .observed], weeks: 2)
        #expect(sums.orderOverrides.map(\.until) == [start + 28])
        let review = try #require(OrderOverrideReview(sums.orderOverrideSums))
        #expect(review.count == 2 && review.notComparable == 1 && review.better == 0 && review.worse == 2)
        let tenDays = 10 + 10 * 3.0 / 7
        #expect(abs(review.suggestedLeft - (5 + 25 - tenDays)) < 1e-9 && review.suggestedShort == 0)
        #expect(abs(review.overriddenShort - (tenDays - 5)) < 1e-9 && review.overriddenLeft == 35)
        let costs = (suggested: 5 + 25 - tenDays, ordered: 35 + 4 * (tenDays - 5))
        #expect(abs(try #require(review.saved) - (costs.suggested - costs.ordered)) < 1e-9)
        // An empty shelf hides demand; a week nobody reported is not zero.
        for state in [DemandHistory.State.censored, .missing, .inferred] {
            #expect(updated([.observed, state], weeks: 2).orderOverrideSums.notComparable == 3)
        }
        // Nothing is said before the interval is over.
        #expect(updated([.observed], weeks: 1).orderOverrides.count == 3)
        #expect(OrderOverrideReview(ReviewMemory().orderOverrideSums) == nil)
    }

    @Test func changesTellWhatTheModelsHadSaid() throws {
        let forecast = Forecast(
            firstWeek: Self.first + 3, model: "ets", mean: [4, 4], quantiles: [Double](repeating: 4, count: 14),
            cumulativeDeviation: [1, 1.5])
        let ledger = Self.ledger(asOf: Self.first + 3)
        let decisions = [5.0, 6].map {
            Override(day: (Self.first + 4).monday, site: nil, product: 0, measure: .forecast, quantity: $0)
        }
        let result = ForecastOverrides.applied(decisions, to: [forecast, nil], ledger: ledger, network: Self.network)
        #expect(result.changes.count == 1)
        let change = try #require(result.changes.first)
        #expect(change.pair == 0 && change.week == Self.first + 4 && change.statistical == 4 && abs(change.overridden - 6) < 1e-12)
    }

    @Test func memoryOutlivesTheRun() throws {
        let folder = try TemporaryFolder()
        let store = try StateStore(path: folder.path + "/penstock.db")
        var review = ReviewMemory()
        var signal = TrackingSignal()
        signal.add(0.1, variance: 0.3)
        signal.add(-3)
        review.tracked = [.init(site: "*", sku: "*", signal: signal), .init(site: "S", sku: "A", signal: signal)]
        review.overrides = [.init(site: "S", sku: "A", week: Self.first, statistical: 1.5, overridden: 2)]
        review.overrideSums.count = 3
        review.overrideSums.actual = 10
        review.overrideSums.statisticalAbsolute = 1
        review.overrideSums.overriddenAbsolute = 2
        review.overrideSums.statisticalSigned = -1
        review.overrideSums.overriddenSigned = 0.5
        review.orderOverrides = [Self.order(from: Self.first.monday, days: 12)]
        review.orderOverrideSums.add(Self.order(from: Self.first.monday, days: 7), demand: 40)
        review.orderOverrideSums.add(Self.order(from: Self.first.monday, days: 7), demand: nil)
        let memory = Self.memory(Self.first, mean: [1], review: review)
        try store.remember(memory)
        try store.remember(memory)
        #expect(try store.memory(before: (Self.first + 1).monday)?.review == review)
    }
}
