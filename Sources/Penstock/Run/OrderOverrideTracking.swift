import SupplyNetwork

/// Follows planners' order quantities until the demand they were to cover is known.
enum OrderOverrideTracking {
    /// Adds to `memory` what has become known of the lines `previous` runs still waited for; the others wait on.
    static func update(
        _ memory: inout ReviewMemory, from previous: ReviewMemory, consumption: [DemandHistory], network: Network, ledger: Ledger
    ) {
        memory.orderOverrideSums = previous.orderOverrideSums
        memory.orderOverrides = previous.orderOverrides.filter { $0.until > ledger.asOf }
        for line in previous.orderOverrides where line.until <= ledger.asOf {
            let pair = ledger.pair(line.site, line.sku, network)
            memory.orderOverrideSums.add(line, demand: pair.flatMap { demand(consumption[$0], from: line.from, until: line.until) })
        }
    }

    /// The lines of this plan that a planner changed, at sites that supply nobody: what the others are asked for is their customers'
    /// ordering, which their own order changes.
    static func issued(_ plan: Plan, network: Network, ledger: Ledger) -> [ReviewMemory.IssuedOrderOverride] {
        plan.calculations.enumerated().compactMap { pair, calculation in
            guard let c = calculation, c.planner != nil, let suggested = c.suggested, c.downstreamDays == 0, c.quantity != suggested
            else { return nil }
            let (site, product) = (network.sites[ledger.pairs[pair].site], network.products[ledger.pairs[pair].product])
            return ReviewMemory.IssuedOrderOverride(
                site: site.code, sku: product.sku, from: ledger.asOf, until: ledger.asOf + (c.leadTimeDays + c.reviewPeriodDays),
                position: c.echelonPosition, suggested: suggested, ordered: c.quantity, shortageCost: c.shortageCost,
                holdingCost: c.holdingCost, isMoney: product.unitValue != nil)
        }
    }

    /// Reported demand of the days from `from` up to the one before `until`, weeks in part by their days; nil where a week was not
    /// reported, was inferred, or ended out of stock.
    static func demand(_ history: DemandHistory, from: Day, until: Day) -> Double? {
        var (sum, day) = (0.0, from)
        while day < until {
            let index = day.week - history.start
            guard history.values.indices.contains(index), history.states[index] == .observed else { return nil }
            let next = min(until, day.week.sunday + 1)
            sum += history.values[index] * Double(next - day) / 7
            day = next
        }
        return sum
    }
}
