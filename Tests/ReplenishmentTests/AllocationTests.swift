import Numerical
import SupplyNetwork
import Testing

@testable import Replenishment

/// One warehouse that cannot serve everybody.
@Suite struct AllocationTests {
    /// W holds 20; A (5 a week) and B (3 a week) ask for more together.
    var workspace: Workspace {
        var workspace = Workspace()
        workspace.site("W", tier: 0, lead: 28, review: 7)
        workspace.site("A", tier: 1, under: "W", lead: 7, review: 7)
        workspace.site("B", tier: 2, under: "W", lead: 7, review: 7)
        workspace.products = [Product(sku: "K", unitCost: 4)]
        workspace.cells = [
            .init(site: "W", sku: "K", onHand: 20, mean: 0, deviation: 0), .init(site: "A", sku: "K", onHand: 0, mean: 5, deviation: 3),
            .init(site: "B", sku: "K", onHand: 0, mean: 5, deviation: 3),
        ]
        return workspace
    }

    private func options(_ change: (inout ReplenishmentOptions) -> Void = { _ in }) -> ReplenishmentOptions {
        var options = ReplenishmentOptions()
        options.rebalances = false
        change(&options)
        return options
    }

    private func shipped(_ result: Workspace.Result) -> Double {
        result.plan.lines.reduce(0.0) { $1.supplier == 0 ? $0 + $1.quantity : $0 }
    }

    @Test func equalNeedsGetEqualShares() throws {
        for rule in [AllocationOptions.Rule.marginalCost, .fairShare] {
            let result = workspace.planned(options { $0.allocation.rule = rule })
            let (a, b) = (try #require(result.calculation("A", "K")), try #require(result.calculation("B", "K")))
            let missing = (a.unlimited ?? 0) - 10
            #expect(a.unlimited == b.unlimited && a.quantity == 10 && b.quantity == 10)
            #expect(a.constraint == .shortSupply && a.shortUnits == missing && missing > 0)
        }
    }

    /// A supplier that lacks less than rounding forgives of a pack, but more than it forgives of a unit, once kept the plan from ending.
    @Test(.timeLimit(.minutes(1)), arguments: [AllocationOptions.Rule.marginalCost, .fairShare])
    func almostAPackEnds(_ rule: AllocationOptions.Rule) {
        var workspace = workspace
        workspace.products = [Product(sku: "K", unitCost: 4, packSize: 24)]
        workspace.cells[0].onHand = 24 - 1e-8
        let result = workspace.planned(options { $0.allocation.rule = rule })
        #expect(shipped(result) <= 24)
    }

    @Test func tiersAndPromisesMayComeFirst() throws {
        let first = workspace.planned(options { $0.allocation.tiersFirst = [2] })
        let b = try #require(first.calculation("B", "K"))
        #expect(b.shortUnits == 0 && b.constraint != .shortSupply)
        #expect(try #require(first.calculation("A", "K")).quantity == 20 - b.quantity)

        var workspace = workspace
        workspace.openOrders = [(40, "A", "K", 12)]
        let promised = workspace.planned(options { $0.allocation.openOrdersFirst = true })
        #expect(shipped(promised) == 8)
        #expect(shipped(workspace.planned(options())) == 20)
    }

    @Test func anUnknownStockIsNotShort() throws {
        var workspace = workspace
        workspace.cells[0].onHand = nil
        let result = workspace.planned(options())
        let short = result.plan.calculations.compactMap { $0?.shortUnits }
        #expect(short.allSatisfy { $0 == 0 } && result.plan.lines.count == 2)
    }

    @Test func theShortfallIsListedByMoney() throws {
        let result = workspace.planned(options())
        let short = result.plan.exceptions.filter { $0.kind == .shortSupply }
        #expect(short.count == 2 && short.allSatisfy { $0.units > 0 && ($0.reference ?? 0) > $0.units })
        // No other site has any to send: the supplier is asked for what is missing.
        for e in short { #expect(e.proposal == .expedite(units: e.units, by: e.day)) }
        let worth: [Double] = result.plan.exceptions.map { $0.value ?? -1 }
        #expect(worth == worth.sorted(by: >))
    }

    /// Marginal allocation against every way to share, on claims small enough to try them all.
    @Test(arguments: 1...30 as ClosedRange<UInt64>) func noShareOfWholePacksCostsLess(seed: UInt64) {
        var random = Xoshiro256(seed: seed)
        let claims = (0..<3).map { index in
            let mean = 1 + 6 * random.uniform()
            let demand = DemandDistribution(mean: mean, deviation: mean * (0.4 + 0.6 * random.uniform()))
            return Claim(
                pair: index, code: "S\(index)", tier: 1, wanted: demand.quantile(0.95).rounded(.up), packSize: 1, minimum: 0,
                cost: LineCost(demand: demand, start: 0, p: 1 + 4 * random.uniform(), h: 0.1))
        }
        let available = 5 + (8 * random.uniform()).rounded(.down)
        let given = Allocation.shared(available, among: claims, options: AllocationOptions())
        func cost(_ units: [Double]) -> Double { zip(claims, units).reduce(0) { $0 + $1.0.cost.expected(ordering: $1.1) } }
        let found = cost(given)
        for a in 0...Int(min(available, claims[0].wanted)) {
            for b in 0...Int(min(available - Double(a), claims[1].wanted)) {
                let c = min(available - Double(a + b), claims[2].wanted)
                #expect(found <= cost([Double(a), Double(b), c]) + 1e-9, "seed \(seed): \(given)")
            }
        }
    }

    /// Nothing is created: what is given never exceeds what there is, nor what was wanted; packs and minimums hold.
    @Test(arguments: 1...40 as ClosedRange<UInt64>) func sharesKeepPacksMinimumsAndTheStock(seed: UInt64) {
        var random = Xoshiro256(seed: seed)
        func whole(_ most: Int) -> Double { Double(Int(random.uniform() * Double(most + 1))) }
        let claims = (0..<12).map { index in
            let pack = 1 + whole(5)
            let demand = DemandDistribution(mean: 1 + whole(20), deviation: 1 + whole(8))
            return Claim(
                pair: index, code: "S\(index)", tier: Int(whole(3)), wanted: (1 + whole(12)) * pack, packSize: pack,
                minimum: pack * whole(4),
                cost: LineCost(demand: demand, start: whole(5), p: 1 + whole(4), h: 0.1))
        }.filter { $0.wanted >= $0.minimum }
        let available = whole(120)
        for rule in [AllocationOptions.Rule.marginalCost, .fairShare] {
            var options = AllocationOptions()
            options.rule = rule
            options.tiersFirst = seed % 2 == 0 ? [2, 0] : []
            let given = Allocation.shared(available, among: claims, options: options)
            let shared = given.reduce(0, +)
            #expect(shared <= available + 1e-9)
            for (claim, units) in zip(claims, given) {
                #expect(units <= claim.wanted && (units == 0 || units >= claim.minimum))
                #expect(units.truncatingRemainder(dividingBy: claim.packSize) == 0)
            }
            // More to share never leaves less shared out, by more than the last pack.
            let richer = Allocation.shared(available + 6, among: claims, options: options)
            let more = richer.reduce(0, +)
            #expect(more >= shared - 6)
        }
    }
}
