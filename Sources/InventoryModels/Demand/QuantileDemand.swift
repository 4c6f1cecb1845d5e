/// Demand known by some of its quantiles, as forecasts give it: F⁻¹ runs straight between them.
///
/// Below the first and above the last level the outermost pieces go on straight, never below zero: a forecast says nothing about the
/// tails, and a critical ratio beyond the last level deserves a model rather than this extension. Two equal quantiles in a row are an
/// atom: demand is that value with at least the probability between their levels.
///
/// | symbol | meaning |
/// | --- | --- |
/// | u | probability level |
/// | x = F⁻¹(u) | quantile, units |
/// | n(x) = ∫ (F⁻¹(u) − x)⁺ du | expected shortage, exact for each piece |
public struct QuantileDemand: StochasticDemand, Hashable {
    /// Levels from 0 to 1, ascending.
    public let levels: [Double]
    /// The quantile at each level, units; ascending.
    public let quantiles: [Double]
    public let mean: Double
    public let variance: Double

    /// - Parameters:
    ///   - levels: within 0 < u < 1, ascending.
    ///   - quantiles: one for each level; where they cross, the larger before counts.
    /// - Precondition: at least one level, as many quantiles, all finite.
    public init(levels given: [Double], quantiles values: [Double]) {
        precondition(!given.isEmpty && given.count == values.count, "\(given.count) levels, \(values.count) quantiles")
        precondition(zip(given, given.dropFirst()).allSatisfy { $0 < $1 }, "levels \(given) are not ascending")
        precondition(given.allSatisfy { $0 > 0 && $0 < 1 } && values.allSatisfy(\.isFinite), "levels \(given), quantiles \(values)")
        var x = values
        for i in 1..<max(1, x.count) { x[i] = max(x[i], x[i - 1]) }
        var u = given
        let last = x.count - 1
        let rise = last > 0 ? (x[last] - x[last - 1]) / (u[last] - u[last - 1]) : 0
        let start = last > 0 ? (x[1] - x[0]) / (u[1] - u[0]) : 0
        let end = x[last] + rise * (1 - u[last])
        let begin = x[0] - start * u[0]
        if begin < 0 && x[0] >= 0 && start > 0 {
            // Demand is nothing up to the level at which the line would cross zero.
            let crossing = u[0] - x[0] / start
            x.insert(contentsOf: [0, 0], at: 0)
            u.insert(contentsOf: [0, max(0, crossing)], at: 0)
        } else {
            x.insert(begin, at: 0)
            u.insert(0, at: 0)
        }
        x.append(end)
        u.append(1)
        levels = u
        quantiles = x
        var mean = 0.0
        var square = 0.0
        for i in 1..<u.count {
            let width = u[i] - u[i - 1]
            mean += width * 0.5 * (x[i] + x[i - 1])
        }
        for i in 1..<u.count {
            let (a, b) = (x[i - 1] - mean, x[i] - mean)
            square += (u[i] - u[i - 1]) * (a * a + a * b + b * b) / 3
        }
        self.mean = mean
        variance = square
    }

    public func cumulative(_ x: Double) -> Double {
        if x < quantiles[0] { return 0 }
        var i = 0
        while i < quantiles.count && quantiles[i] <= x { i += 1 }
        if i == quantiles.count { return 1 }
        let rise = quantiles[i] - quantiles[i - 1]
        return levels[i - 1] + (levels[i] - levels[i - 1]) * (x - quantiles[i - 1]) / rise
    }

    public func quantile(_ p: Double) -> Double {
        precondition(p > 0 && p < 1, "a probability of \(p)")
        var i = 1
        while levels[i] < p { i += 1 }
        let width = levels[i] - levels[i - 1]
        return width > 0 ? quantiles[i - 1] + (quantiles[i] - quantiles[i - 1]) * (p - levels[i - 1]) / width : quantiles[i]
    }

    public func expectedShortage(at x: Double) -> Double {
        var sum = 0.0
        for i in 1..<levels.count {
            let width = levels[i] - levels[i - 1]
            let (a, b) = (quantiles[i - 1], quantiles[i])
            if b <= x { continue }
            sum += a >= x ? width * (0.5 * (a + b) - x) : width * 0.5 * (b - x) * (b - x) / (b - a)
        }
        return sum
    }
}
