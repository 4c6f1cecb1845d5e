import Numerical
import SupplyNetwork

/// Distribution requirements: what is there week by week, and what will be ordered in later weeks, customers before suppliers.
///
/// Later orders follow the level of today's: at each review the projected position is brought back to the demand of the protection
/// interval plus the safety stock of today's level, in whole packs and not below the minimum (Martin 1990, *Distribution Resource
/// Planning*, ch. 3). A site's customers ask for what they are planned to order; where a site's stock is unknown its customers'
/// orders are passed on as they are.
struct Projection: Sendable {
    let basis: PlanningBasis
    let calculations: [OrderCalculation]
    let weeks: Int

    func balances(threads: Int) -> ProjectedBalance {
        let (network, ledger) = (basis.network, basis.ledger)
        var byProduct = [[Int]](repeating: [], count: network.products.count)
        for index in ledger.pairs.indices { byProduct[ledger.pairs[index].product].append(index) }
        let groups = byProduct
        let rank = Projection.ranks(network.downstreamOrder)
        let records = Parallel.map(count: groups.count, threads: threads, chunk: 1) { product in
            self.records(of: groups[product].sorted { (rank[ledger.pairs[$0].site], $0) > (rank[ledger.pairs[$1].site], $1) })
        }
        var result = ProjectedBalance(firstWeek: basis.asOf.week, weeks: weeks, pairs: ledger.pairs.count)
        for record in records.joined() {
            result.isKnown[record.pair] = record.isKnown
            result.opening[record.pair] = record.opening
            let range = result.range(ofPair: record.pair)
            result.demand.replaceSubrange(range, with: record.demand)
            result.dependent.replaceSubrange(range, with: record.dependent)
            result.scheduled.replaceSubrange(range, with: record.scheduled)
            result.planned.replaceSubrange(range, with: record.planned)
            result.released.replaceSubrange(range, with: record.released)
            result.balance.replaceSubrange(range, with: record.balance)
            result.balanceWithoutOrders.replaceSubrange(range, with: record.without)
            result.stockOutRisk.replaceSubrange(range, with: record.risk)
            result.short.replaceSubrange(range, with: record.short)
        }
        return result
    }

    private static func ranks(_ order: [Int]) -> [Int] {
        var rank = [Int](repeating: 0, count: order.count)
        for (position, site) in order.enumerated() { rank[site] = position }
        return rank
    }

    private struct Record {
        var pair: Int
        var isKnown = false
        var opening = 0.0
        var demand: [Double]
        var dependent: [Double]
        var scheduled: [Double]
        var planned: [Double]
        var released: [Double]
        var balance: [Double]
        var without: [Double]
        var risk: [Double]
        var short: [Double]

        init(pair: Int, weeks: Int) {
            self.pair = pair
            let zeros = [Double](repeating: 0, count: weeks)
            (demand, dependent, scheduled, planned, released) = (zeros, zeros, zeros, zeros, zeros)
            (balance, without, risk, short) = (zeros, zeros, zeros, zeros)
        }
    }

    /// Day on which week `w` begins, counted from the as-of date, which opens the first.
    private func start(_ w: Int) -> Int { w == 0 ? 0 : 7 * w - basis.asOf.weekday }

    /// The week a day falls in; nil beyond the horizon.
    private func week(ofDay day: Int) -> Int? {
        let week = (max(0, day) + basis.asOf.weekday) / 7
        return week < weeks ? week : nil
    }

    /// The records of one product's pairs, given customers before suppliers.
    private func records(of pairs: [Int]) -> [Record] {
        var asked: [Int: [Double]] = [:]
        return pairs.map { pair in
            let record = record(ofPair: pair, dependent: asked[basis.pairs[pair].site])
            if let supplier = basis.supplier(ofSite: basis.pairs[pair].site), record.released.contains(where: { $0 > 0 }) {
                var sum = asked[supplier] ?? [Double](repeating: 0, count: weeks)
                for w in 0..<weeks { sum[w] += record.released[w] }
                asked[supplier] = sum
            }
            return record
        }
    }

    private func record(ofPair pair: Int, dependent: [Double]?) -> Record {
        let known = basis.pairs[pair]
        let c = calculations[pair]
        var record = Record(pair: pair, weeks: weeks)
        if let dependent { record.dependent = dependent }
        for w in 0..<weeks { record.demand[w] = basis.demand(ofPair: pair, days: start(w)..<start(w + 1)).mean }
        let asked = (0..<weeks).map { record.demand[$0] + record.dependent[$0] }
        for arrival in known.arrivals { if let w = week(ofDay: arrival.day) { record.scheduled[w] += arrival.quantity } }
        guard let onHand = known.onHand else {
            // Nobody knows what is there: what is asked for below is asked for above.
            record.released = record.dependent
            record.released[0] += c.quantity
            return record
        }
        if weeks > 0 { record.scheduled[0] += max(0, known.transferred) }
        record.opening = onHand + known.inTransit + min(0, known.transferred)
        record.isKnown = record.opening > 0 || asked.contains { $0 > 0 } || !known.arrivals.isEmpty || c.quantity > 0

        record.released[0] = c.quantity
        if let w = week(ofDay: c.leadTimeDays) { record.planned[w] += c.quantity }
        order(known, c, asked, &record)
        balance(pair, known, asked, &record)
        return record
    }

    /// Orders of later reviews.
    private func order(_ known: PairBasis, _ c: OrderCalculation, _ asked: [Double], _ record: inout Record) {
        guard known.closure == nil, !known.isOverstocked, weeks > 1 else { return }
        let every = max(1, (c.reviewPeriodDays + 6) / 7)
        // Whole weeks until the week of arrival: reviews open their weeks, so that days beyond them stay within it.
        let lead = c.leadTimeDays / 7
        let protection = Double(c.leadTimeDays) / 7 + Double(every)
        let safety = max(0, min(c.orderUpTo, c.maximumStock ?? .infinity) - c.demandMean)
        var before = [Double](repeating: 0, count: weeks + 1)
        for w in 0..<weeks { before[w + 1] = before[w] + asked[w] }
        // Demand goes on beyond the horizon as in its last weeks.
        let tail = max(1, min(4, weeks))
        let last = (before[weeks] - before[weeks - tail]) / Double(tail)
        func demand(until end: Double) -> Double {
            guard end < Double(weeks) else { return before[weeks] + (end - Double(weeks)) * last }
            let week = Int(end)
            return before[week] + (end - Double(week)) * asked[week]
        }
        var onHand = record.opening
        for w in 0..<weeks {
            if w > 0 && w % every == 0 && (known.endDay.map { start(w) + c.leadTimeDays < $0 } ?? true) {
                var position = onHand
                for later in w..<min(weeks, w + lead + every) { position += record.scheduled[later] + record.planned[later] }
                let need = demand(until: Double(w) + protection) - before[w] + safety - position
                let quantity = OrderQuantity(need: need, packSize: c.packSize, minimum: c.minOrderQuantity).quantity
                record.released[w] = quantity
                if w + lead < weeks { record.planned[w + lead] += quantity }
            }
            onHand = max(0, onHand + record.scheduled[w] + record.planned[w] - asked[w])
        }
    }

    /// Balances, and the chance and the units of running out: cumulative demand against cumulative supply, with what was lost taken off.
    ///
    /// What a later order can still answer is no risk: where orders go on, only the demand since the review whose order arrives last, one
    /// protection interval before the week's end, counts with its spread; what came before it with its mean.
    private func balance(_ pair: Int, _ known: PairBasis, _ asked: [Double], _ record: inout Record) {
        let c = calculations[pair]
        let protection = c.leadTimeDays + 7 * max(1, (c.reviewPeriodDays + 6) / 7)
        let goesOn = known.closure == nil
        let floor: Double = known.policy.unmetDemand == .lost ? 0 : -.infinity
        var (onHand, without, supply, passed, lost, backlog) = (record.opening, record.opening, record.opening, 0.0, 0.0, 0.0)
        for w in 0..<weeks {
            onHand = max(floor, onHand + record.scheduled[w] + record.planned[w] - asked[w])
            without = max(floor, without + record.scheduled[w] - asked[w])
            record.balance[w] = onHand
            record.without[w] = without
            supply += record.scheduled[w] + record.planned[w]
            passed += record.dependent[w]
            guard record.demand[w] > 0 else { continue }
            let from = goesOn && known.endDay == nil ? max(0, start(w + 1) - protection) : 0
            let demand = DemandDistribution(basis.demand(ofPair: pair, days: from..<start(w + 1)))
            let before = from > 0 ? basis.demand(ofPair: pair, days: 0..<from).mean : 0
            let left = supply - passed + (floor == 0 ? lost : 0) - before
            let stock = max(0, left)
            let short = demand.expectedShortage(at: stock) + max(0, -left)
            record.risk[w] = left < 0 ? 1 : min(1, max(0, 1 - demand.cumulative(stock)))
            record.short[w] = floor == 0 ? min(short, record.demand[w]) : max(0, short - backlog)
            lost += record.short[w]
            backlog = short
        }
    }
}
