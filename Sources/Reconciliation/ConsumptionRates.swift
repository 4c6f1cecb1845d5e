import Foundation
import Numerical
import SupplyNetwork

/// A gamma distribution of a site × SKU's rate of consumption (units a week at a profile of 1).
struct RateDistribution: Sendable, Hashable {
    var mean: Double
    /// Squared coefficient of variation.
    var relativeVariance: Double

    /// `count` equally probable rates, by the Wilson–Hilferty cube-root normal approximation (1931,
    /// doi:10.1073/pnas.17.12.684), rescaled to the exact mean.
    func nodes(_ count: Int) -> [Double] {
        guard mean > 0 else { return [Double](repeating: 0, count: count) }
        let c = min(relativeVariance, 3) / 9
        let raw = (0..<count).map { node in
            let root = max(0, 1 - c + Normal.quantile((Double(node) + 0.5) / Double(count)) * c.squareRoot())
            return root * root * root
        }
        let sum = raw.reduce(0, +)
        return sum > 0 ? raw.map { $0 * mean * Double(count) / sum } : raw
    }
}

/// Rates of consumption of all pairs: each site's own evidence drawn towards what its purchases and its peers suggest.
///
/// Empirical Bayes, gamma–Poisson with over-dispersion: prior Gamma with mean m and squared variation v, own evidence of U
/// units in E weeks with variance-to-mean ratio φ, posterior mean (1/v + U/φ) / (1/(v m) + E/φ) and squared variation
/// 1 / (1/v + U/φ) (Clayton & Kaldor 1987, doi:10.2307/2532003, §3; moments of the prior after their §4). Purchases and peers
/// are combined on the log scale by their precisions.
struct ConsumptionRates: Sendable {
    /// Nil where nothing tells: any rate that conservation allows is as good as another.
    let rates: [RateDistribution?]
    /// The same without what the pair's own counts say.
    let priors: [RateDistribution?]
    /// Variance over mean of weekly consumption, per product.
    let dispersion: [Double?]

    private struct Group: Hashable {
        var tier: Int
        var product: Int
        var isYoung: Bool?
    }

    /// A site is compared with others of its tenure: at most this many weeks in the trade, or more.
    private static let youngWeeks = 26
    /// Weeks of evidence from which a pair's own rate serves as a peer.
    private static let evidentWeeks = 4.0
    /// The rate of the weeks to come is not quite that of the weeks seen.
    private static let drift = 0.02

    init(
        _ evidence: [ConsumptionEvidence], _ movements: [PairMovements], reporting: [SiteReporting], network: Network,
        weekCount: Int, options: ReconciliationOptions
    ) {
        let dispersion = ConsumptionRates.dispersion(evidence, movements, productCount: network.products.count)
        self.dispersion = dispersion
        let silentRatio = SellThrough(evidence, movements, reporting: reporting, network: network)

        func group(_ m: PairMovements, tenured: Bool) -> Group {
            Group(
                tier: network.sites[m.pair.site].tier, product: m.pair.product,
                isYoung: tenured ? weekCount - m.first <= ConsumptionRates.youngWeeks : nil)
        }
        var members: [Group: [(rate: Double, noise: Double)]] = [:]
        for (pair, e) in evidence.enumerated() where !reporting[movements[pair].pair.site].suppliesOnly {
            let m = movements[pair]
            var rate: Double?
            var noise = 0.0
            if let own = e.rate, e.weeks >= ConsumptionRates.evidentWeeks {
                rate = own
                noise = (dispersion[m.pair.product] ?? own) * own / e.weeks
            } else if let rhythm = e.rhythm {
                let ratio = silentRatio[network.sites[m.pair.site].tier]
                let value = rhythm.rate * exp(ratio.mean)
                rate = value
                noise = value * value * (rhythm.variance + ratio.variance)
            }
            guard let rate else { continue }
            members[group(m, tenured: true), default: []].append((rate, noise))
            members[group(m, tenured: false), default: []].append((rate, noise))
        }
        let pools = members.compactMapValues { ConsumptionRates.pooled($0, least: options.leastPeers) }

        func rate(_ pair: Int, counted: Bool) -> RateDistribution? {
            let (e, m) = (evidence[pair], movements[pair])
            let (units, weeks) = counted ? (e.units, e.weeks) : e.reported
            if reporting[m.pair.site].suppliesOnly { return RateDistribution(mean: 0, relativeVariance: 0) }
            // Logarithms of the rate, weighed by precision.
            var weight = 0.0
            var sum = 0.0
            func add(_ rate: Double, _ variance: Double) {
                guard rate > 0 else { return }
                weight += 1 / variance
                sum += log(rate) / variance
            }
            if let rhythm = e.rhythm {
                let ratio = silentRatio[network.sites[m.pair.site].tier]
                add(rhythm.rate * exp(ratio.mean), rhythm.variance + ratio.variance)
            }
            let pool = pools[group(m, tenured: true)] ?? pools[group(m, tenured: false)]
            if let pool { add(pool.mean, log(1 + pool.relativeVariance)) }
            let own = weeks > 0 ? units / weeks : nil
            if weight == 0 {
                guard let own else { return pool.map { _ in RateDistribution(mean: 0, relativeVariance: 1) } }
                return RateDistribution(mean: own, relativeVariance: 1 / (0.5 + weeks) + ConsumptionRates.drift)
            }
            let mean = exp(sum / weight)
            let v = max(0.01, exp(1 / weight) - 1)
            guard own != nil else { return RateDistribution(mean: mean, relativeVariance: v + ConsumptionRates.drift) }
            let phi = max(dispersion[m.pair.product] ?? mean, 1e-9 * mean)
            let shape = 1 / v + units / phi
            return RateDistribution(
                mean: shape / (1 / (v * mean) + weeks / phi), relativeVariance: 1 / shape + ConsumptionRates.drift)
        }
        rates = evidence.indices.map { rate($0, counted: true) }
        priors = evidence.indices.map { rate($0, counted: false) }
    }

    /// Mean and squared variation between sites, by moments; nil with too few.
    private static func pooled(_ members: [(rate: Double, noise: Double)], least: Int) -> RateDistribution? {
        guard members.count >= least else { return nil }
        let n = Double(members.count)
        let mean = members.reduce(0) { $0 + $1.rate } / n
        guard mean > 0 else { return RateDistribution(mean: 0, relativeVariance: 1) }
        let variance = members.reduce(0) { $0 + ($1.rate - mean) * ($1.rate - mean) } / max(1, n - 1)
        let noise = members.reduce(0) { $0 + $1.noise } / n
        // The mean itself is uncertain, which matters with a handful of peers.
        return RateDistribution(mean: mean, relativeVariance: min(4, max(0.05, (variance - noise) / (mean * mean)) * (1 + 2 / n)))
    }

    private static func dispersion(_ evidence: [ConsumptionEvidence], _ movements: [PairMovements], productCount: Int) -> [Double?] {
        var variance = [Double](repeating: 0, count: productCount)
        var mean = variance
        for (e, m) in zip(evidence, movements) where e.reportedWeeks >= 8 {
            variance[m.pair.product] += e.reportedVariance
            mean[m.pair.product] += e.reportedMean
        }
        return (0..<productCount).map { mean[$0] > 0 ? variance[$0] / mean[$0] : nil }
    }
}

/// How consumption compares with what purchases suggest, on the log scale, per tier: from sites where both are known.
private struct SellThrough {
    private var byTier: [Int: (mean: Double, variance: Double)] = [:]
    /// Before any evidence: equal on average, and off by about a third; the weight of five sites.
    private static let prior = (variance: 0.1, weight: 5.0)

    init(_ evidence: [ConsumptionEvidence], _ movements: [PairMovements], reporting: [SiteReporting], network: Network) {
        var sums: [Int: (n: Double, sum: Double, squares: Double)] = [:]
        for (e, m) in zip(evidence, movements) where !reporting[m.pair.site].suppliesOnly {
            guard let rhythm = e.rhythm, let own = e.rate, own > 0, e.weeks >= 8 else { continue }
            let ratio = max(-3, min(3, log(own / rhythm.rate)))
            let tier = network.sites[m.pair.site].tier
            let s = sums[tier] ?? (0, 0, 0)
            sums[tier] = (s.n + 1, s.sum + ratio, s.squares + ratio * ratio)
        }
        let (weight, variance) = (SellThrough.prior.weight, SellThrough.prior.variance)
        for (tier, s) in sums {
            let mean = s.sum / (s.n + weight)
            let spread = max(0, s.squares - 2 * mean * s.sum + s.n * mean * mean)
            byTier[tier] = (mean, (spread + weight * (variance + mean * mean)) / (s.n + weight))
        }
    }

    subscript(tier: Int) -> (mean: Double, variance: Double) { byTier[tier] ?? (0, SellThrough.prior.variance) }
}
