import Foundation
import SupplyNetwork

/// `brand.csv`: without promotions, does demand grow; what does price do; and do discounts get deeper?
struct Brand {
    let input: NetworkHealthInput
    let options: NetworkHealthOptions
    let panel: SalesPanel
    /// Nil where too few SKUs sell regularly.
    let model: DemandModel?

    /// The least spread of ln price within a SKU that an elasticity is read from.
    static let leastPriceSpread = 0.02
    /// Days within a week before a promotion, and within the first and second week after.
    private static let aroundColumns = 3

    var section: HealthSection {
        guard !panel.cells.isEmpty else {
            return HealthSection(.brand, figures: [.absent(.baselineTrend, .noConsumerSales), .absent(.priceElasticity, .noConsumerSales)])
        }
        return HealthSection(.brand, figures: [trend()] + elasticities() + discounts())
    }

    /// Units sold without a promotion, over what the reporting sites sell so in their mean week, on time, beside SKUs, season and events by category
    /// and the days around promotions. The deviation holds what SKUs and what sites wander by, since those that report stand for the others.
    private func trend() -> HealthFigure {
        // Less than a year and a half cannot tell a trend from a season.
        guard input.ledger.completeWeekCount >= 78 else { return .absent(.baselineTrend, .tooFew) }
        let cells = DemandModel.settled(panel.cells, input, regular: panel.regular(most: 60)).filter {
            // Weeks wholly on promotion have no sales without one.
            $0.expectedPlain > 0 && $0.promotion < 0.9
        }
        guard !cells.isEmpty else { return .absent(.baselineTrend, .tooFew) }
        let columns = DemandColumns(cells, input)
        func years(_ week: Int) -> Double { Double(week) / (365.25 / 7) }
        let rows = cells.map { cell in
            CountRegression.Row(
                exposure: cell.expectedPlain * (1 - cell.promotion),
                shares: [cell.before, cell.after, cell.later].map { $0 / (1 - cell.promotion) },
                effects: [(0, years(cell.week))] + columns.effects(cell).map { (1 + $0.place, $0.value) },
                value: max(0, cell.units - cell.promotedUnits), cluster: cell.product)
        }
        guard let regression = CountRegression(rows, shares: Brand.aroundColumns, effects: 1 + columns.count) else {
            return .absent(.baselineTrend, .tooFew)
        }
        let place = Brand.aroundColumns
        let bySite = siteVariance(regression, cells: cells, place: place)
        let half = regression.quantile * (regression.covariance[place * regression.coefficients.count + place] + bySite).squareRoot()
        let value = regression.coefficients[place]
        return HealthFigure(
            .baselineTrend, value: exp(value) - 1, low: exp(value - half) - 1, high: exp(value + half) - 1, sample: Double(cells.count))
    }

    /// What single sites add to the variance of a coefficient: the sum of squares of their influence.
    private func siteVariance(_ regression: CountRegression, cells: [SalesPanel.Cell], place: Int) -> Double {
        guard let influence = regression.influence(on: place) else { return 0 }
        let (ledger, weeks) = (input.ledger, input.ledger.completeWeekCount)
        var moves = [Double](repeating: .nan, count: input.network.products.count * weeks)
        var levels = moves
        for (index, cell) in cells.enumerated() {
            moves[cell.product * weeks + cell.week] = influence[index]
            levels[cell.product * weeks + cell.week] = regression.means[index] / cell.expectedPlain
        }
        var bySite: [Int: Double] = [:]
        for (index, pair) in ledger.pairs.enumerated() where ledger.reportsConsumers(pair: index) {
            let told = (0..<weeks).filter { input.isReported(pair: index, week: $0) }
            guard told.count >= 4 else { continue }
            let plain = told.map {
                max(0, ledger.value(.sold, pair: index, week: $0) - ledger.value(.soldOnPromotion, pair: index, week: $0))
            }
            let mean = plain.reduce(0, +) / Double(told.count)
            for (week, units) in zip(told, plain) {
                let cell = pair.product * weeks + week
                guard moves[cell].isFinite else { continue }
                bySite[pair.site, default: 0] += moves[cell] * (units - mean * levels[cell])
            }
        }
        let count = Double(bySite.count)
        guard count >= 2 else { return 0 }
        return bySite.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value * $1.value } * count / (count - 1)
    }

    /// The network's own price elasticity, and that of SKUs whose own price moved enough.
    private func elasticities() -> [HealthFigure] {
        guard input.trade.hasAmounts else { return [.absent(.priceElasticity, .noAmounts)] }
        guard let model else { return [.absent(.priceElasticity, .tooFew)] }
        guard model.isPriced else { return [.absent(.priceElasticity, .noPriceChanges)] }
        let all = model.elasticity
        var figures = [HealthFigure(.priceElasticity, value: all.value, low: all.low, high: all.high, sample: Double(model.cells.count))]
        for product in Set(model.cells.map(\.product)).sorted() {
            guard let own = model.elasticity(product: product) else { continue }
            figures.append(
                HealthFigure(
                    .priceElasticity, .product(product), value: own.value, low: own.low, high: own.high, sample: Double(own.weeks)))
        }
        return figures
    }

    /// How deep promotions cut: 1 − price with ÷ price without a promotion of the same SKU, and how that moves a year.
    private func discounts() -> [HealthFigure] {
        guard panel.cells.contains(where: { $0.promotedUnits > 0 }) else {
            return [.absent(.discountDepth, .noPromotions), .absent(.discountCreep, .noPromotions)]
        }
        guard input.trade.hasAmounts else { return [.absent(.discountDepth, .noAmounts), .absent(.discountCreep, .noAmounts)] }
        // The price without promotion of the last week that had one, so that a whole week on promotion counts too.
        var plain: [Int: Double] = [:]
        var depths: [(week: Int, depth: Double, units: Double, product: Int)] = []
        for cell in panel.cells.sorted(by: { ($0.week, $0.product) < ($1.week, $1.product) }) {
            if let price = cell.promotedPrice, let list = cell.plainPrice ?? plain[cell.product], list > 0 {
                depths.append((cell.week, 1 - price / list, cell.promotedUnits, cell.product))
            }
            if let price = cell.plainPrice { plain[cell.product] = price }
        }
        let windows = input.windows(of: options.windowWeeks)
        func mean(_ weeks: Range<Int>) -> (depth: Double, units: Double)? {
            let own = depths.filter { weeks.contains($0.week) }
            let units = own.reduce(0) { $0 + $1.units }
            return units > 0 ? (own.reduce(0) { $0 + $1.depth * $1.units } / units, units) : nil
        }
        var figures = [
            mean(windows.current).map {
                HealthFigure(.discountDepth, value: $0.depth, sample: $0.units, previous: mean(windows.previous)?.depth)
            }
                ?? .absent(.discountDepth, .tooFew)
        ]
        let rows = depths.map { [Double($0.week) / (365.25 / 7)] }
        let centred = SalesPanel.centred(rows: rows, values: depths.map(\.depth), products: depths.map(\.product))
        if depths.count >= 20,
            let regression = ClusteredRegression(
                rows: centred.rows, values: centred.values, clusters: depths.map { $0.week / 4 }, absorbed: Set(depths.map(\.product)).count
            )
        {
            let interval = regression.interval(0)
            figures.append(
                HealthFigure(
                    .discountCreep, value: regression.coefficients[0], low: interval.low, high: interval.high, sample: Double(depths.count))
            )
        } else {
            figures.append(.absent(.discountCreep, .tooFew))
        }
        return figures
    }
}
