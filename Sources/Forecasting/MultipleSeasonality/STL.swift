import Foundation

/// Seasonal-trend decomposition by loess (Cleveland, Cleveland, McRae & Terpenning 1990, *Journal of Official Statistics* 6: 3–73):
/// y = seasonal + trend + remainder.
///
/// | symbol | meaning |
/// | --- | --- |
/// | n₍p₎ | `period`, steps in a season |
/// | n₍s₎, n₍t₎, n₍l₎ | windows of the seasonal, trend and low-pass smoothing: odd numbers of points |
/// | n₍i₎, n₍o₎ | passes of the inner and of the outer (robustness) loop |
///
/// The smoothers are evaluated at every tenth of their window and interpolated, as the paper's §3.4 proposes and R's `stl` does.
public struct STL: Sendable, Hashable, Codable {
    /// Cycles that a season is averaged over; nil for a season that never changes. Default 11, of `mstl`.
    public var seasonalWindow: Int?
    /// Default: the least odd number of 1.5 n₍p₎/(1 − 1.5/n₍s₎) or more (the paper's §3.3).
    public var trendWindow: Int?
    /// Whether outliers lose their weight: fifteen outer passes of one inner pass, instead of two inner passes. Default false.
    public var isRobust: Bool

    public init(seasonalWindow: Int? = 11, trendWindow: Int? = nil, isRobust: Bool = false) {
        self.seasonalWindow = seasonalWindow
        self.trendWindow = trendWindow
        self.isRobust = isRobust
    }

    public struct Decomposition: Sendable, Hashable {
        public var seasonal: [Double]
        public var trend: [Double]
        public var remainder: [Double]

        /// max(0, 1 − var R / var(S + R)): how much of what is not trend is season (Wang, Smith & Hyndman 2006,
        /// doi:10.1007/s10618-005-0039-x).
        public var seasonalStrength: Double {
            let whole = variance(zip(seasonal, remainder).map { $0 + $1 })
            return whole > 0 ? min(1, max(0, 1 - variance(remainder) / whole)) : 0
        }
    }

    /// - Throws: `tooShort` where two seasons or fewer are given.
    /// - Precondition: values are finite; gaps must have been filled.
    public func decomposition(_ values: [Double], period: Int) throws(ForecastingFailure) -> Decomposition {
        precondition(period >= 2, "a season of \(period)")
        let n = values.count
        guard n > 2 * period else { throw .tooShort(known: n, needed: 2 * period + 1) }
        // A window far beyond the series makes loess of degree 0 a mean, up to its weights.
        let seasonalWindow = seasonalWindow ?? 10 * n + 1
        let trendWindow = trendWindow ?? Self.odd(Int((1.5 * Double(period) / (1 - 1.5 / Double(seasonalWindow))).rounded(.up)))
        let lowPassWindow = Self.odd(period)
        let smoother = Loess(window: seasonalWindow, degree: 0, jump: Self.tenth(seasonalWindow))
        let trendSmoother = Loess(window: trendWindow, degree: 1, jump: Self.tenth(trendWindow))
        let lowPass = Loess(window: lowPassWindow, degree: 1, jump: Self.tenth(lowPassWindow))
        var seasonal = [Double](repeating: 0, count: n)
        var trend = seasonal
        var weights: [Double]?
        for outer in 0...(isRobust ? 15 : 0) {
            for _ in 0..<(isRobust ? 1 : 2) {
                let cycles = Self.cycleSubseries(
                    zip(values, trend).map { $0 - $1 }, period: period, smoother: smoother, weights: weights)
                let averaged = Self.movingAverage(
                    Self.movingAverage(Self.movingAverage(cycles, period), period), 3)
                let slow = lowPass.smoothed(averaged, weights: nil)
                for t in 0..<n { seasonal[t] = cycles[period + t] - slow[t] }
                trend = trendSmoother.smoothed(zip(values, seasonal).map { $0 - $1 }, weights: weights)
            }
            if isRobust, outer < 15 {
                weights = Self.robustness((0..<n).map { abs(values[$0] - seasonal[$0] - trend[$0]) })
            }
        }
        if self.seasonalWindow == nil {
            for phase in 0..<period {
                let steps = stride(from: phase, to: n, by: period)
                let mean = steps.reduce(0) { $0 + seasonal[$1] } / Double((n - phase + period - 1) / period)
                for t in steps { seasonal[t] = mean }
            }
        }
        return Decomposition(
            seasonal: seasonal, trend: trend, remainder: (0..<n).map { values[$0] - seasonal[$0] - trend[$0] })
    }

    private static func odd(_ value: Int) -> Int { value % 2 == 0 ? value + 1 : value }
    private static func tenth(_ window: Int) -> Int { (window + 9) / 10 }

    /// Every season's values smoothed by themselves and carried one cycle beyond both ends: n + 2n₍p₎ values.
    private static func cycleSubseries(_ values: [Double], period: Int, smoother: Loess, weights: [Double]?) -> [Double] {
        let n = values.count
        var result = [Double](repeating: 0, count: n + 2 * period)
        for phase in 0..<period {
            let steps = Array(stride(from: phase, to: n, by: period))
            let subseries = steps.map { values[$0] }
            let weight = weights.map { all in steps.map { all[$0] } }
            let smooth = smoother.smoothed(subseries, weights: weight)
            let k = subseries.count
            let first = smoother.value(at: -1, of: subseries, from: 0, through: min(smoother.window, k) - 1, weights: weight)
            let last = smoother.value(at: k, of: subseries, from: max(0, k - smoother.window), through: k - 1, weights: weight)
            result[phase] = first ?? smooth[0]
            for (index, value) in smooth.enumerated() { result[phase + (index + 1) * period] = value }
            result[phase + (k + 1) * period] = last ?? smooth[k - 1]
        }
        return result
    }

    private static func movingAverage(_ values: [Double], _ length: Int) -> [Double] {
        var sum = values[..<length].reduce(0, +)
        var result = [sum / Double(length)]
        result.reserveCapacity(values.count - length + 1)
        for t in length..<max(length, values.count) {
            sum += values[t] - values[t - length]
            result.append(sum / Double(length))
        }
        return result
    }

    /// Bisquare weights, zero beyond six times the median absolute remainder.
    private static func robustness(_ remainders: [Double]) -> [Double] {
        let sorted = remainders.sorted()
        let n = sorted.count
        let limit = 3 * (sorted[n / 2] + sorted[n - 1 - n / 2])
        return remainders.map { r in
            if r <= 0.001 * limit { return 1 }
            if r > 0.999 * limit { return 0 }
            let u = r / limit
            return (1 - u * u) * (1 - u * u)
        }
    }
}

/// Local regression on equally spaced points with tricube weights (Cleveland 1979, doi:10.1080/01621459.1979.10481038).
struct Loess {
    /// Points that a fit sees.
    var window: Int
    /// 0 for a local mean, 1 for a local line.
    var degree: Int
    /// Points from one fit to the next; what lies between is interpolated.
    var jump: Int

    func smoothed(_ values: [Double], weights: [Double]?) -> [Double] {
        let n = values.count
        guard n >= 2 else { return values }
        let step = min(jump, n - 1)
        var result = values
        func fitted(_ t: Int) -> Double {
            var first = 0
            var last = n - 1
            if window < n {
                first = min(max(0, t + 1 - (window + 1) / 2), n - window)
                last = first + window - 1
            }
            return value(at: t, of: values, from: first, through: last, weights: weights) ?? values[t]
        }
        var before = 0
        result[0] = fitted(0)
        while before < n - 1 {
            let next = before + step <= n - 1 ? before + step : n - 1
            result[next] = fitted(next)
            let slope = (result[next] - result[before]) / Double(next - before)
            for t in (before + 1)..<max(before + 1, next) { result[t] = result[before] + slope * Double(t - before) }
            before = next
        }
        return result
    }

    /// The fit at `point`, which may lie outside, from the points `first ... last`; nil where they have no weight.
    func value(at point: Int, of values: [Double], from first: Int, through last: Int, weights: [Double]?) -> Double? {
        let n = values.count
        var reach = Double(max(point - first, last - point))
        if window > n { reach += Double((window - n) / 2) }
        let near = 0.001 * reach
        let far = 0.999 * reach
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: last - first + 1) { w -> Double? in
            var sum = 0.0
            for j in first...last {
                let distance = Double(abs(j - point))
                var weight = 0.0
                if distance <= far {
                    weight = 1
                    if distance > near {
                        let u = distance / reach
                        let v = 1 - u * u * u
                        weight = v * v * v
                    }
                    if let weights { weight *= weights[j] }
                    sum += weight
                }
                w[j - first] = weight
            }
            guard sum > 0 else { return nil }
            for j in 0...(last - first) { w[j] /= sum }
            if degree > 0, reach > 0 {
                var centre = 0.0
                for j in first...last { centre += w[j - first] * Double(j) }
                var spread = 0.0
                for j in first...last { spread += w[j - first] * (Double(j) - centre) * (Double(j) - centre) }
                if spread.squareRoot() > 0.001 * Double(n - 1) {
                    let slope = (Double(point) - centre) / spread
                    for j in first...last { w[j - first] *= 1 + slope * (Double(j) - centre) }
                }
            }
            var result = 0.0
            for j in first...last { result += w[j - first] * values[j] }
            return result
        }
    }
}

/// Around the mean, with n − 1.
func variance(_ values: [Double]) -> Double {
    guard values.count > 1 else { return 0 }
    let mean = values.reduce(0, +) / Double(values.count)
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
}
