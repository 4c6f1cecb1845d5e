import Numerical
import Testing

@testable import InventoryModels

@Suite struct PerishableSystemTests {
    static func hendrix(_ shelfLife: Int, _ most: Int, _ mean: Double) -> PerishableSystem {
        PerishableSystem(
            shelfLife: shelfLife, orderCost: 0.5, stockoutCost: 1, issue: .oldestFirst, largestOrder: most, demand: .poisson(mean: mean))
    }

    static func deMoor(_ issue: PerishableSystem.Issue, _ expiry: Double) -> PerishableSystem {
        PerishableSystem(
            shelfLife: 2, orderCost: 3, stockoutCost: 5, expiryCost: expiry, holdingCost: 1, issue: issue, largestOrder: 10,
            demand: .rounded(GammaDemand(mean: 4, deviation: 2)))
    }

    /// Hendrix et al. 2019: average profit 2.22 for a shelf life of two periods and 2.40 for three at λ = 5; further digits by an independent
    /// value iteration.
    @Test func averageProfits() {
        for (m, most, mean, profit) in [(2, 10, 5.0, 2.215143), (2, 14, 7, 3.223654), (3, 15, 5, 2.398508)] {
            let cost = Self.hendrix(m, most, mean).optimum(tolerance: 2e-7).cost
            #expect(abs(mean - cost - profit) < 1e-6, "\(mean - cost)")
        }
    }

    /// De Moor et al. 2022, experiments 1 and 2 (the policies of their figure 3); costs by an independent value iteration.
    @Test func discountedCostsAndPolicies() {
        let rows: [(issue: PerishableSystem.Issue, expiry: Double, discounted: Double, average: Double?)] = [
            (.freshestFirst, 7, 1603.5974266628662, nil), (.oldestFirst, 7, 1510.4700564289355, 14.954419390226482),
            (.freshestFirst, 10, 1621.5629376533811, nil), (.oldestFirst, 10, 1516.6217752731502, 15.018303708151691),
        ]
        for row in rows {
            let system = Self.deMoor(row.issue, row.expiry)
            let solution = system.optimum(discount: 0.99, tolerance: 1e-7)
            #expect(agree(solution.cost, row.discounted, 1e-6), "\(solution.cost)")
            let average = system.averageCost(of: solution, tolerance: 1e-6)
            if let known = row.average { #expect(agree(average, known, 1e-6), "\(average)") }
            // By simulation too: from the freshest on, stock alternates between two states for ever, and a sum of probabilities that stops in
            // one of them is no average.
            var random = Xoshiro256(seed: 2022)
            var (fresh, old, total) = (0, 0, 0.0)
            let periods = 100_000
            for _ in 0..<periods {
                let order = solution.order(stock: [fresh, old])
                var wanted = system.demand.sample(using: &random)
                func issued(_ units: inout Int) {
                    let used = min(units, wanted)
                    units -= used
                    wanted -= used
                }
                if row.issue == .freshestFirst {
                    issued(&fresh)
                    issued(&old)
                } else {
                    issued(&old)
                    issued(&fresh)
                }
                total += 3 * Double(order) + 5 * Double(wanted) + row.expiry * Double(old) + Double(fresh)
                (old, fresh) = (fresh, order)
            }
            #expect(abs(total / Double(periods) / average - 1) < 0.01, "\(total / Double(periods)), \(average)")
        }
        // Fresh units down, old ones across.
        let lifo = Self.deMoor(.freshestFirst, 7).optimum(discount: 0.99)
        for (fresh, order) in [3, 3, 3, 2, 1, 0, 0, 0, 0, 0, 0].enumerated() {
            for old in 0...10 { #expect(lifo.order(stock: [fresh, old]) == order) }
        }
        let fifo = Self.deMoor(.oldestFirst, 7).optimum(discount: 0.99)
        let table = [
            [4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4], [4, 4, 3, 3, 3, 3, 3, 3, 3, 3, 3], [4, 3, 3, 3, 2, 2, 2, 2, 2, 2, 2],
            [3, 3, 2, 2, 1, 1, 1, 1, 1, 1, 1], [3, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0], [2, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0],
            [2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0], [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        ]
        for fresh in 0...10 { for old in 0...10 { #expect(fifo.order(stock: [fresh, old]) == table[fresh][old], "\(fresh), \(old)") } }
    }

    /// One period of life: every period starts empty, and the order is a newsvendor's.
    @Test func aShelfLifeOfOneIsANewsvendor() {
        let demand = DiscreteDistribution.poisson(mean: 5)
        let system = PerishableSystem(
            shelfLife: 1, orderCost: 2, stockoutCost: 7, expiryCost: 1, issue: .oldestFirst, largestOrder: 15, demand: demand)
        let newsvendor = Newsvendor(revenue: 7, purchaseCost: 2, salvageValue: -1)
        let level = newsvendor.optimalLevel(for: demand)
        #expect(agree(system.optimum(tolerance: 1e-9).cost, 2 * 5 + newsvendor.expectedCost(at: level, for: demand), 1e-8))
        #expect(Double(system.optimum().order(stock: [3])) == level)
    }

    /// A longer lead time has the same number of places for units, one more under way.
    @Test func leadTimesCostMore() {
        let demand = DiscreteDistribution.poisson(mean: 2)
        let costs = [1, 2].map {
            PerishableSystem(
                shelfLife: 2, leadTime: $0, orderCost: 1, stockoutCost: 6, expiryCost: 2, holdingCost: 0.2, issue: .oldestFirst,
                largestOrder: 7, demand: demand
            ).optimum(tolerance: 1e-5).cost
        }
        #expect(costs[0] < costs[1] && costs[1] < 1 * 2 + 6 * 2)
    }
}

@Suite struct ShelfLifeProjectionTests {
    /// Oracle's example: 48 units that expire on day 4, 10 wanted a day: 8 expire.
    @Test func oneLot() {
        let projection = ShelfLifeProjection(lots: [.init(quantity: 48, lastPeriod: 3)], demand: [10, 10, 10, 10, 10])
        #expect(projection.expired == [0, 0, 0, 8, 0] && projection.sold == [10, 10, 10, 10, 0] && projection.short[4] == 10)
    }

    /// planr's short shelf life: three lots of 1,000, 200 wanted a month.
    @Test func threeLots() {
        let lots = [2, 6, 9].map { ShelfLifeProjection.Lot(quantity: 1000, lastPeriod: $0) }
        let projection = ShelfLifeProjection(lots: lots, demand: [Double](repeating: 200, count: 24))
        #expect(projection.expired == [0, 0, 400, 0, 0, 0, 200, 0, 0, 400] + [Double](repeating: 0, count: 14))
        #expect(projection.expiredByLot == [400, 200, 400])
    }

    /// Properties: units are conserved, and first expired first out never wastes more than another order of issue.
    @Test func firstExpiredFirstOutWastesLeast() {
        var random = Xoshiro256(seed: 77)
        for _ in 0..<300 {
            let lots = (0..<(1 + Int(6 * random.uniform()))).map { _ -> ShelfLifeProjection.Lot in
                let arrives = Int(6 * random.uniform())
                return .init(
                    quantity: (30 * random.uniform()).rounded(), arrives: arrives,
                    lastPeriod: random.uniform() < 0.2 ? nil : arrives + Int(5 * random.uniform()))
            }
            let demand = (0..<12).map { _ in (12 * random.uniform()).rounded() }
            let total = lots.reduce(0) { $0 + $1.quantity }
            let waste = [ShelfLifeProjection.Issue.firstExpired, .firstIn, .lastExpired].map { issue in
                let projection = ShelfLifeProjection(lots: lots, demand: demand, issue: issue)
                let out = projection.sold.reduce(0, +) + projection.expired.reduce(0, +) + (projection.onHand.last ?? 0)
                #expect(out == total && zip(projection.sold, projection.short).map(+) == demand)
                return projection.expired.reduce(0, +)
            }
            #expect(waste[0] <= waste[1] && waste[0] <= waste[2])
        }
    }
}
