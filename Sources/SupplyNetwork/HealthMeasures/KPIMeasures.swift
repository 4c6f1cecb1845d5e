/// Measures of `kpi.csv`: the figures that people in the trade already use. Windows are 13 weeks, beside the 13 weeks before.
extension HealthMeasure {
    public static let stockToSales = HealthMeasure(rawValue: "stock_to_sales")
    public static let activeRate = HealthMeasure(rawValue: "active_rate")
    public static let sellThrough = HealthMeasure(rawValue: "sell_through")
    public static let daysOfInventory = HealthMeasure(rawValue: "days_of_inventory")
    public static let stockOutRate = HealthMeasure(rawValue: "stock_out_rate")
    public static let nearExpiryShare = HealthMeasure(rawValue: "near_expiry_share")
    public static let arrivalRate = HealthMeasure(rawValue: "arrival_rate")
}

extension HealthMeasureList {
    static let kpi = HealthMeasureList(
        .kpi,
        [
            Entry(.stockToSales, .ratio, sample: "site_skus"), Entry(.activeRate, .share, sample: "site_skus"),
            Entry(.sellThrough, .share, sample: "site_skus"), Entry(.daysOfInventory, .days, sample: "site_skus"),
            Entry(.stockOutRate, .share, sample: "site_sku_weeks"), Entry(.nearExpiryShare, .share, sample: "lots"),
            Entry(.arrivalRate, .share, sample: "order_lines"),
        ])
}
