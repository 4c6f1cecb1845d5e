import SupplyNetwork

/// Makes worlds. It is written from how such networks behave (agents with habits, a day at a time) and shares no formula with
/// the stages that look for stock piling up.
public struct Simulator: Sendable {
    public let options: SimulationOptions

    /// Options out of range are brought within it; see `SimulationOptions.validated`.
    public init(options: SimulationOptions) { self.options = options.validated }

    /// The world of these options: the same on every machine and any number of threads.
    public func world() -> SimulatedWorld {
        let setting = Setting(options: options)
        var present = Rollout(setting: setting)
        present.run(to: setting.timeline.asOfIndex)
        var future = present
        future.pathologiesOn = false
        future.run(to: setting.timeline.dayCount)
        return SimulatedWorld(present: present, truth: Truth(present: present, future: future), healthTruth: HealthTruth(present: present))
    }
}

/// A network, everything that was told of it, and what is true.
public struct SimulatedWorld: Sendable {
    public let options: SimulationOptions
    public let network: Network
    /// Rows of `sales.csv`, oldest first, before blemishes.
    public let movements: [MovementRecord]
    /// Rows of `stock.csv`, oldest first, before blemishes.
    public let counts: [CountRecord]
    public let openOrders: [OpenOrder]
    public let promotions: [Promotion]
    public let priceChanges: [PriceChange]
    public let events: [CalendarEvent]
    public let payouts: [Payout]
    public let overrides: [Override]
    public let truth: Truth
    /// What is true of the figures of the network's health; nil without a market.
    public let healthTruth: HealthTruth?

    let catalogue: Catalogue
    let incentives: Incentives
    let tiers: [Int]

    init(present: Rollout, truth: Truth, healthTruth: HealthTruth?) {
        let setting = present.setting
        let timeline = setting.timeline
        options = setting.options
        network = Network(sites: setting.membership.sites, products: setting.catalogue.products)
        movements = present.book.movements
        counts = present.book.counts
        promotions = setting.catalogue.promotions
        priceChanges = setting.catalogue.priceChanges
        events = setting.catalogue.calendar.events
        payouts = setting.incentives.payouts(
            purchases: present.spentByMonth.map(\.money), months: present.spentByMonth.map { timeline.day($0.paidOn) },
            membership: setting.membership, asOf: timeline.asOf)
        self.truth = truth
        self.healthTruth = healthTruth
        catalogue = setting.catalogue
        incentives = setting.incentives
        tiers = setting.membership.agents.map(\.tier)

        // What has been sent is a movement already; an open order here is one still to be sent (or made).
        var orders: [OpenOrder] = []
        for order in present.makerOrders {
            orders.append(
                OpenOrder(dueOn: timeline.day(order.promised), site: 0, product: order.product, quantity: Double(order.quantity)))
        }
        for pair in 0..<setting.pairCount where present.owed[pair] > 0 {
            let site = pair / setting.width
            let due = timeline.day(present.owedSince[pair]) + setting.membership.agents[site].leadTimeDays
            orders.append(OpenOrder(dueOn: due, site: site, product: pair % setting.width, quantity: Double(present.owed[pair])))
        }
        openOrders = orders.sorted { ($0.site, $0.product, $0.dueOn) < ($1.site, $1.product, $1.dueOn) }
        overrides = SimulatedWorld.overrides(setting: setting)
    }

    /// Three decisions of a planner: a launch judged stronger than its history, a promotion, an order held back.
    private static func overrides(setting: Setting) -> [Override] {
        let asOf = setting.timeline.asOf
        let chinese = setting.options.language == .chinese
        let newest = setting.width - 1
        let rate = (0..<setting.membership.sites.count).reduce(0.0) { $0 + setting.membership.baseRate[$1 * setting.width + newest] }
        var overrides = [
            Override(
                day: asOf + 7, site: nil, product: newest, measure: .forecast, quantity: (rate * 1.6).rounded(),
                reason: chinese ? "直播专场" : "live-stream sale", author: "planner"),
            Override(
                day: asOf, site: 1, product: 0, measure: .order, quantity: 10 * setting.catalogue.products[0].packSize,
                reason: chinese ? "三八节备货" : "stock for Women's Day", author: "planner"),
        ]
        if let owner = setting.membership.baseRate.indices.last(where: { setting.membership.baseRate[$0] > 0 }) {
            overrides.append(
                Override(
                    day: asOf, site: owner / setting.width, product: owner % setting.width, measure: .order, quantity: 0,
                    reason: chinese ? "团长请假，暂停发货" : "owner on leave", author: "planner"))
        }
        return overrides
    }
}
