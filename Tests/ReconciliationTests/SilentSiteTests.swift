import SupplyNetwork
import Testing

@testable import Reconciliation

@Suite struct SilentSiteTests {
    /// 100 counted at the end of week 1, 40 received in week 3, 80 counted at the end of week 5: 60 went in four weeks.
    private func countedTwice() -> World {
        var world = World(weeks: 6)
        let store = world.site("s", tier: 1)
        world.add(.received, store, week: 0, 110)
        world.count(store, week: 1, 100)
        world.add(.received, store, week: 3, 40)
        world.count(store, week: 5, 80)
        return world
    }

    @Test func betweenCountsTheBalanceWasConsumed() throws {
        let result = countedTwice().reconciledExactly()
        let history = result.consumption[0]
        #expect(history.start == World.start)
        #expect(abs(history.values[2...5].reduce(0, +) - 60) < 1e-3)
        // As evenly as the order of week 3 lets: it came when the shelf was lower than an even spread would have left it.
        #expect(history.values[2...5].allSatisfy { abs($0 - 15) < 5 })
        #expect(history.states[2...5].allSatisfy { $0 == .inferred })
        #expect(abs(result.positions[0].onHand - 80) < 1e-3)
        #expect(result.positions[0].basis == .counted)
        #expect(zip(result.stockPaths[0][2...5], [85.0, 110, 95, 80]).allSatisfy { abs(($0 ?? -1) - $1) < 5 })
        #expect(abs((result.stockPaths[0][5] ?? -1) - 80) < 1e-3)
    }

    @Test func midWeekCountsShareTheirWeek() throws {
        var world = World(weeks: 4)
        let store = world.site("s", tier: 1)
        world.add(.received, store, week: 0, 70)
        // Counted on Wednesday of week 0 and Wednesday of week 2: fourteen days, 28 units, 2 a day.
        world.count(store, week: 0, weekday: 2, 70)
        world.count(store, week: 2, weekday: 2, 42)
        world.count(store, week: 3, 20)
        let history = world.reconciledExactly().consumption[0]
        // Week 1 whole: 14. Week 2: three days at 2, then four of eleven days' share of 22.
        #expect(abs(history.values[1] - 14) < 0.05)
        #expect(abs(history.values[2] - (6 + 8)) < 0.05)
        #expect(abs(history.values[3] - 14) < 0.2)
    }

    @Test func spreadingNeverTakesMoreThanThereWas() throws {
        var world = World(weeks: 6)
        let store = world.site("s", tier: 1)
        world.add(.received, store, week: 0, 5)
        world.count(store, week: 0, 5)
        world.add(.received, store, week: 4, 95)
        world.count(store, week: 5, 0)
        let result = world.reconciledExactly()
        let values = result.consumption[0].values
        #expect(abs(values.reduce(0, +) - values[0] - 100) < 1e-3)
        #expect(values[1] + values[2] + values[3] <= 5 + 1e-3)
        #expect(result.stockPaths[0].allSatisfy { ($0 ?? 0) >= 0 })
    }

    @Test func afterACountConservationBoundsTheStock() throws {
        var world = World(weeks: 40)
        let store = world.site("s", tier: 1, joinedWeek: 0)
        for week in stride(from: 0, to: 12, by: 3) { world.add(.received, store, week: week, 30) }
        world.count(store, week: 11, 20)
        world.add(.received, store, week: 12, 30)
        let position = try #require(world.reconciled().positions.first)
        #expect(position.basis == .reconciled)
        #expect(position.onHandLow == 0)
        #expect(position.onHand < 5)  // 10 a week for 28 weeks out of 50 units
        #expect(position.onHandHigh <= 50 * 1.1)
    }

    @Test func aSiteThatReordersConsumedWhatItBought() throws {
        var world = World(weeks: 52)
        let store = world.site("s", tier: 1, joinedWeek: 0)
        for week in stride(from: 0, to: 52, by: 3) { world.add(.received, store, week: week, 30) }  // last in week 51
        let position = try #require(world.reconciled().positions.first)
        #expect(position.basis == .bounded)
        #expect(position.consumption > 7 && position.consumption < 11)
        #expect(position.onHandLow > 0 && position.onHandLow < 35)
        #expect(position.onHandHigh > 40 && position.onHandHigh <= 18 * 30)
    }

    @Test func oneReceiptAndNothingElseIdentifiesNothing() throws {
        var world = World(weeks: 30)
        let store = world.site("s", tier: 1, joinedWeek: 2)
        world.add(.received, store, week: 4, 100)
        let result = world.reconciled()
        let position = result.positions[0]
        #expect(position.basis == .bounded)
        #expect(position.onHandLow < 12 && position.onHandHigh > 88 && position.onHandHigh <= 108)
        #expect(abs(position.onHand - 50) < 1)
        #expect(result.consumption[0].knownCount == 0)
    }

    @Test func peersTellWhatAReceiptLasts() throws {
        var world = World(weeks: 30)
        var silent = 0
        for index in 0..<8 {
            let store = world.site("s\(index)", tier: 1, joinedWeek: 2)
            world.add(.received, store, week: 4, 200)
            if index == 7 {
                silent = store
            } else {
                for week in 4..<30 { world.add(.sold, store, week: week, Double(3 + (index + week) % 3)) }
            }
        }
        let position = world.reconciled().positions[try world.pair(silent)]
        // 26 weeks at 4 a week.
        #expect(abs(position.onHand - 96) < 12)
        #expect(position.onHandLow > 30 && position.onHandHigh < 160)
        #expect(abs(position.consumption - 4) < 0.8)
    }

    @Test func underReportingIsMeasuredAndUndone() throws {
        var world = World(weeks: 40)
        let store = world.site("s", tier: 1, joinedWeek: 0)
        var stock = 0.0
        for week in 0..<40 {
            if week % 4 == 0 {
                world.add(.received, store, week: week, 40)
                stock += 40
            }
            world.add(.sold, store, week: week, 5)  // ten were
            stock -= 10
            if week % 8 == 7, week < 36 { world.count(store, week: week, stock) }
        }
        let result = world.reconciled()
        #expect(result.diagnostics.map(\.code) == ["consumer-sales-under-reported"])
        #expect(abs(result.positions[0].consumption - 10) < 0.01)
        #expect(abs(result.positions[0].onHand - stock) < 0.5)
        #expect(result.consumption[0].states.allSatisfy { $0 == .inferred || $0 == .censored })
    }

    @Test func untrueCountsAreClippedAndNamed() throws {
        var world = World(weeks: 12)
        let store = world.site("s", tier: 1, joinedWeek: 0)
        world.add(.received, store, week: 0, 100)
        for week in 0..<12 { world.add(.sold, store, week: week, 5) }
        world.count(store, week: 3, 80)
        world.count(store, week: 11, 140)  // at most 40 can be there, unless a receipt was never reported
        let result = world.reconciled()
        let finding = try #require(result.diagnostics.first)
        #expect(finding.code == "count-contradicts-ledger" && finding.file == "stock.csv" && finding.line == nil)
        let position = result.positions[0]
        #expect(position.onHand <= 140 && position.onHand > 40)
        #expect(position.onHandLow <= 40 && position.onHandHigh >= 100)
        #expect(position.basis == .reconciled)
        #expect(result.consumption[0].values.allSatisfy { $0 == 5 })
    }

    @Test func orderRestrictedFitPoolsViolators() {
        #expect(CountBalance.nonIncreasing([5, 3, 4, 1], weights: [1, 1, 1, 1]) == [5, 3.5, 3.5, 1])
        #expect(CountBalance.nonIncreasing([1, 2, 6], weights: [1, 1, 2]) == [3.75, 3.75, 3.75])
        #expect(CountBalance.nonIncreasing([3, 2, 1], weights: [1, 5, 1]) == [3, 2, 1])
    }
}

@Suite struct SiteRoleTests {
    /// A silent shop that once sent something back is still a shop.
    @Test func returnsDoNotMakeAnIntermediary() throws {
        var world = World(weeks: 40)
        let brand = world.site("b", tier: 0)
        let shop = world.site("s", tier: 1, supplier: brand, joinedWeek: 0)
        for week in stride(from: 0, to: 40, by: 4) { world.ship(brand, shop, week: week, 40) }
        world.add(.returnedOut, shop, week: 20, 5)
        world.add(.returnedIn, brand, week: 20, 5)
        let result = world.reconciled()
        let position = result.positions[try world.pair(shop)]
        #expect(position.consumption > 6)
        #expect(position.onHand < 150)
        // What came back to the warehouse is no receipt: its stock stays unknown.
        #expect(result.positions[try world.pair(brand)].basis == .insufficient)
    }
}
