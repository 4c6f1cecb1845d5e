/// Measures of `funnel.csv`, by step from consumers up to the tier next to the brand.
extension HealthMeasure {
    public static let stepCount = HealthMeasure(rawValue: "step_count")
    public static let newSites = HealthMeasure(rawValue: "new_sites")
    public static let riseRate = HealthMeasure(rawValue: "rise_rate")
    public static let firstOrderUnits = HealthMeasure(rawValue: "first_order_units")
    public static let firstOrderAmount = HealthMeasure(rawValue: "first_order_amount")
}

extension HealthMeasureList {
    static let funnel = HealthMeasureList(
        .funnel,
        [
            Entry(.stepCount, .count, sample: "people_or_sites"), Entry(.newSites, .count, sample: "sites"),
            Entry(.riseRate, .share, sample: "people_or_sites"), Entry(.firstOrderUnits, .units, sample: "sites"),
            Entry(.firstOrderAmount, .money, sample: "sites"),
        ])
}
