import SupplyNetwork
import Testing

@testable import Penstock

@Suite struct ReplayTests {
    /// One store, one SKU, demand 4 a week for 20 weeks, then 10 in the last; lead time one week, review every week.
    func replay(demand: [Double], policy: Policy) -> Replay {
        let network = Network(
            sites: [Site(code: "w", tier: 0), Site(code: "s", tier: 1, supplier: 0)], products: [Product(sku: "k", unitCost: 2)])
        let first = Week(number: 2900)
        let ledger = Ledger(
            asOf: (first + demand.count).monday, firstWeek: first, weekCount: demand.count, siteCount: 2,
            pairs: [Pair(site: 1, product: 0)],
            rows: [.sold: [0: demand]], reported: [0: [Bool](repeating: true, count: demand.count)],
            counts: [StockCount(pair: 0, day: (first + (demand.count - 3)).monday - 1, onHand: 6)])
        return Replay(network: network, ledger: ledger) { _ in policy }
    }

    let policy = Policy(
        holding: .costPerUnitWeek(0.5), target: .shortageCost(3), unmetDemand: .lost, reviewPeriodDays: 7, leadTimeDays: 7)

    /// Opening 6 and 4 under way make 10: sells 4. Then 5 arrive on 6: sells 4, leaves 7. Then 5 on 7: 12 served of 15.
    @Test func theStockRollsByHand() throws {
        let demand = [Double](repeating: 4, count: 20) + [4, 4, 15]
        let replay = replay(demand: demand, policy: policy)
        var seen: [Double] = []
        let summary = try replay.summary(
            weeks: 3,
            policies: [
                (
                    "fives",
                    { morning in
                        seen.append(morning.onHand[0])
                        return [5]
                    }
                )
            ], progress: { _ in })
        #expect(seen == [10, 11, 12])
        let outcome = try #require(summary.outcomes.first)
        // The first week cannot be reached by an order and is not counted.
        #expect(summary.weeksBeforeFirstArrival == 1 && summary.assumedOpenings == 0)
        #expect(outcome.demand == 19 && outcome.unitsShort == 3)
        #expect(outcome.holdingCost == 0.5 * (7 + 0) && outcome.shortageCost == 9 && outcome.cost == 12.5)
        #expect(outcome.stockOutWeeks == 1 && outcome.demandWeeks == 2 && outcome.averageStock == 3.5)
        #expect(outcome.costByWeek == [3.5, 9] && outcome.unitsOrdered == 15)
        #expect(outcome.fillRate == 1 - 3.0 / 19)
    }

    @Test func aPolicySeesOnlyWhatWasKnownThatMorning() throws {
        let demand = (0..<30).map { Double($0 % 7) }
        let replay = replay(demand: demand, policy: policy)
        _ = try replay.summary(
            weeks: 6,
            policies: [
                (
                    "looks",
                    { morning in
                        #expect(morning.ledger.asOf == morning.day && morning.ledger.weekCount == morning.day.week - Week(number: 2900))
                        #expect(morning.ledger.values(.sold, pair: 0) == Array(demand.prefix(morning.ledger.weekCount)))
                        #expect(morning.openOrders.allSatisfy { $0.dueOn > morning.day })
                        return [1]
                    }
                )
            ], progress: { _ in })
    }

    @Test func thePlainPolicyOrdersUpToTheMean() throws {
        let replay = replay(demand: [Double](repeating: 4, count: 23), policy: policy)
        let summary = try replay.summary(weeks: 3, policies: [("plain", replay.orderUpToMean(coverWeeks: 2))], progress: { _ in })
        let outcome = try #require(summary.outcomes.first)
        // Up to 8: opening 6 and 4 under way make 10 on the first Monday, so 0, then 2 left over 8 …
        #expect(outcome.unitsOrdered == 6 && outcome.unitsShort == 0)
    }

    @Test func aServiceLevelIsPricedAsTheNewsvendorWould() {
        let replay = replay(
            demand: [Double](repeating: 4, count: 23),
            policy: Policy(holding: .costPerUnitWeek(0.5), target: .serviceLevel(0.9), reviewPeriodDays: 14, leadTimeDays: 10))
        #expect(abs(replay.terms[0].shortage - 0.5 * 2 * 9) < 1e-12)
        #expect(replay.terms[0].leadTimeWeeks == 2 && replay.terms[0].reviewWeeks == 2)
    }

    @Test func whatIsServedIsWhatWasReported() {
        let first = Week(number: 2900)
        let ledger = Ledger(
            asOf: (first + 4).monday, firstWeek: first, weekCount: 4, siteCount: 1, pairs: [Pair(site: 0, product: 0)],
            rows: [.sold: [0: [3, 0, 5, 2]]], reported: [0: [true, false, true, true]], counts: [])
        let scaled = DemandHistory(start: first, values: [6, 4, 10, 4], states: [.observed, .inferred, .censored, .inferred])
        let history = Replay.reported([scaled], ledger: ledger)[0]
        #expect(history.values == [3, 0, 5, 2])
        #expect(history.states == [.observed, .missing, .censored, .observed])
    }
}
