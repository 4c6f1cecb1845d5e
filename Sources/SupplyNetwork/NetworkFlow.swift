/// What became of the goods that moved through a part of the network within some weeks.
public struct NetworkFlow: Sendable, Hashable {
    /// Which goods, and which sites are meant by "its sites".
    public enum Scope: Sendable, Hashable {
        /// Everything the heads of the network shipped; its sites are all of them.
        case network
        /// What the sites of a tier shipped; its sites are that tier's.
        case tier(Int)
        /// What the heads shipped of one product (by index); its sites are all of them.
        case product(Int)
        /// What came into a site next to a head (by index); its sites are that one and all below it.
        case upline(Int)
    }

    /// Shares of the units shipped; they sum to 1.
    public struct Shares: Sendable, Hashable {
        /// Reached a consumer.
        public var consumed: Double
        /// Was given back to the seller.
        public var returned: Double
        /// Lies in the channel past its date.
        public var expired: Double
        /// Lies in the channel.
        public var held: Double
        /// Went where nobody knows: stock that is not known, losses, movements that nobody reported.
        public var unaccounted: Double

        public init(consumed: Double, returned: Double, expired: Double, held: Double, unaccounted: Double) {
            self.consumed = consumed
            self.returned = returned
            self.expired = expired
            self.held = held
            self.unaccounted = unaccounted
        }
    }

    public var scope: Scope
    public var firstWeek: Week
    public var weekCount: Int
    /// Units shipped within the weeks.
    public var shipped: Double
    /// Nil where nothing was shipped.
    public var shares: Shares?
    /// Of what its sites bought within the weeks, the share bought by sites that had joined only lately; nil where nothing was
    /// bought or no such site's joining is known.
    public var recruitShare: Double?
    /// On hand at its sites at the end of the weeks, where it is known; nil where none is.
    public var onHand: Double?
    /// Excess of its sites' stock-piles as of the run; nil for earlier weeks.
    public var excess: Double?

    public init(
        scope: Scope, firstWeek: Week, weekCount: Int, shipped: Double, shares: Shares?, recruitShare: Double?, onHand: Double?,
        excess: Double?
    ) {
        self.scope = scope
        self.firstWeek = firstWeek
        self.weekCount = weekCount
        self.shipped = shipped
        self.shares = shares
        self.recruitShare = recruitShare
        self.onHand = onHand
        self.excess = excess
    }
}

extension Network {
    /// How files write a scope: its kind, and a tier's number, a SKU or a site's code.
    public func names(of scope: NetworkFlow.Scope) -> (scope: String, key: String) {
        switch scope {
        case .network: ("network", "")
        case .tier(let tier): ("tier", String(tier))
        case .product(let product): ("sku", products[product].sku)
        case .upline(let site): ("upline", sites[site].code)
        }
    }
}
