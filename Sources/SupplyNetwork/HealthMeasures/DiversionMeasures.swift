/// Measures of `diversion.csv`.
extension HealthMeasureList {
    static let diversion = HealthMeasureList(.diversion, [])
}
