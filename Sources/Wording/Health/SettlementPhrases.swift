import SupplyNetwork

/// The words of `settlement.csv`.
extension HealthPhrases {
    static let settlement = HealthPhrases(
        file: .settlement,
        title: HealthPhrase(
            "激励结算", "Settlement", zh: "按规则应付每个网点多少，与实付差在哪里？",
            en: "What do the rules owe each distributor, and where do payments differ?"),
        measures: [
            .settledMoney: HealthPhrase(
                "按规则应付", "Owed by the rules", zh: "penstock.yaml 的规则作用于各完整周期的进货额（或销售额），逐行取整到分后相加。",
                en: "The rules of penstock.yaml on purchases (or sales) of every whole period, each line rounded to the cent, added up."),
            .paidMoney: HealthPhrase(
                "已付", "Paid", zh: "payouts.csv 中结算这些周期的付款；一笔付款算作结清它之前最近结束的周期。",
                en: "Payments of payouts.csv that settle these periods: a payment settles the latest period that had ended by its day."),
            .paidDifference: HealthPhrase(
                "多付（+）少付（−）", "Paid above (+) or below (−)", zh: "已付 − 应付。未上报的进货会显得像多付。",
                en: "Paid − owed. Purchases that nobody reported look like payments above what is owed."),
            .differingLines: HealthPhrase(
                "不符的行数", "Lines that differ", zh: "应付与已付相差至少一分的行数。",
                en: "Lines whose payment differs by a cent or more."),
            .unpricedShare: HealthPhrase(
                "没有金额的进货", "Purchases without an amount", zh: "没有金额、因此无法结算的进货数量占比。",
                en: "Share of units bought that came without an amount and so cannot be settled."),
            .rankPriceGap: HealthPhrase(
                "价格级差", "Price against rank", zh: "实付进货额 −（目录价 × 当时等级的折扣）；正数为多付。等级按滚动窗口内的进货额判定。",
                en:
                    "Paid for goods − list price × the share of the rank held at the time; above zero, too much was paid. Ranks by purchases over the rolling window."
            ),
        ],
        columns: [
            "payee": HealthPhrase("收款网点", "Payee"),
            "period": HealthPhrase("周期", "Period"),
            "rule": HealthPhrase("规则", "Rule"),
            "source": HealthPhrase("来源", "Earned by"),
            "base": HealthPhrase("计奖基数", "Base"),
            "rate": HealthPhrase("比例", "Rate"),
            "paid": HealthPhrase("已付", "Paid"),
            "difference": HealthPhrase("差额", "Difference"),
        ],
        words: [
            "rebate": HealthPhrase("返利", "rebate"),
            "referral": HealthPhrase("推荐奖", "referral"),
            "dividend": HealthPhrase("分红", "dividend"),
            "level_1": HealthPhrase("二级推荐奖", "reward one level up"),
            "level_2": HealthPhrase("三级推荐奖", "reward two levels up"),
            "level_3": HealthPhrase("四级推荐奖", "reward three levels up"),
        ])
}
