import SupplyNetwork
import Testing

@testable import Replenishment

/// What a planner is to look at first, worked out by hand.
@Suite struct ExceptionTests {
    var workspace: Workspace {
        var workspace = Workspace()
        workspace.site("A", lead: 14, review: 7)
        workspace.products = [Product(sku: "K", unitCost: 4, unitPrice: 10)]
        workspace.cells = [.init(site: "A", sku: "K", onHand: 40, mean: 7, deviation: 2)]
        return workspace
    }

    private func kinds(_ result: Workspace.Result) -> [PlanException.Kind] { result.plan.exceptions.map(\.kind) }

    @Test func nothingToSayOfAQuietLine() { #expect(workspace.planned().plan.exceptions.isEmpty) }

    @Test func anOrderThatIsLate() throws {
        var workspace = workspace
        workspace.openOrders = [(-5, "A", "K", 12)]
        let late = try #require(workspace.planned().plan.exceptions.first)
        #expect(
            late.kind == .lateOrder && late.units == 12 && late.value == 48 && late.day == Workspace.asOf - 5 && late.proposal == .chase)
    }

    @Test func runningOutBeforeAnOrderCouldArrive() throws {
        var workspace = workspace
        workspace.cells[0].onHand = 3
        let out = try #require(workspace.planned().plan.exceptions.first { $0.kind == .stockOut })
        // A unit a day: three last until the fourth day; 11 of 14 are short, at the price that is lost.
        let worth = 10 * out.units
        #expect(out.day == Workspace.asOf + 3 && abs(out.units - 11) < 0.2 && out.value == worth)
        let asked: Double = out.units > 11 ? 12 : 11
        #expect((out.probability ?? 0) > 0.99)
        #expect(out.proposal == .expedite(units: asked, by: Workspace.asOf + 3))
        workspace.openOrders = [(10, "A", "K", 5)]
        let open = try #require(workspace.planned().plan.exceptions.first { $0.kind == .stockOut })
        #expect(open.proposal == .expedite(units: 5, by: Workspace.asOf + 3))
    }

    @Test func stockElsewhereIsTheAnswer() throws {
        var workspace = workspace
        workspace.site("B", lead: 14, review: 7)
        workspace.cells[0].onHand = 3
        workspace.cells.append(.init(site: "B", sku: "K", onHand: 200, mean: 1, deviation: 1))
        let result = workspace.planned()
        let out = try #require(result.plan.exceptions.first { $0.kind == .stockOut })
        let moved = try #require(result.plan.transfers.first)
        #expect(out.proposal == .transfer(from: 1, units: moved.quantity))
        // What comes is not ordered again.
        let c = try #require(result.calculation("A", "K"))
        #expect(c.transferred == moved.quantity)
        var options = ReplenishmentOptions()
        options.rebalances = false
        let alone = try #require(workspace.planned(options).calculation("A", "K"))
        #expect(alone.quantity == c.quantity + moved.quantity)
    }

    @Test func lotsThatExpireUnsoldAreNoCover() throws {
        var workspace = workspace
        workspace.lots = [("A", "K", 7, 20), ("A", "K", 200, 20)]
        let result = workspace.planned()
        let lot = try #require(result.plan.exceptions.first { $0.kind == .expiring })
        // Seven are sold within the week; thirteen of the first lot are left.
        #expect(abs(lot.units - 13) < 1e-9 && lot.day == Workspace.asOf + 7 && lot.proposal == .sellFirst(units: lot.units, by: lot.day))
        let c = try #require(result.calculation("A", "K"))
        #expect(abs(c.expiring - 13) < 1e-9 && c.echelonPosition == 40 - c.expiring)
        // The first lot goes first: of 25 left, five are of it.
        workspace.cells[0].onHand = 25
        #expect(try #require(workspace.planned().calculation("A", "K")).expiring == 0)
    }

    @Test func anOrderUnlikeAnyBefore() throws {
        var workspace = workspace
        workspace.cells[0].onHand = 0
        workspace.receipts = [("A", "K", [5, 0, 6, 5, 0, 7])]
        let unusual = try #require(workspace.planned().plan.exceptions.first { $0.kind == .unusualOrder })
        #expect(unusual.reference == 7 && unusual.units > 14)
        workspace.receipts = [("A", "K", [5, 0, 30, 5, 0, 7])]
        #expect(!kinds(workspace.planned()).contains(.unusualOrder))
        workspace.receipts = [("A", "K", [5, 0, 0, 5])]
        #expect(!kinds(workspace.planned()).contains(.unusualOrder))
    }
}
