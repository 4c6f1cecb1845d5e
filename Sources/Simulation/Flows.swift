import SupplyNetwork

/// What truly happened, in units, by week and site × SKU. Kept for every week of the timeline.
struct Flows: Sendable {
    enum Kind: Int, CaseIterable, Sendable {
        /// People wanted it of the site.
        case wanted
        /// People got it.
        case consumed
        /// Other sites asked for it (pushes are not asked for).
        case asked
        /// Arrived: from the supplier, from the maker, or from another site.
        case received
        /// Sent to another site.
        case shipped
        case returnedIn
        case returnedOut
        /// Given back by people.
        case soldBack
        /// Broken, stolen, given away, scrapped.
        case lost
        /// On hand at the end of the week's Sunday.
        case onHand
    }

    let pairCount: Int
    private var columns: [[Int32]]

    init(pairCount: Int, weekCount: Int) {
        self.pairCount = pairCount
        columns = [[Int32]](repeating: [Int32](repeating: 0, count: pairCount * weekCount), count: Kind.allCases.count)
    }

    mutating func add(_ units: Int, _ kind: Kind, pair: Int, week: Int) {
        columns[kind.rawValue][week * pairCount + pair] += Int32(truncatingIfNeeded: units)
    }

    func value(_ kind: Kind, pair: Int, week: Int) -> Int { Int(columns[kind.rawValue][week * pairCount + pair]) }
}

/// Everything a rollout reads and never changes.
struct Setting: Sendable {
    let options: SimulationOptions
    let timeline: Timeline
    let catalogue: Catalogue
    let membership: Membership
    let incentives: Incentives
    let pathologies: PathologyPlan
    let demand: ConsumerDemand
    /// Day indices by product; far away where there is none.
    let launches: [Int]
    let endings: [Int]
    let isHoliday: [Bool]
    let isBeforeFestival: [Bool]
    /// By site, whom it supplies.
    let customers: [[Int]]
    private let placeOfSite: [Int]

    init(options: SimulationOptions) {
        self.options = options
        let timeline = Timeline(asOf: options.asOf, historyWeeks: options.weeks, futureWeeks: options.horizonWeeks)
        let catalogue = Catalogue(options: options, timeline: timeline)
        let membership = Membership(options: options, catalogue: catalogue, timeline: timeline)
        let incentives = Incentives(catalogue: catalogue, membership: membership)
        let pathologies = PathologyPlan(
            options: options, catalogue: catalogue, membership: membership, timeline: timeline, incentives: incentives)
        demand = ConsumerDemand(
            options: options, catalogue: catalogue, membership: membership, timeline: timeline, falls: pathologies.falls)
        placeOfSite = Setting.places(membership, demand.regions)
        launches = catalogue.products.map { timeline.index($0.launchedOn ?? timeline.origin) }
        endings = catalogue.products.map { $0.discontinuedOn.map { timeline.index($0) } ?? Int.max / 2 }
        isHoliday = (0..<timeline.dayCount).map { catalogue.calendar.isHoliday(timeline.day($0)) }
        isBeforeFestival = (0..<timeline.dayCount).map { catalogue.calendar.isBeforeFestival(timeline.day($0)) }
        var customers = [[Int]](repeating: [], count: membership.sites.count)
        for (site, record) in membership.sites.enumerated() { if let supplier = record.supplier { customers[supplier].append(site) } }
        self.customers = customers
        self.timeline = timeline
        self.catalogue = catalogue
        self.membership = membership
        self.incentives = incentives
        self.pathologies = pathologies
    }

    /// First level of a site's region, by place among `demand.regions`; 0 where it has none.
    func place(of site: Int) -> Int { placeOfSite[site] }

    private static func places(_ membership: Membership, _ regions: [String]) -> [Int] {
        membership.sites.map { site in
            site.region?.split(separator: "/").first.flatMap { regions.firstIndex(of: String($0)) } ?? 0
        }
    }

    /// The same world where people react otherwise.
    func with(_ market: MarketOptions) -> Setting {
        var options = options
        options.market = market
        return Setting(self, options: options, membership: membership, pathologies: pathologies)
    }

    /// The same world where chance falls otherwise in what people want.
    func replicate(_ number: Int) -> Setting {
        Setting(self, membership: membership, pathologies: pathologies, replicate: number)
    }

    /// Another setting with other members and habits, whose people want what follows from that.
    private init(
        _ other: Setting, options: SimulationOptions? = nil, membership: Membership, pathologies: PathologyPlan, replicate: Int = 0
    ) {
        let options = options ?? other.options
        self.options = options
        timeline = other.timeline
        catalogue = other.catalogue
        self.membership = membership
        incentives = other.incentives
        self.pathologies = pathologies
        demand = ConsumerDemand(
            options: options, catalogue: catalogue, membership: membership, timeline: timeline, falls: pathologies.falls,
            replicate: replicate)
        placeOfSite = Setting.places(membership, demand.regions)
        launches = other.launches
        endings = other.endings
        isHoliday = other.isHoliday
        isBeforeFestival = other.isBeforeFestival
        customers = other.customers
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

    var width: Int { membership.productCount }
    var pairCount: Int { membership.carries.count }
    func supplierPair(_ pair: Int) -> Int? { membership.sites[pair / width].supplier.map { $0 * width + pair % width } }
}
