import SupplyNetwork

/// Makes the trade of what the sales files add up to: sorted, and without what is not yet known.
struct TradeAssembly {
    let collector: TradeCollector
    let network: Network
    let ledger: Ledger
    let categories: [String]

    func trade() -> Trade {
        var trade = Trade(firstWeek: ledger.firstWeek, weekCount: ledger.weekCount, pairCount: ledger.pairs.count)
        setMoney(&trade)
        let asOf = ledger.asOf
        let firstDay = ledger.firstWeek.monday
        let known = firstDay.number..<max(firstDay.number, asOf.number)

        var days: [TradeCollector.PurchaseKey: (bought: TradeCollector.Sum, returned: TradeCollector.Sum)] = [:]
        for (key, sum) in collector.purchases where known.contains(key.day) && sum.rows > 0 {
            var key = key
            let isReturn = key.isReturn
            key.isReturn = false
            if isReturn {
                days[key, default: (.init(), .init())].returned = sum
            } else {
                days[key, default: (.init(), .init())].bought = sum
            }
        }
        trade.purchases = days.map { key, sums in
            Trade.Purchase(
                day: Day(number: key.day), buyer: Int(key.buyer), seller: Int(key.seller), units: Quantity.unscaled(sums.bought.units),
                pricedUnits: Quantity.unscaled(sums.bought.priced), amount: Money(tenThousandths: sums.bought.amount),
                returnedUnits: Quantity.unscaled(sums.returned.units), returnedAmount: Money(tenThousandths: sums.returned.amount))
        }.sorted { ($0.buyer, $0.day, $0.seller) < ($1.buyer, $1.day, $1.seller) }

        trade.sellOut = collector.sellOut.compactMap { key, sum in
            let day = Int32(bitPattern: UInt32(truncatingIfNeeded: key))
            guard known.contains(day), sum.rows > 0 else { return nil }
            return Trade.SellOut(
                day: Day(number: day), site: Int(key >> 32), units: Quantity.unscaled(sum.units),
                pricedUnits: Quantity.unscaled(sum.priced),
                amount: Money(tenThousandths: sum.amount))
        }.sorted { ($0.site, $0.day) < ($1.site, $1.day) }

        let (channels, channelNumbers) = sorted(collector.channels)
        let (regions, regionNumbers) = sorted(collector.regions)
        trade.channels = channels
        trade.regions = regions
        trade.categories = categories
        let weeks = ledger.firstWeek.number..<ledger.endWeek.number
        trade.channelSales = collector.channelSales.compactMap { key, sum in
            let week = Int32(truncatingIfNeeded: key & 0xffff)
            guard weeks.contains(week), sum.rows > 0 else { return nil }
            return Trade.ChannelSales(
                channel: channelNumbers[Int(key >> 48)], product: Int(key >> 16 & 0xffff_ffff), week: Week(number: week),
                units: Quantity.unscaled(sum.units), pricedUnits: Quantity.unscaled(sum.priced), amount: Money(tenThousandths: sum.amount))
        }.sorted { ($0.channel, $0.product, $0.week) < ($1.channel, $1.product, $1.week) }
        trade.scans = collector.scans.compactMap { key, sum in
            guard weeks.contains(key.week), sum.rows > 0 else { return nil }
            return Trade.Scan(
                site: Int(key.site), product: Int(key.product), week: Week(number: key.week), region: regionNumbers[Int(key.region)],
                units: Quantity.unscaled(sum.units), scans: Int(sum.rows))
        }.sorted { ($0.site, $0.product, $0.region, $0.week) < ($1.site, $1.product, $1.region, $1.week) }
        setCustomers(&trade, weeks: weeks, channelNumbers: channelNumbers)
        return trade
    }

    private func setCustomers(_ trade: inout Trade, weeks: Range<Int32>, channelNumbers: [Int]) {
        var keys = collector.customerWeeks.filter { weeks.contains($0.key.week) && $0.value.sum.rows > 0 }.map(\.key)
        keys.sort { ($0.customer, $0.week) < ($1.customer, $1.week) }
        var spans: [(customer: UInt64, first: Int32, range: Range<Int>)] = []
        var start = 0
        while start < keys.count {
            var end = start + 1
            while end < keys.count, keys[end].customer == keys[start].customer { end += 1 }
            spans.append((keys[start].customer, keys[start].week, start..<end))
            start = end
        }
        spans.sort { ($0.first, $0.customer) < ($1.first, $1.customer) }
        trade.customerWeeks.reserveCapacity(keys.count)
        trade.customers.reserveCapacity(spans.count)
        for span in spans {
            let begin = trade.customerWeeks.count
            for key in keys[span.range] {
                guard let entry = collector.customerWeeks[key] else { continue }
                var channels: UInt64 = 0
                for (number, place) in channelNumbers.enumerated() where entry.channels & (1 << UInt64(min(number, 63))) != 0 {
                    channels |= 1 << UInt64(min(place, 63))
                }
                trade.customerWeeks.append(
                    Trade.CustomerWeek(
                        week: Week(number: key.week), plainRows: Int(entry.sum.rows - entry.promotedRows),
                        promotedRows: Int(entry.promotedRows),
                        units: Quantity.unscaled(entry.sum.units), amount: Money(tenThousandths: entry.sum.amount),
                        categories: entry.categories,
                        channels: channels))
            }
            let site = Int((collector.firstSites[span.customer] ?? 0) & 0xffff_ffff)
            trade.customers.append(Trade.Customer(site: site, weeks: begin..<trade.customerWeeks.count))
        }
    }

    private func setMoney(_ trade: inout Trade) {
        let window = Int(ledger.firstWeek.number)..<Int(ledger.endWeek.number)
        let money = collector.money
        var row = [Int64](repeating: 0, count: ledger.weekCount)
        for index in 1..<max(1, money.rows.count) {
            let key = money.rows[index]
            guard let column = Trade.Column(rawValue: Int(key.column)),
                let pair = ledger.pair(site: Int(key.site), product: Int(key.product))
            else { continue }
            var isUsed = false
            for (place, week) in window.enumerated() {
                let value = money.values(group: index >> 6, week: week)?[index & 63] ?? 0
                row[place] = value
                isUsed = isUsed || value != 0
            }
            if isUsed { trade.set(column, pair: pair, to: row) }
        }
    }

    /// The words in order, and the place of each number among them.
    private func sorted(_ words: TradeCollector.Words) -> (texts: [String], places: [Int]) {
        let order = words.texts.indices.sorted { words.texts[$0] < words.texts[$1] }
        var places = [Int](repeating: 0, count: order.count)
        for (place, number) in order.enumerated() { places[number] = place }
        return (order.map { words.texts[$0] }, places)
    }
}

/// The bit of each product's category: categories in order, the 64th and later ones share the last bit.
struct CategoryBits {
    let names: [String]
    let bits: [UInt64]

    init(_ products: [Product]) {
        let names = Set(products.compactMap(\.category)).sorted()
        let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        self.names = names
        bits = products.map { product in product.category.flatMap { places[$0] }.map { 1 << UInt64(min($0, 63)) } ?? 0 }
    }
}
