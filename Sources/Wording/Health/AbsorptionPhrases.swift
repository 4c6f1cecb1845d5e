import SupplyNetwork

/// The words of `absorption.csv`.
extension HealthPhrases {
    static let absorption = HealthPhrases(
        file: .absorption,
        title: HealthPhrase(
            "消费吸收", "Absorption", zh: "发出去的货，多少到了消费者手里？",
            en: "How much of what was shipped reached a consumer?"))
}
