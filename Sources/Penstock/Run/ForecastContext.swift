import Forecasting
import Ingest
import SupplyNetwork

/// What the forecast is told besides histories: what each site × SKU is, and the promotions, prices and events of the files.
enum ForecastContext {
    /// - Parameters:
    ///   - ledger: what is known at the time of the forecast.
    ///   - consumption: parallel to the ledger's pairs.
    static func made(
        ledger: Ledger, network: Network, consumption: [DemandHistory], promotions: [Promotion], priceChanges: [PriceChange],
        events: [CalendarEvent]
    ) -> DemandContext {
        // People buy at sites that were seen to sell to them, and at sites of those tiers that supply nobody.
        var sells = [Bool](repeating: false, count: network.sites.count)
        var pairsOfTier: [Int: (all: Int, selling: Int)] = [:]
        for (index, pair) in ledger.pairs.enumerated() {
            let tier = network.sites[pair.site].tier
            var counts = pairsOfTier[tier] ?? (0, 0)
            counts.all += 1
            if zip(consumption[index].values, consumption[index].states).contains(where: { $0 > 0 && $1 != .missing }) {
                sells[pair.site] = true
                counts.selling += 1
            }
            pairsOfTier[tier] = counts
        }
        for (site, customers) in network.customers.enumerated() where customers.isEmpty {
            if let counts = pairsOfTier[network.sites[site].tier], counts.selling * 2 >= counts.all { sells[site] = true }
        }
        let series = ledger.pairs.indices.map { index -> DemandContext.Attributes in
            let pair = ledger.pairs[index]
            let (site, product) = (network.sites[pair.site], network.products[pair.product])
            return DemandContext.Attributes(
                product: pair.product, site: pair.site, category: product.category, region: site.region, tier: site.tier,
                unitPrice: product.unitPrice, launchedOn: product.launchedOn, discontinuedOn: product.discontinuedOn,
                joinedOn: site.joinedOn, firstSeen: firstSeen(index, ledger: ledger), sellsToConsumers: sells[pair.site])
        }
        return DemandContext(series: series, promotions: promotions, priceChanges: priceChanges, events: events)
    }

    /// The first week in which anything moved or was counted.
    private static func firstSeen(_ pair: Int, ledger: Ledger) -> Week? {
        var first = ledger.counts(pair: pair).first(where: { $0.onHand > 0 }).map(\.day.week)
        for movement in Movement.allCases where movement != .soldOnPromotion {
            let end = first.map { min(ledger.weekCount, max(0, $0 - ledger.firstWeek)) } ?? ledger.weekCount
            if let week = (0..<end).first(where: { ledger.value(movement, pair: pair, week: $0) != 0 }) { first = ledger.firstWeek + week }
        }
        return first
    }
}

extension WorkspaceContents {
    /// - Parameters:
    ///   - ledger: what is known at the time of the forecast.
    func forecastContext(ledger: Ledger, consumption: [DemandHistory]) -> DemandContext {
        ForecastContext.made(
            ledger: ledger, network: network, consumption: consumption, promotions: promotions, priceChanges: priceChanges, events: events)
    }
}
