/// Measures of `leaders.csv`.
extension HealthMeasureList {
    static let leaders = HealthMeasureList(.leaders, [])
}
