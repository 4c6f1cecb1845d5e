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

    /// Another setting with other members and habits, whose people want what follows from that.
    init(_ other: Setting, membership: Membership, pathologies: PathologyPlan) {
        options = other.options
        timeline = other.timeline
        catalogue = other.catalogue
        self.membership = membership
        incentives = other.incentives
        self.pathologies = pathologies
        demand = ConsumerDemand(
            options: options, catalogue: catalogue, membership: membership, timeline: timeline, falls: pathologies.falls)
        launches = other.launches
        endings = other.endings
        isHoliday = other.isHoliday
        isBeforeFestival = other.isBeforeFestival
        customers = other.customers
    }

    var width: Int { membership.productCount }
    var pairCount: Int { membership.carries.count }
    func supplierPair(_ pair: Int) -> Int? { membership.sites[pair / width].supplier.map { $0 * width + pair % width } }
}
