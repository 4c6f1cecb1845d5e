import SupplyNetwork

/// The words of `capital.csv`.
extension HealthPhrases {
    static let capital = HealthPhrases(
        file: .capital,
        title: HealthPhrase(
            "资金占用", "Capital", zh: "钱压在哪里，预测误差值多少钱？",
            en: "Where does money lie, and what do forecast errors cost?"),
        measures: [
            .capitalTiedUp: HealthPhrase(
                "占用资金", "Capital tied up", zh: "在手库存 × 单位成本（没有成本时用售价），按层级、单品、货主。区间来自库存的不确定。",
                en:
                    "Stock on hand × unit cost (price where no cost is known), by tier, SKU and owner. The interval comes from the uncertainty of stock."
            ),
            .coverToLeadTime: HealthPhrase(
                "可销周数 ÷ 供货周期", "Cover to lead time", zh: "全网库存可销周数 ÷ 供货周期（周）。低于 1：等不到下一批就会断货；远高于 1：货压在手里。",
                en:
                    "Weeks of stock in the whole network ÷ weeks that making more takes. Below 1 stock runs out before more arrives; far above, money lies idle."
            ),
            .nearExpiryValue: HealthPhrase(
                "临期金额", "Near expiry", zh: "最近盘点中临期（含过期）批次 × 单位成本，按保质期分级。",
                en: "Lots of the latest counts near or past their date × unit cost, by class of shelf life."),
            .unsoldBeforeExpiry: HealthPhrase(
                "到期前卖不完", "Unsold before expiry", zh: "按先到期先出和预测，到期前卖不完的批次 × 单位成本。",
                en: "What of dated lots demand will not use up before their date, first expired, first out, by the forecast × unit cost."),
            .spoiledShare: HealthPhrase(
                "已过期占比", "Spoiled", zh: "已过期批次金额 ÷ 全部有到期日的批次金额。",
                en: "Value of lots past their date ÷ value of all dated lots."),
            .forecastErrorCost: HealthPhrase(
                "预测误差的年成本", "Cost of forecast errors", zh: "为覆盖预测误差所需安全库存的年持有成本：z（服务水平）× 保护期需求标准差 × 单位成本 × 持有费率。",
                en:
                    "A year of holding the safety stock that forecast errors call for: z(service level) × standard deviation of demand over the protection interval × unit cost × holding rate."
            ),
            .cashConversion: HealthPhrase(
                "现金周转天数", "Cash conversion", zh: "库存天数（按成本）+ 应收天数 − 应付天数；后两项来自 penstock.yaml。",
                en: "Days of inventory at cost + days receivable − days payable, the latter two from penstock.yaml."),
        ],
        words: [
            "365+": HealthPhrase("保质期 ≥1 年", "shelf life of a year or more"),
            "180-364": HealthPhrase("保质期 6–12 月", "shelf life of 6–12 months"),
            "90-179": HealthPhrase("保质期 90 天–6 月", "shelf life of 90 days–6 months"),
            "30-89": HealthPhrase("保质期 30–89 天", "shelf life of 30–89 days"),
            "16-29": HealthPhrase("保质期 16–29 天", "shelf life of 16–29 days"),
            "1-15": HealthPhrase("保质期 ≤15 天", "shelf life of 15 days or less"),
        ])
}
