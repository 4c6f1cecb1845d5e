import SupplyNetwork

/// The network in motion, a day at a time. A value: its copy, with `pathologiesOn` false, is the future the labels look at.
struct Rollout: Sendable {
    struct Arrival: Sendable {
        var pair: Int
        var quantity: Int
    }
    /// An order of the brand to its maker.
    struct MakerOrder: Sendable {
        var product: Int
        var quantity: Int
        var promised: Int
        var arrives: Int
    }

    let setting: Setting
    var pathologiesOn = true
    private(set) var day = 0
    var random: RandomSource
    /// Draws of what only a market has.
    var marketRandom: RandomSource

    /// By site × SKU index.
    var onHand: [Int]
    /// Ordered by the pair and not yet there, sent or not.
    var onOrder: [Int]
    /// Ordered by the pair and not yet sent by its supplier.
    var owed: [Int]
    var owedSince: [Int]
    /// What the pair owes to the sites it supplies.
    var owes: [Int]
    /// Units a week that the site believes it sells.
    var belief: [Double]
    /// Units asked of the pair this week.
    var heard: [Double]
    var standingQuantity: [Int: Int] = [:]
    /// Units ordered because of a planted habit.
    var planted: [Int: Int] = [:]
    var arrivals: [[Arrival]]
    var makerOrders: [MakerOrder] = []
    /// Money each site spent in the month under way, and in the months before.
    var spent: [Double]
    var spentByMonth: [(paidOn: Int, money: [Double])] = []
    var prices: [Double]
    var nextImpulse = 0
    /// Units sold on outside the supplier links, ever.
    var divertedUnits = 0
    var flows: Flows
    var book: ReportBook
    /// What sites bought of their suppliers, week by week.
    var weeklySellIn: [SellIn]
    /// With a market, of owners over the thirteen weeks before the as-of date: what people paid, what the goods they took had cost first-in
    /// first-out, and money of stock times days.
    private(set) var takings = 0.0
    private(set) var costOfSales = 0.0
    private(set) var heldMoneyDays = 0.0
    /// With a market, units that people took by product and first level of region, day by day.
    private(set) var soldByDay: [[Int]] = []
    /// By pair, lots in order of arrival: units and what each had cost.
    private var lots: [[(units: Int, cost: Double)]]

    struct SellIn: Sendable {
        var units = 0
        /// Of sites that joined less than 26 weeks before.
        var newcomersUnits = 0
        var money = 0.0
    }

    /// - Parameter replicate: another number is another course of the same world; 0 is the one that is told.
    init(setting: Setting, replicate: Int = 0) {
        self.setting = setting
        let count = setting.pairCount
        random = RandomSource(seed: setting.options.seed, stream: .rollout, index: replicate)
        marketRandom = RandomSource(seed: setting.options.seed, stream: .market, index: 2_000_003 + replicate)
        lots = [[(units: Int, cost: Double)]](repeating: [], count: setting.options.market == nil ? 0 : count)
        if setting.options.market != nil {
            soldByDay = [[Int]](
                repeating: [Int](repeating: 0, count: setting.timeline.dayCount),
                count: setting.width * max(1, setting.demand.regions.count))
        }
        weeklySellIn = [SellIn](repeating: SellIn(), count: setting.timeline.weekCount)
        onHand = [Int](repeating: 0, count: count)
        onOrder = onHand
        owed = onHand
        owedSince = [Int](repeating: -1, count: count)
        owes = onHand
        belief = [Double](repeating: 0, count: count)
        heard = belief
        arrivals = [[Arrival]](repeating: [], count: setting.timeline.dayCount + 120)
        spent = [Double](repeating: 0, count: setting.membership.sites.count)
        prices = [Double](repeating: 0, count: setting.width * Catalogue.priceShares.count)
        flows = Flows(pairCount: count, weekCount: setting.timeline.weekCount)
        book = ReportBook(setting: setting)
        for product in 0..<setting.width where setting.launches[product] < 0 { guessDemand(of: product) }
        for pair in 0..<count where setting.membership.agents[pair / setting.width].isOpen(0) {
            let agent = setting.membership.agents[pair / setting.width]
            onHand[pair] = Int(belief[pair] * (agent.coverWeeks + Double(agent.reviewWeeks) * 0.5) + 0.5)
        }
        refreshPrices()
    }

    var week: Int { day / 7 }
    var isRecorded: Bool { day >= setting.timeline.historyStart && day < setting.timeline.asOfIndex }

    /// Runs up to but not including this day.
    mutating func run(to end: Int) {
        while day < end {
            step()
            day += 1
        }
    }

    private mutating func step() {
        let weekday = day % 7
        let civil = setting.timeline.day(day).civil
        if civil.day == 1 && day > 0 { closeMonth() }
        if weekday == 0 { refreshPrices() }
        for product in 0..<setting.width where setting.launches[product] - 16 == day { guessDemand(of: product) }
        receive()
        openAndClose()
        sellToPeople()
        placeOrders(weekday: weekday)
        ship(weekday: weekday)
        takeBackDiscontinued()
        holdStock()
        if weekday == 6 {
            haveIrregularities()
            learn()
            for pair in 0..<setting.pairCount { flows.add(onHand[pair], .onHand, pair: pair, week: week) }
        }
        if isRecorded { book.dayEnds(day, setting: setting, onHand: onHand) }
    }

    // MARK: Goods

    private mutating func receive() {
        for arrival in arrivals[day] {
            onHand[arrival.pair] += arrival.quantity
            onOrder[arrival.pair] -= arrival.quantity
            flows.add(arrival.quantity, .received, pair: arrival.pair, week: week)
            if !lots.isEmpty {
                let (product, tier) = (arrival.pair % setting.width, setting.membership.agents[arrival.pair / setting.width].tier)
                lots[arrival.pair].append((arrival.quantity, price(product, tier: tier)))
            }
            let site = arrival.pair / setting.width
            if site == 0 { book.warehouseReceived(product: arrival.pair, quantity: arrival.quantity, day: day) }
            if !setting.membership.agents[site].isOpen(day) { lose(arrival.quantity, pair: arrival.pair) }
        }
        arrivals[day] = []
        if !makerOrders.isEmpty { makerOrders.removeAll { $0.arrives <= day } }
    }

    private mutating func sellToPeople() {
        var unmet: [(pair: Int, units: Int)] = []
        for pair in 0..<setting.pairCount {
            let wanted = setting.demand.units[pair]
            guard !wanted.isEmpty, wanted[day] > 0 else { continue }
            let units = Int(wanted[day])
            let sold = min(units, onHand[pair])
            onHand[pair] -= sold
            flows.add(units, .wanted, pair: pair, week: week)
            // Of those who left without it, the site remembers half.
            heard[pair] += Double(sold) + 0.5 * Double(units - sold)
            if sold > 0 {
                flows.add(sold, .consumed, pair: pair, week: week)
                take(sold, pair: pair)
                noteSold(sold, pair: pair)
                if isRecorded { book.sold(sold, pair: pair, day: day, setting: setting) }
            }
            if units > sold { unmet.append((pair, units - sold)) }
        }
        if let market = setting.options.market, market.substitution > 0 { substitute(unmet, share: market.substitution) }
    }

    /// Some of those who found nothing take the SKU that is most like it.
    private mutating func substitute(_ unmet: [(pair: Int, units: Int)], share: Double) {
        for (pair, units) in unmet {
            let (site, product) = (pair / setting.width, pair % setting.width)
            guard let other = setting.catalogue.substitutes[product] else { continue }
            let target = site * setting.width + other
            let taken = (0..<units).reduce(0) { sum, _ in sum + (marketRandom.chance(share) ? 1 : 0) }
            let sold = min(taken, onHand[target])
            guard sold > 0, setting.membership.carries[target] else { continue }
            onHand[target] -= sold
            heard[target] += Double(sold)
            flows.add(sold, .wanted, pair: target, week: week)
            flows.add(sold, .consumed, pair: target, week: week)
            take(sold, pair: target)
            noteSold(sold, pair: target)
            if isRecorded { book.sold(sold, pair: target, day: day, setting: setting) }
        }
    }

    mutating func noteSold(_ units: Int, pair: Int) {
        guard !soldByDay.isEmpty else { return }
        soldByDay[pair % setting.width * max(1, setting.demand.regions.count) + setting.place(of: pair / setting.width)][day] += units
    }

    private var isInWindow: Bool { day >= setting.timeline.asOfIndex - 91 && day < setting.timeline.asOfIndex }

    /// Money of goods that people take, and what these had cost.
    mutating func take(_ units: Int, pair: Int) {
        guard !lots.isEmpty else { return }
        let (site, product) = (pair / setting.width, pair % setting.width)
        let agent = setting.membership.agents[site]
        var (left, cost) = (units, 0.0)
        var last = price(product, tier: agent.tier)
        while left > 0, let lot = lots[pair].first {
            let part = min(left, lot.units)
            (left, cost, last) = (left - part, cost + Double(part) * lot.cost, lot.cost)
            if part == lot.units { lots[pair].removeFirst() } else { lots[pair][0].units -= part }
        }
        guard isInWindow else { return }
        costOfSales += cost + Double(left) * last
        let date = setting.timeline.day(day)
        var paid = setting.catalogue.price(product, tier: Catalogue.consumer, on: date)
        if let promotion = setting.catalogue.promotion(product, region: setting.membership.sites[site].region, on: date) {
            paid *= 1 - (setting.catalogue.promotions[promotion].discount ?? 0)
        }
        takings += Double(units) * paid
    }

    private mutating func holdStock() {
        guard !lots.isEmpty, isInWindow else { return }
        for pair in 0..<setting.pairCount where onHand[pair] > 0 && setting.membership.agents[pair / setting.width].size > 0 {
            heldMoneyDays += Double(onHand[pair]) * price(pair % setting.width, tier: setting.membership.agents[pair / setting.width].tier)
        }
    }

    private mutating func ship(weekday: Int) {
        let width = setting.width
        for site in setting.membership.sites.indices where setting.membership.agents[site].shippingWeekdays.contains(weekday) {
            for customer in setting.customers[site] {
                let agent = setting.membership.agents[customer]
                for product in 0..<width {
                    let pair = customer * width + product
                    guard owed[pair] > 0, agent.isOpen(day) else { continue }
                    let source = site * width + product
                    let quantity = min(owed[pair], onHand[source])
                    guard quantity > 0 else { continue }
                    onHand[source] -= quantity
                    owed[pair] -= quantity
                    owes[source] -= quantity
                    if owed[pair] == 0 { owedSince[pair] = -1 }
                    flows.add(quantity, .shipped, pair: source, week: week)
                    arrivals[day + agent.transportDays].append(Arrival(pair: pair, quantity: quantity))
                    spent[customer] += Double(quantity) * price(product, tier: agent.tier)
                    weeklySellIn[week].units += quantity
                    weeklySellIn[week].money += Double(quantity) * price(product, tier: agent.tier)
                    if agent.joins > 0, day - agent.joins < 182 { weeklySellIn[week].newcomersUnits += quantity }
                    if isRecorded { book.moved(quantity, from: site, to: customer, product: product, .sale, day: day) }
                }
            }
        }
    }

    mutating func lose(_ quantity: Int, pair: Int) {
        guard quantity > 0 else { return }
        onHand[pair] -= quantity
        flows.add(quantity, .lost, pair: pair, week: week)
    }

    /// Goods change hands on the spot, outside orders and deliveries.
    mutating func handOver(_ quantity: Int, from seller: Int, to buyer: Int, product: Int, _ kind: MovementRecord.Kind, told: Bool) {
        let (source, target) = (seller * setting.width + product, buyer * setting.width + product)
        onHand[source] -= quantity
        onHand[target] += quantity
        flows.add(quantity, .shipped, pair: source, week: week)
        flows.add(quantity, .received, pair: target, week: week)
        if isRecorded && told { book.moved(quantity, from: seller, to: buyer, product: product, kind, day: day) }
    }

    mutating func giveBack(_ quantity: Int, pair: Int) {
        guard quantity > 0, let source = setting.supplierPair(pair) else { return }
        onHand[pair] -= quantity
        onHand[source] += quantity
        flows.add(quantity, .returnedOut, pair: pair, week: week)
        flows.add(quantity, .returnedIn, pair: source, week: week)
        if isRecorded {
            book.moved(
                quantity, from: source / setting.width, to: pair / setting.width, product: pair % setting.width, .return, day: day)
        }
    }

    // MARK: Money and calendar

    func price(_ product: Int, tier: Int) -> Double { prices[product * Catalogue.priceShares.count + tier] }

    private mutating func refreshPrices() {
        let today = setting.timeline.day(day)
        for product in 0..<setting.width {
            for tier in Catalogue.priceShares.indices {
                prices[product * Catalogue.priceShares.count + tier] = setting.catalogue.price(product, tier: tier, on: today)
            }
        }
    }

    private mutating func closeMonth() {
        if day > setting.timeline.historyStart + 20 && day <= setting.timeline.asOfIndex { spentByMonth.append((day + 4, spent)) }
        spent = [Double](repeating: 0, count: spent.count)
    }

    private mutating func openAndClose() {
        let width = setting.width
        for site in setting.membership.sites.indices where setting.membership.agents[site].leaves == day {
            for product in 0..<width {
                let pair = site * width + product
                cancelOrders(pair: pair)
                giveBack(onHand[pair] * 7 / 10, pair: pair)
                lose(onHand[pair], pair: pair)
            }
        }
    }

    mutating func cancelOrders(pair: Int) {
        guard owed[pair] > 0 else { return }
        onOrder[pair] -= owed[pair]
        if let source = setting.supplierPair(pair) { owes[source] -= owed[pair] }
        owed[pair] = 0
        owedSince[pair] = -1
    }

    /// Sixteen weeks after a SKU ends, what is left comes back, tier by tier, and the brand scraps it.
    private mutating func takeBackDiscontinued() {
        for product in 0..<setting.width {
            let since = day - setting.endings[product]
            guard since >= 112, since <= 161, (since - 112) % 7 == 0 else { continue }
            let tier = 3 - (since - 112) / 14
            for site in setting.membership.sites.indices where setting.membership.agents[site].tier == max(tier, 0) {
                let pair = site * setting.width + product
                cancelOrders(pair: pair)
                if site == 0 { lose(onHand[pair], pair: pair) } else { giveBack(onHand[pair], pair: pair) }
            }
        }
    }
}
