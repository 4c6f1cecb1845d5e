/// Measures of `incentives.csv`, by rule, and of thresholds by tier.
extension HealthMeasure {
    public static let ruleCost = HealthMeasure(rawValue: "rule_cost")
    public static let paidForConsumption = HealthMeasure(rawValue: "paid_for_consumption")
    public static let paidForStock = HealthMeasure(rawValue: "paid_for_stock")
    public static let bunchingExcess = HealthMeasure(rawValue: "bunching_excess")
    public static let bunchingRatio = HealthMeasure(rawValue: "bunching_ratio")
    public static let bunchingMoney = HealthMeasure(rawValue: "bunching_money")
    public static let paidOnSellIn = HealthMeasure(rawValue: "paid_on_sell_in")
    public static let paidOnSellOut = HealthMeasure(rawValue: "paid_on_sell_out")
    public static let reportedSellOutShare = HealthMeasure(rawValue: "reported_sell_out_share")
}

extension HealthMeasureList {
    static let incentives = HealthMeasureList(
        .incentives,
        [
            Entry(.ruleCost, .money, sample: "lines"), Entry(.paidForConsumption, .share, sample: "lines"),
            Entry(.paidForStock, .money, sample: "lines"), Entry(.bunchingExcess, .count, sample: "site_periods"),
            Entry(.bunchingRatio, .ratio, sample: "site_periods"), Entry(.bunchingMoney, .money, sample: "site_periods"),
            Entry(.paidOnSellIn, .money, sample: "lines"), Entry(.paidOnSellOut, .money, sample: "lines"),
            Entry(.reportedSellOutShare, .share, sample: "units"),
        ])
}
