import SupplyNetwork

/// The words of `incentives.csv`.
extension HealthPhrases {
    static let incentives = HealthPhrases(
        file: .incentives,
        title: HealthPhrase(
            "激励效果", "Incentives", zh: "每条规则买来的是消费，还是库存？",
            en: "What does each rule pay for: consumption or stock?"))
}
