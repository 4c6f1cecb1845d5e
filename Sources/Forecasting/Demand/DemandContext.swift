import SupplyNetwork

/// What is known about the series of a run besides their histories: what they are, and what moves or will move their demand.
public struct DemandContext: Sendable {
    /// One site × SKU, by what makes it resemble others.
    public struct Attributes: Sendable, Hashable {
        /// Number of its product; promotions and prices name products by it.
        public var product: Int
        /// Number of its site.
        public var site: Int
        public var category: String?
        public var region: String?
        public var tier: Int
        /// What consumers pay for a unit, in money.
        public var unitPrice: Double?
        public var launchedOn: Day?
        public var discontinuedOn: Day?
        public var joinedOn: Day?
        /// First week with any sign that the site carries the product; nil where there is none.
        public var firstSeen: Week?
        /// Consumers buy here: demand may be expected although none was ever seen.
        public var sellsToConsumers: Bool

        public init(
            product: Int, site: Int, category: String? = nil, region: String? = nil, tier: Int = 0, unitPrice: Double? = nil,
            launchedOn: Day? = nil, discontinuedOn: Day? = nil, joinedOn: Day? = nil, firstSeen: Week? = nil,
            sellsToConsumers: Bool = true
        ) {
            self.product = product
            self.site = site
            self.category = category
            self.region = region
            self.tier = tier
            self.unitPrice = unitPrice
            self.launchedOn = launchedOn
            self.discontinuedOn = discontinuedOn
            self.joinedOn = joinedOn
            self.firstSeen = firstSeen
            self.sellsToConsumers = sellsToConsumers
        }
    }

    /// Parallel to the histories.
    public var series: [Attributes]
    /// Past and planned.
    public var promotions: [Promotion]
    /// Those that take effect on or after the as-of week are not read.
    public var priceChanges: [PriceChange]
    /// Past and planned.
    public var events: [CalendarEvent]

    public init(
        series: [Attributes], promotions: [Promotion] = [], priceChanges: [PriceChange] = [], events: [CalendarEvent] = []
    ) {
        self.series = series
        self.promotions = promotions
        self.priceChanges = priceChanges
        self.events = events
    }
}
