import SupplyNetwork

/// Makes the ledger of what the files add up to.
struct LedgerAssembly {
    let network: Network
    let asOf: Day
    let accumulator: WeeklyAccumulator
    let watch: MidweekWatch
    let midweek: MidweekSums
    /// Usable counts, all before `asOf`.
    let counts: [StockTable.Count]
    /// First day that any usable row or count names.
    let firstDay: Day?
    /// Pairs that only other files name.
    let otherPairs: [Pair]

    func ledger() -> Ledger {
        let lastWeek = (asOf - 1).week
        let firstWeek = min(firstDay?.week ?? lastWeek, lastWeek)
        let weekCount = lastWeek - firstWeek + 1
        let productCount = network.products.count

        // The weeks of each row, 64 rows at a time: a block of values is a line of this small table.
        let window = Int(firstWeek.number)..<Int(firstWeek.number) + weekCount
        var columns = [[Double]?](repeating: nil, count: accumulator.rows.count)
        var keys: [Int] = []
        keys.reserveCapacity(accumulator.rows.count / 2)
        let size = WeeklyAccumulator.blockRows
        var table = [Double](repeating: 0, count: size * weekCount)
        for group in 0..<accumulator.groupCount {
            var used: UInt64 = 0
            for (place, week) in window.enumerated() {
                guard let block = accumulator.values(group: group, week: week) else { continue }
                for i in 0..<size where block[i] != 0 {
                    table[i * weekCount + place] = Quantity.unscaled(block[i])
                    used |= 1 << UInt64(i)
                }
            }
            for i in 0..<size where used & (1 << UInt64(i)) != 0 {
                let row = group * size + i
                columns[row] = Array(table[i * weekCount..<(i + 1) * weekCount])
                keys.append(Int(accumulator.rows[row].site) * productCount + Int(accumulator.rows[row].product))
                for place in i * weekCount..<(i + 1) * weekCount { table[place] = 0 }
            }
        }

        // Every pair that is named, in order; the place of each by its number.
        for count in counts { keys.append(Int(count.site) * productCount + Int(count.product)) }
        for pair in otherPairs { keys.append(pair.site * productCount + pair.product) }
        keys.sort()
        var pairs: [Pair] = []
        var places: [Int: Int] = [:]
        places.reserveCapacity(keys.count)
        var previous = -1
        for key in keys where key != previous {
            places[key] = pairs.count
            pairs.append(Pair(site: key / productCount, product: key % productCount))
            previous = key
        }

        var rows: [Movement: [Int: [Double]]] = [:]
        var reported: [Int: [Bool]] = [:]
        for movement in Movement.allCases { rows[movement] = [:] }
        for (row, key) in accumulator.rows.enumerated() {
            guard let values = columns[row], let place = places[Int(key.site) * productCount + Int(key.product)] else { continue }
            if let movement = Movement(rawValue: Int(key.column)) { rows[movement]?[place] = values }
            guard Int(key.column) == WeeklyAccumulator.reports || Int(key.column) == Movement.sold.rawValue else { continue }
            var flags = reported[place] ?? [Bool](repeating: false, count: weekCount)
            for week in values.indices where values[week] != 0 { flags[week] = true }
            reported[place] = flags
        }
        // Who reports consumers, if only to say that there were none, has a row of sales.
        for place in reported.keys where rows[.sold]?[place] == nil { rows[.sold]?[place] = [Double](repeating: 0, count: weekCount) }
        return Ledger(
            asOf: asOf, firstWeek: firstWeek, weekCount: weekCount, siteCount: network.sites.count, pairs: pairs, rows: rows,
            reported: reported,
            counts: counts.compactMap { count in
                guard let place = places[Int(count.site) * productCount + Int(count.product)] else { return nil }
                return stockCount(count, pair: place)
            })
    }

    private func stockCount(_ count: StockTable.Count, pair: Int) -> StockCount {
        let day = Day(number: count.day)
        var result = StockCount(
            pair: pair, day: day, onHand: count.onHand, inTransit: count.inTransit, expiresOn: count.expiresOn.map { Day(number: $0) })
        if day.weekday < 6, let slot = watch.slot(site: Int(count.site), product: Int(count.product), week: Int(day.week.number)) {
            (result.netAfterInWeek, result.soldAfterInWeek) = midweek.after(slot: slot, weekday: day.weekday)
        }
        return result
    }
}

/// Sites whose reported outflow exceeds all that they can have had.
struct PossibleStock {
    /// Slack for rounding and for goods that change hands at the edge of a week: a unit, and 2 % of what came in.
    static let unitsTolerance = 1.0
    static let shareTolerance = 0.02

    struct Excess: Hashable {
        var pair: Int
        var week: Week
        /// Units missing at the worst moment.
        var units: Double
        /// Whether the balance began with a count; without one, the opening stock is unknown and may explain it.
        var isCounted: Bool
    }

    /// One excess for each pair that has one, in order of pair.
    ///
    /// Only pairs that report what they receive are looked at: without receipts, sales above stock say nothing. The balance
    /// begins at the first count, or with nothing where there is none, and begins again at every count.
    static func excesses(_ ledger: Ledger) -> [Excess] {
        var excesses: [Excess] = []
        for pair in ledger.pairs.indices {
            guard let received = ledger.values(.received, pair: pair) else { continue }
            let inflows = [received, ledger.values(.returnedIn, pair: pair), ledger.values(.soldBack, pair: pair)].compactMap { $0 }
            let outflows = [
                ledger.values(.shipped, pair: pair), ledger.values(.returnedOut, pair: pair), ledger.values(.sold, pair: pair),
            ].compactMap { $0 }
            guard !outflows.isEmpty else { continue }
            let counts = ledger.counts(pair: pair)
            var next = counts.startIndex
            var balance = 0.0
            var inflow = 0.0
            var isCounted = false
            var worst: Excess?
            for week in 0..<ledger.weekCount {
                let monday = (ledger.firstWeek + week).monday
                for column in inflows {
                    balance += column[week]
                    inflow += column[week]
                }
                for column in outflows { balance -= column[week] }
                let tolerance = unitsTolerance + shareTolerance * inflow
                if balance < -tolerance, -balance > (worst?.units ?? 0) {
                    worst = Excess(pair: pair, week: ledger.firstWeek + week, units: -balance, isCounted: isCounted)
                }
                var counted: (day: Day, units: Double)?
                while next < counts.endIndex, counts[next].day < monday + 7 {
                    let count = counts[next]
                    if let lot = counted, lot.day == count.day {
                        counted?.units += count.onHand
                    } else {
                        counted = (count.day, count.onHand + count.netAfterInWeek)
                    }
                    next += 1
                }
                if let counted {
                    balance = counted.units
                    inflow = max(0, counted.units)
                    isCounted = true
                }
            }
            if let worst { excesses.append(worst) }
        }
        return excesses
    }
}
