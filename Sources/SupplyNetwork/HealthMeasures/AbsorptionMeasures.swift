/// Measures of `absorption.csv`.
extension HealthMeasureList {
    static let absorption = HealthMeasureList(.absorption, [])
}
