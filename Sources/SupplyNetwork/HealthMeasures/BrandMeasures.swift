/// Measures of `brand.csv`.
extension HealthMeasureList {
    static let brand = HealthMeasureList(.brand, [])
}
