import SupplyNetwork
import Testing

@testable import Replenishment

/// Distribution requirements by hand, and what balances always keep.
@Suite struct ProjectionTests {
    /// W supplies A, which sells 10 a week, for certain; lead times of two weeks and one.
    var workspace: Workspace {
        var workspace = Workspace()
        workspace.standard = Policy(target: .serviceLevel(0.5), unmetDemand: .backordered)
        workspace.site("W", tier: 0, lead: 14, review: 7)
        workspace.site("A", under: "W", lead: 7, review: 7)
        workspace.products = [Product(sku: "K", unitCost: 1, packSize: 10)]
        workspace.cells = [
            .init(site: "W", sku: "K", onHand: 30, mean: 0, deviation: 0), .init(site: "A", sku: "K", onHand: 15, mean: 10, deviation: 0),
        ]
        workspace.openOrders = [(7, "W", "K", 10)]
        return workspace
    }

    private func total(_ figures: ArraySlice<Double>) -> Double { figures.reduce(0, +) }

    @Test func aRequirementsRecordByHand() throws {
        let result = workspace.planned()
        let p = result.plan.projection
        let (w, a) = (p.range(ofPair: 0), p.range(ofPair: 1))
        // A: up to 20 for two weeks, 15 there: one pack now, arriving next week; then 10 a week.
        #expect(Array(p.released[a].prefix(4)) == [10, 10, 10, 10])
        #expect(Array(p.planned[a].prefix(4)) == [0, 10, 10, 10])
        #expect(Array(p.balance[a].prefix(4)) == [5, 5, 5, 5])
        #expect(Array(p.balanceWithoutOrders[a].prefix(4)) == [5, -5, -15, -25])
        // W ships what A orders; its open order comes in the second week.
        #expect(Array(p.dependent[w].prefix(4)) == [10, 10, 10, 10])
        #expect(Array(p.scheduled[w].prefix(3)) == [0, 10, 0])
        #expect(p.opening[0] == 30 && p.balance[w.lowerBound] == 20)
        #expect(p.weeks == 13 && p.firstWeek == Workspace.asOf.week)
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>) func nothingIsCreatedOrLost(seed: UInt64) {
        var workspace = PlanPropertyTests.random(seed: seed)
        workspace.standard.unmetDemand = .backordered
        let result = workspace.planned()
        let p = result.plan.projection
        for pair in 0..<p.pairs where p.isKnown[pair] {
            let range = p.range(ofPair: pair)
            var balance = p.opening[pair]
            for index in range {
                balance += p.scheduled[index] + p.planned[index] - p.demand[index] - p.dependent[index]
                let gap = abs(balance - p.balance[index])
                #expect(gap < 1e-6)
                let (risk, short) = (p.stockOutRisk[index], p.short[index])
                #expect(risk >= 0 && risk <= 1 && short >= -1e-9)
            }
            // What is released arrives, as far as the horizon reaches.
            let (arrived, placed) = (total(p.planned[range]), total(p.released[range]))
            #expect(arrived <= placed + 1e-9)
            let quantity = result.plan.calculations[pair]?.quantity
            let first = p.released[range.lowerBound]
            #expect(first == quantity)
        }
        // What customers release is what their suppliers are asked for.
        var released: [Pair: Double] = [:]
        for (pair, key) in result.ledger.pairs.enumerated() {
            var supplier = result.network.sites[key.site].supplier
            while let site = supplier, result.network.sites[site].leftOn != nil { supplier = result.network.sites[site].supplier }
            if let supplier {
                released[Pair(site: supplier, product: key.product), default: 0] += total(p.released[p.range(ofPair: pair)])
            }
        }
        for (pair, key) in result.ledger.pairs.enumerated() {
            let gap = abs(total(p.dependent[p.range(ofPair: pair)]) - (released[key] ?? 0))
            #expect(gap < 1e-6)
        }
    }

    /// Slower supply leaves no less short. A site starts at its level with goods on the way for every week of its lead time.
    @Test(arguments: [Policy.UnmetDemand.backordered, .lost]) func slowerSupplyIsNeverBetter(unmet: Policy.UnmetDemand) throws {
        func short(lead: Int) throws -> (units: Double, share: Double) {
            var workspace = Workspace()
            workspace.standard = Policy(target: .serviceLevel(0.9), unmetDemand: unmet)
            workspace.site("W", tier: 0)
            workspace.site("A", under: "W", lead: lead, review: 7)
            workspace.products = [Product(sku: "K", unitCost: 1)]
            workspace.cells = [.init(site: "A", sku: "K", onHand: 18, mean: 10, deviation: 4)]
            workspace.openOrders = stride(from: 7, to: lead, by: 7).map { ($0, "A", "K", 10) }
            let p = workspace.planned().plan.projection
            let range = p.range(ofPair: try #require((0..<p.pairs).first { p.demand[p.range(ofPair: $0)].contains { $0 > 0 } }))
            return (total(p.short[range]), total(p.short[range]) / total(p.demand[range]))
        }
        let shorts = try [7, 14, 28, 42].map { try short(lead: $0) }
        #expect(shorts.map(\.units) == shorts.map(\.units).sorted(), "\(shorts)")
        // Nine reviews of ten are covered: what is short is little, however far ahead the week lies.
        #expect(shorts[0].share < 0.05, "\(shorts)")
    }

    @Test func laterOrdersKeepPacksAndMinimums() {
        let result = PlanPropertyTests.random(seed: 4).planned()
        let p = result.plan.projection
        for (pair, key) in result.ledger.pairs.enumerated() where p.isKnown[pair] {
            let product = result.network.products[key.product]
            for quantity in p.released[p.range(ofPair: pair)] where quantity > 0 {
                #expect(quantity.truncatingRemainder(dividingBy: product.packSize) == 0 && quantity >= product.minOrderQuantity)
                #expect(product.discontinuedOn == nil && result.network.sites[key.site].leftOn == nil)
            }
        }
    }
}
