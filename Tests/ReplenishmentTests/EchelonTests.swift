import Numerical
import SupplyNetwork
import Testing

@testable import Replenishment

/// A head that supplies A and B. Its next goods arrive in 21 days and reach consumers, one lead time on, after 28.
@Suite struct EchelonTests {
    var workspace: Workspace {
        var workspace = Workspace()
        workspace.site("H", tier: 0, lead: 14, review: 7)
        workspace.site("A", under: "H", lead: 7, review: 7)
        workspace.site("B", under: "H", lead: 7, review: 7)
        workspace.products = [Product(sku: "K")]
        workspace.cells = [
            .init(site: "H", sku: "K", onHand: 1, mean: 0, deviation: 0),
            .init(site: "A", sku: "K", onHand: 100, mean: 5, deviation: 5.0.squareRoot()),
            .init(site: "B", sku: "K", onHand: 4, mean: 3, deviation: 3.0.squareRoot()),
        ]
        return workspace
    }
    func poisson(_ mean: Double) -> DemandDistribution { DemandDistribution(mean: mean, deviation: mean.squareRoot()) }

    @Test func theSumBelowOverTheWholeWayAndNoExcessCounted() throws {
        var options = ReplenishmentOptions()
        options.rebalances = false
        let result = workspace.planned(options)
        let c = try #require(result.calculation("H", "K"))
        #expect(c.demandMean == 32 && abs(c.demandDeviation * c.demandDeviation - 32) < 1e-9 && c.downstreamDays == 7)
        #expect(c.orderUpTo == poisson(32).quantile(0.9))
        // A's 100 serve A alone: no more than the level of its own 28 days.
        #expect(c.downstream == poisson(20).quantile(0.9) + 4)
        #expect(c.need == c.orderUpTo - 1 - c.downstream && c.quantity == c.need && c.quantity > 0)
        #expect(try #require(result.calculation("B", "K")).downstreamDays == 0)
        #expect(result.plan.lines.first { result.ledger.pairs[$0.pair].site == 2 }?.supplier == 0)
    }

    @Test func anUnknownStockBelowStandsAtItsLevel() throws {
        var workspace = workspace
        workspace.cells[2].onHand = nil
        let c = try #require(workspace.planned().calculation("H", "K"))
        #expect(c.downstream == poisson(20).quantile(0.9) + poisson(6).quantile(0.9))
    }

    @Test func aWarehouseWithoutAnyDataNeverRunsOutAndIsNoFinding() throws {
        var workspace = workspace
        workspace.cells[0].onHand = nil
        let result = workspace.planned()
        #expect(try #require(result.calculation("H", "K")).constraint == .unknownPosition)
        #expect(result.diagnostics.isEmpty)
        #expect(result.plan.lines.map { result.ledger.pairs[$0.pair].site } == [2])
    }

    @Test func aSiteThatLeftNeitherDemandsNorServesAndItsCustomersBuyAbove() throws {
        var workspace = workspace
        workspace.site("C", tier: 2, under: "A", lead: 7, review: 7)
        workspace.cells.append(.init(site: "C", sku: "K", onHand: 0, mean: 2, deviation: 2.0.squareRoot()))
        workspace.sites[1].leftOn = Workspace.asOf - 30
        let result = workspace.planned()
        let c = try #require(result.calculation("H", "K"))
        // C's goods pass where A was: 21 + 7 + 7 days of 2 a week, and B's 28 of 3.
        #expect(c.demandMean == 22 && c.downstream == 4)
        let line = try #require(result.plan.lines.first { result.ledger.pairs[$0.pair].site == 3 })
        #expect(line.supplier == 0)
        #expect(result.plan.lines.allSatisfy { result.ledger.pairs[$0.pair].site != 1 })
    }

    @Test func goodsWaitForTheNextReviewBelow() throws {
        var workspace = workspace
        workspace.sites[1].reviewPeriodDays = 28
        workspace.sites[2].reviewPeriodDays = 28
        // Arrive on day 21, leave on day 28, arrive on day 35.
        #expect(try #require(workspace.planned().calculation("H", "K")).demandMean == 40)
    }

    @Test func correlatedErrorsDoNotCancel() throws {
        var options = ReplenishmentOptions()
        options.demandCorrelation = 1
        let c = try #require(workspace.planned(options).calculation("H", "K"))
        #expect(abs(c.demandDeviation - (20.0.squareRoot() + 12.0.squareRoot())) < 1e-9)
    }
}
