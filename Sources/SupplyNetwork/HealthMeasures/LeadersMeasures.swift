/// Measures of contribution; `leaders.csv` itself has one row a site × SKU.
extension HealthMeasure {
    public static let contribution = HealthMeasure(rawValue: "contribution")
    public static let contributionShare = HealthMeasure(rawValue: "contribution_share")
    public static let losingSites = HealthMeasure(rawValue: "losing_sites")
    public static let losingMoney = HealthMeasure(rawValue: "losing_money")
    public static let deliveryCost = HealthMeasure(rawValue: "delivery_cost")
    public static let freshBaskets = HealthMeasure(rawValue: "fresh_baskets")
}

extension HealthMeasureList {
    static let leaders = HealthMeasureList(
        .leaders,
        [
            Entry(.contribution, .money, sample: "site_skus"),
            Entry(.contributionShare, .share, sample: "site_skus"),
            Entry(.losingSites, .count, sample: "sites"),
            Entry(.losingMoney, .money, sample: "sites"),
            Entry(.deliveryCost, .money, sample: "site_skus"),
            Entry(.freshBaskets, .share, sample: "baskets"),
        ])
}
