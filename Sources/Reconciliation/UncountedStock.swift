import Foundation
import Numerical

/// Stock and consumption since the last count (or since the beginning), under every rate of consumption that is plausible.
///
/// Each rate gives one path: stock(t) = max(0, stock(t−1) + in − out − consumed), so that 0 ≤ Σ consumed ≤ opening + Σ in −
/// Σ out holds on every path at every time. The paths together, each blurred by the noise of weekly consumption and of the
/// records, are the distribution of the stock.
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
    }

    enum Opening {
        /// A count or a known zero, with its standard deviation.
        case known(Double, deviation: Double)
        /// Existed before the ledger: at least what later shipments needed. Cover in weeks: expected at the lowest point, and at most.
        case unknown(lowestCover: Double, highestCover: Double)
    }

    static let nodeCount = 15

    /// - Parameters:
    ///   - rate: nil where nothing identifies it; consumption is then anything that conservation allows, equally likely.
    ///   - dispersion: variance over mean of weekly consumption.
    ///   - lately: consumption a week for the cover of an unknown opening where no week is silent.
    init(
        opening: Opening, weeks: [Week], rate: RateDistribution?, dispersion: Double, scaleError: Double, countError: Double,
        lately: Double
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
        var stocks = [Double](repeating: 0, count: rates.count * count)
        var taken = stocks
        var final = [(mean: Double, variance: Double, logWeight: Double)](repeating: (0, 0, 0), count: rates.count)
        var highest = 0.0
        for (node, lambda) in rates.enumerated() {
            var h: Double
            var variance: Double
            var clips = true
            switch opening {
            case .known(let start, let deviation):
                h = start
                variance = deviation * deviation
            case .unknown(let lowestCover, let highestCover):
                let weekly = silentWeeks > 0 ? lambda : lately
                var level = 0.0
                var lowest = 0.0
                for week in weeks {
                    level += week.net - week.known - lambda * week.silent
                    lowest = min(lowest, level)
                }
                h = lowestCover * weekly - lowest
                let spread = (highestCover - lowestCover) * weekly / 1.645
                variance = spread * spread
                clips = false
            }
            let start = h
            var allowed = h
            var short = 0.0
            var shipped = 0.0
            var scaled = 0.0
            for (index, week) in weeks.enumerated() {
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
                    taken[node * count + index] = consumed
                    h = max(0, available - consumed)
                    variance += dispersion * consumed
                }
                // Once empty, all are sure of it.
                if h == 0 && week.silent > 0 {
                    variance = 0
                    scaled = 0
                }
                stocks[node * count + index] = h
            }
            if short > 1e-9 * (shipped + start) { isBalanced = false }
            let tolerance = max(0.1 * shipped, 1e-300)
            let miss = short / tolerance
            final[node] = (h, variance + scaleError * scaleError * scaled * scaled, -0.5 * miss * miss)
            highest = max(highest, allowed, h)
        }
        let best = final.map(\.logWeight).max() ?? 0
        var weights = final.map { exp($0.logWeight - best) }
        let total = weights.reduce(0, +)
        for node in weights.indices { weights[node] /= total }

        stock = [Double](repeating: 0, count: count)
        consumed = stock
        for node in rates.indices {
            for week in 0..<count {
                stock[week] += weights[node] * stocks[node * count + week]
                consumed[week] += weights[node] * taken[node * count + week]
            }
            mean += weights[node] * final[node].mean
        }
        let mixture = zip(final, weights).map { (mean: $0.mean, deviation: $0.variance.squareRoot(), weight: $1) }
        low = min(mean, UncountedStock.quantile(0.05, of: mixture))
        high = max(mean, UncountedStock.quantile(0.95, of: mixture))
        if silentWeeks > 0, case .known(let start, let deviation) = opening {
            // Never more than if nothing had been consumed unseen.
            let squares = weeks.reduce(0) { $0 + $1.squares } + start * start
            let most = highest + 1.645 * (deviation * deviation + countError * countError * squares).squareRoot()
            high = max(mean, min(high, most))
        }
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
