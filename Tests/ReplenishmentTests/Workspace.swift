import SupplyNetwork

@testable import Replenishment

/// A small network made in a test: sites, products and what is known of each site × SKU.
struct Workspace {
    static let asOf = Day(number: Week(number: 2900).monday.number)

    var sites: [Site] = []
    var products: [Product] = []
    struct Cell {
        var site: String
        var sku: String
        var onHand: Double?
        var mean: Double
        var deviation: Double
        var inTransit: Double = 0
        var risk: Double = 0
    }
    var cells: [Cell] = []
    var openOrders: [(due: Int, site: String, sku: String, quantity: Double)] = []
    var orders: [(site: String?, sku: String, quantity: Double)] = []
    /// What the last plan, a week ago, announced for today.
    var announced: [(site: String, sku: String, quantity: Double)] = []
    /// The last counts, by lot: days from the as-of date to expiry.
    var lots: [(site: String, sku: String, expires: Int?, quantity: Double)] = []
    /// Receipts of the last weeks, oldest first.
    var receipts: [(site: String, sku: String, units: [Double])] = []
    var standard = Policy(target: .serviceLevel(0.9), unmetDemand: .backordered)
    var rules: [PolicyRule] = []

    mutating func site(
        _ code: String, tier: Int = 1, under supplier: String? = nil, lead: Int? = nil, review: Int? = nil, region: String? = nil,
        left: Day? = nil
    ) {
        sites.append(
            Site(
                code: code, tier: tier, supplier: supplier.flatMap { name in sites.firstIndex { $0.code == name } }, leftOn: left,
                region: region, leadTimeDays: lead, reviewPeriodDays: review))
    }

    /// Independent weeks of constant mean and deviation.
    static func forecast(mean: Double, deviation: Double, weeks: Int = 13) -> Forecast {
        Forecast(
            firstWeek: asOf.week, model: "test", mean: [Double](repeating: mean, count: weeks),
            quantiles: [Double](repeating: mean, count: weeks * Forecast.levels.count),
            cumulativeDeviation: (1...weeks).map { deviation * Double($0).squareRoot() })
    }

    struct Result {
        var network: Network
        var ledger: Ledger
        var plan: Plan
        var diagnostics: [Diagnostic]

        func calculation(_ site: String, _ sku: String) -> OrderCalculation? {
            guard let s = network.site(site), let p = network.product(sku), let pair = ledger.pair(site: s, product: p) else { return nil }
            return plan.calculations[pair]
        }
        /// Lines and moves by code, so that plans of differently listed sites compare.
        var lines: [String] {
            plan.lines.map {
                let pair = ledger.pairs[$0.pair]
                let supplier = $0.supplier.map { network.sites[$0].code } ?? "-"
                return "\(network.sites[pair.site].code) \(network.products[pair.product].sku) \(supplier) \($0.quantity) \($0.dueOn) "
                    + "\($0.calculation.orderUpTo.bitPattern)"
            }
        }
        var moves: [String] {
            plan.transfers.map {
                "\(network.sites[$0.from].code) \(network.sites[$0.to].code) \(network.products[$0.product].sku) \($0.quantity)"
            }
        }
    }

    var network: Network { Network(sites: sites, products: products) }

    func planned(_ options: ReplenishmentOptions = ReplenishmentOptions(), threads: Int = 1) -> Result {
        let network = network
        var known: [(pair: Pair, cell: Cell)] = []
        for cell in cells {
            guard let site = network.site(cell.site), let product = network.product(cell.sku) else { continue }
            known.append((Pair(site: site, product: product), cell))
        }
        known.sort { $0.pair < $1.pair }
        func index(_ site: String, _ sku: String) -> Int? {
            guard let site = network.site(site), let product = network.product(sku) else { return nil }
            return known.firstIndex { $0.pair == Pair(site: site, product: product) }
        }
        let weeks = max(1, receipts.map(\.units.count).max() ?? 1)
        var received: [Int: [Double]] = [:]
        for row in receipts {
            if let pair = index(row.site, row.sku) { received[pair] = [Double](repeating: 0, count: weeks - row.units.count) + row.units }
        }
        let counts = lots.compactMap { lot in
            index(lot.site, lot.sku).map {
                StockCount(pair: $0, day: Workspace.asOf - 1, onHand: lot.quantity, expiresOn: lot.expires.map { Workspace.asOf + $0 })
            }
        }
        let ledger = Ledger(
            asOf: Workspace.asOf, firstWeek: Workspace.asOf.week - weeks, weekCount: weeks, siteCount: sites.count,
            pairs: known.map(\.pair), rows: received.isEmpty ? [:] : [.received: received], reported: [:], counts: counts)
        var quantities: [Int: Double] = [:]
        for order in announced { if let pair = index(order.site, order.sku) { quantities[pair] = order.quantity } }
        let announcement = announced.isEmpty ? nil : Announcement(issuedOn: Workspace.asOf - 7, quantities: quantities)
        let positions = known.map { item in
            Position(
                onHandLow: item.cell.onHand ?? 0, onHand: item.cell.onHand ?? 0, onHandHigh: item.cell.onHand ?? 0, consumptionLow: 0,
                consumption: item.cell.mean, consumptionHigh: item.cell.mean, inTransit: item.cell.inTransit,
                basis: item.cell.onHand == nil ? .insufficient : .counted)
        }
        let forecasts = known.map {
            $0.cell.mean > 0 ? Workspace.forecast(mean: $0.cell.mean, deviation: $0.cell.deviation) : nil
        }
        let piles = known.indices.filter { known[$0].cell.risk > 0 }.map {
            Stockpile(
                pair: $0, risk: known[$0].cell.risk, excessUnits: 1, excessValue: nil, since: nil, cause: .unknown,
                evidence: Stockpile.Evidence(received: 0, consumed: 0, weeks: 1, demandPerWeek: known[$0].cell.mean))
        }
        let open = openOrders.compactMap { order -> OpenOrder? in
            guard let site = network.site(order.site), let product = network.product(order.sku) else { return nil }
            return OpenOrder(dueOn: Workspace.asOf + order.due, site: site, product: product, quantity: order.quantity)
        }
        let overrides = orders.compactMap { order -> Override? in
            guard let product = network.product(order.sku) else { return nil }
            return Override(
                day: Workspace.asOf, site: order.site.flatMap { network.site($0) }, product: product, measure: .order,
                quantity: order.quantity)
        }
        let (plan, diagnostics) = Replenishment(options: options).plan(
            network: network, ledger: ledger, positions: positions, forecasts: forecasts, stockpiles: piles, openOrders: open,
            overrides: overrides, policies: PolicyTable(default: standard, rules: rules, network: network), announcement: announcement,
            asOf: Workspace.asOf, threads: threads)
        return Result(network: network, ledger: ledger, plan: plan, diagnostics: diagnostics)
    }
}
