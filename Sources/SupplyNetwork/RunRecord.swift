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
}
