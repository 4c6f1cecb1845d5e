import SupplyNetwork

/// The words of `settlement.csv`.
extension HealthPhrases {
    static let settlement = HealthPhrases(
        file: .settlement,
        title: HealthPhrase(
            "激励结算", "Settlement", zh: "按规则应付每个网点多少，与实付差在哪里？",
            en: "What do the rules owe each distributor, and where do payments differ?"))
}
