import Numerical
import SupplyNetwork

/// How the network view is cut.
public struct NetworkFlowOptions: Sendable, Codable, Hashable {
    /// Weeks of one window, and how many windows back from the last complete week. Defaults 13 and 4.
    public var windowWeeks = 13
    public var windows = 4
    /// A site is young for so many weeks after it joined. Default 13.
    public var youngWeeks = 13
    /// Stock-piles count as excess from this risk on. Default 0.5.
    public var overstockRisk = 0.5

    public init() {}
}

/// The network view: what share of the units shipped at each tier, of each SKU and into each upline reached a consumer, came
/// back, expired or still lies in the channel, and how that moved from window to window.
public struct NetworkFlowView: Sendable {
    public var options: NetworkFlowOptions

    public init(options: NetworkFlowOptions = .init()) { self.options = options }

    /// - Parameters:
    ///   - consumption, stockPaths: per pair, as reconciliation left them.
    ///   - threads: at least 1; results do not depend on it.
    /// - Returns: the network, its tiers, SKUs and uplines, each with its windows, the oldest first. Windows that would reach
    ///   back before the ledger are left out.
    public func flows(
        ledger: Ledger, network: Network, consumption: [DemandHistory], stockPaths: [[Double?]], stockpiles: [Stockpile], threads: Int = 1
    ) -> [NetworkFlow] {
        let end = ledger.completeWeekCount
        let windows = (0..<options.windows).map { end - (options.windows - $0) * options.windowWeeks }.filter { $0 >= 0 }
            .map { $0..<$0 + options.windowWeeks }
        var byProduct = [[Int]](repeating: [], count: network.products.count)
        for (index, pair) in ledger.pairs.enumerated() { byProduct[pair.product].append(index) }
        let products = byProduct.filter { !$0.isEmpty }
        let place = Place(network)

        var found: [NetworkFlow.Scope: [NetworkFlow]] = [:]
        for (number, window) in windows.enumerated() {
            let sums = Parallel.map(count: products.count, threads: threads) { index in
                self.sums(
                    ProductFlow(
                        pairs: products[index], weeks: window, ledger: ledger, network: network, consumption: consumption,
                        stockPaths: stockPaths), weeks: window, ledger: ledger, network: network, place: place)
            }
            var totals: [NetworkFlow.Scope: Sums] = [:]
            for sum in sums { for (scope, value) in sum { totals[scope, default: Sums()].add(value) } }
            if number == windows.count - 1 {
                for pile in stockpiles where pile.risk >= options.overstockRisk {
                    for scope in place.scopes(of: ledger.pairs[pile.pair]) {
                        totals[scope, default: Sums()].excess += pile.excessUnits
                    }
                }
            }
            for (scope, total) in totals {
                found[scope, default: []].append(
                    total.flow(
                        scope, firstWeek: ledger.firstWeek + window.lowerBound, weekCount: window.count,
                        isLatest: number == windows.count - 1))
            }
        }
        let order =
            [NetworkFlow.Scope.network] + place.tiers.map { .tier($0) } + network.products.indices.map { .product($0) }
            + place.uplines.map { .upline($0) }
        return order.flatMap { found[$0] ?? [] }
    }

    /// Where each site belongs.
    private struct Place {
        let tiers: [Int]
        let uplines: [Int]
        let tier: [Int]
        /// The site next to a head on the way up; nil for heads.
        let upline: [Int?]

        init(_ network: Network) {
            tiers = Set(network.sites.map(\.tier)).sorted()
            tier = network.sites.map(\.tier)
            var upline = [Int?](repeating: nil, count: network.sites.count)
            for site in network.downstreamOrder {
                if let supplier = network.sites[site].supplier { upline[site] = upline[supplier] ?? site }
            }
            self.upline = upline
            uplines = upline.indices.filter { upline[$0] == $0 }
        }

        func scopes(of pair: Pair) -> [NetworkFlow.Scope] {
            [.network, .tier(tier[pair.site]), .product(pair.product)] + (upline[pair.site].map { [.upline($0)] } ?? [])
        }
    }

    /// Units by what became of them, and the other figures of a scope.
    private struct Sums: Sendable {
        var shipped = 0.0
        var ends = [Double](repeating: 0, count: ProductFlow.Exit.allCases.count)
        var bought = 0.0
        var boughtByYoung = 0.0
        var onHand: Double?
        var excess = 0.0

        mutating func add(_ other: Sums) {
            shipped += other.shipped
            for exit in ends.indices { ends[exit] += other.ends[exit] }
            bought += other.bought
            boughtByYoung += other.boughtByYoung
            if let stock = other.onHand { onHand = (onHand ?? 0) + stock }
            excess += other.excess
        }

        mutating func ship(_ units: Double, from state: Int, _ flow: ProductFlow) {
            guard units > 0 else { return }
            shipped += units
            let exits = ends.count
            if let absorption = flow.absorption {
                for exit in 0..<exits { ends[exit] += units * absorption[state * exits + exit] }
            } else {
                ends[ProductFlow.Exit.unaccounted.rawValue] += units
            }
        }

        func flow(_ scope: NetworkFlow.Scope, firstWeek: Week, weekCount: Int, isLatest: Bool) -> NetworkFlow {
            let total = ends.reduce(0, +)
            func share(_ exit: ProductFlow.Exit) -> Double { ends[exit.rawValue] / total }
            return NetworkFlow(
                scope: scope, firstWeek: firstWeek, weekCount: weekCount, shipped: shipped,
                shares: total > 0
                    ? .init(
                        consumed: share(.consumed), returned: share(.returned), expired: share(.expired), held: share(.held),
                        unaccounted: share(.unaccounted)) : nil,
                recruitShare: bought > 0 ? boughtByYoung / bought : nil, onHand: onHand, excess: isLatest ? excess : nil)
        }
    }

    private func sums(_ flow: ProductFlow, weeks: Range<Int>, ledger: Ledger, network: Network, place: Place) -> [NetworkFlow.Scope: Sums] {
        var sums: [NetworkFlow.Scope: Sums] = [:]
        for (index, pair) in flow.pairs.enumerated() {
            let (site, product) = (ledger.pairs[pair].site, ledger.pairs[pair].product)
            // What a supplier shipped to this site, and what this site shipped past its links.
            for (shipper, units, state) in [
                (network.sites[site].supplier, flow.linked[index], index + 1), (site, flow.elsewhere[index], 0),
            ] {
                guard let shipper, units > 0 else { continue }
                sums[.tier(place.tier[shipper]), default: Sums()].ship(units, from: state, flow)
                guard network.sites[shipper].supplier == nil else { continue }
                sums[.network, default: Sums()].ship(units, from: state, flow)
                sums[.product(product), default: Sums()].ship(units, from: state, flow)
            }
            if place.upline[site] == site { sums[.upline(site), default: Sums()].ship(flow.received[index], from: index + 1, flow) }

            let young = boughtByYoung(pair, site: network.sites[site], weeks: weeks, ledger: ledger)
            for scope in place.scopes(of: ledger.pairs[pair]) {
                if let stock = flow.closing[index] { sums[scope, default: Sums()].onHand = (sums[scope]?.onHand ?? 0) + stock }
                guard let young, network.sites[site].supplier != nil else { continue }
                sums[scope, default: Sums()].bought += flow.received[index]
                sums[scope, default: Sums()].boughtByYoung += young
            }
        }
        return sums
    }

    /// Units received while the site was young; nil where its joining is not known.
    private func boughtByYoung(_ pair: Int, site: Site, weeks: Range<Int>, ledger: Ledger) -> Double? {
        guard let joined = site.joinedOn else { return nil }
        let last = joined.week + options.youngWeeks - ledger.firstWeek
        let young = weeks.lowerBound..<min(max(last, weeks.lowerBound), weeks.upperBound)
        return ledger.total(.received, pair: pair, weeks: young)
    }
}
