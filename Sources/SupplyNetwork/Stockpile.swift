/// One site × SKU at risk of holding more than will be demanded of it.
public struct Stockpile: Sendable, Hashable {
    public enum Cause: String, Sendable, Hashable, CaseIterable, Codable {
        /// Pushed by a quota at a period's end.
        case pushed
        /// Bought to reach a rebate or upgrade threshold.
        case threshold
        /// A recruit's entry purchase.
        case recruit
        /// Ahead of a price rise or the end of a promotion.
        case forwardBuy = "forward_buy"
        /// Orders went on while consumption fell.
        case demandDrop = "demand_drop"
        case unknown
    }

    /// The figures that the sentence in `evidence` is made of. Weeks are whole numbers of weeks before the as-of date.
    public struct Evidence: Sendable, Hashable {
        public var received: Double
        public var consumed: Double
        /// Weeks that `received` and `consumed` cover.
        public var weeks: Int
        public var lastCountedOn: Day?
        public var lastCount: Double?
        /// Mean demand expected of the site a week over the horizon.
        public var demandPerWeek: Double
        /// Median weeks of cover of the same tier and SKU, where at least five peers are known.
        public var peerWeeksOfCover: Double?
        /// The largest week of receipts, its quantity, and what it was in typical weeks of receipts.
        public var largestReceiptWeek: Week?
        public var largestReceipt: Double?
        public var typicalReceipt: Double?

        public init(
            received: Double, consumed: Double, weeks: Int, lastCountedOn: Day? = nil, lastCount: Double? = nil,
            demandPerWeek: Double, peerWeeksOfCover: Double? = nil, largestReceiptWeek: Week? = nil,
            largestReceipt: Double? = nil, typicalReceipt: Double? = nil
        ) {
            self.received = received
            self.consumed = consumed
            self.weeks = weeks
            self.lastCountedOn = lastCountedOn
            self.lastCount = lastCount
            self.demandPerWeek = demandPerWeek
            self.peerWeeksOfCover = peerWeeksOfCover
            self.largestReceiptWeek = largestReceiptWeek
            self.largestReceipt = largestReceipt
            self.typicalReceipt = typicalReceipt
        }
    }

    /// Index into `Ledger.pairs`.
    public var pair: Int
    /// Probability that the stock exceeds what will be demanded of the site over the horizon and the allowance.
    public var risk: Double
    /// Expected units above that demand.
    public var excessUnits: Double
    /// `excessUnits` at unit cost (or price); nil where neither is known.
    public var excessValue: Double?
    public var since: Week?
    public var cause: Cause
    public var evidence: Evidence

    public init(
        pair: Int, risk: Double, excessUnits: Double, excessValue: Double?, since: Week?, cause: Cause, evidence: Evidence
    ) {
        self.pair = pair
        self.risk = risk
        self.excessUnits = excessUnits
        self.excessValue = excessValue
        self.since = since
        self.cause = cause
        self.evidence = evidence
    }
}
