import SupplyNetwork

/// The words of `incentives.csv`.
extension HealthPhrases {
    static let incentives = HealthPhrases(
        file: .incentives,
        title: HealthPhrase(
            "激励效果", "Incentives", zh: "每条规则买来的是消费，还是库存？",
            en: "What does each rule pay for: consumption or stock?"),
        measures: [
            .ruleCost: HealthPhrase(
                "规则花费", "Cost of the rule", zh: "近一个窗口（有后续 13 周可追踪的周期）按该规则应付的金额。",
                en: "What the rule owes for the periods of the window that has another window behind it."),
            .paidForConsumption: HealthPhrase(
                "买来消费的比例", "Paid for consumption", zh: "应付金额中，对应的货在其后一个窗口内离开了买方及其下级的比例（先进先出，按金额加权）。",
                en:
                    "Of what the rule owes, the part for goods that had left the buyer and all below it one window later (first in, first out, weighed by worth)."
            ),
            .paidForStock: HealthPhrase(
                "买来库存的金额", "Paid for stock", zh: "应付金额中其余的部分：货仍压在买方或其下级。",
                en: "The rest of what it owes: the goods still lie with the buyer or below."),
            .bunchingExcess: HealthPhrase(
                "踩线次数", "Periods bunched", zh: "刚好越过返利门槛（0–15%）的网点×周期，多于没有门槛时应有的数量；反事实为窗口外的四次多项式，方差按网点聚类。",
                en:
                    "Site × periods just above a rebate threshold (0–15%) beyond those expected without one: a polynomial of the fourth degree through the bins outside of the window; variance clustered by site."
            ),
            .bunchingRatio: HealthPhrase(
                "踩线倍数", "Bunching ratio", zh: "多出的次数 ÷ 没有门槛时应有的次数（b = B/n̂）。",
                en: "Periods in excess ÷ periods expected (b = B/n̂)."),
            .bunchingMoney: HealthPhrase(
                "踩线多进的货", "Bought to reach thresholds", zh: "踩线周期比该网点平常（中位数）多进的金额 × 多出的占比。",
                en: "Money that sites in those periods bought beyond their usual (median) purchases, of the periods in excess."),
            .paidOnSellIn: HealthPhrase(
                "按进货发", "Paid on sell-in", zh: "近一年同样的规则按进货额应付的金额。",
                en: "What the rules owe for the last year on purchases."),
            .paidOnSellOut: HealthPhrase(
                "改按销售发", "Paid on sell-out", zh: "同样的规则改按消费者销售额应付的金额；下限只算上报的销售，估计值按全部消费放大。",
                en:
                    "What the same rules would owe on sales to consumers. The low end counts reported sales only; the estimate scales them up to all consumption."
            ),
            .reportedSellOutShare: HealthPhrase(
                "销售上报率", "Reported sell-out", zh: "有金额的上报销售 ÷ 推算的消费量。",
                en: "Reported sales with an amount ÷ consumption as reconciled."),
        ])
}
