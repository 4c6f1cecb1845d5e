/// Measures of the assortment; `assortment.csv` itself has one row a SKU.
extension HealthMeasure {
    public static let topTwoShare = HealthMeasure(rawValue: "top_2_percent_share")
    public static let topTwentyShare = HealthMeasure(rawValue: "top_20_percent_share")
    public static let salesGini = HealthMeasure(rawValue: "sales_gini")
    public static let deadSKUs = HealthMeasure(rawValue: "dead_skus")
    public static let deadValue = HealthMeasure(rawValue: "dead_value")
    public static let substitutesFound = HealthMeasure(rawValue: "substitutes_found")
    public static let launchRatio = HealthMeasure(rawValue: "launch_ratio")
    public static let launchAgainstPlan = HealthMeasure(rawValue: "launch_against_plan")
    public static let cannibalisedShare = HealthMeasure(rawValue: "cannibalised_share")
}

extension HealthMeasureList {
    static let assortment = HealthMeasureList(
        .assortment,
        [
            Entry(.topTwoShare, .share, sample: "skus"),
            Entry(.topTwentyShare, .share, sample: "skus"),
            Entry(.salesGini, .ratio, sample: "skus"),
            Entry(.deadSKUs, .count, sample: "skus"),
            Entry(.deadValue, .money, sample: "skus"),
            Entry(.substitutesFound, .count, sample: "sku_pairs"),
            Entry(.launchRatio, .ratio, sample: "launches"),
            Entry(.launchAgainstPlan, .ratio, sample: "launches"),
            Entry(.cannibalisedShare, .ratio, sample: "sites"),
        ])
}
