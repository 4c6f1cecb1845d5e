import SupplyNetwork

/// The words of `flow.csv`.
extension HealthPhrases {
    static let flow = HealthPhrases(
        file: .flow,
        title: HealthPhrase(
            "场景与流向", "Channels and the way of goods", zh: "货经哪些渠道、在每一步停多久？",
            en: "Through which channels do goods go, and how long do they stay at each step?"),
        measures: [
            .channelShare: HealthPhrase(
                "渠道占比（件）", "Share of units", zh: "该渠道卖给消费者的数量 ÷ 各渠道合计；只算写明渠道的上报销售。",
                en: "Units sold to consumers through the channel ÷ all units whose channel is reported."),
            .channelMoneyShare: HealthPhrase(
                "渠道占比（金额）", "Share of money", zh: "该渠道的销售金额 ÷ 各渠道合计；只算有金额的销售。",
                en: "Money of the channel ÷ money of all channels, of sales that came with an amount."),
            .channelUnknownShare: HealthPhrase(
                "渠道不明", "Channel not reported", zh: "上报的消费者销售中没有写明渠道的比例。",
                en: "Share of units reported as sold to consumers whose channel is not named."),
            .weeksAtStep: HealthPhrase(
                "停留周数", "Weeks at a step", zh: "利特尔法则：本期平均库存 ÷ 每周流出。",
                en: "By Little’s law: mean stock of the window ÷ weekly outflow."),
            .factoryToConsumer: HealthPhrase(
                "从工厂到消费者", "Factory to consumer", zh: "供货周期加各层停留周数之和。",
                en: "The maker’s lead time and the weeks at every step together."),
        ])
}
