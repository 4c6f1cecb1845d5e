/// Measures of `assortment.csv`.
extension HealthMeasureList {
    static let assortment = HealthMeasureList(.assortment, [])
}
