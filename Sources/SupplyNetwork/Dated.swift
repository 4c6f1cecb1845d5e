/// One order line not yet received (`open_orders.csv`).
public struct OpenOrder: Sendable, Hashable {
    public var dueOn: Day
    public var site: Int
    public var product: Int
    public var quantity: Double
    public init(dueOn: Day, site: Int, product: Int, quantity: Double) {
        self.dueOn = dueOn
        self.site = site
        self.product = product
        self.quantity = quantity
    }
}

/// One promotion (`promotions.csv`); nil product or region means all of them.
public struct Promotion: Sendable, Hashable {
    public var code: String
    public var startsOn: Day
    public var endsOn: Day
    public var product: Int?
    public var region: String?
    /// Share of the price taken off, 0–1.
    public var discount: Double?
    public init(code: String, startsOn: Day, endsOn: Day, product: Int? = nil, region: String? = nil, discount: Double? = nil) {
        self.code = code
        self.startsOn = startsOn
        self.endsOn = endsOn
        self.product = product
        self.region = region
        self.discount = discount
    }
}

/// One change of price (`prices.csv`); nil tier means every tier.
public struct PriceChange: Sendable, Hashable {
    public var product: Int
    public var effectiveOn: Day
    public var unitPrice: Double
    public var tier: Int?
    public init(product: Int, effectiveOn: Day, unitPrice: Double, tier: Int? = nil) {
        self.product = product
        self.effectiveOn = effectiveOn
        self.unitPrice = unitPrice
        self.tier = tier
    }
}

/// One dated event (`events.csv`): spring-festival, 618, double-11 …
public struct CalendarEvent: Sendable, Hashable {
    public var day: Day
    public var event: String
    public var region: String?
    public init(day: Day, event: String, region: String? = nil) {
        self.day = day
        self.event = event
        self.region = region
    }
}

/// One payment to a distributor (`payouts.csv`).
public struct Payout: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable { case rebate, referral, dividend }
    public var day: Day
    public var payee: Int
    /// The site whose activity earned it.
    public var source: Int?
    public var kind: Kind
    public var amount: Double
    public init(day: Day, payee: Int, source: Int? = nil, kind: Kind, amount: Double) {
        self.day = day
        self.payee = payee
        self.source = source
        self.kind = kind
        self.amount = amount
    }
}

/// One planner's decision (`overrides.csv`): the forecast of the week of `day`, or the order placed on it.
public struct Override: Sendable, Hashable {
    public enum Measure: String, Sendable, CaseIterable { case forecast, order }
    public var day: Day
    /// Nil means every site that sells the product, shared in proportion to its forecast.
    public var site: Int?
    public var product: Int
    public var measure: Measure
    public var quantity: Double
    public var reason: String?
    public var author: String?
    public init(
        day: Day, site: Int?, product: Int, measure: Measure, quantity: Double, reason: String? = nil, author: String? = nil
    ) {
        self.day = day
        self.site = site
        self.product = product
        self.measure = measure
        self.quantity = quantity
        self.reason = reason
        self.author = author
    }
}
