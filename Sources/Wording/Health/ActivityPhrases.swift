import SupplyNetwork

/// The words of `activity.csv`.
extension HealthPhrases {
    static let activity = HealthPhrases(
        file: .activity,
        title: HealthPhrase(
            "网点活跃", "Who is active", zh: "谁还在卖，谁睡着了，谁流失了？",
            en: "Who still trades, who sleeps, who is lost?"),
        measures: [
            .activeShare: HealthPhrase(
                "活跃占比", "Active", zh: "仍活跃概率 ≥ 50% 的网点占比；概率来自网点自己的交易节奏（BG/NBD 模型，Fader、Hardie、Lee 2005；若首单之后就流失的情形更吻合，则用 MBG/NBD）。",
                en:
                    "Share of sites that are still active with a probability of one half or more, by their own rhythm of weeks with trade (BG/NBD, Fader, Hardie & Lee 2005; or MBG/NBD, where a site may stop after its first order, if that fits better)."
            ),
            .dormantShare: HealthPhrase(
                "沉睡占比", "Dormant", zh: "仍活跃概率在 10%–50% 之间的网点占比。",
                en: "Share of sites whose probability lies between a tenth and one half."),
            .lostShare: HealthPhrase(
                "流失占比", "Lost", zh: "已退出、或仍活跃概率低于 10% 的网点占比。",
                en: "Share of sites that have left, or whose probability is below a tenth."),
            .expectedActive: HealthPhrase(
                "预计活跃网点", "Active sites, expected", zh: "各网点仍活跃概率之和；区间包含偶然（各网点相互独立）与模型参数的不确定。",
                en:
                    "Sum of the probabilities of being active; the interval holds chance, sites being independent, and the uncertainty of the model's parameters."
            ),
            .neverTraded: HealthPhrase(
                "从未交易的网点", "Sites that never traded", zh: "数据期内没有进货、发货或上报销售的网点数；它们没有节奏可言，不计入活跃、沉睡、流失的占比。",
                en:
                    "Sites that bought, shipped on and reported nothing in the files; without a rhythm they are in none of the shares of active, dormant and lost."
            ),
            .activationRate: HealthPhrase(
                "激活率", "Activation", zh: "加入后 8 周内有第二次进货或第一笔上报销售的网点占比，只算在数据期内加入的。威尔逊区间。",
                en:
                    "Share of sites with a second week of purchases or a first reported sale within 8 weeks of joining, of those that joined within the files. Wilson interval."
            ),
            .recruitersShare: HealthPhrase(
                "在拉新的网点", "Who recruits", zh: "近 52 周推荐过新网点的占比。",
                en: "Share of present sites that recruited in the last 52 weeks."),
            .recruitsOnly: HealthPhrase(
                "只拉新不出货", "Recruits and does not sell", zh: "近 52 周推荐过新网点、却没有任何上报出货的网点数；不上报销售的网点也算在内。",
                en:
                    "Sites that recruited in the last 52 weeks and reported neither a sale nor a shipment; a site that reports nothing is among them."
            ),
        ],
        columns: [
            "last_trade_week": HealthPhrase("最近交易周", "Last trade"),
            "trade_weeks": HealthPhrase("交易周数", "Weeks with trade"),
            "purchase_weeks": HealthPhrase("进货周数", "Weeks with purchases"),
            "probability_active": HealthPhrase("仍活跃概率", "Probability active"),
            "recruits": HealthPhrase("直接推荐", "Recruits"),
            "bought_units": HealthPhrase("进货", "Bought"),
            "shipped_units": HealthPhrase("发往下级", "Shipped on"),
            "sold_units": HealthPhrase("上报销售", "Sold, reported"),
            "income": HealthPhrase("奖金收入", "Payments"),
            "margin": HealthPhrase("销售毛利", "Margin"),
        ],
        words: [
            "active": HealthPhrase("活跃", "active"),
            "dormant": HealthPhrase("沉睡", "dormant"),
            "lost": HealthPhrase("流失", "lost"),
            "never_traded": HealthPhrase("从未交易", "never traded"),
            "unjudged": HealthPhrase("网点太少，未判断", "not judged: too few sites"),
        ])
}
