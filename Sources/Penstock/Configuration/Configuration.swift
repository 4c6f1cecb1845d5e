import Forecasting
import SupplyNetwork
import Wording

/// Everything `penstock.yaml` can say. A workspace without one runs on the defaults given here.
public struct Configuration: Sendable, Hashable {
    /// Language of the report, the workbook and every sentence: `zh` or `en` (default).
    public var language: Language = .english
    /// What the plan minimises or must reach, where no rule below says otherwise.
    public var policy = Policy()
    /// Exceptions to `policy`, in the order of the file. The narrower wins: SKU at a site, site, SKU, tier, category, class.
    public var policyRules: [PolicyException] = []
    /// Allocation, limits over many lines, moves between sites and steadiness of the plan.
    public var plan = PlanSettings()
    /// What-if cases that `run --scenario` works out, in the order of the file.
    public var scenarios: [Scenario] = []
    /// Share added to every forecast, by a scenario; default 0.
    var demandShare = 0.0
    /// Weeks forecast; default 13.
    public var horizonWeeks = 13
    /// Sums that `forecast.csv` holds besides site × SKU; default none.
    public var forecastTotals: [ForecastGrouping] = []
    /// How forecasts of site × SKU are reconciled with those of their categories.
    public var coherence = CoherenceOptions()
    /// Weeks of demand that stock is held against; default 12.
    public var stockpileHorizonWeeks = 12
    /// Weeks of mean demand that a site may hold beyond that; default 4.
    public var stockpileAllowanceWeeks = 4
    /// Above this risk a site × SKU counts as overstocked: it is alerted and gets nothing; default 0.5.
    public var overstockRisk = 0.5
    /// Probability of running out, before an order placed now could arrive, that is alerted; default 0.5.
    public var stockOutRisk = 0.5
    /// Who is told of alerts, and how; nobody by default.
    public var alertRoutes = AlertRoutes()
    /// What distributors earn; nil where the file says nothing.
    public var incentives: Incentives?
    /// How the figures of the network's health are made up.
    var health = HealthSettings()
    /// Extra header names: file (`sales`), contract column, the names that exports use for it.
    public var columns: [String: [String: [String]]] = [:]
    /// What becomes of a row that repeats an earlier one of the same file: kept with a finding (default), or set aside.
    public var rejectDuplicates = false

    public init() {}

    /// One exception to the policy: where it holds, and the settings it changes.
    public struct PolicyException: Sendable, Hashable {
        /// `A`, `X` or `AX`: ABC–XYZ class of the product.
        public var demandClass: String?
        public var category: String?
        public var tier: Int?
        public var site: String?
        public var sku: String?
        public var holding: Policy.Holding?
        public var target: Policy.Target?
        public var unmetDemand: Policy.UnmetDemand?
        public var reviewPeriodDays: Int?
        public var leadTimeDays: Int?
        /// Standard deviation of the lead time.
        public var leadTimeDeviationDays: Double?
        /// Weeks of demand beyond the lead time that orders may fill a site up to.
        public var maximumWeeks: Double?
        /// 0 is Monday.
        public var orderWeekdays: [Int]?
        public init() {}
    }

    /// What distributors earn on purchases, so that threshold buying and quota pushes can be recognised.
    public struct Incentives: Sendable, Hashable {
        public enum Window: String, Sendable, Hashable, CaseIterable { case month, quarter }
        public struct Step: Sendable, Hashable {
            /// Purchases in money within the window from which the rate is paid.
            public var from: Double
            public var rate: Double
        }
        /// The period at whose end distributors are pushed to fill a quota.
        public var quotaPeriod: Window?
        /// What rebates are paid on.
        public var payOn = PayOn.sellIn
        public enum PayOn: String, Sendable, Hashable, CaseIterable { case sellIn = "sell_in", sellOut = "sell_out" }
        public var rebateWindow: Window = .month
        /// Steps by tier, ascending; the highest step reached pays.
        public var rebates: [Int: [Step]] = [:]
        /// Of a recruit's purchases, to the sponsor.
        public var referralRate: Double?
        /// Of the flow below a site, by tier.
        public var dividends: [Int: Double] = [:]
        /// Of a site's purchases, to the sponsors above its own: the first entry is its sponsor's sponsor.
        public var levelRates: [Double] = []
        /// By tier, ascending: ranks reached by purchases over `rankWeeks`, and the share of the list price they pay.
        public var ranks: [Int: [IncentivePlan.Rank]] = [:]
        public var rankWeeks = 13
        public init() {}
    }
}
