import SupplyNetwork

/// The words of `absorption.csv`.
extension HealthPhrases {
    static let absorption = HealthPhrases(
        file: .absorption,
        title: HealthPhrase(
            "消费吸收", "Absorption", zh: "发出去的货，多少到了消费者手里？",
            en: "How much of what was shipped reached a consumer?"),
        measures: [
            .absorbedShare: HealthPhrase(
                "13 周内到达消费者", "Absorbed in time", zh: "发往下级的货，在其后一个窗口（默认 13 周）内离开渠道的比例；按先进先出推算，损耗也算离开。区间来自库存的不确定。",
                en:
                    "Of the units sent to the tiers below, the share that had left the channel one window later (13 weeks unless configured), first in, first out. Losses count as left. The interval comes from the uncertainty of stock."
            ),
            .sellIn: HealthPhrase(
                "发往下级", "Sell-in", zh: "本期净发往下级的数量（扣除退货）。",
                en: "Units sent to the tiers below in the window, less returns."),
            .sellOut: HealthPhrase(
                "消费者买走", "Sell-out", zh: "本期下级网点的消费量，含未上报网点的估计。",
                en: "Units that consumers took below in the window; inferred where nobody reports."),
            .sellOutToSellIn: HealthPhrase(
                "出货比", "Sell-out to sell-in", zh: "消费量 ÷ 发往下级的数量；长期低于 1 说明货在渠道里堆积。",
                en: "Sell-out ÷ sell-in; below 1 for long, goods are piling up in the channel."),
            .channelCover: HealthPhrase(
                "渠道可销周数", "Channel weeks of cover", zh: "下级库存 ÷ 本期周均消费。区间来自库存的不确定。",
                en: "Stock below ÷ mean weekly consumption of the window. The interval comes from the uncertainty of stock."),
        ])
}
