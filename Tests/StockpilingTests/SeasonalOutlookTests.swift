import Foundation
import SupplyNetwork
import Testing

@testable import Stockpiling

@Suite struct SeasonalOutlookTests {
    private static let start = Shelf.start
    private let weeks = 104

    private func ledger(_ pairs: [Pair], shipped: [Double]? = nil) -> Ledger {
        Ledger(
            asOf: (SeasonalOutlookTests.start + weeks).monday, firstWeek: SeasonalOutlookTests.start, weekCount: weeks,
            siteCount: pairs.count, pairs: pairs, rows: shipped.map { [.shipped: [0: $0]] } ?? [:], reported: [:], counts: [])
    }

    private func network(_ count: Int) -> Network {
        Network(sites: (0..<count).map { Site(code: "\($0)", tier: 1) }, products: [Product(sku: "a")])
    }

    /// Twice as much in the first half of each year as in the second: after two years, the coming quarter is a strong one.
    private func season(_ week: Int) -> Double { week % 52 < 26 ? 20 : 10 }

    @Test func aSlackSeasonIsNotTakenForTheSitesOwn() throws {
        let pairs = (0..<40).map { Pair(site: $0, product: 0) }
        let histories = pairs.map { _ in DemandHistory(start: SeasonalOutlookTests.start, values: (0..<weeks).map(season)) }
        let ledger = ledger(pairs)
        let outlook = SeasonalOutlook(ledger: ledger, network: network(40), consumption: histories, horizonWeeks: 12)
        let levels = outlook.levels(
            ledger: ledger, consumption: histories, stockPaths: pairs.map { _ in [Double?](repeating: 500, count: weeks) })
        // Lately 10 a week; in the same weeks of earlier years 20. Indices are drawn a little towards 1.
        let level = try #require(levels[0])
        #expect(abs(level.mean - 240) < 12)
        #expect(level.relativeVariance > 0 && level.relativeVariance < 0.02)
    }

    @Test func anEmptyShelfIsNoLackOfDemand() throws {
        let pairs = (0..<20).map { Pair(site: $0, product: 0) }
        var histories = pairs.map { _ in DemandHistory(start: SeasonalOutlookTests.start, values: [Double](repeating: 10, count: weeks)) }
        var paths = pairs.map { _ in [Double?](repeating: 100, count: weeks) }
        // Site 0 had nothing to sell for its last fifteen weeks; site 1 had, and sold nothing.
        for week in weeks - 15..<weeks {
            histories[0].values[week] = 0
            paths[0][week] = 0
            histories[1].values[week] = 0
        }
        let ledger = ledger(pairs)
        let outlook = SeasonalOutlook(ledger: ledger, network: network(20), consumption: histories, horizonWeeks: 12)
        let levels = outlook.levels(ledger: ledger, consumption: histories, stockPaths: paths)
        #expect(try #require(levels[0]).mean > 100)
        #expect(try #require(levels[1]).mean < 80)
    }

    @Test func oneShipmentOutOfProportionIsNoHabit() throws {
        var shipped = [Double](repeating: 10, count: weeks)
        let pairs = [Pair(site: 0, product: 0), Pair(site: 1, product: 0)]
        let flat = DemandHistory(start: SeasonalOutlookTests.start, values: [Double](repeating: 10, count: weeks))
        func ahead(_ shipped: [Double]) -> Double? {
            let ledger = ledger(pairs, shipped: shipped)
            return SeasonalOutlook(ledger: ledger, network: network(2), consumption: [flat, flat], horizonWeeks: 12)
                .shipments(ledger: ledger)[0]
        }
        #expect(abs(try #require(ahead(shipped)) - 120) < 1e-6)
        shipped[weeks - 4] = 1000
        #expect(try #require(ahead(shipped)) < 145)
    }

    @Test func withoutAYearThereIsNoOutlook() {
        let pair = [Pair(site: 0, product: 0)]
        let short = Ledger(
            asOf: (SeasonalOutlookTests.start + 40).monday, firstWeek: SeasonalOutlookTests.start, weekCount: 40, siteCount: 1, pairs: pair,
            rows: [:], reported: [:], counts: [])
        let history = DemandHistory(start: SeasonalOutlookTests.start, values: [Double](repeating: 10, count: 40))
        let outlook = SeasonalOutlook(ledger: short, network: network(1), consumption: [history], horizonWeeks: 12)
        #expect(outlook.levels(ledger: short, consumption: [history], stockPaths: [[Double?](repeating: 9, count: 40)]) == [nil])
    }
}
