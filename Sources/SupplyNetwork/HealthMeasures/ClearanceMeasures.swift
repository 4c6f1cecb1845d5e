/// Measures of `clearance.csv`.
extension HealthMeasureList {
    static let clearance = HealthMeasureList(.clearance, [])
}
