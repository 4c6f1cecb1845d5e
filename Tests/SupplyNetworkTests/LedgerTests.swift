import Testing

@testable import SupplyNetwork

@Suite struct LedgerTests {
    let monday = Week(number: 2900).monday

    func ledger() -> Ledger {
        Ledger(
            asOf: monday + 3 * 7, firstWeek: Week(number: 2900), weekCount: 3, siteCount: 2,
            pairs: [Pair(site: 0, product: 0), Pair(site: 0, product: 1), Pair(site: 1, product: 0)],
            rows: [.received: [2: [5, 0, 7]], .sold: [0: [1, 2, 0], 2: [0, 0, 4]]],
            reported: [0: [true, true, false], 2: [false, false, true]],
            counts: [
                StockCount(pair: 2, day: monday + 13, onHand: 9), StockCount(pair: 0, day: monday + 6, onHand: 3),
                StockCount(pair: 2, day: monday + 6, onHand: 4),
            ])
    }

    @Test func silenceIsNotZero() {
        let ledger = ledger()
        #expect(ledger.values(.sold, pair: 1) == nil)
        #expect(ledger.values(.shipped, pair: 0) == nil)
        #expect(ledger.values(.sold, pair: 0) == [1, 2, 0])
        #expect(!ledger.reported(pair: 0, week: 2))
        #expect(ledger.siteReported(site: 1, week: 2) && !ledger.siteReported(site: 1, week: 0))
    }

    @Test func countsAreSortedByPairAndDay() {
        let ledger = ledger()
        #expect(ledger.counts(pair: 2).map(\.onHand) == [4, 9])
        #expect(ledger.counts(pair: 1).isEmpty)
    }

    @Test func whatIsKnownBeforeADayHoldsNothingLater() {
        let cut = ledger().known(before: monday + 14)
        #expect(cut.weekCount == 2 && cut.completeWeekCount == 2)
        #expect(cut.values(.received, pair: 2) == [5, 0])
        #expect(cut.values(.sold, pair: 2) == nil)
        #expect(!cut.reportsConsumers(pair: 2))
        #expect(cut.counts(pair: 2).map(\.onHand) == [4, 9])
        #expect(ledger().known(before: monday + 7).counts(pair: 2).map(\.onHand) == [4])
    }
}
