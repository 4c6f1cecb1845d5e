import SupplyNetwork

/// Bunching at a step of the rebate scale: purchases within a window end just above a step, would not have reached it
/// without this product's last weeks, and slump in the window after. (Bunching as evidence of a notch: Kleven 2016,
/// doi:10.1146/annurev-economics-080315-015234.) Windows are made of whole weeks, each counted where its Thursday lies.
struct ThresholdDetector: CauseDetector {
    let cause = Stockpile.Cause.threshold
    let incentives: StockpilingIncentives?

    func strength(_ pile: StockpileCase) -> Double {
        guard let incentives, let steps = incentives.rebates[pile.site.tier], !steps.isEmpty else { return 0 }
        guard let price = pile.product.unitPrice ?? pile.product.unitCost, price > 0 else { return 0 }
        let windows = Period.windows(pile.firstWeek, count: pile.weekCount, incentives.rebateWindow)
        var above = 0
        var below = 0
        var explained = 0.0
        for (index, window) in windows.enumerated() {
            let total = window.reduce(0) { $0 + pile.purchases[$1] }
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
            let late = window.suffix(2).reduce(0) { $0 + pile.received[$1] }
            let next = index + 1 < windows.count ? windows[index + 1].reduce(0) { $0 + pile.purchases[$1] } : 0
            if total - late * price < step && next < 0.8 * total {
                explained += window.reduce(0) { $0 + pile.received[$1] }
            }
        }
        let total = pile.sum(pile.buildUp)
        guard above > below, total > 0 else { return 0 }
        return min(1, explained / total)
    }
}
