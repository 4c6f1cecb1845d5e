import Foundation
import SupplyNetwork

/// What prices and promotions do to the units that people take, in one regression: list price as a power, promotions as shares of days that add,
/// beside an effect of each SKU, of each week over all SKUs, and of season and events by category.
///
/// The effect of a promotion is read from the days it runs; what it takes from other days from the week before it and the two after it. Price is
/// that without a promotion, so that a discount is not taken for a low price. SKUs are the clusters, since what a SKU's sales wander by lasts.
struct DemandModel {
    let regression: CountRegression
    /// Cells behind it.
    let cells: [SalesPanel.Cell]
    /// Whether list prices moved enough to read an elasticity, and by how much: root mean square of ln price about the SKU's mean.
    let priceSpread: Double
    let isPriced: Bool
    /// Centred ln list price by cell; 0 where no price is known.
    private let prices: [Double]

    static let promotionColumns = 4
    /// Weeks after a launch in which curiosity moves sales.
    static let launchWeeks = 13
    /// SKUs that a regression holds at most: those that sell most.
    private static let mostProducts = 60

    /// A launch within the files whose category has older SKUs.
    struct Launch {
        var product: Int
        /// The first whole ledger week after it.
        var week: Int
        var siblings: [Int]
        /// Place among the coefficients of the siblings' change over the first weeks; the one after it is that of the weeks that follow.
        var column: Int
    }
    let launches: [Launch]
    private let categoryOf: [Int: Int]

    /// - Returns: nil with fewer than six regular SKUs or fewer than 26 weeks.
    init?(_ input: NetworkHealthInput, panel: SalesPanel) {
        let products = input.network.products
        let first = input.ledger.firstWeek
        let cells = DemandModel.settled(panel.cells, input, regular: panel.regular(most: DemandModel.mostProducts))
        guard Set(cells.map(\.product)).count >= 6, Set(cells.map(\.week)).count >= 26 else { return nil }
        self.cells = cells
        let (prices, spread) = DemandModel.prices(cells)
        let isPriced = spread >= Brand.leastPriceSpread
        self.prices = prices
        priceSpread = spread
        self.isPriced = isPriced

        // Columns: price; SKUs; weeks; of categories season and events; of launches what they take at first and later.
        let columns = DemandColumns(cells, input)
        let weeks = Dictionary(uniqueKeysWithValues: Set(cells.map(\.week)).sorted().enumerated().map { ($1, $0) })
        let weekStart = 1 + columns.count
        var size = weekStart + weeks.count
        var launches: [Launch] = []
        let sold = Set(cells.map(\.product))
        for product in products.indices {
            guard let day = products[product].launchedOn, let category = products[product].category else { continue }
            let week = day.week - first + (day.weekday == 0 ? 0 : 1)
            guard week >= DemandModel.launchWeeks, week + DemandModel.launchWeeks <= input.ledger.completeWeekCount else { continue }
            let siblings = sold.filter {
                $0 != product && products[$0].category == category && (products[$0].launchedOn.map { $0 < first.monday } ?? true)
                    && products[$0].discontinuedOn == nil
            }
            guard !siblings.isEmpty else { continue }
            launches.append(
                Launch(product: product, week: week, siblings: siblings.sorted(), column: DemandModel.promotionColumns + size))
            size += 2
        }
        self.launches = launches
        categoryOf = columns.categoryOf
        let rows = cells.enumerated().map { index, cell -> CountRegression.Row in
            var effects: [(place: Int, value: Double)] = [(0, isPriced ? prices[index] : 0), (weekStart + (weeks[cell.week] ?? 0), 1)]
            effects += columns.effects(cell).map { (1 + $0.place, $0.value) }
            for launch in launches where cell.week >= launch.week && launch.siblings.contains(cell.product) {
                let later = cell.week >= launch.week + DemandModel.launchWeeks
                effects.append((launch.column - DemandModel.promotionColumns + (later ? 1 : 0), 1))
            }
            return CountRegression.Row(
                exposure: cell.expected, shares: [cell.promotion, cell.before, cell.after, cell.later], effects: effects, value: cell.units,
                cluster: cell.product)
        }
        guard let regression = CountRegression(rows, shares: DemandModel.promotionColumns, effects: size) else { return nil }
        self.regression = regression
    }

    /// Cells of regular SKUs but for the weeks of curiosity after a launch within the files, and those after a SKU's end.
    static func settled(_ cells: [SalesPanel.Cell], _ input: NetworkHealthInput, regular: Set<Int>) -> [SalesPanel.Cell] {
        let first = input.ledger.firstWeek
        return cells.filter { cell in
            guard regular.contains(cell.product) else { return false }
            let product = input.network.products[cell.product]
            if let launched = product.launchedOn, launched >= first.monday,
                cell.week < launched.week - first + DemandModel.launchWeeks
            {
                return false
            }
            return product.discontinuedOn.map { (first + cell.week).monday < $0 } ?? true
        }
    }

    /// ln list price about the SKU's mean, the last one known standing in for a week wholly on promotion.
    private static func prices(_ cells: [SalesPanel.Cell]) -> (values: [Double], spread: Double) {
        var last: [Int: Double] = [:]
        var sums: [Int: (sum: Double, count: Double)] = [:]
        let logs = cells.map { cell -> Double? in
            let price = (cell.plainPrice ?? last[cell.product]).map { log($0) }
            last[cell.product] = cell.plainPrice ?? last[cell.product]
            if let price {
                let sum = sums[cell.product] ?? (0, 0)
                sums[cell.product] = (sum.sum + price, sum.count + 1)
            }
            return price
        }
        let values = zip(cells, logs).map { cell, price -> Double in
            guard let price, let sum = sums[cell.product] else { return 0 }
            return price - sum.sum / sum.count
        }
        let known = Double(logs.compactMap { $0 }.count)
        return (values, known > 0 ? (values.reduce(0) { $0 + $1 * $1 } / known).squareRoot() : 0)
    }

    // MARK: Promotions

    var hasPromotions: Bool { cells.contains { $0.promotion > 0 } }

    /// Extra units on days on promotion over those without one.
    var uplift: (value: Double, low: Double, high: Double) {
        let interval = regression.interval(0)
        return (regression.coefficients[0], interval.low, interval.high)
    }

    /// What the days around lose over what the promotions gain, in units; the interval by the delta method.
    var pulledForward: (value: Double, low: Double, high: Double) {
        let size = regression.coefficients.count
        // Expected units by the share of days in each state.
        var units = [Double](repeating: 0, count: DemandModel.promotionColumns)
        for cell in cells {
            for (column, share) in [cell.promotion, cell.before, cell.after, cell.later].enumerated() {
                units[column] += cell.expected * share
            }
        }
        let theta = regression.coefficients
        let gained = theta[0] * units[0]
        let ratio = -(theta[1] * units[1] + theta[2] * units[2] + theta[3] * units[3]) / gained
        let gradient = [-ratio / theta[0], -units[1] / gained, -units[2] / gained, -units[3] / gained]
        var variance = 0.0
        for i in 0..<4 { for j in 0..<4 { variance += gradient[i] * gradient[j] * regression.covariance[i * size + j] } }
        let half = regression.quantile * max(0, variance).squareRoot()
        return (ratio, ratio - half, ratio + half)
    }

    // MARK: Launches

    /// ln change of the older SKUs of a category over the weeks after a launch. The deviation is the larger of the regression's and of what the same
    /// weeks would seem to have changed in categories without a launch: with few SKUs in a category its own unrest says little.
    func change(_ launch: Launch) -> (value: Double, half: Double, categories: Int) {
        let window = launch.week..<launch.week + DemandModel.launchWeeks
        let touched = Set(launches.flatMap(\.siblings).compactMap { categoryOf[$0] })
        func contrast(_ category: Int) -> Double? {
            var (before, after) = ((0.0, 0.0), (0.0, 0.0))
            for (index, cell) in cells.enumerated() where categoryOf[cell.product] == category {
                if window.contains(cell.week) {
                    after = (after.0 + cell.units, after.1 + regression.means[index])
                } else if cell.week < launch.week {
                    before = (before.0 + cell.units, before.1 + regression.means[index])
                }
            }
            guard before.0 > 0, after.0 > 0 else { return nil }
            return log(after.0 / after.1) - log(before.0 / before.1)
        }
        let others = Set(categoryOf.values).subtracting(touched).sorted().compactMap { contrast($0) }
        let quiet = others.count >= 3 ? (others.reduce(0) { $0 + $1 * $1 } / Double(others.count)).squareRoot() : 0
        let quantile = others.count >= 3 ? ClusteredRegression.studentQuantile(freedom: Double(others.count)) : 0
        let own = regression.quantile * regression.deviation(launch.column)
        return (regression.coefficients[launch.column], max(own, quantile * quiet), others.count)
    }

    // MARK: Price

    /// Of the whole network.
    var elasticity: (value: Double, low: Double, high: Double) {
        let column = DemandModel.promotionColumns
        let interval = regression.interval(column)
        return (regression.coefficients[column], interval.low, interval.high)
    }

    /// Of one SKU whose own price moved enough: what its sales follow its price by beyond the network's elasticity. The deviation is what the same
    /// moves of price would seem to do to the other SKUs, each scaled to this one's unrest: sales wander for weeks, and few moves tell little.
    /// - Returns: nil with fewer than 40 weeks, fewer than five other SKUs, or a price that hardly moved.
    func elasticity(product: Int) -> (value: Double, low: Double, high: Double, weeks: Int)? {
        var moves: [Int: Double] = [:]
        for (index, cell) in cells.enumerated() where cell.product == product { moves[cell.week] = prices[index] }
        guard moves.count >= 40, (moves.values.reduce(0) { $0 + $1 * $1 } / Double(moves.count)).squareRoot() >= Brand.leastPriceSpread
        else {
            return nil
        }
        /// The slope of relative residuals on these moves of price, and their mean square.
        func slope(_ other: Int) -> (slope: Double, unrest: Double)? {
            var (weight, x, e) = (0.0, 0.0, 0.0)
            let own = cells.indices.filter { cells[$0].product == other && moves[cells[$0].week] != nil }
            guard own.count * 5 >= moves.count * 4 else { return nil }
            func residual(_ index: Int) -> Double { cells[index].units / regression.means[index] - 1 }
            for index in own {
                let w = regression.weights[index]
                weight += w
                x += w * (moves[cells[index].week] ?? 0)
                e += w * residual(index)
            }
            var (product, square, unrest) = (0.0, 0.0, 0.0)
            for index in own {
                let w = regression.weights[index]
                let (dx, de) = ((moves[cells[index].week] ?? 0) - x / weight, residual(index) - e / weight)
                product += w * dx * de
                square += w * dx * dx
                unrest += w * de * de
            }
            return square > 0 ? (product / square, unrest / weight) : nil
        }
        guard let own = slope(product) else { return nil }
        let others = Set(cells.map(\.product)).subtracting([product]).sorted().compactMap { slope($0) }.filter { $0.unrest > 0 }
        guard others.count >= 5 else { return nil }
        let variance = others.reduce(0) { $0 + $1.slope * $1.slope * own.unrest / $1.unrest } / Double(others.count)
        let value = elasticity.value + own.slope
        let half = ClusteredRegression.studentQuantile(freedom: Double(others.count - 1)) * variance.squareRoot()
        return (value, value - half, value + half, moves.count)
    }
}

/// Columns that regressions of SKU × week share: an effect of each SKU, and by category four of season and two of each event.
struct DemandColumns {
    let count: Int
    /// By product.
    let categoryOf: [Int: Int]
    private let skus: [Int: Int]
    private let perCategory: Int
    private let near: [Int: [Int]]

    init(_ cells: [SalesPanel.Cell], _ input: NetworkHealthInput) {
        let products = input.network.products
        let first = input.ledger.firstWeek
        let sold = Set(cells.map(\.product)).sorted()
        skus = Dictionary(uniqueKeysWithValues: sold.enumerated().map { ($1, $0) })
        let names = Set(sold.map { products[$0].category ?? "" }).sorted()
        categoryOf = Dictionary(
            uniqueKeysWithValues: sold.map { product in (product, names.firstIndex(of: products[product].category ?? "") ?? 0) })
        let events = Dictionary(uniqueKeysWithValues: Set(input.events.map(\.event)).sorted().prefix(8).enumerated().map { ($1, $0) })
        perCategory = 4 + 2 * events.count
        count = sold.count + perCategory * names.count
        var near: [Int: [Int]] = [:]
        for event in input.events {
            guard let place = events[event.event] else { continue }
            let week = event.day.week - first
            near[week, default: []].append(4 + 2 * place)
            for ahead in 1...3 { near[week - ahead, default: []].append(4 + 2 * place + 1) }
        }
        self.near = near
    }

    func effects(_ cell: SalesPanel.Cell) -> [(place: Int, value: Double)] {
        let category = skus.count + perCategory * (categoryOf[cell.product] ?? 0)
        let angle = 2 * Double.pi * Double(cell.week) * 7 / 365.25
        return [
            (skus[cell.product] ?? 0, 1), (category, sin(angle)), (category + 1, cos(angle)), (category + 2, sin(2 * angle)),
            (category + 3, cos(2 * angle)),
        ] + (near[cell.week] ?? []).map { (category + $0, 1) }
    }
}
