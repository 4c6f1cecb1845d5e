import SupplyNetwork

/// The words of `members.csv`.
extension HealthPhrases {
    static let members = HealthPhrases(
        file: .members,
        title: HealthPhrase(
            "会员", "Members", zh: "会员会自己回来买，还是只等促销？",
            en: "Do members come back by themselves, or only for promotions?"),
        measures: [
            .repurchaseRate: HealthPhrase(
                "复购率", "Repurchase rate", zh: "首次购买后一个窗口（默认 13 周）内又买的已知消费者占比；上期为早半年首购的人。威尔逊区间。",
                en:
                    "Share of known consumers who bought again within a window (13 weeks unless configured) of their first purchase; before: those who first bought half a year earlier. Wilson interval."
            ),
            .repurchaseInterval: HealthPhrase(
                "复购间隔", "Repurchase interval", zh: "近 52 周相邻两次购买之间周数的中位数。",
                en: "Median weeks between purchases of the last 52 weeks."),
            .promotionOnlyShare: HealthPhrase(
                "只在促销时买", "Only on promotion", zh: "近 52 周每次购买都带促销的已知消费者占比。",
                en: "Share of known consumers of the last 52 weeks whose every purchase carried a promotion."),
            .promotionBoundShare: HealthPhrase(
                "非促销不买", "Bound to promotions", zh: "近 52 周已知消费者中从不在促销外购买的人的占比，扣除只买过几次、碰巧都在促销时的人；混合贝塔二项分布，轮廓似然区间。",
                en:
                    "Share of known consumers of the last 52 weeks who never buy without a promotion, beyond those whose few purchases happened to be on one; beta-binomial mixture, interval of the profile likelihood."
            ),
            .channelsShared: HealthPhrase(
                "跨渠道会员", "Shared between channels", zh: "近 52 周买过两周以上的消费者中，走过两个以上渠道的占比。",
                en: "Share of those who bought in two weeks or more of the last 52 who used two channels or more."),
            .activeMembers: HealthPhrase(
                "仍活跃会员", "Members still active", zh: "按各人购买节奏（BG/NBD）仍活跃概率之和。",
                en: "Sum of the probabilities of still being active, by each one’s rhythm (BG/NBD)."),
            .expectedMemberPurchases: HealthPhrase(
                "下一窗口预计购买次数", "Purchases to come", zh: "已知消费者下一个窗口预计购买的周数之和（BG/NBD）。",
                en: "Weeks with a purchase to be expected of known consumers over the next window (BG/NBD)."),
            .promotedShare: HealthPhrase(
                "促销占销量", "Sold on promotion", zh: "上报销量中带促销的比例。",
                en: "Share of reported units that carried a promotion."),
            .promotionUplift: HealthPhrase(
                "促销提升", "Uplift of promotions", zh: "促销日比平常多卖几成；按单品×周回归，含单品、每周、品类季节与节日，促销按网点所在地区计日。",
                en:
                    "How much more sells on days on promotion; regression of SKU × week with effects of SKUs, of weeks and of season and events by category, days counted at the sites that a promotion reaches."
            ),
            .pulledForward: HealthPhrase(
                "提前消费", "Pulled forward", zh: "促销前一周与后两周少卖的件数 ÷ 促销多卖的件数；接近 1 说明促销只是把销量挪了时间。",
                en:
                    "Units that the week before and the two weeks after promotions lose ÷ units that promotions gain; near 1, promotions only move sales in time."
            ),
        ])
}
