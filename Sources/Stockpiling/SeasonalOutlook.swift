import Foundation
import SupplyNetwork

/// What a site's recent consumption comes to over the horizon when it moves through the year as its product does everywhere.
///
/// A product's weekly index is the ratio of what the sites that report consumed in the week to what they consume on average
/// (ratio-to-total, pooled over sites, drawn towards 1 by a few typical sites; the multiplicative indices of classical
/// decomposition, Hyndman & Athanasopoulos, *Forecasting: Principles and Practice*, §3.4, pooled over series). A site's level is
/// what it consumed over its recent known weeks by the sum of their indices, so that a slack or a peak that all sites share is not
/// taken for its own; the horizon's indices are those of the same weeks in earlier years. Without a year of history there is no
/// outlook.
struct SeasonalOutlook: Sendable {
    private let weekCount: Int
    private let firstWeek: Week
    private let horizon: Int
    /// By product and ledger week.
    private let index: [Double]
    /// Sum of the indices over the horizon, by product; nil where the product has no year of history.
    private let ahead: [Double?]

    private static let year = 52
    /// Recent weeks that make a level.
    private static let levelWeeks = 52
    /// Squared variation of a pair's level about what its site and product let expect, and variance over mean of a week.
    private static let tasteVariance = 0.3
    private static let dispersion = 2.0
    private static let halfLife = 13.0
    private static let shrinkageSites = 3.0
    /// A week's shipments count up to this multiple of the median week that had any.
    private static let largestShipment = 3.0

    init(ledger: Ledger, network: Network, consumption: [DemandHistory], horizonWeeks: Int) {
        let count = ledger.weekCount
        weekCount = count
        firstWeek = ledger.firstWeek
        horizon = horizonWeeks
        let products = network.products.count
        var consumed = [Double](repeating: 0, count: products * count)
        var expected = consumed
        var rates = [Double](repeating: 0, count: products)
        var sites = rates
        for (pair, history) in consumption.enumerated() {
            let offset = history.start - ledger.firstWeek
            var (sum, known) = (0.0, 0.0)
            for week in 0..<history.count where history.states[week] == .observed && (0..<count).contains(week + offset) {
                sum += history.values[week]
                known += 1
            }
            guard known >= 13, sum > 0 else { continue }
            let product = ledger.pairs[pair].product
            let rate = sum / known
            rates[product] += rate
            sites[product] += 1
            for week in 0..<history.count where history.states[week] == .observed && (0..<count).contains(week + offset) {
                consumed[product * count + week + offset] += history.values[week]
                expected[product * count + week + offset] += rate
            }
        }
        var index = [Double](repeating: 1, count: products * count)
        var ahead = [Double?](repeating: nil, count: products)
        for product in 0..<products where sites[product] > 0 {
            let prior = SeasonalOutlook.shrinkageSites * rates[product] / sites[product]
            for week in 0..<count {
                let cell = product * count + week
                index[cell] = (consumed[cell] + prior) / (expected[cell] + prior)
            }
            var (sum, isComplete) = (0.0, true)
            for step in 0..<horizonWeeks {
                var (total, years) = (0.0, 0.0)
                var week = count + step - SeasonalOutlook.year
                while week >= 0 {
                    if week < count, expected[product * count + week] > 0 {
                        total += index[product * count + week]
                        years += 1
                    }
                    week -= SeasonalOutlook.year
                }
                if years > 0 { sum += total / years } else { isComplete = false }
            }
            if isComplete && horizonWeeks > 0 { ahead[product] = sum }
        }
        self.index = index
        self.ahead = ahead
    }

    /// One site × SKU's own evidence: units consumed, and the exposure they were consumed in (weeks × index × in stock), recent
    /// weeks weighing more.
    private struct Evidence {
        var units = 0.0
        var exposure = 0.0
    }

    /// Mean demand over the horizon, and the squared relative error of its level.
    struct Level: Sendable, Hashable {
        var mean: Double
        var relativeVariance: Double
    }

    /// By pair; nil where nothing tells. A gamma prior about what site and product let expect, and over-dispersed Poisson evidence,
    /// as in the empirical Bayes estimates of Clayton & Kaldor 1987 (doi:10.2307/2532003, §3).
    func levels(ledger: Ledger, consumption: [DemandHistory], stockPaths: [[Double?]]) -> [Level?] {
        let pairs = ledger.pairs
        let evidence = pairs.indices.map {
            own(pairs[$0].product, consumption[$0], stock: stockPaths[$0], received: ledger.values(.received, pair: $0))
        }
        // What one would expect of a pair from the size of its site and the standing of its product: level = site × product.
        let sites = (pairs.map(\.site).max() ?? -1) + 1
        let products = ahead.count
        var productLevel = [Double](repeating: 0, count: products)
        var siteLevel = [Double](repeating: 1, count: sites)
        for _ in 0..<4 {
            var (units, exposure) = ([Double](repeating: 0, count: products), [Double](repeating: 0, count: products))
            for (pair, e) in evidence.enumerated() where e.exposure > 0 {
                units[pairs[pair].product] += e.units
                exposure[pairs[pair].product] += e.exposure * siteLevel[pairs[pair].site]
            }
            for product in 0..<products { productLevel[product] = exposure[product] > 0 ? units[product] / exposure[product] : 0 }
            var (sold, expected) = ([Double](repeating: 0, count: sites), [Double](repeating: 0, count: sites))
            for (pair, e) in evidence.enumerated() where e.exposure > 0 {
                sold[pairs[pair].site] += e.units
                expected[pairs[pair].site] += e.exposure * productLevel[pairs[pair].product]
            }
            for site in 0..<sites { siteLevel[site] = expected[site] > 0 ? sold[site] / expected[site] : 1 }
        }
        return pairs.indices.map { pair -> Level? in
            guard let ahead = ahead[pairs[pair].product] else { return nil }
            let e = evidence[pair]
            let prior = siteLevel[pairs[pair].site] * productLevel[pairs[pair].product]
            let phi = SeasonalOutlook.dispersion
            guard prior > 0 else {
                return e.exposure > 1 ? Level(mean: e.units / e.exposure * ahead, relativeVariance: phi / (phi + e.units)) : nil
            }
            let shape = 1 / SeasonalOutlook.tasteVariance + e.units / phi
            let mean = shape / (1 / (SeasonalOutlook.tasteVariance * prior) + e.exposure / phi) * ahead
            return Level(mean: mean, relativeVariance: 1 / shape)
        }
    }

    /// What the sites below will ask for by what went to them lately, returns apart, over the horizon; nil where nothing ever went or
    /// the product has no year of history.
    func shipments(ledger: Ledger) -> [Double?] {
        ledger.pairs.indices.map { pair -> Double? in
            let product = ledger.pairs[pair].product
            guard let ahead = ahead[product], let shipped = ledger.values(.shipped, pair: pair),
                let first = shipped.firstIndex(where: { $0 > 0 })
            else { return nil }
            let returned = ledger.values(.returnedIn, pair: pair)
            // One delivery out of all proportion is not a habit.
            let sorted = shipped[max(first, weekCount - SeasonalOutlook.levelWeeks)...].filter { $0 > 0 }.sorted()
            let most = sorted.isEmpty ? 0 : SeasonalOutlook.largestShipment * medianOfSorted(sorted)
            var (units, exposure) = (0.0, 0.0)
            for week in max(first, weekCount - SeasonalOutlook.levelWeeks)..<weekCount {
                let weight = exp2(Double(week + 1 - weekCount) / SeasonalOutlook.halfLife)
                units += weight * (min(most, shipped[week]) - (returned?[week] ?? 0))
                exposure += weight * index[product * weekCount + week]
            }
            return exposure > 0 ? max(0, units / exposure * ahead) : nil
        }
    }

    /// A week in which the shelf was empty, or went empty, tells of a demand of at least what was taken: only the share of the
    /// week that this makes of the usual counts as exposure.
    private func own(_ product: Int, _ history: DemandHistory, stock: [Double?], received: [Double]?) -> Evidence {
        let offset = history.start - firstWeek
        func isTold(_ week: Int) -> Bool { (0..<weekCount).contains(week + offset) && history.states[week] != .missing }
        var (sum, weeks) = (0.0, 0.0)
        for week in max(0, history.count - SeasonalOutlook.year)..<history.count where isTold(week) {
            sum += history.values[week]
            weeks += index[product * weekCount + week + offset]
        }
        let usual = weeks > 0 ? sum / weeks : 0
        var evidence = Evidence()
        for week in max(0, history.count - SeasonalOutlook.levelWeeks)..<history.count where isTold(week) {
            let place = week + offset
            let weight = exp2(Double(week + 1 - history.count) / SeasonalOutlook.halfLife)
            let expected = usual * index[product * weekCount + place]
            var share = 1.0
            let before: Double? = place > 0 ? stock[place - 1] : nil
            if let after = stock[place] {
                let had = max((before ?? 0) + (received?[place] ?? 0), after + history.values[week])
                if after < 0.5 || history.states[week] == .censored || had < expected {
                    share = min(1, max(had, history.values[week]) / max(expected, 1e-9))
                }
            } else if history.states[week] == .censored {
                share = min(1, history.values[week] / max(expected, 1e-9))
            }
            evidence.units += weight * history.values[week]
            evidence.exposure += weight * share * index[product * weekCount + place]
        }
        return evidence
    }
}
