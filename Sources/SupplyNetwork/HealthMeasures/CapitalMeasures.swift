/// Measures of `capital.csv`.
extension HealthMeasureList {
    static let capital = HealthMeasureList(.capital, [])
}
