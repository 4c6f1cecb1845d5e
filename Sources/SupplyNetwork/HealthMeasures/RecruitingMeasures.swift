/// Measures of `recruiting.csv`.
extension HealthMeasure {
    public static let recruitSellInShare = HealthMeasure(rawValue: "recruit_sell_in_share")
    public static let firstOrderShare = HealthMeasure(rawValue: "first_order_share")
    public static let sellInWithoutRecruits = HealthMeasure(rawValue: "sell_in_without_recruits")
    public static let paidForConsumers = HealthMeasure(rawValue: "paid_for_consumer_sales")
    public static let paidForOwnPurchases = HealthMeasure(rawValue: "paid_for_own_purchases")
    public static let paidForDownline = HealthMeasure(rawValue: "paid_for_downline_purchases")
    public static let paidForRecruiting = HealthMeasure(rawValue: "paid_for_recruiting")
    public static let recruitmentLevels = HealthMeasure(rawValue: "recruitment_levels")
    public static let recruitmentWidth = HealthMeasure(rawValue: "recruitment_width")
    public static let largestTeam = HealthMeasure(rawValue: "largest_team")
    public static let teamsOf30And3 = HealthMeasure(rawValue: "teams_of_30_and_3_levels")
    public static let teamsOf120And3 = HealthMeasure(rawValue: "teams_of_120_and_3_levels")
    public static let sponsorCycles = HealthMeasure(rawValue: "sponsor_cycles")
    public static let soldToNonParticipants = HealthMeasure(rawValue: "sold_to_non_participants")
}

extension HealthMeasureList {
    static let recruiting = HealthMeasureList(
        .recruiting,
        [
            Entry(.recruitSellInShare, .share, sample: "units"), Entry(.firstOrderShare, .share, sample: "units"),
            Entry(.sellInWithoutRecruits, .money, sample: "units"), Entry(.paidForConsumers, .share, sample: "payments"),
            Entry(.paidForOwnPurchases, .share, sample: "payments"), Entry(.paidForDownline, .share, sample: "payments"),
            Entry(.paidForRecruiting, .share, sample: "payments"), Entry(.recruitmentLevels, .count, sample: "sites"),
            Entry(.recruitmentWidth, .count, sample: "sites"), Entry(.largestTeam, .count, sample: "sites"),
            Entry(.teamsOf30And3, .count, sample: "sites"), Entry(.teamsOf120And3, .count, sample: "sites"),
            Entry(.sponsorCycles, .count, sample: "sites"), Entry(.soldToNonParticipants, .ratio, sample: "units"),
        ])
}
