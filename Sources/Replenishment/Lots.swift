import SupplyNetwork

/// Units on hand that expire on one day.
struct Lot: Sendable, Hashable {
    /// Days from the as-of date; from this day on the units cannot be sold.
    var day: Int
    var units: Double

    /// The lots of the last counted day, less what has gone since: the earliest to expire goes first. What came since expires later
    /// than anything counted, and is in no lot.
    static func lots(counts: ArraySlice<StockCount>, onHand: Double, asOf: Day) -> [Lot] {
        guard let last = counts.last?.day else { return [] }
        let counted = counts.filter { $0.day == last && $0.onHand > 0 }
        guard counted.contains(where: { $0.expiresOn != nil }) else { return [] }
        var gone = max(0, counted.reduce(0) { $0 + $1.onHand } - onHand)
        var lots: [Lot] = []
        for count in counted {
            guard let expiry = count.expiresOn else { continue }
            let left = max(0, count.onHand - gone)
            gone -= count.onHand - left
            if left > 0 { lots.append(Lot(day: max(0, expiry - asOf), units: left)) }
        }
        return lots
    }

    /// What of each lot will not be sold before it expires, the earliest sold first.
    /// - Parameter demand: mean demand over the days before a day.
    static func unsold(_ lots: [Lot], demand: (Int) -> Double) -> [Lot] {
        var sold = 0.0
        return lots.compactMap { lot in
            let sells = min(lot.units, max(0, demand(lot.day) - sold))
            sold += sells
            let rest = lot.units - sells
            return rest > OrderQuantity.noise ? Lot(day: lot.day, units: rest) : nil
        }
    }
}

extension PlanningBasis {
    /// The lots of a pair that mean demand, its customers' included, will not take before they expire.
    func expiringLots(ofPair index: Int) -> [Lot] {
        let basis = pairs[index]
        guard !basis.lots.isEmpty else { return [] }
        return Lot.unsold(basis.lots) { meanDemand(site: basis.site, product: basis.product, days: $0) }
    }

    /// Units that expire unsold before `day`: no cover.
    func expiringUnits(ofPair index: Int, before day: Int) -> Double {
        min(pairs[index].onHand ?? 0, expiringLots(ofPair: index).reduce(0) { $1.day < day ? $0 + $1.units : $0 })
    }
}
