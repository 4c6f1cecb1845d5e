import SupplyNetwork

/// The words of `brand.csv`.
extension HealthPhrases {
    static let brand = HealthPhrases(
        file: .brand,
        title: HealthPhrase(
            "品牌力", "Brand", zh: "不靠促销，需求在涨还是在跌？",
            en: "Without promotions, does demand grow or shrink?"))
}
