import Foundation
import Numerical
import SupplyNetwork

/// By what share the demand of a whole group of series grows or falls per step.
///
/// The demand of spare parts, of last year's models, of a category going out of fashion falls a percent a month: too little to be
/// seen in any one series of a few dozen counts, and enough to put the forecast of a year 15 % too high, since every level lags
/// behind what falls. Over the group the errors add up. The drift φ is that under which simple exponential smoothing with decay,
///
///     μ_{i,t+1} = φ (μ_{i,t} + α (y_{i,t} − μ_{i,t})),
///
/// has one-step errors that sum to zero over all series and steps: the estimating equation Σᵢ Σ_t (y_{i,t} − μ_{i,t}) = 0.
///
/// What all series share by chance in one step (a good month) is no drift: ln φ is shrunk by 1 − (s/ln φ)², at least 0, where s is
/// its standard error from the group's error per step, whose autocorrelation is allowed for (positive-part James & Stein 1961).
public struct PooledDrift: Sendable, Hashable {
    /// φ, 1 where there is no drift.
    public let factor: Double
    /// ln φ before it was shrunk, and its standard error.
    public let logarithm: Double
    public let standardError: Double

    public static let none = PooledDrift(factor: 1, logarithm: 0, standardError: 0)
    /// Beyond 5 % a step it is no drift but the group's season or its birth.
    static let bounds = -0.05...0.05
    /// α of the levels, about what pooled likelihoods of monthly and weekly counts choose.
    static let smoothing = 0.15
    /// Known steps before errors count, and steps and series that an estimate needs.
    static let warmUp = 6
    static let leastSteps = 12
    static let leastSeries = 10

    private init(factor: Double, logarithm: Double, standardError: Double) {
        self.factor = factor
        self.logarithm = logarithm
        self.standardError = standardError
    }

    /// The drift of a group whose series end together. None where the steps hold less than two seasons, since half a season looks
    /// like a drift.
    public init(of group: [TimeSeries], threads: Int = 1) {
        let usable = group.map(\.trimmed).filter { $0.isNonNegative && $0.knownCount >= Self.warmUp }
        let longest = usable.map(\.count).max() ?? 0
        let season = usable.map(\.seasonLength).max() ?? 1
        guard usable.count >= Self.leastSeries, longest >= Self.leastSteps + Self.warmUp, season == 1 || longest >= 2 * season else {
            self = .none
            return
        }
        let counts = usable.map(CountSeries.init).filter { $0.mean > 0 }
        func sums(_ logarithm: Double) -> (error: [Double], expected: [Double]) {
            let φ = exp(logarithm)
            let chunk = 256
            let parts = Parallel.map(count: (counts.count + chunk - 1) / chunk, threads: threads, chunk: 1) { part -> [Double] in
                var sums = [Double](repeating: 0, count: 2 * longest)
                var μ = [Double](repeating: 0, count: longest)
                for series in counts[part * chunk..<min(counts.count, (part + 1) * chunk)] {
                    _ = series.filtered(CountDynamics(α: Self.smoothing, ρ: 1, φ: φ), into: &μ)
                    let offset = longest - series.count
                    for t in Self.warmUp..<max(Self.warmUp, series.count) where series.kinds[t] == Observations.known {
                        sums[offset + t] += series.values[t] - μ[t]
                        sums[longest + offset + t] += μ[t]
                    }
                }
                return sums
            }
            var total = [Double](repeating: 0, count: 2 * longest)
            for part in parts { for i in total.indices { total[i] += part[i] } }
            return (Array(total.prefix(longest)), Array(total.suffix(longest)))
        }
        func excess(_ logarithm: Double) -> Double { sums(logarithm).error.reduce(0, +) }
        // A higher φ expects more: the excess falls. Bisection to 1e-5.
        var low = Self.bounds.lowerBound
        var high = Self.bounds.upperBound
        while high - low > 1e-5 {
            let middle = 0.5 * (low + high)
            if excess(middle) > 0 { low = middle } else { high = middle }
        }
        let estimate = 0.5 * (low + high)
        guard abs(estimate) < 0.99 * Self.bounds.upperBound else {
            self = .none
            return
        }
        let at = sums(estimate)
        let relative = zip(at.error, at.expected).compactMap { $1 > 0 ? $0 / $1 : nil }
        // A relative error that lasts is made up for by a change of the level, of which smoothing takes in the share α a step.
        let s = Self.smoothing * Self.standardErrorOfMean(relative)
        let kept = estimate == 0 ? 0 : max(0, 1 - (s / estimate) * (s / estimate))
        self.init(factor: exp(kept * estimate), logarithm: estimate, standardError: s)
    }

    /// With Bartlett weights over a cube root of the sample's size (Newey & West 1987, doi:10.2307/1913610).
    private static func standardErrorOfMean(_ x: [Double]) -> Double {
        let n = x.count
        guard n >= 2 else { return .infinity }
        let mean = x.reduce(0, +) / Double(n)
        let lags = Int(cbrt(Double(n)))
        var sum = 0.0
        for lag in 0...lags {
            var product = 0.0
            for t in lag..<n { product += (x[t] - mean) * (x[t - lag] - mean) }
            sum += lag == 0 ? product : 2 * (1 - Double(lag) / Double(lags + 1)) * product
        }
        return (max(0, sum) / Double(n) / Double(n)).squareRoot()
    }
}
