import Foundation
import SupplyNetwork

/// How far a site's reports and counts can be trusted, pooled over its SKUs.
struct SiteReporting: Sendable {
    /// Consumption per unit reported sold: 1, or more where the balances say that sales go unreported.
    var scale: Double = 1
    /// Relative standard error of `scale`; zero where it is 1.
    var scaleError: Double = 0
    /// Relative standard error of one count or one week's movement.
    var countError: Double
    /// The site supplies others and never reported a consumer sale.
    var suppliesOnly = false

    /// Least share of the time between two counts that must have been reported for the interval to tell of the share reported.
    private static let leastTold = 0.4
    /// Relative standard error of reports that nothing bears out.
    private static let unverifiedError = 0.1

    /// A site that only supplies others is taken to consume as well when more than this share of what it had went missing.
    private static let unexplainedShare = 0.1

    /// One entry per site.
    static func estimated(
        _ movements: [PairMovements], _ balances: [CountBalance], network: Network, ledger: Ledger, options: ReconciliationOptions
    ) -> [SiteReporting] {
        struct Sums {
            var reported = 0.0
            var implied = 0.0
            var inflow = 0.0
            var intervals: [(reported: Double, implied: Double, scale: Double)] = []
            /// Reported sales, and what the balance says for the weeks reported: silent weeks are taken to sell like the others.
            var shares: [(reported: Double, implied: Double)] = []
            var sellsToConsumers = false
            var received = 0.0
            var shipped = 0.0
        }
        var sums = [Sums](repeating: Sums(), count: network.sites.count)
        for movement in movements {
            let site = movement.pair.site
            if movement.sold.contains(where: { $0 > 0 }) { sums[site].sellsToConsumers = true }
            sums[site].received += movement.receivedTotal
            sums[site].shipped += movement.shippedTotal
        }
        /// Never a consumer sale, and others to supply: what such a site receives it passes on.
        func isIntermediary(_ site: Int) -> Bool {
            !sums[site].sellsToConsumers
                && (sums[site].shipped > 0.5 * sums[site].received || !network.customers[site].isEmpty || network.sites[site].tier == 0)
        }
        for (movement, balance) in zip(movements, balances) {
            let site = movement.pair.site
            let passesOn = isIntermediary(site)
            for interval in balance.intervals where interval.scale > 0 && interval.contradiction == 0 {
                let implied = interval.from.onHand + interval.net - interval.to.onHand
                let span = Double(interval.to.week - interval.from.week) + interval.to.elapsed - interval.from.elapsed
                let told = span > 0 ? 1 - interval.silentWeeks / span : 0
                if told >= SiteReporting.leastTold { sums[site].shares.append((interval.reported, implied * told)) }
                guard interval.silentWeeks == 0 || passesOn else { continue }
                sums[site].reported += interval.reported
                sums[site].implied += implied
                sums[site].inflow += interval.from.onHand + interval.inflow
                sums[site].intervals.append((interval.reported, implied, interval.scale))
            }
        }

        /// Ratio of reported to implied consumption and its standard error (ratio estimator), where the site allows one.
        func ratio(_ s: Sums) -> (value: Double, error: Double)? {
            let reported = s.shares.reduce(0) { $0 + $1.reported }
            let implied = s.shares.reduce(0) { $0 + $1.implied }
            guard s.shares.count >= 3, implied > 0, reported > 0 else { return nil }
            let ratio = reported / implied
            let squares = s.shares.reduce(0) { $0 + ($1.reported - ratio * $1.implied) * ($1.reported - ratio * $1.implied) }
            let n = Double(s.shares.count)
            return (ratio, (squares * n / (n - 1)).squareRoot() / implied)
        }
        let ratios = sums.map(ratio)
        let tiers = TierRatios(ratios, network: network)
        let purchases = PurchasedShare(movements, counted: ratios.map { $0?.value }, siteCount: network.sites.count)

        var pooledSquares = 20 * options.countError * options.countError
        var pooledCount = 20.0
        func relative(_ interval: (reported: Double, implied: Double, scale: Double), _ scale: Double) -> Double {
            let error = min(1, abs(interval.implied - interval.reported * scale) / interval.scale)
            return error * error
        }
        func isClearlyBelow(_ r: (value: Double, error: Double)) -> Bool { r.value + 2 * r.error < options.reportedShare }

        var result = sums.indices.map { site -> SiteReporting in
            var reporting = SiteReporting(countError: options.countError)
            let s = sums[site]
            // Counts may show that such a site loses goods to somebody all the same.
            let loses = s.intervals.count >= 3 && s.implied > SiteReporting.unexplainedShare * s.inflow
            reporting.suppliesOnly = isIntermediary(site) && !loses
            if reporting.suppliesOnly { return reporting }
            if let r = ratios[site] {
                if isClearlyBelow(r) {
                    reporting.scale = 1 / r.value
                    reporting.scaleError = r.error / r.value
                }
            } else if let share = purchases.share(site: site, tier: tiers.ratio(network.sites[site].tier)) {
                guard share.value < options.reportedShare else { return reporting }
                reporting.scale = 1 / share.value
                reporting.scaleError = share.spread
            } else if let tier = tiers.ratio(network.sites[site].tier), tier.value < options.reportedShare {
                reporting.scale = 1 / tier.value
                reporting.scaleError = tier.spread
            }
            return reporting
        }
        // Errors of counts: first over all sites, then each site's own, drawn towards the whole (four observations' worth).
        for site in sums.indices {
            for interval in sums[site].intervals {
                pooledSquares += relative(interval, result[site].scale)
                pooledCount += 1
            }
        }
        let pooled = pooledSquares / pooledCount
        for site in sums.indices {
            let squares = sums[site].intervals.reduce(0) { $0 + relative($1, result[site].scale) }
            result[site].countError = ((squares + 4 * pooled) / (Double(sums[site].intervals.count) + 4)).squareRoot()
        }
        return result
    }

    /// Reported share of the sites of one tier: median, and spread on the log scale, where at least five sites tell.
    private struct TierRatios {
        private var byTier: [Int: [Double]] = [:]

        init(_ ratios: [(value: Double, error: Double)?], network: Network) {
            for (site, ratio) in ratios.enumerated() {
                guard let ratio, ratio.value > 0 else { continue }
                byTier[network.sites[site].tier, default: []].append(min(1, ratio.value))
            }
            for tier in byTier.keys { byTier[tier]?.sort() }
        }

        func ratio(_ tier: Int) -> (value: Double, spread: Double)? {
            guard let values = byTier[tier], values.count >= 5 else { return nil }
            let median = values[values.count / 2]
            let deviations = values.map { abs(log($0 / median)) }.sorted()
            return (median, max(0.05, 1.4826 * deviations[deviations.count / 2]))
        }
    }
}
