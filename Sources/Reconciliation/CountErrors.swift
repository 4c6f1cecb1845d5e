import Foundation
import SupplyNetwork

/// How the counts of one site err, pooled over its SKUs and weeks.
///
/// - *Copies*: the figure of the count before although goods moved. Where a site does that often, repeated figures are no counts.
/// - *Rounding*: all figures are multiples of one step.
/// - *A common factor* g: true = g × counted, as of a site that leaves a store-room out, or that inflates. Counts that differ by Δy
///   while the ledger says N (less what silent weeks consumed, λA) show it: N = g Δy + λA + noise. Posterior over a grid of log g with
///   most of the prior at 0; noise is heavy-tailed, because now and then a shipment is not reported.
/// - *Scatter*: what is left, by the median, drawn towards the options by four observations.
///
/// Most retail records are inexact (DeHoratius & Raman 2008, doi:10.1287/mnsc.1070.0789).
struct CountErrors: Sendable, Hashable {
    var factor = 1.0
    /// Standard deviation of log g, shared by all counts of the site.
    var factorError = 0.0
    /// Relative standard error of one count.
    var scatter: Double
    var step = 0.0
    var copies = false

    private static let grid = (-24...28).map { 0.025 * Double($0) }
    /// Share of sites whose counts are wrong by a factor, before the data say more, and its weight in sites.
    private static let fewBiased = 0.04
    private static let priorSites = 10.0
    private static let surelyUnbiased = 0.9
    /// Nobody counts to better than this, standard error over units.
    private static let leastScatter = 0.015
    private static let freedom = 4.0
    /// Intervals of one SKU share a count, and SKUs of one site their weeks: each tells less than it seems to.
    private static let temper = 0.6
    private static let copiedShare = 0.25
    /// Variance of a week's consumption over its squared mean.
    private static let weekly = 0.4

    private struct Span {
        var product: Int
        var change: Double
        var expected: Double
        var silent: Double
        var squares: Double
        var noise: Double
    }

    /// One entry per site.
    static func estimated(
        _ movements: [PairMovements], reporting: [SiteReporting], roadDays: [Double], siteCount: Int, options: ReconciliationOptions
    ) -> [CountErrors] {
        var pairs = [[Int]](repeating: [], count: siteCount)
        for (index, m) in movements.enumerated() where !m.anchors.isEmpty { pairs[m.pair.site].append(index) }
        let evidence = (0..<siteCount).map { site in
            SiteCounts(pairs[site].map { movements[$0] }, reporting: reporting[site], roadDays: roadDays[site], options: options)
        }
        // How many sites count by a factor is learnt over all of them (expectation-maximisation), with the weight of ten sites on few.
        var biased = fewBiased
        for _ in 0..<12 {
            var (sum, sites) = (fewBiased * priorSites, priorSites)
            for site in evidence where !site.likelihoods.isEmpty {
                sum += 1 - site.posterior(biased: biased).unbiased
                sites += 1
            }
            biased = min(0.5, sum / sites)
        }
        return evidence.indices.map { evidence[$0].errors(biased: biased, options: options) }
    }

    /// How well counts agree with the ledger at this time on the road, taking them at their word: a logarithm, by site.
    static func agreement(
        _ movements: [PairMovements], reporting: [SiteReporting], roadDays: [Double], siteCount: Int, options: ReconciliationOptions
    ) -> [Double] {
        var result = [Double](repeating: 0, count: siteCount)
        for m in movements where m.receiptsKnown && !m.anchors.isEmpty {
            let site = m.pair.site
            let spans = spans(m, dropsRepeats: true, reporting: reporting[site], roadDays: roadDays[site], options: options)
            result[site] += likelihood(spans, factor: 1, rounding: 0, options: options)
        }
        return result
    }

    /// What the counts of one site say, before it is known how common such errors are.
    private struct SiteCounts {
        var errors: CountErrors
        var spans: [Span] = []
        /// Logarithms by point of the grid; empty where there are too few counts.
        var likelihoods: [Double] = []

        init(_ movements: [PairMovements], reporting: SiteReporting, roadDays: Double, options: ReconciliationOptions) {
            errors = CountErrors(scatter: options.countError)
            let repeats = movements.reduce(0) { $0 + $1.repeatedCounts }
            let moved = movements.reduce(0) { $0 + $1.movedCounts }
            errors.copies = repeats >= 3 && Double(repeats) >= copiedShare * Double(moved)
            errors.step = commonStep(movements)
            for m in movements where m.receiptsKnown {
                spans += CountErrors.spans(m, dropsRepeats: errors.copies, reporting: reporting, roadDays: roadDays, options: options)
            }
            guard spans.count >= 3 else { return }
            let rounding = errors.step * errors.step / 6
            likelihoods = grid.map { temper * likelihood(spans, factor: exp($0), rounding: rounding, options: options) }
        }

        /// Mean and variance of log g, and the probability that it is zero.
        func posterior(biased: Double) -> (mean: Double, variance: Double, unbiased: Double) {
            let logs = zip(grid, likelihoods).map { x, l in
                l + log(x == 0 ? 1 - biased : biased / Double(grid.count - 1))
            }
            let best = logs.max() ?? 0
            var (total, mean, square, none) = (0.0, 0.0, 0.0, 0.0)
            for (x, value) in zip(grid, logs) {
                let p = exp(value - best)
                total += p
                mean += p * x
                square += p * x * x
                if x == 0 { none = p }
            }
            mean /= total
            return (mean, max(0, square / total - mean * mean), none / total)
        }

        func errors(biased: Double, options: ReconciliationOptions) -> CountErrors {
            guard !likelihoods.isEmpty else { return errors }
            var result = errors
            let g = posterior(biased: biased)
            // A factor that is very likely none widens no 90 % interval.
            if g.unbiased < CountErrors.surelyUnbiased {
                result.factor = exp(g.mean)
                result.factorError = g.variance.squareRoot()
            }
            result.scatter = scatter(spans, factor: result.factor, rounding: errors.step * errors.step / 6, options: options)
            return result
        }
    }

    private static func likelihood(_ spans: [Span], factor g: Double, rounding: Double, options: ReconciliationOptions) -> Double {
        let rates = rates(spans, factor: g)
        var sum = 0.0
        for span in spans {
            let rate = rates[span.product] ?? 0
            let r = span.expected - g * span.change - rate * span.silent
            let variance =
                options.countError * options.countError * g * g * span.squares + rounding + span.noise + CountErrors.weekly * rate * rate
                * span.silent
            sum -= 0.5 * (freedom + 1) * log(1 + r * r / (freedom * variance)) + 0.5 * log(variance)
        }
        return sum
    }

    /// Least-squares rate of silent consumption of each SKU, never below zero.
    private static func rates(_ spans: [Span], factor: Double) -> [Int: Double] {
        var sums: [Int: (missing: Double, weeks: Double)] = [:]
        for span in spans where span.silent > 0 {
            let s = sums[span.product] ?? (0, 0)
            sums[span.product] = (s.missing + span.expected - factor * span.change, s.weeks + span.silent)
        }
        return sums.mapValues { max(0, $0.missing / $0.weeks) }
    }

    /// The relative error for which half of the residuals are as large as a normal's.
    private static func scatter(_ spans: [Span], factor: Double, rounding: Double, options: ReconciliationOptions) -> Double {
        let rates = rates(spans, factor: factor)
        let residuals = spans.map { span -> (square: Double, count: Double, noise: Double) in
            let rate = rates[span.product] ?? 0
            let r = span.expected - factor * span.change - rate * span.silent
            return (r * r, factor * factor * span.squares, rounding + span.noise + CountErrors.weekly * rate * rate * span.silent)
        }
        func median(_ error: Double) -> Double {
            let ratios = residuals.map { $0.square / max(error * error * $0.count + $0.noise, 1e-300) }.sorted()
            return ratios[ratios.count / 2]
        }
        var (low, high) = (leastScatter, 1.0)
        for _ in 0..<20 {
            let middle = (low * high).squareRoot()
            if median(middle) > 0.4549 { low = middle } else { high = middle }
        }
        let (n, prior) = (Double(spans.count), options.countError)
        return ((n * low * low + 4 * prior * prior) / (n + 4)).squareRoot()
    }

    private static func spans(
        _ m: PairMovements, dropsRepeats: Bool, reporting: SiteReporting, roadDays: Double, options: ReconciliationOptions
    ) -> [Span] {
        var spans: [Span] = []
        var previous: Anchor?
        for (place, anchor) in m.anchors.enumerated() {
            if dropsRepeats && m.isRepeat[place] { continue }
            defer { previous = anchor }
            guard let a = previous else { continue }
            let interval = CountBalance.interval(m, from: a, to: anchor)
            let (roadA, roadB) = (m.onRoad(at: a, days: roadDays), m.onRoad(at: anchor, days: roadDays))
            let isSilent = !reporting.suppliesOnly && interval.silentWeeks > 0
            let reported = interval.reported * reporting.scale
            let weeks = Double(anchor.week - a.week) + anchor.elapsed - a.elapsed
            let omitted =
                reporting.scale > 1
                ? CountErrors.weekly * reported * reported / max(1, weeks) * (reporting.scale - 1) + reporting.scaleError
                    * reporting.scaleError * reported * reported : 0
            spans.append(
                Span(
                    product: m.pair.product, change: anchor.onHand - a.onHand,
                    expected: interval.net - reported - (roadB.mean - roadA.mean),
                    silent: isSilent ? interval.silentWeeks : 0,
                    squares: anchor.onHand * anchor.onHand + (a.day == nil ? 0 : a.onHand * a.onHand),
                    noise: options.unreportedShare * m.meanSquare * weeks + omitted + roadA.variance + roadB.variance + 1e-6 * m.meanSquare)
            )
        }
        return spans
    }

    /// The largest number that divides all counts of the site, where they are many and whole and what moves comes in smaller steps.
    private static func commonStep(_ movements: [PairMovements]) -> Double {
        var count = 0
        var (counted, moved) = (0, 0)
        func include(_ value: Double, in divisor: inout Int) -> Bool {
            guard value == value.rounded(), abs(value) < 1e9 else { return false }
            var (a, b) = (Int(abs(value)), divisor)
            while b != 0 { (a, b) = (b, a % b) }
            divisor = a
            return true
        }
        for m in movements {
            for anchor in m.anchors where anchor.day != nil && anchor.onHand > 0 {
                guard include(anchor.onHand, in: &counted) else { return 0 }
                count += 1
            }
            if counted == 1 { return 0 }
            for column in [m.inflow, m.outflow, m.sold] {
                for value in column where value != 0 && moved != 1 {
                    guard include(value, in: &moved) else { return 0 }
                }
            }
        }
        return count >= 10 && counted > 0 && moved % counted != 0 ? Double(counted) : 0
    }
}

/// Days that goods are on the road after the seller booked them, by site: a share of the site's lead time, the same for all sites of a
/// tier, chosen so that counts and ledger agree best. Without lead times goods are taken to arrive when they are booked.
struct RoadDays {
    private static let shares = [0.0, 0.25, 0.4, 0.55, 0.7, 0.85, 1.0]

    static func estimated(
        _ movements: [PairMovements], reporting: [SiteReporting], network: Network, options: ReconciliationOptions
    ) -> [Double] {
        let sites = network.sites
        func days(_ share: Double) -> [Double] { sites.map { share * min(21, Double(max(0, $0.leadTimeDays ?? 0))) } }
        let tiers = Set(sites.map(\.tier))
        guard sites.contains(where: { ($0.leadTimeDays ?? 0) > 0 }) else { return days(0) }
        var best: [Int: (share: Double, agreement: Double)] = [:]
        for share in shares {
            let fit = CountErrors.agreement(
                movements, reporting: reporting, roadDays: days(share), siteCount: sites.count, options: options)
            for tier in tiers {
                let sum = sites.indices.reduce(0) { $0 + (sites[$1].tier == tier ? fit[$1] : 0) }
                // Without evidence, none.
                if best[tier].map({ sum > $0.agreement + 2 }) ?? true { best[tier] = (share, sum) }
            }
        }
        return sites.map { best[$0.tier]?.share ?? 0 }.enumerated().map { days($1)[$0] }
    }
}
