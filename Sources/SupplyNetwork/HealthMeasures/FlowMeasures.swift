/// Measures of `flow.csv`.
extension HealthMeasure {
    public static let channelShare = HealthMeasure(rawValue: "channel_share")
    public static let channelMoneyShare = HealthMeasure(rawValue: "channel_money_share")
    public static let channelUnknownShare = HealthMeasure(rawValue: "channel_unknown_share")
    public static let weeksAtStep = HealthMeasure(rawValue: "weeks_at_step")
    public static let factoryToConsumer = HealthMeasure(rawValue: "factory_to_consumer")
}

extension HealthMeasureList {
    static let flow = HealthMeasureList(
        .flow,
        [
            Entry(.channelShare, .share, sample: "units"), Entry(.channelMoneyShare, .share, sample: "units"),
            Entry(.channelUnknownShare, .share, sample: "units"), Entry(.weeksAtStep, .weeks, sample: "site_skus"),
            Entry(.factoryToConsumer, .weeks, sample: "site_skus"),
        ])
}
