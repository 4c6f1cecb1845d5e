import Foundation
import Numerical

/// Stock and consumption of one site × SKU under every rate of consumption that is plausible: the constrained balance solved for each,
/// weighed by how well counts, reorder levels and constraints bear the rate out.
///
/// The rates are points of a gamma distribution; the mixture is skewed and cut off at zero where one Gaussian would be neither. Beside the
/// paths of sites that order when they run low stand those of sites that buy without looking, whose stock just adds up.
struct StockBelief: Sendable {
    /// Mean stock at the end of each week, and mean consumption within it (silent weeks) or beyond what was reported.
    private(set) var stock: [Double]
    private(set) var consumed: [Double]
    /// What is missing in each week beyond reported movements and sales; negative where more came than was told.
    var missing: [Double] { missed }
    private var missed: [Double]
    /// On hand at the as-of date: mean and 90 % interval.
    private(set) var mean = 0.0
    private(set) var low = 0.0
    private(set) var high = 0.0
    /// Whether the balance never asked for more than there was.
    private(set) var isBalanced = true

    /// Rates that are tried.
    static let nodeCount = 9
    /// Orders of one site are not independent glances: each tells half of what it seems to.
    private static let temper = 0.5
    /// Mean cover, in weeks, at which a site that does not look at its shelf orders.
    private static let carelessCover = 8.0

    /// - Parameters:
    ///   - rate: where the points lie; nil where nothing identifies the rate: consumption is then anything that conservation allows,
    ///     equally likely.
    ///   - prior: what was known of the rate before the counts of these weeks; the points are reweighed to it.
    ///   - setting: with the habit of the site's tier.
    ///   - onRoad: goods that are the site's by title at the as-of date and not yet there.
    init(
        _ weeks: BalanceWeeks, rate: RateDistribution?, prior: RateDistribution?, setting: ConstrainedBalance.Setting,
        onRoad: (mean: Double, variance: Double) = (0, 0)
    ) {
        let count = weeks.weekCount
        stock = [Double](repeating: 0, count: count)
        consumed = stock
        missed = stock
        let silentWeeks = weeks.silent.reduce(0, +)
        var rates: [Double]
        var logWeights: [Double]
        if silentWeeks == 0 {
            rates = [0]
            logWeights = [0]
        } else if let rate {
            rates = rate.relativeVariance > 0 && rate.mean > 0 ? rate.nodes(StockBelief.nodeCount) : [rate.mean]
            logWeights = rates.map { prior?.logDensityRatio(to: rate, at: $0) ?? 0 }
        } else {
            var most = setting.opening.units
            for week in 0..<count { most += weeks.net[week] - weeks.known[week] }
            rates = (0..<StockBelief.nodeCount).map { max(0, most) / silentWeeks * (Double($0) + 0.5) / Double(StockBelief.nodeCount) }
            logWeights = [Double](repeating: 0, count: rates.count)
        }
        let habit = silentWeeks > 0 && (rate?.mean ?? 0) > 0 ? setting.habit : nil
        let looks = habit == nil ? [false] : [true, false]
        let paths = rates.count * looks.count
        var solver = ConstrainedBalance(weekCount: count)
        var stocks = [Double](repeating: 0, count: paths * count)
        var taken = stocks
        var weights = [Double](repeating: 0, count: paths)
        var ends = [(mean: Double, deviation: Double, weight: Double)](repeating: (0, 0, 0), count: paths)
        for (group, look) in looks.enumerated() {
            var setting = setting
            setting.habit = look ? habit : nil
            for (node, λ) in rates.enumerated() {
                let path = group * rates.count + node
                solver.solve(weeks, rate: λ, setting: setting, temper: StockBelief.temper)
                var weight = logWeights[node] + (rate == nil ? 0 : solver.evidence)
                if let habit {
                    weight += log(look ? 1 - habit.carelessShare : habit.carelessShare)
                    if !look { weight += StockBelief.carelessEvidence(solver.stock, weeks, rate: λ, reference: setting.reference) }
                }
                weights[path] = weight
                for week in 0..<count {
                    stocks[path * count + week] = solver.stock[week + 1]
                    taken[path * count + week] = solver.consumed[week]
                }
                let end = max(0, solver.stock[count] - onRoad.mean)
                ends[path] = (end, (solver.variance + onRoad.variance).squareRoot(), 0)
                if solver.shortage > 1e-9 * (setting.reference + solver.stock[0]) { isBalanced = false }
            }
        }
        let best = weights.max() ?? 0
        for path in weights.indices { weights[path] = exp(weights[path] - best) }
        let total = weights.reduce(0, +)
        for path in weights.indices {
            let weight = weights[path] / total
            ends[path].weight = weight
            mean += weight * ends[path].mean
            for week in 0..<count {
                stock[week] += weight * stocks[path * count + week]
                consumed[week] += weight * taken[path * count + week]
            }
        }
        let opening = setting.opening.units
        for week in 1..<max(1, count) { missed[week] = stock[week - 1] + weeks.net[week] - weeks.known[week] - stock[week] }
        if count > 0 { missed[0] = setting.opening.variance > 0 ? 0 : opening + weeks.net[0] - weeks.known[0] - stock[0] }
        low = min(mean, StockBelief.quantile(0.05, of: ends))
        high = max(mean, StockBelief.quantile(0.95, of: ends))
    }

    /// What paths that no count ever met say.
    init(_ paths: UncountedStock, onRoad: Double) {
        stock = paths.stock
        consumed = paths.consumed
        missed = [Double](repeating: 0, count: paths.stock.count)
        mean = max(0, paths.mean - onRoad)
        low = max(0, paths.low - onRoad)
        high = max(0, paths.high - onRoad)
        isBalanced = paths.isBalanced
    }

    /// Moves the whole belief to another mean.
    mutating func settle(on value: Double) {
        let shift = value - mean
        mean = value
        low = max(0, min(value, low + shift))
        high = max(value, high + shift)
    }

    /// How likely its orders are where it orders at any level: exponential about a mean cover.
    private static func carelessEvidence(_ stock: [Double], _ weeks: BalanceWeeks, rate: Double, reference: Double) -> Double {
        let careless = carelessCover * max(rate, 0.02 * reference)
        var sum = 0.0
        for week in 0..<weeks.weekCount where weeks.isOrder[week] {
            sum -= temper * (stock[week] / careless + log(careless / reference) - 0.5 * log(2 * Double.pi))
        }
        return sum
    }

    /// Quantile of a mixture of normals cut off at zero, by bisection.
    static func quantile(_ p: Double, of mixture: [(mean: Double, deviation: Double, weight: Double)]) -> Double {
        func cumulative(_ x: Double) -> Double {
            var sum = 0.0
            for part in mixture where part.weight > 1e-9 {
                sum += part.weight * (part.deviation > 0 ? Normal.cumulative((x - part.mean) / part.deviation) : (x >= part.mean ? 1 : 0))
            }
            return sum
        }
        if cumulative(0) >= p { return 0 }
        var low = 0.0
        var high = mixture.reduce(0) { max($0, $1.mean + 4 * $1.deviation) }
        for _ in 0..<30 {
            let middle = 0.5 * (low + high)
            if cumulative(middle) < p { low = middle } else { high = middle }
        }
        return high
    }
}

extension RateDistribution {
    /// Logarithm of this density over another's at a point, but for a constant.
    func logDensityRatio(to other: RateDistribution, at rate: Double) -> Double {
        guard rate > 0, mean > 0, other.mean > 0, relativeVariance > 0, other.relativeVariance > 0 else { return 0 }
        func log(_ d: RateDistribution) -> Double {
            (1 / d.relativeVariance - 1) * Foundation.log(rate) - rate / (d.relativeVariance * d.mean)
        }
        return log(self) - log(other)
    }
}
