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
    ///   - asOf: orders are placed on it and arrive `lead_time_days` later, before that day's sales.
    ///   - threads: changes the time taken and nothing else.
    public func plan(
        network: Network, ledger: Ledger, positions: [Position], forecasts: [Forecast?], stockpiles: [Stockpile],
        openOrders: [OpenOrder], overrides: [Override], policies: PolicyTable, asOf: Day, threads: Int
    ) -> (plan: Plan, diagnostics: [Diagnostic]) {
        let basis = PlanningBasis(
            network: network, ledger: ledger, positions: positions, forecasts: forecasts, stockpiles: stockpiles,
            openOrders: openOrders, policies: policies, asOf: asOf, options: options, threads: threads)
        var calculations = Parallel.map(count: ledger.pairs.count, threads: threads) { basis.calculation(ofPair: $0) }
        var diagnostics = basis.findings(calculations: calculations)
        diagnostics += basis.apply(overrides, to: &calculations)

        var lines: [OrderLine] = []
        for (pair, calculation) in calculations.enumerated() where calculation.quantity > 0 {
            let product = network.products[ledger.pairs[pair].product]
            lines.append(
                OrderLine(
                    pair: pair, supplier: basis.supplier(ofSite: ledger.pairs[pair].site), orderOn: asOf,
                    dueOn: asOf + calculation.leadTimeDays, quantity: calculation.quantity,
                    value: product.unitValue.map { $0 * calculation.quantity }, calculation: calculation))
        }
        let transfers = options.rebalances ? basis.transfers(threads: threads) : []
        return (Plan(lines: lines, calculations: calculations, transfers: transfers), diagnostics)
    }
}
