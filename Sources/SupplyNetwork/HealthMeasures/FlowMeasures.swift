/// Measures of `flow.csv`.
extension HealthMeasureList {
    static let flow = HealthMeasureList(.flow, [])
}
