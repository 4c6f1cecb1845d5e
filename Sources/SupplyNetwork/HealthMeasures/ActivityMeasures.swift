/// Measures of activity; `activity.csv` itself has one row a distributor.
extension HealthMeasure {
    public static let activeShare = HealthMeasure(rawValue: "active_share")
    public static let dormantShare = HealthMeasure(rawValue: "dormant_share")
    public static let lostShare = HealthMeasure(rawValue: "lost_share")
    public static let expectedActive = HealthMeasure(rawValue: "expected_active")
    public static let neverTraded = HealthMeasure(rawValue: "never_traded")
    public static let activationRate = HealthMeasure(rawValue: "activation_rate")
    public static let recruitersShare = HealthMeasure(rawValue: "recruiters_share")
    public static let recruitsOnly = HealthMeasure(rawValue: "recruits_only")
}

extension HealthMeasureList {
    static let activity = HealthMeasureList(
        .activity,
        [
            Entry(.activeShare, .share, sample: "sites"),
            Entry(.dormantShare, .share, sample: "sites"),
            Entry(.lostShare, .share, sample: "sites"),
            Entry(.expectedActive, .count, sample: "sites"),
            Entry(.neverTraded, .count, sample: "sites"),
            Entry(.activationRate, .share, sample: "sites"),
            Entry(.recruitersShare, .share, sample: "sites"),
            Entry(.recruitsOnly, .count, sample: "sites"),
        ])
}
