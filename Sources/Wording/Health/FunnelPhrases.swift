import SupplyNetwork

/// The words of `funnel.csv`.
extension HealthPhrases {
    static let funnel = HealthPhrases(
        file: .funnel,
        title: HealthPhrase(
            "成长漏斗", "Funnel", zh: "消费者怎样成为团主、团长、合伙人？",
            en: "How do consumers become owners, leaders and partners?"),
        measures: [
            .stepCount: HealthPhrase(
                "人数", "How many", zh: "消费者：近 52 周买过的已知消费者；网点：当前在网的网点。",
                en: "Consumers: known ones who bought in the last 52 weeks. Sites: those in the network now."),
            .newSites: HealthPhrase(
                "新加入", "Joined", zh: "近 52 周加入的网点数。",
                en: "Sites that joined in the last 52 weeks."),
            .riseRate: HealthPhrase(
                "年晋升率", "Rise rate", zh: "近 52 周新加入该层的网点 ÷ 下一层人数，折合每年。区间为威尔逊区间；假定新网点来自下一层。",
                en:
                    "Sites that joined the tier in the last 52 weeks ÷ how many there are a step below, a year. Wilson interval; new sites are taken to come from the step below."
            ),
            .firstOrderUnits: HealthPhrase(
                "首单数量", "First order, units", zh: "新网点首次进货起 7 天内数量的中位数。区间为顺序统计量区间。",
                en: "Median units that new sites bought within 7 days of their first purchase. Interval by order statistics."),
            .firstOrderAmount: HealthPhrase(
                "首单金额", "First order, money", zh: "新网点首次进货起 7 天内金额的中位数。",
                en: "Median money that new sites paid within 7 days of their first purchase."),
        ],
        words: [
            "consumers": HealthPhrase("消费者", "consumers")
        ])
}
