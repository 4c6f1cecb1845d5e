import SupplyNetwork
import Testing

@testable import Replenishment

/// Order days, maximum stock, uncertain lead times, packs by cost and classes.
@Suite struct PolicyDetailTests {
    var workspace: Workspace {
        var workspace = Workspace()
        workspace.site("A", lead: 7, review: 7)
        workspace.products = [Product(sku: "K", unitCost: 4)]
        workspace.cells = [.init(site: "A", sku: "K", onHand: 3, mean: 7, deviation: 3)]
        return workspace
    }

    @Test func ordersArePlacedOnOrderDaysOnly() throws {
        var workspace = workspace
        // The as-of date is a Monday.
        workspace.standard.orderWeekdays = [2]
        let c = try #require(workspace.planned().calculation("A", "K"))
        #expect(c.quantity == 0 && c.constraint == .orderDay && c.need > 0 && c.reviewPeriodDays == 2)
        workspace.standard.orderWeekdays = [0, 3]
        let monday = try #require(workspace.planned().calculation("A", "K"))
        #expect(monday.quantity > 0 && monday.reviewPeriodDays == 3)
    }

    @Test func noMoreThanTheMostASiteMayHold() throws {
        var workspace = workspace
        workspace.standard.maximumWeeks = 0.5
        let c = try #require(workspace.planned().calculation("A", "K"))
        #expect(c.maximumStock == 11 && c.quantity == 8 && c.constraint == .maximumStock)
    }

    @Test func anUncertainLeadTimeIsHedged() throws {
        var workspace = workspace
        let certain = try #require(workspace.planned().calculation("A", "K"))
        workspace.standard.leadTimeDeviationDays = 3
        let c = try #require(workspace.planned().calculation("A", "K"))
        // A unit a day: three more units of deviation, in squares.
        let (before, after) = (certain.demandDeviation * certain.demandDeviation, c.demandDeviation * c.demandDeviation)
        #expect(abs(after - before - 9) < 1e-9 && c.orderUpTo > certain.orderUpTo)
    }

    @Test func atLeastCostALastPackMustBeWorthItsHolding() throws {
        var workspace = workspace
        workspace.standard = Policy(holding: .costPerUnitWeek(1), target: .shortageCost(2), unmetDemand: .backordered)
        workspace.products[0].packSize = 40
        let idle = try #require(workspace.planned().calculation("A", "K"))
        #expect(idle.need > 0 && idle.quantity == 0 && idle.constraint == .packSize)
        workspace.cells[0].onHand = 0
        workspace.products[0].packSize = 10
        let c = try #require(workspace.planned().calculation("A", "K"))
        #expect(c.quantity > 0 && c.expectedCost <= c.expectedCostWithoutOrder)
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>) func neverDearerThanDoingNothing(seed: UInt64) {
        let result = PlanPropertyTests.random(seed: seed).planned()
        for c in result.plan.calculations.compactMap(\.self) where c.targetIsCostBased && c.quantity > 0 {
            #expect(c.expectedCost <= c.expectedCostWithoutOrder + 1e-9, "seed \(seed): \(c)")
        }
        #expect(result.plan.transfers.allSatisfy { ($0.saving ?? 1) > 0 })
    }

    @Test func theNarrowerRuleWinsOverTheClass() {
        let network = Network(
            sites: [Site(code: "A", tier: 1)],
            products: [Product(sku: "K", category: "cream", unitCost: 10), Product(sku: "L", unitCost: 1), Product(sku: "M", unitCost: 1)])
        let ledger = Ledger(
            asOf: Workspace.asOf, firstWeek: Workspace.asOf.week - 8, weekCount: 8, siteCount: 1,
            pairs: [Pair(site: 0, product: 0), Pair(site: 0, product: 1), Pair(site: 0, product: 2)], rows: [:], reported: [:], counts: [])
        func history(_ values: [Double]) -> DemandHistory { DemandHistory(start: Workspace.asOf.week - 8, values: values) }
        let classes = DemandClasses(
            network: network, ledger: ledger,
            consumption: [
                history([9, 10, 11, 10, 10, 9, 11, 10]), history([0, 0, 80, 0, 0, 0, 0, 0]), history([0, 0, 0, 0, 0, 0, 0, 0]),
            ])
        #expect(classes.names == ["AX", "BZ", nil])
        let table = PolicyTable(
            rules: [
                PolicyRule(.demandClass("AX"), PolicyChange(target: .serviceLevel(0.99))),
                PolicyRule(.demandClass("A"), PolicyChange(target: .serviceLevel(0.98), reviewPeriodDays: 14)),
                PolicyRule(.demandClass("Z"), PolicyChange(target: .serviceLevel(0.8))),
                PolicyRule(.category("cream"), PolicyChange(leadTimeDays: 3)),
            ], network: network, classes: classes)
        let first = table.policy(site: 0, product: 0)
        #expect(first.target == .serviceLevel(0.99) && first.reviewPeriodDays == 14 && first.leadTimeDays == 3)
        #expect(table.policy(site: 0, product: 1).target == .serviceLevel(0.8))
        #expect(table.policy(site: 0, product: 2) == Policy())
    }
}
