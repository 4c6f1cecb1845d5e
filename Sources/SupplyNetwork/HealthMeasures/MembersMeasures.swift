/// Measures of `members.csv`.
extension HealthMeasureList {
    static let members = HealthMeasureList(.members, [])
}
