import SupplyNetwork
import Testing

@testable import Stockpiling

/// Each cause on a shop that buys 30 every three weeks and sells 10 a week until something happens.
@Suite struct CauseTests {
    private static let regular = Dictionary(uniqueKeysWithValues: stride(from: 0, to: 26, by: 3).map { ($0, 30.0) })

    private func shelf(
        weeks: Int = 40, receipts: [Int: Double], consumed: [Double]? = nil, joinedWeek: Int? = nil, peers: Int = 0
    ) -> Shelf {
        var shelf = Shelf(weeks: weeks)
        let shop = shelf.site("s", tier: 2, joinedWeek: joinedWeek)
        let sold = consumed ?? [Double](repeating: 10, count: weeks)
        shelf.add(shop, received: receipts, consumed: sold, forecast: (sold.last ?? 0, 3))
        for index in 0..<peers {
            let peer = shelf.site("peer-\(index)", tier: 2)
            shelf.add(
                peer, received: [0: 10 * Double(weeks) + 40 + Double(index)], consumed: [Double](repeating: 10, count: weeks),
                forecast: (10, 3))
        }
        return shelf
    }

    @Test func pushedAtAQuartersEnd() throws {
        // Week 25 (2025-06-30 is its Monday; week 24 ends on 06-29) — the quarter ends in it.
        var receipts = CauseTests.regular
        receipts[25] = 400
        let pile = try #require(shelf(receipts: receipts).stockpiles().first)
        #expect(pile.cause == .pushed)
        #expect(pile.since == Shelf.start + 25)
        #expect(pile.evidence.largestReceipt == 400 && pile.evidence.largestReceiptWeek == Shelf.start + 25)
        #expect(pile.evidence.typicalReceipt == 30)
        #expect(abs(pile.evidence.demandPerWeek - 10) < 1e-9)
    }

    @Test func mediocreTimingIsUnknown() throws {
        var receipts = CauseTests.regular
        receipts[23] = 400  // 2025-06-16
        let pile = try #require(shelf(receipts: receipts).stockpiles().first)
        #expect(pile.cause == .unknown)
        #expect(pile.since == Shelf.start + 23)
    }

    @Test func aheadOfAPriceRise() throws {
        var receipts = CauseTests.regular
        receipts[23] = 400
        let rise = PriceChange(product: 0, effectiveOn: (Shelf.start + 25).monday, unitPrice: 25)
        let shelf = shelf(receipts: receipts)
        #expect(try #require(shelf.stockpiles(priceChanges: [rise]).first).cause == .forwardBuy)
        // A fall, another tier's price and a rise long after explain nothing.
        let others = [
            PriceChange(product: 0, effectiveOn: (Shelf.start + 25).monday, unitPrice: 15),
            PriceChange(product: 0, effectiveOn: (Shelf.start + 25).monday, unitPrice: 25, tier: 1),
            PriceChange(product: 0, effectiveOn: (Shelf.start + 33).monday, unitPrice: 25),
        ]
        for other in others { #expect(try #require(shelf.stockpiles(priceChanges: [other]).first).cause == .unknown) }
    }

    @Test func atAPromotionsEnd() throws {
        var receipts = CauseTests.regular
        receipts[23] = 400
        let promotion = Promotion(
            code: "p", startsOn: (Shelf.start + 20).monday, endsOn: (Shelf.start + 23).sunday, product: 0, discount: 0.2)
        let shelf = shelf(receipts: receipts)
        #expect(try #require(shelf.stockpiles(promotions: [promotion]).first).cause == .forwardBuy)
        var elsewhere = promotion
        elsewhere.region = "north"
        #expect(try #require(shelf.stockpiles(promotions: [elsewhere]).first).cause == .unknown)
    }

    @Test func justAboveARebateStep() throws {
        // June 2025 is weeks 21–24 by Thursdays (2025-06-05 … 06-26): 30 + 30 at 20 each, and 460 more to reach 10,000.
        var receipts = CauseTests.regular
        receipts[23] = 460
        let incentives = StockpilingIncentives(rebateWindow: .month, rebates: [2: [.init(from: 10_000, rate: 0.04)]])
        let shelf = shelf(receipts: receipts)
        let pile = try #require(shelf.stockpiles(incentives: incentives).first)
        #expect(pile.cause == .threshold)
        var far = incentives
        far.rebates = [2: [.init(from: 7000, rate: 0.04)]]
        #expect(try #require(shelf.stockpiles(incentives: far).first).cause == .unknown)
        far.rebates = [1: [.init(from: 10_000, rate: 0.04)]]
        #expect(try #require(shelf.stockpiles(incentives: far).first).cause == .unknown)
    }

    @Test func aRecruitsEntry() throws {
        let sold = (0..<40).map { $0 < 30 ? 0.0 : 3 }
        let joined = shelf(receipts: [30: 300], consumed: sold, joinedWeek: 30, peers: 6)
        let pile = try #require(joined.stockpiles().first { $0.pair == 0 })
        #expect(pile.cause == .recruit)
        #expect(pile.since == Shelf.start + 30)
        #expect(pile.evidence.peerWeeksOfCover == 4.25)
        // The same purchase by an old site is not an entry.
        let old = shelf(receipts: [30: 300], consumed: sold, peers: 6)
        #expect(try #require(old.stockpiles().first { $0.pair == 0 }).cause == .unknown)
    }

    @Test func ordersWentOnWhileConsumptionFell() throws {
        let sold = (0..<60).map { $0 < 30 ? 10.0 : 2 }
        let receipts = Dictionary(uniqueKeysWithValues: stride(from: 0, to: 60, by: 3).map { ($0, 30.0) })
        let pile = try #require(shelf(weeks: 60, receipts: receipts, consumed: sold).stockpiles().first)
        #expect(pile.cause == .demandDrop)
        let since = try #require(pile.since)
        #expect(since > Shelf.start + 30 && since <= Shelf.start + 40)
    }

    @Test func evidenceCountsLotsOfOneDay() throws {
        var shelf = shelf(receipts: [0: 700])
        let day = (Shelf.start + 38).sunday
        shelf.counts = [
            StockCount(pair: 0, day: day - 7, onHand: 999), StockCount(pair: 0, day: day, onHand: 100),
            StockCount(pair: 0, day: day, onHand: 210),
        ]
        let evidence = try #require(shelf.stockpiles().first).evidence
        #expect(evidence.lastCountedOn == day && evidence.lastCount == 310)
        #expect(evidence.weeks == 40 && evidence.received == 700 && evidence.consumed == 400)
    }

    @Test func periodsEndWhereTheCalendarSays() {
        #expect(Period.isEnd(Shelf.start + 25, .quarter))
        #expect(!Period.isEnd(Shelf.start + 20, .quarter))  // 2025-05-26 … 06-01
        #expect(Period.isEnd(Shelf.start + 20, .month))
        let windows = Period.windows(Shelf.start, count: 9, .month)
        #expect(windows == [0..<4, 4..<8, 8..<9])  // Thursdays 01-09 … 01-30, 02-06 … 02-27, 03-06
    }
}
