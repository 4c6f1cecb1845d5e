import Numerical
import SupplyNetwork
import Testing
import Wording

@testable import Reporting

@Suite struct SparklineTests {
    private func headline(_ asOf: Day, stock: Double) -> Headline {
        Headline(
            asOf: asOf, stockUnits: stock, stockValue: nil, excessUnits: 0, excessValue: nil, overstockedPairs: 0, consumptionPerWeek: 0,
            orderLines: 0, orderUnits: 0, orderValue: nil, alertsFiring: 0, inStockShare: nil)
    }

    @Test func aMissedWeekIsAGapAndTheLatestRunOfAWeekSpeaksForIt() {
        let monday = Week(number: 2900).monday
        let history = [monday - 28, monday - 14, monday - 12, monday - 7].enumerated().map { headline($1, stock: Double($0 + 1)) }
        let values = Sparkline.weekly({ $0.stockUnits }, history: history, now: headline(monday, stock: 9), weeks: 5)
        #expect(values == [1, nil, 3, 4, 9])
        let chart = Sparkline(values: values, title: "<b>").svg
        // Weeks 3–4 and 4–5 are joined; the first stands alone, as a dot; the gap has no line.
        #expect(chart.components(separatedBy: "<line").count == 3)
        #expect(chart.components(separatedBy: "<circle").count == 3)
        #expect(chart.contains("&lt;b&gt;") && isWellFormed(chart))
    }

    @Test func whatIsOlderThanTheWindowOrUnknownIsLeftOut() {
        let monday = Week(number: 2900).monday
        let values = Sparkline.weekly(
            { $0.stockValue }, history: [headline(monday - 70, stock: 1)], now: headline(monday, stock: 2), weeks: 8)
        #expect(values.allSatisfy { $0 == nil } && values.count == 8)
        #expect(Sparkline(values: values, title: "x").svg.isEmpty)
        #expect(Sparkline(values: [nil, 3], title: "x").svg.isEmpty, "one dot is no trend")
    }

    @Test func aFigureThatHardlyMovesIsDrawnFlat() throws {
        let chart = Sparkline(values: [100, 100.01, 100], title: "x").svg
        let heights = chart.matches(of: /y[12]="([0-9.]+)"/).compactMap { Double($0.output.1) }
        #expect(heights.count == 4)
        let (low, high) = (try #require(heights.min()), try #require(heights.max()))
        #expect(high - low < 0.5)
    }
}

@Suite struct NetworkTreeTests {
    static let record = SampleRecord(siteCount: 60, productCount: 4, weekCount: 40).record

    @Test func everySitesTotalIsItsOwnAndItsChildren() {
        let tree = NetworkTree(record: NetworkTreeTests.record)
        #expect(tree.roots == [0])
        var seen = 0
        for (site, node) in tree.nodes.enumerated() {
            let children = node.children.map { tree.nodes[$0] }
            #expect(abs(node.total - node.own - children.reduce(0) { $0 + $1.total }) < 1e-6 * max(1, node.total))
            #expect(abs(node.excess - node.ownExcess - children.reduce(0) { $0 + $1.excess }) < 1e-6 * max(1, node.excess))
            #expect(node.below == children.reduce(0) { $0 + $1.below + 1 })
            #expect(node.ownExcess <= node.own)
            #expect(Set(node.children) == Set(NetworkTreeTests.record.network.customers[site]))
            seen += node.children.count
        }
        #expect(seen == 59)
        let headline = NetworkTreeTests.record.headline
        #expect(abs(tree.total - (headline.stockValue ?? 0)) < 1e-6 * tree.total)
    }

    @Test func siblingsComeWithTheMostExcessFirst() {
        let tree = NetworkTree(record: NetworkTreeTests.record)
        for node in tree.nodes {
            for (a, b) in zip(node.children, node.children.dropFirst()) { #expect(tree.nodes[a].excess >= tree.nodes[b].excess) }
        }
    }

    @Test func stepsTellShares() {
        #expect(NetworkTree.step(excess: 4, of: 100, isKnown: true) == 0 && NetworkTree.step(excess: 5, of: 100, isKnown: true) == 1)
        #expect(NetworkTree.step(excess: 49, of: 100, isKnown: true) == 2 && NetworkTree.step(excess: 50, of: 100, isKnown: true) == 3)
        #expect(NetworkTree.step(excess: 0, of: 0, isKnown: true) == 0 && NetworkTree.step(excess: 0, of: 0, isKnown: false) == nil)
    }

    @Test func whatIsUnfoldedAtFirstStaysReadable() {
        let tree = NetworkTree(record: NetworkTreeTests.record)
        let open = tree.unfolded(limit: 40)
        // The brand and its four partners; the leaders' owners are bubbles.
        #expect(open == [0, 1, 2, 3, 4])
        #expect(tree.unfolded(limit: 4).isEmpty)
        let small = NetworkTree(record: SampleRecord(siteCount: 5, productCount: 1, weekCount: 20).record)
        #expect(small.unfolded(limit: 40) == [0])
    }

    @Test func aLargeNetworkIsWrittenInPartAndSearchedFromItsTable() throws {
        let record = SampleRecord(siteCount: 1_200, productCount: 1, weekCount: 20).record
        let html = NetworkPicture(record: record, wording: Wording(.english)).html
        let rows = html.components(separatedBy: "<li id=\"n").count - 1
        #expect(rows <= NetworkPicture.firstRows && rows >= 5)
        #expect(html.contains("data-later"))
        let data = try #require(html.firstMatch(of: /id="net-data">(.*)<\/script>/.dotMatchesNewlines()))
        #expect(data.output.1.components(separatedBy: "\n").count == 1_200)
        #expect(unbalancedTags(of: html).isEmpty)
    }
}

@Suite struct StockChartTests {
    @Test func countsAreBelievedWhereTheMovementsBearThemOut() throws {
        let network = Network(sites: [Site(code: "s", tier: 0)], products: [Product(sku: "k")])
        let first = Week(number: 2900)
        let counts = [
            StockCount(pair: 0, day: (first + 1).sunday, onHand: 30, expiresOn: first.monday + 90),
            StockCount(pair: 0, day: (first + 1).sunday, onHand: 20, expiresOn: first.monday + 190),
            StockCount(pair: 0, day: (first + 3).monday, onHand: 80, netAfterInWeek: -20),
            StockCount(pair: 0, day: (first + 4).sunday, onHand: 10),
        ]
        let ledger = Ledger(
            asOf: (first + 6).monday, firstWeek: first, weekCount: 6, siteCount: 1, pairs: [Pair(site: 0, product: 0)], rows: [:],
            reported: [:], counts: counts)
        var record = SampleRecord.empty
        record.network = network
        record.ledger = ledger
        let path: [Double?] = [40, 50, 55, 61, 60, nil]
        let found = StockChart.counts(of: 0, record: record, from: first, path: path)
        // Two lots of one day are one count; 80 less the 20 that left later that week is 60; 10 against 60 is not borne out.
        #expect(found.map(\.week) == [1, 3, 4] && found.map(\.onHand) == [50, 60, 10])
        #expect(found.map(\.isBelieved) == [true, true, false])
        let chart = StockChart(
            stock: path, low: 50, high: 70, counts: found, peers: 12, began: 2, start: first, title: "t", id: "x",
            wording: Wording(.english))
        #expect(isWellFormed(chart.svg) && chart.svg.contains("count doubted") && chart.svg.contains(">began "))
    }

    @Test func expiringStockIsWhatTheOldestLotsStillHold() throws {
        let first = Week(number: 2900)
        let asOf = (first + 6).monday
        func record(onHand: Double, lots: [(Double, Day?)]) -> RunRecord {
            let ledger = Ledger(
                asOf: asOf, firstWeek: first, weekCount: 6, siteCount: 1, pairs: [Pair(site: 0, product: 0)], rows: [:], reported: [:],
                counts: lots.map { StockCount(pair: 0, day: (first + 3).sunday, onHand: $0.0, expiresOn: $0.1) })
            var record = SampleRecord.empty
            record.network = Network(sites: [Site(code: "s", tier: 0)], products: [Product(sku: "k", unitCost: 3)])
            record.ledger = ledger
            record.positions = [
                Position(
                    onHandLow: onHand, onHand: onHand, onHandHigh: onHand, consumptionLow: 0, consumption: 0, consumptionHigh: 0,
                    basis: .counted)
            ]
            return record
        }
        let lots = [(40.0, asOf + 30 as Day?), (60.0, asOf + 300)]
        // 100 counted, 90 left: ten of the forty left with the oldest lot.
        #expect(record(onHand: 90, lots: lots).headline.expiringUnits == 30)
        #expect(record(onHand: 90, lots: lots).headline.expiringValue == 90)
        #expect(record(onHand: 50, lots: lots).headline.expiringUnits == 0)
        #expect(record(onHand: 100, lots: [(100, asOf + 90)]).headline.expiringUnits == 0)
        #expect(record(onHand: 100, lots: [(100, asOf + 89)]).headline.expiringUnits == 100)
        #expect(record(onHand: 100, lots: [(100, nil)]).headline.expiringUnits == nil)
    }
}
