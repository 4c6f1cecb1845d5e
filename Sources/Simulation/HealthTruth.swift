import Foundation
import SupplyNetwork

/// What is true of a world with a market, by figure of the network's health: read off the mechanisms that made the world, or from the same world
/// run again without something, never by a formula of the figures.
public struct HealthTruth: Sendable, Hashable {
    public struct Entry: Sendable, Hashable {
        /// The figure's name in `health/figures.csv`, where there is one.
        public var measure: String
        /// `network`, `sku` or `site`.
        public var scope: String
        /// Code of the SKU or site; empty for the network.
        public var key: String
        public var value: Double
    }

    public private(set) var entries: [Entry] = []

    /// Weeks of the window that ends at the as-of date.
    private static let window = 13

    init?(present: Rollout) {
        let setting = present.setting
        guard let market = setting.options.market else { return nil }
        let products = setting.catalogue.products
        add("price_elasticity", market.priceElasticity)
        add("discount_creep", market.discountCreep)
        addPromotions(setting)
        for (product, sums) in (setting.demand.market?.launches ?? [:]).sorted(by: { $0.key < $1.key }) where sums.units > 0 {
            add("cannibalised_share", sums.lost / sums.units, scope: "sku", key: products[product].sku)
        }
        for product in products.indices where market.substitution > 0 {
            guard let other = setting.catalogue.substitutes[product] else { continue }
            add("substitute:\(products[other].sku)", market.substitution, scope: "sku", key: products[product].sku)
        }
        addMembers(present)
        addDiversion(present)
        addRecruiting(present)
        addContribution(present)
    }

    private mutating func add(_ measure: String, _ value: Double, scope: String = "network", key: String = "") {
        entries.append(Entry(measure: measure, scope: scope, key: key, value: value))
    }

    // MARK: Promotions

    /// Expected demand with and without promotions, over history and all owners: what promotion days gain, and what other days lose.
    private mutating func addPromotions(_ setting: Setting) {
        let (membership, timeline) = (setting.membership, setting.timeline)
        let regions = setting.demand.regions
        let stride = max(1, regions.count)
        func factors(_ isPromoting: Bool) -> [[Double]] {
            ConsumerDemand.productFactors(
                options: setting.options, catalogue: setting.catalogue, regions: regions, timeline: timeline, isPromoting: isPromoting)
        }
        let (with, without) = (factors(true), factors(false))
        // Ordinary rates of owners who were there all the time, by product and region.
        var rates = [Double](repeating: 0, count: with.count)
        for (pair, rate) in membership.baseRate.enumerated() where rate > 0 {
            let region = membership.sites[pair / setting.width].region?.split(separator: "/").first.map(String.init)
            rates[pair % setting.width * stride + (region.flatMap { regions.firstIndex(of: $0) } ?? 0)] += rate
        }
        var (usual, gained, lost) = (0.0, 0.0, 0.0)
        for index in rates.indices where rates[index] > 0 {
            for day in timeline.historyStart..<timeline.asOfIndex {
                let change = rates[index] * (with[index][day] - without[index][day])
                if setting.isPromoted(product: index / stride, region: regions.isEmpty ? nil : regions[index % stride], day: day) {
                    usual += rates[index] * without[index][day]
                    gained += change
                } else {
                    lost -= change
                }
            }
        }
        if usual > 0 { add("promotion_uplift", gained / usual) }
        if gained > 0 { add("pulled_forward", lost / gained) }
    }

    // MARK: Consumers

    /// Of the known consumers of the last 52 weeks, those who buy on promotions and never else.
    private mutating func addMembers(_ present: Rollout) {
        let timeline = present.setting.timeline
        let from = timeline.asOf - 364
        var known: Set<Int32> = []
        for movement in present.book.movements where movement.day >= from && movement.customer > 0 && movement.kind == .sale {
            known.insert(movement.customer)
        }
        guard !known.isEmpty else { return }
        let waiting = known.filter { $0 >= Int32(ReportBook.firstPromotionMember) }
        add("promotion_bound_share", Double(waiting.count) / Double(known.count))
    }

    // MARK: Diversion

    /// Units of the last 52 weeks that were sold outside of the region on purpose and scanned, by owner and together.
    private mutating func addDiversion(_ present: Rollout) {
        let setting = present.setting
        let from = setting.timeline.asOf - 364
        var units: [Int: Double] = [:]
        for movement in present.book.movements where movement.isDiverted && movement.scannedNear >= 0 && movement.day >= from {
            units[Int(movement.seller), default: 0] += Double(movement.quantity)
        }
        add("diverted_units", units.values.reduce(0, +))
        for (site, sum) in units.sorted(by: { $0.key < $1.key }) {
            add("diverted_units", sum, scope: "site", key: setting.membership.sites[site].code)
        }
    }

    // MARK: Recruiting

    /// Share of the window's sell-in that went to newcomers; and its money in the same world where nobody joined since 26 weeks before the
    /// window, as a multiple of what it is with them, over four courses of either.
    private mutating func addRecruiting(_ present: Rollout) {
        let setting = present.setting
        let end = setting.timeline.asOfIndex / 7
        let weeks = end - HealthTruth.window..<end
        let sums = weeks.map { present.weeklySellIn[$0] }
        let units = sums.reduce(0) { $0 + $1.units }
        if units > 0 { add("recruit_sell_in_share", Double(sums.reduce(0) { $0 + $1.newcomersUnits }) / Double(units)) }
        let money = sums.reduce(0) { $0 + $1.money }
        let without = setting.withoutNewcomers(since: setting.timeline.asOfIndex - 7 * (HealthTruth.window + 26))
        func total(_ setting: Setting) -> Double {
            (1...4).reduce(0) { sum, replicate in
                var rollout = Rollout(setting: setting, replicate: replicate)
                rollout.run(to: setting.timeline.asOfIndex)
                return sum + weeks.reduce(0) { $0 + rollout.weeklySellIn[$1].money }
            }
        }
        let usual = total(setting)
        if usual > 0 { add("sell_in_without_recruits", money * total(without) / usual) }
    }

    // MARK: Contribution

    /// Of owners in the window: takings less what the goods cost when they were bought, first-in first-out, plus rebates, less holding, over takings.
    private mutating func addContribution(_ present: Rollout) {
        let rate = 0.25
        guard present.takings > 0 else { return }
        let setting = present.setting
        let from = setting.timeline.asOf - 7 * HealthTruth.window
        let payouts = setting.incentives.payouts(
            purchases: present.spentByMonth.map(\.money), months: present.spentByMonth.map { setting.timeline.day($0.paidOn) },
            membership: setting.membership, asOf: setting.timeline.asOf)
        let rebates = payouts.filter {
            $0.kind == .rebate && $0.day >= from && setting.membership.agents[$0.payee].size > 0
        }.reduce(0) { $0 + $1.amount }
        let contribution = present.takings - present.costOfSales + rebates - present.heldMoneyDays * rate / 365.25
        add("contribution_share", contribution / present.takings)
    }
}

extension Setting {
    func isPromoted(product: Int, region: String?, day: Int) -> Bool {
        let date = timeline.day(day)
        return catalogue.promotions.contains {
            $0.startsOn <= date && date <= $0.endsOn && ($0.product ?? product) == product && ($0.region.map { $0 == region } ?? true)
        }
    }

    /// The same world in which whoever would join from this day on never does; their consumers stay where they buy.
    func withoutNewcomers(since day: Int) -> Setting {
        var membership = membership
        let newcomers = Set(membership.agents.indices.filter { membership.agents[$0].joins >= day })
        for site in newcomers { membership.agents[site].joins = timeline.dayCount + 1 }
        var pathologies = pathologies
        pathologies.impulses.removeAll { newcomers.contains($0.pair / width) }
        for site in newcomers {
            pathologies.chases[site] = nil
            for product in 0..<width { pathologies.standingOrders[site * width + product] = nil }
        }
        return Setting(self, membership: membership, pathologies: pathologies)
    }
}
