import SupplyNetwork
import Testing

@testable import Reconciliation

/// Stock follows title: a movement changes whose goods they are, wherever they lie.
@Suite struct TitleTests {
    /// The brand ships straight to the owner; partner and leader between them earn on it and never see it.
    @Test func goodsThatSkipTiersMoveNoStockOfTheTiersBetween() throws {
        var world = World(weeks: 20)
        let brand = world.site("brand", tier: 0)
        let partner = world.site("partner", tier: 1, supplier: brand)
        let leader = world.site("leader", tier: 2, supplier: partner)
        let owner = world.site("owner", tier: 3, supplier: leader)
        world.ship(brand, partner, 0, week: 0, 30)
        world.ship(partner, leader, 0, week: 1, 30)
        world.count(partner, week: 2, 0)
        world.count(leader, week: 2, 30)
        for week in 2..<20 {
            world.ship(brand, owner, 0, week: week, 10)
            world.add(.sold, owner, week: week, 10)
        }
        let positions = try positions(world, [partner, leader, owner])
        #expect(positions[0].onHand.rounds(to: 0) && positions[1].onHand.rounds(to: 30))
        // Nobody counted the owner: at most the shipment that it has yet to sell, and nothing of what passed the tiers above.
        #expect(positions[2].onHandLow == 0 && positions[2].onHand <= 10 && abs(positions[2].consumption - 10) < 0.5)
        #expect(positions[1].consumption == 0)
    }

    /// The partner owns 400 that lie in the brand's warehouse: never counted at the partner's, counted at the brand's.
    @Test func cloudStockIsItsOwnersAndIsCountedWhereItLies() throws {
        var world = World(weeks: 12)
        let brand = world.site("brand", tier: 0)
        let partner = world.site("partner", tier: 1, supplier: brand, joinedWeek: 1)
        let leader = world.site("leader", tier: 2, supplier: partner, joinedWeek: 1)
        world.count(brand, week: 0, 1000)
        world.ship(brand, partner, 0, week: 2, 500)
        world.ship(partner, leader, 0, week: 5, 100)
        world.count(brand, week: 11, 900)
        let positions = try positions(world, [brand, partner])
        #expect(positions[0].onHand == 900)
        #expect(positions[1].onHand.rounds(to: 400) && positions[1].consumption == 0)
    }

    /// Units an owner sells on unseen are missing at the next count: they were consumed, as far as its balance can tell, and stand
    /// on nobody's shelf.
    @Test func divertedUnitsAreMissingWhereTheyWereBought() throws {
        var world = World(weeks: 9)
        let owner = world.site("owner", tier: 1)
        world.add(.received, owner, week: 0, 200)
        world.count(owner, week: 0, 200)
        world.count(owner, week: 8, 40)
        let result = world.reconciledExactly()
        #expect(abs(result.consumption[0].values[1...8].reduce(0, +) - 160) < 0.01)
        #expect(result.positions[0].onHand == 40)
    }

    private func positions(_ world: World, _ sites: [Int]) throws -> [Position] {
        let result = world.reconciled()
        return try sites.map { site in
            let pair = try #require(world.ledger.pair(site: site, product: 0))
            return result.positions[pair]
        }
    }
}
