import SupplyNetwork

/// `flow.csv`: through which channels consumers buy, and how long goods stay at every step from factory to consumer.
///
/// Time at a step is Little's law (Little 1961, doi:10.1287/opre.9.3.383): mean stock ÷ mean outflow. It holds for the mean of what passed
/// through, whatever the order in which goods leave.
struct GoodsFlow {
    let input: NetworkHealthInput
    let options: NetworkHealthOptions

    var section: HealthSection { HealthSection(.flow, figures: channels() + steps()) }

    private func channels() -> [HealthFigure] {
        guard input.ledger.pairs.indices.contains(where: { input.ledger.reportsConsumers(pair: $0) }) else {
            return [.absent(.channelShare, .noConsumerSales)]
        }
        guard !input.trade.channels.isEmpty else { return [.absent(.channelShare, .noChannels)] }
        let windows = input.windows(of: options.windowWeeks)
        let first = input.ledger.firstWeek
        func sums(_ weeks: Range<Int>) -> (units: [Double], money: [Double], priced: [Double]) {
            let zeros = [Double](repeating: 0, count: input.trade.channels.count)
            var (units, money, priced) = (zeros, zeros, zeros)
            for sale in input.trade.channelSales where weeks.contains(sale.week - first) {
                units[sale.channel] += sale.units
                money[sale.channel] += sale.amount.amount
                priced[sale.channel] += sale.pricedUnits
            }
            return (units, money, priced)
        }
        let now = sums(windows.current)
        let before = windows.previous.isEmpty ? nil : sums(windows.previous)
        let total = now.units.reduce(0, +)
        let earlier = before.map { $0.units.reduce(0, +) } ?? 0
        let (money, moneyBefore) = (now.money.reduce(0, +), before.map { $0.money.reduce(0, +) } ?? 0)
        var figures: [HealthFigure] = []
        for (channel, name) in input.trade.channels.enumerated() where now.units[channel] > 0 || (before?.units[channel] ?? 0) > 0 {
            figures.append(
                HealthFigure(
                    .channelShare, .channel(name), value: total > 0 ? now.units[channel] / total : nil, sample: now.units[channel],
                    previous: earlier > 0 ? (before?.units[channel] ?? 0) / earlier : nil))
            figures.append(
                money > 0
                    ? HealthFigure(
                        .channelMoneyShare, .channel(name), value: now.money[channel] / money, sample: now.priced[channel],
                        previous: moneyBefore > 0 ? (before?.money[channel] ?? 0) / moneyBefore : nil)
                    : .absent(.channelMoneyShare, .channel(name), .noAmounts))
        }
        var reported = 0.0
        for pair in input.ledger.pairs.indices {
            reported +=
                input.ledger.total(.sold, pair: pair, weeks: windows.current)
                - input.ledger.total(.soldBack, pair: pair, weeks: windows.current)
        }
        figures.append(
            HealthFigure(.channelUnknownShare, value: reported > 0 ? max(0, 1 - total / reported) : nil, sample: max(0, reported)))
        return figures
    }

    private func steps() -> [HealthFigure] {
        let weeks = input.windows(of: options.windowWeeks).current
        guard !weeks.isEmpty else { return [.absent(.weeksAtStep, .tooFew)] }
        let (network, ledger) = (input.network, input.ledger)
        let tiers = Set(network.sites.map(\.tier)).sorted()
        let places = Dictionary(uniqueKeysWithValues: tiers.enumerated().map { ($1, $0) })
        struct Cell {
            var stock = 0.0
            var outflow = 0.0
            var pairs = 0.0
            var unknown = 0.0
        }
        var cells = [Cell](repeating: Cell(), count: network.products.count * tiers.count)
        for (index, pair) in ledger.pairs.enumerated() {
            guard let tier = places[network.sites[pair.site].tier] else { continue }
            let cell = pair.product * tiers.count + tier
            let sums = input.sums(pair: index, weeks: weeks)
            let known = weeks.compactMap { input.onHand(pair: index, week: $0) }
            guard known.count == weeks.count else {
                if sums.left > 0 || sums.received > 0 { cells[cell].unknown += 1 }
                continue
            }
            cells[cell].stock += known.reduce(0, +) / Double(weeks.count)
            cells[cell].outflow += sums.left / Double(weeks.count)
            cells[cell].pairs += 1
        }
        /// Mean weeks at a step; nil where more than a fifth of its pairs are unknown or nothing left it.
        func dwell(_ cell: Cell) -> Double? {
            cell.outflow > 0 && cell.unknown <= 0.25 * cell.pairs ? max(0, cell.stock) / cell.outflow : nil
        }
        var figures: [HealthFigure] = []
        for (place, tier) in tiers.enumerated() {
            var sum = Cell()
            for product in network.products.indices {
                let cell = cells[product * tiers.count + place]
                sum.stock += cell.stock
                sum.outflow += cell.outflow
                sum.pairs += cell.pairs
                sum.unknown += cell.unknown
            }
            figures.append(HealthFigure(.weeksAtStep, .tier(tier), value: dwell(sum), sample: sum.pairs, reason: .notIdentified))
        }
        for product in network.products.indices {
            var (total, pairs, isKnown) = (0.0, 0.0, false)
            var isWhole = true
            for (place, tier) in tiers.enumerated() {
                let cell = cells[product * tiers.count + place]
                guard cell.pairs + cell.unknown > 0, cell.outflow > 0 || cell.stock > 0 else { continue }
                let weeks = dwell(cell)
                figures.append(
                    HealthFigure(
                        .weeksAtStep, .group(kind: "sku_at_tier", key: "\(network.products[product].sku) @ \(tier)"), value: weeks,
                        sample: cell.pairs, reason: .notIdentified))
                if let weeks { total += weeks } else { isWhole = false }
                pairs += cell.pairs
                isKnown = true
            }
            guard isKnown else { continue }
            let lead = network.products[product].supplierLeadTimeDays.map { Double($0) / 7 }
            figures.append(
                HealthFigure(
                    .factoryToConsumer, .product(product), value: isWhole ? total + (lead ?? 0) : nil, sample: pairs, reason: .notIdentified
                ))
        }
        return figures
    }
}
