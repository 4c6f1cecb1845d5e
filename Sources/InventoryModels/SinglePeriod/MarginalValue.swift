/// What the next units are worth: the saving g(y) − g(y + q) in expected cost of raising a position from y by q.
///
/// The saving of one unit at y is p P(D > y) − h P(D ≤ y): it falls as y grows, so that taking the best next unit again and again is
/// optimal for any number of lines under one budget of equal prices (greedy on a separable concave sum: Fox 1966,
/// doi:10.1287/opre.14.2.210; for spares, Sherbrooke 1968, doi:10.1287/opre.16.1.122).
public struct MarginalValue: Sendable, Hashable, Codable {
    public var newsvendor: Newsvendor

    public init(_ newsvendor: Newsvendor) { self.newsvendor = newsvendor }

    /// g(y) − g(y + q), money; negative beyond S*.
    ///
    /// From n alone: g(y) − g(y + q) = (h + p)(n(y) − n(y + q)) − h q, which does not cancel where both costs are large.
    /// - Parameters:
    ///   - quantity: q ≥ 0, units.
    ///   - position: y, units before; may be negative where demand is backordered.
    public func saving(of quantity: Double, at position: Double, for demand: some StochasticDemand) -> Double {
        let less = demand.expectedShortage(at: position) - demand.expectedShortage(at: position + quantity)
        return (newsvendor.holdingCost + newsvendor.stockoutCost) * less - newsvendor.holdingCost * quantity
    }

    /// The savings of the first, second … next pack, up to the last that saves anything or `most` of them; falling.
    public func savings(
        ofPacksOf pack: Double, at position: Double, most: Int, for demand: some StochasticDemand
    ) -> [Double] {
        precondition(pack > 0, "a pack of \(pack)")
        var result: [Double] = []
        var before = demand.expectedShortage(at: position)
        for k in 1...max(1, most) where most > 0 {
            let after = demand.expectedShortage(at: position + Double(k) * pack)
            let value = (newsvendor.holdingCost + newsvendor.stockoutCost) * (before - after) - newsvendor.holdingCost * pack
            if value <= 0 { break }
            result.append(value)
            before = after
        }
        return result
    }

    /// Units to add, in packs, while each next pack saves more than `threshold` money per unit: what a budget's shadow price times the
    /// unit cost asks for.
    public func order(
        from position: Double, pack: Double, threshold: Double = 0, most: Int = 1_000_000, for demand: some StochasticDemand
    ) -> Double {
        precondition(pack > 0, "a pack of \(pack)")
        // Savings fall, so the last pack above the threshold is found by halving, not by counting.
        func worthwhile(_ k: Int) -> Bool {
            saving(of: pack, at: position + Double(k - 1) * pack, for: demand) > threshold * pack
        }
        if most < 1 || !worthwhile(1) { return 0 }
        var low = 1
        var high = 2
        while high <= most && worthwhile(high) {
            low = high
            high *= 2
        }
        high = min(high, most + 1)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if worthwhile(middle) { low = middle } else { high = middle }
        }
        return Double(low) * pack
    }
}
