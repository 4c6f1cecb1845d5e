/// Measures of `absorption.csv`, for the network and each tier (what it sent on to the tiers below) and SKU.
extension HealthMeasure {
    public static let absorbedShare = HealthMeasure(rawValue: "absorbed_share")
    public static let sellIn = HealthMeasure(rawValue: "sell_in")
    public static let sellOut = HealthMeasure(rawValue: "sell_out")
    public static let sellOutToSellIn = HealthMeasure(rawValue: "sell_out_to_sell_in")
    public static let channelCover = HealthMeasure(rawValue: "channel_cover")
}

extension HealthMeasureList {
    static let absorption = HealthMeasureList(
        .absorption,
        [
            Entry(.absorbedShare, .share, sample: "units"), Entry(.sellIn, .units, sample: "weeks"),
            Entry(.sellOut, .units, sample: "weeks"),
            Entry(.sellOutToSellIn, .ratio, sample: "units"), Entry(.channelCover, .weeks, sample: "units"),
        ])
}
