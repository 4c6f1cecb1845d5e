import SupplyNetwork

/// `funnel.csv`: from consumer to owner, leader and partner: how many there are, how many of the step below rose in a year, and how
/// large the first order was.
struct Funnel {
    let input: NetworkHealthInput
    let options: NetworkHealthOptions

    /// A year of whole weeks.
    static let yearWeeks = 52
    /// The first order is all that is bought within so many days of the first purchase.
    static let firstOrderDays = 7

    var section: HealthSection {
        let (network, ledger) = (input.network, input.ledger)
        let tiers = Set(network.sites.map(\.tier)).filter { $0 > (network.sites.map(\.tier).min() ?? 0) }.sorted(by: >)
        guard !tiers.isEmpty else { return HealthSection(.funnel, figures: [.absent(.newSites, .tooFew)]) }
        let asOf = ledger.asOf
        let yearAgo = max(ledger.firstWeek.monday, asOf - Funnel.yearWeeks * 7)
        let years = Double(asOf - yearAgo) / 365.25
        var figures: [HealthFigure] = []

        let consumers = input.trade.customers.filter { customer in
            customer.weeks.contains { input.trade.customerWeeks[$0].week.monday >= yearAgo }
        }.count
        let hasConsumers = !input.trade.customers.isEmpty
        figures.append(
            hasConsumers
                ? HealthFigure(.stepCount, .group(kind: "step", key: "consumers"), value: Double(consumers), sample: Double(consumers))
                : .absent(.stepCount, .group(kind: "step", key: "consumers"), .noCustomers))

        let firsts = firstOrders()
        var below: (count: Double, isKnown: Bool) = (Double(consumers), hasConsumers)
        for tier in tiers {
            let sites = network.sites.indices.filter { network.sites[$0].tier == tier }
            let present = sites.filter {
                network.sites[$0].leftOn.map { $0 >= asOf } ?? true && network.sites[$0].joinedOn.map { $0 < asOf } ?? true
            }
            figures.append(HealthFigure(.stepCount, .tier(tier), value: Double(present.count), sample: Double(sites.count)))
            let known = sites.filter { network.sites[$0].joinedOn != nil }
            guard known.count * 2 > sites.count else {
                figures.append(.absent(.newSites, .tier(tier), .noJoinDates))
                figures.append(.absent(.riseRate, .tier(tier), .noJoinDates))
                below = (Double(present.count), true)
                continue
            }
            let joined = known.filter { site in network.sites[site].joinedOn.map { $0 >= yearAgo && $0 < asOf } ?? false }
            figures.append(HealthFigure(.newSites, .tier(tier), value: Double(joined.count), sample: Double(known.count)))
            if !below.isKnown {
                figures.append(.absent(.riseRate, .tier(tier), .noCustomers))
            } else if below.count > 0, years > 0.2 {
                let interval = wilson(successes: min(Double(joined.count), below.count), trials: below.count)
                figures.append(
                    HealthFigure(
                        .riseRate, .tier(tier), value: Double(joined.count) / below.count / years, low: interval.map { $0.low / years },
                        high: interval.map { $0.high / years }, sample: below.count))
            } else {
                figures.append(.absent(.riseRate, .tier(tier), .tooFew))
            }
            figures += firstOrderFigures(tier: tier, orders: sites.compactMap { firsts[$0] })
            below = (Double(present.count), true)
        }
        return HealthSection(.funnel, figures: figures)
    }

    private struct FirstOrder {
        var units: Double
        /// Nil where part of it came without an amount.
        var amount: Double?
    }

    /// By site: what it bought at first, of sites that joined (or first bought) within the files, so that nothing came before.
    private func firstOrders() -> [Int: FirstOrder] {
        var orders: [Int: FirstOrder] = [:]
        let first = input.ledger.firstWeek.monday
        var index = 0
        let purchases = input.trade.purchases
        while index < purchases.count {
            let buyer = purchases[index].buyer
            var end = index
            while end < purchases.count, purchases[end].buyer == buyer { end += 1 }
            defer { index = end }
            guard let joined = input.network.sites[buyer].joinedOn, joined >= first else { continue }
            guard let start = purchases[index..<end].first(where: { $0.units > 0 && $0.day >= joined }) else { continue }
            let order = purchases[index..<end].filter { $0.day >= start.day && $0.day - start.day < Funnel.firstOrderDays }
            let units = order.reduce(0) { $0 + $1.units }
            let priced = order.reduce(0) { $0 + $1.pricedUnits }
            let amount = order.reduce(0) { $0 + $1.amount.amount }
            orders[buyer] = FirstOrder(units: units, amount: priced >= units * 0.999 ? amount : nil)
        }
        return orders
    }

    private func firstOrderFigures(tier: Int, orders: [FirstOrder]) -> [HealthFigure] {
        func figure(_ measure: HealthMeasure, _ values: [Double], _ reason: HealthReason) -> HealthFigure {
            guard values.count >= 5, let middle = median(values) else { return .absent(measure, .tier(tier), reason) }
            let interval = Funnel.medianInterval(values)
            return HealthFigure(measure, .tier(tier), value: middle, low: interval.low, high: interval.high, sample: Double(values.count))
        }
        let amounts = orders.compactMap(\.amount)
        return [
            figure(.firstOrderUnits, orders.map(\.units), .tooFew),
            figure(.firstOrderAmount, amounts, amounts.isEmpty && orders.count >= 5 ? .noAmounts : .tooFew),
        ]
    }

    /// A 90 % interval of the median without assuming a distribution: order statistics by the normal approximation of the binomial
    /// (David & Nagaraja 2003, Order Statistics, §7.1).
    static func medianInterval(_ values: [Double]) -> (low: Double, high: Double) {
        let sorted = values.sorted()
        let n = Double(sorted.count)
        let half = 1.644853626951473 * n.squareRoot() / 2
        let low = max(0, Int((n / 2 - half).rounded(.down)))
        let high = min(sorted.count - 1, Int((n / 2 + half).rounded(.up)))
        return (sorted[low], sorted[high])
    }
}
