import SupplyNetwork

/// A recruit's entry purchase: the first weeks after joining bring far more than peers consume at that age, and most of what
/// the site ever received. (Entry purchases as the pay for recruiting: Vander Nat & Keep 2002.)
struct RecruitDetector: CauseDetector {
    let cause = Stockpile.Cause.recruit

    func strength(_ pile: StockpileCase) -> Double {
        guard let joinedOn = pile.site.joinedOn, let peers = pile.peerEntryConsumption, peers > 0 else { return 0 }
        let joined = joinedOn.week - pile.firstWeek
        guard joined >= 0, joined < pile.weekCount else { return 0 }
        let entry = pile.sum(joined..<joined + pile.options.entryWeeks)
        let total = pile.sum(0..<pile.weekCount)
        // Of a site long in business the entry is long gone.
        guard let since = pile.since, since <= joined + 2 * pile.options.entryWeeks, total > 0 else { return 0 }
        let cover = entry / peers / pile.options.entryCoverWeeks
        return cover < 1 ? 0 : min(1, entry / total)
    }
}
