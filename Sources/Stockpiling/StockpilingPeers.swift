import SupplyNetwork

/// What sites of the same tier hold and consume of the same SKU.
struct StockpilingPeers: Sendable {
    private struct Group: Hashable {
        var tier: Int
        var product: Int
    }

    private let groups: [Group]
    /// Weeks of cover and the pair, ascending.
    private let covers: [Group: [(value: Double, pair: Int)]]
    /// Mean weekly consumption in the first quarter of a site's life and the pair, ascending.
    private let entries: [Group: [(value: Double, pair: Int)]]
    private let least: Int

    private static let entryWeeks = 13

    init(
        ledger: Ledger, network: Network, positions: [Position], consumption: [DemandHistory], asked: [AskedDemand],
        options: StockpilingOptions
    ) {
        groups = ledger.pairs.map { Group(tier: network.sites[$0.site].tier, product: $0.product) }
        least = options.leastPeers
        var covers: [Group: [(value: Double, pair: Int)]] = [:]
        var entries: [Group: [(value: Double, pair: Int)]] = [:]
        for (pair, group) in groups.enumerated() {
            let position = positions[pair]
            if position.basis != .insufficient {
                // A site that only supplies others covers what they ask of it.
                let cover = position.weeksOfCover ?? (asked[pair].perWeek > 0 ? position.onHand / asked[pair].perWeek : nil)
                if let cover { covers[group, default: []].append((cover, pair)) }
            }
            let known = zip(consumption[pair].values, consumption[pair].states).prefix(StockpilingPeers.entryWeeks)
                .filter { $1 != .missing }.map(\.0)
            if known.count >= 4 { entries[group, default: []].append((known.reduce(0, +) / Double(known.count), pair)) }
        }
        self.covers = covers.mapValues { $0.sorted { $0 < $1 } }
        self.entries = entries.mapValues { $0.sorted { $0 < $1 } }
    }

    /// Median weeks of cover of the others.
    func cover(besides pair: Int) -> Double? { median(covers[groups[pair]], besides: pair) }

    /// Median of what the others consumed a week when they were new.
    func entryConsumption(besides pair: Int) -> Double? { median(entries[groups[pair]], besides: pair) }

    private func median(_ members: [(value: Double, pair: Int)]?, besides pair: Int) -> Double? {
        let values = (members ?? []).filter { $0.pair != pair }.map(\.value)
        return values.count < least ? nil : medianOfSorted(values)
    }
}
