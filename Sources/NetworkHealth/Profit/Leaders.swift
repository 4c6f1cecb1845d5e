import SupplyNetwork

/// `leaders.csv`: what each site earns on each SKU, and on what it loses: margin + rebates − delivery − spoilage − holding.
///
/// Only sites whose sales and purchases of the SKU came with amounts are reckoned, over one window. A part whose inputs are missing is empty
/// and left out of the sum; which parts those are the section's figures say.
struct Leaders {
    let input: NetworkHealthInput
    let options: NetworkHealthOptions

    private struct Row {
        var pair: Int
        var sales: Money
        var margin: Money
        var rebates: Money
        var delivery: Money?
        var spoilage: Money?
        var holding: Money
        var contribution: Money {
            margin + rebates - (delivery ?? .zero) - (spoilage ?? .zero) - holding
        }
    }

    var section: HealthSection {
        guard input.trade.hasAmounts else { return HealthSection(.leaders, figures: [.absent(.contribution, .noAmounts)]) }
        let windows = input.windows(of: options.windowWeeks)
        let rows = rows(windows.current)
        guard !rows.isEmpty else { return HealthSection(.leaders, figures: [.absent(.contribution, .noConsumerSales)] + baskets()) }
        var bySite: [Int: Money] = [:]
        for row in rows { bySite[input.ledger.pairs[row.pair].site, default: .zero] += row.contribution }
        let total = rows.reduce(Money.zero) { $0 + $1.contribution }
        let sales = rows.reduce(Money.zero) { $0 + $1.sales }
        let before = self.rows(windows.previous)
        let losing = bySite.values.filter { $0 < .zero }
        var figures = [
            HealthFigure(
                .contribution, value: total.amount, sample: Double(rows.count),
                previous: windows.previous.count == windows.current.count && !before.isEmpty
                    ? before.reduce(Money.zero) { $0 + $1.contribution }.amount : nil),
            HealthFigure(.contributionShare, value: sales > .zero ? total.amount / sales.amount : nil, sample: Double(rows.count)),
            HealthFigure(.losingSites, value: Double(losing.count), sample: Double(bySite.count)),
            HealthFigure(.losingMoney, value: losing.reduce(Money.zero, +).amount, sample: Double(losing.count)),
        ]
        if options.deliveryCostPerUnit == nil { figures.append(.absent(.deliveryCost, .noDeliveryCost)) }
        for tier in Set(bySite.keys.map { input.network.sites[$0].tier }).sorted() {
            let own = bySite.filter { input.network.sites[$0.key].tier == tier }
            figures.append(HealthFigure(.contribution, .tier(tier), value: own.values.reduce(.zero, +).amount, sample: Double(own.count)))
            figures.append(
                HealthFigure(.losingSites, .tier(tier), value: Double(own.values.filter { $0 < .zero }.count), sample: Double(own.count)))
        }
        return HealthSection(.leaders, figures: figures + baskets(), table: table(rows))
    }

    private func rows(_ weeks: Range<Int>) -> [Row] {
        guard !weeks.isEmpty else { return [] }
        let (ledger, trade) = (input.ledger, input.trade)
        let all = 0..<ledger.completeWeekCount
        // Rebates of the window, shared over the SKUs a site bought in proportion to the money it paid.
        var rebates: [Int: Money] = [:]
        for payout in input.payouts where payout.kind == .rebate && weeks.contains(payout.day.week - ledger.firstWeek) {
            rebates[payout.payee, default: .zero] += Money(payout.amount)
        }
        var bought: [Int: (pairs: [Int], money: [Double])] = [:]
        for (index, pair) in ledger.pairs.enumerated() where rebates[pair.site] != nil {
            let money = trade.amount(.boughtAmount, pair: index, weeks: weeks).amount
            guard money > 0 else { continue }
            bought[pair.site, default: ([], [])].pairs.append(index)
            bought[pair.site, default: ([], [])].money.append(money)
        }
        var rebate: [Int: Money] = [:]
        for (site, list) in bought {
            for (pair, share) in zip(list.pairs, (rebates[site] ?? .zero).shared(over: list.money)) { rebate[pair] = share }
        }
        return ledger.pairs.indices.compactMap { index in
            let soldUnits = trade.units(.soldPricedUnits, pair: index, weeks: weeks)
            let boughtUnits = trade.units(.boughtPricedUnits, pair: index, weeks: all)
            guard soldUnits > 0, boughtUnits > 0 else { return nil }
            let cost = trade.amount(.boughtAmount, pair: index, weeks: all).amount / boughtUnits
            let sales = trade.amount(.soldAmount, pair: index, weeks: weeks)
            let stock = weeks.compactMap { input.onHand(pair: index, week: $0) }
            let mean = stock.isEmpty ? 0 : stock.reduce(0, +) / Double(stock.count)
            let lots = input.lots(pair: index)
            let expired = lots.filter { $0.expiresOn < ledger.asOf && ledger.asOf - $0.expiresOn <= weeks.count * 7 }.reduce(0) {
                $0 + $1.units
            }
            return Row(
                pair: index, sales: sales, margin: sales - Money(soldUnits * cost), rebates: rebate[index] ?? .zero,
                delivery: options.deliveryCostPerUnit.map { Money($0 * soldUnits) }, spoilage: lots.isEmpty ? nil : Money(expired * cost),
                holding: Money(mean * cost * options.holdingRate * Double(weeks.count) * 7 / 365.25))
        }
    }

    /// What goods of short shelf life pull along: of weeks in which a known consumer bought something fresh, the share in which something else was
    /// in the basket, beside the same consumers' other weeks.
    private func baskets() -> [HealthFigure] {
        let trade = input.trade
        guard !trade.customers.isEmpty else { return [.absent(.freshBaskets, .noCustomers)] }
        var fresh: UInt64 = 0
        for product in input.network.products {
            guard let life = product.shelfLifeDays, life < 30, let category = product.category,
                let place = trade.categories.firstIndex(of: category)
            else { continue }
            fresh |= 1 << UInt64(min(place, 63))
        }
        guard fresh != 0 else {
            return [.absent(.freshBaskets, input.network.products.contains { $0.shelfLifeDays != nil } ? .tooFew : .noShelfLife)]
        }
        var (with, all) = (0.0, 0.0)
        for week in trade.customerWeeks where week.categories & fresh != 0 {
            all += 1
            if week.categories & ~fresh != 0 { with += 1 }
        }
        guard all >= 20, let interval = wilson(successes: with, trials: all) else { return [.absent(.freshBaskets, .tooFew)] }
        return [HealthFigure(.freshBaskets, value: with / all, low: interval.low, high: interval.high, sample: all)]
    }

    private func table(_ rows: [Row]) -> HealthTable {
        let columns = ["site", "sku", "sales", "margin", "rebates", "delivery", "spoilage", "holding", "contribution"]
        var table = HealthTable(columns: columns.map { HealthTable.Column($0, decimals: 2) })
        table.rows = rows.sorted { ($0.contribution, $0.pair) < ($1.contribution, $1.pair) }.map { row in
            let pair = input.ledger.pairs[row.pair]
            return [
                .site(pair.site), .product(pair.product), .money(row.sales), .money(row.margin), .money(row.rebates),
                row.delivery.map { .money($0) } ?? .missing, row.spoilage.map { .money($0) } ?? .missing, .money(row.holding),
                .money(row.contribution),
            ]
        }
        return table
    }
}
