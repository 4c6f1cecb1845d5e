import SupplyNetwork

/// The words of `assortment.csv`.
extension HealthPhrases {
    static let assortment = HealthPhrases(
        file: .assortment,
        title: HealthPhrase(
            "商品结构", "Assortment", zh: "生意集中在哪些单品，哪些在互相抢？",
            en: "Which SKUs carry the business, and which take from each other?"))
}
