import SupplyNetwork

/// The words of `capital.csv`.
extension HealthPhrases {
    static let capital = HealthPhrases(
        file: .capital,
        title: HealthPhrase(
            "资金占用", "Capital", zh: "钱压在哪里，预测误差值多少钱？",
            en: "Where does money lie, and what do forecast errors cost?"))
}
