import SupplyNetwork

/// The words of `leaders.csv`.
extension HealthPhrases {
    static let leaders = HealthPhrases(
        file: .leaders,
        title: HealthPhrase(
            "团长利润", "Leaders' profit", zh: "谁在赚钱，谁在亏，亏在哪里？",
            en: "Who earns, who loses, and on what?"))
}
