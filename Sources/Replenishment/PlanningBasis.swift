import Numerical
import SupplyNetwork

/// What planning knows of one site × SKU before anything is decided.
struct PairBasis: Sendable {
    var site: Int
    var product: Int
    /// Nil where there is no basis to tell the stock from: it is not zero.
    var onHand: Double?
    /// Beyond what the open orders list: a count's goods in transit are mostly the same goods.
    var inTransit: Double
    /// Open orders by days from the as-of date, ascending; what should have come before is expected now (day 0).
    var arrivals: [Arrival]
    var leadTimeDays: Int
    var reviewPeriodDays: Int
    var policy: Policy
    /// Nothing may be sent here: the site or the SKU is not there to sell.
    var closure: OrderCalculation.Constraint?
    var isOverstocked: Bool
    /// Days from the as-of date after which the SKU is no longer sold; nil where no end is announced.
    var endDay: Int?
    /// Units that accepted transfers bring within days (sent away: negative).
    var transferred = 0.0
    /// Units on hand by expiry; empty where the last count named none.
    var lots: [Lot] = []
    /// Whether this is a day on which the site orders.
    var isOrderDay = true

    /// What is there or comes before the sales of `day`; nil where the stock is unknown.
    func available(before day: Int) -> Double? {
        guard let onHand else { return nil }
        return onHand + inTransit + transferred + due(before: day)
    }

    func due(before day: Int) -> Double { arrivals.reduce(0) { $1.day < day ? $0 + $1.quantity : $0 } }
    func due(from day: Int) -> Double { arrivals.reduce(0) { $1.day >= day ? $0 + $1.quantity : $0 } }
}

/// The inputs of a plan by site × SKU, and the supplier links in an order that does not depend on how files list the sites.
struct PlanningBasis: Sendable {
    let network: Network
    let ledger: Ledger
    let forecasts: [Forecast?]
    let asOf: Day
    let options: ReplenishmentOptions
    var pairs: [PairBasis]
    /// For each site the sites it supplies, by code: sums taken in this order are the same however the sites are listed.
    let customers: [[Int]]

    init(
        network: Network, ledger: Ledger, positions: [Position], forecasts: [Forecast?], stockpiles: [Stockpile],
        openOrders: [OpenOrder], policies: PolicyTable, asOf: Day, options: ReplenishmentOptions, threads: Int
    ) {
        precondition(positions.count == ledger.pairs.count, "\(positions.count) positions for \(ledger.pairs.count) pairs")
        precondition(forecasts.count == ledger.pairs.count, "\(forecasts.count) forecasts for \(ledger.pairs.count) pairs")
        self.network = network
        self.ledger = ledger
        self.forecasts = forecasts
        self.asOf = asOf
        self.options = options
        customers = network.customers.map { $0.sorted { network.sites[$0].code < network.sites[$1].code } }

        var arrivals = [[Arrival]](repeating: [], count: ledger.pairs.count)
        for order in openOrders where order.quantity > 0 {
            guard let pair = ledger.pair(site: order.site, product: order.product) else { continue }
            arrivals[pair].append(Arrival(day: max(0, order.dueOn - asOf), quantity: order.quantity))
        }
        for pair in arrivals.indices where arrivals[pair].count > 1 {
            arrivals[pair].sort { ($0.day, $0.quantity) < ($1.day, $1.quantity) }
        }
        var overstocked = [Bool](repeating: false, count: ledger.pairs.count)
        for pile in stockpiles where pile.risk >= options.overstockRisk { overstocked[pile.pair] = true }

        let (due, piled) = (arrivals, overstocked)
        pairs = Parallel.map(count: ledger.pairs.count, threads: threads, chunk: 256) { index in
            let pair = ledger.pairs[index]
            let site = network.sites[pair.site]
            let product = network.products[pair.product]
            let policy = policies.policy(site: pair.site, product: pair.product)
            let atHead = site.supplier == nil ? product.supplierLeadTimeDays : nil
            let position = positions[index]
            let onOrder = due[index].reduce(0) { $0 + $1.quantity }
            let end = options.plansForDiscontinuation ? product.discontinuedOn.map { max(0, $0 - asOf) } : nil
            let onHand = position.basis == .insufficient ? nil : max(0, position.onHand)
            var basis = PairBasis(
                site: pair.site, product: pair.product, onHand: onHand,
                inTransit: max(0, position.inTransit - onOrder), arrivals: due[index],
                leadTimeDays: max(0, atHead ?? site.leadTimeDays ?? policy.leadTimeDays),
                reviewPeriodDays: max(1, site.reviewPeriodDays ?? policy.reviewPeriodDays), policy: policy,
                closure: PlanningBasis.closure(of: site, product, asOf: asOf), isOverstocked: piled[index], endDay: end)
            if let onHand { basis.lots = Lot.lots(counts: ledger.counts(pair: index), onHand: onHand, asOf: asOf) }
            if !policy.orderWeekdays.isEmpty {
                basis.isOrderDay = policy.orderWeekdays.contains(asOf.weekday)
                // Until the next day on which an order can be placed.
                basis.reviewPeriodDays = (1...7).first { policy.orderWeekdays.contains((asOf + $0).weekday) } ?? basis.reviewPeriodDays
            }
            return basis
        }
    }

    private static func closure(of site: Site, _ product: Product, asOf: Day) -> OrderCalculation.Constraint? {
        if let left = site.leftOn, left <= asOf { return .siteClosed }
        if let end = product.discontinuedOn, end <= asOf { return .discontinued }
        if let launch = product.launchedOn, launch > asOf { return .notYetLaunched }
        return nil
    }

    /// Mean and standard deviation of the consumers' demand of one site × SKU over days from the as-of date. Where it is not
    /// sold (any more), or nothing is forecast, there is none.
    func demand(ofPair pair: Int, days: Range<Int>) -> (mean: Double, deviation: Double) {
        let basis = pairs[pair]
        guard basis.closure == nil, let forecast = forecasts[pair] else { return (0, 0) }
        let last = basis.endDay.map { min(days.upperBound, $0) } ?? days.upperBound
        let offset = max(0, asOf - forecast.firstWeek.monday)
        guard last > days.lowerBound else { return (0, 0) }
        let upper = forecast.total(weeks: Double(last + offset) / 7)
        if days.lowerBound + offset == 0 { return upper }
        let lower = forecast.total(weeks: Double(days.lowerBound + offset) / 7)
        let variance = upper.deviation * upper.deviation - lower.deviation * lower.deviation
        return (max(0, upper.mean - lower.mean), max(0, variance).squareRoot())
    }
}
