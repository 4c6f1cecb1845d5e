import Numerical
import Optimization
import SupplyNetwork
import Testing

@testable import Replenishment

/// Limits over many lines, with HiGHS where it is installed and without.
@Suite struct OrderLimitsTests {
    /// Twelve stores of one region order two products of a warehouse that never runs out.
    var workspace: Workspace {
        var workspace = Workspace()
        workspace.standard = Policy(holding: .costPerUnitWeek(0.2), target: .shortageCost(1), unmetDemand: .backordered)
        workspace.site("W", tier: 0)
        for store in 0..<12 { workspace.site("S\(store)", under: "W", lead: 7, review: 7, region: store < 6 ? "east" : "west") }
        workspace.products = [Product(sku: "K", unitCost: 3, packSize: 2), Product(sku: "L", unitCost: 5)]
        for store in 0..<12 {
            let mean = 2 + Double(store)
            workspace.cells.append(.init(site: "S\(store)", sku: "K", onHand: 3, mean: mean, deviation: 2))
            workspace.cells.append(.init(site: "S\(store)", sku: "L", onHand: 1, mean: mean / 2, deviation: 2))
        }
        return workspace
    }

    private func options(solver: Bool = true, _ change: (inout OrderLimits) -> Void) -> ReplenishmentOptions {
        var options = ReplenishmentOptions()
        options.rebalances = false
        options.limits.usesSolver = solver
        change(&options.limits)
        return options
    }

    private func value(_ lines: [OrderLine]) -> Double { lines.reduce(0) { $0 + ($1.value ?? 0) } }

    @Test(arguments: [true, false]) func aBudgetIsNeverExceededAndGoesWhereItSavesMost(solver: Bool) throws {
        let free = workspace.planned(options(solver: solver) { _ in })
        #expect(free.plan.limits == nil)
        let all = value(free.plan.lines)
        var last = Double.infinity
        for share in [0.2, 0.5, 0.8, 1.1] {
            let result = workspace.planned(options(solver: solver) { $0.budgets = [.init(perWeek: share * all)] })
            #expect(value(result.plan.lines) <= share * all + 1e-9)
            let report = try #require(result.plan.limits)
            let cost = result.plan.calculations.reduce(0) { $0 + ($1?.expectedCost ?? 0) }
            #expect(cost <= last + 1e-9)
            last = cost
            let bar = solver && Solver.isAvailable ? 0.001 : 0.05
            let (isTight, isChanged) = (share < 1, report.linesChanged > 0)
            #expect(report.gap < bar && isTight == isChanged)
            for c in result.plan.calculations.compactMap(\.self) where c.constraint == .budget {
                #expect(c.shortUnits > 0 && c.quantity.truncatingRemainder(dividingBy: c.packSize) == 0)
            }
        }
    }

    /// Forecasts differ in their last digits between processors; orders must not.
    @Test(.enabled(if: Solver.isAvailable)) func theLastDigitsOfAForecastDecideNothing() {
        func packs(_ noise: Double) -> [[Double]] {
            var workspace = workspace
            for i in workspace.cells.indices {
                workspace.cells[i].mean *= 1 + 1e-10 * noise * (Double((i * 7919) % 13) - 6)
                workspace.cells[i].deviation = 2.3
            }
            let all = value(workspace.planned(options { _ in }).plan.lines)
            return stride(from: 0.3, to: 1, by: 0.05).map { share in
                workspace.planned(options { $0.budgets = [.init(perWeek: (share * all).rounded() + 0.5)] }).plan.calculations
                    .map { $0?.quantity ?? 0 }
            }
        }
        let quiet = packs(0)
        for noise in 1...6 { #expect(packs(Double(noise)) == quiet) }
    }

    @Test func aBudgetOfOneRegionLeavesTheOtherAlone() {
        let free = workspace.planned(options { _ in })
        let result = workspace.planned(options { $0.budgets = [.init(scope: .init(region: "east"), perWeek: 40)] })
        func lines(_ plan: Plan, _ region: String) -> [OrderLine] {
            plan.lines.filter { result.network.sites[result.ledger.pairs[$0.pair].site].region == region }
        }
        #expect(value(lines(result.plan, "east")) <= 40)
        #expect(lines(result.plan, "west").map(\.quantity) == lines(free.plan, "west").map(\.quantity))
    }

    @Test(arguments: [true, false]) func aSuppliersMinimumIsReachedOrNothingIsOrdered(solver: Bool) {
        let result = workspace.planned(
            options(solver: solver) { $0.supplierMinimums = [.init(scope: .init(supplier: "W"), amount: 60)] })
        var orders: [Int: Double] = [:]
        for line in result.plan.lines { orders[result.ledger.pairs[line.pair].site, default: 0] += line.value ?? 0 }
        #expect(!orders.isEmpty && orders.values.allSatisfy { $0 >= 60 - 1e-9 })
        #expect(result.plan.calculations.contains { $0?.constraint == .supplierMinimum })
    }

    @Test(arguments: [true, false]) func containersAreFilled(solver: Bool) {
        let result = workspace.planned(
            options(solver: solver) { $0.containers = [.init(scope: .init(supplier: "W"), units: 16, minimumFill: 0.75)] })
        var orders: [Int: Double] = [:]
        for line in result.plan.lines { orders[result.ledger.pairs[line.pair].site, default: 0] += line.quantity }
        #expect(!orders.isEmpty)
        for units in orders.values {
            let inLast = units - 16 * ((units / 16).rounded(.up) - 1)
            #expect(inLast >= 12 - 1e-9)
        }
    }

    @Test func aWarehouseHoldsNoMoreThanItHasRoomFor() throws {
        let result = workspace.planned(options { $0.warehouses = [.init(site: "S11", units: 10)] })
        let lines = result.plan.lines.filter { result.network.sites[result.ledger.pairs[$0.pair].site].code == "S11" }
        let units = lines.reduce(0.0) { $0 + $1.quantity }
        #expect(units <= 10)
        #expect(try #require(result.calculation("S11", "K")).constraint == .capacity)
        #expect(try #require(result.calculation("S10", "K")).constraint != .capacity)
    }

    @Test func aPlannersOrderStandsAndIsPaidFirst() throws {
        var workspace = workspace
        workspace.orders = [("S3", "K", 20)]
        let result = workspace.planned(options { $0.budgets = [.init(perWeek: 100)] })
        #expect(try #require(result.calculation("S3", "K")).quantity == 20)
        #expect(value(result.plan.lines) <= 100)
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>) func randomPlansKeepEverything(seed: UInt64) {
        let workspace = PlanPropertyTests.random(seed: seed)
        let free = workspace.planned(options { _ in })
        let most = 0.4 * value(free.plan.lines)
        let result = workspace.planned(
            options(solver: seed % 2 == 0) {
                $0.budgets = [.init(perWeek: most)]
                $0.supplierMinimums = [.init(scope: .init(tier: 2), amount: 30, measure: .units)]
            })
        #expect(value(result.plan.lines) <= most + 1e-6)
        var orders: [Int: Double] = [:]
        for line in result.plan.lines {
            let pair = result.ledger.pairs[line.pair]
            let product = result.network.products[pair.product]
            #expect(line.quantity.truncatingRemainder(dividingBy: product.packSize) == 0 && line.quantity >= product.minOrderQuantity)
            #expect(product.discontinuedOn == nil && result.network.sites[pair.site].leftOn == nil)
            if result.network.sites[pair.site].tier == 2 { orders[pair.site, default: 0] += line.quantity }
        }
        #expect(orders.values.allSatisfy { $0 >= 30 - 1e-9 })
    }
}
