import Foundation
import Numerical
import Testing

@testable import InventoryModels

/// Snyder & Shen 2019, chapter 3; digits of stockpyl 1.0.2.
@Suite struct EconomicOrderQuantityTests {
    @Test func plain() {
        let a = EconomicOrderQuantity(fixedCost: 8, holdingCost: 0.225, demandRate: 1300)
        #expect(agree(a.quantity, 304.0467800264368) && agree(a.costRate, 68.41052550594829) && a.stockoutFraction == 0)
        let b = EconomicOrderQuantity(fixedCost: 2250, holdingCost: 275, demandRate: 182_500)
        #expect(agree(b.quantity, 1728.1098449935514) && agree(b.costRate, 475230.20737322664))
        #expect(agree(EconomicOrderQuantity.costRate(of: a.quantity, fixedCost: 8, holdingCost: 0.225, demandRate: 1300), a.costRate))
    }

    @Test func backorders() {
        let a = EconomicOrderQuantity(fixedCost: 8, holdingCost: 0.225, stockoutCost: 5, demandRate: 1300)
        #expect(agree(a.quantity, 310.81255515896464) && agree(a.stockoutFraction, 0.0430622009569378))
        #expect(agree(a.costRate, 66.92136355097325))
        let b = EconomicOrderQuantity(fixedCost: 40, holdingCost: 40.05, stockoutCost: 60, demandRate: 2080)
        #expect(agree(b.quantity, 83.23544812889804) && agree(b.stockoutFraction, 0.4002998500749625))
        #expect(agree(b.costRate, 1999.1482444152125))
    }

    @Test func production() {
        let a = EconomicOrderQuantity(fixedCost: 4, holdingCost: 0.08, demandRate: 80, productionRate: 110)
        #expect(agree(a.quantity, 171.26976771553507) && agree(a.costRate, 3.7367949319753104))
    }
}

@Suite struct QuantityDiscountsTests {
    @Test func example35AndProblem312() {
        let prices = [0.75, 0.72, 0.68]
        let all = QuantityDiscounts(.allUnits, breakpoints: [0, 400, 800], unitCosts: prices)
        let a = all.bestOrder(fixedCost: 8, holdingRate: 0.3, demandRate: 1300)
        #expect(a.quantity == 800 && a.tier == 2 && agree(a.costRate, 978.6))
        let incremental = QuantityDiscounts(.incremental, breakpoints: [0, 400, 800], unitCosts: prices)
        let b = incremental.bestOrder(fixedCost: 8, holdingRate: 0.3, demandRate: 1300)
        #expect(agree(b.quantity, 304.0467800264368) && b.tier == 0 && agree(b.costRate, 1043.4105255059483))
        let large = [1490.0, 1220, 1100]
        let c = QuantityDiscounts(.allUnits, breakpoints: [0, 1200, 2400], unitCosts: large)
            .bestOrder(fixedCost: 2250, holdingRate: 0.25, demandRate: 182_500)
        #expect(c.quantity == 2400 && c.tier == 2 && agree(c.costRate, 201251093.75))
        let d = QuantityDiscounts(.incremental, breakpoints: [0, 1200, 2400], unitCosts: large)
            .bestOrder(fixedCost: 2250, holdingRate: 0.25, demandRate: 182_500)
        #expect(agree(d.quantity, 28553.060654284905) && d.tier == 2 && agree(d.costRate, 208678591.67992836))
    }

    /// Property: no quantity on a fine grid costs less.
    @Test(arguments: [QuantityDiscounts.Kind.allUnits, .incremental]) func noOtherQuantityCostsLess(_ kind: QuantityDiscounts.Kind) {
        var random = Xoshiro256(seed: 12)
        for _ in 0..<50 {
            let first = 20 + 300 * random.uniform()
            let terms = QuantityDiscounts(
                kind, breakpoints: [0, first, first * (1.2 + 2 * random.uniform())],
                unitCosts: [10, 10 - 2 * random.uniform() - 0.01, 7 - 3 * random.uniform()])
            let (K, i, λ) = (5 + 100 * random.uniform(), 0.1 + random.uniform(), 50 + 1000 * random.uniform())
            let best = terms.bestOrder(fixedCost: K, holdingRate: i, demandRate: λ)
            for quantity in stride(from: 1.0, through: 2000, by: 1.7) {
                #expect(terms.costRate(of: quantity, fixedCost: K, holdingRate: i, demandRate: λ) >= best.costRate * (1 - 1e-12))
            }
        }
    }
}

@Suite struct JointReplenishmentTests {
    struct Instance: Sendable {
        var shared: Double
        var fixed: [Double]
        var holding: [Double]
        var rates: [Double]
        var multiples: [Int]
        var cycle: Double
        var cost: Double
        var items: [JointReplenishment.Item] {
            fixed.indices.map { JointReplenishment.Item(fixedCost: fixed[$0], holdingCost: holding[$0], demandRate: rates[$0]) }
        }
    }

    /// Silver's heuristic: instances of Silver 1976, Silver, Pyke & Thomas and Snyder & Shen; digits of stockpyl 1.0.2.
    static let instances = [
        Instance(
            shared: 600, fixed: [120, 840, 300], holding: [160, 20, 50], rates: [1, 1, 1], multiples: [1, 3, 1],
            cycle: 3.103164454170876, cost: 837.8544026261366),
        Instance(
            shared: 40, fixed: [15, 15, 15, 15], holding: [0.24, 0.24, 0.24, 0.24], rates: [86_000, 12_500, 1_400, 3_000],
            multiples: [1, 1, 4, 3], cycle: 0.07617340262784976, cost: 2067.650840930354),
        Instance(
            shared: 10, fixed: [1.87, 5.27, 7.94, 8.19, 8.87], holding: [0.2, 0.2, 0.2, 0.2, 0.2], rates: [1736, 656, 558, 170, 142],
            multiples: [1, 1, 1, 3, 3], cycle: 0.2813771490671472, cost: 218.68632025498687),
        Instance(
            shared: 20_000, fixed: [36_000, 46_000, 34_000, 38_000], holding: [1000, 900, 1200, 1000], rates: [1780, 445, 920, 175],
            multiples: [1, 2, 1, 3], cycle: 0.24433405218634363, cost: 1028646.3597045067),
        Instance(
            shared: 1500, fixed: [4000, 1000, 2000], holding: [300, 200, 200], rates: [9100, 83_200, 20_800], multiples: [3, 1, 2],
            cycle: 0.017076411245211497, cost: 566083.0327787611),
        Instance(
            shared: 180, fixed: [60, 100, 180, 115, 135], holding: [5.32, 3.92, 4.76, 3.92, 3.36], rates: [6200, 1300, 400, 4400, 1800],
            multiples: [1, 2, 4, 1, 2], cycle: 0.11364657309360865, cost: 9107.181781429423),
    ]

    @Test func silversHeuristic() {
        for instance in Self.instances {
            let result = JointReplenishment.heuristic(instance.items, sharedCost: instance.shared)
            #expect(result.multiples == instance.multiples)
            #expect(agree(result.baseCycle, instance.cycle) && agree(result.costRate, instance.cost))
        }
    }

    /// The optimum against every vector of multiples up to 6.
    @Test func optimumAgainstEnumeration() {
        for instance in Self.instances {
            let items = instance.items
            var least = Double.infinity
            var total = 1
            for _ in items { total *= 6 }
            for code in 0..<total {
                var left = code
                var (fixed, holding) = (instance.shared, 0.0)
                for item in items {
                    let m = Double(left % 6 + 1)
                    left /= 6
                    fixed += item.fixedCost / m
                    holding += item.holdingCost * item.demandRate * m
                }
                least = min(least, (2 * fixed * holding).squareRoot())
            }
            let optimum = JointReplenishment.optimum(items, sharedCost: instance.shared)
            #expect(agree(optimum.costRate, least), "\(optimum.multiples)")
            #expect(optimum.costRate <= instance.cost * (1 + 1e-12))
        }
    }
}

@Suite struct WagnerWhitinTests {
    struct Instance: Sendable {
        var demand: [Double]
        var fixed: [Double]
        var holding: Double
        var unit: [Double] = []
        var cost: Double
    }

    static let instances = [
        // Wagner & Whitin 1958, Table 1.
        Instance(
            demand: [69, 29, 36, 61, 61, 26, 34, 67, 45, 67, 79, 56],
            fixed: [85, 102, 102, 101, 98, 114, 105, 86, 119, 110, 98, 114], holding: 1, cost: 864),
        // Silver & Peterson 1985.
        Instance(
            demand: [10, 62, 12, 130, 154, 129, 88, 52, 124, 160, 238, 41], fixed: [Double](repeating: 54, count: 12), holding: 0.4,
            cost: 501.2),
        // Hillier & Lieberman.
        Instance(demand: [3, 2, 3, 2], fixed: [2, 2, 2, 2], holding: 0.2, cost: 4.8),
        // Snyder & Shen, example 3.9, problems 3.27 and 3.29, and one with unit costs.
        Instance(demand: [90, 120, 80, 70], fixed: [500, 500, 500, 500], holding: 2, cost: 1380),
        Instance(demand: [150, 100, 80, 200], fixed: [120, 120, 120, 120], holding: 0.8, cost: 424),
        Instance(demand: [730, 580, 445, 650, 880], fixed: [100, 100, 100, 100, 100], holding: 0.1, cost: 423),
        Instance(
            demand: [400, 500, 500, 1100, 900], fixed: [100, 100, 100, 100, 100], holding: 0.1, unit: [3, 1, 4, 6, 6], cost: 4940),
    ]

    @Test func publishedInstances() {
        for instance in Self.instances {
            let h = [Double](repeating: instance.holding, count: instance.demand.count)
            let plan = WagnerWhitin(demand: instance.demand, fixedCost: instance.fixed, holdingCost: h, unitCost: instance.unit)
            #expect(agree(plan.totalCost, instance.cost, 1e-11))
            #expect(agree(Self.cost(of: plan.quantities, instance.demand, instance.fixed, h, instance.unit), instance.cost, 1e-11))
        }
    }

    /// What a plan really costs, period by period.
    static func cost(of quantities: [Double], _ d: [Double], _ K: [Double], _ h: [Double], _ c: [Double]) -> Double {
        var (stock, cost) = (0.0, 0.0)
        for t in d.indices {
            if quantities[t] > 0 { cost += K[t] + (c.isEmpty ? 0 : c[t] * quantities[t]) }
            stock += quantities[t] - d[t]
            #expect(stock > -1e-9)
            cost += h[t] * stock
        }
        return cost
    }

    /// Property: the envelope finds what the plain O(n²) recursion finds, with zero demands and any costs.
    @Test func theEnvelopeAgreesWithThePlainRecursion() {
        var random = Xoshiro256(seed: 1958)
        for _ in 0..<300 {
            let n = 1 + Int(25 * random.uniform())
            let d = (0..<n).map { _ in random.uniform() < 0.3 ? 0 : (100 * random.uniform()).rounded() }
            let K = (0..<n).map { _ in 200 * random.uniform() }
            let h = (0..<n).map { _ in 2 * random.uniform() }
            let c = (0..<n).map { _ in 5 * random.uniform() }
            var least = [Double](repeating: .infinity, count: n + 1)
            least[n] = 0
            for t in stride(from: n - 1, through: 0, by: -1) {
                if d[t] == 0 { least[t] = least[t + 1] }
                var (carried, cost) = (0.0, K[t])
                var held = 0.0
                for s in t..<n {
                    cost += d[s] * (c[t] + held)
                    held += h[s]
                    carried += d[s]
                    least[t] = min(least[t], cost + least[s + 1])
                }
            }
            let plan = WagnerWhitin(demand: d, fixedCost: K, holdingCost: h, unitCost: c)
            #expect(abs(plan.totalCost - least[0]) < 1e-8 * max(1, least[0]))
            #expect(abs(Self.cost(of: plan.quantities, d, K, h, c) - least[0]) < 1e-8 * max(1, least[0]))
        }
        #expect(WagnerWhitin(demand: [], fixedCost: [], holdingCost: []).totalCost == 0)
    }
}
