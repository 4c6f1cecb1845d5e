import SupplyNetwork

/// The words of `activity.csv`.
extension HealthPhrases {
    static let activity = HealthPhrases(
        file: .activity,
        title: HealthPhrase(
            "网点活跃", "Who is active", zh: "谁还在卖，谁睡着了，谁流失了？",
            en: "Who still trades, who sleeps, who is lost?"))
}
