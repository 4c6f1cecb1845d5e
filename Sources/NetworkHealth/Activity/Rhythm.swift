import SupplyNetwork

/// In which weeks each site traded: bought, shipped on, or reported to have sold.
struct Rhythm {
    struct SiteWeeks {
        /// Ledger weeks with trade, first, last and how many.
        var first: Int
        var last: Int
        var count: Int
        /// Weeks with purchases, and reported sales to consumers.
        var purchaseWeeks: Int
        var lastPurchase: Int?
        var soldUnits: Double
        var boughtUnits: Double
        var shippedUnits: Double
    }

    /// By site; nil where it never traded in a whole week.
    let sites: [SiteWeeks?]
    /// Whole ledger weeks.
    let weeks: Int

    init(_ input: NetworkHealthInput) {
        let ledger = input.ledger
        weeks = ledger.completeWeekCount
        let count = input.network.sites.count
        var traded = [Bool](repeating: false, count: count * max(1, weeks))
        var bought = traded
        var sold = [Double](repeating: 0, count: count)
        var received = sold
        var shipped = sold
        for (index, pair) in ledger.pairs.enumerated() {
            for week in 0..<weeks {
                let inUnits = ledger.value(.received, pair: index, week: week)
                let outUnits = ledger.value(.shipped, pair: index, week: week)
                let soldUnits = ledger.value(.sold, pair: index, week: week)
                if inUnits > 0 { bought[pair.site * weeks + week] = true }
                if inUnits > 0 || outUnits > 0 || soldUnits > 0 { traded[pair.site * weeks + week] = true }
                received[pair.site] += inUnits
                shipped[pair.site] += outUnits
                sold[pair.site] += soldUnits
            }
        }
        let weeks = weeks
        sites = (0..<count).map { site in
            let own = (0..<weeks).filter { traded[site * weeks + $0] }
            guard let first = own.first, let last = own.last else { return nil }
            let purchases = (0..<weeks).filter { bought[site * weeks + $0] }
            return SiteWeeks(
                first: first, last: last, count: own.count, purchaseWeeks: purchases.count, lastPurchase: purchases.last,
                soldUnits: sold[site], boughtUnits: received[site], shippedUnits: shipped[site])
        }
    }

    /// The weeks of a site as the BG/NBD model reads them.
    func history(_ site: Int) -> BGNBD.History? {
        sites[site].map { BGNBD.History(x: Double($0.count - 1), lastTime: Double($0.last - $0.first), time: Double(weeks - 1 - $0.first)) }
    }
}
