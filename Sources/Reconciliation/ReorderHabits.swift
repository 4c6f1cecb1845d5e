import SupplyNetwork

/// The stock at which sites of a tier order, in weeks of consumption.
struct ReorderHabit: Sendable, Hashable {
    var cover: Double
    var deviation: Double
    /// Share of sites that buy without regard to what they have.
    var carelessShare: Double
}

/// Reorder habits per tier, learnt where stock is known: from the level before each receipt where reports are complete, and
/// from counts at silent sites (on average half an order above the level at which they order). Medians, drawn towards the
/// options by five sites' worth.
struct ReorderHabits: Sendable {
    private let habits: [ReorderHabit]
    private let fallback: ReorderHabit

    /// Cover at an order, in deviations above the usual, from which a site is taken not to look at its shelf.
    private static let carelessDeviations = 3.0

    init(
        _ movements: [PairMovements], _ balances: [CountBalance], evidence: [ConsumptionEvidence], reporting: [SiteReporting],
        network: Network, options: ReconciliationOptions
    ) {
        let prior = ReorderHabit(
            cover: options.reorderCoverWeeks, deviation: options.reorderCoverDeviation, carelessShare: options.carelessShare)
        let tiers = (network.sites.map(\.tier).max() ?? -1) + 1
        var covers = [[Double]](repeating: [], count: max(0, tiers))
        for (index, m) in movements.enumerated() where !reporting[m.pair.site].suppliesOnly {
            guard let rate = evidence[index].rate, rate > 0, evidence[index].weeks >= 4, m.receiptsKnown else { continue }
            if let cover = ReorderHabits.cover(m, balances[index], rate: rate, scale: reporting[m.pair.site].scale) {
                covers[max(0, network.sites[m.pair.site].tier)].append(cover)
            }
        }
        habits = covers.map { covers in
            guard !covers.isEmpty else { return prior }
            let sorted = covers.sorted()
            let median = max(0, sorted[sorted.count / 2])
            let deviations = sorted.map { abs($0 - median) }.sorted()
            let n = Double(sorted.count)
            let cover = (n * median + 5 * prior.cover) / (n + 5)
            let deviation = max(0.5, (n * 1.4826 * deviations[deviations.count / 2] + 5 * prior.deviation) / (n + 5))
            let careless = Double(sorted.filter { $0 > cover + ReorderHabits.carelessDeviations * deviation }.count)
            return ReorderHabit(
                cover: cover, deviation: deviation, carelessShare: (careless + 10 * prior.carelessShare) / (n + 10))
        }
        fallback = prior
    }

    subscript(tier: Int) -> ReorderHabit { habits.indices.contains(tier) ? habits[tier] : fallback }

    /// Median cover of one pair before its receipts; nil where it is never known.
    private static func cover(_ m: PairMovements, _ balance: CountBalance, rate: Double, scale: Double) -> Double? {
        var seen: [Double] = []
        var next = 0
        var stock: Double?
        for week in m.first..<m.inflow.count {
            if let known = stock {
                if m.inflow[week] > 0 { seen.append(max(0, known) / rate) }
                stock = m.isReported[week] ? known + m.inflow[week] - m.outflow[week] - m.sold[week] * scale : nil
            }
            while next < balance.anchors.count, balance.anchors[next].week <= week {
                let anchor = balance.anchors[next]
                if anchor.day != nil { stock = anchor.onHand + anchor.netAfter - anchor.soldAfter * scale }
                next += 1
            }
        }
        if seen.isEmpty {
            let orders = m.inflow.filter { $0 > 0 }
            let half = 0.5 * orders.reduce(0, +) / Double(max(1, orders.count))
            seen = balance.anchors.filter { $0.day != nil }.map { ($0.onHand - half) / rate }
        }
        guard !seen.isEmpty else { return nil }
        return seen.sorted()[seen.count / 2]
    }
}
