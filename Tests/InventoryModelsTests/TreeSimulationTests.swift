import Foundation
import Numerical
import Testing

@testable import InventoryModels

@Suite struct TreeSimulationTests {
    /// A random tree with every policy, lead time and kind of demand.
    static func tree(_ random: inout Xoshiro256, sites: Int) -> SupplyTree {
        SupplyTree(
            sites: (0..<sites).map { i in
                let lead: SupplyTree.LeadTime = random.uniform() < 0.5 ? .fixed(Int(4 * random.uniform())) : .random([0.2, 0.3, 0.1, 0.4])
                let level = (10 + 60 * random.uniform()).rounded()
                let policies: [SupplyTree.Policy] = [
                    .baseStock(level: level), .minMax(reorderPoint: level / 2, level: level), .reorderPoint(level / 3, quantity: 7),
                    .echelonBaseStock(level: 3 * level),
                ]
                let demands: [SupplyTree.Demand] = [
                    .none, .poisson(mean: 4), .normal(mean: 5, deviation: 2), .series([3, 0, 8]), .masses([1, 2, 1]),
                ]
                return SupplyTree.Site(
                    supplier: i == 0 ? nil : Int(Double(i) * random.uniform()), leadTime: lead,
                    policy: policies[Int(4 * random.uniform())], demand: demands[Int(5 * random.uniform())],
                    unmet: random.uniform() < 0.5 ? .lost : .backordered, holdingCost: 1, stockoutCost: 9, orderCost: 2)
            })
    }

    /// Nothing is created or lost, at any site or on the way.
    @Test func goodsAreConserved() throws {
        var random = Xoshiro256(seed: 100)
        for _ in 0..<60 {
            let tree = Self.tree(&random, sites: 1 + Int(12 * random.uniform()))
            let result = try TreeSimulation(tree, periods: 300, seed: random.next())
            for (i, site) in result.sites.enumerated() {
                let start = tree.initialOnHand[i]
                #expect(abs(start + site.received - site.shipped - site.finalOnHand) < 1e-6)
                #expect(site.finalOnHand >= 0 && site.finalBackorders >= -1e-9 && site.finalInTransit >= -1e-9)
                #expect(site.finalOnHand < 1e-9 || site.finalBackorders < 1e-6)
                #expect(site.metFromStock <= site.demanded + 1e-6 && site.lost <= site.demanded + 1e-6)
                let below = tree.sites.indices.filter { tree.sites[$0].supplier == i }
                let arrived = below.reduce(0.0) { $0 + result.sites[$1].received + result.sites[$1].finalInTransit }
                #expect(site.shipped - arrived >= -1e-6, "customers received more than was shipped")
                if tree.sites[i].demand == .none { #expect(abs(site.shipped - arrived) < 1e-6) }
                if tree.sites[i].unmet == .backordered { #expect(abs(site.demanded - site.shipped - site.finalBackorders) < 1e-6) }
            }
        }
    }

    @Test func theSameSeedGivesTheSameBitsOnAnyNumberOfThreads() throws {
        var random = Xoshiro256(seed: 8)
        let tree = Self.tree(&random, sites: 9)
        let a = try TreeSimulation.averageCosts(tree, periods: 200, replications: 6, seed: 3, threads: 1)
        let b = try TreeSimulation.averageCosts(tree, periods: 200, replications: 6, seed: 3, threads: 4)
        #expect(a == b && Set(a).count > 1)
        #expect(try TreeSimulation(tree, periods: 200, seed: 3).averageCost == a[0])
    }

    /// One site with base stock is a newsvendor over its lead time: an order placed after the demand of a period is there L later.
    @Test func oneSiteIsANewsvendor() throws {
        for lead in [1, 3] {
            let demand = PoissonDemand(mean: 5 * Double(lead))
            let newsvendor = Newsvendor(holdingCost: 1, stockoutCost: 9)
            let level = newsvendor.optimalLevel(for: demand)
            let tree = SupplyTree(sites: [
                .init(
                    supplier: nil, leadTime: .fixed(lead), policy: .baseStock(level: level), demand: .poisson(mean: 5), holdingCost: 1,
                    stockoutCost: 9)
            ])
            let result = try TreeSimulation(tree, periods: 200_000, warmUp: 100, seed: 1)
            #expect(abs(result.averageCost / newsvendor.expectedCost(at: level, for: demand) - 1) < 0.015)
        }
    }

    /// The simulation of a serial system at Clark and Scarf's levels costs what their recursion says.
    @Test func aSerialSystemCostsWhatClarkAndScarfSay() throws {
        let instance = SerialSystemTests.normal[1]
        for levels in [instance.levels, [110, 240]] {
            let tree = SupplyTree(sites: [
                .init(supplier: nil, leadTime: .fixed(1), policy: .echelonBaseStock(level: levels[1]), holdingCost: 1),
                .init(
                    supplier: 0, leadTime: .fixed(1), policy: .echelonBaseStock(level: levels[0]),
                    demand: .normal(mean: 100, deviation: 15),
                    holdingCost: 2, stockoutCost: 15),
            ])
            let cost = try TreeSimulation(tree, periods: 200_000, warmUp: 100, seed: 61).averageCost
            #expect(abs(cost / instance.system.costRate(echelonLevels: levels) - 1) < 0.006, "\(cost)")
        }
    }

    /// Lost sales against the exact chain. There an order is placed before the demand of its period, here after it: a lead time one longer.
    @Test func lostSalesCostWhatTheChainSays() throws {
        let system = LostSalesSystem(leadTime: 2, holdingCost: 1, stockoutCost: 9, demand: .poisson(mean: 5))
        let exact = system.averageCost(of: .baseStock(level: 17), tolerance: 1e-6)
        let tree = SupplyTree(sites: [
            .init(
                supplier: nil, leadTime: .fixed(3), policy: .baseStock(level: 17), demand: .poisson(mean: 5), unmet: .lost, holdingCost: 1,
                stockoutCost: 9)
        ])
        let cost = try TreeSimulation(tree, periods: 100_000, warmUp: 100, seed: 2).averageCost
        #expect(abs(cost / exact - 1) < 0.015, "\(cost) \(exact)")
    }

    @Test func minMaxCostsWhatZhengAndFedergruenSay() throws {
        let tree = SupplyTree(sites: [
            .init(
                supplier: nil, leadTime: .fixed(1), policy: .minMax(reorderPoint: 14, level: 62), demand: .poisson(mean: 20),
                holdingCost: 1,
                stockoutCost: 9, orderCost: 64)
        ])
        let cost = try TreeSimulation(tree, periods: 200_000, warmUp: 100, seed: 20).averageCost
        #expect(abs(cost / 49.173035745 - 1) < 0.01, "\(cost)")
    }

    @Test func mistakesAreNamed() {
        let site = SupplyTree.Site(supplier: 0, leadTime: .fixed(1), policy: .baseStock(level: 1))
        #expect(throws: SupplyTree.Invalid.supplierNotBefore(site: 0)) { try TreeSimulation(SupplyTree(sites: [site]), periods: 1) }
        let late = SupplyTree.Site(supplier: nil, leadTime: .fixed(-1), policy: .baseStock(level: 1))
        #expect(throws: SupplyTree.Invalid.leadTime(site: 0)) { try TreeSimulation(SupplyTree(sites: [late]), periods: 1) }
        let negative = SupplyTree.Site(supplier: nil, leadTime: .fixed(1), policy: .baseStock(level: 1), demand: .series([-1]))
        #expect(throws: SupplyTree.Invalid.demand(site: 0)) { try TreeSimulation(SupplyTree(sites: [negative]), periods: 1) }
    }
}
