/// Measures of clearing; `clearance.csv` itself has one row a site × SKU to clear.
extension HealthMeasure {
    public static let clearableValue = HealthMeasure(rawValue: "clearable_value")
    public static let clearanceRecovery = HealthMeasure(rawValue: "clearance_recovery")
    public static let clearedUnits = HealthMeasure(rawValue: "cleared_units")
}

extension HealthMeasureList {
    static let clearance = HealthMeasureList(
        .clearance,
        [
            Entry(.clearableValue, .money, sample: "site_skus"),
            Entry(.clearanceRecovery, .money, sample: "site_skus"),
            Entry(.clearedUnits, .units, sample: "site_skus"),
        ])
}
