import Numerical
import Testing

@testable import Forecasting

@Suite struct ErrorCovarianceTests {
    /// λ and the correlations against Schäfer & Strimmer's formulas, summed pair by pair: r_ij and Var(r_ij) from the products
    /// x_it x_jt of errors scaled by their root mean square, with n/(n−1)³-type weights as for means known to be zero.
    @Test(arguments: [1, 2, 3]) func shrinkagePairByPair(seed: UInt64) {
        let (n, t) = (7, 15)
        let table = MinimumTraceTests.errors(series: n, steps: t, seed: seed)
        let covariance = ErrorCovariance(shrinking: table)
        let rows = (0..<n).map { i in (0..<t).map { table.values[i * t + $0] } }
        let variances = rows.map { $0.reduce(0) { $0 + $1 * $1 } / Double(t) }
        let x = zip(rows, variances).map { row, variance in row.map { $0 / variance.squareRoot() } }
        var (spread, squares) = (0.0, 0.0)
        var correlation = [[Double]](repeating: [Double](repeating: 1, count: n), count: n)
        for i in 0..<n {
            for j in 0..<n where i != j {
                let products = (0..<t).map { x[i][$0] * x[j][$0] }
                let mean = products.reduce(0, +) / Double(t)
                correlation[i][j] = mean
                let deviations = products.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
                spread += deviations / (Double(t) * Double(t - 1))
                squares += mean * mean
            }
        }
        let lambda = spread / squares
        #expect(lambda > 0 && lambda < 1)
        #expect(abs(covariance.shrinkage - lambda) < 1e-12)
        let w = Dense(covariance).rows
        for i in 0..<n {
            for j in 0..<n {
                let expected = (i == j ? 1 : (1 - lambda) * correlation[i][j]) * (variances[i] * variances[j]).squareRoot()
                #expect(abs(w[i][j] - expected) < 1e-12)
            }
        }
    }

    @Test func unknownErrorsAndSilentSeries() {
        var random = Xoshiro256(seed: 8)
        let rows: [[Double?]] = (0..<6).map { i in (0..<20).map { t in t % 3 == i % 3 ? nil : random.uniform() - 0.5 } }
        let covariance = ErrorCovariance(shrinking: ErrorTable(rows: rows + [[Double?](repeating: nil, count: 20)]), deviations: nil)
        let w = Dense(covariance).rows
        for (i, row) in rows.enumerated() {
            let known = row.compactMap { $0 }
            let variance = known.reduce(0) { $0 + $1 * $1 } / Double(known.count)
            #expect(abs(w[i][i] - variance) < 1e-12)
        }
        #expect(w[6][6] > 0 && w[6][..<6].allSatisfy { $0 == 0 })
    }

    @Test func deviationsFromElsewhereSetTheVariances() {
        let deviations = [1.0, 2, 3, 4]
        let covariance = ErrorCovariance(
            shrinking: MinimumTraceTests.errors(series: 4, steps: 10, seed: 1), deviations: deviations)
        let w = Dense(covariance).rows
        for i in 0..<4 { #expect(abs(w[i][i] - deviations[i] * deviations[i]) < 1e-12) }
    }

    @Test func temporalBlocks() {
        let aggregation = Aggregation(steps: 9, blocks: [9, 4])
        #expect(aggregation.aggregateCount == 3)
        #expect(aggregation.summed([1, 2, 3, 4, 5, 6, 7, 8, 9]) == [45, 10, 26])
    }
}
