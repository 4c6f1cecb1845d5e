import SupplyNetwork

/// The words of `clearance.csv`.
extension HealthPhrases {
    static let clearance = HealthPhrases(
        file: .clearance,
        title: HealthPhrase(
            "清货", "Clearance", zh: "哪些超量该清，在哪清，什么价？",
            en: "Which excess to clear, where and at what price?"))
}
