import SupplyNetwork

@testable import NetworkHealth

/// A network to reckon by hand: who supplies and who sponsors whom, and the money of their purchases.
struct SmallNetwork {
    /// Brand 0; partner 1; leader 2 (sponsored by 1); owners 3 (sponsored by 2) and 4 (sponsored by 3), both supplied by 2.
    static let network = Network(
        sites: [
            Site(code: "HQ", tier: 0), Site(code: "P", tier: 1, supplier: 0, region: "湖北省/武汉市"),
            Site(code: "L", tier: 2, supplier: 1, sponsor: 1), Site(code: "A", tier: 3, supplier: 2, sponsor: 2),
            Site(code: "B", tier: 3, supplier: 2, sponsor: 3),
        ],
        products: [Product(sku: "X", category: "茶", unitCost: 10, unitPrice: 30)])

    static func day(_ text: String) -> Day {
        guard let day = Day(iso8601: text) else { preconditionFailure(text) }
        return day
    }

    static func entry(_ site: Int, _ day: String, _ amount: Double) -> Settlement.Entry {
        Settlement.Entry(site: site, day: SmallNetwork.day(day), amount: Money(amount))
    }

    static var plan: IncentivePlan {
        var plan = IncentivePlan()
        plan.rebates = [
            3: [.init(from: Money(1000), rate: 0.02), .init(from: Money(2000), rate: 0.04)], 2: [.init(from: Money(5000), rate: 0.01)],
        ]
        plan.referralRate = 0.05
        plan.levelRates = [0.01]
        plan.dividends = [1: 0.02]
        return plan
    }

    static let year = day("2026-01-01")..<day("2027-01-01")
}

/// A ledger of weekly rows of one product, with stock and consumption as they are given.
struct HandMadeInput {
    var weeks = 52
    var network: Network
    /// By site: units received, shipped and consumed in each week, and stock at its end.
    var received: [Int: [Double]] = [:]
    var shipped: [Int: [Double]] = [:]
    var consumed: [Int: [Double]] = [:]
    var stock: [Int: [Double]] = [:]
    var trade: (inout Trade) -> Void = { _ in }

    var input: NetworkHealthInput {
        let first = Week(number: 2900)
        let pairs = network.sites.indices.map { Pair(site: $0, product: 0) }
        func rows(_ source: [Int: [Double]]) -> [Int: [Double]] { source }
        let ledger = Ledger(
            asOf: (first + weeks).monday, firstWeek: first, weekCount: weeks, siteCount: network.sites.count, pairs: pairs,
            rows: [.received: rows(received), .shipped: rows(shipped)], reported: [:], counts: [])
        var book = Trade(firstWeek: first, weekCount: weeks, pairCount: pairs.count)
        trade(&book)
        let nothing = [Double](repeating: 0, count: weeks)
        return NetworkHealthInput(
            network: network, ledger: ledger, trade: book,
            positions: pairs.map { pair in
                let units = stock[pair.site]?.last ?? 0
                return Position(
                    onHandLow: units, onHand: units, onHandHigh: units, consumptionLow: 0, consumption: 0, consumptionHigh: 0,
                    basis: .counted)
            },
            consumption: pairs.map { DemandHistory(start: first, values: consumed[$0.site] ?? nothing) },
            stockPaths: pairs.map { pair in (stock[pair.site] ?? nothing).map { $0 } }, forecasts: pairs.map { _ in nil })
    }
}
