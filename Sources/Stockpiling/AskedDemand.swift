import Foundation
import Numerical
import SupplyNetwork

/// What will be asked of one site × SKU over the horizon, and the same mean over the allowance: by its own consumers, and by
/// the sites below, which need what they will sell once their own stock is down to what they usually keep.
struct AskedDemand: Sendable, Hashable {
    /// Over the horizon.
    var mean = 0.0
    var variance = 0.0
    /// Mean demand over the allowance, at the horizon's pace.
    var allowance = 0.0
    /// Somewhere at or below the site, demand is known (also as zero).
    var isKnown = false
    var weeks = 0.0
    /// The part of the mean that the sites below ask for, while it is being summed.
    private(set) var fromBelow = 0.0

    init(mean: Double = 0, variance: Double = 0, allowance: Double = 0, isKnown: Bool = false, weeks: Double = 0) {
        self.mean = mean
        self.variance = variance
        self.allowance = allowance
        self.isKnown = isKnown
        self.weeks = weeks
    }

    var perWeek: Double { weeks > 0 ? (mean + allowance) / weeks : 0 }

    /// One entry per pair, from the leaves upwards. With X = demand + usual stock − stock of a site below taken as normal,
    /// E X⁺ = μΦ(μ/σ) + σφ(μ/σ) and E X⁺² = (μ² + σ²)Φ(μ/σ) + μσφ(μ/σ): an overstocked site asks for nothing.
    static func all(
        ledger: Ledger, network: Network, positions: [Position], consumption: [DemandHistory], stockPaths: [[Double?]],
        forecasts: [Forecast?],
        options: StockpilingOptions
    ) -> [AskedDemand] {
        let pairs = ledger.pairs
        let weeks = Double(options.horizonWeeks) + options.allowanceWeeks
        let seasons = SeasonalOutlook(ledger: ledger, network: network, consumption: consumption, horizonWeeks: options.horizonWeeks)
        let outlook = seasons.levels(ledger: ledger, consumption: consumption, stockPaths: stockPaths)
        let shipments = seasons.shipments(ledger: ledger)
        var asked = pairs.indices.map { pair -> AskedDemand in
            var own = ownDemand(
                position: positions[pair], history: consumption[pair], forecast: forecasts[pair],
                seasonal: outlook[pair],
                options: options)
            own.weeks = weeks
            return own
        }
        var offsets = [Int](repeating: pairs.count, count: network.sites.count + 1)
        for pair in pairs.indices.reversed() { offsets[pairs[pair].site] = pair }
        for site in network.sites.indices.reversed() { offsets[site] = min(offsets[site], offsets[site + 1]) }
        let allowance = options.horizonWeeks > 0 ? options.allowanceWeeks / Double(options.horizonWeeks) : 0
        for site in network.downstreamOrder.reversed() {
            for pair in offsets[site]..<offsets[site + 1] {
                // Everything below has been added by now.
                var below = asked[pair].fromBelow
                if let shipped = shipments[pair], !network.customers[site].isEmpty {
                    // What they need by their stock, and what they have been asking for: neither is the whole truth.
                    let w = options.shipmentWeight
                    asked[pair].variance += w * (1 - w) * (shipped - below) * (shipped - below)
                    below = (1 - w) * below + w * shipped
                    asked[pair].isKnown = true
                }
                asked[pair].mean += below
                asked[pair].variance += options.commonDrift * options.commonDrift * below * below
                asked[pair].allowance += allowance * below
                guard let supplier = network.sites[site].supplier,
                    let above = ledger.pair(site: supplier, product: pairs[pair].product)
                else { continue }
                // A site that has left asks for nothing more.
                if let left = network.sites[site].leftOn, left <= ledger.asOf { continue }
                let need = net(asked[pair], of: positions[pair], usualCover: options.usualCoverWeeks)
                asked[above].fromBelow += need.mean
                asked[above].variance += need.variance
                asked[above].isKnown = asked[above].isKnown || asked[pair].isKnown
            }
        }
        return asked
    }

    /// What a site's own consumers will want, from its forecast or, without one, from its recent consumption.
    private static func ownDemand(
        position: Position, history: DemandHistory, forecast: Forecast?, seasonal: SeasonalOutlook.Level?, options: StockpilingOptions
    ) -> AskedDemand {
        let horizon = Double(options.horizonWeeks)
        if let forecast {
            let total = forecast.total(weeks: horizon)
            let w = options.seasonalWeight
            let expected: Double
            var doubt = 0.0
            if let seasonal {
                expected = (1 - w) * total.mean + w * seasonal.mean
                // Where the site itself tells little, its level is a guess from its peers; and two opinions that differ are doubtful.
                doubt =
                    seasonal.relativeVariance * expected * expected + w * (1 - w) * (seasonal.mean - total.mean)
                    * (seasonal.mean - total.mean)
            } else {
                expected = total.mean + options.lullRecovery * max(0, usual(history) * horizon - total.mean)
            }
            let drift = options.levelDrift * max(expected, usual(history) * horizon)
            return AskedDemand(
                mean: expected, variance: total.deviation * total.deviation + drift * drift + doubt,
                allowance: horizon > 0 ? options.allowanceWeeks * expected / horizon : 0, isKnown: true)
        }
        let rate = position.consumption
        // The rate's own 90 % interval, and the weekly noise around it.
        let rateDeviation = (position.consumptionHigh - position.consumptionLow) / (2 * 1.645)
        let known = zip(history.values, history.states).filter { $1 != .missing }.suffix(26).map(\.0)
        var noise = rate
        if known.count > 3 {
            let mean = known.reduce(0, +) / Double(known.count)
            noise = (known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(known.count - 1)).squareRoot()
        }
        return AskedDemand(
            mean: rate * horizon, variance: rateDeviation * rateDeviation * horizon * horizon + noise * noise * horizon,
            allowance: options.allowanceWeeks * rate, isKnown: rate > 0 || history.knownCount > 0)
    }

    /// Mean consumption a week over the last year, as far as it is known.
    private static func usual(_ history: DemandHistory) -> Double {
        var (sum, known) = (0.0, 0.0)
        for week in max(0, history.count - 52)..<history.count where history.states[week] != .missing {
            sum += history.values[week]
            known += 1
        }
        return known > 0 ? sum / known : 0
    }

    /// What the site still needs from its supplier. Stock that nobody knows counts as none.
    private static func net(_ asked: AskedDemand, of position: Position, usualCover: Double) -> (mean: Double, variance: Double) {
        guard position.basis != .insufficient else { return (asked.mean, asked.variance) }
        let spread = (position.onHandHigh - position.onHandLow) / (2 * 1.645)
        let mean = asked.mean + usualCover * asked.perWeek - position.onHand
        let deviation = (asked.variance + spread * spread).squareRoot()
        guard deviation > 0 else { return (max(0, mean), 0) }
        let z = mean / deviation
        let first = mean * Normal.cumulative(z) + deviation * Normal.density(z)
        let second = (mean * mean + deviation * deviation) * Normal.cumulative(z) + mean * deviation * Normal.density(z)
        return (max(0, first), max(0, second - first * first))
    }
}
