/// One place that can hold stock: the brand's warehouse, a partner, a team leader, a group owner, a store.
public struct Site: Sendable, Hashable {
    /// The site's code, as the files write it.
    public var code: String
    public var name: String?
    /// 0 is the brand's own warehouse, 1 is next to it, and so on outwards.
    public var tier: Int
    /// Index of the site whose goods it buys; nil at the head of the network.
    public var supplier: Int?
    /// Index of the site that recruited it: not always its supplier.
    public var sponsor: Int?
    public var joinedOn: Day?
    public var leftOn: Day?
    public var region: String?
    /// From its supplier, order to arrival.
    public var leadTimeDays: Int?
    public var reviewPeriodDays: Int?

    public init(
        code: String, name: String? = nil, tier: Int, supplier: Int? = nil, sponsor: Int? = nil, joinedOn: Day? = nil,
        leftOn: Day? = nil, region: String? = nil, leadTimeDays: Int? = nil, reviewPeriodDays: Int? = nil
    ) {
        self.code = code
        self.name = name
        self.tier = tier
        self.supplier = supplier
        self.sponsor = sponsor
        self.joinedOn = joinedOn
        self.leftOn = leftOn
        self.region = region
        self.leadTimeDays = leadTimeDays
        self.reviewPeriodDays = reviewPeriodDays
    }

    /// The name people know it by, or its code.
    public var title: String { name ?? code }
}
