import Foundation
import Numerical
import Testing

@testable import InventoryModels

@Suite struct NewsvendorTests {
    /// Snyder & Shen, examples 4.3, 4.4 and problem 4.1; digits of stockpyl 1.0.2.
    @Test func normalDemand() {
        let rows: [(h: Double, p: Double, μ: Double, σ: Double, level: Double, cost: Double)] = [
            (0.18, 0.7, 50, 8, 56.60395592743389, 1.9976051931766445),
            (43, 79, 900, 60, 922.7214038234755, 2718.196781782411),
            (0.18, 0.7, 250, 8 * 5.0.squareRoot(), 264.76689437415484, 4.466781004149577),
        ]
        for row in rows {
            let newsvendor = Newsvendor(holdingCost: row.h, stockoutCost: row.p)
            let demand = NormalDemand(mean: row.μ, deviation: row.σ)
            let level = newsvendor.optimalLevel(for: demand)
            #expect(agree(level, row.level) && agree(newsvendor.expectedCost(at: level, for: demand), row.cost))
        }
    }

    /// Example 4.2 and problem 4.3b: revenue, purchase cost, salvage value.
    @Test func explicitCosts() {
        let rows: [(r: Double, c: Double, v: Double, μ: Double, σ: Double, level: Double, profit: Double)] = [
            (1, 0.3, 0.12, 50, 8, 56.60395592743389, 33.002394806823354),
            (7, 2.5, 1.5, 50, 10, 59.084578685373856, 210.47680825231475),
        ]
        for row in rows {
            let newsvendor = Newsvendor(revenue: row.r, purchaseCost: row.c, salvageValue: row.v)
            let demand = NormalDemand(mean: row.μ, deviation: row.σ)
            let level = newsvendor.optimalLevel(for: demand)
            #expect(agree(level, row.level))
            #expect(agree(newsvendor.expectedProfit(at: level, for: demand, margin: row.r - row.c), row.profit))
        }
    }

    /// Examples 4.7, problems 4.8a and 4.7b.
    @Test func countedDemand() {
        let rows: [(h: Double, p: Double, demand: DiscreteDistribution, level: Double, cost: Double)] = [
            (1, 4, .poisson(mean: 6), 8, 3.5701069457709376),
            (200, 270, .poisson(mean: 18), 19, 786.0884409351079),
            (500_000, 1_000_000, DiscreteDistribution(minimum: 1, masses: [0.25, 0.05, 0.1, 0.2, 0.15, 0.1, 0.1, 0.05]), 5, 1_225_000),
        ]
        for row in rows {
            let newsvendor = Newsvendor(holdingCost: row.h, stockoutCost: row.p)
            #expect(newsvendor.optimalLevel(for: row.demand) == row.level)
            #expect(agree(newsvendor.expectedCost(at: row.level, for: row.demand), row.cost))
        }
        let closed = Newsvendor(holdingCost: 1, stockoutCost: 4)
        #expect(agree(closed.expectedCost(at: 8, for: PoissonDemand(mean: 6)), 3.5701069457709376, 1e-11))
    }

    /// Property: no whole level costs less than S*, for random distributions and costs.
    @Test func noOtherLevelCostsLess() {
        var random = Xoshiro256(seed: 41)
        for _ in 0..<200 {
            let masses = (0..<12).map { _ in random.uniform() < 0.4 ? 0 : random.uniform() } + [0.1]
            let demand = DiscreteDistribution(minimum: Int(5 * random.uniform()), masses: masses)
            let newsvendor = Newsvendor(holdingCost: 0.1 + random.uniform(), stockoutCost: 0.1 + 9 * random.uniform())
            let best = newsvendor.expectedCost(at: newsvendor.optimalLevel(for: demand), for: demand)
            for level in -2..<25 { #expect(newsvendor.expectedCost(at: Double(level), for: demand) >= best - 1e-12) }
        }
    }

    @Test func packsAreTheBetterOfTwo() {
        let newsvendor = Newsvendor(holdingCost: 1, stockoutCost: 3)
        let demand = PoissonDemand(mean: 10)
        for position in stride(from: 0.0, through: 16, by: 1) {
            let order = newsvendor.order(from: position, pack: 6, for: demand)
            let best = (0..<6).map { Double($0) * 6 }.min { a, b in
                newsvendor.expectedCost(at: position + a, for: demand) < newsvendor.expectedCost(at: position + b, for: demand)
            }
            #expect(order == best, "position \(position)")
        }
    }
}

@Suite struct MarginalValueTests {
    @Test func savingsAreDifferencesOfCost() {
        let value = MarginalValue(Newsvendor(holdingCost: 0.5, stockoutCost: 6))
        let demand = DiscreteDistribution.negativeBinomial(mean: 3, variance: 8)
        for y in -2..<12 {
            let saved =
                value.newsvendor.expectedCost(at: Double(y), for: demand) - value.newsvendor.expectedCost(at: Double(y) + 4, for: demand)
            #expect(abs(value.saving(of: 4, at: Double(y), for: demand) - saved) < 1e-11)
        }
        let savings = value.savings(ofPacksOf: 1, at: 0, most: 100, for: demand)
        #expect(Double(savings.count) == value.newsvendor.optimalLevel(for: demand))
        #expect(zip(savings, savings.dropFirst()).allSatisfy { $0 >= $1 })
        #expect(agree(savings[0], 6 * demand.exceedance(0) - 0.5 * demand.cumulative(0)))
        #expect(value.savings(ofPacksOf: 1, at: 0, most: 0, for: demand).isEmpty)
    }

    @Test func ordersStopAtTheThreshold() {
        let value = MarginalValue(Newsvendor(holdingCost: 1, stockoutCost: 9))
        let demand = DiscreteDistribution.poisson(mean: 12)
        for threshold in [0.0, 0.7, 3, 8.9, 9] {
            let savings = value.savings(ofPacksOf: 2, at: 3, most: 50, for: demand)
            let wanted = Double(savings.filter { $0 > 2 * threshold }.count) * 2
            #expect(value.order(from: 3, pack: 2, threshold: threshold, for: demand) == wanted)
        }
        #expect(value.order(from: 3, pack: 2, most: 2, for: demand) == 4)
    }
}

@Suite struct BudgetNewsvendorTests {
    /// The Karush–Kuhn–Tucker conditions solved independently.
    @Test func fourLinesUnderOneBudget() {
        let μ = [100.0, 200, 150, 80]
        let σ = [30.0, 40, 60, 25]
        let lines = (0..<4).map {
            BudgetNewsvendor.Line(
                demand: NormalDemand(mean: μ[$0], deviation: σ[$0]), price: [25, 45, 40, 75][$0], unitCost: [10, 25, 18, 40][$0],
                salvage: [4, 10, 5, 15][$0])
        }
        let free = BudgetNewsvendor(lines, budget: 1e9)
        #expect(free.multiplier == 0 && agree(free.spent, 12814.543286754671))
        for (a, b) in zip(free.quantities, [116.9784646579859, 207.2004947917082, 169.68432645189907, 85.26070985619812]) {
            #expect(agree(a, b))
        }
        let bound = BudgetNewsvendor(lines, budget: 9000)
        #expect(agree(bound.multiplier, 0.6459797887179406, 1e-8) && agree(bound.spent, 9000, 1e-10) && bound.spent <= 9000)
        #expect(agree(bound.expectedProfit, 8138.9787954979565))
        for (a, b) in zip(bound.quantities, [92.91690366336998, 150.9419460963651, 117.90491498232097, 54.37484603188494]) {
            #expect(agree(a, b, 1e-8))
        }
        #expect(BudgetNewsvendor(lines, budget: 0).spent == 0)
    }
}
