import Numerical

/// Seasonal indices by ratio (or difference) to a centred moving average (Makridakis, Wheelwright & Hyndman 1998, §3.4), with
/// gaps left out. Index 0 belongs to the first value.
struct ClassicalDecomposition {
    let additiveIndices: [Double]
    /// Nil where a moving average is zero or below.
    let multiplicativeIndices: [Double]?

    /// Nil where a season has no known values in two cycles.
    init?(values: [Double], known: [Bool], seasonLength m: Int) {
        guard m > 1, values.count >= 2 * m else { return nil }
        let n = values.count
        let half = m / 2
        var differences = [Double](repeating: 0, count: m)
        var ratios = [Double](repeating: 0, count: m)
        var counts = [Int](repeating: 0, count: m)
        var positive = true
        for t in half..<max(half, n - half) where known[t] {
            var sum = 0.0
            var weight = 0.0
            for offset in -half...half where t + offset < n && known[t + offset] {
                let w = m % 2 == 0 && abs(offset) == half ? 0.5 : 1
                sum += w * values[t + offset]
                weight += w
            }
            guard weight >= 0.5 * Double(m) else { continue }
            let average = sum / weight
            differences[t % m] += values[t] - average
            if average > 0 { ratios[t % m] += values[t] / average } else { positive = false }
            counts[t % m] += 1
        }
        guard counts.allSatisfy({ $0 > 0 }) else { return nil }
        for j in 0..<m {
            differences[j] /= Double(counts[j])
            ratios[j] /= Double(counts[j])
        }
        let mean = differences.reduce(0, +) / Double(m)
        additiveIndices = differences.map { $0 - mean }
        let meanRatio = ratios.reduce(0, +) / Double(m)
        if positive, meanRatio > 0 {
            // A season of which nothing was ever sold keeps a small share, so that dividing by it stays possible.
            multiplicativeIndices = ratios.map { max($0 / meanRatio, 0.01) }
        } else {
            multiplicativeIndices = nil
        }
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
