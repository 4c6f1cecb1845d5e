import SupplyNetwork

/// Weekly sums of what reporting sites sold, SKU by SKU: what regressions on prices and promotions work on.
struct SalesPanel {
    struct Cell {
        var product: Int
        /// Ledger week.
        var week: Int
        var units: Double
        var promotedUnits: Double
        /// Mean price paid; nil where no unit came with an amount. And of units without, and with, a promotion.
        var price: Double?
        var plainPrice: Double?
        var promotedPrice: Double?
        /// Shares of the week's days on which a promotion of the SKU ran by the calendar, over the pairs that reported, weighed by what they sell:
        /// a promotion of one region counts for the sites in it.
        var promotion: Double
        /// Of days within a week before one, within a week after one, and within the second week after one, none running.
        var before: Double
        var after: Double
        var later: Double
        /// What the pairs whose sites reported that week sell in their mean week, with promotions and without: sales over it do not move
        /// because more sites report, or others.
        var expected: Double
        var expectedPlain: Double
    }

    let cells: [Cell]

    init(_ input: NetworkHealthInput) {
        let (ledger, network, trade) = (input.ledger, input.network, input.trade)
        let weeks = ledger.completeWeekCount
        let size = network.products.count * weeks
        var units = [Double](repeating: 0, count: size)
        var promoted = units
        var sums = [[Int64]](repeating: [Int64](repeating: 0, count: size), count: 4)
        let columns: [Trade.Column] = [.soldAmount, .soldPricedUnits, .promotedAmount, .promotedPricedUnits]
        var expected = [Double](repeating: 0, count: size)
        var expectedPlain = expected
        let calendar = PromotionDays(input, weeks: weeks)
        var days = [[Double]](repeating: [Double](repeating: 0, count: size), count: PromotionDays.columns)
        for (index, pair) in ledger.pairs.enumerated() where ledger.reportsConsumers(pair: index) {
            // Only weeks that are told count, above and below. Weeks that ran out are told as well: to leave them out would leave out good weeks.
            let told = (0..<weeks).filter { input.isReported(pair: index, week: $0) }
            // A pair of fewer than four told weeks has no mean to be held against.
            guard told.count >= 4 else { continue }
            let base = pair.product * weeks
            let own = told.map {
                (units: ledger.value(.sold, pair: index, week: $0), promoted: ledger.value(.soldOnPromotion, pair: index, week: $0))
            }
            let sold = own.reduce(0) { $0 + $1.units } / Double(told.count)
            let plain = sold - own.reduce(0) { $0 + $1.promoted } / Double(told.count)
            let places = columns.indices.filter { trade.has(columns[$0], pair: index) }
            let shares = calendar.shares(product: pair.product, site: pair.site)
            for (week, values) in zip(told, own) {
                units[base + week] += values.units
                promoted[base + week] += values.promoted
                expected[base + week] += sold
                expectedPlain[base + week] += plain
                for place in places { sums[place][base + week] += trade.total(columns[place], pair: index, weeks: week..<week + 1) }
                guard let shares else { continue }
                for column in 0..<PromotionDays.columns { days[column][base + week] += sold * shares[column * weeks + week] }
            }
        }
        func price(_ amount: Int64, _ units: Int64) -> Double? { units > 0 && amount > 0 ? Double(amount) / Double(units) : nil }
        var cells: [Cell] = []
        for product in network.products.indices {
            for week in 0..<weeks where expected[product * weeks + week] > 0 {
                let place = product * weeks + week
                cells.append(
                    Cell(
                        product: product, week: week, units: units[place], promotedUnits: promoted[place],
                        price: price(sums[0][place], sums[1][place]),
                        plainPrice: price(sums[0][place] - sums[2][place], sums[1][place] - sums[3][place]),
                        promotedPrice: price(sums[2][place], sums[3][place]), promotion: days[0][place] / expected[place],
                        before: days[1][place] / expected[place], after: days[2][place] / expected[place],
                        later: days[3][place] / expected[place], expected: expected[place],
                        expectedPlain: expectedPlain[place]))
            }
        }
        self.cells = cells
    }

    /// SKUs that sold at least so many units a week over at least so many weeks; regressions look at these.
    /// - Parameter most: of more, those that sold most.
    func regular(units: Double = 5, weeks: Int = 40, most: Int = .max) -> Set<Int> {
        var sums: [Int: (units: Double, weeks: Int)] = [:]
        for cell in cells {
            let sum = sums[cell.product] ?? (0, 0)
            sums[cell.product] = (sum.units + cell.units, sum.weeks + 1)
        }
        let kept = sums.filter { $0.value.weeks >= weeks && $0.value.units >= units * Double($0.value.weeks) }
        return Set(kept.sorted { ($1.value.units, $0.key) < ($0.value.units, $1.key) }.prefix(most).map(\.key))
    }

    /// Takes each SKU's mean out of every regressor and of the values: fixed effects of the SKUs.
    static func centred(rows: [[Double]], values: [Double], products: [Int]) -> (rows: [[Double]], values: [Double]) {
        guard let size = rows.first?.count else { return (rows, values) }
        var means: [Int: (sums: [Double], value: Double, count: Double)] = [:]
        for (index, product) in products.enumerated() {
            var mean = means[product] ?? ([Double](repeating: 0, count: size), 0, 0)
            for i in 0..<size { mean.sums[i] += rows[index][i] }
            mean.value += values[index]
            mean.count += 1
            means[product] = mean
        }
        var (centredRows, centredValues) = (rows, values)
        for (index, product) in products.enumerated() {
            guard let mean = means[product] else { continue }
            for i in 0..<size { centredRows[index][i] -= mean.sums[i] / mean.count }
            centredValues[index] -= mean.value / mean.count
        }
        return (centredRows, centredValues)
    }
}
