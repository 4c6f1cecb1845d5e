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
    /// Courses of a world over which what chance does is evened out.
    private static let courses = 6

    init?(present: Rollout) {
        let setting = present.setting
        guard let market = setting.options.market else { return nil }
        let products = setting.catalogue.products
        add("discount_creep", market.discountCreep)
        addReactions(setting, market)
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

    // MARK: Promotions and prices

    /// What people took by product and place, day by day, over several courses of a world.
    private static func sold(_ setting: Setting) -> [[Double]] {
        var sums: [[Double]] = []
        for replicate in 1...HealthTruth.courses {
            var rollout = Rollout(setting: setting.replicate(replicate), replicate: replicate)
            rollout.run(to: setting.timeline.asOfIndex)
            let days = rollout.soldByDay.map { $0.map(Double.init) }
            sums = sums.isEmpty ? days : zip(sums, days).map { zip($0, $1).map(+) }
        }
        return sums
    }

    /// The world beside itself where nobody reacts to promotions, and where nobody reacts to prices: what is sold more on promotion days, what less
    /// around them, and by what power of its price a SKU sells. Empty shelves have their part in each.
    private mutating func addReactions(_ setting: Setting, _ market: MarketOptions) {
        let timeline = setting.timeline
        let history = timeline.historyStart..<timeline.asOfIndex
        let stride = max(1, setting.demand.regions.count)
        let whole = HealthTruth.sold(setting)
        if market.promotionUplift > 0 {
            var still = market
            still.promotionUplift = 0
            let without = HealthTruth.sold(setting.with(still))
            var (usual, gained, lost) = (0.0, 0.0, 0.0)
            for index in whole.indices {
                let region = setting.demand.regions.isEmpty ? nil : setting.demand.regions[index % stride]
                let states = setting.promotionStates(product: index / stride, region: region)
                for day in history {
                    let change = whole[index][day] - without[index][day]
                    switch states[day] {
                    case .running: (usual, gained) = (usual + without[index][day], gained + change)
                    case .near: lost -= change
                    case .none: break
                    }
                }
            }
            if usual > 0 { add("promotion_uplift", gained / usual) }
            if gained > 0 { add("pulled_forward", lost / gained) }
        } else {
            add("promotion_uplift", 0)
        }
        guard market.priceElasticity != 0 else { return add("price_elasticity", 0) }
        var still = market
        still.priceElasticity = 0
        let without = HealthTruth.sold(setting.with(still))
        // Between two moves of a SKU's price: its units with and without the reaction, about the SKU's mean.
        var (above, below) = (0.0, 0.0)
        for product in 0..<setting.width {
            var spans: [Double: (with: Double, without: Double)] = [:]
            for day in history {
                let price = log(setting.catalogue.listPriceMultiple(product, on: timeline.day(day)))
                var sum = spans[price] ?? (0, 0)
                for place in 0..<stride {
                    sum.with += whole[product * stride + place][day]
                    sum.without += without[product * stride + place][day]
                }
                spans[price] = sum
            }
            let known = spans.filter { $0.value.with > 0 && $0.value.without > 0 }.sorted { $0.key < $1.key }
            let units = known.reduce(0) { $0 + $1.value.without }
            guard units > 0 else { continue }
            let x = known.reduce(0) { $0 + $1.value.without * $1.key } / units
            let y = known.reduce(0) { $0 + $1.value.without * log($1.value.with / $1.value.without) } / units
            for (price, sum) in known {
                above += sum.without * (price - x) * (log(sum.with / sum.without) - y)
                below += sum.without * (price - x) * (price - x)
            }
        }
        if below > 0 { add("price_elasticity", above / below) }
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
    /// window, as a multiple of what it is with them, over several courses of either.
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
            (1...HealthTruth.courses).reduce(0) { sum, replicate in
                var rollout = Rollout(setting: setting.replicate(replicate), replicate: replicate)
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
    enum PromotionState: Sendable { case none, near, running }

    /// Day by day: whether a promotion runs, or one began within a week after or ended within two before.
    func promotionStates(product: Int, region: String?) -> [PromotionState] {
        var states = [PromotionState](repeating: .none, count: timeline.dayCount)
        let own = catalogue.promotions.filter { ($0.product ?? product) == product && ($0.region.map { $0 == region } ?? true) }
        for (before, after, state) in [(7, 14, PromotionState.near), (0, 0, .running)] {
            for promotion in own {
                let (first, last) = (timeline.index(promotion.startsOn) - before, timeline.index(promotion.endsOn) + after)
                guard max(0, first) <= min(last, states.count - 1) else { continue }
                for day in max(0, first)...min(last, states.count - 1) { states[day] = state }
            }
        }
        return states
    }
}
