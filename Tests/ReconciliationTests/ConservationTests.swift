import Numerical
import SupplyNetwork
import Testing

@testable import Reconciliation

/// Properties that hold for any ledger, also one that makes no sense.
@Suite struct ConservationTests {
    /// Movements, reports and counts drawn at random, contradictions included.
    static func nonsense(seed: UInt64) -> World {
        var random = Xoshiro256(seed: seed)
        var world = World(weeks: 30, products: 2, extraDays: Int(random.next() % 7))
        let brand = world.site("b", tier: 0)
        let partner = world.site("p", tier: 1, supplier: brand)
        for index in 0..<6 {
            let shop = world.site(
                "s\(index)", tier: 2, supplier: partner, joinedWeek: random.uniform() < 0.3 ? Int(random.next() % 20) : nil)
            if random.uniform() < 0.2 { world.sites[shop].leftOn = (World.start + Int(random.next() % 30)).monday }
            let reports = random.uniform()
            for week in 0..<world.weekCount {
                for product in 0..<2 {
                    let units = (random.uniform() * 20).rounded()
                    if random.uniform() < 0.15 { world.ship(partner, shop, product, week: week, 3 * units) }
                    if random.uniform() < 0.03 {
                        world.add(.returnedOut, shop, product, week: week, units)
                        world.add(.returnedIn, partner, product, week: week, units)
                    }
                    if random.uniform() < reports { world.add(.sold, shop, product, week: week, units) }
                    if random.uniform() < 0.03 { world.add(.soldBack, shop, product, week: week, units) }
                    if random.uniform() < 0.05, week < 30 {
                        world.count(shop, product, week: week, weekday: Int(random.next() % 7), 4 * units)
                    }
                }
            }
        }
        return world
    }

    @Test(arguments: 1...40) func nothingIsNegativeAndIntervalsAreOrdered(seed: Int) throws {
        let world = ConservationTests.nonsense(seed: UInt64(seed))
        let ledger = world.ledger
        let result = world.reconciled(threads: 2)
        for (pair, p) in result.positions.enumerated() {
            #expect(0 <= p.onHandLow && p.onHandLow <= p.onHand && p.onHand <= p.onHandHigh && p.onHandHigh.isFinite)
            #expect(0 <= p.consumptionLow && p.consumptionLow <= p.consumption && p.consumption <= p.consumptionHigh)
            #expect(p.consumptionHigh.isFinite)
            #expect(result.consumption[pair].values.allSatisfy { $0 >= 0 && $0.isFinite })
            #expect(result.consumption[pair].end <= ledger.firstWeek + ledger.completeWeekCount)
            #expect(result.stockPaths[pair].count == ledger.weekCount)
            #expect(result.stockPaths[pair].allSatisfy { ($0 ?? 0) >= 0 && ($0 ?? 0).isFinite })
            let missing = zip(result.consumption[pair].values, result.consumption[pair].states).filter { $1 == .missing }
            #expect(missing.allSatisfy { $0.0 == 0 })
        }
    }

    /// Between the ends of any two weeks without a count in between, the path moves by what came in, went out and was consumed.
    @Test(arguments: 1...20) func thePathBalances(seed: Int) throws {
        let trade = SmallTrade(seed: UInt64(seed), habits: .init(shops: 8, counting: 0, hoarders: 0))
        let ledger = trade.world.ledger
        let result = trade.world.reconciled()
        var checked = 0
        for (index, pair) in ledger.pairs.enumerated()
        where trade.stock[pair] != nil && result.consumption[index].knownCount == result.consumption[index].count {
            let history = result.consumption[index]
            let offset = history.start - ledger.firstWeek
            for week in offset + 1..<ledger.weekCount {
                guard let before = result.stockPaths[index][week - 1], let after = result.stockPaths[index][week] else { continue }
                let came = ledger.value(.received, pair: index, week: week)
                #expect(abs(before + came - history.values[week - offset] - after) < 1e-6)
                checked += 1
            }
            let last = try #require(result.stockPaths[index].compactMap { $0 }.last)
            #expect(abs(last - result.positions[index].onHand) < 1e-9)
        }
        #expect(checked > 100)
    }

    @Test(arguments: 1...10) func threadsDoNotMatter(seed: Int) throws {
        let world = ConservationTests.nonsense(seed: UInt64(seed))
        let one = world.reconciled(threads: 1)
        let two = world.reconciled(threads: 2)
        #expect(one.positions == two.positions && one.consumption == two.consumption && one.stockPaths == two.stockPaths)
        #expect(one.diagnostics == two.diagnostics)
    }

    @Test(arguments: 1...10) func unitsOfMeasureDoNotMatter(seed: Int) throws {
        let world = ConservationTests.nonsense(seed: UInt64(seed))
        let small = world.reconciled().positions
        let large = world.scaled(by: 1000).reconciled().positions
        func isClose(_ a: Double, _ b: Double) -> Bool { abs(a * 1000 - b) <= 1e-4 * (1 + abs(b)) }
        for (a, b) in zip(small, large) {
            #expect(isClose(a.onHandLow, b.onHandLow) && isClose(a.onHand, b.onHand) && isClose(a.onHandHigh, b.onHandHigh))
            #expect(isClose(a.consumptionLow, b.consumptionLow) && isClose(a.consumption, b.consumption))
            #expect(a.basis == b.basis)
        }
    }

    /// The same network with its sites listed the other way round.
    @Test(arguments: 1...10) func orderOfSitesDoesNotMatter(seed: Int) throws {
        let world = ConservationTests.nonsense(seed: UInt64(seed))
        let mirrored = world.mirrored
        let (a, b) = (world.reconciled(), mirrored.reconciled())
        for (index, pair) in world.ledger.pairs.enumerated() {
            let other = try mirrored.pair(world.sites.count - 1 - pair.site, pair.product)
            let (p, q) = (a.positions[index], b.positions[other])
            #expect(abs(p.onHand - q.onHand) <= 1e-6 * (1 + p.onHand) && abs(p.onHandHigh - q.onHandHigh) <= 1e-5 * (1 + p.onHandHigh))
            #expect(abs(p.consumption - q.consumption) <= 1e-6 * (1 + p.consumption))
        }
    }

    /// What comes later does not change what was known before.
    @Test func theFutureIsNotRead() throws {
        let trade = SmallTrade(seed: 5, habits: .init(shops: 10))
        let ledger = trade.world.ledger
        let cut = ledger.known(before: (World.start + 40).monday)
        let changed = trade.world.scaledAfter(week: 40, by: 7).ledger.known(before: (World.start + 40).monday)
        let one = Reconciliation().reconciled(ledger: cut, network: trade.world.network)
        let two = Reconciliation().reconciled(ledger: changed, network: trade.world.network)
        #expect(one.positions == two.positions && one.consumption == two.consumption)
        #expect(one.positions != trade.world.reconciled().positions)
    }
}
