import SupplyNetwork

/// Forward buying: the largest receipts fall in the weeks before a price rises or a promotion ends (Blattberg & Levin 1987,
/// doi:10.1287/mksc.6.2.124).
struct ForwardBuyDetector: CauseDetector {
    let cause = Stockpile.Cause.forwardBuy
    let priceChanges: [PriceChange]
    let promotions: [Promotion]
    let prices: TierPrices
    /// Weeks that goods ordered in time may come late.
    private static let sendingWeeks = 2
    /// A first price of a tier below its usual share of the list price by more than this is a fall.
    private static let roundingShare = 0.97

    func strength(_ pile: StockpileCase) -> Double {
        guard let largest = pile.largest, pile.isLargestUnusual else { return 0 }
        let reach = pile.options.forwardBuyWeeks
        var best = 0.0
        for day in occasions(pile) {
            let end = day.week - pile.firstWeek
            // A change on a Monday is bought ahead of until the Sunday before it.
            let last = day.weekday == 0 ? end - 1 : end
            // What was ordered in time may be sent a little later.
            guard largest.week <= last + ForwardBuyDetector.sendingWeeks, largest.week > last - reach else { continue }
            let around = pile.sum(max(0, last - reach + 1)..<min(pile.weekCount, last + 1 + ForwardBuyDetector.sendingWeeks))
            let total = pile.sum(pile.buildUp)
            guard total > 0 else { continue }
            // The surest come right before; what came after may have waited for the supplier's goods.
            let nearness = largest.week > last ? 0.9 : largest.week > last - 2 ? 1 : 0.75
            best = max(best, nearness * min(1, 0.4 + 0.6 * around / total))
        }
        return best
    }

    /// Days on which buying later begins to cost more.
    private func occasions(_ pile: StockpileCase) -> [Day] {
        let changes =
            priceChanges
            .filter { $0.product == pile.pair.product && ($0.tier == nil || $0.tier == pile.site.tier) && $0.effectiveOn < pile.asOf }
            .sorted { ($0.effectiveOn, $0.unitPrice) < ($1.effectiveOn, $1.unitPrice) }
        var days: [Day] = []
        // The list price is what people pay; a tier's own price before its first change follows from its usual share of it, give or
        // take what such changes come to.
        var price = changes.first.flatMap { first in
            pile.product.unitPrice.map {
                first.tier == nil ? $0 : ForwardBuyDetector.roundingShare * $0 * prices.share(tier: pile.site.tier)
            }
        }
        for change in changes {
            if let before = price, change.unitPrice > before { days.append(change.effectiveOn) }
            price = change.unitPrice
        }
        for promotion in promotions where promotion.endsOn < pile.asOf && (promotion.discount ?? 1) > 0 {
            guard promotion.product == nil || promotion.product == pile.pair.product else { continue }
            // A promotion of a province is on in its towns (`province/town`).
            if let region = promotion.region, !(pile.site.region ?? "").hasPrefix(region) { continue }
            days.append(promotion.endsOn + 1)
        }
        return days
    }
}
