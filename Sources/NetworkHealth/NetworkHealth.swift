import SupplyNetwork

/// Is anybody selling, or only recruiting? Figures of the network's health, from the same files and the same run.
///
/// A stage like the others: ledger, trade, positions and forecasts in, a record of figures and tables out. Every figure carries its sample
/// and, where it is an estimate, its interval; one that the data cannot support is absent with a reason, never zero.
public struct NetworkHealth: Sendable {
    public var options: NetworkHealthOptions

    public init(options: NetworkHealthOptions = NetworkHealthOptions()) { self.options = options }

    public func record(of input: NetworkHealthInput) -> NetworkHealthRecord {
        let activity = Activity(input: input, options: options)
        let panel = SalesPanel(input)
        let model = DemandModel(input, panel: panel)
        let brand = Brand(input: input, options: options, panel: panel, model: model).section
        let sections: [HealthSection] = [
            Members(input: input, options: options, panel: panel, model: model).section,
            Assortment(input: input, options: options, model: model).section,
            brand,
            Leaders(input: input, options: options).section,
            Clearance(input: input, options: options, elasticities: brand.figures).section,
            Diversion(input: input, options: options).section,
            activity.section,
            Cohorts(activity: activity).section,
            KeyFigures(input: input, options: options).section,
            Absorption(input: input, options: options).section,
            Capital(input: input, options: options).section,
            GoodsFlow(input: input, options: options).section,
            Funnel(input: input, options: options).section,
            Recruiting(input: input, options: options).section,
            SettlementSection(input: input, options: options).section,
            IncentivesSection(input: input, options: options).section,
        ]
        let order = Dictionary(uniqueKeysWithValues: HealthFile.allCases.enumerated().map { ($1, $0) })
        return NetworkHealthRecord(
            sections: sections.sorted { (order[$0.file] ?? 0) < (order[$1.file] ?? 0) }, graph: GraphAssembly(input: input).graph,
            thresholds: options.thresholds)
    }
}

/// How the figures of the network's health are made up. Every property has a default.
public struct NetworkHealthOptions: Sendable, Hashable {
    /// Weeks of a window; each figure stands beside that of the window before. Default 13.
    public var windowWeeks = 13
    /// A site is new for so many weeks after joining (or after its first purchase, where it names no day). Default 26.
    public var recruitWeeks = 26
    /// Money that stock costs: share of its cost a year. Default 0.25.
    public var holdingRate = 0.25
    /// Probability of no stock-out that safety stock is reckoned for. Default 0.95.
    public var serviceLevel = 0.95
    /// Weeks between an order and the arrival of the next. Default 3.
    public var protectionWeeks = 3.0
    /// Days until customers pay, and until suppliers are paid; nil where nobody says.
    public var receivableDays: Double?
    public var payableDays: Double?
    /// What delivering a unit to a consumer costs a site; nil where nobody says.
    public var deliveryCostPerUnit: Double?
    /// Where figures are coloured; nothing by default.
    public var thresholds: [HealthMeasure: HealthThreshold] = [:]
    /// What distributors earn; nil where the configuration says nothing.
    public var incentives: IncentivePlan?

    public init() {}
}

/// What the stage works on: what was read, and what the stages before it made of it. Arrays marked "per pair" run parallel to
/// `ledger.pairs`.
public struct NetworkHealthInput: Sendable {
    public var network: Network
    public var ledger: Ledger
    public var trade: Trade
    /// Per pair.
    public var positions: [Position]
    /// Per pair: what consumers took, as far as it is known.
    public var consumption: [DemandHistory]
    /// Per pair: units on hand at the end of each ledger week as reconciled, nil where unknown.
    public var stockPaths: [[Double?]]
    /// Per pair; nil where nothing is consumed or nothing can be said.
    public var forecasts: [Forecast?]
    public var stockpiles: [Stockpile]
    public var flows: [NetworkFlow]
    public var promotions: [Promotion]
    public var priceChanges: [PriceChange]
    public var events: [CalendarEvent]
    public var payouts: [Payout]
    public var openOrders: [OpenOrder]
    /// How the forecast of the run before did; nil without one.
    public var review: ForecastReview?
    /// ABC–XYZ class by product, nil where nothing was consumed; empty where it was not worked out.
    public var demandClasses: [String?] = []
    public var threads: Int

    public init(
        network: Network, ledger: Ledger, trade: Trade, positions: [Position], consumption: [DemandHistory], stockPaths: [[Double?]],
        forecasts: [Forecast?], stockpiles: [Stockpile] = [], flows: [NetworkFlow] = [], promotions: [Promotion] = [],
        priceChanges: [PriceChange] = [], events: [CalendarEvent] = [], payouts: [Payout] = [], openOrders: [OpenOrder] = [],
        review: ForecastReview? = nil, threads: Int = 1
    ) {
        self.network = network
        self.ledger = ledger
        self.trade = trade
        self.positions = positions
        self.consumption = consumption
        self.stockPaths = stockPaths
        self.forecasts = forecasts
        self.stockpiles = stockpiles
        self.flows = flows
        self.promotions = promotions
        self.priceChanges = priceChanges
        self.events = events
        self.payouts = payouts
        self.openOrders = openOrders
        self.review = review
        self.threads = threads
    }

    /// The last `weeks` whole ledger weeks, and as many before them; shorter, or empty, where the ledger is.
    func windows(of weeks: Int) -> (current: Range<Int>, previous: Range<Int>) {
        let end = ledger.completeWeekCount
        let start = max(0, end - weeks)
        return (start..<end, max(0, start - weeks)..<start)
    }
}
