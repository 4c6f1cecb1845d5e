/// Measures of `funnel.csv`.
extension HealthMeasureList {
    static let funnel = HealthMeasureList(.funnel, [])
}
