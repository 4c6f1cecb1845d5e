import Foundation

/// The share of its consumption that a site reports, judged by what it bought: the only witness where nobody counts.
///
/// By its last order a site has consumed about what it had bought before. What it reported sold until then, over that, is
/// taken for each SKU; a site's figure is the median over its SKUs weighted by units, because stock piles up in a few SKUs while reports
/// are left out for all alike. How such figures differ from the truth is measured at the sites whose balances between
/// counts tell it, and the tier's usual share is weighed against them, on the log scale by precision.
struct PurchasedShare: Sendable {
    private let figures: [Double?]
    /// Mean and variance of log(figure / share by balances).
    private let bias: (mean: Double, variance: Double)
    /// Enough sites are counted to know what purchases are worth as a witness; without them, reports stand.
    private let isMeasured: Bool
    private static let leastSites = 5.0

    /// Weeks of reports between first and last order that tell of a SKU.
    private static let leastWeeks = 12.0
    /// Before any evidence: unbiased, and off by about a quarter; the weight of five sites.
    private static let prior = (variance: 0.0625, weight: 5.0)

    /// - Parameter counted: share by balances of each site, where it is known.
    init(_ movements: [PairMovements], counted: [Double?], siteCount: Int) {
        var shares = [[(share: Double, units: Double)]](repeating: [], count: siteCount)
        for m in movements {
            if let share = PurchasedShare.share(m) { shares[m.pair.site].append(share) }
        }
        let figures = shares.map { PurchasedShare.weightedMedian($0) }
        var (n, sum, squares) = (0.0, 0.0, 0.0)
        for (figure, truth) in zip(figures, counted) {
            guard let figure, let truth, figure > 0, truth > 0 else { continue }
            let ratio = max(-1, min(1, log(figure / min(1, truth))))
            n += 1
            sum += ratio
            squares += ratio * ratio
        }
        let (weight, variance) = (PurchasedShare.prior.weight, PurchasedShare.prior.variance)
        let mean = sum / (n + weight)
        let spread = max(0, squares - 2 * mean * sum + n * mean * mean)
        isMeasured = n >= PurchasedShare.leastSites
        bias = (mean, (spread + weight * (variance + mean * mean)) / (n + weight))
        self.figures = figures
    }

    /// Share of consumption reported, at most 1, and its relative standard error; nil where purchases tell nothing.
    func share(site: Int, tier: (value: Double, spread: Double)?) -> (value: Double, spread: Double)? {
        guard isMeasured, let figure = figures[site], figure > 0 else { return nil }
        var precision = 1 / bias.variance
        var sum = (log(figure) - bias.mean) * precision
        if let tier {
            // Sites leave out much or nothing: the tier says little of one of them.
            let variance = max(tier.spread * tier.spread, 0.2)
            precision += 1 / variance
            sum += log(tier.value) / variance
        }
        return (min(1, exp(sum / precision)), (1 / precision).squareRoot())
    }

    private static func share(_ m: PairMovements) -> (share: Double, units: Double)? {
        guard m.receiptsKnown, let first = m.inflow.firstIndex(where: { $0 > 0 }),
            let last = m.inflow.lastIndex(where: { $0 > 0 }), last > first
        else { return nil }
        var (bought, sold, weeks, reported) = (0.0, 0.0, 0.0, 0.0)
        for week in first..<last {
            bought += m.inflow[week] - m.outflow[week]
            weeks += m.exposure(week)
            guard m.isReported[week] else { continue }
            sold += m.sold[week]
            reported += m.exposure(week)
        }
        guard reported >= leastWeeks, bought > 0 else { return nil }
        return (sold / (bought * reported / weeks), bought)
    }

    private static func weightedMedian(_ shares: [(share: Double, units: Double)]) -> Double? {
        let sorted = shares.sorted { ($0.share, $0.units) < ($1.share, $1.units) }
        var left = 0.5 * sorted.reduce(0) { $0 + $1.units }
        for entry in sorted {
            left -= entry.units
            if left <= 0 { return entry.share }
        }
        return nil
    }
}
