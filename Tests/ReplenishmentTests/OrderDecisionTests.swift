import Numerical
import SupplyNetwork
import Testing

@testable import Replenishment

/// Orders worked out by hand. Demand 5 a week, Poisson: over 14 days Poisson(10), of which P(≤ 12) = 0.7916,
/// P(≤ 13) = 0.8645, P(≤ 14) = 0.9165.
@Suite struct OrderDecisionTests {
    var workspace: Workspace {
        var workspace = Workspace()
        workspace.site("A", lead: 7, review: 7)
        workspace.products = [Product(sku: "K", unitCost: 4)]
        workspace.cells = [.init(site: "A", sku: "K", onHand: 3, mean: 5, deviation: 5.0.squareRoot())]
        return workspace
    }

    @Test func upToTheServiceLevelInWholePacks() throws {
        var workspace = workspace
        workspace.products[0].packSize = 6
        workspace.openOrders = [(3, "A", "K", 2), (14, "A", "K", 4)]
        let result = workspace.planned()
        let c = try #require(result.calculation("A", "K"))
        #expect(c.demandMean == 10 && abs(c.demandDeviation - 10.0.squareRoot()) < 1e-12)
        #expect(c.orderUpTo == 14 && c.targetProbability == 0.9 && !c.targetIsCostBased)
        #expect(c.onHand == 3 && c.openOrders == 2 && c.openOrdersLater == 4 && c.echelonPosition == 5)
        #expect(c.need == 9 && c.quantity == 12 && c.constraint == .packSize)
        let line = try #require(result.plan.lines.first)
        #expect(line.orderOn == Workspace.asOf && line.dueOn == Workspace.asOf + 7 && line.value == 48 && line.supplier == nil)
    }

    @Test func upToTheCostBasedLevel() throws {
        var workspace = workspace
        workspace.standard = Policy(holding: .costPerUnitWeek(0.2), target: .shortageCost(1), unmetDemand: .backordered)
        let c = try #require(workspace.planned().calculation("A", "K"))
        #expect(c.orderUpTo == 13 && c.targetIsCostBased && c.quantity == 10)
    }

    @Test func demandThatWillBeLostNeedsNoStock() throws {
        var workspace = workspace
        workspace.standard.unmetDemand = .lost
        let c = try #require(workspace.planned().calculation("A", "K"))
        // E[(D − 3)⁺] of Poisson(5): 2 + e⁻⁵ (3 + 2·5 + 25/2).
        #expect(abs(c.expectedLostSales - (2 + 0.006737946999085467 * 25.5)) < 1e-12)
        #expect(c.orderUpTo < 14 && c.quantity < 11)
        #expect(abs(c.need - (c.orderUpTo - c.echelonPosition)) < 1e-12)
        // With plenty on hand nothing is lost, and the level is that of the backordered case to within a unit.
        workspace.cells[0].onHand = 11
        let rich = try #require(workspace.planned().calculation("A", "K"))
        #expect(rich.expectedLostSales < 0.01 && abs(rich.orderUpTo - 14) <= 1)
    }

    @Test func lateOrdersAreExpectedNow() throws {
        var workspace = workspace
        workspace.openOrders = [(-30, "A", "K", 20)]
        let c = try #require(workspace.planned().calculation("A", "K"))
        #expect(c.openOrders == 20 && c.quantity == 0 && c.constraint == .enoughStock)
    }

    @Test func goodsInTransitAndTheirOrderAreTheSameGoods() throws {
        var workspace = workspace
        workspace.cells[0].inTransit = 8
        #expect(try #require(workspace.planned().calculation("A", "K")).inTransit == 8)
        workspace.openOrders = [(3, "A", "K", 5)]
        let c = try #require(workspace.planned().calculation("A", "K"))
        #expect(c.inTransit == 3 && c.openOrders == 5)
    }

    @Test func nothingWhereNothingMayGo() throws {
        for (constraint, change) in [
            (.siteClosed, { $0.sites[0].leftOn = Workspace.asOf }), (.discontinued, { $0.products[0].discontinuedOn = Workspace.asOf - 1 }),
            (.notYetLaunched, { $0.products[0].launchedOn = Workspace.asOf + 1 }), (.overstocked, { $0.cells[0].risk = 0.5 }),
            (.noForecast, { $0.cells[0].mean = 0 }),
        ] as [(OrderCalculation.Constraint, (inout Workspace) -> Void)] {
            var workspace = workspace
            change(&workspace)
            let result = workspace.planned()
            #expect(result.plan.lines.isEmpty)
            #expect(try #require(result.calculation("A", "K")).constraint == constraint)
        }
        var below = workspace
        below.cells[0].risk = 0.49
        #expect(below.planned().plan.lines.count == 1)
    }

    @Test func anUnknownStockIsNotZero() throws {
        var workspace = workspace
        workspace.cells[0].onHand = nil
        let result = workspace.planned()
        #expect(result.plan.lines.isEmpty)
        #expect(try #require(result.calculation("A", "K")).constraint == .unknownPosition)
        #expect(result.diagnostics.map(\.code) == ["position-unknown"])
    }

    @Test func neverMoreThanSellsBeforeItExpires() throws {
        var workspace = workspace
        workspace.products[0].shelfLifeDays = 7
        workspace.standard.target = .serviceLevel(0.99)
        let c = try #require(workspace.planned().calculation("A", "K"))
        // 14 days of mean demand, though the level is higher.
        #expect(c.maximumStock == 10 && c.orderUpTo > 10 && c.quantity == 7 && c.constraint == .shelfLife)
    }

    @Test func anAnnouncedEndIsPlannedFor() throws {
        var workspace = workspace
        workspace.products[0].discontinuedOn = Workspace.asOf + 10
        workspace.products[0].packSize = 4
        let c = try #require(workspace.planned().calculation("A", "K"))
        #expect(abs(c.demandMean - 50.0 / 7) < 1e-12)
        #expect(c.quantity <= c.need && c.quantity.truncatingRemainder(dividingBy: 4) == 0)
        var options = ReplenishmentOptions()
        options.plansForDiscontinuation = false
        #expect(try #require(workspace.planned(options).calculation("A", "K")).demandMean == 10)
    }

    @Test func withoutAUnitCostTheFallbackIsSaid() throws {
        var workspace = workspace
        workspace.products[0].unitCost = nil
        workspace.standard = Policy(target: .shortageCost(3))
        let result = workspace.planned()
        let c = try #require(result.calculation("A", "K"))
        #expect(c.targetProbability == 0.95 && !c.targetIsCostBased)
        #expect(result.diagnostics.map(\.code) == ["holding-cost-unknown"])
        #expect(result.plan.lines.first?.value == nil)
    }

    @Test func aPlannersOrderWins() throws {
        var workspace = workspace
        workspace.products[0].packSize = 6
        workspace.products[0].minOrderQuantity = 12
        workspace.orders = [("A", "K", 100)]
        let result = workspace.planned()
        let c = try #require(result.calculation("A", "K"))
        #expect(c.planner == 100 && c.quantity == 102 && c.constraint == .planner && c.need == 11)
        #expect(result.diagnostics.map(\.code) == ["override-rounded"])
        workspace.orders = [("A", "K", 0)]
        #expect(workspace.planned().plan.lines.isEmpty)
        workspace.sites[0].leftOn = Workspace.asOf
        workspace.orders = [("A", "K", 12)]
        let closed = workspace.planned()
        #expect(closed.plan.lines.isEmpty && closed.diagnostics.map(\.code) == ["override-closed"])
    }

    @Test func aPlannersOrderForEverybodyIsSharedInWholePacks() throws {
        var workspace = workspace
        workspace.site("B", lead: 7, review: 7)
        workspace.site("C", lead: 7, review: 7)
        workspace.cells.append(.init(site: "B", sku: "K", onHand: 3, mean: 3, deviation: 1))
        workspace.cells.append(.init(site: "C", sku: "K", onHand: nil, mean: 2, deviation: 1))
        workspace.products[0].packSize = 2
        workspace.orders = [(nil, "K", 25), ("C", "K", 8)]
        let result = workspace.planned()
        // 13 packs in proportion 5 : 3 : 2 are 6.5, 3.9 and 2.6: 6, 4 and 3; C's own order stands.
        #expect(result.plan.lines.map(\.quantity) == [12, 8, 8])
    }
}
