/// Lots with dates carried forward through expected demand: what is sold, what expires, what is missing, by period.
///
/// A lot can be sold in its last period; what is left of it then has expired at that period's end. Unmet demand is lost. First expired,
/// first out is the issue that wastes least; the others are for comparison, and for shops whose customers reach to the back of the shelf.
public struct ShelfLifeProjection: Sendable, Hashable {
    public struct Lot: Sendable, Hashable, Codable {
        /// Units.
        public var quantity: Double
        /// First period it can be sold in, from 0.
        public var arrives: Int
        /// Last period it can be sold in; nil where it keeps.
        public var lastPeriod: Int?

        public init(quantity: Double, arrives: Int = 0, lastPeriod: Int?) {
            precondition(quantity >= 0 && quantity.isFinite, "a lot of \(quantity)")
            self.quantity = quantity
            self.arrives = arrives
            self.lastPeriod = lastPeriod
        }
    }

    public enum Issue: String, Sendable, Hashable, Codable {
        /// The lot that expires first; among equals the one that came first.
        case firstExpired
        /// The lot that came first.
        case firstIn
        /// The lot that expires last.
        case lastExpired
    }

    /// Units sold, expired at the end, short, and on hand at the end of each period after what expired.
    public let sold: [Double]
    public let expired: [Double]
    public let short: [Double]
    public let onHand: [Double]
    /// Units of each lot that expire unsold.
    public let expiredByLot: [Double]

    /// - Parameter demand: units of each period, not negative.
    public init(lots: [Lot], demand: [Double], issue: Issue = .firstExpired) {
        let order = lots.indices.sorted { a, b in
            let (x, y) = (lots[a], lots[b])
            let (lastX, lastY) = (x.lastPeriod ?? .max, y.lastPeriod ?? .max)
            switch issue {
            case .firstExpired: return (lastX, x.arrives, a) < (lastY, y.arrives, b)
            case .firstIn: return (x.arrives, lastX, a) < (y.arrives, lastY, b)
            case .lastExpired: return (lastY, x.arrives, a) < (lastX, y.arrives, b)
            }
        }
        var left = lots.map(\.quantity)
        var sold: [Double] = []
        var expired: [Double] = []
        var short: [Double] = []
        var onHand: [Double] = []
        var wasted = [Double](repeating: 0, count: lots.count)
        for (period, wanted) in demand.enumerated() {
            precondition(wanted >= 0, "a demand of \(wanted)")
            var missing = wanted
            var stock = 0.0
            var gone = 0.0
            for i in order where lots[i].arrives <= period && left[i] > 0 {
                if let last = lots[i].lastPeriod, last < period {
                    // It came when it was past its date already.
                    wasted[i] += left[i]
                    gone += left[i]
                    left[i] = 0
                    continue
                }
                let used = min(missing, left[i])
                left[i] -= used
                missing -= used
                if lots[i].lastPeriod == period {
                    wasted[i] += left[i]
                    gone += left[i]
                    left[i] = 0
                }
                stock += left[i]
            }
            sold.append(wanted - missing)
            short.append(missing)
            expired.append(gone)
            onHand.append(stock)
        }
        self.sold = sold
        self.expired = expired
        self.short = short
        self.onHand = onHand
        expiredByLot = wasted
    }
}
