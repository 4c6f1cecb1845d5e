import Foundation
import Numerical
import SupplyNetwork

/// `diversion.csv`: goods that were scanned outside the region of the site that sold them, beyond what travel, returns and errors explain.
///
/// People travel, so that some scans far away are natural. Their share is taken from the network itself: the median over sites, which a few that
/// divert cannot move, with the spread between sites as a beta distribution fitted to the middle of them. A site is listed where its own
/// scans outside could hardly come from that distribution, at a false discovery rate of one in fifty over all sites (Benjamini & Hochberg 1995,
/// doi:10.1111/j.2517-6161.1995.tb02031.x). One scan is never evidence: fewer than five outside, or fewer than twenty in all, are not judged.
struct Diversion {
    let input: NetworkHealthInput
    let options: NetworkHealthOptions

    static let falseDiscoveryRate = 0.02
    static let leastScans = 20
    static let leastOutside = 5

    private struct Site {
        var site: Int
        var scans = 0.0
        var outside = 0.0
        var units = 0.0
        var outsideUnits = 0.0
        var byRegion: [String: Double] = [:]
    }

    var section: HealthSection {
        guard !input.trade.scans.isEmpty else { return HealthSection(.diversion, figures: [.absent(.outsideShare, .noScans)]) }
        guard input.network.sites.contains(where: { $0.region != nil }) else {
            return HealthSection(.diversion, figures: [.absent(.outsideShare, .noRegions)])
        }
        let sites = tally()
        let judged = sites.filter { $0.scans >= Double(Diversion.leastScans) }
        let scans = sites.reduce(0) { $0 + $1.scans }
        let outside = sites.reduce(0) { $0 + $1.outside }
        var figures = [HealthFigure(.outsideShare, value: scans > 0 ? outside / scans : nil, sample: scans)]
        guard judged.count >= 10 else {
            return HealthSection(.diversion, figures: figures + [.absent(.divertingSites, .tooFew), .absent(.divertedUnits, .tooFew)])
        }
        let base = Diversion.base(judged.map { (outside: $0.outside, scans: $0.scans) })
        figures.append(HealthFigure(.naturalOutsideShare, value: base.mean, sample: Double(judged.count)))
        let tails = judged.map { site in
            site.outside >= Double(Diversion.leastOutside)
                ? Diversion.upperTail(site.outside, of: site.scans, base: base) : 1
        }
        let listed = Diversion.discoveries(tails, rate: Diversion.falseDiscoveryRate)
        var table = HealthTable(
            columns: [
                "site", "region", "scans", "outside_scans", "expected_outside", "excess_units", "low", "high", "p_value", "state",
                "seen_in",
            ].map {
                HealthTable.Column($0)
            })
        table.shownColumns = ["site", "region", "scans", "outside_scans", "expected_outside", "excess_units", "low", "high", "seen_in"]
        var (total, low, high) = (0.0, 0.0, 0.0)
        let order = judged.indices.sorted { (tails[$0], judged[$0].site) < (tails[$1], judged[$1].site) }
        for index in order {
            let site = judged[index]
            let perScan = site.outside > 0 ? site.outsideUnits / site.outside : 0
            let interval = wilson(successes: site.outside, trials: site.scans) ?? (0, 1)
            // What travels is a share of what was sold inside; that share differs by site.
            let inside = site.units - site.outsideUnits
            let natural = inside * base.mean / (1 - base.mean)
            let spread = 1.644853626951473 * inside * base.deviation / ((1 - base.mean) * (1 - base.mean))
            let excess = max(0, site.outsideUnits - natural)
            func reach(_ share: Double) -> Double {
                let chance = (share - site.outside / site.scans) * site.scans * perScan
                return (chance * chance + spread * spread).squareRoot()
            }
            let least = max(0, site.outsideUnits - natural - reach(interval.low))
            let most = max(0, site.outsideUnits - natural + reach(interval.high))
            if listed[index] {
                total += excess
                low += least
                high += most
            }
            let seen = site.byRegion.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(3).map {
                "\($0.key) \(Int($0.value.rounded()))"
            }
            table.rows.append([
                .site(site.site), input.network.sites[site.site].region.map { .text($0) } ?? .missing, .number(site.scans),
                .number(site.outside),
                .number(base.mean * site.scans), .number(excess), .number(least), .number(most), .number(tails[index]),
                .word(HealthWord(listed[index] ? "beyond_chance" : "explained")), .text(seen.joined(separator: ", ")),
            ])
        }
        figures.append(HealthFigure(.divertingSites, value: Double(listed.filter { $0 }.count), sample: Double(judged.count)))
        figures.append(HealthFigure(.divertedUnits, value: total, low: low, high: high, sample: scans))
        return HealthSection(.diversion, figures: figures, table: table)
    }

    /// Scans of the last year by site.
    private func tally() -> [Site] {
        let from = input.ledger.endWeek - 52
        var sites: [Int: Site] = [:]
        for scan in input.trade.scans where scan.week >= from {
            guard let home = input.network.sites[scan.site].region else { continue }
            var site = sites[scan.site] ?? Site(site: scan.site)
            site.scans += Double(scan.scans)
            site.units += scan.units
            let place = input.trade.regions[scan.region]
            if !Diversion.isSame(home, place) {
                site.outside += Double(scan.scans)
                site.outsideUnits += scan.units
                site.byRegion[place, default: 0] += scan.units
            }
            sites[scan.site] = site
        }
        return sites.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Regions may name levels, the widest first (`湖北省/襄阳市`): they are compared as far as both go.
    static func isSame(_ a: String, _ b: String) -> Bool {
        let (one, other) = (a.split(separator: "/"), b.split(separator: "/"))
        return zip(one, other).allSatisfy { $0 == $1 }
    }

    struct Base {
        var mean: Double
        /// α + β of the beta distribution: large where sites are alike.
        var strength: Double
        /// Between sites.
        var deviation: Double { (mean * (1 - mean) / (strength + 1)).squareRoot() }
    }

    /// The share of the middle site, and the spread between sites by the method of moments over all but the upper quarter.
    static func base(_ sites: [(outside: Double, scans: Double)]) -> Base {
        let sorted = sites.sorted { $0.outside / $0.scans < $1.outside / $1.scans }
        let kept = sorted.prefix(max(5, sorted.count * 3 / 4))
        let scans = kept.reduce(0) { $0 + $1.scans }
        // Half a scan outside keeps the share above nothing.
        let trimmed = (kept.reduce(0) { $0 + $1.outside } + 0.5) / (scans + 1)
        // Leaving out the upper quarter lowers the mean a little; the median of those with enough scans does not.
        let middle = median(sites.map { ($0.outside + 0.5) / ($0.scans + 1) }) ?? trimmed
        let mean = max(trimmed, middle)
        var (between, count) = (0.0, 0.0)
        for site in kept {
            let share = site.outside / site.scans
            between += (share - mean) * (share - mean) - mean * (1 - mean) / site.scans
            count += 1
        }
        let variance = max(0, between / max(1, count))
        let strength = variance > 0 ? max(2, mean * (1 - mean) / variance - 1) : 1e4
        return Base(mean: mean, strength: min(strength, 1e4))
    }

    /// P(X ≥ outside) of a beta-binomial.
    static func upperTail(_ outside: Double, of scans: Double, base: Base) -> Double {
        let (alpha, beta) = (base.mean * base.strength, (1 - base.mean) * base.strength)
        func logBeta(_ a: Double, _ b: Double) -> Double { logGamma(a) + logGamma(b) - logGamma(a + b) }
        let n = scans.rounded()
        var sum = 0.0
        var k = outside.rounded()
        while k <= n {
            let term = exp(
                logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) + logBeta(k + alpha, n - k + beta) - logBeta(alpha, beta))
            sum += term
            if term < 1e-14 * sum, k > n * base.mean { break }
            k += 1
        }
        return min(1, sum)
    }

    /// Which of several tests are discoveries at a false discovery rate.
    static func discoveries(_ p: [Double], rate: Double) -> [Bool] {
        let order = p.indices.sorted { (p[$0], $0) < (p[$1], $1) }
        var last = -1
        for (rank, index) in order.enumerated() where p[index] <= rate * Double(rank + 1) / Double(p.count) { last = rank }
        var result = [Bool](repeating: false, count: p.count)
        for (rank, index) in order.enumerated() where rank <= last { result[index] = true }
        return result
    }
}
