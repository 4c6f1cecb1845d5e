import Foundation
import Numerical
import Testing

@testable import InventoryModels

@Suite struct SerialSystemTests {
    struct Instance: Sendable, CustomStringConvertible {
        var name: String
        var holding: [Double]
        var leads: [Double]
        var penalty: Double
        var demand: SerialSystem.Demand
        var levels: [Double]
        var cost: Double
        var description: String { name }
        var system: SerialSystem {
            SerialSystem(
                stages: zip(holding, leads).map { SerialSystem.Stage(echelonHoldingCost: $0, leadTime: $1) }, stockoutCost: penalty,
                demand: demand)
        }
    }

    /// Snyder & Shen 2019, example 6.1 and problems; optima by an independent recursion on grids of 0.0025 and 0.01 units, stable to five
    /// digits at least.
    static let normal = [
        Instance(
            name: "example 6.1", holding: [3, 2, 2], leads: [1, 1, 2], penalty: 37.12, demand: .normal(mean: 5, deviation: 1),
            levels: [6.490881560987633, 12.017607307617284, 22.70549891325338], cost: 47.66014928690949),
        Instance(
            name: "problem 6.1", holding: [1, 1], leads: [1, 1], penalty: 15, demand: .normal(mean: 100, deviation: 15),
            levels: [123.47089833213975, 228.4181159611546], cost: 166.2506268165432),
        Instance(
            name: "problem 6.2a", holding: [2, 2, 1, 1, 1], leads: [0.5, 0.5, 0.5, 0.5, 0.5], penalty: 24,
            demand: .normal(mean: 64, deviation: 8),
            levels: [40.58670591461145, 74.25740491973347, 109.08559748966954, 142.12134619429952, 174.5180269051254],
            cost: 451.6094411742664),
        Instance(
            name: "problem 6.16", holding: [5, 2], leads: [8, 3], penalty: 24, demand: .normal(mean: 20, deviation: 4),
            levels: [171.191166539628, 232.16444491441527], cost: 438.18452761237825),
    ]

    /// Costs of Shang & Song 2003, Table 1, to three decimals there; further digits by exact recursion.
    static let poisson = [
        Instance(
            name: "problem 6.2b", holding: [2, 2, 1, 1, 1], leads: [0.5, 0.5, 0.5, 0.5, 0.5], penalty: 24, demand: .poisson(rate: 64),
            levels: [41, 74, 109, 142, 174], cost: 453.6915586955532),
        Instance(
            name: "Shang & Song 1", holding: [0.25, 0.25, 0.25, 0.25], leads: [0.25, 0.25, 0.25, 0.25], penalty: 9,
            demand: .poisson(rate: 16), levels: [8, 13, 18, 22], cost: 12.687897827903887),
        Instance(
            name: "Shang & Song 9", holding: [0.25, 2.5, 2.5, 0.25], leads: [0.25, 0.25, 0.25, 0.25], penalty: 9,
            demand: .poisson(rate: 16), levels: [9, 10, 13, 19], cost: 53.00760477013104),
        Instance(
            name: "Shang & Song 17", holding: [0.25, 0.25, 0.25, 0.25], leads: [0.25, 0.25, 0.25, 0.25], penalty: 99,
            demand: .poisson(rate: 16), levels: [11, 17, 22, 27], cost: 16.205544137437418),
        Instance(
            name: "Shang & Song 25", holding: [0.25, 2.5, 2.5, 0.25], leads: [0.25, 0.25, 0.25, 0.25], penalty: 99,
            demand: .poisson(rate: 16), levels: [11, 14, 18, 26], cost: 74.56363970773987),
        Instance(
            name: "example 6.1, Poisson", holding: [3, 2, 2], leads: [1, 1, 2], penalty: 37.12, demand: .poisson(rate: 5),
            levels: [9, 15, 26],
            cost: 72.04674102090102),
    ]

    @Test(arguments: normal) func normalDemand(_ instance: Instance) {
        let policy = instance.system.optimum
        #expect(agree(policy.costRate, instance.cost, 1e-6), "\(policy.costRate)")
        for (level, expected) in zip(policy.echelonLevels, instance.levels) {
            #expect(abs(level - expected) < 1e-3, "\(policy.echelonLevels)")
        }
        // The cost of the optimal levels is the optimal cost; elsewhere it is higher.
        #expect(agree(instance.system.costRate(echelonLevels: policy.echelonLevels), policy.costRate, 1e-12))
        for j in policy.echelonLevels.indices {
            for change in [-0.5, 0.5] {
                var levels = policy.echelonLevels
                levels[j] += change
                #expect(instance.system.costRate(echelonLevels: levels) > policy.costRate)
            }
        }
    }

    @Test(arguments: poisson) func poissonDemand(_ instance: Instance) {
        let policy = instance.system.optimum
        #expect(policy.echelonLevels == instance.levels)
        #expect(agree(policy.costRate, instance.cost, 1e-9), "\(policy.costRate)")
        #expect(agree(instance.system.costRate(echelonLevels: instance.levels), instance.cost, 1e-9))
        for j in policy.echelonLevels.indices {
            for change in [-1.0, 1] {
                var levels = policy.echelonLevels
                levels[j] += change
                #expect(instance.system.costRate(echelonLevels: levels) >= policy.costRate - 1e-12)
            }
        }
    }

    /// One stage is a newsvendor.
    @Test func oneStageIsANewsvendor() {
        let system = SerialSystem(
            stages: [.init(echelonHoldingCost: 2, leadTime: 4)], stockoutCost: 9, demand: .normal(mean: 10, deviation: 3))
        let newsvendor = BaseStockPolicy(
            Newsvendor(holdingCost: 2, stockoutCost: 9), protectionDemand: NormalDemand(mean: 40, deviation: 6))
        #expect(agree(system.optimum.echelonLevels[0], newsvendor.level) && agree(system.optimum.costRate, newsvendor.averageCost))
    }

    /// The normal recursion against whole units fine enough that rounding does not matter.
    @Test func normalAgreesWithAFineLattice() {
        let instance = Self.normal[1]
        let unit = 0.25
        let leads = instance.leads.map {
            DiscreteDistribution.rounded(NormalDemand(mean: 100 * $0 / unit, deviation: 15 * $0.squareRoot() / unit))
        }
        let policy = SerialSystem.optimum(echelonHoldingCosts: instance.holding, stockoutCost: 15, leadTimeDemands: leads)
        #expect(abs(policy.costRate * unit - instance.cost) < 2e-3)
        #expect(abs(policy.echelonLevels[1] * unit - instance.levels[1]) < 0.3)
    }

    @Test func boundsHoldTheOptimum() {
        for instance in Self.normal + Self.poisson {
            let bounds = ShangSongBounds(instance.system)
            // The optimum as computed here: a level equal to its bound must not fail by the reference's grid.
            for (j, level) in instance.system.optimum.echelonLevels.enumerated() {
                #expect(bounds.lower[j] <= level + 1e-6 && level <= bounds.upper[j] + 1e-6, "\(instance) \(j)")
            }
            #expect(agree(bounds.upper[0], bounds.lower[0], 1) && bounds.heuristic.count == instance.levels.count)
            let cost = instance.system.costRate(echelonLevels: bounds.heuristic)
            #expect(cost >= instance.cost * (1 - 1e-6) && cost < 1.03 * instance.cost, "\(instance): \(cost)")
        }
        // Example 6.1, digits of stockpyl 1.0.2.
        let example = ShangSongBounds(Self.normal[0].system)
        for (a, b) in zip(example.heuristic, [6.490880975286938, 12.027434723327854, 22.634032391786285]) { #expect(agree(a, b, 1e-6)) }
    }

    @Test func localLevelsAddUp() {
        let policy = SerialSystem.Policy(echelonLevels: [10, 8, 20], costRate: 0)
        #expect(policy.localLevels == [8, 0, 12])
    }
}

@Suite struct OneWarehouseTests {
    struct Instance: Sendable {
        var system: OneWarehouse
        var cost: Double
        var warehouse: Int
        var levels: [Int]
        var onHand: [Double]
        var backorders: [Double]
        var fill: [Double]
        var metric: (warehouse: Int, levels: [Int], cost: Double, exact: Double)
    }

    static func system(_ rates: [Double], _ leads: [Double], _ b: [Double], h: Double, L0: Double, h0: Double) -> OneWarehouse {
        OneWarehouse(
            retailers: rates.indices.map { .init(demandRate: rates[$0], leadTime: leads[$0], holdingCost: h, stockoutCost: b[$0]) },
            leadTime: L0, holdingCost: h0)
    }

    /// Computed independently by binomial disaggregation, and checked there by a simulation of four million demands.
    static let instances = [
        Instance(
            system: system([0.1, 0.1], [2, 2], [10, 10], h: 1, L0: 14, h0: 1), cost: 4.267426823309931, warehouse: 4, levels: [1, 1],
            onHand: [0.7400615109117558, 0.7400615109117558], backorders: [0.06670121924136048, 0.06670121924136048],
            fill: [0.7400615109117558, 0.7400615109117558], metric: (4, [1, 1], 3.8556325698616476, 4.267426823309931)),
        Instance(
            system: system([1, 1, 1], [1, 1, 1], [10, 10, 10], h: 1, L0: 1, h0: 1), cost: 7.779858893798814, warehouse: 3,
            levels: [3, 3, 3],
            onHand: [1.8298933103385162, 1.8298933103385162, 1.8298933103385162],
            backorders: [0.053935117993903416, 0.053935117993903416, 0.053935117993903416],
            fill: [0.8700135194863923, 0.8700135194863923, 0.8700135194863923],
            metric: (2, [3, 3, 3], 7.4642944246766705, 7.835899877294839)),
        Instance(
            system: system([0.5, 1, 2], [1, 1, 0.5], [10, 20, 20], h: 1, L0: 2, h0: 0.5), cost: 8.768776796956814, warehouse: 10,
            levels: [2, 3, 3], onHand: [1.4914403554147666, 1.973811631049035, 1.9320675777902103],
            backorders: [0.020200426589076545, 0.03133177339765276, 0.04710786248744517],
            fill: [0.9002383690466285, 0.9069553113718911, 0.8923850585321487], metric: (7, [2, 3, 4], 8.17668932214026, 9.53485011653192)),
        Instance(
            system: system([2, 2, 4, 8], [1, 1, 1, 1], [20, 20, 20, 20], h: 1.5, L0: 4, h0: 1), cost: 34.53204284260107, warehouse: 68,
            levels: [5, 5, 8, 14], onHand: [2.8445158618460575, 2.8445158618460575, 3.6897759310330422, 5.354663325973947],
            backorders: [0.045482628260200116, 0.045482628260200116, 0.09170946386126651, 0.15853039163033958],
            fill: [0.9212993590466022, 0.9212993590466022, 0.909119940765423, 0.9123332643123729],
            metric: (62, [5, 5, 9, 15], 29.431519391951753, 36.798052314113896)),
    ]

    @Test func exactOptimum() {
        for instance in Self.instances {
            let best = instance.system.optimum()
            #expect(best.warehouseLevel == instance.warehouse && best.levels == instance.levels)
            #expect(agree(best.costRate, instance.cost, 1e-9))
            let performance = instance.system.performance(warehouseLevel: instance.warehouse, levels: instance.levels)
            #expect(agree(performance.costRate, instance.cost, 1e-9))
            for i in instance.levels.indices {
                #expect(
                    agree(performance.onHand[i], instance.onHand[i], 1e-9) && agree(performance.backorders[i], instance.backorders[i], 1e-9)
                )
                #expect(agree(performance.fillRates[i], instance.fill[i], 1e-9))
            }
        }
    }

    @Test func metricChoosesByPoissonOrders() {
        for instance in Self.instances {
            let choice = instance.system.optimum(method: .metric)
            #expect(choice.warehouseLevel == instance.metric.warehouse && choice.levels == instance.metric.levels)
            let seen = instance.system.performance(warehouseLevel: choice.warehouseLevel, levels: choice.levels, method: .metric)
            #expect(agree(choice.costRate, seen.costRate, 1e-12))
            let exact = instance.system.performance(warehouseLevel: choice.warehouseLevel, levels: choice.levels)
            #expect(agree(exact.costRate, instance.metric.exact, 1e-9))
            #expect(agree(choice.costRate, instance.metric.cost, 1e-9))
        }
    }

    /// Two moments come closer to the truth than one.
    @Test func twoMomentsAreCloserThanOne() {
        for instance in Self.instances {
            let exact = instance.system.performance(warehouseLevel: instance.warehouse, levels: instance.levels).costRate
            let one = instance.system.performance(warehouseLevel: instance.warehouse, levels: instance.levels, method: .metric).costRate
            let two = instance.system.performance(warehouseLevel: instance.warehouse, levels: instance.levels, method: .twoMoment).costRate
            #expect(abs(two - exact) < abs(one - exact) && abs(two / exact - 1) < 0.03, "\(one) \(two) \(exact)")
        }
    }

    /// The METRIC table of LINDO's example (two outlets, demand 0.1 a day, resupply 2 days, depot 14 days): backorders per outlet.
    @Test func metricTable() {
        let system = Self.instances[0].system
        let rows: [(depot: Int, outlet: Int, backorders: Double)] = [
            (0, 0, 1.6), (0, 1, 0.8018965179946554), (0, 3, 0.11018595460002256), (2, 2, 0.048307816461641506), (3, 1, 0.09903932437978424),
            (5, 0, 0.2504777368190237), (5, 3, 0.00014130062785477904),
        ]
        for row in rows {
            let performance = system.performance(warehouseLevel: row.depot, levels: [row.outlet, row.outlet], method: .metric)
            #expect(agree(performance.backorders[0], row.backorders, 1e-9))
        }
    }
}
