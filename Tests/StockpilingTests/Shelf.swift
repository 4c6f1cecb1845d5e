import SupplyNetwork
import Testing

@testable import Stockpiling

/// What the stages before hand over, written by hand. Week 0 begins on Monday 2025-01-06.
struct Shelf {
    static let start = Day(year: 2025, month: 1, day: 6).map(\.week) ?? Week(number: 0)
    var sites: [Site] = []
    var products = [Product(sku: "a", unitCost: 10, unitPrice: 20)]
    let weeks: Int
    var options = StockpilingOptions()
    var entries: [Entry] = []
    var counts: [StockCount] = []

    struct Entry {
        var pair: Pair
        var received: [Double]
        var shipped: [Double]?
        var consumed: [Double]?
        var position: Position
        var forecast: Forecast?
        var stock: [Double?]
    }

    /// Hand-made cases judge the model's own risks.
    init(weeks: Int) {
        self.weeks = weeks
        options.recalibration = nil
    }

    var asOf: Day { (Shelf.start + weeks).monday }

    mutating func site(_ code: String, tier: Int = 1, supplier: Int? = nil, joinedWeek: Int? = nil) -> Int {
        sites.append(Site(code: code, tier: tier, supplier: supplier, joinedOn: joinedWeek.map { (Shelf.start + $0).monday }))
        return sites.count - 1
    }

    /// A flat forecast with the given weekly deviation, independent between weeks.
    static func flat(_ mean: Double, deviation: Double, horizon: Int = 16, firstWeek: Week) -> Forecast {
        Forecast(
            firstWeek: firstWeek, model: "flat", mean: [Double](repeating: mean, count: horizon),
            quantiles: (0..<horizon).flatMap { _ in [Double](repeating: mean, count: Forecast.levels.count) },
            cumulativeDeviation: (1...horizon).map { deviation * Double($0).squareRoot() })
    }

    /// The stock is what conservation makes of receipts, shipments and consumption; `spread` is the half-width of its interval.
    mutating func add(
        _ site: Int, received: [Int: Double] = [:], shipped: [Double]? = nil, consumed: [Double]?, onHand: Double? = nil,
        spread: Double = 0, basis: Position.Basis = .counted, forecast: (mean: Double, deviation: Double)? = nil
    ) {
        let receipts = (0..<weeks).map { received[$0] ?? 0 }
        var level = 0.0
        var stock: [Double?] = []
        for week in 0..<weeks {
            level = max(0, level + receipts[week] - (shipped?[week] ?? 0) - (consumed?[week] ?? 0))
            stock.append(level)
        }
        let now = onHand ?? level
        let recent = (consumed ?? []).suffix(8)
        let pace = recent.isEmpty ? 0 : recent.reduce(0, +) / Double(recent.count)
        entries.append(
            Entry(
                pair: Pair(site: site, product: 0), received: receipts, shipped: shipped, consumed: consumed,
                position: Position(
                    onHandLow: max(0, now - spread), onHand: now, onHandHigh: now + spread, consumptionLow: pace, consumption: pace,
                    consumptionHigh: pace, basis: basis),
                forecast: forecast.map { Shelf.flat($0.mean, deviation: $0.deviation, firstWeek: Shelf.start + weeks) }, stock: stock))
    }

    var network: Network { Network(sites: sites, products: products) }

    var ledger: Ledger {
        var rows: [Movement: [Int: [Double]]] = [:]
        for (index, entry) in entries.enumerated() {
            rows[.received, default: [:]][index] = entry.received
            if let shipped = entry.shipped { rows[.shipped, default: [:]][index] = shipped }
        }
        return Ledger(
            asOf: asOf, firstWeek: Shelf.start, weekCount: weeks, siteCount: sites.count, pairs: entries.map(\.pair), rows: rows,
            reported: [:], counts: counts)
    }

    func stockpiles(
        priceChanges: [PriceChange] = [], promotions: [Promotion] = [], incentives: StockpilingIncentives? = nil, threads: Int = 1
    ) -> [Stockpile] {
        Stockpiling(options: options).stockpiles(
            ledger: ledger, network: network, positions: entries.map(\.position),
            consumption: entries.map { entry in
                DemandHistory(
                    start: Shelf.start, values: entry.consumed ?? [Double](repeating: 0, count: weeks),
                    states: [DemandHistory.State](repeating: entry.consumed == nil ? .missing : .observed, count: weeks))
            },
            stockPaths: entries.map(\.stock), forecasts: entries.map(\.forecast), priceChanges: priceChanges, promotions: promotions,
            incentives: incentives, threads: threads)
    }
}
