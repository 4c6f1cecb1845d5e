import SupplyNetwork
import Testing

@testable import Replenishment

/// The last plan's announcements are kept where the difference is a trifle.
@Suite struct SteadinessTests {
    /// Orders 20: 30 over two weeks at a probability of a half, 10 there.
    var workspace: Workspace {
        var workspace = Workspace()
        workspace.standard = Policy(target: .serviceLevel(0.5), unmetDemand: .backordered)
        workspace.site("A", lead: 7, review: 7)
        workspace.products = [Product(sku: "K", unitCost: 2)]
        workspace.cells = [.init(site: "A", sku: "K", onHand: 10, mean: 15, deviation: 0)]
        return workspace
    }

    private func order(_ announced: Double, _ change: (inout SteadinessOptions) -> Void = { _ in }) throws -> OrderCalculation {
        var workspace = workspace
        workspace.announced = [("A", "K", announced)]
        var options = ReplenishmentOptions()
        change(&options.steadiness)
        return try #require(workspace.planned(options).calculation("A", "K"))
    }

    @Test func triflesStayAsAnnounced() throws {
        let near = try order(21)
        #expect(near.quantity == 21 && near.constraint == .steady && near.unlimited == 20 && near.announced == 21)
        let far = try order(30)
        #expect(far.quantity == 20 && far.constraint != .steady && far.announced == 30)
        #expect(try order(21) { $0.share = 0 }.quantity == 20)
        #expect(try order(24) { $0.value = 8 }.quantity == 24)
        #expect(try order(24) { $0.value = 7 }.quantity == 20)
    }

    @Test func withinTheFreezeHorizonNothingChanges() throws {
        #expect(try order(40) { $0.freezeDays = 7 }.quantity == 40)
        #expect(try order(40) { $0.freezeDays = 6 }.quantity == 20)
        var workspace = workspace
        workspace.announced = [("A", "K", 40)]
        workspace.sites[0].leftOn = Workspace.asOf
        var options = ReplenishmentOptions()
        options.steadiness.freezeDays = 30
        #expect(workspace.planned(options).plan.lines.isEmpty)
    }

    @Test func aLargeChangeIsListed() throws {
        var workspace = workspace
        workspace.announced = [("A", "K", 60)]
        let changed = try #require(workspace.planned().plan.exceptions.first { $0.kind == .changedOrder })
        #expect(changed.units == 20 && changed.reference == 60 && changed.value == 80)
    }
}
