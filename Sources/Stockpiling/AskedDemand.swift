import Foundation
import Numerical
import SupplyNetwork

/// What will be asked of one site × SKU over horizon and allowance: its own consumers, and what the sites below will still
/// need once their own stock is down to what they usually keep.
struct AskedDemand: Sendable, Hashable {
    /// Over the horizon from its own consumers, and over horizon and allowance from the sites below.
    var mean = 0.0
    var variance = 0.0
    /// Mean demand of its own consumers over the allowance.
    var allowance = 0.0
    /// Somewhere at or below the site, demand is known (also as zero).
    var isKnown = false
    var weeks = 0.0

    var perWeek: Double { weeks > 0 ? (mean + allowance) / weeks : 0 }

    /// One entry per pair, from the leaves upwards. With X = demand + usual stock − stock of a site below taken as normal,
    /// E X⁺ = μΦ(μ/σ) + σφ(μ/σ) and E X⁺² = (μ² + σ²)Φ(μ/σ) + μσφ(μ/σ): an overstocked site asks for nothing.
    static func all(
        ledger: Ledger, network: Network, positions: [Position], consumption: [DemandHistory], forecasts: [Forecast?],
        options: StockpilingOptions
    ) -> [AskedDemand] {
        let pairs = ledger.pairs
        let weeks = Double(options.horizonWeeks) + options.allowanceWeeks
        var asked = pairs.indices.map { pair -> AskedDemand in
            var own = ownDemand(
                position: positions[pair], history: consumption[pair], forecast: forecasts[pair], options: options)
            own.weeks = weeks
            return own
        }
        var offsets = [Int](repeating: pairs.count, count: network.sites.count + 1)
        for pair in pairs.indices.reversed() { offsets[pairs[pair].site] = pair }
        for site in network.sites.indices.reversed() { offsets[site] = min(offsets[site], offsets[site + 1]) }
        for site in network.downstreamOrder.reversed() {
            guard let supplier = network.sites[site].supplier else { continue }
            for pair in offsets[site]..<offsets[site + 1] {
                guard let above = ledger.pair(site: supplier, product: pairs[pair].product) else { continue }
                let need = net(asked[pair], of: positions[pair], usualCover: options.usualCoverWeeks)
                asked[above].mean += need.mean
                asked[above].variance += need.variance
                asked[above].isKnown = asked[above].isKnown || asked[pair].isKnown
            }
        }
        return asked
    }

    /// What a site's own consumers will want, from its forecast or, without one, from its recent consumption.
    private static func ownDemand(
        position: Position, history: DemandHistory, forecast: Forecast?, options: StockpilingOptions
    ) -> AskedDemand {
        let horizon = Double(options.horizonWeeks)
        if let forecast {
            let total = forecast.total(weeks: horizon)
            return AskedDemand(
                mean: total.mean, variance: total.deviation * total.deviation,
                allowance: horizon > 0 ? options.allowanceWeeks * total.mean / horizon : 0, isKnown: true)
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

    /// What the site still needs from its supplier. Stock that nobody knows counts as none.
    private static func net(_ asked: AskedDemand, of position: Position, usualCover: Double) -> (mean: Double, variance: Double) {
        let total = asked.mean + asked.allowance
        guard position.basis != .insufficient else { return (total, asked.variance) }
        let spread = (position.onHandHigh - position.onHandLow) / (2 * 1.645)
        let mean = total + usualCover * asked.perWeek - position.onHand
        let deviation = (asked.variance + spread * spread).squareRoot()
        guard deviation > 0 else { return (max(0, mean), 0) }
        let z = mean / deviation
        let first = mean * Normal.cumulative(z) + deviation * Normal.density(z)
        let second = (mean * mean + deviation * deviation) * Normal.cumulative(z) + mean * deviation * Normal.density(z)
        return (max(0, first), max(0, second - first * first))
    }
}
