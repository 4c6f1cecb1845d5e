import SupplyNetwork

/// One row of `sales.csv`, by index into the world's network and promotions.
public struct MovementRecord: Sendable, Hashable {
    public enum Kind: UInt8, Sendable, Hashable { case sale, `return`, transfer }
    public enum Channel: UInt8, Sendable, Hashable, CaseIterable { case none, group, online, offline }

    public var day: Day
    public var seller: Int32
    /// −1: a consumer.
    public var buyer: Int32
    public var product: Int32
    public var quantity: Int32
    public var kind: Kind
    public var channel: Channel = .none
    /// Index into the promotions; −1 without one.
    public var promotion: Int16 = -1
    /// Number of the consumer; 0 where unknown.
    public var customer: Int32 = 0
    /// Index of a site of the region in which a scan saw the goods; −1 without a scan.
    public var scannedNear: Int32 = -1
    /// Sold outside of the region on purpose: truth, which is not written.
    public var isDiverted = false

    public var isToConsumer: Bool { buyer < 0 }
}

/// One row of `stock.csv`.
public struct CountRecord: Sendable, Hashable {
    public var day: Day
    public var site: Int
    public var product: Int
    public var onHand: Int
    public var expiresOn: Day?
}

/// What gets told of what happened. Its draws are its own: telling more or less changes nothing that happens.
struct ReportBook: Sendable {
    private(set) var movements: [MovementRecord] = []
    private(set) var counts: [CountRecord] = []
    /// Units sold to people since history began, and how many of them were told.
    private(set) var unitsSold = 0
    private(set) var unitsTold = 0
    /// Monthly counts of sites below tier 0 that were due, and how many were taken.
    private(set) var countsDue = 0
    private(set) var countsTaken = 0

    private let timeline: Timeline
    private let unreportedMovements: Double
    private var random: [RandomSource]
    private var tellsThisWeek: [Bool]
    private var weekSold: [Int32]
    private var weekSoldOnPromotion: [Int32]
    private var weekPromotion: [Int16]
    private var lastSaid: [Int32]
    private var lots: [[(day: Int, quantity: Int)]]
    private let promotionOfDay: [Int: [Int16]]
    private let market: MarketOptions?
    /// Consumers from here on buy on promotions only.
    static let firstPromotionMember = 10_000_000

    init(setting: Setting) {
        timeline = setting.timeline
        unreportedMovements = setting.options.unreportedMovements
        market = setting.options.market
        let sites = setting.membership.sites
        random = sites.indices.map { RandomSource(seed: setting.options.seed, stream: .reports, index: 1_000_003 + $0) }
        tellsThisWeek = [Bool](repeating: true, count: sites.count)
        weekSold = [Int32](repeating: 0, count: setting.pairCount)
        weekSoldOnPromotion = weekSold
        weekPromotion = [Int16](repeating: -1, count: setting.pairCount)
        lastSaid = [Int32](repeating: -1, count: setting.pairCount)
        lots = [[(day: Int, quantity: Int)]](repeating: [], count: setting.width)
        // Promotions by province and product, so that a sale finds its promotion without a search.
        var table: [Int: [Int16]] = [:]
        for site in sites.indices {
            let province = setting.membership.agents[site].province
            for product in 0..<setting.width where table[province * setting.width + product] == nil {
                var days = [Int16](repeating: -1, count: setting.timeline.dayCount)
                for (index, promotion) in setting.catalogue.promotions.enumerated() {
                    guard (promotion.product ?? product) == product,
                        promotion.region.map({ (sites[site].region ?? "").hasPrefix($0) }) ?? true
                    else { continue }
                    let (first, last) = (timeline.index(promotion.startsOn), timeline.index(promotion.endsOn))
                    for day in max(0, first)..<max(max(0, first), min(last + 1, days.count)) { days[day] = Int16(index) }
                }
                table[province * setting.width + product] = days
            }
        }
        promotionOfDay = table
    }

    // MARK: Movements between sites

    mutating func moved(_ quantity: Int, from seller: Int, to buyer: Int, product: Int, _ kind: MovementRecord.Kind, day: Int) {
        guard !random[seller].chance(unreportedMovements) else { return }
        movements.append(
            MovementRecord(
                day: timeline.day(day), seller: Int32(seller), buyer: Int32(buyer), product: Int32(product),
                quantity: Int32(quantity), kind: kind))
    }

    // MARK: Sales to people

    mutating func sold(_ units: Int, pair: Int, day: Int, setting: Setting) {
        let (site, product) = (pair / setting.width, pair % setting.width)
        let agent = setting.membership.agents[site]
        unitsSold += units
        guard agent.report != .silent, tellsThisWeek[site] else { return }
        let promotion = promotionOfDay[agent.province * setting.width + product]?[day] ?? -1
        switch agent.report {
        case .silent: return
        case .weekly:
            weekSold[pair] += Int32(units)
            if promotion >= 0 {
                weekSoldOnPromotion[pair] += Int32(units)
                weekPromotion[pair] = promotion
            }
        case .daily: tell(units, site: site, product: product, day: day, promotion: promotion, customer: 0, agent: agent)
        case .orders:
            var left = units
            while left > 0 {
                let quantity = min(left, random[site].integer(1, 3))
                left -= quantity
                // A customer comes back: the crowd of an owner grows with its size, and some come more often.
                let share = random[site].uniform()
                var customer = site * 1000 + 1 + Int(share * share * min(900, 20 + 6 * agent.size))
                if let market, promotion >= 0, market.promotionOnlyMembers > 0 {
                    customer = promotionMember(market, site: site, agent: agent) ?? customer
                }
                tell(quantity, site: site, product: product, day: day, promotion: promotion, customer: customer, agent: agent)
            }
        }
    }

    /// One of those who wait for promotions, who buy most of what a promotion adds; nil where somebody else came.
    private mutating func promotionMember(_ market: MarketOptions, site: Int, agent: Agent) -> Int? {
        let share = market.promotionUplift / (1 + market.promotionUplift) * 0.8
        guard random[site].chance(share) else { return nil }
        let regulars = min(900, 20 + 6 * agent.size)
        let crowd = regulars * market.promotionOnlyMembers / (1 - market.promotionOnlyMembers)
        return ReportBook.firstPromotionMember + site * 1000 + min(999, Int(random[site].uniform() * crowd))
    }

    /// Goods that an owner sold in another region, a few pieces at a time: told and scanned like its other sales.
    mutating func soldElsewhere(_ units: Int, pair: Int, day: Int, setting: Setting) {
        let (site, product) = (pair / setting.width, pair % setting.width)
        let agent = setting.membership.agents[site]
        unitsSold += units
        guard agent.report != .silent, tellsThisWeek[site], let place = agent.divertsTo else { return }
        var left = units
        while left > 0 {
            let quantity = min(left, random[site].integer(1, 3))
            left -= quantity
            if agent.omission == .rows && random[site].chance(agent.omissionShare) { continue }
            unitsTold += quantity
            var record = MovementRecord(
                day: timeline.day(day), seller: Int32(site), buyer: -1, product: Int32(product), quantity: Int32(quantity), kind: .sale)
            record.channel = .online
            record.isDiverted = true
            if agent.scans { record.scannedNear = Int32(place) }
            movements.append(record)
        }
    }

    mutating func soldBack(pair: Int, day: Int, setting: Setting) {
        let (site, product) = (pair / setting.width, pair % setting.width)
        guard setting.membership.agents[site].report != .silent, tellsThisWeek[site] else { return }
        movements.append(
            MovementRecord(
                day: timeline.day(day), seller: Int32(site), buyer: -1, product: Int32(product), quantity: 1, kind: .return))
    }

    private mutating func tell(
        _ units: Int, site: Int, product: Int, day: Int, promotion: Int16, customer: Int, agent: Agent
    ) {
        if agent.omission == .rows && random[site].chance(agent.omissionShare) { return }
        unitsTold += units
        var record = MovementRecord(
            day: timeline.day(day), seller: Int32(site), buyer: -1, product: Int32(product), quantity: Int32(units), kind: .sale)
        record.channel = agent.channel == "online" ? .online : agent.channel == "offline" ? .offline : .group
        record.promotion = promotion
        record.customer = Int32(customer)
        if agent.scans {
            // People travel: one scan in forty is far away.
            record.scannedNear = Int32(random[site].chance(agent.travelShare) ? random[site].integer(1, tellsThisWeek.count - 1) : site)
        }
        movements.append(record)
    }

    // MARK: End of day

    mutating func dayEnds(_ day: Int, setting: Setting, onHand: [Int]) {
        if day % 7 == 6 { weekEnds(day, setting: setting) }
        let monthEnds = timeline.day(day + 1).civil.day == 1
        let opening = day == timeline.historyStart + 6
        for site in setting.membership.sites.indices {
            let agent = setting.membership.agents[site]
            if agent.tier == 0 {
                if day % 7 == 6 { countWarehouse(day, setting: setting, onHand: onHand) }
                continue
            }
            guard monthEnds || opening, agent.isOpen(day) else { continue }
            if monthEnds { countsDue += 1 }
            if case .never = agent.count { continue }
            if monthEnds && random[site].chance(agent.countOmissionShare) { continue }
            if monthEnds { countsTaken += 1 }
            for product in 0..<setting.width {
                let pair = site * setting.width + product
                guard setting.membership.carries[pair], setting.launches[product] <= day, setting.endings[product] + 140 > day
                else { continue }
                let said = statement(of: onHand[pair], pair: pair, site: site, agent: agent)
                lastSaid[pair] = Int32(said)
                counts.append(CountRecord(day: timeline.day(day), site: site, product: product, onHand: said))
            }
        }
    }

    private mutating func weekEnds(_ day: Int, setting: Setting) {
        for site in setting.membership.sites.indices where setting.membership.agents[site].size > 0 {
            let agent = setting.membership.agents[site]
            if agent.report == .weekly {
                for product in 0..<setting.width {
                    let pair = site * setting.width + product
                    let (all, promoted) = (Int(weekSold[pair]), Int(weekSoldOnPromotion[pair]))
                    if all > promoted {
                        tell(all - promoted, site: site, product: product, day: day, promotion: -1, customer: 0, agent: agent)
                    }
                    if promoted > 0 {
                        tell(
                            promoted, site: site, product: product, day: day, promotion: weekPromotion[pair], customer: 0,
                            agent: agent)
                    }
                    weekSold[pair] = 0
                    weekSoldOnPromotion[pair] = 0
                }
            }
            tellsThisWeek[site] = agent.omission == .rows || !random[site].chance(agent.omissionShare)
        }
    }

    // MARK: Counts

    private mutating func statement(of truth: Int, pair: Int, site: Int, agent: Agent) -> Int {
        let error = random[site].uniform(-0.03, 0.03)
        let careful = max(0, Int((Double(truth) * (1 + error)).rounded()))
        switch agent.count {
        case .never, .careful: return careful
        case .copied: return lastSaid[pair] >= 0 && random[site].chance(0.75) ? Int(lastSaid[pair]) : careful
        case .rounded(let step): return (truth + step / 2) / step * step
        case .misstated(let share): return max(0, Int((Double(truth) * share).rounded()))
        }
    }

    mutating func warehouseReceived(product: Int, quantity: Int, day: Int) { lots[product].append((day, quantity)) }

    /// First in, first out: what lies there came with the last deliveries. One row per lot, as its system prints it.
    private mutating func countWarehouse(_ day: Int, setting: Setting, onHand: [Int]) {
        for product in 0..<setting.width where setting.launches[product] <= day {
            let shelfLife = setting.catalogue.products[product].shelfLifeDays ?? 720
            var left = onHand[product]
            guard left > 0 else {
                if setting.endings[product] + 160 > day {
                    counts.append(CountRecord(day: timeline.day(day), site: 0, product: product, onHand: 0))
                }
                continue
            }
            var rows: [CountRecord] = []
            for lot in lots[product].reversed() {
                guard left > 0 else { break }
                let quantity = min(left, lot.quantity)
                left -= quantity
                let expiresOn = timeline.day(lot.day) + (shelfLife - 20)
                // Deliveries of one day are one lot.
                if let last = rows.indices.last, rows[last].expiresOn == expiresOn {
                    rows[last].onHand += quantity
                } else {
                    rows.append(CountRecord(day: timeline.day(day), site: 0, product: product, onHand: quantity, expiresOn: expiresOn))
                }
            }
            if left > 0 {
                rows.append(
                    CountRecord(
                        day: timeline.day(day), site: 0, product: product, onHand: left, expiresOn: timeline.origin + (shelfLife - 45)))
            }
            counts.append(contentsOf: rows.reversed())
        }
    }
}
