import SupplyNetwork

/// What a market does to the demand of single sites: consumers of owners yet to join who buy at their neighbours meanwhile, and what launches
/// take from the older SKUs of their category.
struct MarketDemand: Sendable {
    /// By pair: units a week that people yet to be won by a newcomer buy here, day by day.
    private(set) var waiting: [Int: [Double]] = [:]
    /// By pair: what launches leave of demand, day by day, 0.2–1.
    private(set) var kept: [Int: [Double]] = [:]
    /// By launched product, over the thirteen weeks from the first whole week after its launch: expected units of it, and those others lost to it.
    private(set) var launches: [Int: (units: Double, lost: Double)] = [:]

    /// How much of a newcomer's consumers buy there already.
    static func arrived(_ agent: Agent, day: Int) -> Double { day < agent.joins ? 0 : min(1, 0.4 + 0.6 * Double(day - agent.joins) / 84) }

    /// - Returns: nil without a market.
    init?(
        options: SimulationOptions, catalogue: Catalogue, membership: Membership, timeline: Timeline, regions: [String], factors: [[Double]]
    ) {
        guard let market = options.market else { return nil }
        addWaiting(market, membership: membership, timeline: timeline)
        addLaunches(market, catalogue: catalogue, membership: membership, timeline: timeline, regions: regions, factors: factors)
    }

    private mutating func addWaiting(_ market: MarketOptions, membership: Membership, timeline: Timeline) {
        let width = membership.productCount
        let owners = membership.agents.indices.filter { membership.agents[$0].size > 0 }
        for newcomer in owners where membership.agents[newcomer].joins > 0 {
            let supplier = membership.sites[newcomer].supplier
            let neighbours = owners.filter {
                membership.sites[$0].supplier == supplier && membership.agents[$0].joins <= 0
                    && membership.agents[$0].leaves > timeline.dayCount
            }
            for product in 0..<width {
                let rate = membership.baseRate[newcomer * width + product]
                let receivers = neighbours.filter { membership.baseRate[$0 * width + product] > 0 }
                guard rate > 0, !receivers.isEmpty else { continue }
                let each = rate * market.neighboursConsumers / Double(receivers.count)
                for receiver in receivers {
                    let pair = receiver * width + product
                    var days = waiting[pair] ?? [Double](repeating: 0, count: timeline.dayCount)
                    for day in days.indices { days[day] += each * (1 - MarketDemand.arrived(membership.agents[newcomer], day: day)) }
                    waiting[pair] = days
                }
            }
        }
    }

    private mutating func addLaunches(
        _ market: MarketOptions, catalogue: Catalogue, membership: Membership, timeline: Timeline, regions: [String], factors: [[Double]]
    ) {
        let width = membership.productCount
        func launchDay(_ product: Int) -> Int? {
            catalogue.products[product].launchedOn.flatMap { $0 >= timeline.origin ? timeline.index($0) : nil }
        }
        let launched = (0..<width).filter { launchDay($0) != nil }
        for site in membership.agents.indices where membership.agents[site].size > 0 {
            let region = membership.sites[site].region?.split(separator: "/").first.map(String.init)
            let place = region.flatMap { regions.firstIndex(of: $0) } ?? 0
            func expected(_ product: Int, _ day: Int) -> Double {
                membership.baseRate[site * width + product] * factors[product * max(1, regions.count) + place][day]
            }
            for category in Set(launched.map { catalogue.categories[$0].name }).sorted() {
                let newcomers = launched.filter {
                    catalogue.categories[$0].name == category && membership.baseRate[site * width + $0] > 0
                }
                let old = (0..<width).filter {
                    catalogue.categories[$0].name == category && membership.baseRate[site * width + $0] > 0 && launchDay($0) == nil
                        && catalogue.products[$0].discontinuedOn == nil
                }
                guard !newcomers.isEmpty else { continue }
                for day in 0..<timeline.dayCount where membership.agents[site].isOpen(day) {
                    let new = newcomers.map { expected($0, day) }
                    let sum = new.reduce(0, +)
                    guard sum > 0 else { continue }
                    let usual = old.reduce(0) { $0 + expected($1, day) }
                    let share = usual > 0 ? min(0.8, market.cannibalisation * sum / usual) : 0
                    for product in old where share > 0 {
                        let pair = site * width + product
                        if kept[pair] == nil { kept[pair] = [Double](repeating: 1, count: timeline.dayCount) }
                        kept[pair]?[day] = 1 - share
                    }
                    for (product, units) in zip(newcomers, new) {
                        guard let launch = launchDay(product) else { continue }
                        let first = (launch + 6) / 7 * 7
                        guard day >= first, day < first + 91 else { continue }
                        let entry = launches[product] ?? (0, 0)
                        launches[product] = (entry.units + units, entry.lost + share * usual * units / sum)
                    }
                }
            }
        }
    }
}
