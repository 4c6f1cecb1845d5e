import Foundation
import Numerical
import Testing

@testable import InventoryModels

@Suite struct LostSalesTests {
    /// Poisson(5), h = 1, by an independent relative value iteration to 1e-6.
    static let optima: [(leadTime: Int, penalty: Double, cost: Double)] = [
        (1, 4, 4.04071), (1, 9, 5.43822), (1, 19, 6.67574), (1, 39, 7.83595), (2, 4, 4.3953), (2, 9, 6.09364), (2, 19, 7.66442),
        (2, 39, 9.10638),
    ]

    static func system(_ leadTime: Int, _ penalty: Double) -> LostSalesSystem {
        LostSalesSystem(leadTime: leadTime, holdingCost: 1, stockoutCost: penalty, demand: .poisson(mean: 5))
    }

    @Test func optimaOfPoissonDemand() {
        for row in Self.optima {
            let optimum = LostSalesOptimum(Self.system(row.leadTime, row.penalty), tolerance: 1e-6)
            #expect(abs(optimum.averageCost - row.cost) < 6e-6, "L \(row.leadTime), p \(row.penalty): \(optimum.averageCost)")
        }
    }

    /// The ranking the literature reports: nothing beats the optimum, and both newer policies beat base stock.
    @Test func policiesLieBetweenTheOptimumAndBaseStock() {
        for row in Self.optima where (row.leadTime, row.penalty) == (1, 19) || (row.leadTime, row.penalty) == (2, 4) {
            let system = Self.system(row.leadTime, row.penalty)
            let base = system.bestBaseStock()
            let capped = system.bestCappedBaseStock()
            let projected = system.bestProjectedInventoryLevel(step: 0.5)
            for policy in [base, capped, projected] { #expect(policy.averageCost > row.cost - 6e-6) }
            #expect(capped.averageCost <= base.averageCost && projected.averageCost < base.averageCost)
            #expect(capped.averageCost < 1.015 * row.cost && projected.averageCost < 1.015 * row.cost)
            #expect(system.bestConstantOrder().averageCost >= row.cost)
        }
    }

    @Test func simulationAgreesWithTheChain() {
        let system = Self.system(2, 9)
        let policies: [LostSalesPolicy] = [
            .baseStock(level: 17), .cappedBaseStock(level: 18, cap: 7), .projectedInventoryLevel(level: 7.4), .constantOrder(quantity: 4),
        ]
        for policy in policies {
            let exact = system.averageCost(of: policy, tolerance: 1e-6)
            let simulated = system.simulatedCost(of: policy, periods: 50_000, seed: 9)
            #expect(abs(simulated / exact - 1) < 0.03, "\(policy): \(simulated), \(exact)")
            #expect(simulated == system.simulatedCost(of: policy, periods: 50_000, seed: 9))
        }
        #expect(system.averageCost(of: .constantOrder(quantity: 5)).isNaN)
    }

    /// A chain that can be solved by hand: L = 1, demand 0 or 1 with equal odds, base stock 1: on hand is 1 unless it sold last.
    @Test func aChainSolvedByHand() {
        let system = LostSalesSystem(leadTime: 1, holdingCost: 1, stockoutCost: 10, demand: .uniform(0...1))
        // States x = 1 (orders 0) and x = 0 (orders 1): from 1 to 0 with ½, from 0 to 1 always; π(1) = ⅔.
        #expect(agree(system.averageCost(of: .baseStock(level: 1)), 2.0 / 3 * 0.5 + 1.0 / 3 * 5, 1e-8))
    }

    /// Nothing is created or lost, and what is sold is never above what there was.
    @Test func projectionConservesUnits() {
        var random = Xoshiro256(seed: 3)
        for _ in 0..<100 {
            let demands = (0..<4).map { _ in DiscreteDistribution.poisson(mean: 0.2 + 6 * random.uniform()) }
            let onHand = Int(12 * random.uniform())
            let arrivals = (0..<3).map { _ in Int(6 * random.uniform()) }
            let projection = LostSalesProjection(onHand: onHand, arrivals: arrivals, demands: demands)
            let total = Double(onHand + arrivals.reduce(0, +))
            #expect(abs(total - projection.expectedSales - projection.expectedOnHand) < 1e-9)
            let wanted = demands.reduce(0) { $0 + $1.mean }
            #expect(abs(wanted - projection.expectedSales - projection.expectedLostSales) < 1e-9)
            #expect(abs(projection.masses.reduce(0, +) - 1) < 1e-12)
        }
    }

    /// Two units, Poisson(1): P(X = 2) = P(X = 1) = 1/e.
    @Test func projectionByHand() {
        let projection = LostSalesProjection(onHand: 2, demands: [.poisson(mean: 1)])
        #expect(agree(projection.expectedOnHand, 3 * exp(-1.0), 1e-12) && agree(projection.expectedLostSales, 3 * exp(-1.0) - 1, 1e-12))
        #expect(projection.myopicOrder(criticalRatio: 0.8, demand: .poisson(mean: 1)) == 1)
    }
}
