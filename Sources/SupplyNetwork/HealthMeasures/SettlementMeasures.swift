/// Measures of `settlement.csv`.
extension HealthMeasureList {
    static let settlement = HealthMeasureList(.settlement, [])
}
