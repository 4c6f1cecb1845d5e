import SupplyNetwork

/// Bunching at a step of the rebate scale: what a site spends in a window ends just above a step, and would not have reached it
/// without this product's last weeks. Once, it must be followed by a slump; a site that does it in window after window needs none.
/// (Bunching as evidence of a notch: Kleven 2016, doi:10.1146/annurev-economics-080315-015234.) Receipts come in whole weeks, each
/// counted where its Thursday lies.
struct ThresholdDetector: CauseDetector {
    let cause = Stockpile.Cause.threshold
    let incentives: StockpilingIncentives?
    let spending: RebateSpending
    let prices: TierPrices

    func strength(_ pile: StockpileCase) -> Double {
        guard let incentives, let steps = incentives.rebates[pile.site.tier], !steps.isEmpty else { return 0 }
        guard let price = prices.price(pile.product, index: pile.pair.product, tier: pile.site.tier, on: pile.asOf), price > 0 else {
            return 0
        }
        let windows = Period.windows(pile.firstWeek, count: pile.weekCount, incentives.rebateWindow)
        let isTold = spending.tells(tier: pile.site.tier)
        var above = 0
        var below = 0
        var lately = 0
        var explained = 0.0
        var late = 0.0
        for (index, window) in windows.enumerated() {
            let bought = window.reduce(0) { $0 + pile.purchases[$1] }
            let civil = (pile.week(window.lowerBound).monday + 3).civil
            let total = spending.spent(site: pile.pair.site, month: civil.year * 12 + civil.month - 1) ?? bought
            // The step nearest to the total.
            guard let step = steps.map(\.from).filter({ $0 > 0 }).min(by: { (abs($0 - total), $0) < (abs($1 - total), $1) }) else {
                continue
            }
            if total < step {
                if total >= step * (1 - pile.options.bunchingShare) { below += 1 }
                continue
            }
            guard total <= step * (1 + pile.options.bunchingShare) else { continue }
            above += 1
            guard window.overlaps(pile.buildUp) else { continue }
            let last = window.suffix(2).reduce(0) { $0 + pile.received[$1] }
            let next = index + 1 < windows.count ? windows[index + 1].reduce(0) { $0 + pile.purchases[$1] } : 0
            guard total - last * price < step else { continue }
            lately += 1
            late += last
            if next < 0.8 * bought { explained += window.reduce(0) { $0 + pile.received[$1] } }
        }
        let total = pile.sum(pile.buildUp)
        guard above > below, total > 0 else { return 0 }
        let once = min(1, explained / total)
        // Again and again: the last weeks of such windows brought much of it.
        let again = isTold && lately >= 2 ? min(1, 0.4 + 0.6 * late / total) : 0
        return max(once, again)
    }
}
