/// Everything one weekly run found: what the reports are written from. Arrays marked "per pair" run parallel to
/// `ledger.pairs`.
public struct RunRecord: Sendable {
    public var network: Network
    public var ledger: Ledger
    public var files: [FileTotals]
    public var diagnostics: [Diagnostic]
    /// Per pair.
    public var positions: [Position]
    /// Per pair: what consumers took, as far as it is known.
    public var consumption: [DemandHistory]
    /// Per pair; nil where nothing is consumed or nothing can be said.
    public var forecasts: [Forecast?]
    /// The sums of forecasts that the configuration asks for; never part of `forecasts`.
    public var totals: [ForecastTotal]
    /// Worst first.
    public var stockpiles: [Stockpile]
    public var plan: Plan
    public var alerts: [Alert]
    public var openOrders: [OpenOrder]
    /// How the forecast that the previous run issued has done since; nil without one.
    public var review: ForecastReview?
    /// Headline figures of the previous run; nil without one.
    public var previous: Headline?
    public var horizonWeeks: Int
    /// Above this risk a site × SKU is called overstocked.
    public var overstockRisk: Double
    /// Where shipped goods ended, by tier, SKU and upline; empty where it was not worked out.
    public var flows: [NetworkFlow] = []
    /// Per pair: units on hand at the end of each ledger week as reconciled, nil where unknown; empty where it was not worked out.
    public var stockPaths: [[Double?]] = []
    /// Whether anybody sells, or only recruits; empty where it was not worked out.
    public var health = NetworkHealthRecord()
    /// Headline figures of earlier runs, oldest first; a week without a run is not there.
    public var history: [Headline] = []
    /// This plan and what-if plans side by side; empty where none was asked for.
    public var scenarios: [ScenarioOutcome] = []

    public init(
        network: Network, ledger: Ledger, files: [FileTotals], diagnostics: [Diagnostic], positions: [Position],
        consumption: [DemandHistory], forecasts: [Forecast?], stockpiles: [Stockpile], plan: Plan, alerts: [Alert],
        openOrders: [OpenOrder], review: ForecastReview?, previous: Headline?, horizonWeeks: Int, overstockRisk: Double,
        totals: [ForecastTotal] = []
    ) {
        self.network = network
        self.ledger = ledger
        self.files = files
        self.diagnostics = diagnostics
        self.positions = positions
        self.consumption = consumption
        self.forecasts = forecasts
        self.totals = totals
        self.stockpiles = stockpiles
        self.plan = plan
        self.alerts = alerts
        self.openOrders = openOrders
        self.review = review
        self.previous = previous
        self.horizonWeeks = horizonWeeks
        self.overstockRisk = overstockRisk
    }

    public var asOf: Day { ledger.asOf }
    public func site(ofPair pair: Int) -> Site { network.sites[ledger.pairs[pair].site] }
    public func product(ofPair pair: Int) -> Product { network.products[ledger.pairs[pair].product] }
}

/// How issued forecasts did against what then came.
public struct ForecastReview: Sendable, Hashable {
    /// The as-of date of the run that issued them.
    public var issuedOn: Day
    public var weeks: Int
    /// Weekly site × SKU figures compared.
    public var count: Int
    /// Σ |actual − forecast| ÷ Σ actual, and the same for the seasonless naive forecast (the last known week carried on).
    public var wape: Double?
    public var naiveWape: Double?
    /// Σ (forecast − actual) ÷ Σ actual.
    public var bias: Double?
    /// Share of actuals between q05 and q95.
    public var coverage90: Double?
    /// Forecasts found biased over the weekly runs so far: groups first, then the worst site × SKU, strongest first.
    public var biases: [ForecastBias]
    /// Site × SKU found biased, of those tracked; of these so many would be found by chance within a year.
    public var biasedSeries: Int
    public var trackedSeries: Int
    /// How planners' overrides did over all runs so far; nil where none has been compared.
    public var overrides: OverrideReview?
    /// How planners' order quantities did over all runs so far; nil where none is over yet.
    public var orderOverrides: OrderOverrideReview?
    /// The same comparison by product category (`name`), largest demand first; empty where no category is known.
    public var byCategory: [ForecastAccuracy] = []
    /// The weeks compared, as the runs so many weeks before them had forecast them (`name` is the number of weeks), nearest first.
    public var byHorizon: [ForecastAccuracy] = []
    /// Of the sums of each SKU over all sites, week by week: what whoever buys and makes the goods goes by. `wape` above is of single
    /// sites, whose demand is mostly chance.
    public var productWape: Double?
    public var productNaiveWape: Double?
    /// The latest weeks as forecast by the last run before each of them, oldest first, summed over what was reported.
    public var track: [ForecastTrackWeek] = []

    public init(
        issuedOn: Day, weeks: Int, count: Int, wape: Double?, naiveWape: Double?, bias: Double?, coverage90: Double?,
        biases: [ForecastBias] = [], biasedSeries: Int = 0, trackedSeries: Int = 0, overrides: OverrideReview? = nil
    ) {
        self.issuedOn = issuedOn
        self.weeks = weeks
        self.count = count
        self.wape = wape
        self.naiveWape = naiveWape
        self.bias = bias
        self.coverage90 = coverage90
        self.biases = biases
        self.biasedSeries = biasedSeries
        self.trackedSeries = trackedSeries
        self.overrides = overrides
    }
}

/// How a group of forecasts did: figures as in `ForecastReview`.
public struct ForecastAccuracy: Sendable, Hashable, Codable {
    public var name: String
    public var count: Int
    public var actual: Double
    public var wape: Double?
    public var naiveWape: Double?
    public var bias: Double?
    public var coverage90: Double?

    public init(name: String, count: Int, actual: Double, wape: Double?, naiveWape: Double?, bias: Double?, coverage90: Double?) {
        self.name = name
        self.count = count
        self.actual = actual
        self.wape = wape
        self.naiveWape = naiveWape
        self.bias = bias
        self.coverage90 = coverage90
    }
}

/// What was reported of a week, and what had been forecast for the same site × SKU. Units.
public struct ForecastTrackWeek: Sendable, Hashable {
    public var week: Week
    public var actual: Double
    public var forecast: Double
    /// 90 % band of the sum if errors are independent.
    public var low: Double
    public var high: Double

    public init(week: Week, actual: Double, forecast: Double, low: Double, high: Double) {
        self.week = week
        self.actual = actual
        self.forecast = forecast
        self.low = low
        self.high = high
    }
}

/// The few figures that management follows from run to run. Money is nil where no unit value is known.
public struct Headline: Sendable, Hashable, Codable {
    public var asOf: Day
    public var stockUnits: Double
    public var stockValue: Double?
    public var excessUnits: Double
    public var excessValue: Double?
    public var overstockedPairs: Int
    public var consumptionPerWeek: Double
    public var orderLines: Int
    public var orderUnits: Double
    public var orderValue: Double?
    public var alertsFiring: Int
    /// Share of site × SKU pairs that sell and have stock on hand, of those whose stock is known.
    public var inStockShare: Double?
    /// On hand in lots that expire within `Headline.expiryDays` or have expired; nil where no lot's date is known.
    public var expiringUnits: Double?
    public var expiringValue: Double?
    /// Absolute error of the previous run's forecast over demand, week by week and SKU by SKU over all sites together, and by how
    /// much the seasonless naive forecast's was larger; nil where there was nothing to compare.
    public var forecastError: Double?
    public var forecastValueAdded: Double?

    /// A lot that expires within so many days of the as-of date is expiring.
    public static let expiryDays = 90

    public init(
        asOf: Day, stockUnits: Double, stockValue: Double?, excessUnits: Double, excessValue: Double?, overstockedPairs: Int,
        consumptionPerWeek: Double, orderLines: Int, orderUnits: Double, orderValue: Double?, alertsFiring: Int,
        inStockShare: Double?
    ) {
        self.asOf = asOf
        self.stockUnits = stockUnits
        self.stockValue = stockValue
        self.excessUnits = excessUnits
        self.excessValue = excessValue
        self.overstockedPairs = overstockedPairs
        self.consumptionPerWeek = consumptionPerWeek
        self.orderLines = orderLines
        self.orderUnits = orderUnits
        self.orderValue = orderValue
        self.alertsFiring = alertsFiring
        self.inStockShare = inStockShare
    }
}

extension RunRecord {
    /// The headline figures of this run. Stock of unknown position is left out, not counted as zero.
    public var headline: Headline {
        func valued(_ units: Double, _ product: Product) -> Double? { product.unitValue.map { $0 * units } }
        var headline = Headline(
            asOf: asOf, stockUnits: 0, stockValue: nil, excessUnits: 0, excessValue: nil, overstockedPairs: 0,
            consumptionPerWeek: 0, orderLines: plan.lines.count, orderUnits: 0, orderValue: nil,
            alertsFiring: alerts.reduce(0) { $0 + ($1.state == .firing || $1.state == .pending ? 1 : 0) }, inStockShare: nil)
        func add(_ value: Double?, to total: inout Double?) { if let value { total = (total ?? 0) + value } }
        var selling = 0
        var inStock = 0
        for (pair, position) in positions.enumerated() where position.basis != .insufficient {
            headline.stockUnits += position.onHand
            headline.consumptionPerWeek += position.consumption
            add(valued(position.onHand, product(ofPair: pair)), to: &headline.stockValue)
            if position.consumption > 0 {
                selling += 1
                if position.onHand >= 1 || position.onHand >= position.consumption { inStock += 1 }
            }
        }
        if selling > 0 { headline.inStockShare = Double(inStock) / Double(selling) }
        for (pair, units) in expiring(withinDays: Headline.expiryDays) {
            add(units, to: &headline.expiringUnits)
            add(valued(units, product(ofPair: pair)), to: &headline.expiringValue)
        }
        headline.forecastError = review?.productWape
        if let error = review?.productWape, let naive = review?.productNaiveWape { headline.forecastValueAdded = naive - error }
        for pile in stockpiles where pile.risk >= overstockRisk {
            headline.overstockedPairs += 1
            headline.excessUnits += pile.excessUnits
            add(pile.excessValue, to: &headline.excessValue)
        }
        for line in plan.lines {
            headline.orderUnits += line.quantity
            add(line.value, to: &headline.orderValue)
        }
        return headline
    }

    /// Units on hand in lots that expire within so many days of the as-of date or have expired, of every pair whose last count
    /// told lots apart (0 where none of them does). What left since the count is taken to have left the oldest lots first.
    public func expiring(withinDays days: Int) -> [(pair: Int, units: Double)] {
        ledger.pairs.indices.compactMap { pair in
            let position = positions[pair]
            let counts = ledger.counts(pair: pair)
            guard position.basis != .insufficient, let last = counts.last?.day else { return nil }
            let lots = counts.filter { $0.day == last }
            guard lots.contains(where: { $0.expiresOn != nil }) else { return nil }
            let gone = max(0, lots.reduce(0) { $0 + $1.onHand } - position.onHand)
            let expiring = lots.reduce(0) { sum, lot in
                lot.expiresOn.map { $0 < asOf + days } ?? false ? sum + lot.onHand : sum
            }
            return (pair, min(max(0, expiring - gone), max(0, position.onHand)))
        }
    }
}
