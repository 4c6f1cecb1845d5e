import Foundation
import SupplyNetwork

/// A habit that piles up stock, planted at one site.
public struct Pathology: Sendable, Hashable {
    public var site: Int
    public var cause: Stockpile.Cause
    /// The products it touches, ascending.
    public var products: [Int]
    /// The first day on which the site behaves so.
    public var from: Day
}

/// Everything planted in one world, as the rollout needs it.
struct PathologyPlan: Sendable {
    /// An order out of turn: so many weeks of what the site believes it sells.
    struct Impulse: Sendable {
        var day: Int
        var pair: Int
        var weeks: Double
        var cause: Stockpile.Cause
    }
    /// Buys up to the next rebate step before a month ends.
    struct Chase: Sendable {
        var from: Int
        var products: [Int]
        /// Money; filled in when the incentive steps are known.
        var step: Double
    }

    var planted: [Pathology] = []
    var impulses: [Impulse] = []
    /// By site.
    var chases: [Int: Chase] = [:]
    /// By pair: the day from which it orders the same quantity every time, whatever it has.
    var standingOrders: [Int: Int] = [:]
    /// By pair.
    var falls: [Int: DemandFall] = [:]

    init(
        options: SimulationOptions, catalogue: Catalogue, membership: Membership, timeline: Timeline, incentives: Incentives
    ) {
        var random = RandomSource(seed: options.seed, stream: .pathology)
        addOrdinaryFalls(membership: membership, timeline: timeline, random: &random)
        guard !options.causes.isEmpty else { return }
        let eligible = membership.sites.indices.filter {
            membership.sites[$0].tier > 0 && membership.agents[$0].leaves > timeline.dayCount
        }
        let count = Int((Double(eligible.count) * options.pathologyShare).rounded())
        var waiting = random.shuffled(eligible)
        var planted = 0
        var turn = 0
        var misses = 0
        while planted < count, !waiting.isEmpty, misses < options.causes.count {
            let cause = options.causes[turn % options.causes.count]
            turn += 1
            func fits(_ site: Int) -> Bool {
                suits(site, cause, catalogue: catalogue, membership: membership, timeline: timeline, incentives: incentives)
            }
            // Quotas bear on partners and leaders more than on owners; so do standing orders.
            let isUpper = (cause == .pushed || cause == .demandDrop) && random.chance(0.5)
            let upper = isUpper ? waiting.firstIndex { membership.agents[$0].size == 0 && fits($0) } : nil
            guard let place = upper ?? waiting.firstIndex(where: fits) else {
                misses += 1
                continue
            }
            misses = 0
            let site = waiting.remove(at: place)
            plant(
                cause, at: site, catalogue: catalogue, membership: membership, timeline: timeline, incentives: incentives, random: &random)
            planted += 1
        }
        self.planted.sort { ($0.site, $0.cause.rawValue) < ($1.site, $1.cause.rawValue) }
        impulses.sort { ($0.day, $0.pair) < ($1.day, $1.pair) }
    }

    /// Falls to which sites adapt like anybody: they stand in every world, also in null worlds.
    private mutating func addOrdinaryFalls(membership: Membership, timeline: Timeline, random: inout RandomSource) {
        for pair in membership.baseRate.indices where membership.baseRate[pair] > 0 {
            guard random.chance(0.02) else { continue }
            let day = timeline.historyStart + random.integer(0, timeline.asOfIndex - timeline.historyStart)
            falls[pair] = DemandFall(day: day, weeks: random.integer(6, 16), floor: random.uniform(0.4, 0.8))
        }
    }

    private func suits(
        _ site: Int, _ cause: Stockpile.Cause, catalogue: Catalogue, membership: Membership, timeline: Timeline,
        incentives: Incentives
    ) -> Bool {
        let agent = membership.agents[site]
        switch cause {
        case .recruit: return agent.joins >= timeline.asOfIndex - 7 * 40 && agent.joins < timeline.asOfIndex - 14
        case .threshold:
            return agent.joins < timeline.asOfIndex - 7 * 40 && incentives.chasedStep(site: site) != nil
        case .forwardBuy:
            return agent.joins < timeline.asOfIndex - 7 * 30
                && !bargains(site, catalogue: catalogue, membership: membership, timeline: timeline).isEmpty
        // A partner's whole province would fall with it.
        case .demandDrop: return agent.tier > 1 && agent.joins < timeline.asOfIndex - 7 * 40
        default: return agent.joins < timeline.asOfIndex - 7 * 40
        }
    }

    /// Products of a site with a reason to buy ahead in the last four months, and the day before which to buy.
    private func bargains(
        _ site: Int, catalogue: Catalogue, membership: Membership, timeline: Timeline
    ) -> [(product: Int, day: Int)] {
        let start = timeline.asOf - 126
        return (0..<membership.productCount).compactMap { product in
            guard membership.carries[site * membership.productCount + product], catalogue.products[product].discontinuedOn == nil
            else { return nil }
            let rise = catalogue.priceChanges.last {
                $0.product == product && $0.effectiveOn > start && $0.effectiveOn <= timeline.asOf
            }
            let sale = catalogue.promotions.last { $0.product == product && $0.endsOn > start && $0.endsOn < timeline.asOf - 7 }
            guard let day = rise?.effectiveOn ?? sale?.endsOn else { return nil }
            return (product, timeline.index(day))
        }
    }

    private mutating func plant(
        _ cause: Stockpile.Cause, at site: Int, catalogue: Catalogue, membership: Membership, timeline: Timeline,
        incentives: Incentives, random: inout RandomSource
    ) {
        let width = membership.productCount
        let carried = (0..<width).filter { product in
            guard membership.carries[site * width + product], catalogue.products[product].discontinuedOn == nil else { return false }
            return timeline.index(catalogue.products[product].launchedOn ?? timeline.origin) < timeline.asOfIndex - 7 * 30
        }
        let touched = random.shuffled(carried).prefix(max(1, Int(random.uniform(0.3, 0.75) * Double(carried.count)))).sorted()
        guard !touched.isEmpty else { return }
        var products = touched
        var from = timeline.asOfIndex
        switch cause {
        case .pushed:
            let ends = PathologyPlan.quarterEnds(before: timeline.asOfIndex - 5, count: random.integer(1, 4), timeline: timeline)
            from = ends.first ?? from
            for end in ends {
                let day = end - random.integer(1, 9)
                from = min(from, day)
                for product in touched where random.chance(0.85) {
                    impulses.append(Impulse(day: day, pair: site * width + product, weeks: random.uniform(12, 30), cause: .pushed))
                }
            }
        case .threshold:
            let favourites = Array(random.shuffled(carried).prefix(random.integer(1, 4))).sorted()
            products = favourites
            from = timeline.asOfIndex - 7 * random.integer(14, 40)
            chases[site] = Chase(from: from, products: favourites, step: incentives.chasedStep(site: site) ?? 0)
        case .recruit:
            from = membership.agents[site].joins
            for product in touched {
                impulses.append(Impulse(day: from, pair: site * width + product, weeks: random.uniform(20, 70), cause: .recruit))
            }
        case .forwardBuy:
            let offers = bargains(site, catalogue: catalogue, membership: membership, timeline: timeline)
            products = []
            for offer in offers where products.isEmpty || random.chance(0.75) {
                let day = offer.day - random.integer(3, 11)
                from = min(from, day)
                products.append(offer.product)
                impulses.append(
                    Impulse(day: day, pair: site * width + offer.product, weeks: random.uniform(18, 50), cause: .forwardBuy))
            }
        case .demandDrop:
            from = timeline.asOfIndex - 7 * random.integer(9, 32)
            let below = PathologyPlan.owners(below: site, membership: membership)
            let (weeks, floor) = (random.integer(2, 7), random.uniform(0.1, 0.4))
            for product in touched {
                standingOrders[site * width + product] = from
                for owner in below where membership.baseRate[owner * width + product] > 0 {
                    falls[owner * width + product] = DemandFall(day: from, weeks: weeks, floor: floor)
                }
            }
        case .unknown: return
        }
        planted.append(Pathology(site: site, cause: cause, products: products, from: timeline.day(from)))
    }

    /// The last days of the last quarters before a day, oldest first.
    static func quarterEnds(before index: Int, count: Int, timeline: Timeline) -> [Int] {
        var ends: [Int] = []
        var day = index - 1
        while ends.count < count, day >= timeline.historyStart {
            let (_, month, dayOfMonth) = timeline.day(day + 1).civil
            if dayOfMonth == 1 && month % 3 == 1 { ends.append(day) }
            day -= 1
        }
        return ends.reversed()
    }

    /// The site itself if it sells to people, and every owner it supplies, directly or not.
    static func owners(below site: Int, membership: Membership) -> [Int] {
        membership.sites.indices.filter { candidate in
            guard membership.agents[candidate].size > 0 else { return false }
            var place: Int? = candidate
            while let current = place {
                if current == site { return true }
                place = membership.sites[current].supplier
            }
            return false
        }
    }
}
