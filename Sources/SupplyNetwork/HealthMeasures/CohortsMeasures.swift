/// Measures of `cohorts.csv`.
extension HealthMeasureList {
    static let cohorts = HealthMeasureList(.cohorts, [])
}
