/// How far the orders of a plan use one budget.
public struct BudgetUse: Sendable, Hashable {
    /// What the budget is about: codes of the ordering site and of the supplier (`maker` for what the heads of the network order),
    /// the region and the category; nil where it does not ask.
    public var site: String?
    public var tier: Int?
    public var region: String?
    public var supplier: String?
    public var category: String?
    /// Money for this week, of the orders within it, and of those that were wanted before any limit.
    public var available: Double
    public var used: Double
    public var wanted: Double

    public init(
        site: String? = nil, tier: Int? = nil, region: String? = nil, supplier: String? = nil, category: String? = nil,
        available: Double, used: Double, wanted: Double
    ) {
        self.site = site
        self.tier = tier
        self.region = region
        self.supplier = supplier
        self.category = category
        self.available = available
        self.used = used
        self.wanted = wanted
    }

    /// Money of what the limits took away; 0 where nothing was.
    public var cut: Double { max(0, wanted - used) }
}
