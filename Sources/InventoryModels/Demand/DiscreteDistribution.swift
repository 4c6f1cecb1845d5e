import Foundation
import Numerical

/// A distribution of whole units, kept as probability masses on consecutive integers, with its distribution function, its tail and its
/// loss function beside them: each query is one look-up.
///
/// Tails are summed from the far end, so that P(D > x) and n(x) keep their relative accuracy.
public struct DiscreteDistribution: StochasticDemand, Hashable {
    /// The least value with a mass, units.
    public let minimum: Int
    /// P(D = minimum + i).
    public let masses: [Double]
    public let mean: Double
    public let variance: Double
    /// P(D ≤ minimum + i).
    private let below: [Double]
    /// P(D > minimum + i).
    private let above: [Double]
    /// E[(D − minimum − i)⁺].
    private let shortages: [Double]

    /// The last value with a mass, units.
    public var maximum: Int { minimum + masses.count - 1 }

    /// Masses on `minimum`, `minimum` + 1 …; they are divided by their sum.
    /// - Precondition: no mass is negative or not finite, and one is positive.
    public init(minimum: Int = 0, masses given: [Double]) {
        precondition(given.allSatisfy { $0 >= 0 && $0.isFinite }, "negative or infinite masses")
        let total = given.reduce(0, +)
        precondition(total > 0, "no mass at all")
        let first = given.firstIndex { $0 > 0 } ?? 0
        let last = given.lastIndex { $0 > 0 } ?? 0
        let masses = given[first...last].map { $0 / total }
        let count = masses.count
        self.minimum = minimum + first
        self.masses = masses
        var below = [Double](repeating: 0, count: count)
        var above = [Double](repeating: 0, count: count)
        var shortages = [Double](repeating: 0, count: count)
        var sum = 0.0
        for i in 0..<count {
            sum += masses[i]
            below[i] = min(1, sum)
        }
        below[count - 1] = 1
        for i in stride(from: count - 2, through: 0, by: -1) {
            above[i] = above[i + 1] + masses[i + 1]
            shortages[i] = shortages[i + 1] + above[i]
        }
        self.below = below
        self.above = above
        self.shortages = shortages
        let mean = Double(self.minimum) + shortages[0]
        self.mean = mean
        var variance = 0.0
        for i in 0..<count {
            let deviation = Double(self.minimum + i) - mean
            variance += masses[i] * deviation * deviation
        }
        self.variance = variance
    }

    /// P(D = k).
    public func mass(_ k: Int) -> Double { k < minimum || k > maximum ? 0 : masses[k - minimum] }

    /// P(D ≤ k).
    public func cumulative(_ k: Int) -> Double { k < minimum ? 0 : k >= maximum ? 1 : below[k - minimum] }

    /// P(D > k).
    public func exceedance(_ k: Int) -> Double { k < minimum ? 1 : k >= maximum ? 0 : above[k - minimum] }

    public func cumulative(_ x: Double) -> Double { cumulative(whole(x)) }

    private func whole(_ x: Double) -> Int { x >= Double(maximum) ? maximum : x < Double(minimum) ? minimum - 1 : Int(x.rounded(.down)) }

    public func quantile(_ p: Double) -> Double {
        precondition(p > 0 && p < 1, "a probability of \(p)")
        return Double(wholeQuantile(p))
    }

    /// The least k with P(D ≤ k) ≥ p.
    public func wholeQuantile(_ p: Double) -> Int {
        var low = 0
        var high = masses.count - 1
        while low < high {
            let middle = (low + high) / 2
            if below[middle] >= p { high = middle } else { low = middle + 1 }
        }
        return minimum + low
    }

    /// n(k) = E[(D − k)⁺].
    public func expectedShortage(at k: Int) -> Double {
        if k < minimum { return mean - Double(k) }
        return k >= maximum ? 0 : shortages[k - minimum]
    }

    /// n(x), linear between whole units.
    public func expectedShortage(at x: Double) -> Double {
        if x <= Double(minimum) { return mean - x }
        if x >= Double(maximum) { return 0 }
        let k = Int(x.rounded(.down))
        return expectedShortage(at: k) - (x - Double(k)) * exceedance(k)
    }

    /// A value drawn with a uniform number.
    public func sample(using random: inout Xoshiro256) -> Int {
        let u = random.uniform()
        var low = 0
        var high = masses.count - 1
        while low < high {
            let middle = (low + high) / 2
            if below[middle] > u { high = middle } else { low = middle + 1 }
        }
        return minimum + low
    }

    /// The distribution of D + D′, independent.
    public func convolved(with other: DiscreteDistribution) -> DiscreteDistribution {
        var result = [Double](repeating: 0, count: masses.count + other.masses.count - 1)
        for (i, p) in masses.enumerated() where p > 0 {
            for (j, q) in other.masses.enumerated() { result[i + j] += p * q }
        }
        return DiscreteDistribution(minimum: minimum + other.minimum, masses: result.truncated())
    }

    /// The distribution of the sum of `count` independent copies; 0 for none.
    public func sum(of count: Int) -> DiscreteDistribution {
        precondition(count >= 0, "a sum of \(count)")
        var result = DiscreteDistribution(masses: [1])
        var power = self
        var left = count
        while left > 0 {
            if left & 1 == 1 { result = result.convolved(with: power) }
            left >>= 1
            if left > 0 { power = power.convolved(with: power) }
        }
        return result
    }
}

extension Array where Element == Double {
    /// Without what lies above the last mass that matters: below 1e-30 nothing moves.
    fileprivate func truncated() -> [Double] {
        guard let last = lastIndex(where: { $0 > 1e-30 }) else { return self }
        return Array(self[...last])
    }
}

extension DiscreteDistribution {
    /// Masses built from the mode outwards by their ratios until they matter no more, then normalised.
    private init(mode: Int, least: Int, ratio: (Int) -> Double) {
        var up: [Double] = [1]
        var k = mode
        while true {
            // P(k + 1) / P(k)
            let next = (up.last ?? 0) * ratio(k)
            if !(next > 1e-30) { break }
            up.append(next)
            k += 1
        }
        var down: [Double] = []
        k = mode
        var mass = 1.0
        while k > least {
            mass /= ratio(k - 1)
            if !(mass > 1e-30) { break }
            down.append(mass)
            k -= 1
        }
        self.init(minimum: mode - down.count, masses: down.reversed() + up)
    }

    /// Poisson of mean λ, units.
    public static func poisson(mean λ: Double) -> DiscreteDistribution {
        precondition(λ >= 0 && λ.isFinite, "a Poisson mean of \(λ)")
        return λ == 0 ? DiscreteDistribution(masses: [1]) : DiscreteDistribution(mode: Int(λ), least: 0) { λ / Double($0 + 1) }
    }

    /// Negative binomial of size r and probability p of no further unit: mean r(1 − p)/p, variance r(1 − p)/p².
    public static func negativeBinomial(size r: Double, probability p: Double) -> DiscreteDistribution {
        precondition(r > 0 && p > 0 && p <= 1, "a negative binomial of size \(r), probability \(p)")
        if p == 1 { return DiscreteDistribution(masses: [1]) }
        let mode = r > 1 ? Int((r - 1) * (1 - p) / p) : 0
        return DiscreteDistribution(mode: mode, least: 0) { (r + Double($0)) / Double($0 + 1) * (1 - p) }
    }

    /// Negative binomial by moments, for a variance above the mean.
    public static func negativeBinomial(mean: Double, variance: Double) -> DiscreteDistribution {
        precondition(variance > mean && mean > 0, "a negative binomial of mean \(mean), variance \(variance)")
        return negativeBinomial(size: mean * mean / (variance - mean), probability: mean / variance)
    }

    /// Binomial of n trials.
    public static func binomial(trials n: Int, probability p: Double) -> DiscreteDistribution {
        precondition(n >= 0 && p >= 0 && p <= 1, "a binomial of \(n) trials, probability \(p)")
        if n == 0 || p == 0 { return DiscreteDistribution(masses: [1]) }
        if p == 1 { return DiscreteDistribution(minimum: n, masses: [1]) }
        return DiscreteDistribution(mode: min(n, Int(Double(n + 1) * p)), least: 0) { Double(n - $0) / Double($0 + 1) * p / (1 - p) }
    }

    /// Equal masses on a range.
    public static func uniform(_ range: ClosedRange<Int>) -> DiscreteDistribution {
        DiscreteDistribution(minimum: range.lowerBound, masses: [Double](repeating: 1, count: range.count))
    }

    /// Observed whole quantities, each with the same weight.
    /// - Precondition: not empty.
    public static func empirical(_ values: [Int]) -> DiscreteDistribution {
        guard let least = values.min(), let most = values.max() else { preconditionFailure("no values") }
        var masses = [Double](repeating: 0, count: most - least + 1)
        for value in values { masses[value - least] += 1 }
        return DiscreteDistribution(minimum: least, masses: masses)
    }

    /// A demand rounded to whole units, P(k) = F(k + ½) − F(k − ½), what would be below `least` lying on it.
    public static func rounded(_ demand: some StochasticDemand, least: Int = 0) -> DiscreteDistribution {
        let top = max(Double(least), demand.mean + 12 * demand.deviation + 12)
        var masses: [Double] = []
        var last = 0.0
        var k = least
        while Double(k) <= top {
            let next = demand.cumulative(Double(k) + 0.5)
            masses.append(max(0, next - last))
            last = next
            k += 1
            if last >= 1 { break }
        }
        return DiscreteDistribution(minimum: least, masses: masses)
    }

    /// A fitted demand in whole units: its own masses where it counts units, rounded where it is continuous.
    public init(_ demand: DemandDistribution) {
        guard demand.isDiscrete else {
            self =
                demand.deviation > 0 && demand.mean > 0
                ? .rounded(demand) : DiscreteDistribution(minimum: Int(demand.mean.rounded()), masses: [1])
            return
        }
        let over = demand.variance > demand.mean * 1.0001
        self = over ? .negativeBinomial(mean: demand.mean, variance: demand.variance) : .poisson(mean: demand.mean)
    }
}
