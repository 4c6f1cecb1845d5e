import Foundation
import Numerical
import Testing

@testable import InventoryModels

/// Snyder & Shen 2019, chapter 5; digits of stockpyl 1.0.2.
@Suite struct ReorderPointPolicyTests {
    static let systems = [
        NormalReorderPointSystem(
            fixedCost: 8, holdingCost: 0.225, stockoutCost: 7.5, demandRate: 1300, demandDeviation: 150, leadTime: 1.0 / 12),
        NormalReorderPointSystem(
            fixedCost: 50, holdingCost: 3.1, stockoutCost: 45, demandRate: 800, demandDeviation: 40, leadTime: 4.0 / 365),
        NormalReorderPointSystem(
            fixedCost: 85, holdingCost: 0.75 / 3.5, stockoutCost: 40, demandRate: 192, demandDeviation: 17.4, leadTime: 3),
    ]

    @Test func expectedInventoryLevel() throws {
        let rows = [
            (213.97044213580244, 318.5901810768729, 95.45114022285196), (17.972649360167715, 162.1231617283653, 531.1189321826714),
            (644.8385303830128, 400.7559793126, 100.62739493477414),
        ]
        for (system, row) in zip(Self.systems, rows) {
            // Two iterations that both stop within 1e-6 of their own last step.
            let policy = try #require(system.expectedInventoryLevel())
            #expect(abs(policy.reorderPoint - row.0) < 2e-6 && abs(policy.orderQuantity - row.1) < 2e-6)
            #expect(agree(policy.costRate, row.2, 1e-8))
        }
        var cheap = Self.systems[0]
        cheap.stockoutCost = 0.01
        #expect(cheap.expectedInventoryLevel() == nil)
    }

    @Test func otherApproximations() {
        let backorders = [
            (128.63781442427097, 308.5737801203754), (-1.9298221851002393, 166.085006519797), (609.0252058220594, 391.32595109448084),
        ]
        let safety = [
            (190.3369965715624, 304.0467800264368), (15.125515371852014, 160.64386578049977), (652.9638947041127, 390.281949364815),
        ]
        let loss = [
            (126.8670634479628, 328.4491421980451), (-1.9858690730133088, 166.95010263205882), (608.5444839466084, 403.806030190717),
        ]
        for (i, system) in Self.systems.enumerated() {
            let a = system.economicWithBackorders
            #expect(abs(a.reorderPoint - backorders[i].0) < 1e-6 && agree(a.orderQuantity, backorders[i].1))
            let b = system.economicWithSafetyStock
            #expect(agree(b.reorderPoint, safety[i].0) && agree(b.orderQuantity, safety[i].1))
            // The reference stops when a step is below 1e-6.
            let c = system.lossFunctionApproximation()
            #expect(abs(c.reorderPoint - loss[i].0) < 2e-6 && abs(c.orderQuantity - loss[i].1) < 2e-6)
        }
    }

    /// Property: nothing near the optimum costs less, no approximation does, and the EOQ with backorders is within 12.5 % (Zheng 1992).
    @Test func theExactOptimumIsOne() {
        for system in Self.systems {
            let best = system.optimum
            for dr in [-1.0, -0.01, 0.01, 1] {
                for dq in [-2.0, -0.02, 0.02, 2] {
                    let cost = system.costRate(reorderPoint: best.reorderPoint + dr, orderQuantity: best.orderQuantity + dq)
                    #expect(cost >= best.costRate * (1 - 1e-13))
                }
            }
            for policy in [system.economicWithBackorders, system.economicWithSafetyStock, system.lossFunctionApproximation()] {
                #expect(policy.costRate >= best.costRate)
            }
            #expect(system.economicWithBackorders.costRate <= 1.125 * best.costRate)
        }
    }

    /// ∫g by a fine midpoint sum.
    @Test func theClosedFormOfTheCostIsItsIntegral() {
        let system = Self.systems[0]
        let newsvendor = Newsvendor(holdingCost: system.holdingCost, stockoutCost: system.stockoutCost)
        var sum = system.fixedCost * system.demandRate
        let n = 20_000
        for k in 0..<n {
            sum += newsvendor.expectedCost(at: 120 + 300 * (Double(k) + 0.5) / Double(n), for: system.leadTimeDemand) * 300 / Double(n)
        }
        #expect(agree(system.costRate(reorderPoint: 120, orderQuantity: 300), sum / 300, 1e-7))
    }

    @Test func poissonExact() {
        let a = ReorderPointPolicy.optimum(
            fixedCost: 100, holdingCost: 20, stockoutCost: 150, demandRate: 1.5, leadTimeDemand: .poisson(mean: 3))
        #expect(a.reorderPoint == 3 && a.orderQuantity == 5 && agree(a.costRate, 107.92358063314975))
        let b = ReorderPointPolicy.optimum(
            fixedCost: 4, holdingCost: 4, stockoutCost: 28, demandRate: 12, leadTimeDemand: .poisson(mean: 6))
        #expect(b.reorderPoint == 6 && b.orderQuantity == 7 && agree(b.costRate, 28.241312842169155))
        let cost = ReorderPointPolicy.costRate(
            reorderPoint: 3, orderQuantity: 5, fixedCost: 100, holdingCost: 20, stockoutCost: 150, demandRate: 1.5,
            leadTimeDemand: .poisson(mean: 3))
        #expect(agree(cost, a.costRate, 1e-12))
    }
}

@Suite struct MinMaxPolicyTests {
    /// Zheng & Federgruen 1991, Table I: h = 1, p = 9, K = 64, Poisson demand. Costs to three decimals there; further digits by
    /// stockpyl 1.0.2, but for a mean of 21, where it loses 8e-8 to its cut of demand: that one by the formula alone, in double precision.
    static let table: [(mean: Double, s: Int, S: Int, cost: Double)] = [
        (10, 6, 40, 35.021555272), (15, 10, 49, 42.697818923), (20, 14, 62, 49.173035745), (25, 19, 56, 54.262166719),
        (30, 23, 66, 57.818926159), (35, 28, 77, 61.215479048), (40, 33, 87, 64.511847098), (45, 37, 97, 67.776043544),
        (50, 42, 108, 70.975212330), (55, 47, 118, 74.148687469), (60, 52, 129, 77.305929435), (65, 56, 75, 78.518233210),
        (70, 62, 81, 79.037483664), (75, 67, 86, 79.553846504), (21, 15, 65, 50.406019893), (22, 16, 68, 51.632300777),
        (23, 17, 52, 52.756736007), (24, 18, 54, 53.517864809), (51, 43, 110, 71.610921000), (52, 44, 112, 72.246105631),
        (59, 51, 126, 76.679068328), (61, 52, 131, 77.928734882), (63, 54, 73, 78.286828020), (64, 55, 74, 78.402320709),
    ]

    @Test func allOfZhengAndFedergruen() {
        for row in Self.table {
            let policy = MinMaxPolicy.optimum(fixedCost: 64, holdingCost: 1, stockoutCost: 9, demand: .poisson(mean: row.mean))
            #expect(policy.reorderPoint == row.s && policy.orderUpToLevel == row.S, "mean \(row.mean)")
            #expect(agree(policy.averageCost, row.cost, 1e-8), "mean \(row.mean): \(policy.averageCost)")
        }
    }

    /// Snyder & Shen, example 4.7 and problem 4.31.
    @Test func textbookInstances() {
        let a = MinMaxPolicy.optimum(fixedCost: 5, holdingCost: 1, stockoutCost: 4, demand: .poisson(mean: 6))
        #expect(a.reorderPoint == 4 && a.orderUpToLevel == 10 && agree(a.averageCost, 8.034111561471642, 1e-9))
        let b = MinMaxPolicy.optimum(fixedCost: 150, holdingCost: 40, stockoutCost: 125, demand: .poisson(mean: 4))
        #expect(b.reorderPoint == 2 && b.orderUpToLevel == 7 && agree(b.averageCost, 223.5748295669688, 1e-9))
    }

    /// Property: no neighbouring pair costs less, also with a lead time and with demand that skips values.
    @Test func noOtherPairCostsLess() {
        let demands: [DiscreteDistribution] = [
            .poisson(mean: 3), .negativeBinomial(mean: 2, variance: 7), DiscreteDistribution(masses: [0.5, 0, 0, 0.2, 0, 0.3]),
            .uniform(1...4),
        ]
        for demand in demands {
            for (K, p, lead) in [(10.0, 5.0, 0), (40, 19, 2), (0, 9, 1)] {
                let best = MinMaxPolicy.optimum(fixedCost: K, holdingCost: 1, stockoutCost: p, demand: demand, leadTime: lead)
                for s in (best.reorderPoint - 3)...(best.reorderPoint + 3) {
                    for S in max(s + 1, best.orderUpToLevel - 4)...max(s + 1, best.orderUpToLevel + 4) {
                        let cost = MinMaxPolicy.averageCost(
                            reorderPoint: s, orderUpToLevel: S, fixedCost: K, holdingCost: 1, stockoutCost: p, demand: demand,
                            leadTime: lead)
                        #expect(cost >= best.averageCost - 1e-9, "\(s), \(S): \(cost) against \(best)")
                    }
                }
            }
        }
    }

    @Test func powerApproximation() {
        let a = MinMaxPolicy.powerApproximation(fixedCost: 2.5, holdingCost: 0.18, stockoutCost: 0.7, mean: 50, deviation: 8)
        #expect(agree(a.reorderPoint, 40.19461695647407) && agree(a.orderUpToLevel, 74.29017010980579))
        let b = MinMaxPolicy.powerApproximation(fixedCost: 60, holdingCost: 2, stockoutCost: 36, mean: 190, deviation: 48)
        #expect(agree(b.reorderPoint, 226.61379282228387) && agree(b.orderUpToLevel, 324.3797868133974))
    }
}

@Suite struct FiniteHorizonTests {
    static func system(fixedCost: Double, demand: any StochasticDemand, discount: Double = 0.98) -> FiniteHorizonSystem {
        let period = FiniteHorizonSystem.Period(
            fixedCost: fixedCost, unitCost: 1, holdingCost: 1, stockoutCost: 25, discount: discount, demand: demand)
        return FiniteHorizonSystem(
            periods: [FiniteHorizonSystem.Period](repeating: period, count: 10), terminalHoldingCost: 1, terminalStockoutCost: 25)
    }

    /// A normal demand whose whole units are those within four deviations, 6–30, as the authors of the problems cut it.
    struct CutNormal: StochasticDemand {
        let normal = NormalDemand(mean: 18, deviation: 3)
        var kept: Double { normal.cumulative(30.5) - normal.cumulative(5.5) }
        var mean: Double { normal.mean }
        var variance: Double { normal.variance }
        func cumulative(_ x: Double) -> Double { max(0, normal.cumulative(min(x, 30.5)) - normal.cumulative(5.5)) / kept }
        func quantile(_ p: Double) -> Double { normal.quantile(p) }
        func expectedShortage(at x: Double) -> Double { normal.expectedShortage(at: x) }
    }

    /// Snyder & Shen, problems 4.29 and 4.30. The authors' costs leave out what lies beyond four deviations, and with it 6e-5 of every
    /// period's future: a discount smaller by as much gives their digits. With all of demand the costs are 0.015 % higher (stockpyl 1.0.2
    /// with `d_spread=8`, whose own cut is felt in the tenth digit).
    @Test func textbookProblems() {
        let normal = NormalDemand(mean: 18, deviation: 3)
        let cut = CutNormal()
        let rows: [(K: Double, s: [Int], S: [Int], text: Double, whole: Double)] = [
            (0, [Int](repeating: 23, count: 10), [Int](repeating: 23, count: 10), 234.79622567591318, 234.83061510838874),
            (
                40, [17, 17, 17, 17, 17, 17, 17, 17, 17, 18], [42, 42, 42, 42, 42, 42, 42, 42, 41, 23], 519.3557887889583,
                519.4237799515886
            ),
        ]
        for row in rows {
            let whole = Self.system(fixedCost: row.K, demand: normal).optimum()
            #expect(whole.reorderPoints == row.s && whole.orderUpToLevels == row.S)
            #expect(agree(whole.totalCost, row.whole, 1e-8), "\(whole.totalCost)")
            let text = Self.system(fixedCost: row.K, demand: cut, discount: 0.98 * cut.kept).optimum()
            #expect(text.reorderPoints == row.s && text.orderUpToLevels == row.S)
            #expect(agree(text.totalCost, row.text, 1e-9), "\(text.totalCost)")
        }
    }

    /// One period is a newsvendor; without uncertainty, Wagner and Whitin's plan.
    @Test func limitsAreTheSimplerModels() {
        let demand = DiscreteDistribution.poisson(mean: 6)
        let one = FiniteHorizonSystem(periods: [.init(holdingCost: 1, stockoutCost: 4, demand: demand)]).optimum()
        #expect(one.orderUpToLevels == [8] && agree(one.totalCost, 3.5701069457709376))
        let known = [90, 120, 80, 70]
        let periods = known.map {
            FiniteHorizonSystem.Period(
                fixedCost: 500, holdingCost: 2, stockoutCost: 1e6, demand: DiscreteDistribution(minimum: $0, masses: [1]))
        }
        #expect(agree(FiniteHorizonSystem(periods: periods).optimum().totalCost, 1380))
    }
}

@Suite struct BaseStockPolicyTests {
    /// Snyder & Shen, example 4.4: lead time 4, review every period.
    @Test func example44() {
        let protection = NormalDemand(mean: 250, deviation: 8 * 5.0.squareRoot())
        let policy = BaseStockPolicy(Newsvendor(holdingCost: 0.18, stockoutCost: 0.7), protectionDemand: protection)
        #expect(agree(policy.level, 264.76689437415484) && agree(policy.averageCost, 4.466781004149577))
        #expect(agree(policy.cycleService, 0.7 / 0.88) && agree(policy.safetyStock, policy.level - 250))
        let moments = BaseStockPolicy.moments(mean: 10, deviation: 3, timeMean: 4, timeDeviation: 1.5)
        #expect(moments.mean == 40 && agree(moments.deviation, (36.0 + 225).squareRoot()))
    }
}
