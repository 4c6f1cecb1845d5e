import Numerical
import SupplyNetwork

/// What a planner should look at first, by the money at stake.
struct Exceptions: Sendable {
    let basis: PlanningBasis
    let calculations: [OrderCalculation]
    let transfers: [Transfer]
    let stockpiles: [Stockpile]
    let openOrders: [OpenOrder]

    /// Receipts looked back on, in weeks, and how often larger than the largest of them an order is unusual.
    static let historyWeeks = 52
    static let unusualFactor = 2.0
    /// Fewer weeks with receipts than this tell of no habit.
    static let tellingReceipts = 3
    /// An order that differs by this share from what was announced is worth a look.
    static let notableChange = 0.5

    func ranked(threads: Int) -> [PlanException] {
        var incoming: [Pair: Transfer] = [:]
        for transfer in transfers {
            let key = Pair(site: transfer.to, product: transfer.product)
            if (incoming[key]?.quantity ?? 0) < transfer.quantity { incoming[key] = transfer }
        }
        let received = incoming
        var found = Parallel.map(count: calculations.count, threads: threads, chunk: 256) { ofPair($0, incoming: received) }.flatMap { $0 }
        for order in openOrders where order.dueOn < basis.asOf && order.quantity > 0 {
            guard let pair = basis.ledger.pair(site: order.site, product: order.product) else { continue }
            found.append(
                PlanException(
                    kind: .lateOrder, pair: pair, units: order.quantity, value: value(order.quantity, pair), day: order.dueOn,
                    proposal: .chase))
        }
        for pile in stockpiles where pile.risk >= basis.options.overstockRisk && pile.excessUnits > 0 {
            found.append(
                PlanException(
                    kind: .excess, pair: pile.pair, units: pile.excessUnits, value: pile.excessValue, day: basis.asOf,
                    probability: pile.risk, proposal: .release(units: pile.excessUnits)))
        }
        let (network, pairs) = (basis.network, basis.pairs)
        let order = Dictionary(uniqueKeysWithValues: PlanException.Kind.allCases.enumerated().map { ($1, $0) })
        return found.sorted { a, b in
            let (x, y) = (a.value ?? -1, b.value ?? -1)
            if x != y { return x > y }
            if a.units != b.units { return a.units > b.units }
            let (s, t) = (network.sites[pairs[a.pair].site].code, network.sites[pairs[b.pair].site].code)
            if s != t { return s < t }
            let (u, v) = (network.products[pairs[a.pair].product].sku, network.products[pairs[b.pair].product].sku)
            if u != v { return u < v }
            return (order[a.kind] ?? 0, a.day) < (order[b.kind] ?? 0, b.day)
        }
    }

    private func value(_ units: Double, _ pair: Int) -> Double? {
        basis.network.products[basis.pairs[pair].product].unitValue.map { $0 * units }
    }

    /// A unit short: what the policy says it costs, else the sale that is lost.
    private func shortageValue(_ units: Double, _ pair: Int) -> Double? {
        if case .shortageCost(let cost) = basis.pairs[pair].policy.target { return cost * units }
        let product = basis.network.products[basis.pairs[pair].product]
        return (product.unitPrice ?? product.unitCost).map { $0 * units }
    }

    private func ofPair(_ pair: Int, incoming: [Pair: Transfer]) -> [PlanException] {
        let known = basis.pairs[pair]
        guard known.closure == nil else { return [] }
        let c = calculations[pair]
        var found: [PlanException] = []
        if let out = stockOut(pair, c, incoming: incoming) { found.append(out) }
        if c.shortUnits > 0 {
            let due = basis.asOf + c.leadTimeDays
            found.append(
                PlanException(
                    kind: .shortSupply, pair: pair, units: c.shortUnits, value: shortageValue(c.shortUnits, pair), day: due,
                    reference: c.unlimited, proposal: answer(toShortage: c, pair: pair, due: due, incoming: incoming)))
        }
        for lot in basis.expiringLots(ofPair: pair) {
            found.append(
                PlanException(
                    kind: .expiring, pair: pair, units: lot.units, value: value(lot.units, pair), day: basis.asOf + lot.day,
                    proposal: .sellFirst(units: lot.units, by: basis.asOf + lot.day)))
        }
        if c.quantity > 0, c.constraint != .planner, let largest = largestReceipt(pair), c.quantity > Exceptions.unusualFactor * largest {
            found.append(
                PlanException(
                    kind: .unusualOrder, pair: pair, units: c.quantity, value: value(c.quantity, pair), day: basis.asOf, reference: largest,
                    proposal: .confirm))
        }
        if let announced = c.announced, abs(c.quantity - announced) > Exceptions.notableChange * max(announced, c.packSize) {
            found.append(
                PlanException(
                    kind: .changedOrder, pair: pair, units: c.quantity, value: value(abs(c.quantity - announced), pair), day: basis.asOf,
                    reference: announced, proposal: .accept))
        }
        return found
    }

    /// What to do about units that a line did not get: what another site sends, else faster supply; a limit that was set is accepted.
    private func answer(
        toShortage c: OrderCalculation, pair: Int, due: Day, incoming: [Pair: Transfer]
    ) -> PlanException.Proposal {
        let known = basis.pairs[pair]
        if let transfer = incoming[Pair(site: known.site, product: known.product)] {
            return .transfer(from: transfer.from, units: transfer.quantity)
        }
        return c.constraint == .shortSupply ? .expedite(units: c.shortUnits, by: due) : .accept
    }

    /// The largest receipts of a week in the last year; nil without a habit to compare with.
    private func largestReceipt(_ pair: Int) -> Double? {
        let ledger = basis.ledger
        var weeks = 0
        var largest = 0.0
        for week in max(0, ledger.weekCount - Exceptions.historyWeeks)..<ledger.weekCount {
            let received = ledger.value(.received, pair: pair, week: week)
            if received > 0 { weeks += 1 }
            largest = max(largest, received)
        }
        return weeks >= Exceptions.tellingReceipts ? largest : nil
    }

    private func stockOut(_ pair: Int, _ c: OrderCalculation, incoming: [Pair: Transfer]) -> PlanException? {
        let known = basis.pairs[pair]
        guard let onHand = known.onHand, c.leadTimeDays > 0 else { return nil }
        // What comes by transfer is the answer, not part of the question.
        var stock = onHand + known.inTransit + min(0, known.transferred) - c.expiring
        var risk = 0.0
        var short = 0.0
        var day = c.leadTimeDays
        var isFound = false
        func look(until: Int, from: Int) {
            guard until > 0 else { return }
            let demand = DemandDistribution(basis.demand(ofPair: pair, days: 0..<until))
            guard demand.mean > 0 else { return }
            risk = max(risk, 1 - demand.cumulative(stock))
            short = max(short, demand.expectedShortage(at: stock))
            if !isFound, demand.mean > stock {
                isFound = true
                day = (from..<until).first { basis.demand(ofPair: pair, days: 0..<$0 + 1).mean > stock } ?? until
            }
        }
        var from = 0
        for arrival in known.arrivals where arrival.day < c.leadTimeDays {
            look(until: arrival.day, from: from)
            stock += arrival.quantity
            from = arrival.day
        }
        look(until: c.leadTimeDays, from: from)
        guard risk >= basis.options.stockOutRisk, short > 0 else { return nil }
        let by = basis.asOf + day
        let proposal: PlanException.Proposal
        if let transfer = incoming[Pair(site: known.site, product: known.product)] {
            proposal = .transfer(from: transfer.from, units: transfer.quantity)
        } else if let next = known.arrivals.first(where: { $0.day > day }) {
            proposal = .expedite(units: min(next.quantity, (short / c.packSize).rounded(.up) * c.packSize), by: by)
        } else {
            proposal = .expedite(units: (short / c.packSize).rounded(.up) * c.packSize, by: by)
        }
        return PlanException(
            kind: .stockOut, pair: pair, units: short, value: shortageValue(short, pair), day: by, probability: min(1, risk),
            proposal: proposal)
    }
}
