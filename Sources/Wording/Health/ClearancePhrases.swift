import SupplyNetwork

/// The words of `clearance.csv`.
extension HealthPhrases {
    static let clearance = HealthPhrases(
        file: .clearance,
        title: HealthPhrase(
            "清货", "Clearance", zh: "哪些超量该清，在哪清，什么价？",
            en: "Which excess to clear, where and at what price?"),
        measures: [
            .clearableValue: HealthPhrase(
                "待清超量", "Excess to clear", zh: "积压概率 ≥ 50% 的超量 × 单位成本。",
                en: "Excess with a risk of one half or more × unit cost."),
            .clearanceRecovery: HealthPhrase(
                "清货多回收", "Recovered by clearing", zh: "按建议折扣清货比维持原价多回收的金额（卖得的钱加剩余货值）；区间来自价格弹性的区间。",
                en:
                    "Money taken at the proposed mark-downs and what is left, beyond leaving prices alone; the interval is that of the elasticity."
            ),
            .clearedUnits: HealthPhrase(
                "清掉的数量", "Units cleared", zh: "到期前（无日期者半年内）按建议折扣卖掉的数量。",
                en: "Units sold at the proposed mark-downs before they expire, or within half a year where no date is known."),
        ],
        columns: [
            "on_hand": HealthPhrase("在手", "On hand"),
            "excess_units": HealthPhrase("超量", "Excess"),
            "demand_per_week": HealthPhrase("周需求", "Demand a week"),
            "sell_by": HealthPhrase("到期日", "Sell by"),
            "mark_down": HealthPhrase("建议折扣", "Mark-down"),
            "units_cleared": HealthPhrase("可清", "Cleared"),
            "recovery": HealthPhrase("多回收", "Recovered"),
        ],
        words: [
            "keep_price": HealthPhrase("维持原价", "keep the price"),
            "mark_down": HealthPhrase("打折清", "mark down"),
            "mark_down_and_take_back": HealthPhrase("打折并退回", "mark down, take the rest back"),
            "take_back": HealthPhrase("退回", "take back"),
        ])
}
