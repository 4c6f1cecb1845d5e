import SupplyNetwork

/// The words of `funnel.csv`.
extension HealthPhrases {
    static let funnel = HealthPhrases(
        file: .funnel,
        title: HealthPhrase(
            "成长漏斗", "Funnel", zh: "消费者怎样成为团主、团长、合伙人？",
            en: "How do consumers become owners, leaders and partners?"))
}
