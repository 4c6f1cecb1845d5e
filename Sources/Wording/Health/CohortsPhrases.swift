import SupplyNetwork

/// The words of `cohorts.csv`.
extension HealthPhrases {
    static let cohorts = HealthPhrases(
        file: .cohorts,
        title: HealthPhrase(
            "同期留存", "Cohorts", zh: "每一批新人，后来还剩多少？",
            en: "How many of each intake are still there?"))
}
