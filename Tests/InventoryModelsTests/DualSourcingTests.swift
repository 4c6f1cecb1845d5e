import Numerical
import Testing

@testable import InventoryModels

@Suite struct DualSourcingTests {
    /// Demand uniform on 0–4, h = 5, b = 495, free regular goods; optima by an independent relative value iteration on two truncations.
    static let optima: [(leadTime: Int, expedited: Double, cost: Double)] = [
        (2, 5, 16.769802), (2, 10, 19.733333), (2, 20, 23.071429), (3, 5, 16.87672), (3, 10, 20.341051), (3, 20, 24.33561),
    ]

    static func system(_ leadTime: Int, _ expedited: Double) -> DualSourcing {
        DualSourcing(
            leadTime: leadTime, expeditedCost: expedited, regularCost: 0, holdingCost: 5, stockoutCost: 495, demand: .uniform(0...4))
    }

    @Test func optimaOfUniformDemand() {
        for row in Self.optima {
            let cost = Self.system(row.leadTime, row.expedited).optimalAverageCost(tolerance: 1e-7)
            #expect(abs(cost - row.cost) < 1.5e-6, "l \(row.leadTime), cₑ \(row.expedited): \(cost)")
        }
    }

    /// Nothing beats the optimum; a cap never hurts a dual index; both stay within the few percent the literature reports.
    @Test func policiesAreNearTheOptimum() {
        for row in Self.optima where row.leadTime == 2 {
            let system = Self.system(row.leadTime, row.expedited)
            let plain = system.bestDualIndex()
            let capped = system.bestDualIndex(capped: true)
            let surge = system.bestTailoredBaseSurge()
            for cost in [plain.averageCost, capped.averageCost, surge.averageCost] { #expect(cost > row.cost - 2e-6) }
            #expect(capped.averageCost <= plain.averageCost + 1e-6)
            #expect(capped.averageCost < 1.03 * row.cost && plain.averageCost < 1.05 * row.cost, "\(plain), \(capped), \(surge)")
        }
    }

    /// Goods that cost the same from both are bought from the one that is there at once: a newsvendor of one period.
    @Test func equalPricesAreANewsvendor() {
        let system = DualSourcing(
            leadTime: 2, expeditedCost: 3, regularCost: 3, holdingCost: 1, stockoutCost: 9, demand: .poisson(mean: 2))
        let newsvendor = Newsvendor(holdingCost: 1, stockoutCost: 9)
        let demand = DiscreteDistribution.poisson(mean: 2)
        let cost = newsvendor.expectedCost(at: newsvendor.optimalLevel(for: demand), for: demand) + 6
        #expect(agree(system.optimalAverageCost(tolerance: 1e-8), cost, 1e-7))
        #expect(system.averageCost(of: .tailoredBaseSurge(level: 4, quantity: 2)).isNaN)
    }
}
