import SupplyNetwork

/// The words of `kpi.csv`.
extension HealthPhrases {
    static let kpi = HealthPhrases(
        file: .kpi,
        title: HealthPhrase(
            "常用指标", "Key figures", zh: "大家已经在用的指标，定义写在旁边。", en: "The figures people already use, each with its definition."),
        measures: [
            .stockToSales: HealthPhrase(
                "库销比", "Stock to sales", zh: "期末库存 ÷ 本期月均消费；层级和网点按其发出与消费合计。",
                en: "Closing stock ÷ mean monthly consumption of the window; of a tier or a site everything that went on from it counts."),
            .activeRate: HealthPhrase(
                "动销率", "Active rate", zh: "本期有消费或发货的网点×单品 ÷ 期内有货的网点×单品。",
                en: "Site × SKU that sold or shipped in the window ÷ those that had stock in it."),
            .sellThrough: HealthPhrase(
                "售罄率", "Sell-through", zh: "本期卖出 ÷（本期卖出 + 期末库存）；层级和网点按其发出与消费合计。",
                en: "Sold in the window ÷ (sold + closing stock); of a tier or a site everything that went on from it counts as sold."),
            .daysOfInventory: HealthPhrase(
                "周转天数", "Days of inventory", zh: "期末库存（按成本）÷ 本期日均消费（按成本）。", en: "Closing stock at cost ÷ mean daily consumption at cost."),
            .stockOutRate: HealthPhrase(
                "断货率", "Stock-out rate", zh: "周末库存不足 0.5 件的网点×单品×周 ÷ 库存已知的网点×单品×周。",
                en: "Site × SKU × weeks that ended with less than half a unit ÷ those whose stock is known."),
            .nearExpiryShare: HealthPhrase(
                "临期占比", "Near expiry", zh: "按保质期分级的临期批次（含过期）数量 ÷ 有到期日的库存（最近盘点）。分级：≥1年 45天，6–12月 20天，90天–6月 15天，30–90天 10天，16–30天 5天，更短 2天。",
                en:
                    "Units in lots near their date, by shelf life, or past it ÷ units in dated lots of the latest counts. Near: 45 days of a year or more, 20 of 6–12 months, 15 of 90 days–6 months, 10 of 30–90 days, 5 of 16–30, 2 below."
            ),
            .arrivalRate: HealthPhrase(
                "到货率", "Arrival rate", zh: "未逾期的在途订单数量 ÷ 全部未收订单数量。", en: "Units on open orders not yet overdue ÷ units on all open orders."),
        ])
}
