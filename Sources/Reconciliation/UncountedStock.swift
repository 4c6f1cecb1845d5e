import Foundation
import Numerical

/// Stock and consumption since the last count (or since the beginning), under every rate of consumption that is plausible.
///
/// Each rate gives a path: stock(t) = max(0, stock(t−1) + in − out − consumed), so that 0 ≤ Σ consumed ≤ opening + Σ in −
/// Σ out holds on every path at every time. The paths together, each blurred by the noise of weekly consumption and of the
/// records, are the distribution of the stock.
///
/// An order is a glance at the shelf: a site that orders when it runs low had about its usual reorder level left. Paths of
/// such sites take every order for a rough count (a scalar Kalman update, Kalman 1960, doi:10.1115/1.3662552; what is
/// corrected was consumed, more or less, since the order before), and are believed the more the less they are corrected.
/// Beside them stand paths of sites that buy without looking, whose stock just adds up.
struct UncountedStock: Sendable {
    /// Mean stock at the end of each week from `start` on, and mean consumption within it.
    var stock: [Double] = []
    var consumed: [Double] = []
    /// On hand at the as-of date: mean and 90 % interval.
    var mean = 0.0
    var low = 0.0
    var high = 0.0
    /// Whether the balance never asked for more than there was.
    var isBalanced = true

    /// One week of the balance.
    struct Week {
        var net: Double
        /// Consumption that is known (scaled where under-reported).
        var known: Double
        /// Weeks of silent consumption, times the product's profile.
        var silent: Double
        /// Sum of squares of the week's movements.
        var squares: Double
        /// Goods came in.
        var isOrder: Bool
    }

    enum Opening {
        /// A count or a known zero, with its standard deviation.
        case known(Double, deviation: Double)
        /// Existed before the ledger: at least what later shipments needed. Cover in weeks: expected at the lowest point, and at most.
        case unknown(lowestCover: Double, highestCover: Double)
    }

    static let nodeCount = 15
    /// Orders of one site are not independent glances: each tells half of what it seems to.
    private static let temper = 0.5
    /// Mean cover, in weeks, at which a site that does not look at its shelf orders.
    private static let carelessCover = 8.0

    private struct Path {
        var rate: Double
        var looks: Bool
        var stock = 0.0
        var variance = 0.0
        var logWeight: Double
    }

    /// - Parameters:
    ///   - rate: nil where nothing identifies it; consumption is then anything that conservation allows, equally likely.
    ///   - habit: at what cover sites of this tier order; nil where no such thing is known.
    ///   - dispersion: variance over mean of weekly consumption.
    ///   - lately: consumption a week for the cover of an unknown opening where no week is silent.
    init(
        opening: Opening, weeks: [Week], rate: RateDistribution?, dispersion: Double, habit: ReorderHabit?, scaleError: Double,
        countError: Double, lately: Double
    ) {
        let silentWeeks = weeks.reduce(0) { $0 + $1.silent }
        let rates: [Double]
        if silentWeeks == 0 {
            rates = [0]
        } else if let rate {
            rates = rate.relativeVariance > 0 && rate.mean > 0 ? rate.nodes(UncountedStock.nodeCount) : [rate.mean]
        } else {
            var most = weeks.reduce(0) { $0 + $1.net - $1.known }
            if case .known(let start, _) = opening { most += start }
            rates = (0..<UncountedStock.nodeCount).map {
                max(0, most) / silentWeeks * (Double($0) + 0.5) / Double(UncountedStock.nodeCount)
            }
        }
        let count = weeks.count
        var paths = rates.map { Path(rate: $0, looks: false, logWeight: 0) }
        if silentWeeks > 0, rate != nil, let habit {
            paths = rates.map { Path(rate: $0, looks: true, logWeight: log(1 - habit.carelessShare)) }
            paths += rates.map { Path(rate: $0, looks: false, logWeight: log(habit.carelessShare)) }
        }
        var stocks = [Double](repeating: 0, count: paths.count * count)
        var taken = stocks
        var highest = 0.0
        for index in paths.indices {
            let end = UncountedStock.follow(
                &paths[index], opening: opening, weeks: weeks, dispersion: dispersion, countError: countError,
                scaleError: scaleError, habit: rate == nil ? nil : habit, reference: max(rate?.mean ?? 0, 1e-300),
                lately: silentWeeks > 0 ? paths[index].rate : lately,
                isSilent: silentWeeks > 0, stocks: &stocks, taken: &taken, at: index * count)
            highest = max(highest, end.highest)
            if !end.isBalanced { isBalanced = false }
        }
        let best = paths.map(\.logWeight).max() ?? 0
        var weights = paths.map { exp($0.logWeight - best) }
        let total = weights.reduce(0, +)
        for path in weights.indices { weights[path] /= total }

        stock = [Double](repeating: 0, count: count)
        consumed = stock
        for path in paths.indices {
            for week in 0..<count {
                stock[week] += weights[path] * stocks[path * count + week]
                consumed[week] += weights[path] * taken[path * count + week]
            }
            mean += weights[path] * paths[path].stock
        }
        let mixture = zip(paths, weights).map { (mean: $0.stock, deviation: $0.variance.squareRoot(), weight: $1) }
        low = min(mean, UncountedStock.quantile(0.05, of: mixture))
        high = max(mean, UncountedStock.quantile(0.95, of: mixture))
        if silentWeeks > 0, case .known(let start, let deviation) = opening {
            // Never more than if nothing had been consumed unseen.
            let squares = weeks.reduce(0) { $0 + $1.squares } + start * start
            let most = highest + 1.645 * (deviation * deviation + countError * countError * squares).squareRoot()
            high = max(mean, min(high, most))
        }
    }

    /// Runs one path through the weeks.
    private static func follow(
        _ path: inout Path, opening: Opening, weeks: [Week], dispersion: Double, countError: Double, scaleError: Double,
        habit: ReorderHabit?, reference: Double, lately: Double, isSilent: Bool, stocks: inout [Double], taken: inout [Double], at base: Int
    ) -> (highest: Double, isBalanced: Bool) {
        let lambda = path.rate
        var h: Double
        var variance: Double
        var clips = true
        switch opening {
        case .known(let start, let deviation):
            h = start
            variance = deviation * deviation
        case .unknown(let lowestCover, let highestCover):
            if isSilent {
                h = (habit?.cover ?? lowestCover) * lambda
            } else {
                var level = 0.0
                var lowest = 0.0
                for week in weeks {
                    level += week.net - week.known
                    lowest = min(lowest, level)
                }
                h = lowestCover * lately - lowest
                clips = false
            }
            let spread = (highestCover - lowestCover) * lately / 1.645
            variance = spread * spread
        }
        let start = h
        var allowed = h
        var highest = h
        var short = 0.0
        var shipped = 0.0
        var scaled = 0.0
        var cycleStart = 0
        var cycle = 0.0
        var silent = 0.0
        for (index, week) in weeks.enumerated() {
            if week.isOrder, let habit, silent > 0 {
                // Densities in units of the expected rate, so that the unit of measure does not matter.
                let pace = max(lambda, 0.02 * reference)
                if path.looks {
                    let noise = habit.deviation * habit.deviation * pace * pace
                    let spread = variance + noise
                    let miss = h - habit.cover * lambda
                    path.logWeight -= temper * 0.5 * (miss * miss / spread + log(spread / (reference * reference)))
                    if cycle > 0 {
                        // More was consumed than the path thought, or less; never less than nothing.
                        let correction = max(variance / spread * miss, -0.9 * cycle)
                        var moved = 0.0
                        for earlier in cycleStart..<index {
                            let extra = taken[base + earlier] * correction / cycle
                            taken[base + earlier] += extra
                            moved += extra
                            stocks[base + earlier] = max(0, stocks[base + earlier] - moved)
                        }
                        h = max(0, h - correction)
                    }
                    // A site's habit is its own: what it differs by from others does not average out over its orders.
                    variance = min(variance, noise)
                } else {
                    let careless = carelessCover * pace
                    path.logWeight -= temper * (h / careless + log(careless / reference) - 0.5 * log(2 * Double.pi))
                }
                cycleStart = index
                cycle = 0
                silent = 0
            }
            silent += week.silent
            let available = h + week.net - week.known
            allowed += week.net - week.known
            shipped += max(0, -week.net) + week.known
            variance += countError * countError * week.squares
            scaled += week.known
            if available < 0 && clips {
                short -= available
                h = 0
            } else {
                let wanted = lambda * week.silent
                let consumed = clips ? min(wanted, max(0, available)) : wanted
                taken[base + index] = consumed
                cycle += consumed
                h = max(0, available - consumed)
                variance += dispersion * consumed
            }
            if h == 0 && week.silent > 0 {
                // Empty: whatever went before no longer matters.
                variance = 0
                scaled = 0
            }
            stocks[base + index] = h
            highest = max(highest, allowed)
        }
        let miss = short / max(0.1 * shipped, 1e-300)
        path.logWeight -= 0.5 * miss * miss
        path.stock = h
        path.variance = variance + scaleError * scaleError * scaled * scaled
        return (max(highest, h), short <= 1e-9 * (shipped + start))
    }

    /// Quantile of a mixture of normals cut off at zero, by bisection.
    private static func quantile(_ p: Double, of mixture: [(mean: Double, deviation: Double, weight: Double)]) -> Double {
        func cumulative(_ x: Double) -> Double {
            mixture.reduce(0) {
                $0 + $1.weight * ($1.deviation > 0 ? Normal.cumulative((x - $1.mean) / $1.deviation) : (x >= $1.mean ? 1 : 0))
            }
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
