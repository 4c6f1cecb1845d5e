/// Measures of `members.csv`.
extension HealthMeasure {
    public static let repurchaseRate = HealthMeasure(rawValue: "repurchase_rate")
    public static let repurchaseInterval = HealthMeasure(rawValue: "repurchase_interval")
    public static let promotionOnlyShare = HealthMeasure(rawValue: "promotion_only_share")
    public static let promotionBoundShare = HealthMeasure(rawValue: "promotion_bound_share")
    public static let channelsShared = HealthMeasure(rawValue: "channels_shared")
    public static let activeMembers = HealthMeasure(rawValue: "active_members")
    public static let expectedMemberPurchases = HealthMeasure(rawValue: "expected_member_purchases")
    public static let promotedShare = HealthMeasure(rawValue: "promoted_share")
    public static let promotionUplift = HealthMeasure(rawValue: "promotion_uplift")
    public static let pulledForward = HealthMeasure(rawValue: "pulled_forward")
}

extension HealthMeasureList {
    static let members = HealthMeasureList(
        .members,
        [
            Entry(.repurchaseRate, .share, sample: "consumers"),
            Entry(.repurchaseInterval, .weeks, sample: "repurchases"),
            Entry(.promotionOnlyShare, .share, sample: "consumers"),
            Entry(.promotionBoundShare, .share, sample: "consumers"),
            Entry(.channelsShared, .share, sample: "consumers"),
            Entry(.activeMembers, .count, sample: "consumers"),
            Entry(.expectedMemberPurchases, .count, sample: "consumers"),
            Entry(.promotedShare, .share, sample: "units"),
            Entry(.promotionUplift, .ratio, sample: "sku_weeks"),
            Entry(.pulledForward, .ratio, sample: "sku_weeks"),
        ])
}
