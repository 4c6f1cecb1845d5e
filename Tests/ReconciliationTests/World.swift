import SupplyNetwork
import Testing

@testable import Reconciliation

/// A small network and its ledger, written row by row. Week 0 begins on Monday 2025-01-06.
struct World {
    static let start = Day(year: 2025, month: 1, day: 6).map(\.week) ?? Week(number: 0)
    var sites: [Site] = []
    var products: [Product]
    var weeks: Int
    /// Days into a week still under way at the as-of date; 0 is a Monday.
    var extraDays = 0
    private var rows: [Movement: [Pair: [Double]]] = [:]
    private var reports: [Pair: [Bool]] = [:]
    private var counts: [(pair: Pair, count: StockCount)] = []

    init(weeks: Int, products: Int = 1, extraDays: Int = 0) {
        self.weeks = weeks
        self.extraDays = extraDays
        self.products = (0..<products).map { Product(sku: "sku-\($0)", unitCost: 10) }
    }

    var weekCount: Int { weeks + (extraDays > 0 ? 1 : 0) }
    var asOf: Day { (World.start + weeks).monday + extraDays }

    mutating func site(_ code: String, tier: Int, supplier: Int? = nil, joinedWeek: Int? = nil) -> Int {
        sites.append(Site(code: code, tier: tier, supplier: supplier, joinedOn: joinedWeek.map { (World.start + $0).monday }))
        return sites.count - 1
    }

    mutating func add(_ movement: Movement, _ site: Int, _ product: Int = 0, week: Int, _ quantity: Double) {
        let pair = Pair(site: site, product: product)
        let weekCount = weekCount
        rows[movement, default: [:]][pair, default: [Double](repeating: 0, count: weekCount)][week] += quantity
        if movement == .sold { reports[pair, default: [Bool](repeating: false, count: weekCount)][week] = true }
    }

    /// From one site to another: shipped here, received there.
    mutating func ship(_ from: Int, _ to: Int, _ product: Int = 0, week: Int, _ quantity: Double) {
        add(.shipped, from, product, week: week, quantity)
        add(.received, to, product, week: week, quantity)
    }

    /// `weekday` 6 is Sunday, the end of the week.
    mutating func count(
        _ site: Int, _ product: Int = 0, week: Int, weekday: Int = 6, _ onHand: Double, inTransit: Double? = nil,
        netAfter: Double = 0, soldAfter: Double = 0
    ) {
        let pair = Pair(site: site, product: product)
        counts.append(
            (
                pair,
                StockCount(
                    pair: 0, day: (World.start + week).monday + weekday, onHand: onHand, inTransit: inTransit,
                    netAfterInWeek: netAfter, soldAfterInWeek: soldAfter)
            ))
    }

    var network: Network { Network(sites: sites, products: products) }

    var ledger: Ledger {
        var pairs = Set(counts.map(\.pair))
        for row in rows.values { pairs.formUnion(row.keys) }
        let sorted = pairs.sorted()
        let index = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, $0) })
        func keyed<Value>(_ source: [Pair: Value]) -> [Int: Value] {
            Dictionary(uniqueKeysWithValues: source.compactMap { pair, value in index[pair].map { ($0, value) } })
        }
        return Ledger(
            asOf: asOf, firstWeek: World.start, weekCount: weekCount, siteCount: sites.count, pairs: sorted,
            rows: rows.mapValues(keyed), reported: keyed(reports),
            counts: counts.map { pair, count in
                var count = count
                count.pair = index[pair] ?? 0
                return count
            })
    }

    func reconciled(threads: Int = 1, openOrders: [OpenOrder] = [], options: ReconciliationOptions = .init()) -> Reconciled {
        Reconciliation(options: options).reconciled(ledger: ledger, network: network, openOrders: openOrders, threads: threads)
    }

    /// Reconciled by options under which counts are exact and every movement is reported.
    func reconciledExactly() -> Reconciled {
        var options = ReconciliationOptions()
        options.countError = 1e-6
        options.unreportedShare = 0
        options.movementError = 0
        return reconciled(options: options)
    }

    func pair(_ site: Int, _ product: Int = 0) throws -> Int { try #require(ledger.pair(site: site, product: product)) }

    /// The same world with every quantity multiplied.
    func scaled(by factor: Double) -> World {
        var copy = self
        copy.rows = rows.mapValues { $0.mapValues { $0.map { $0 * factor } } }
        copy.counts = counts.map { pair, count in
            var count = count
            count.onHand *= factor
            count.netAfterInWeek *= factor
            count.soldAfterInWeek *= factor
            count.inTransit = count.inTransit.map { $0 * factor }
            return (pair, count)
        }
        return copy
    }

    /// The same world with the sites in reverse order.
    var mirrored: World {
        var copy = self
        let last = sites.count - 1
        func moved(_ pair: Pair) -> Pair { Pair(site: last - pair.site, product: pair.product) }
        func keyed<Value>(_ source: [Pair: Value]) -> [Pair: Value] {
            Dictionary(uniqueKeysWithValues: source.map { (moved($0), $1) })
        }
        copy.sites = sites.reversed().map { site in
            var site = site
            site.supplier = site.supplier.map { last - $0 }
            return site
        }
        copy.rows = rows.mapValues(keyed)
        copy.reports = keyed(reports)
        copy.counts = counts.map { (moved($0.pair), $0.count) }
        return copy
    }

    /// The same world with every movement from a week on multiplied.
    func scaledAfter(week: Int, by factor: Double) -> World {
        var copy = self
        copy.rows = rows.mapValues { $0.mapValues { $0.enumerated().map { $0 >= week ? $1 * factor : $1 } } }
        return copy
    }
}

extension Double {
    /// Equal but for rounding in sums of a hundred weeks.
    func rounds(to other: Double) -> Bool { abs(self - other) <= 1e-9 * (1 + abs(other)) }
}
