import SupplyNetwork

@testable import NetworkHealth

/// What sites tell of their sales to people, SKU by SKU and week by week, as the regressions read it.
struct PanelInput {
    var weeks: Int
    var network: Network
    /// By site × product: units of each week; nil where the site does not carry the SKU.
    var sold: [[[Double]?]]
    var promotions: [Promotion] = []

    static let first = Week(number: 2900)

    var input: NetworkHealthInput {
        var pairs: [Pair] = []
        var rows: [Int: [Double]] = [:]
        for (site, products) in sold.enumerated() {
            for (product, units) in products.enumerated() {
                guard let units else { continue }
                rows[pairs.count] = units
                pairs.append(Pair(site: site, product: product))
            }
        }
        let told = Dictionary(uniqueKeysWithValues: pairs.indices.map { ($0, [Bool](repeating: true, count: weeks)) })
        let ledger = Ledger(
            asOf: (PanelInput.first + weeks).monday, firstWeek: PanelInput.first, weekCount: weeks, siteCount: network.sites.count,
            pairs: pairs, rows: [.sold: rows], reported: told, counts: [])
        return NetworkHealthInput(
            network: network, ledger: ledger, trade: Trade(firstWeek: PanelInput.first, weekCount: weeks, pairCount: pairs.count),
            positions: pairs.map { _ in
                Position(
                    onHandLow: 10, onHand: 10, onHandHigh: 10, consumptionLow: 0, consumption: 0, consumptionHigh: 0, basis: .counted)
            },
            consumption: pairs.indices.map { DemandHistory(start: PanelInput.first, values: rows[$0] ?? []) },
            stockPaths: pairs.map { _ in [Double?](repeating: 10, count: weeks) }, forecasts: pairs.map { _ in nil },
            promotions: promotions)
    }
}
