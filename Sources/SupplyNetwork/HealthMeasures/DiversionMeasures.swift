/// Measures of diversion; `diversion.csv` itself has one row a site that was judged.
extension HealthMeasure {
    public static let outsideShare = HealthMeasure(rawValue: "outside_share")
    public static let naturalOutsideShare = HealthMeasure(rawValue: "natural_outside_share")
    public static let divertingSites = HealthMeasure(rawValue: "diverting_sites")
    public static let divertedUnits = HealthMeasure(rawValue: "diverted_units")
}

extension HealthMeasureList {
    static let diversion = HealthMeasureList(
        .diversion,
        [
            Entry(.outsideShare, .share, sample: "scans"),
            Entry(.naturalOutsideShare, .share, sample: "sites"),
            Entry(.divertingSites, .count, sample: "sites"),
            Entry(.divertedUnits, .units, sample: "scans"),
        ])
}
