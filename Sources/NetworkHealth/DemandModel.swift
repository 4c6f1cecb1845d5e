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
    private static let launchWeeks = 13
    /// SKUs that a regression holds at most: those that sell most.
    private static let mostProducts = 60

    /// - Returns: nil with fewer than six regular SKUs or fewer than 26 weeks.
    init?(_ input: NetworkHealthInput, panel: SalesPanel) {
        let products = input.network.products
        let regular = panel.regular(most: DemandModel.mostProducts)
        let first = input.ledger.firstWeek
        let cells = panel.cells.filter { cell in
            guard regular.contains(cell.product) else { return false }
            let product = products[cell.product]
            if let launched = product.launchedOn, launched >= first.monday, cell.week < launched.week - first + DemandModel.launchWeeks {
                return false
            }
            return product.discontinuedOn.map { (first + cell.week).monday < $0 } ?? true
        }
        guard Set(cells.map(\.product)).count >= 6, Set(cells.map(\.week)).count >= 26 else { return nil }
        self.cells = cells
        let (prices, spread) = DemandModel.prices(cells)
        let isPriced = spread >= Brand.leastPriceSpread
        self.prices = prices
        priceSpread = spread
        self.isPriced = isPriced

        // Columns: price; SKUs; weeks; by category four of season and two of each event.
        let skus = Dictionary(uniqueKeysWithValues: Set(cells.map(\.product)).sorted().enumerated().map { ($1, $0) })
        let weeks = Dictionary(uniqueKeysWithValues: Set(cells.map(\.week)).sorted().enumerated().map { ($1, $0) })
        let categories = Dictionary(
            uniqueKeysWithValues: Set(skus.keys.map { products[$0].category ?? "" }).sorted().enumerated().map { ($1, $0) })
        let events = Dictionary(uniqueKeysWithValues: Set(input.events.map(\.event)).sorted().prefix(8).enumerated().map { ($1, $0) })
        let skuStart = 1
        let weekStart = skuStart + skus.count
        let seasonStart = weekStart + weeks.count
        let perCategory = 4 + 2 * events.count
        let size = seasonStart + perCategory * categories.count
        var near: [Int: [(place: Int, value: Double)]] = [:]
        for event in input.events {
            guard let place = events[event.event] else { continue }
            let week = event.day.week - first
            near[week, default: []].append((4 + 2 * place, 1))
            for ahead in 1...3 { near[week - ahead, default: []].append((4 + 2 * place + 1, 1)) }
        }
        let rows = cells.enumerated().map { index, cell -> CountRegression.Row in
            let category = seasonStart + perCategory * (categories[products[cell.product].category ?? ""] ?? 0)
            let angle = 2 * Double.pi * Double(cell.week) * 7 / 365.25
            var effects: [(place: Int, value: Double)] = [
                (0, isPriced ? prices[index] : 0), (skuStart + (skus[cell.product] ?? 0), 1), (weekStart + (weeks[cell.week] ?? 0), 1),
                (category, sin(angle)), (category + 1, cos(angle)), (category + 2, sin(2 * angle)), (category + 3, cos(2 * angle)),
            ]
            effects += (near[cell.week] ?? []).map { (category + $0.place, $0.value) }
            return CountRegression.Row(
                exposure: cell.expected, shares: [cell.promotion, cell.before, cell.after, cell.later], effects: effects, value: cell.units,
                cluster: cell.product)
        }
        guard let regression = CountRegression(rows, shares: DemandModel.promotionColumns, effects: size) else { return nil }
        self.regression = regression
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
            for (column, share) in [cell.promotion, cell.before, cell.after, cell.later].enumerated() { units[column] += cell.expected * share }
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
        guard moves.count >= 40, (moves.values.reduce(0) { $0 + $1 * $1 } / Double(moves.count)).squareRoot() >= Brand.leastPriceSpread else {
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
