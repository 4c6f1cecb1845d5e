import SupplyNetwork

/// The words of `flow.csv`.
extension HealthPhrases {
    static let flow = HealthPhrases(
        file: .flow,
        title: HealthPhrase(
            "场景与流向", "Channels and the way of goods", zh: "货经哪些渠道、在每一步停多久？",
            en: "Through which channels do goods go, and how long do they stay at each step?"))
}
