import SupplyNetwork

/// A push at a period's end: an unusually large receipt in the last week of a month or quarter, a share of receipts in such
/// weeks far above theirs of the calendar, and silence after it (Oyer 1998, doi:10.1162/003355398555559).
struct PushDetector: CauseDetector {
    let cause = Stockpile.Cause.pushed
    /// The quota's period; nil tries both.
    let period: StockpilingIncentives.Period?

    func strength(_ pile: StockpileCase) -> Double {
        let periods = period.map { [$0] } ?? [.quarter, .month]
        return periods.map { strength(pile, $0) }.max() ?? 0
    }

    private func strength(_ pile: StockpileCase, _ period: StockpilingIncentives.Period) -> Double {
        guard let largest = pile.largest, pile.isLargestUnusual, Period.isEnd(pile.week(largest.week), period) else { return 0 }
        // Silence: over the next weeks less than half of what was usual before came in.
        let after = largest.week + 1..<min(pile.weekCount, largest.week + 5)
        guard after.count >= 2 else { return 0 }
        let before = pile.sum(max(pile.first, largest.week - 13)..<largest.week) / Double(max(1, min(13, largest.week - pile.first)))
        guard pile.sum(after) <= 0.5 * before * Double(after.count) else { return 0 }
        let weeks = pile.buildUp
        let ends = weeks.filter { Period.isEnd(pile.week($0), period) }
        let total = pile.sum(weeks)
        guard total > 0 else { return 0 }
        let share = ends.reduce(0) { $0 + pile.received[$1] } / total
        let expected = Double(ends.count) / Double(weeks.count)
        // How much of the way from the calendar's share to the whole.
        return expected >= 1 ? 0 : max(0, 0.9 * (share - expected) / (1 - expected))
    }
}
