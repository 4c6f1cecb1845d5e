import Foundation
import SupplyNetwork

/// Which days of which weeks promotions and prices touch, for each set of series that they touch alike (a cell).
///
/// Days and not weeks, because a promotion of four days moves a week by four sevenths of its effect, and the dip after it
/// begins the day after.
struct PromotionCalendar: Sendable {
    /// What a day can have of promotions, in order of the regressors.
    enum Regressor: Int, CaseIterable {
        /// A promotion runs.
        case running
        /// Its discount over the usual one, less 1.
        case depth
        /// 1–7 days before it begins: people wait for it.
        case before
        /// 1–7, 8–14 and 15–21 days after it ended: people are stocked. Scaled by the discount over the usual one.
        case firstWeekAfter
        case secondWeekAfter
        case thirdWeekAfter
    }
    static let regressors = Regressor.allCases.count
    /// Regressors of a day, and the logarithm of the price last.
    static let columns = regressors + 1

    struct Cell: Sendable {
        var product: Int
        /// Row of `days` per week; −1 where no promotion touches the week.
        var rows: [Int32]
        /// 7 × `regressors` values a row.
        var days: [Float]
        /// Logarithm of the week's price over the price at the as-of week; empty where it never changed.
        var prices: [Double]
        var isTouched: Bool { !days.isEmpty || !prices.isEmpty }
    }

    let firstWeek: Week
    let weekCount: Int
    let cells: [Cell]
    /// Cell of each series.
    let cellOfSeries: [Int]
    var isEmpty: Bool { !cells.contains { $0.isTouched } }

    /// - Parameters:
    ///   - weeks: from the first week of history to the last week forecast.
    ///   - asOf: price changes from here on are not read.
    init(context: DemandContext, weeks: Range<Week>, asOf: Week) {
        firstWeek = weeks.lowerBound
        weekCount = max(0, weeks.upperBound - weeks.lowerBound)
        let from = weeks.lowerBound.monday - 28
        let to = weeks.upperBound.monday + 7
        let promotions = context.promotions.filter { $0.endsOn >= from && $0.startsOn <= to }
        // What is planned must not change what is made of the past.
        let begun = promotions.filter { $0.startsOn < asOf.monday }
        let depths = (begun.isEmpty ? promotions : begun).compactMap(\.discount).filter { $0 > 0 }
        let usual = depths.isEmpty ? 1 : depths.reduce(0, +) / Double(depths.count)
        let prices = Dictionary(grouping: context.priceChanges.filter { $0.effectiveOn < asOf.monday }, by: \.product)
        let byProduct = Dictionary(grouping: promotions.indices.filter { promotions[$0].product != nil }) { promotions[$0].product ?? 0 }
        let general = promotions.indices.filter { promotions[$0].product == nil }

        struct Kind: Hashable {
            var product: Int
            var region: String?
            var tier: Int
        }
        struct Key: Hashable {
            var product: Int
            var promotions: [Int]
            var prices: [PriceChange]
        }
        var cells: [Cell] = []
        var places: [Key: Int] = [:]
        var known: [Kind: Int] = [:]
        var cellOfSeries: [Int] = []
        cellOfSeries.reserveCapacity(context.series.count)
        for one in context.series {
            let kind = Kind(product: one.product, region: one.region, tier: one.tier)
            if let cell = known[kind] {
                cellOfSeries.append(cell)
                continue
            }
            let own = ((byProduct[one.product] ?? []) + general).filter { Self.concerns(promotions[$0], region: one.region) }.sorted()
            // A consumer pays what the tier below the site does.
            let changes = (prices[one.product] ?? []).filter { $0.tier == nil || $0.tier == one.tier + 1 }
                .sorted { $0.effectiveOn < $1.effectiveOn }
            let key = Key(product: one.product, promotions: own, prices: changes)
            if let cell = places[key] {
                known[kind] = cell
            } else {
                places[key] = cells.count
                known[kind] = cells.count
                cells.append(
                    Self.cell(
                        product: one.product, promotions: own.map { promotions[$0] }, usual: usual, prices: changes, listed: one.unitPrice,
                        first: weeks.lowerBound, count: weekCount))
            }
            cellOfSeries.append(known[kind] ?? 0)
        }
        self.cells = cells
        self.cellOfSeries = cellOfSeries
    }

    /// A promotion of a region concerns all places in it: `浙江省` those of `浙江省/杭州市`.
    private static func concerns(_ promotion: Promotion, region: String?) -> Bool {
        guard let wanted = promotion.region else { return true }
        guard let region else { return false }
        return region == wanted || region.hasPrefix(wanted + "/")
    }

    private static func cell(
        product: Int, promotions: [Promotion], usual: Double, prices: [PriceChange], listed: Double?, first: Week, count: Int
    ) -> Cell {
        var days = [Float](repeating: 0, count: 7 * count * regressors)
        let origin = first.monday
        func raise(_ day: Int, _ regressor: Regressor, to value: Double) {
            guard day >= 0 && day < 7 * count else { return }
            let place = day * regressors + regressor.rawValue
            days[place] = max(days[place], Float(value))
        }
        for promotion in promotions {
            let strength = min(4, (promotion.discount ?? usual) / usual)
            let start = promotion.startsOn - origin
            let end = promotion.endsOn - origin
            for day in max(0, start)..<max(max(0, start), min(7 * count, end + 1)) {
                raise(day, .running, to: 1)
                raise(day, .depth, to: strength)
            }
            for offset in 1...7 {
                raise(start - offset, .before, to: strength)
                raise(end + offset, .firstWeekAfter, to: strength)
                raise(end + offset + 7, .secondWeekAfter, to: strength)
                raise(end + offset + 14, .thirdWeekAfter, to: strength)
            }
        }
        // While one runs, nothing else counts.
        for day in 0..<7 * count where days[day * regressors] > 0 {
            days[day * regressors + Regressor.depth.rawValue] -= 1
            for later in Regressor.before.rawValue..<regressors { days[day * regressors + later] = 0 }
        }
        var rows = [Int32](repeating: -1, count: count)
        var kept: [Float] = []
        let width = 7 * regressors
        for week in 0..<count where days[week * width..<(week + 1) * width].contains(where: { $0 != 0 }) {
            rows[week] = Int32(kept.count / width)
            kept.append(contentsOf: days[week * width..<(week + 1) * width])
        }
        return Cell(product: product, rows: rows, days: kept, prices: path(prices, listed: listed, first: first, count: count))
    }

    /// Weekly logarithms of the price over the last one.
    private static func path(_ changes: [PriceChange], listed: Double?, first: Week, count: Int) -> [Double] {
        let changes = changes.filter { $0.unitPrice > 0 }
        guard let last = changes.last else { return [] }
        // Where products.csv holds today's price, what held before the first change is unknown: no contrast is made of it.
        var before = changes[0].unitPrice
        if let listed, listed > 0, abs(log(listed / last.unitPrice)) > 0.001 { before = listed }
        var path = [Double](repeating: 0, count: count)
        for week in 0..<count {
            var sum = 0.0
            for weekday in 0..<7 {
                let day = (first + week).monday + weekday
                let price = changes.last { $0.effectiveOn <= day }?.unitPrice ?? before
                sum += log(price / last.unitPrice)
            }
            path[week] = sum / 7
        }
        return path.contains { abs($0) > 1e-9 } ? path : []
    }
}

extension PromotionCalendar.Cell {
    /// Factor of a week on demand under these coefficients, and the derivatives of its logarithm by them into `gradient`.
    func factor(week: Int, coefficients: [Double], gradient: inout [Double]) -> Double {
        let width = PromotionCalendar.regressors
        for k in gradient.indices { gradient[k] = 0 }
        var factor = 1.0
        let row = Int(rows[week])
        if row >= 0 {
            var sum = 0.0
            for day in 0..<7 {
                let base = (row * 7 + day) * width
                var eta = 0.0
                for k in 0..<width { eta += coefficients[k] * Double(days[base + k]) }
                let rate = exp(eta)
                sum += rate
                for k in 0..<width { gradient[k] += rate * Double(days[base + k]) }
            }
            for k in 0..<width { gradient[k] /= sum }
            factor = sum / 7
        }
        if !prices.isEmpty {
            gradient[width] = prices[week]
            factor *= exp(coefficients[width] * prices[week])
        }
        return factor
    }

    /// Share of the week's days on which a promotion runs.
    func running(week: Int) -> Double {
        let row = Int(rows[week])
        guard row >= 0 else { return 0 }
        return (0..<7).reduce(0.0) { $0 + Double(days[(row * 7 + $1) * PromotionCalendar.regressors]) } / 7
    }
}
