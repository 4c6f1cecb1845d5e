/// Measures of `capital.csv`. Money is at unit cost, or at price where no cost is known.
extension HealthMeasure {
    public static let capitalTiedUp = HealthMeasure(rawValue: "capital_tied_up")
    public static let coverToLeadTime = HealthMeasure(rawValue: "cover_to_lead_time")
    public static let nearExpiryValue = HealthMeasure(rawValue: "near_expiry_value")
    public static let unsoldBeforeExpiry = HealthMeasure(rawValue: "unsold_before_expiry")
    public static let spoiledShare = HealthMeasure(rawValue: "spoiled_share")
    public static let forecastErrorCost = HealthMeasure(rawValue: "forecast_error_cost")
    public static let cashConversion = HealthMeasure(rawValue: "cash_conversion")
}

extension HealthMeasureList {
    static let capital = HealthMeasureList(
        .capital,
        [
            Entry(.capitalTiedUp, .money, sample: "site_skus"), Entry(.coverToLeadTime, .ratio, sample: "weeks"),
            Entry(.nearExpiryValue, .money, sample: "lots"), Entry(.unsoldBeforeExpiry, .money, sample: "lots"),
            Entry(.spoiledShare, .share, sample: "lots"), Entry(.forecastErrorCost, .money, sample: "site_skus"),
            Entry(.cashConversion, .days, sample: "site_skus"),
        ])
}
