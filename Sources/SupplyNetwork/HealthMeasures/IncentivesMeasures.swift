/// Measures of `incentives.csv`.
extension HealthMeasureList {
    static let incentives = HealthMeasureList(.incentives, [])
}
