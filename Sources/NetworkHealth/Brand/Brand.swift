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

    var section: HealthSection {
        guard !panel.cells.isEmpty else {
            return HealthSection(.brand, figures: [.absent(.baselineTrend, .noConsumerSales), .absent(.priceElasticity, .noConsumerSales)])
        }
        return HealthSection(.brand, figures: [trend()] + elasticities() + discounts())
    }

    private func season(_ week: Int) -> [Double] {
        let angle = 2 * Double.pi * Double(week) * 7 / 365.25
        return [sin(angle), cos(angle), sin(2 * angle), cos(2 * angle)]
    }

    /// ln of units sold without a promotion, over what the reporting sites sell so in their mean week, on time, season and promotions of
    /// the week and the two before.
    private func trend() -> HealthFigure {
        let regular = panel.regular()
        // Less than a year and a half cannot tell a trend from a season.
        guard input.ledger.completeWeekCount >= 78 else { return .absent(.baselineTrend, .tooFew) }
        var promotion: [Int: [Int: Double]] = [:]
        for cell in panel.cells { promotion[cell.product, default: [:]][cell.week] = cell.promotion }
        var rows: [[Double]] = []
        var (values, products, blocks): ([Double], [Int], [Int]) = ([], [], [])
        for cell in panel.cells where regular.contains(cell.product) {
            let plain = cell.units - cell.promotedUnits
            guard plain > 0, cell.expectedPlain > 0, let own = promotion[cell.product] else { continue }
            rows.append(
                [Double(cell.week) / (365.25 / 7), cell.promotion, own[cell.week - 1] ?? 0, own[cell.week - 2] ?? 0] + season(cell.week))
            values.append(log(plain / cell.expectedPlain))
            products.append(cell.product)
            blocks.append(cell.week / 4)
        }
        let centred = SalesPanel.centred(rows: rows, values: values, products: products)
        // Without any promotion those columns are all zero: leave them out.
        let used = rows.contains { $0[1] > 0 } ? Array(0..<8) : [0, 4, 5, 6, 7]
        guard
            let regression = ClusteredRegression(
                rows: centred.rows.map { row in used.map { row[$0] } }, values: centred.values, clusters: blocks, absorbed: regular.count)
        else { return .absent(.baselineTrend, .tooFew) }
        let interval = regression.interval(0)
        return HealthFigure(
            .baselineTrend, value: exp(regression.coefficients[0]) - 1, low: exp(interval.low) - 1, high: exp(interval.high) - 1,
            sample: Double(regression.count))
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
