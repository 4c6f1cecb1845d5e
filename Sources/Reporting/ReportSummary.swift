import SupplyNetwork

/// The figures of a run that the Markdown, HTML and workbook share, worked out once.
struct ReportSummary: Sendable {
    struct Tier: Sendable {
        var tier: Int
        var sites = 0
        /// Stock on hand where it is known, with its interval added up (all low, all high).
        var units = 0.0
        var unitsLow = 0.0
        var unitsHigh = 0.0
        var value: Double?
        var excessUnits = 0.0
        var excessValue: Double?
        /// What consumers take a week at this tier's sites and at every site below them.
        var consumption = 0.0
        var pairs = 0
        var unknownPairs = 0
        /// Whether the stock of anything at the tier is known: if not, it is unknown, not zero.
        var isKnown: Bool { pairs > unknownPairs }
        var weeksOfCover: Double? { isKnown && consumption > 0 ? units / consumption : nil }
    }

    struct SupplierOrders: Sendable {
        /// Nil: the brand's makers.
        var supplier: Int?
        /// Indices of `plan.lines`, largest first.
        var lines: [Int]
        var units: Double
        var value: Double?
    }

    struct SiteExcess: Sendable {
        var site: Int
        var pairs: Int
        var units: Double
        var value: Double?
        /// The worst of its piles: an index of `stockpiles`.
        var worst: Int
    }

    struct Finding: Sendable {
        var code: String
        var severity: Diagnostic.Severity
        var count: Int
        var example: Diagnostic
    }

    let record: RunRecord
    let headline: Headline
    let tiers: [Tier]
    let network: DemandOutlook
    /// The largest SKUs by expected demand, largest first.
    let products: [(product: Int, outlook: DemandOutlook)]
    /// SKUs with a forecast.
    let productCount: Int
    let suppliers: [SupplierOrders]
    /// Sites with overstock, by value (or units) of the excess, worst first.
    let excessBySite: [SiteExcess]
    /// Stock that piles up: first what counts as overstock, largest excess (value, else units) first; then the rest, likewise.
    let piles: [Stockpile]
    let basisCounts: [(basis: Position.Basis, count: Int, units: Double)]
    let findings: [Finding]

    init(record: RunRecord, options: ReportingOptions = ReportingOptions()) {
        self.record = record
        headline = record.headline
        tiers = ReportSummary.tiers(record)
        network = DemandOutlook(record: record, pairs: Array(record.ledger.pairs.indices), historyWeeks: options.historyWeeks)
        suppliers = ReportSummary.suppliers(record)
        excessBySite = ReportSummary.excessBySite(record)
        findings = ReportSummary.findings(record.diagnostics)
        piles = record.stockpiles.indices.sorted { a, b in
            let (x, y) = (record.stockpiles[a], record.stockpiles[b])
            let isFlagged = (x.risk >= record.overstockRisk, y.risk >= record.overstockRisk)
            if isFlagged.0 != isFlagged.1 { return isFlagged.0 }
            return ReportSummary.isLarger((x.excessValue, x.excessUnits, a), (y.excessValue, y.excessUnits, b))
        }.map { record.stockpiles[$0] }
        basisCounts = Position.Basis.allCases.map { basis in
            let positions = record.positions.filter { $0.basis == basis }
            return (basis, positions.count, basis == .insufficient ? 0 : positions.reduce(0) { $0 + $1.onHand })
        }
        let ranking = ReportSummary.productsByDemand(record)
        productCount = ranking.count
        products = ranking.prefix(options.productCharts).map { product, pairs in
            (product, DemandOutlook(record: record, pairs: pairs, historyWeeks: options.historyWeeks))
        }
    }

    var isEmpty: Bool { record.ledger.pairs.isEmpty }
    func site(_ pair: Int) -> Site { record.site(ofPair: pair) }
    func product(_ pair: Int) -> Product { record.product(ofPair: pair) }

    /// Firing and pending alerts: what somebody should look at now.
    var openAlerts: [Alert] { record.alerts.filter { $0.state == .firing || $0.state == .pending } }

    /// Weeks that the whole network's known stock lasts at what consumers take.
    var pipelineWeeks: Double? { headline.consumptionPerWeek > 0 ? headline.stockUnits / headline.consumptionPerWeek : nil }

    private static func add(_ value: Double?, to total: inout Double?) {
        if let value { total = (total ?? 0) + value }
    }

    /// Orders by money where it is known for both, else by units; ties by index, so that the order never depends on luck.
    private static func isLarger(_ a: (value: Double?, units: Double, index: Int), _ b: (value: Double?, units: Double, index: Int)) -> Bool
    {
        let (x, y) = (a.value ?? -1, b.value ?? -1)
        if x != y { return x > y }
        return a.units != b.units ? a.units > b.units : a.index < b.index
    }

    private static func tiers(_ record: RunRecord) -> [Tier] {
        let network = record.network
        var tiers = Set(network.sites.map(\.tier)).sorted().map { Tier(tier: $0) }
        let order = Dictionary(uniqueKeysWithValues: tiers.enumerated().map { ($1.tier, $0) })
        let tierOfSite = network.sites.map { order[$0.tier] ?? 0 }
        for tier in tierOfSite { tiers[tier].sites += 1 }
        // Tiers that a unit passes on its way to the consumers of each site, itself included.
        let above = network.sites.indices.map { site in
            var passed: Set<Int> = []
            var next: Int? = site
            while let current = next {
                passed.insert(tierOfSite[current])
                next = network.sites[current].supplier
            }
            return passed.sorted()
        }
        for (pair, position) in record.positions.enumerated() {
            let site = record.ledger.pairs[pair].site
            let tier = tierOfSite[site]
            tiers[tier].pairs += 1
            guard position.basis != .insufficient else {
                tiers[tier].unknownPairs += 1
                continue
            }
            tiers[tier].units += position.onHand
            tiers[tier].unitsLow += position.onHandLow
            tiers[tier].unitsHigh += position.onHandHigh
            add(record.product(ofPair: pair).unitValue.map { $0 * position.onHand }, to: &tiers[tier].value)
            for passed in above[site] { tiers[passed].consumption += position.consumption }
        }
        for pile in record.stockpiles where pile.risk >= record.overstockRisk {
            let tier = tierOfSite[record.ledger.pairs[pile.pair].site]
            tiers[tier].excessUnits += pile.excessUnits
            add(pile.excessValue, to: &tiers[tier].excessValue)
        }
        return tiers
    }

    private static func suppliers(_ record: RunRecord) -> [SupplierOrders] {
        var groups: [SupplierOrders] = []
        var position: [Int: Int] = [:]
        for (index, line) in record.plan.lines.enumerated() {
            let key = line.supplier ?? -1
            if position[key] == nil {
                position[key] = groups.count
                groups.append(SupplierOrders(supplier: line.supplier, lines: [], units: 0, value: nil))
            }
            guard let group = position[key] else { continue }
            groups[group].lines.append(index)
            groups[group].units += line.quantity
            add(line.value, to: &groups[group].value)
        }
        for group in groups.indices {
            groups[group].lines.sort { a, b in
                let (x, y) = (record.plan.lines[a], record.plan.lines[b])
                return isLarger((x.value, x.quantity, a), (y.value, y.quantity, b))
            }
        }
        return groups.sorted { isLarger(($0.value, $0.units, $0.supplier ?? -1), ($1.value, $1.units, $1.supplier ?? -1)) }
    }

    private static func excessBySite(_ record: RunRecord) -> [SiteExcess] {
        var sites: [SiteExcess] = []
        var position: [Int: Int] = [:]
        for (index, pile) in record.stockpiles.enumerated() where pile.risk >= record.overstockRisk {
            let site = record.ledger.pairs[pile.pair].site
            if position[site] == nil {
                position[site] = sites.count
                sites.append(SiteExcess(site: site, pairs: 0, units: 0, value: nil, worst: index))
            }
            guard let entry = position[site] else { continue }
            sites[entry].pairs += 1
            sites[entry].units += pile.excessUnits
            add(pile.excessValue, to: &sites[entry].value)
            let worst = record.stockpiles[sites[entry].worst]
            if isLarger((pile.excessValue, pile.excessUnits, index), (worst.excessValue, worst.excessUnits, sites[entry].worst)) {
                sites[entry].worst = index
            }
        }
        return sites.sorted { isLarger(($0.value, $0.units, $0.site), ($1.value, $1.units, $1.site)) }
    }

    private static func findings(_ diagnostics: [Diagnostic]) -> [Finding] {
        var findings: [Finding] = []
        var position: [String: Int] = [:]
        for diagnostic in diagnostics {
            let key = diagnostic.severity.rawValue + " " + diagnostic.code
            if let known = position[key] {
                findings[known].count += 1
            } else {
                position[key] = findings.count
                findings.append(Finding(code: diagnostic.code, severity: diagnostic.severity, count: 1, example: diagnostic))
            }
        }
        return findings.sorted { a, b in
            if a.severity != b.severity { return a.severity < b.severity }
            return a.count != b.count ? a.count > b.count : a.code < b.code
        }
    }

    private static func productsByDemand(_ record: RunRecord) -> [(product: Int, pairs: [Int])] {
        var pairs = [[Int]](repeating: [], count: record.network.products.count)
        var demand = [Double](repeating: 0, count: record.network.products.count)
        for (pair, forecast) in record.forecasts.enumerated() {
            guard let forecast, forecast.horizon > 0 else { continue }
            pairs[record.ledger.pairs[pair].product].append(pair)
            demand[record.ledger.pairs[pair].product] += forecast.mean.reduce(0, +)
        }
        return pairs.indices.filter { !pairs[$0].isEmpty }
            .sorted { demand[$0] != demand[$1] ? demand[$0] > demand[$1] : $0 < $1 }
            .map { ($0, pairs[$0]) }
    }
}
