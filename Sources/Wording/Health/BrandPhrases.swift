import SupplyNetwork

/// The words of `brand.csv`.
extension HealthPhrases {
    static let brand = HealthPhrases(
        file: .brand,
        title: HealthPhrase(
            "品牌力", "Brand", zh: "不靠促销，需求在涨还是在跌？",
            en: "Without promotions, does demand grow or shrink?"),
        measures: [
            .baselineTrend: HealthPhrase(
                "不靠促销的年增长", "Baseline trend, a year", zh: "不带促销的销量的年变化；对数回归，只和同一批网点比，扣除季节、促销周及其后两周。",
                en:
                    "Change a year of units sold without a promotion; regression of logarithms of the same sites, beside season, promotions and the two weeks after them."
            ),
            .priceElasticity: HealthPhrase(
                "价格弹性", "Price elasticity", zh: "不带促销的价格变动 1% 时销量变动的百分比；单品×周回归，扣除促销、单品、每周、品类季节与节日。",
                en:
                    "Percent by which units change with one percent of the price without promotion; regression of SKU × week beside promotions, SKUs, weeks and season and events by category."
            ),
            .discountDepth: HealthPhrase(
                "折扣深度", "Depth of discounts", zh: "1 − 促销成交价 ÷ 同单品不促销成交价，按促销件数加权。",
                en: "1 − price paid on promotion ÷ price without, SKU by SKU, weighed by promoted units."),
            .discountCreep: HealthPhrase(
                "折扣加深（每年）", "Discount creep, a year", zh: "折扣深度每年的变化。",
                en: "Change a year of the depth of discounts."),
        ])
}
