/// One thing a planner should look at before anything else, and what can be done about it.
public struct PlanException: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// An open order that should have arrived.
        case lateOrder = "late-order"
        /// Stock runs out before an order placed today could arrive.
        case stockOut = "stock-out"
        /// The supplier has less than is asked of it, or a limit over many lines left this one short.
        case shortSupply = "short-supply"
        /// Lots that expire before they can be sold.
        case expiring
        /// More than will be asked for within horizon and allowance.
        case excess
        /// An order far from what the site has been receiving.
        case unusualOrder = "unusual-order"
        /// An order that differs from what the last plan announced by more than a trifle.
        case changedOrder = "changed-order"
    }

    /// What is proposed.
    public enum Proposal: Sendable, Hashable {
        /// Ask the supplier where it is.
        case chase
        /// Have units of an open order come by a day, or a rush order where none is open.
        case expedite(units: Double, by: Day)
        /// Move units from another site.
        case transfer(from: Int, units: Double)
        /// Send units back to the supplier, or offer them to others.
        case release(units: Double)
        /// Sell units at a lower price before they expire.
        case sellFirst(units: Double, by: Day)
        /// Have a person confirm the order.
        case confirm
        /// Nothing but to know of it.
        case accept
    }

    public var kind: Kind
    /// Index into `Ledger.pairs`.
    public var pair: Int
    /// Late, short, expiring, in excess, ordered.
    public var units: Double
    /// What is at stake: units short at what a shortage costs, others at unit cost (or price); nil where no value is known.
    public var value: Double?
    /// When it happens, or should have.
    public var day: Day
    /// What `units` is compared with: usual weekly receipts of an unusual order, the announced quantity, the quantity asked for.
    public var reference: Double?
    /// Of running out, for a stock-out.
    public var probability: Double?
    public var proposal: Proposal

    public init(
        kind: Kind, pair: Int, units: Double, value: Double?, day: Day, reference: Double? = nil, probability: Double? = nil,
        proposal: Proposal
    ) {
        self.kind = kind
        self.pair = pair
        self.units = units
        self.value = value
        self.day = day
        self.reference = reference
        self.probability = probability
        self.proposal = proposal
    }
}
