import Foundation
import Numerical

/// The augmented Kalman filter of a local level or trend with regressors, at given ratios of variances (`DynamicRegression`).
///
///     v   innovation of each column (the series, the first states, the regressors)     F   its variance over σ²
///     a   state ahead, by column       P   its covariance over σ², from zero        K   gain
struct AugmentedFilter: Sendable {
    /// −2 log of the diffuse likelihood, σ² concentrated out.
    let criterion: Double
    /// n − k.
    let freedom: Double
    /// γ: first states and β, and its covariance over σ², `k × k`.
    let coefficients: [Double]
    let covariance: [Double]
    /// σ̂².
    let variance: Double
    /// The state one step after the end, without γ's part: its value, what it adds per unit of γ (`states × k`), and its covariance
    /// over σ².
    let state: [Double]
    let stateLoadings: [Double]
    let stateCovariance: [Double]

    /// Nil where the regression has no solution.
    init?(
        values: [Double], isKnown: [Bool], regressors: [[Double]], states m: Int, levelRatio: Double, slopeRatio: Double
    ) {
        let k = m + regressors.count
        let columns = k + 1
        // Column 0 is y; 1 … m the response to a unit of each first state; then the regressors.
        var level = [Double](repeating: 0, count: columns)
        var slope = level
        level[1] = -1
        if m == 2 { slope[2] = -1 }
        var (p11, p12, p22) = (0.0, 0.0, 0.0)
        var information = [Double](repeating: 0, count: k * k)
        var right = [Double](repeating: 0, count: k)
        var total = 0.0
        var logarithms = 0.0
        var n = 0.0
        var v = level
        for t in values.indices {
            var (k1, k2) = (0.0, 0.0)
            if isKnown[t] {
                let f = p11 + 1
                v[0] = values[t] - level[0]
                for j in 1...m { v[j] = -level[j] }
                for j in 0..<regressors.count { v[m + 1 + j] = regressors[j][t] - level[m + 1 + j] }
                n += 1
                logarithms += log(f)
                total += v[0] * v[0] / f
                for i in 0..<k {
                    let a = v[i + 1] / f
                    right[i] += a * v[0]
                    for j in 0...i { information[i * k + j] += a * v[j + 1] }
                }
                // Filtered, then a step ahead.
                (k1, k2) = (p11 / f, p12 / f)
                for j in 0..<columns {
                    level[j] += k1 * v[j]
                    slope[j] += k2 * v[j]
                }
                (p11, p12, p22) = (p11 - k1 * p11, p12 - k1 * p12, p22 - k2 * p12)
            }
            if m == 2 {
                for j in 0..<columns { level[j] += slope[j] }
                (p11, p12) = (p11 + 2 * p12 + p22, p12 + p22)
                p22 += slopeRatio
            }
            p11 += levelRatio
        }
        for i in 0..<k { for j in 0..<i { information[j * k + i] = information[i * k + j] } }
        // What cannot be told from the others is left out.
        var kept: [Int] = []
        for i in 0..<k {
            let trial = kept + [i]
            let block = trial.flatMap { a in trial.map { information[a * k + $0] } }
            guard information[i * k + i] > 0 else { continue }
            let least = DynamicRegression.collinearity * information[i * k + i]
            if let factor = try? CholeskyFactorization(block, order: trial.count), factor.lastPivot > least { kept = trial }
        }
        guard (0..<m).allSatisfy(kept.contains), n > Double(kept.count) + 1,
            let factor = try? CholeskyFactorization(kept.flatMap { a in kept.map { information[a * k + $0] } }, order: kept.count),
            let solved = try? factor.solution(kept.map { right[$0] }), let inverse = try? factor.inverse()
        else { return nil }
        var coefficients = [Double](repeating: 0, count: k)
        var covariance = [Double](repeating: 0, count: k * k)
        var explained = 0.0
        for (place, i) in kept.enumerated() {
            coefficients[i] = solved[place]
            explained += solved[place] * right[i]
            for (other, j) in kept.enumerated() { covariance[i * k + j] = inverse[place * kept.count + other] }
        }
        freedom = n - Double(kept.count)
        // Rounding alone must not make a perfect fit infinitely likely.
        variance = max((total - explained) / freedom, 1e-14 * max(total / n, 1e-300))
        criterion = freedom * (log(2 * Double.pi * variance) + 1) + logarithms + factor.logDeterminant
        self.coefficients = coefficients
        self.covariance = covariance
        state = m == 2 ? [level[0], slope[0]] : [level[0]]
        var loadings: [Double] = []
        for row in m == 2 ? [level, slope] : [level] { for j in 1...k { loadings.append(-row[j]) } }
        stateLoadings = loadings
        stateCovariance = m == 2 ? [p11, p12, p12, p22] : [p11]
    }
}
