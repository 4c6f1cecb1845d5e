/// The files of `health/`, in the order in which the report shows them.
public enum HealthFile: String, Sendable, Hashable, CaseIterable, Codable {
    case kpi, absorption, activity, cohorts, recruiting, settlement, incentives, members, assortment, brand, capital, leaders, clearance
    case diversion, flow, funnel
}

/// What a figure is about.
public enum HealthScope: Sendable, Hashable {
    case network
    case tier(Int)
    /// By index.
    case product(Int)
    /// By index.
    case site(Int)
    case region(String)
    case category(String)
    case channel(String)
    /// Anything else a section counts by: an incentive rule, a shelf-life class. Both words are the files' own, in English.
    case group(kind: String, key: String)
}

/// One figure that the network's health is read from. What it means stands in the wording of its measure.
public struct HealthFigure: Sendable, Hashable {
    public var measure: HealthMeasure
    public var scope: HealthScope
    /// In the measure's unit; nil where the data cannot support it, which `reason` explains.
    public var value: Double?
    /// A 90 % interval, where the figure is an estimate.
    public var low: Double?
    public var high: Double?
    /// What it rests on: how many of `HealthMeasure.sampleUnit`.
    public var sample: Double?
    /// The same figure one window earlier.
    public var previous: Double?
    /// The median of the same figure over peers: sites of the same tier.
    public var peers: Double?
    public var reason: HealthReason?

    public init(
        _ measure: HealthMeasure, _ scope: HealthScope = .network, value: Double?, low: Double? = nil, high: Double? = nil,
        sample: Double? = nil, previous: Double? = nil, reason: HealthReason? = nil
    ) {
        self.measure = measure
        self.scope = scope
        self.value = value
        self.low = low
        self.high = high
        self.sample = sample
        self.previous = previous
        self.reason = value == nil ? reason ?? .tooFew : nil
    }

    /// A figure that the data cannot support.
    public static func absent(_ measure: HealthMeasure, _ scope: HealthScope, _ reason: HealthReason) -> HealthFigure {
        HealthFigure(measure, scope, value: nil, reason: reason)
    }

    /// A figure of the network that the data cannot support.
    public static func absent(_ measure: HealthMeasure, _ reason: HealthReason) -> HealthFigure { absent(measure, .network, reason) }
}

/// Why a figure is absent: an input that a user does not have, or data that do not tell.
public enum HealthReason: String, Sendable, Hashable, CaseIterable, Codable {
    /// No amounts in sales.csv.
    case noAmounts = "no_amounts"
    /// No consumer sales at all.
    case noConsumerSales = "no_consumer_sales"
    case noCustomers = "no_customers"
    case noChannels = "no_channels"
    /// No regions of scans in sales.csv.
    case noScans = "no_scans"
    /// No regions of sites.
    case noRegions = "no_regions"
    case noPayouts = "no_payouts"
    case noIncentives = "no_incentives"
    case noPromotions = "no_promotions"
    /// Prices that never changed.
    case noPriceChanges = "no_price_changes"
    case noCosts = "no_costs"
    case noSponsors = "no_sponsors"
    case noJoinDates = "no_join_dates"
    case noShelfLife = "no_shelf_life"
    /// No lots with their dates in stock.csv.
    case noLots = "no_lots"
    case noCounts = "no_counts"
    case noLeadTimes = "no_lead_times"
    case noForecasts = "no_forecasts"
    case noLaunchPlan = "no_launch_plan"
    /// No terms of payment in the configuration.
    case noPaymentTerms = "no_payment_terms"
    case noOpenOrders = "no_open_orders"
    case noDeliveryCost = "no_delivery_cost"
    /// Fewer observations than the figure needs.
    case tooFew = "too_few"
    /// Enough data, but they do not tell.
    case notIdentified = "not_identified"
}

/// One file whose rows are not figures but distributors, statements, cohorts …
public struct HealthTable: Sendable, Hashable {
    /// A column: its name in the file, which is also the key of its wording.
    public struct Column: Sendable, Hashable {
        public var name: String
        /// Decimals of numbers.
        public var decimals: Int

        public init(_ name: String, decimals: Int = 4) {
            self.name = name
            self.decimals = decimals
        }
    }

    public enum Cell: Sendable, Hashable {
        case missing
        /// A site or product by index: its code in the file, its name in the report.
        case site(Int)
        case product(Int)
        /// Text from data.
        case text(String)
        /// A word of the product's own: as it stands in the file, worded in the report.
        case word(HealthWord)
        case number(Double)
        case count(Int)
        case money(Money)
        case day(Day)
        case week(Week)

        public static func optional(_ value: Double?) -> Cell { value.map { .number($0) } ?? .missing }
    }

    public var columns: [Column]
    public var rows: [[Cell]]
    /// How many of the first rows the report shows, and which columns; the file holds all.
    public var shownRows: Int
    public var shownColumns: [String]
    /// Which rows the report shows first, where that is another order than the file's.
    public var shownOrder: [Int]?

    public init(columns: [Column], rows: [[Cell]] = [], shownRows: Int = 12, shownColumns: [String]? = nil) {
        self.columns = columns
        self.rows = rows
        self.shownRows = shownRows
        self.shownColumns = shownColumns ?? columns.map(\.name)
    }
}

/// A word that a table of `health/` may hold, such as a state or a way to earn.
public struct HealthWord: RawRepresentable, Sendable, Hashable, Codable {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(_ rawValue: String) { self.rawValue = rawValue }
}

/// One part of the network's health: figures, and a table where the file is not made of figures.
public struct HealthSection: Sendable, Hashable {
    public var file: HealthFile
    public var figures: [HealthFigure]
    /// What `health/<file>.csv` holds in place of the figures, which then stand in `health/figures.csv` only.
    public var table: HealthTable?

    public init(_ file: HealthFile, figures: [HealthFigure], table: HealthTable? = nil) {
        self.file = file
        self.figures = figures
        self.table = table
    }
}

/// Everything that `health/` holds.
public struct NetworkHealthRecord: Sendable {
    /// In order of `HealthFile.allCases`.
    public var sections: [HealthSection]
    /// Supply, recruitment and payments as graphs: `network.graphml` and `network.json`.
    public var graph: NetworkGraph?
    /// Figures at or beyond which the report colours, by measure.
    public var thresholds: [HealthMeasure: HealthThreshold]

    public init(sections: [HealthSection] = [], graph: NetworkGraph? = nil, thresholds: [HealthMeasure: HealthThreshold] = [:]) {
        self.sections = sections
        self.graph = graph
        self.thresholds = thresholds
    }

    public func section(_ file: HealthFile) -> HealthSection? { sections.first { $0.file == file } }
}

/// Where a figure is coloured. Set in `penstock.yaml` (`health.thresholds`); there are no defaults without a source.
public struct HealthThreshold: Sendable, Hashable, Codable {
    /// Coloured below, or above.
    public var below: Double?
    public var above: Double?

    public init(below: Double? = nil, above: Double? = nil) {
        self.below = below
        self.above = above
    }

    public func isCrossed(by value: Double) -> Bool { below.map { value < $0 } ?? false || above.map { value > $0 } ?? false }
}
