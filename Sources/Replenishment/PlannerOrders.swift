import SupplyNetwork

extension PlanningBasis {
    /// Puts planners' order quantities in the place of the suggested ones, in whole packs and not below the minimum.
    ///
    /// An override counts where its day falls in the review period that begins on the as-of date; of several the last in the
    /// file wins, and one for a site wins over one for all sites. One for all sites is shared in whole packs, in proportion to
    /// forecast demand (largest remainders; ties by site code). A closed site or SKU takes none.
    func apply(_ overrides: [Override], to calculations: inout [OrderCalculation]) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        var asked: [Int: Double] = [:]
        var sharedOrders: [Int: Override] = [:]
        for override in overrides where override.measure == .order && override.day >= asOf {
            let sku = network.products[override.product].sku
            guard override.quantity.isFinite, override.quantity >= 0 else {
                findings.append(
                    finding(
                        "override-unusable", "an order of \(override.quantity) of \(sku) cannot be placed",
                        "give a quantity of zero or more"))
                continue
            }
            guard let site = override.site else {
                if override.day < asOf + 7 { sharedOrders[override.product] = override }
                continue
            }
            guard let pair = ledger.pair(site: site, product: override.product) else {
                findings.append(
                    finding(
                        "override-unplaced", "\(network.sites[site].code) has no data for \(sku): the planner's order is left out",
                        "report a sale or a count of it first"))
                continue
            }
            if override.day < asOf + pairs[pair].reviewPeriodDays { asked[pair] = override.quantity }
        }
        for product in sharedOrders.keys.sorted() {
            guard let order = sharedOrders[product] else { continue }
            for (pair, quantity) in shares(of: order) where asked[pair] == nil { asked[pair] = quantity }
        }
        for pair in asked.keys.sorted(by: { names($0) < names($1) }) {
            guard let wanted = asked[pair] else { continue }
            let (site, sku) = names(pair)
            if pairs[pair].closure != nil {
                findings.append(
                    finding(
                        "override-closed", "\(site) or \(sku) is closed: the planner's order of \(wanted) is left out",
                        "remove the row from overrides.csv"))
                continue
            }
            let order = OrderQuantity(
                need: wanted, packSize: calculations[pair].packSize, minimum: calculations[pair].minOrderQuantity)
            if abs(order.quantity - wanted) > OrderQuantity.noise * max(1, wanted) {
                findings.append(
                    finding(
                        "override-rounded", "the planner's order of \(wanted) of \(sku) for \(site) becomes \(order.quantity)",
                        "orders are whole packs and not below min_order_quantity"))
            }
            calculations[pair].planner = wanted
            calculations[pair].suggested = calculations[pair].quantity
            calculations[pair].quantity = order.quantity
            calculations[pair].constraint = .planner
        }
        return findings
    }

    private func names(_ pair: Int) -> (site: String, sku: String) {
        (network.sites[pairs[pair].site].code, network.products[pairs[pair].product].sku)
    }

    private func finding(_ code: String, _ message: String, _ help: String) -> Diagnostic {
        Diagnostic(file: "overrides.csv", severity: .warning, code: code, message: message, help: help)
    }

    private func shares(of order: Override) -> [(pair: Int, quantity: Double)] {
        let horizon = options.horizonWeeks * 7
        let sellers = ledger.pairs.indices
            .filter { pairs[$0].product == order.product && demand(ofPair: $0, days: 0..<horizon).mean > 0 }
            .sorted { names($0).site < names($1).site }
        let demands = sellers.map { demand(ofPair: $0, days: 0..<horizon).mean }
        let total = demands.reduce(0, +)
        guard total > 0 else { return [] }
        let listed = network.products[order.product].packSize
        let pack = listed > 0 ? listed : 1
        let packs = (order.quantity / pack - OrderQuantity.noise).rounded(.up)
        var given = demands.map { (packs * $0 / total).rounded(.down) }
        let remainders = demands.indices.map { packs * demands[$0] / total - given[$0] }
        var left = Int((packs - given.reduce(0, +)).rounded())
        for index in demands.indices.sorted(by: { (-remainders[$0], $0) < (-remainders[$1], $1) }) where left > 0 {
            given[index] += 1
            left -= 1
        }
        return zip(sellers, given).map { ($0, $1 * pack) }
    }
}
