/// Forecasts that have begun to lie on one side of what comes, of one site × SKU or of a sum of them.
public struct ForecastBias: Sendable, Hashable, Codable {
    /// As in `ForecastTotal`: a site's code, or `*` for all.
    public var site: String
    /// A SKU, `category=Cream`, or `*`.
    public var sku: String
    /// Whether this is a sum.
    public var isGroup: Bool
    /// Weeks compared.
    public var weeks: Int
    /// Tracking signal: smoothed error ÷ smoothed absolute error, from −1 (always too low) to 1 (always too high).
    public var signal: Double

    public init(site: String, sku: String, isGroup: Bool, weeks: Int, signal: Double) {
        self.site = site
        self.sku = sku
        self.isGroup = isGroup
        self.weeks = weeks
        self.signal = signal
    }
}

/// Planners' order quantities whose protection interval is over, held against what had been suggested and the demand that then came.
///
/// What each would have left at the end of the interval is position + quantity − demand; the money is holding or shortage cost of that, at
/// the plan's own rates.
public struct OrderOverrideReview: Sendable, Hashable, Codable {
    /// Lines compared, of them those that cost less than the suggestion and those that cost more.
    public var count: Int
    public var better: Int
    public var worse: Int
    /// Lines that are over and cannot be compared: demand not reported, or hidden by an empty shelf.
    public var notComparable: Int
    /// Units short, and left over, at the end of the interval: as suggested and as the planner ordered.
    public var suggestedShort: Double
    public var overriddenShort: Double
    public var suggestedLeft: Double
    public var overriddenLeft: Double
    /// Cost as suggested less cost as ordered; nil where no line has a cost in money.
    public var saved: Double?

    public init(
        count: Int, better: Int, worse: Int, notComparable: Int, suggestedShort: Double, overriddenShort: Double, suggestedLeft: Double,
        overriddenLeft: Double, saved: Double?
    ) {
        self.count = count
        self.better = better
        self.worse = worse
        self.notComparable = notComparable
        self.suggestedShort = suggestedShort
        self.overriddenShort = overriddenShort
        self.suggestedLeft = suggestedLeft
        self.overriddenLeft = overriddenLeft
        self.saved = saved
    }
}

/// Overridden weeks of site × SKU that have since become known: what the planner said against what the models had said.
public struct OverrideReview: Sendable, Hashable, Codable {
    public var count: Int
    /// Σ |forecast − actual| ÷ Σ actual of the models' forecast and of the override.
    public var statisticalWape: Double?
    public var overriddenWape: Double?
    /// Σ (forecast − actual) ÷ Σ actual.
    public var statisticalBias: Double?
    public var overriddenBias: Double?
    /// Forecast value added by overriding: the models' WAPE less the override's.
    public var valueAdded: Double?

    public init(
        count: Int, statisticalWape: Double?, overriddenWape: Double?, statisticalBias: Double?, overriddenBias: Double?,
        valueAdded: Double?
    ) {
        self.count = count
        self.statisticalWape = statisticalWape
        self.overriddenWape = overriddenWape
        self.statisticalBias = statisticalBias
        self.overriddenBias = overriddenBias
        self.valueAdded = valueAdded
    }
}
