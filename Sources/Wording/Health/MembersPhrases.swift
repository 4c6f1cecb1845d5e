import SupplyNetwork

/// The words of `members.csv`.
extension HealthPhrases {
    static let members = HealthPhrases(
        file: .members,
        title: HealthPhrase(
            "会员", "Members", zh: "会员会自己回来买，还是只等促销？",
            en: "Do members come back by themselves, or only for promotions?"))
}
