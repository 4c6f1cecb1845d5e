import Numerical

/// Seasonal indices by ratio (or difference) to a centred moving average (Makridakis, Wheelwright & Hyndman 1998, §3.4), with
/// gaps left out. Index 0 belongs to the first value.
///
/// A moving average over a window with gaps holds some seasons and not others. There the indices found so far are taken off the values
/// before they are averaged, and the indices found again.
struct ClassicalDecomposition {
    let additiveIndices: [Double]
    /// Nil where a moving average is zero or below.
    let multiplicativeIndices: [Double]?

    /// How often indices of series with gaps are found again: each time what gaps leave of a season in the averages shrinks to the share
    /// of the window that is unknown, half at most.
    static let passesOverGaps = 8

    /// Nil where a season has no known values in two cycles.
    init?(values: [Double], known: [Bool], seasonLength m: Int) {
        guard m > 1, values.count >= 2 * m else { return nil }
        let zeros = [Double](repeating: 0, count: m)
        let ones = [Double](repeating: 1, count: m)
        guard var additive = Self.indices(values, known, seasonLength: m, isRatio: false, given: zeros) else { return nil }
        var ratios = Self.indices(values, known, seasonLength: m, isRatio: true, given: ones)
        if known.contains(false) {
            for _ in 0..<Self.passesOverGaps {
                additive = Self.indices(values, known, seasonLength: m, isRatio: false, given: additive) ?? additive
                ratios = ratios.flatMap { Self.indices(values, known, seasonLength: m, isRatio: true, given: $0) }
            }
        }
        additiveIndices = additive
        multiplicativeIndices = ratios
    }

    /// Mean differences from (ratios to) the centred moving average by season, normalized to a mean of 0 (1). `given` is what windows with
    /// gaps are freed of. Nil where a season has no value, or an average that a ratio is taken to is not above zero.
    private static func indices(
        _ values: [Double], _ known: [Bool], seasonLength m: Int, isRatio: Bool, given: [Double]
    ) -> [Double]? {
        let n = values.count
        let half = m / 2
        var sums = [Double](repeating: 0, count: m)
        var counts = [Int](repeating: 0, count: m)
        for t in half..<max(half, n - half) where known[t] {
            var sum = 0.0
            var weight = 0.0
            var season = 0.0
            for offset in -half...half where t + offset < n && known[t + offset] {
                let w = m % 2 == 0 && abs(offset) == half ? 0.5 : 1
                sum += w * values[t + offset]
                weight += w
                season += w * given[(t + offset) % m]
            }
            guard weight >= 0.5 * Double(m) else { continue }
            let isWhole = weight == Double(m)
            if isRatio {
                let average = isWhole ? sum / weight : sum / season
                guard average > 0 else { return nil }
                sums[t % m] += values[t] / average
            } else {
                let average = isWhole ? sum / weight : (sum - season) / weight
                sums[t % m] += values[t] - average
            }
            counts[t % m] += 1
        }
        guard counts.allSatisfy({ $0 > 0 }) else { return nil }
        for j in 0..<m { sums[j] /= Double(counts[j]) }
        let mean = sums.reduce(0, +) / Double(m)
        if !isRatio { return sums.map { $0 - mean } }
        // A season of which nothing was ever sold keeps a small share, so that dividing by it stays possible.
        return mean > 0 ? sums.map { max($0 / mean, 0.01) } : nil
    }
}

/// Whether the autocorrelation one season back is above chance at 90 %, given those at shorter lags (Bartlett), as the M3 and M4
/// benchmarks decide it (Fiorucci et al. 2016, §4). Gaps are left out: a lag's products are those of the pairs of which both are known,
/// raised to as many as there would be without gaps.
func isSeasonal(_ values: [Double], known: [Bool], seasonLength m: Int) -> Bool {
    let n = known.reduce(0) { $0 + ($1 ? 1 : 0) }
    guard m > 1, n >= 3 * m else { return false }
    var total = 0.0
    for t in values.indices where known[t] { total += values[t] }
    let mean = total / Double(n)
    var r = [Double]()
    var variance = 0.0
    for t in values.indices where known[t] { variance += (values[t] - mean) * (values[t] - mean) }
    guard variance > 0 else { return false }
    for lag in 1...m {
        var sum = 0.0
        var pairs = 0
        for t in lag..<values.count where known[t] && known[t - lag] {
            sum += (values[t] - mean) * (values[t - lag] - mean)
            pairs += 1
        }
        if n < values.count, pairs > 0 {
            sum *= Double(n) * Double(values.count - lag) / (Double(pairs) * Double(values.count))
        }
        r.append(sum / variance)
    }
    let bartlett = 1 + 2 * r.dropLast().reduce(0) { $0 + $1 * $1 }
    let quantile90 = 1.645
    return abs(r[m - 1]) > quantile90 * (bartlett / Double(n)).squareRoot()
}
