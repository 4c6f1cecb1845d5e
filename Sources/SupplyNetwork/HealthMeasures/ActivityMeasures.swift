/// Measures of `activity.csv`.
extension HealthMeasureList {
    static let activity = HealthMeasureList(.activity, [])
}
