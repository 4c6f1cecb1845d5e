import SupplyNetwork
import Testing

@testable import Reconciliation

@Suite struct KnownBalanceTests {
    /// A warehouse, a partner and a store. Warehouse counted 1,000 at the end of week 0; ships 100 to the partner in week 1,
    /// who ships 60 to the store in week 2, which sells 10 a week from week 3 on and takes 2 back in week 5.
    private func threeSites() -> World {
        var world = World(weeks: 10)
        let warehouse = world.site("w", tier: 0)
        let partner = world.site("p", tier: 1, supplier: warehouse, joinedWeek: 1)
        let store = world.site("s", tier: 2, supplier: partner, joinedWeek: 2)
        world.add(.received, warehouse, week: 0, 1000)
        world.count(warehouse, week: 0, 1000)
        world.ship(warehouse, partner, week: 1, 100)
        world.ship(partner, store, week: 2, 60)
        world.add(.sold, store, week: 2, 0)
        for week in 3..<8 { world.add(.sold, store, week: week, 10) }
        world.add(.soldBack, store, week: 5, 2)
        world.add(.sold, store, week: 8, 0)
        world.add(.sold, store, week: 9, 0)
        return world
    }

    @Test func everyUnitIsAccountedFor() throws {
        let world = threeSites()
        let result = world.reconciled()
        let positions = result.positions
        #expect(zip(positions, [900.0, 40, 12]).allSatisfy { $0.onHand.rounds(to: $1) })
        #expect(positions.map(\.onHand).reduce(0, +).rounds(to: 1000 - 48))
        #expect(positions.map(\.basis) == [.reconciled, .reconciled, .reconciled])
        #expect(positions[0].lastCountedOn == World.start.sunday)
        #expect(positions.allSatisfy { $0.onHandLow <= $0.onHand && $0.onHand <= $0.onHandHigh })
        #expect(result.diagnostics.isEmpty)
    }

    @Test func consumptionIsWhatWasSoldLessWhatCameBack() throws {
        let result = threeSites().reconciled()
        let history = result.consumption[2]
        #expect(history.start == World.start + 2)
        #expect(history.values == [0, 10, 10, 8, 10, 10, 0, 0])
        #expect(history.states.allSatisfy { $0 == .observed })
        // The last eight known weeks: 48 / 8.
        #expect(result.positions[2].consumption == 6)
        let path = try #require(result.stockPaths.last)
        #expect(path[0] == nil && zip(path[2...], [60.0, 50, 40, 32, 22, 12, 12, 12]).allSatisfy { ($0 ?? -1).rounds(to: $1) })
    }

    @Test func sitesThatOnlySupplyOthersConsumeNothing() throws {
        let result = threeSites().reconciled()
        #expect(result.consumption[0].knownCount == 0)
        #expect(result.positions[1].consumption == 0 && result.positions[1].consumptionHigh == 0)
    }

    @Test func lotsOfOneDayAreOneCount() throws {
        var world = World(weeks: 4)
        let store = world.site("s", tier: 1)
        world.add(.received, store, week: 0, 100)
        for week in 0..<4 { world.add(.sold, store, week: week, 5) }
        world.count(store, week: 2, weekday: 2, 30, inTransit: 4, netAfter: -3, soldAfter: 3)
        world.count(store, week: 2, weekday: 2, 45, inTransit: 6, netAfter: -3, soldAfter: 3)
        let position = try #require(world.reconciled().positions.first)
        // 75 on Wednesday of week 2, three sold after it, five in week 3.
        #expect(position.onHand == 67)
        #expect(position.basis == .counted)
        #expect(position.inTransit == 10)
        #expect(position.lastCountedOn == (World.start + 2).monday + 2)
        let order = OpenOrder(dueOn: world.asOf + 7, site: store, product: 0, quantity: 7)
        #expect(world.reconciled(openOrders: [order]).positions.first?.inTransit == 3)
    }

    @Test func aWeekUnderWayCountsForTheStockOnly() throws {
        var world = World(weeks: 6, extraDays: 3)
        let store = world.site("s", tier: 1)
        world.add(.received, store, week: 0, 100)
        for week in 0..<6 { world.add(.sold, store, week: week, 5) }
        world.add(.sold, store, week: 6, 4)
        world.count(store, week: 5, 60)
        let result = world.reconciled()
        #expect(result.positions[0].onHand == 56)
        #expect(result.consumption[0].count == 6)
        #expect(result.positions[0].consumption == 5)
        #expect(result.stockPaths[0].count == 7)
    }

    @Test func silentWeeksAreMissingAndMentionedOnesZero() throws {
        var world = World(weeks: 6, products: 2)
        let store = world.site("s", tier: 1)
        world.add(.sold, store, 0, week: 0, 3)
        world.add(.sold, store, 1, week: 1, 2)  // SKU 0 is not mentioned: it sold nothing
        world.add(.sold, store, 0, week: 3, 4)  // nobody reported in week 2
        world.add(.sold, store, 0, week: 5, 1)
        let result = world.reconciled()
        #expect(result.consumption[0].states == [.observed, .observed, .missing, .observed, .missing, .observed])
        #expect(result.consumption[0].values == [3, 0, 0, 4, 0, 1])
        #expect(result.consumption[1].start == World.start + 1)
        #expect(result.positions[0].consumption == 2)
        #expect(result.positions[0].basis == .insufficient)
        #expect(result.diagnostics.map(\.code) == ["stock-unknown"])
    }

    @Test func weeksOutsideLifeAreNotHistory() throws {
        var world = World(weeks: 10)
        let store = world.site("s", tier: 1, joinedWeek: 2)
        world.sites[store].leftOn = (World.start + 7).monday + 2
        world.products[0].launchedOn = (World.start + 3).monday
        world.add(.received, store, week: 2, 50)
        for week in 2..<10 { world.add(.sold, store, week: week, week < 8 ? 5 : 0) }
        let history = try #require(world.reconciled().consumption.first)
        #expect(history.start == World.start + 3)
        #expect(history.end == World.start + 8)
        #expect(world.reconciled().positions[0].consumption == 0)
        #expect(world.reconciled().positions[0].onHand.rounds(to: 20))
    }

    /// As in VN2: sales alone, zeros in the counts mark weeks that ended out of stock, one full count at the end.
    @Test func salesWithEmptyShelvesAndOneCount() throws {
        var world = World(weeks: 8)
        let warehouse = world.site("w", tier: 0)
        let store = world.site("s", tier: 1, supplier: warehouse)
        for week in 0..<8 { world.add(.sold, store, week: week, week == 4 ? 0 : 6) }
        world.count(store, week: 4, 0)
        world.count(store, week: 7, 13)
        let result = world.reconciled()
        #expect(result.positions[0].basis == .counted)
        #expect(result.positions[0].onHand == 13)
        #expect(result.consumption[0].states[4] == .censored)
        #expect(result.consumption[0].states.filter { $0 == .observed }.count == 7)
        #expect(result.diagnostics.isEmpty)
    }

    @Test func runningOutByFullKnowledgeIsCensored() throws {
        var world = World(weeks: 6)
        let store = world.site("s", tier: 1)
        world.add(.received, store, week: 0, 20)
        world.count(store, week: 0, 20)
        for (week, sold) in [0, 12, 8, 0, 5, 5].enumerated() { world.add(.sold, store, week: week, Double(sold)) }
        world.add(.received, store, week: 4, 30)
        let result = world.reconciled()
        #expect(result.consumption[0].states == [.observed, .observed, .censored, .censored, .observed, .observed])
        #expect(result.positions[0].onHand == 20)
    }

    @Test func aWarehouseWithoutCountsOrReceiptsIsUnknown() throws {
        var world = World(weeks: 6)
        let warehouse = world.site("w", tier: 0)
        let store = world.site("s", tier: 1, supplier: warehouse, joinedWeek: 1)
        for week in 1..<6 { world.ship(warehouse, store, week: week, 10) }
        let result = world.reconciled()
        #expect(result.positions[try world.pair(warehouse)].basis == .insufficient)
        #expect(result.positions[try world.pair(warehouse)].weeksOfCover == nil)
        #expect(result.positions[try world.pair(store)].basis == .bounded)
    }

    @Test func emptyLedger() {
        let world = World(weeks: 3)
        let result = Reconciliation().reconciled(
            ledger: world.ledger, network: Network(sites: [], products: []), openOrders: [], threads: 2)
        #expect(result.positions.isEmpty && result.consumption.isEmpty && result.diagnostics.isEmpty)
    }
}
