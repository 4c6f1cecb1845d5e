import Numerical
import SupplyNetwork

/// Plans what every site should order today, and which idle stock should move instead.
///
/// For each site × SKU: demand of its echelon until the next order could arrive, the level that covers it with the probability
/// the policy asks for, less what is there and on its way, made into whole packs. `Plan.calculations` holds every number.
public struct Replenishment: Sendable {
    public let options: ReplenishmentOptions

    public init(options: ReplenishmentOptions = ReplenishmentOptions()) { self.options = options }

    /// - Parameters:
    ///   - positions: per pair of the ledger, as are `forecasts` (nil where nothing is consumed or can be said).
    ///   - openOrders: those due before `asOf` are late and expected now.
    ///   - overrides: those with `measure` order and a day in the review period that begins on `asOf` replace the quantity.
    ///   - announcement: what the last plan announced for `asOf`; nil without one.
    ///   - asOf: orders are placed on it and arrive `lead_time_days` later, before that day's sales.
    ///   - threads: changes the time taken and nothing else.
    public func plan(
        network: Network, ledger: Ledger, positions: [Position], forecasts: [Forecast?], stockpiles: [Stockpile],
        openOrders: [OpenOrder], overrides: [Override], policies: PolicyTable, announcement: Announcement? = nil, asOf: Day, threads: Int
    ) -> (plan: Plan, diagnostics: [Diagnostic]) {
        var basis = PlanningBasis(
            network: network, ledger: ledger, positions: positions, forecasts: forecasts, stockpiles: stockpiles,
            openOrders: openOrders, policies: policies, asOf: asOf, options: options, threads: threads)
        var calculations = basis.calculations(threads: threads)
        var diagnostics = basis.findings(calculations: calculations)

        let transfers = options.rebalances ? basis.transfers(calculations: calculations, threads: threads) : []
        basis.take(transfers)
        basis.recalculate(&calculations, after: transfers, threads: threads)

        if let announcement { basis.steady(&calculations, announcement: announcement) }
        diagnostics += basis.apply(overrides, to: &calculations)
        basis.allocate(&calculations, threads: threads)
        let limited = basis.limit(&calculations, threads: threads)
        diagnostics += limited?.findings ?? []

        var plan = Plan(lines: basis.lines(calculations), calculations: calculations, transfers: transfers)
        plan.limits = limited?.report
        if options.projects {
            plan.projection = Projection(basis: basis, calculations: calculations, weeks: options.horizonWeeks).balances(threads: threads)
            plan.exceptions = Exceptions(
                basis: basis, calculations: calculations, transfers: transfers, stockpiles: stockpiles, openOrders: openOrders
            ).ranked(threads: threads)
        }
        return (plan, diagnostics)
    }
}

extension PlanningBasis {
    func calculations(threads: Int) -> [OrderCalculation] {
        Parallel.map(count: pairs.count, threads: threads) { calculation(ofPair: $0) }
    }

    /// Notes what accepted moves bring and take away.
    mutating func take(_ transfers: [Transfer]) {
        for transfer in transfers {
            if let from = ledger.pair(site: transfer.from, product: transfer.product) { pairs[from].transferred -= transfer.quantity }
            if let to = ledger.pair(site: transfer.to, product: transfer.product) { pairs[to].transferred += transfer.quantity }
        }
    }

    /// Works out again what was moved: all sites of those products, since the sites above count what lies below.
    func recalculate(_ calculations: inout [OrderCalculation], after transfers: [Transfer], threads: Int) {
        guard !transfers.isEmpty else { return }
        let moved = Set(transfers.map(\.product))
        let touched = pairs.indices.filter { moved.contains(pairs[$0].product) }
        let again = Parallel.map(count: touched.count, threads: threads) { calculation(ofPair: touched[$0]) }
        for (pair, calculation) in zip(touched, again) {
            let before = calculations[pair].quantity
            calculations[pair] = calculation
            if calculation.transferred > 0, calculation.quantity == 0, before > 0 { calculations[pair].constraint = .transferred }
        }
    }

    func lines(_ calculations: [OrderCalculation]) -> [OrderLine] {
        var lines: [OrderLine] = []
        for (pair, calculation) in calculations.enumerated() where calculation.quantity > 0 {
            let product = network.products[ledger.pairs[pair].product]
            lines.append(
                OrderLine(
                    pair: pair, supplier: supplier(ofSite: ledger.pairs[pair].site), orderOn: asOf,
                    dueOn: asOf + calculation.leadTimeDays, quantity: calculation.quantity,
                    value: product.unitValue.map { $0 * calculation.quantity }, calculation: calculation))
        }
        return lines
    }
}
