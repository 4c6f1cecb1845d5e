import Foundation
import Numerical
import SupplyNetwork

/// A lasting fall of what people want at one site × SKU: to `floor` of the old level, over `weeks` weeks from `day`.
struct DemandFall: Sendable {
    var day: Int
    var weeks: Int
    var floor: Double
}

/// What people want, day by day, whether or not the goods are there: it depends on no decision in the network, so that it is
/// drawn once for history and future alike.
struct ConsumerDemand: Sendable {
    /// For each site × product index, units wanted each day of the timeline; empty where nobody buys.
    let units: [[UInt16]]
    /// First levels of the sites' regions, sorted.
    let regions: [String]
    let market: MarketDemand?

    /// - Parameter replicate: another number is another draw of the same wants; 0 is the one that is told.
    private static let weekdayShares = [0.9, 0.88, 0.92, 0.97, 1.08, 1.2, 1.05]

    init(
        options: SimulationOptions, catalogue: Catalogue, membership: Membership, timeline: Timeline, falls: [Int: DemandFall],
        replicate: Int = 0
    ) {
        let productCount = membership.productCount
        let dayCount = timeline.dayCount
        let distinct = Array(Set(catalogue.categories)).sorted { $0.name < $1.name }
        let seasons = distinct.map { category in (0..<dayCount).map { catalogue.calendar.factor(category, on: timeline.day($0)) } }
        let seasonOfProduct = catalogue.categories.map { category in distinct.firstIndex(of: category) ?? 0 }
        let regions = Array(Set(membership.sites.compactMap { $0.region?.split(separator: "/").first.map(String.init) })).sorted()
        let shared = ConsumerDemand.productFactors(options: options, catalogue: catalogue, regions: regions, timeline: timeline)
        let market = MarketDemand(
            options: options, catalogue: catalogue, membership: membership, timeline: timeline, regions: regions, factors: shared)
        self.regions = regions
        self.market = market
        units = Parallel.map(count: membership.carries.count, threads: options.threads, chunk: 64) { pair in
            let rate = membership.baseRate[pair]
            guard rate > 0 else { return [] }
            let (site, product) = (pair / productCount, pair % productCount)
            let agent = membership.agents[site]
            let region = membership.sites[site].region?.split(separator: "/").first.map(String.init)
            let place = region.flatMap { regions.firstIndex(of: $0) } ?? 0
            let factors = shared[product * max(1, regions.count) + place]
            let season = seasons[seasonOfProduct[product]]
            let waiting = market?.waiting[pair]
            let kept = market?.kept[pair]
            var random = RandomSource(seed: options.seed, stream: .demand, index: pair + replicate * 4_000_037)
            let shape = random.uniform(2.5, 9)
            let persistence = 0.9
            var drift = 0.2 * random.normal()
            var days = [UInt16](repeating: 0, count: dayCount)
            for week in 0..<timeline.weekCount {
                drift = persistence * drift + 0.2 * (1 - persistence * persistence).squareRoot() * random.normal()
                let noise = random.gamma(shape: shape)
                let years = Double(7 * week - timeline.asOfIndex) / 365.25
                var level = rate / 7 * exp(drift + agent.trend * (years + 1)) * noise
                if agent.joins > 0 { level *= min(1, 0.4 + 0.6 * Double(7 * week - agent.joins) / 84) }
                if let fall = falls[pair], 7 * week >= fall.day {
                    let done = min(1, Double(7 * week - fall.day + 7) / Double(7 * fall.weeks))
                    level *= 1 - (1 - fall.floor) * done
                }
                for weekday in 0..<7 {
                    let day = 7 * week + weekday
                    guard agent.isOpen(day) else { continue }
                    var mean = level * ConsumerDemand.weekdayShares[weekday] * season[day] * factors[day]
                    if let waiting { mean *= 1 + waiting[day] / rate }
                    if let kept { mean *= kept[day] }
                    days[day] = UInt16(min(random.poisson(mean), 60_000))
                }
            }
            return days
        }
    }

    /// Life cycle, list price and promotions of each product in each region (`product * max(1, regions.count) + region`), day by day.
    static func productFactors(
        options: SimulationOptions, catalogue: Catalogue, regions: [String], timeline: Timeline, isPromoting: Bool = true
    ) -> [[Double]] {
        (0..<catalogue.products.count * max(1, regions.count)).map { index in
            productFactor(
                index / max(1, regions.count), region: regions.isEmpty ? nil : regions[index % regions.count], market: options.market,
                isPromoting: isPromoting, catalogue: catalogue, timeline: timeline)
        }
    }

    private static func productFactor(
        _ product: Int, region: String?, market: MarketOptions?, isPromoting: Bool, catalogue: Catalogue, timeline: Timeline
    ) -> [Double] {
        let sold = catalogue.products[product]
        let promotions = catalogue.promotions.filter {
            isPromoting && ($0.product ?? product) == product && ($0.region.map { $0 == region } ?? true)
        }
        return (0..<timeline.dayCount).map { index in
            let day = timeline.day(index)
            var factor = 1.0
            if let launched = sold.launchedOn {
                if day < launched { return 0 }
                // Curiosity at first, then its place among the others.
                if launched >= timeline.origin { factor *= 1 + 0.8 * exp(-Double(day - launched) / 21) }
            }
            if let ended = sold.discontinuedOn, day >= ended { factor *= exp(-Double(day - ended) / 45) }
            var uplift = 1.0
            if let market {
                factor *= pow(catalogue.listPriceMultiple(product, on: day), market.priceElasticity)
                for promotion in promotions {
                    let length = Double(promotion.endsOn - promotion.startsOn + 1)
                    if day >= promotion.startsOn && day <= promotion.endsOn {
                        uplift = max(uplift, 1 + market.promotionUplift)
                    } else if day > promotion.endsOn && day <= promotion.endsOn + 14 {
                        // What people laid in they do not buy in the fortnight after.
                        factor *= 1 - min(0.7, market.pullForward * market.promotionUplift * length / 14)
                    }
                }
                return factor * uplift
            }
            for promotion in promotions {
                let discount = promotion.discount ?? 0.1
                if day >= promotion.startsOn && day <= promotion.endsOn {
                    uplift = max(uplift, 1 + 4.5 * discount)
                } else if day > promotion.endsOn && day <= promotion.endsOn + 10 {
                    factor *= 1 - 0.8 * discount
                }
            }
            return factor * uplift
        }
    }
}
