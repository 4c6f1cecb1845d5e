/// Measures of `brand.csv`.
extension HealthMeasure {
    public static let baselineTrend = HealthMeasure(rawValue: "baseline_trend")
    public static let priceElasticity = HealthMeasure(rawValue: "price_elasticity")
    public static let discountDepth = HealthMeasure(rawValue: "discount_depth")
    public static let discountCreep = HealthMeasure(rawValue: "discount_creep")
}

extension HealthMeasureList {
    static let brand = HealthMeasureList(
        .brand,
        [
            Entry(.baselineTrend, .share, sample: "sku_weeks"),
            Entry(.priceElasticity, .ratio, sample: "sku_weeks"),
            Entry(.discountDepth, .share, sample: "units"),
            Entry(.discountCreep, .share, sample: "sku_weeks"),
        ])
}
