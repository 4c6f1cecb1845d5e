import SupplyNetwork
import Testing

@testable import Replenishment

@Suite struct RebalancingTests {
    /// N is short; X, in its region, and Y, beyond it, hold far too much.
    var workspace: Workspace {
        var workspace = Workspace()
        workspace.site("P", tier: 0, lead: 14, review: 7)
        workspace.site("Q", tier: 0, lead: 14, review: 7)
        workspace.site("N", under: "P", lead: 14, review: 7, region: "south")
        workspace.site("X", under: "Q", lead: 14, review: 7, region: "south")
        workspace.site("Y", under: "Q", lead: 14, review: 7, region: "north")
        workspace.products = [Product(sku: "K", unitCost: 10, packSize: 4)]
        workspace.cells = [
            .init(site: "N", sku: "K", onHand: 2, mean: 5, deviation: 2), .init(site: "X", sku: "K", onHand: 26, mean: 1, deviation: 1),
            .init(site: "Y", sku: "K", onHand: 90, mean: 1, deviation: 1),
        ]
        return workspace
    }

    @Test func fromTheSameRegionFirstInWholePacks() throws {
        let result = workspace.planned()
        let transfers = result.plan.transfers
        // X can spare 26 − 16 = 10: two packs. The rest comes from Y.
        #expect(Set(result.moves) == ["X N K 8.0", "Y N K 4.0"])
        let near = try #require(transfers.first { result.network.sites[$0.from].code == "X" })
        #expect(near.excess == 10 && (near.saving ?? 0) > 0)
        #expect(near.shortage > 8 && near.shortage <= 12)
    }

    @Test func onlyWhenItIsWorthTheTrouble() {
        var options = ReplenishmentOptions()
        options.rebalancing.costPerMove = 10_000
        #expect(workspace.planned(options).plan.transfers.isEmpty)
        options = ReplenishmentOptions()
        options.rebalancing.reach = .region
        #expect(workspace.planned(options).moves == ["X N K 8.0"])
        options.rebalances = false
        #expect(workspace.planned(options).plan.transfers.isEmpty)
    }

    @Test func withoutAnyMoneyTheSavingIsNotInvented() {
        var workspace = workspace
        workspace.products[0].unitCost = nil
        let transfers = workspace.planned().plan.transfers
        #expect(!transfers.isEmpty && transfers.allSatisfy { $0.saving == nil })
    }

    @Test func notAlongTheSupplyLine() {
        var workspace = workspace
        workspace.cells.append(.init(site: "P", sku: "K", onHand: 500, mean: 0, deviation: 0))
        workspace.cells.removeAll { $0.site == "X" || $0.site == "Y" }
        // P's stock goes to N by an order.
        #expect(workspace.planned().plan.transfers.isEmpty)
    }

    @Test func neitherFromNorToAnUnknownOrClosedStock() {
        var workspace = workspace
        workspace.cells[1].onHand = nil
        workspace.sites[4].leftOn = Workspace.asOf
        #expect(workspace.planned().plan.transfers.isEmpty)
    }

    /// Near needs the near sender less than far does: taking the nearest first would strand a unit.
    @Test func theFlowCostsLeastInAll() throws {
        var workspace = workspace
        workspace.site("M", under: "P", lead: 14, review: 7, region: "north")
        workspace.cells = [
            .init(site: "N", sku: "K", onHand: 2, mean: 5, deviation: 2), .init(site: "M", sku: "K", onHand: 2, mean: 5, deviation: 2),
            .init(site: "X", sku: "K", onHand: 28, mean: 1, deviation: 1), .init(site: "Y", sku: "K", onHand: 28, mean: 1, deviation: 1),
        ]
        var options = ReplenishmentOptions()
        options.rebalancing.costPerUnitBeyondRegion = 3
        // Both senders can spare three packs, each for its own region.
        #expect(Set(workspace.planned(options).moves) == ["X N K 12.0", "Y M K 12.0"])
        options.rebalancing.minimumUnits = 13
        #expect(workspace.planned(options).plan.transfers.isEmpty)
        options.rebalancing.minimumUnits = 12
        #expect(workspace.planned(options).plan.transfers.count == 2)
        options.rebalancing.minimumSaving = 1e6
        #expect(workspace.planned(options).plan.transfers.isEmpty)
    }

    @Test func tiersAndShelfLifeKeepGoodsWhereTheyAre() {
        var options = ReplenishmentOptions()
        options.rebalancing.tiers = [0]
        #expect(workspace.planned(options).plan.transfers.isEmpty)
        var workspace = workspace
        workspace.lots = [("X", "K", 20, 26), ("Y", "K", 20, 90)]
        #expect(workspace.planned().plan.transfers.isEmpty)
        workspace.lots = [("X", "K", 20, 22), ("X", "K", 300, 4), ("Y", "K", 20, 90)]
        #expect(workspace.planned().moves == ["X N K 4.0"])
    }

    @Test func theBrandTakesBackWhatItWouldOrder() throws {
        var workspace = workspace
        workspace.cells = [
            .init(site: "Q", sku: "K", onHand: 0, mean: 10, deviation: 3), .init(site: "Y", sku: "K", onHand: 90, mean: 1, deviation: 1),
        ]
        #expect(workspace.planned().plan.transfers.isEmpty)
        var options = ReplenishmentOptions()
        options.rebalancing.takesBack = true
        let result = workspace.planned(options)
        let back = try #require(result.plan.transfers.first)
        #expect(result.network.sites[back.from].code == "Y" && result.network.sites[back.to].code == "Q" && (back.saving ?? 0) > 0)
        let (before, after) = (try #require(workspace.planned().calculation("Q", "K")), try #require(result.calculation("Q", "K")))
        #expect(after.quantity <= before.quantity - back.quantity + 4)
        options.rebalancing.costPerUnit = 9
        #expect(workspace.planned(options).plan.transfers.isEmpty)
    }
}
