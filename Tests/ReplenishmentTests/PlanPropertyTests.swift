import Numerical
import SupplyNetwork
import Testing

@testable import Replenishment

/// What holds of every plan, on random three-tier networks (the seed is in the name of each failure).
@Suite struct PlanPropertyTests {
    static func random(seed: UInt64, sites: Int = 40, products: Int = 4) -> Workspace {
        var random = Xoshiro256(seed: seed)
        func whole(_ range: ClosedRange<Int>) -> Int { range.lowerBound + Int(random.uniform() * Double(range.count)) }
        func chance(_ share: Double) -> Bool { random.uniform() < share }
        var workspace = Workspace()
        workspace.standard = Policy(
            holding: .costPerUnitWeek(0.2), target: .shortageCost(1), unmetDemand: chance(0.5) ? .lost : .backordered)
        for index in 0..<sites {
            let tier = index == 0 ? 0 : index < 6 ? 1 : 2
            let parent = tier == 0 ? nil : tier == 1 ? "S0" : "S\(whole(1...5))"
            workspace.site(
                "S\(index)", tier: tier, under: parent, lead: whole(0...3) * 7, review: chance(0.2) ? 14 : 7,
                region: "R\(whole(0...2))", left: index > 5 && chance(0.1) ? Workspace.asOf - whole(0...50) : nil)
        }
        for index in 0..<products {
            workspace.products.append(
                Product(
                    sku: "K\(index)", unitCost: chance(0.8) ? 10 : nil, shelfLifeDays: chance(0.3) ? 60 : nil,
                    packSize: Double(whole(1...8)), minOrderQuantity: Double(whole(0...20)),
                    discontinuedOn: index == 3 ? Workspace.asOf - 1 : nil))
        }
        for site in 0..<sites {
            for product in 0..<products where chance(0.8) {
                let mean = site < 6 ? 0 : 12 * random.uniform()
                workspace.cells.append(
                    .init(
                        site: "S\(site)", sku: "K\(product)", onHand: chance(0.1) ? nil : (random.uniform() * 8 * (mean + 2)).rounded(),
                        mean: mean, deviation: mean * (0.3 + random.uniform()), inTransit: chance(0.1) ? 5 : 0,
                        risk: chance(0.1) ? 0.7 : 0.2))
                if chance(0.3) {
                    workspace.openOrders.append((whole(-10...40), "S\(site)", "K\(product)", Double(whole(1...15))))
                }
            }
        }
        return workspace
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>) func packsMinimumsAndClosedPlaces(seed: UInt64) {
        let workspace = PlanPropertyTests.random(seed: seed)
        let result = workspace.planned()
        #expect(!result.plan.lines.isEmpty)
        for line in result.plan.lines {
            let pair = result.ledger.pairs[line.pair]
            let product = result.network.products[pair.product]
            #expect(line.quantity.truncatingRemainder(dividingBy: product.packSize) == 0 && line.quantity >= product.minOrderQuantity)
            #expect(product.discontinuedOn == nil && result.network.sites[pair.site].leftOn == nil)
            #expect(line.calculation.quantity == line.quantity)
        }
        for calculation in result.plan.calculations {
            guard let c = calculation else { continue }
            let level = min(c.orderUpTo, c.maximumStock ?? .infinity)
            if c.constraint != .unknownPosition && c.demandMean > 0 { #expect(c.need == max(0, level - c.echelonPosition)) }
            if let most = c.maximumStock, c.quantity > 0 { #expect(c.echelonPosition + c.quantity <= most + 1e-6) }
        }
    }

    /// Of no line, without moves; of the site's own line, with what is moved to it, in the whole plan.
    @Test(arguments: 1...6 as ClosedRange<UInt64>) func moreStockNeverOrdersMore(seed: UInt64) {
        let workspace = PlanPropertyTests.random(seed: seed)
        var apart = ReplenishmentOptions()
        apart.rebalances = false
        apart.allocation.rule = .none
        let (before, whole) = (workspace.planned(apart), workspace.planned())
        for cell in stride(from: 0, to: workspace.cells.count, by: 17) {
            guard let onHand = workspace.cells[cell].onHand else { continue }
            var richer = workspace
            richer.cells[cell].onHand = onHand + 1 + Double(cell % 11)
            for (a, b) in zip(before.plan.calculations, richer.planned(apart).plan.calculations) {
                #expect((b?.quantity ?? 0) <= (a?.quantity ?? 0), "seed \(seed), cell \(cell)")
            }
            let after = richer.planned()
            let (site, sku) = (workspace.cells[cell].site, workspace.cells[cell].sku)
            func inflow(_ result: Workspace.Result) -> Double {
                result.calculation(site, sku).map { $0.quantity + max(0, $0.transferred) } ?? 0
            }
            #expect(inflow(after) <= inflow(whole) + 1e-9, "seed \(seed), cell \(cell)")
        }
    }

    /// What leaves a supplier is no more than it has.
    @Test(arguments: 1...12 as ClosedRange<UInt64>) func noSupplierShipsWhatItDoesNotHave(seed: UInt64) {
        let workspace = PlanPropertyTests.random(seed: seed)
        let result = workspace.planned()
        var shipped: [Pair: Double] = [:]
        for line in result.plan.lines {
            guard let supplier = line.supplier else { continue }
            shipped[Pair(site: supplier, product: result.ledger.pairs[line.pair].product), default: 0] += line.quantity
        }
        #expect(!shipped.isEmpty)
        for (key, units) in shipped {
            guard let pair = result.ledger.pair(site: key.site, product: key.product), let c = result.plan.calculations[pair],
                c.constraint != .unknownPosition
            else { continue }
            let (code, sku) = (result.network.sites[key.site].code, result.network.products[key.product].sku)
            guard workspace.cells.contains(where: { $0.site == code && $0.sku == sku && $0.onHand != nil }),
                result.network.sites[key.site].leftOn == nil,
                result.network.products[key.product].discontinuedOn == nil
            else { continue }
            let late = workspace.openOrders.filter { $0.site == code && $0.sku == sku && $0.due <= 0 }.reduce(0) { $0 + $1.quantity }
            #expect(units <= c.onHand + c.transferred + late + 1e-9, "seed \(seed): \(code) \(sku)")
        }
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>) func nothingIsMovedTwice(seed: UInt64) {
        let workspace = PlanPropertyTests.random(seed: seed)
        let result = workspace.planned()
        var sent: [Pair: Double] = [:]
        var received: Set<Pair> = []
        for transfer in result.plan.transfers {
            sent[Pair(site: transfer.from, product: transfer.product), default: 0] += transfer.quantity
            received.insert(Pair(site: transfer.to, product: transfer.product))
            let pack = result.network.products[transfer.product].packSize
            #expect(transfer.quantity >= pack && transfer.quantity.truncatingRemainder(dividingBy: pack) == 0)
            #expect(transfer.from != transfer.to && transfer.quantity <= transfer.excess)
        }
        for (pair, quantity) in sent {
            #expect(!received.contains(pair))
            let code = result.network.sites[pair.site].code
            let sku = result.network.products[pair.product].sku
            let cell = workspace.cells.first { $0.site == code && $0.sku == sku }
            #expect(quantity <= (cell?.onHand ?? 0))
        }
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>) func threadsAndTheOrderOfSitesChangeNothing(seed: UInt64) {
        let workspace = PlanPropertyTests.random(seed: seed)
        let one = workspace.planned(threads: 1)
        let four = workspace.planned(threads: 4)
        #expect(one.lines == four.lines && one.moves == four.moves && one.diagnostics == four.diagnostics)
        #expect(one.plan.calculations == four.plan.calculations)

        var reversed = workspace
        let last = workspace.sites.count - 1
        reversed.sites = workspace.sites.reversed().map { site in
            var site = site
            site.supplier = site.supplier.map { last - $0 }
            return site
        }
        let backwards = reversed.planned(threads: 2)
        #expect(one.lines.sorted() == backwards.lines.sorted())
        #expect(one.moves == backwards.moves && one.diagnostics == backwards.diagnostics)
    }

    @Test func someNetworksDoMoveStock() {
        let moves = (1...12).reduce(0) { $0 + PlanPropertyTests.random(seed: UInt64($1)).planned().plan.transfers.count }
        #expect(moves > 10)
    }
}
