/// One count of stock, taken at the end of its day. Lots counted the same day are rows of their own.
public struct StockCount: Sendable, Hashable {
    /// Index into `Ledger.pairs`.
    public var pair: Int
    public var day: Day
    public var onHand: Double
    public var inTransit: Double?
    public var expiresOn: Day?
    /// Net movement (in minus out) reported between the end of `day` and the end of that day's week: what a balance that
    /// works in weeks must add to the count.
    public var netAfterInWeek: Double
    /// The part of `netAfterInWeek` that was sold to consumers (net of what they gave back), as a positive number.
    public var soldAfterInWeek: Double

    public init(
        pair: Int, day: Day, onHand: Double, inTransit: Double? = nil, expiresOn: Day? = nil, netAfterInWeek: Double = 0,
        soldAfterInWeek: Double = 0
    ) {
        self.pair = pair
        self.day = day
        self.onHand = onHand
        self.inTransit = inTransit
        self.expiresOn = expiresOn
        self.netAfterInWeek = netAfterInWeek
        self.soldAfterInWeek = soldAfterInWeek
    }
}
