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
        /// Share of the week's days in a promotion of the SKU by the calendar.
        var promotion: Double
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
        for (index, pair) in ledger.pairs.enumerated() where ledger.reportsConsumers(pair: index) {
            let base = pair.product * weeks
            // A pair of fewer than four told weeks has no mean to be held against.
            guard (0..<weeks).lazy.filter({ input.isTold(pair: index, week: $0) }).prefix(4).count == 4 else { continue }
            for week in 0..<weeks {
                units[base + week] += ledger.value(.sold, pair: index, week: week)
                promoted[base + week] += ledger.value(.soldOnPromotion, pair: index, week: week)
            }
            for (place, column) in columns.enumerated() where trade.has(column, pair: index) {
                for week in 0..<weeks { sums[place][base + week] += trade.total(column, pair: index, weeks: week..<week + 1) }
            }
        }
        var expected = [Double](repeating: 0, count: size)
        var expectedPlain = expected
        for (index, pair) in ledger.pairs.enumerated() where ledger.reportsConsumers(pair: index) {
            let told = (0..<weeks).filter { input.isTold(pair: index, week: $0) }
            guard told.count >= 4 else { continue }
            let sold = told.reduce(0.0) { $0 + ledger.value(.sold, pair: index, week: $1) } / Double(told.count)
            let onPromotion = told.reduce(0.0) { $0 + ledger.value(.soldOnPromotion, pair: index, week: $1) } / Double(told.count)
            for week in told {
                expected[pair.product * weeks + week] += sold
                expectedPlain[pair.product * weeks + week] += sold - onPromotion
            }
        }
        let calendar = SalesPanel.calendar(input, weeks: weeks)
        func price(_ amount: Int64, _ units: Int64) -> Double? { units > 0 && amount > 0 ? Double(amount) / Double(units) : nil }
        var cells: [Cell] = []
        for product in network.products.indices {
            for week in 0..<weeks where units[product * weeks + week] > 0 && expected[product * weeks + week] > 0 {
                let place = product * weeks + week
                cells.append(
                    Cell(
                        product: product, week: week, units: units[place], promotedUnits: promoted[place],
                        price: price(sums[0][place], sums[1][place]),
                        plainPrice: price(sums[0][place] - sums[2][place], sums[1][place] - sums[3][place]),
                        promotedPrice: price(sums[2][place], sums[3][place]), promotion: calendar[place], expected: expected[place],
                        expectedPlain: expectedPlain[place]))
            }
        }
        self.cells = cells
    }

    private static func calendar(_ input: NetworkHealthInput, weeks: Int) -> [Double] {
        var shares = [Double](repeating: 0, count: input.network.products.count * weeks)
        let start = input.ledger.firstWeek.monday
        for promotion in input.promotions {
            let products = promotion.product.map { [$0] } ?? Array(input.network.products.indices)
            let (first, last) = (promotion.startsOn - start, promotion.endsOn - start)
            guard last >= 0, first < weeks * 7, first <= last else { continue }
            for day in max(0, first)...min(last, weeks * 7 - 1) {
                // A promotion of one region reaches a part of the sites.
                let share = promotion.region == nil ? 1.0 : 0.5
                for product in products { shares[product * weeks + day / 7] += share / 7 }
            }
        }
        return shares.map { min($0, 1) }
    }

    /// SKUs that sold at least so many units a week over at least so many weeks; regressions look at these.
    func regular(units: Double = 5, weeks: Int = 40) -> Set<Int> {
        var sums: [Int: (units: Double, weeks: Int)] = [:]
        for cell in cells {
            let sum = sums[cell.product] ?? (0, 0)
            sums[cell.product] = (sum.units + cell.units, sum.weeks + 1)
        }
        return Set(sums.filter { $0.value.weeks >= weeks && $0.value.units >= units * Double($0.value.weeks) }.keys)
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
