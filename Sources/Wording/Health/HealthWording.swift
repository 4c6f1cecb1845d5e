import SupplyNetwork

/// A title and, where it needs one, what it means; in both languages.
public struct HealthPhrase: Sendable, Hashable {
    var chinese: String
    var english: String
    var chineseMeaning: String
    var englishMeaning: String

    init(_ chinese: String, _ english: String, zh chineseMeaning: String = "", en englishMeaning: String = "") {
        self.chinese = chinese
        self.english = english
        self.chineseMeaning = chineseMeaning
        self.englishMeaning = englishMeaning
    }
}

/// The words of one file of `health/`: its measures (a meaning is printed beside every figure), the columns of its table, and the words
/// its cells may hold.
struct HealthPhrases: Sendable {
    var file: HealthFile
    /// The file's title, and the question it answers as its meaning.
    var title: HealthPhrase
    var measures: [HealthMeasure: HealthPhrase] = [:]
    var columns: [String: HealthPhrase] = [:]
    var words: [String: HealthPhrase] = [:]

    static let all: [HealthPhrases] = [
        .kpi, .absorption, .activity, .cohorts, .recruiting, .settlement, .incentives, .members, .assortment, .brand, .capital, .leaders,
        .clearance, .diversion, .flow, .funnel,
    ]
    static let measures = Dictionary(all.flatMap { Array($0.measures) }, uniquingKeysWith: { first, _ in first })
    static let words = Dictionary(all.flatMap { Array($0.words) }, uniquingKeysWith: { first, _ in first })
    /// Columns that several tables share.
    static let sharedColumns: [String: HealthPhrase] = [
        "site": HealthPhrase("网点", "Site"), "sku": HealthPhrase("单品", "SKU"), "tier": HealthPhrase("层级", "Tier"),
        "region": HealthPhrase("区域", "Region"), "units": HealthPhrase("数量", "Units"), "amount": HealthPhrase("金额", "Amount"),
        "sample": HealthPhrase("样本", "Sample"), "joined_on": HealthPhrase("加入日期", "Joined"), "low": HealthPhrase("下限", "Low"),
        "high": HealthPhrase("上限", "High"), "state": HealthPhrase("状态", "State"), "channel": HealthPhrase("渠道", "Channel"),
    ]
}

extension Wording {
    private func said(_ phrase: HealthPhrase) -> String { said(zh: phrase.chinese, en: phrase.english) }
    private func meaning(_ phrase: HealthPhrase) -> String { said(zh: phrase.chineseMeaning, en: phrase.englishMeaning) }

    public func title(_ file: HealthFile) -> String { HealthPhrases.all.first { $0.file == file }.map { said($0.title) } ?? file.rawValue }
    /// What the part of the report asks.
    public func question(_ file: HealthFile) -> String { HealthPhrases.all.first { $0.file == file }.map { meaning($0.title) } ?? "" }
    public func title(_ measure: HealthMeasure) -> String { HealthPhrases.measures[measure].map { said($0) } ?? measure.rawValue }
    public func definition(_ measure: HealthMeasure) -> String { HealthPhrases.measures[measure].map { meaning($0) } ?? "" }
    /// A column of the table of `file`.
    public func title(column: String, of file: HealthFile) -> String {
        let own = HealthPhrases.all.first { $0.file == file }?.columns[column]
        return (own ?? HealthPhrases.sharedColumns[column]).map { said($0) } ?? column
    }
    public func said(_ word: HealthWord) -> String { HealthPhrases.words[word.rawValue].map { said($0) } ?? word.rawValue }

    /// Why a figure is absent, and what would switch it on.
    public func explanation(_ reason: HealthReason) -> String {
        switch reason {
        case .noAmounts: said(zh: "sales.csv 没有金额；补上 amount 列即可算出", en: "sales.csv has no amounts; the column “amount” would switch it on")
        case .noConsumerSales:
            said(
                zh: "没有卖给消费者的记录；上报 buyer 为空的销售即可算出",
                en: "no sales to consumers are reported; rows of sales.csv with an empty buyer would switch it on")
        case .noCustomers:
            said(zh: "sales.csv 没有消费者编号；补上 customer 列即可算出", en: "sales.csv names no consumers; the column “customer” would switch it on")
        case .noChannels:
            said(zh: "sales.csv 没有渠道；补上 channel 列即可算出", en: "sales.csv names no channels; the column “channel” would switch it on")
        case .noScans:
            said(zh: "sales.csv 没有扫码区域；补上 region 列即可算出", en: "sales.csv has no regions of scans; its column “region” would switch it on")
        case .noRegions: said(zh: "sites.csv 没有区域；补上 region 列即可算出", en: "sites.csv has no regions; its column “region” would switch it on")
        case .noPayouts: said(zh: "没有 payouts.csv；提供后即可算出", en: "there is no payouts.csv; it would switch this on")
        case .noIncentives:
            said(
                zh: "penstock.yaml 没有 incentives；写上激励规则即可算出", en: "penstock.yaml has no incentives; writing them down would switch this on")
        case .noPromotions:
            said(
                zh: "没有促销记录；提供 promotions.csv 和 sales.csv 的 promotion 列即可算出",
                en: "no promotions are known; promotions.csv and the column “promotion” of sales.csv would switch it on")
        case .noPriceChanges: said(zh: "价格没有变动过，无从比较", en: "prices never changed, so nothing can be compared")
        case .noCosts:
            said(zh: "products.csv 没有成本；补上 unit_cost 列即可算出", en: "products.csv has no costs; the column “unit_cost” would switch it on")
        case .noSponsors:
            said(zh: "sites.csv 没有推荐人；补上 sponsor 列即可算出", en: "sites.csv names no sponsors; the column “sponsor” would switch it on")
        case .noJoinDates:
            said(
                zh: "sites.csv 没有加入日期；补上 joined_on 列即可算出", en: "sites.csv has no days of joining; the column “joined_on” would switch it on"
            )
        case .noShelfLife:
            said(
                zh: "products.csv 没有保质期；补上 shelf_life_days 列即可算出",
                en: "products.csv has no shelf lives; the column “shelf_life_days” would switch it on")
        case .noLots:
            said(zh: "stock.csv 没有批次到期日；补上 expires_on 列即可算出", en: "stock.csv has no lots; the column “expires_on” would switch it on")
        case .noCounts: said(zh: "没有盘点；提供 stock.csv 即可算出", en: "nothing was counted; stock.csv would switch it on")
        case .noLeadTimes:
            said(
                zh: "没有供货周期；补上 products.csv 的 supplier_lead_time_days 列即可算出",
                en: "no lead times are known; “supplier_lead_time_days” of products.csv would switch it on")
        case .noForecasts: said(zh: "还没有可以对照的预测", en: "there is no earlier forecast to compare with yet")
        case .noLaunchPlan: said(zh: "没有上市计划可对照", en: "there is no launch plan to compare with")
        case .noPaymentTerms:
            said(
                zh: "penstock.yaml 没有账期；写上 health.receivable_days 和 health.payable_days 即可算出",
                en: "penstock.yaml has no terms of payment; health.receivable_days and health.payable_days would switch it on")
        case .noOpenOrders: said(zh: "没有未收订单；提供 open_orders.csv 即可算出", en: "there are no open orders; open_orders.csv would switch it on")
        case .noDeliveryCost:
            said(
                zh: "penstock.yaml 没有每件配送费；写上 health.delivery_cost_per_unit 即会扣除",
                en: "penstock.yaml has no cost of delivery; health.delivery_cost_per_unit would be taken off")
        case .tooFew: said(zh: "样本太少，不足以得出结论", en: "too few observations to say")
        case .notIdentified: said(zh: "数据不足以分辨", en: "the data do not tell")
        }
    }

    /// The heading of the report's part, and its words.
    public var networkHealth: String { said(zh: "网络健康", en: "Health of the network") }
    public var healthMeasure: String { said(zh: "指标", en: "Measure") }
    public var healthValue: String { said(zh: "本期", en: "Now") }
    public var healthPrevious: String { said(zh: "上期", en: "Before") }
    public var healthByTier: String { said(zh: "按层级", en: "By tier") }
    public var healthPeers: String { said(zh: "同级中位", en: "Peers") }
    public var healthInterval: String { said(zh: "90% 区间", en: "90% interval") }
    public var healthSample: String { said(zh: "样本", en: "Sample") }
    public var healthDefinition: String { said(zh: "定义", en: "Definition") }
    public var healthAbsent: String { said(zh: "算不出的指标", en: "What cannot be worked out") }
    public func healthRest(_ rows: Int, file: HealthFile) -> String {
        said(zh: "另有 \(rows) 行，见 health/\(file.rawValue).csv。", en: "\(rows) more rows in health/\(file.rawValue).csv.")
    }
    public var healthLead: String {
        said(
            zh: "有没有人在卖货，还是只在拉人？以下指标与计划出自同一批数据；估计值附 90% 区间，数据不支持的指标不给数字，只说明原因。完整数据在 health/ 文件夹。",
            en:
                "Is anybody selling, or only recruiting? These figures come from the same files as the plan. Estimates carry a 90% interval; a figure that the data "
                + "cannot support is absent with its reason. Everything is in the folder health/.")
    }
}
