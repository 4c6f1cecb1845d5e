import SupplyNetwork

/// What a run never sees: weekly flows and stock of every site × SKU, and who has truly piled up stock.
public struct Truth: Sendable {
    /// The future of one site × SKU, told as a label at the as-of date.
    public struct Label: Sendable, Hashable {
        public var pair: Pair
        public var onHand: Int
        /// Units that will be demanded of the site over the horizon (by people and by the sites it supplies), planted habits off.
        public var demandAhead: Int
        /// `demandAhead × (1 + allowance weeks ÷ horizon weeks)`.
        public var bound: Double
        /// `onHand > bound`.
        public var piled: Bool
        /// The planted habit that touched the pair, or `demandDrop` where what people want of it, or of a good part of the
        /// owners below it, fell for good within the last 40 weeks; else `unknown`. Nil where not piled.
        public var cause: Stockpile.Cause?
        /// First week of the run of weeks, up to as-of, at whose ends stock exceeded the same bound (a single week below it
        /// does not break the run). Nil where not piled.
        public var since: Week?
    }

    public let firstWeek: Week
    public let weekCount: Int
    /// Every site × SKU that a site carries, in order.
    public let pairs: [Pair]
    /// `pairs.count`, in the same order.
    public let labels: [Label]
    /// Planted habits, in order of site.
    public let pathologies: [Pathology]
    /// By site.
    public let habits: [SiteHabit]
    /// Units sold on outside the supplier links since history began.
    public let divertedUnits: Int
    /// Units sold to people within history, and those of them that were reported.
    public let unitsSold: Int
    public let unitsReported: Int
    /// Monthly counts that were due below tier 0, and those that were taken.
    public let countsDue: Int
    public let countsTaken: Int

    private let flows: Flows
    private let indices: [Int]

    /// Weekly columns of truth; `value(_:pair:week:)` and `series(_:pair:)`.
    public enum Quantity: Sendable, CaseIterable {
        /// What people wanted of the site, whether or not it was there.
        case demand
        /// What people took.
        case consumption
        /// What other sites asked of it.
        case asked
        /// Arrived from elsewhere; leaves the seller's stock up to a week before.
        case received
        case shipped, returnedIn, returnedOut, soldBack, lost
        /// On hand at the end of the week.
        case onHand
    }

    /// - Parameters:
    ///   - pair: index into `pairs`.
    ///   - week: 0 is `firstWeek`; −1 gives the state before history began.
    public func value(_ quantity: Quantity, pair: Int, week: Int) -> Int {
        flows.value(Truth.kind(quantity), pair: indices[pair], week: week + Timeline.settlingWeeks)
    }

    /// One value a week of history.
    public func series(_ quantity: Quantity, pair: Int) -> [Int] { (0..<weekCount).map { value(quantity, pair: pair, week: $0) } }

    private static func kind(_ quantity: Quantity) -> Flows.Kind {
        switch quantity {
        case .demand: .wanted
        case .consumption: .consumed
        case .asked: .asked
        case .received: .received
        case .shipped: .shipped
        case .returnedIn: .returnedIn
        case .returnedOut: .returnedOut
        case .soldBack: .soldBack
        case .lost: .lost
        case .onHand: .onHand
        }
    }

    /// - Parameters:
    ///   - present: the world at the as-of date.
    ///   - future: the same, run on over the horizon with planted habits off.
    init(present: Rollout, future: Rollout) {
        let setting = present.setting
        let width = setting.width
        let timeline = setting.timeline
        let indices = setting.membership.carries.indices.filter { setting.membership.carries[$0] }
        self.indices = indices
        firstWeek = timeline.firstWeek
        weekCount = timeline.historyWeeks
        pairs = indices.map { Pair(site: $0 / width, product: $0 % width) }
        flows = future.flows
        pathologies = setting.pathologies.planted
        habits = setting.membership.agents.enumerated().map { SiteHabit(site: $0, agent: $1) }
        divertedUnits = present.divertedUnits
        unitsSold = present.book.unitsSold
        unitsReported = present.book.unitsTold
        countsDue = present.book.countsDue
        countsTaken = present.book.countsTaken
        let causes = Dictionary(setting.pathologies.planted.map { ($0.site, $0) }, uniquingKeysWith: { first, _ in first })
        labels = indices.map { Truth.label(pair: $0, present: present, flows: future.flows, causes: causes) }
    }

    private static func label(pair: Int, present: Rollout, flows: Flows, causes: [Int: Pathology]) -> Label {
        let setting = present.setting
        let timeline = setting.timeline
        let asOfWeek = Timeline.settlingWeeks + timeline.historyWeeks
        let horizon = timeline.futureWeeks
        let allowance = 1 + Double(setting.options.allowanceWeeks) / Double(horizon)
        func demanded(_ week: Int) -> Int { flows.value(.wanted, pair: pair, week: week) + flows.value(.asked, pair: pair, week: week) }
        /// Demand of the horizon that begins with the week.
        func ahead(_ week: Int) -> Int { (week..<week + horizon).reduce(0) { $0 + demanded($1) } }

        let site = pair / setting.width
        let demand = ahead(asOfWeek)
        var label = Label(
            pair: Pair(site: site, product: pair % setting.width), onHand: present.onHand[pair], demandAhead: demand,
            bound: Double(demand) * allowance, piled: false, cause: nil, since: nil)
        label.piled = Double(label.onHand) > label.bound
        guard label.piled else { return label }
        label.cause = .unknown
        if let pathology = causes[site], pathology.products.contains(label.pair.product),
            present.planted[pair] != nil || setting.pathologies.standingOrders[pair] != nil
        {
            label.cause = pathology.cause
        } else if hasFallen(pair: pair, setting: setting) {
            label.cause = .demandDrop
        }
        var since = asOfWeek - 1
        var week = asOfWeek - 2
        while week >= Timeline.settlingWeeks, since - week <= 2 {
            if Double(flows.value(.onHand, pair: pair, week: week)) > Double(ahead(week + 1)) * allowance { since = week }
            week -= 1
        }
        label.since = timeline.firstWeek + (since - Timeline.settlingWeeks)
        return label
    }

    /// Whether 40 % of what people ordinarily want of the site, or of the owners it supplies, fell for good lately.
    private static func hasFallen(pair: Int, setting: Setting) -> Bool {
        let timeline = setting.timeline
        var (all, fallen) = (0.0, 0.0)
        func visit(_ pair: Int) {
            let rate = setting.membership.baseRate[pair]
            all += rate
            if let fall = setting.pathologies.falls[pair], fall.floor < 0.7, fall.day < timeline.asOfIndex,
                fall.day > timeline.asOfIndex - 280
            {
                fallen += rate
            }
            for customer in setting.customers[pair / setting.width] { visit(customer * setting.width + pair % setting.width) }
        }
        visit(pair)
        return all > 0 && fallen >= 0.4 * all
    }

    /// What a site tells, and whether it sells on.
    public struct SiteHabit: Sendable, Hashable {
        public enum Sales: String, Sendable { case none, silent, weekly, daily, orders }
        public enum Counts: String, Sendable { case never, careful, copied, rounded, misstated }
        public var site: Int
        /// `none` above the last tier, which alone sells to people.
        public var sales: Sales
        public var counts: Counts
        public var diverts: Bool

        init(site: Int, agent: Agent) {
            self.site = site
            sales =
                switch agent.report {
                case _ where agent.size == 0: .none
                case .silent: .silent
                case .weekly: .weekly
                case .daily: .daily
                case .orders: .orders
                }
            counts =
                switch agent.count {
                case .never: .never
                case .careful: .careful
                case .copied: .copied
                case .rounded: .rounded
                case .misstated: .misstated
                }
            diverts = agent.diverts
        }
    }
}
