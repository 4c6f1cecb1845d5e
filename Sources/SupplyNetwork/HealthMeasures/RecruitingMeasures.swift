/// Measures of `recruiting.csv`.
extension HealthMeasureList {
    static let recruiting = HealthMeasureList(.recruiting, [])
}
