import SupplyNetwork

/// Orders went on while consumption fell: what leaves the site is at most half of what left it before the pile, and receipts
/// since run at the old pace.
struct DemandDropDetector: CauseDetector {
    let cause = Stockpile.Cause.demandDrop

    func strength(_ pile: StockpileCase) -> Double {
        guard let since = pile.since, let now = pile.pace(max(0, pile.weekCount - 8)..<pile.weekCount) else { return 0 }
        // Before the fall: the best quarter in the half-year before the pile began.
        var before = 0.0
        for start in stride(from: max(pile.first, since - 26), through: max(pile.first, since - 8), by: 4) {
            before = max(before, pile.pace(start..<start + 13) ?? 0)
        }
        guard before > 0, now <= pile.options.dropShare * before else { return 0 }
        // One receipt far above the others is not orders that went on.
        if let largest = pile.largest, let typical = pile.typical, largest.quantity >= 2 * pile.options.largeReceipt * typical { return 0 }
        let weeks = max(pile.first, since - 4)..<pile.weekCount
        let earlier = max(pile.first, since - 30)..<max(pile.first, since - 4)
        guard weeks.count >= 4, earlier.count >= 4 else { return 0 }
        let pace = pile.sum(earlier) / Double(earlier.count)
        let since4 = pile.sum(weeks) / Double(weeks.count)
        guard pace > 0, since4 >= 0.5 * pace, since4 > now else { return 0 }
        return min(0.85, 1 - now / before)
    }
}
