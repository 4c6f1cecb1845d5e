/// Measures of cohorts; `cohorts.csv` itself has one row a cohort and quarter.
extension HealthMeasure {
    public static let yearSurvival = HealthMeasure(rawValue: "year_survival")
}

extension HealthMeasureList {
    static let cohorts = HealthMeasureList(
        .cohorts,
        [
            Entry(.yearSurvival, .share, sample: "sites")
        ])
}
