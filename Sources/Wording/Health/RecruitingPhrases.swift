import SupplyNetwork

/// The words of `recruiting.csv`.
extension HealthPhrases {
    static let recruiting = HealthPhrases(
        file: .recruiting,
        title: HealthPhrase(
            "拉新依赖", "Recruiting", zh: "增长靠卖货，还是靠新人首单？",
            en: "Does growth come from selling, or from recruits' first orders?"))
}
