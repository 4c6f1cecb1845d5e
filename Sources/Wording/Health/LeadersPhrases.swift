import SupplyNetwork

/// The words of `leaders.csv`.
extension HealthPhrases {
    static let leaders = HealthPhrases(
        file: .leaders,
        title: HealthPhrase(
            "团长利润", "Leaders' profit", zh: "谁在赚钱，谁在亏，亏在哪里？",
            en: "Who earns, who loses, and on what?"),
        measures: [
            .contribution: HealthPhrase(
                "贡献", "Contribution", zh: "销售毛利 + 返利 − 配送 − 过期损耗 − 持有成本；只算进货和销售都有金额的网点×单品。",
                en: "Margin + rebates − delivery − spoilage − holding, of site × SKU whose purchases and sales came with amounts."),
            .contributionShare: HealthPhrase(
                "贡献率", "Contribution share", zh: "贡献 ÷ 销售额。",
                en: "Contribution ÷ sales."),
            .losingSites: HealthPhrase(
                "亏损网点", "Sites that lose", zh: "贡献为负的网点数。",
                en: "Sites whose contribution is below zero."),
            .losingMoney: HealthPhrase(
                "亏损金额", "Money lost", zh: "亏损网点的贡献合计。",
                en: "Contribution of those sites together."),
            .deliveryCost: HealthPhrase(
                "配送成本", "Delivery", zh: "每件配送费 × 销量。",
                en: "Cost of delivery a unit × units sold."),
            .freshBaskets: HealthPhrase(
                "生鲜带货", "Baskets with fresh goods", zh: "已知消费者买了短保（保质期不足 30 天）商品的周中，同周还买了其他品类的比例。",
                en:
                    "Of weeks in which a known consumer bought goods of less than 30 days of shelf life, the share with another category in the basket."
            ),
        ],
        columns: [
            "sales": HealthPhrase("销售额", "Sales"),
            "margin": HealthPhrase("毛利", "Margin"),
            "rebates": HealthPhrase("返利", "Rebates"),
            "delivery": HealthPhrase("配送", "Delivery"),
            "spoilage": HealthPhrase("过期", "Spoilage"),
            "holding": HealthPhrase("持有", "Holding"),
            "contribution": HealthPhrase("贡献", "Contribution"),
        ])
}
