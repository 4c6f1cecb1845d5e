import SupplyNetwork

/// One overstocked site × SKU, laid out week by week for those who look for the cause.
struct StockpileCase: Sendable {
    let pair: Pair
    let site: Site
    let product: Product
    let asOf: Day
    let firstWeek: Week
    /// Ledger weeks, by index: received from suppliers; what left (consumed where known, and passed on).
    let received: [Double]
    let left: [Double?]
    let stock: [Double?]
    /// Index of the week in which the pile began; nil where it cannot be told.
    let since: Int?
    /// First week with a movement of the pair.
    let first: Int
    let demandPerWeek: Double
    /// Median of what peers of tier and SKU consume a week in their first quarter; nil with too few.
    let peerEntryConsumption: Double?
    /// The site's purchases of all products in money, by ledger week.
    let purchases: [Double]
    let options: StockpilingOptions

    var weekCount: Int { received.count }
    func week(_ index: Int) -> Week { firstWeek + index }

    /// Weeks whose receipts may have made the pile.
    var buildUp: Range<Int> {
        let begin = max(first, (since ?? max(0, weekCount - options.consumptionWeeks)) - options.buildUpWeeks)
        return min(begin, weekCount)..<weekCount
    }

    /// The largest week of receipts since the build-up began.
    var largest: (week: Int, quantity: Double)? {
        var best: (week: Int, quantity: Double)?
        for week in buildUp where received[week] > (best?.quantity ?? 0) { best = (week, received[week]) }
        return best
    }

    /// Median of the other weeks with receipts; nil where there is none.
    var typical: Double? {
        guard let largest else { return nil }
        let others = received.indices.filter { received[$0] > 0 && $0 != largest.week }.map { received[$0] }.sorted()
        return others.isEmpty ? nil : medianOfSorted(others)
    }

    var isLargestUnusual: Bool {
        guard let largest else { return false }
        guard let typical else { return largest.quantity > 0 }
        return largest.quantity >= options.largeReceipt * typical
    }

    func sum(_ weeks: Range<Int>) -> Double { weeks.clamped(to: received.indices).reduce(0) { $0 + received[$1] } }

    /// Mean of what left over the known weeks of a range; nil with fewer than four.
    func pace(_ weeks: Range<Int>) -> Double? {
        let known = weeks.clamped(to: left.indices).compactMap { left[$0] }
        return known.count < 4 ? nil : known.reduce(0, +) / Double(known.count)
    }

    /// The week in which stock first rose above what horizon and allowance of the consumption then current would use, without
    /// falling below it since.
    static func since(stock: [Double?], left: [Double?], perWeek: Double, options: StockpilingOptions) -> Int? {
        let weeks = Double(options.horizonWeeks) + options.allowanceWeeks
        var paces = [Double?](repeating: nil, count: left.count)
        var window: [Double] = []
        for week in left.indices {
            if let value = left[week] {
                window.append(value)
                if window.count > options.consumptionWeeks { window.removeFirst() }
            }
            paces[week] = window.count >= 4 ? window.reduce(0, +) / Double(window.count) : nil
        }
        func begin(_ level: (Int) -> Double) -> Int? {
            var result: Int?
            for week in stock.indices.reversed() {
                guard let units = stock[week], units > weeks * level(week) else { break }
                result = week
            }
            return result
        }
        return begin { paces[$0] ?? perWeek } ?? begin { _ in perWeek }
    }
}

func medianOfSorted(_ values: [Double]) -> Double {
    let middle = values.count / 2
    return values.count % 2 == 1 ? values[middle] : 0.5 * (values[middle - 1] + values[middle])
}
