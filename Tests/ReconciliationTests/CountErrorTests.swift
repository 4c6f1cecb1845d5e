import Foundation
import Numerical
import SupplyNetwork
import Testing

@testable import Reconciliation

/// Counts that are copied, rounded or wrong by a factor, at a leader that reports all it receives and ships.
@Suite struct CountErrorTests {
    /// Weekly receipts and shipments of four SKUs, counted every fourth week as `said` puts it.
    private func world(_ said: (_ truth: Double, _ last: Double?) -> Double) -> (world: World, leader: Int, stock: [Double]) {
        var world = World(weeks: 60, products: 4)
        let brand = world.site("brand", tier: 0)
        let leader = world.site("leader", tier: 1, supplier: brand, joinedWeek: 1)
        let owner = world.site("owner", tier: 2, supplier: leader, joinedWeek: 1)
        var stock = [0.0, 0, 0, 0]
        for product in 0..<4 {
            var last: Double?
            for week in 2..<60 {
                let (came, went) = (week % 5 == product % 5 ? 61.0 + Double(product) : 0, week % 3 == 0 && week > 8 ? 31.0 : 0)
                if came > 0 { world.ship(brand, leader, product, week: week, came) }
                if went > 0 { world.ship(leader, owner, product, week: week, min(went, stock[product])) }
                stock[product] += came - min(went, stock[product])
                if week % 4 == 3, week < 56 {
                    let count = said(stock[product], last)
                    world.count(leader, product, week: week, count)
                    last = count
                }
            }
        }
        return (world, leader, stock)
    }

    private func counting(_ world: World, _ site: Int) -> CountErrors {
        let (ledger, network, options) = (world.ledger, world.network, ReconciliationOptions())
        let movements = ledger.pairs.indices.map { PairMovements(pair: $0, ledger: ledger, network: network, options: options) }
        let balances = movements.map { CountBalance($0, options: options) }
        let reporting = SiteReporting.estimated(movements, balances, network: network, ledger: ledger, options: options)
        return CountErrors.estimated(
            movements, reporting: reporting, roadDays: network.sites.map { _ in 0 }, siteCount: network.sites.count, options: options)[site]
    }

    private func error(_ world: World, _ leader: Int, _ stock: [Double]) throws -> Double {
        let positions = world.reconciled().positions
        return try stock.indices.reduce(0) { try $0 + abs(positions[world.pair(leader, $1)].onHand - stock[$1]) } / stock.reduce(0, +)
    }

    @Test func trueCountsStand() throws {
        let (world, leader, stock) = world { truth, _ in truth }
        let errors = counting(world, leader)
        #expect(errors.factor == 1 && errors.factorError == 0 && !errors.copies && errors.step == 0 && errors.scatter < 0.025)
        #expect(try error(world, leader, stock) < 0.01)
    }

    @Test(arguments: [0.6, 0.75, 1.35]) func aCommonFactorIsFound(share: Double) throws {
        let (world, leader, stock) = world { truth, _ in (truth * share).rounded() }
        let errors = counting(world, leader)
        #expect(abs(errors.factor * share - 1) < 0.1)
        // The last count alone is off by 25 to 40 %.
        #expect(try error(world, leader, stock) < 0.1)
    }

    @Test func copiesAreNoCounts() throws {
        var turn = 0
        let (world, leader, stock) = world { truth, last in
            turn += 1
            return turn % 3 == 1 ? truth : last ?? truth
        }
        #expect(counting(world, leader).copies)
        #expect(try error(world, leader, stock) < 0.03)
        let positions = world.reconciled().positions
        let last = positions[try world.pair(leader, 0)].lastCountedOn
        #expect(last == (World.start + 55).sunday, "a copy is still the last that was said")
    }

    @Test func roundingIsSeen() throws {
        let (world, leader, stock) = world { truth, _ in (truth / 10).rounded() * 10 }
        #expect(counting(world, leader).step == 10)
        #expect(try error(world, leader, stock) < 0.03)
    }
}

/// Goods that a seller booked and that have not arrived are on nobody's shelf.
@Suite struct GoodsOnTheRoadTests {
    /// Seven days on the road, counted on Sundays.
    private func world(lead: Int?) -> (world: World, leader: Int) {
        var world = World(weeks: 40)
        let brand = world.site("brand", tier: 0)
        let leader = world.site("leader", tier: 1, supplier: brand, joinedWeek: 1)
        let owner = world.site("owner", tier: 2, supplier: leader, joinedWeek: 1)
        world.sites[leader].leadTimeDays = lead
        var arrived = 0.0
        var shipped = 0.0
        for week in 2..<40 {
            let came = week % 2 == 1 ? 70.0 : 0
            if came > 0 { world.ship(brand, leader, week: week, came) }
            if week > 4, week % 3 == 0 {
                world.ship(leader, owner, week: week, 20)
                shipped += 20
            }
            // What was booked within the week is still on the road at its end.
            world.count(leader, week: week, max(0, arrived - shipped))
            arrived += came
        }
        return (world, leader)
    }

    @Test func whatIsUnderWayIsNotOnHand() throws {
        let (world, leader) = world(lead: 7)
        let position = world.reconciled().positions[try world.pair(leader)]
        // The 70 of the last week are booked and not there: the count says so, and they are in transit.
        let booked = 19.0 * 70 - 12 * 20
        #expect(abs(position.onHand - (booked - 70)) < 12)
        #expect(abs(position.inTransit - 70) < 12)
    }

    @Test func withoutLeadTimesGoodsArriveWhenBooked() throws {
        let (world, leader) = world(lead: nil)
        #expect(world.reconciled().positions[try world.pair(leader)].inTransit == 0)
    }

    @Test func sharesOfTheWeekAreOnTheRoad() throws {
        var world = World(weeks: 4)
        let brand = world.site("b", tier: 0)
        let shop = world.site("s", tier: 1, supplier: brand)
        world.ship(brand, shop, week: 2, 70)
        world.ship(brand, shop, week: 3, 35)
        let m = PairMovements(pair: try world.pair(shop), ledger: world.ledger, network: world.network, options: .init())
        let all = m.onRoad(week: 3, elapsed: 1, after: 0, days: 7)
        #expect(all.mean == 35 && all.variance == 0)
        let part = m.onRoad(week: 3, elapsed: 1, after: 0, days: 3.5)
        #expect(part.mean == 17.5 && part.variance == 0.25 * 35 * 35)
        let both = m.onRoad(week: 3, elapsed: 1, after: 0, days: 10.5)
        #expect(both.mean == 35 + 35 && both.variance == 0.25 * 70 * 70)
        #expect(m.onRoad(week: 3, elapsed: 1, after: 0, days: 0).mean == 0)
    }
}
