import SupplyNetwork

/// The words of `diversion.csv`.
extension HealthPhrases {
    static let diversion = HealthPhrases(
        file: .diversion,
        title: HealthPhrase(
            "窜货", "Diversion", zh: "哪些货流出了自己的区域？",
            en: "Which goods left their region?"))
}
