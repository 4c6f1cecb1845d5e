import Foundation
import SupplyNetwork
import TestSupport
import Testing

@testable import Penstock

/// What the state tells of runs before the last one.
@Suite struct TrendTests {
    /// A run of `day` that forecast 10, 20, 30 … for the weeks from its own on, with a band of ±2.
    private func memory(_ day: Day, stock: Double) -> StateStore.Memory {
        let headline = Headline(
            asOf: day, stockUnits: stock, stockValue: nil, excessUnits: 0, excessValue: nil, overstockedPairs: 0, consumptionPerWeek: 0,
            orderLines: 0, orderUnits: 0, orderValue: nil, alertsFiring: 0, inStockShare: nil)
        let mean: [Float] = [10, 20, 30, 40]
        return StateStore.Memory(
            headline: headline,
            forecasts: [
                .init(
                    site: "s", sku: "k", firstWeek: day.week, model: "m", mean: mean, q05: mean.map { $0 - 2 }, q50: mean,
                    q95: mean.map { $0 + 2 })
            ], orders: [], alerts: [:])
    }

    private let asOf = Week(number: 2900).monday

    @Test func headlinesComeOldestFirstAndOnlyOfTheWeeksAskedFor() throws {
        let folder = try TemporaryFolder()
        let store = try StateStore(path: folder.path + "/penstock.db")
        for back in [1, 2, 4, 9] { try store.remember(memory(asOf - 7 * back, stock: Double(back))) }
        #expect(try store.headlines(before: asOf, weeks: 7).map(\.stockUnits) == [4, 2, 1])
        #expect(try store.headlines(before: asOf - 7, weeks: 7).map(\.stockUnits) == [4, 2])
        #expect(try store.runs(before: asOf, weeks: 13) == [9, 4, 2, 1].map { asOf - 7 * $0 })
    }

    @Test func oneWeekOfAnIssuedForecastIsReadByItself() throws {
        let folder = try TemporaryFolder()
        let store = try StateStore(path: folder.path + "/penstock.db")
        try store.remember(memory(asOf, stock: 1))
        let third = try store.issued(asOf: asOf, for: asOf.week + 2)
        #expect(third == [.init(site: "s", sku: "k", mean: 30, q05: 28, q95: 32)])
        #expect(try store.issued(asOf: asOf, for: asOf.week + 4).isEmpty && store.issued(asOf: asOf, for: asOf.week - 1).isEmpty)
    }

    @Test func aHeadlineOfAnOlderPenstockIsStillRead() throws {
        let text = """
            {"alertsFiring":3,"asOf":"2026-02-23","consumptionPerWeek":1,"excessUnits":2,"orderLines":1,"orderUnits":4,"overstockedPairs":1,
            "stockUnits":9}
            """
        let encoded = String(decoding: try JSONEncoder().encode(memory(asOf, stock: 9).headline), as: UTF8.self)
        // The day is written as this version writes it.
        let day = try #require(encoded.firstMatch(of: /"asOf":("[^"]*"|[0-9]+|\{[^}]*\})/)).output.1
        let old = text.replacing("\"2026-02-23\"", with: String(day))
        let headline = try JSONDecoder().decode(Headline.self, from: Data(old.utf8))
        #expect(headline.stockUnits == 9 && headline.expiringUnits == nil && headline.forecastError == nil)
    }

    /// Three weekly runs; the review's week is scored by how far ahead each had looked, by category, and week by week.
    @Test func earlierForecastsAreComparedWithWhatCame() throws {
        let folder = try TemporaryFolder()
        let store = try StateStore(path: folder.path + "/penstock.db")
        for back in [3, 2, 1] { try store.remember(memory(asOf - 7 * back, stock: 1)) }
        let network = Network(
            sites: [Site(code: "s", tier: 0)], products: [Product(sku: "k", category: "Tea")])
        let start = asOf.week - 6
        let ledger = Ledger(
            asOf: asOf, firstWeek: start, weekCount: 6, siteCount: 1, pairs: [Pair(site: 0, product: 0)], rows: [:], reported: [:],
            counts: [])
        // The weeks three, two and one before the as-of date brought 8, missing, 16.
        let history = DemandHistory(
            start: start, values: [5, 6, 12, 8, 0, 16], states: [.observed, .observed, .observed, .observed, .missing, .observed])
        var record = RunRecord(
            network: network, ledger: ledger, files: [], diagnostics: [], positions: [], consumption: [history], forecasts: [nil],
            stockpiles: [], plan: Plan(lines: [], calculations: [nil], transfers: []), alerts: [], openOrders: [],
            review: ForecastReview(issuedOn: asOf - 7, weeks: 1, count: 1, wape: nil, naiveWape: nil, bias: nil, coverage90: nil),
            previous: nil, horizonWeeks: 13, overstockRisk: 0.5)
        try record.lookBack(on: store)
        let review = try #require(record.review)
        // Of the week that brought 16 the last run had said 10, the one before 20, the first 30.
        #expect(review.byHorizon.map(\.name) == ["1", "2", "3"])
        let errors = review.byHorizon.map { ($0.wape ?? .nan) * 16 }
        for (found, expected) in zip(errors, [6.0, 4, 14]) { #expect(abs(found - expected) < 1e-9) }
        // The naive forecast carries on what was known when each was issued: 8, 8 and 12.
        let naive = review.byHorizon.map { ($0.naiveWape ?? .nan) * 16 }
        for (found, expected) in zip(naive, [8.0, 8, 4]) { #expect(abs(found - expected) < 1e-9) }
        #expect(review.byHorizon.map(\.coverage90) == [0, 0, 0])
        #expect(review.byCategory.map(\.name) == ["Tea"] && review.byCategory.first?.count == 1)
        #expect(review.productWape.map { abs($0 - 6.0 / 16) < 1e-9 } == true && review.productNaiveWape == 0.5)
        // Week by week with the last run before each: the missing week is left out.
        #expect(review.track.map(\.week) == [asOf.week - 3, asOf.week - 1])
        #expect(review.track.map(\.actual) == [8, 16] && review.track.map(\.forecast) == [10, 10])
    }
}
