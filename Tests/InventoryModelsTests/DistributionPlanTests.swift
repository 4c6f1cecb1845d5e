import Numerical
import Testing

@testable import InventoryModels

/// The grids of planr (R, MIT), tests/testthat at da64843, and of a DRP worksheet.
@Suite struct DistributionPlanTests {
    static let demand: [Double] = [
        360, 458, 300, 264, 140, 233, 229, 208, 260, 336, 295, 226, 336, 434, 276, 240, 116, 209, 205, 183, 235, 312, 270, 201,
    ]
    static let supply: [Double] = [0, 0, 0, 0, 0, 2500, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2000, 0, 0, 0, 0, 0, 0, 0, 0]

    @Test func projectionAndCover() {
        let projection = ProjectedInventory(opening: 1310, demand: Self.demand, supply: Self.supply)
        let balances: [Double] = [
            950, 492, 192, -72, -212, 2055, 1826, 1618, 1358, 1022, 727, 501, 165, -269, -545, 1215, 1099, 890, 685, 502, 267, -45, -315,
            -516,
        ]
        #expect(projection.balances == balances)
        let cover: [Double] = [
            2.7, 1.7, 0.7, 0, 0, 7.4, 6.4, 5.4, 4.4, 3.4, 2.4, 1.4, 0.4, 0, 0, 5.9, 4.9, 3.9, 2.9, 1.9, 0.9, 0, 0, 0,
        ]
        #expect(projection.coverage.map { $0.map { ($0 * 10).rounded() / 10 } } == cover)
        let statuses: [ProjectedInventory.Status] = [
            .ok, .alert, .alert, .shortage, .shortage, .overstock, .overstock, .overstock, .overstock, .ok, .ok, .alert, .alert, .shortage,
            .shortage, .overstock, .overstock, .ok, .ok, .alert, .alert, .shortage, .shortage, .shortage,
        ]
        #expect(projection.statuses(least: 2, most: 4) == statuses)
        #expect(ProjectedInventory(opening: 100, demand: [10, 10], supply: []).coverage == [nil, nil])
    }

    @Test func planByCoverage() {
        let plan = DistributionPlan(
            opening: 1310, demand: Self.demand, supply: Self.supply,
            options: .init(safety: .coverage(periods: 2), lot: .coverage(periods: 3), minimumOrder: 1, frozenPeriods: 6))
        let safety: [Double?] = [
            758, 564, 404, 373, 462, 437, 468, 596, 631, 521, 562, 770, 710, 516, 356, 325, 414, 388, 418, 547, 582, nil, nil, nil,
        ]
        // planr leaves out the last period whose demand to come is all known.
        #expect(plan.safetyStock[..<22] == (safety[..<21] + [471]))
        let levels: [Double?] = [
            1395, 1166, 1074, 1070, 1266, 1328, 1325, 1453, 1627, 1567, 1512, 1402, 1275, 1046, 953, 948, 1144, 1205,
        ]
        #expect(plan.orderUpToLevels[..<18] == levels[...])
        let balances: [Double?] = [
            950, 492, 192, -72, -212, 2055, 1826, 1618, 1358, 1022, 727, 1402, 1066, 632, 953, 713, 597, 1205, 1000, 817,
        ]
        #expect(plan.balances[..<20] == balances[...] && plan.balances[20] == nil)
        let receipts: [Double?] = [0, 0, 0, 0, 0, 2500, 0, 0, 0, 0, 0, 901, 0, 0, 597, 0, 0, 817, 0, 0, nil]
        #expect(plan.receipts[..<21] == receipts[...])
    }

    @Test func planByLots() {
        let a = DistributionPlan(
            opening: 50, demand: [25, 30, 55, 50, 30], options: .init(safety: .units(10), lot: .multiples(of: 100), leadTime: 2))
        #expect(a.balances == [25, 95, 40, 90, 60] && a.receipts == [0, 100, 0, 100, 0])
        #expect(a.releases == [0, 100, 0, 0, 0] && a.pastDue.count == 1 && a.pastDue[0] == (1, 100))
        let b = DistributionPlan(
            opening: 130, demand: [95, 85, 100, 300, 300], options: .init(safety: .units(32), lot: .multiples(of: 200), leadTime: 1))
        #expect(b.balances == [35, 150, 50, 150, 50] && b.receipts == [0, 200, 0, 400, 200])
        #expect(b.releases == [200, 0, 400, 200, 0] && b.pastDue.isEmpty)
    }

    @Test func goodsInTransit() {
        var departures = [Double](repeating: 0, count: 24)
        var arrivals = departures
        (departures[1], departures[5], departures[9]) = (500, 800, 600)
        (arrivals[1], arrivals[3]) = (1008, 252)
        let expected: [Double] = [
            1260, 752, 752, 500, 500, 1300, 1300, 1300, 1300, 1400, 1400, 1400, 1400, 600, 600, 600, 600, 0, 0, 0, 0, 0, 0, 0,
        ]
        #expect(ProjectedInventory.inTransit(departures: departures, arrivals: arrivals, leadTime: 8) == expected)
    }

    static let customers: [[Double]] = [
        [10664, 5099, 4363, 2538, 1588, 2172, 2685, 2413, 3076, 2326, 3563, 6706, 3376, 4533, 0, 0, 0],
        [0, 1230, 1330, 945, 457, 537, 504, 475, 500, 483, 852, 760, 553, 1013, 1219, 0, 0],
        [2580, 1505, 1635, 1168, 635, 967, 658, 647, 461, 974, 1566, 1026, 871, 1742, 0, 0, 0],
        [359, 548, 603, 291, 592, 1239, 607, 594, 558, 438, 449, 575, 881, 602, 0, 0, 0],
        [1411, 419, 302, 303, 360, 326, 365, 462, 228, 380, 497, 766, 425, 0, 0, 0, 0],
    ]
    static let supplies: [Double] = [4000, 1000, 0, 17000, 0, 500, 10000, 5000, 0, 20000, 0, 10000, 0, 10000, 0, 0, 0]

    /// planr rounds shares to six digits: its quantities agree to as many. The 20,000 are of period 9, in which planr hands out 7,500 that
    /// nothing else could be.
    @Test func proRataShares() {
        let shares = ProRataAllocation(opening: 20_000, supply: Self.supplies, demand: Self.customers)
        let total: [Double] = [15014, 8801, 1185, 12293, 3632, 1575, 8485, 4591, 1924, 7500, 6927, 9833, 5740, 8256, 1219, 0, 0]
        for t in total.indices { #expect(abs(shares.allocated.reduce(0) { $0 + $1[t] } - total[t]) < 1e-9) }
        let rows: [(customer: Int, values: [Double])] = [
            (0, [10664, 5099, 627.9795, 6273.0205, 1588, 652.7189, 4204.2811, 2413, 1227.0836, 4174.9164, 3563, 6706, 3173.639, 4735.361]),
            (
                1,
                [
                    0, 1230, 191.4308272, 2083.5691728, 457, 161.3766457, 879.6233543, 475, 199.4609164, 783.5390836, 852, 760, 519.8526,
                    1046.1474,
                ]
            ),
            (4, [1411, 419, 43.46775, 561.53225, 360, 97.96795, 593.03205, 462, 90.95418, 517.04582, 497, 766, 399.52506, 25.47494]),
        ]
        for row in rows {
            for (t, value) in row.values.enumerated() {
                #expect(
                    abs(shares.allocated[row.customer][t] - value) < 0.02, "\(row.customer), \(t): \(shares.allocated[row.customer][t])")
            }
        }
    }

    /// Properties: nothing is made or lost, nobody gets more than asked for, everybody the same share.
    @Test func allocationsConserveUnits() {
        var random = Xoshiro256(seed: 21)
        for _ in 0..<100 {
            let demand = (0..<4).map { _ in (0..<10).map { _ in (50 * random.uniform()).rounded() } }
            let supply = (0..<10).map { _ in (180 * random.uniform()).rounded() }
            let shares = ProRataAllocation(opening: 30, supply: supply, demand: demand)
            let given = shares.allocated.reduce(0) { $0 + $1.reduce(0, +) }
            #expect(abs(30 + supply.reduce(0, +) - given - shares.available[9]) < 1e-8)
            for i in demand.indices {
                let asked = demand[i].reduce(0, +)
                #expect(abs(asked - shares.allocated[i].reduce(0, +) - shares.backlog[i][9]) < 1e-8)
                #expect(shares.backlog[i].allSatisfy { $0 >= -1e-9 })
            }
            for t in 0..<10 where shares.available[t] > 0 { #expect(shares.backlog.allSatisfy { $0[t] == 0 }) }
        }
    }
}
