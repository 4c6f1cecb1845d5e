import Numerical

/// Ordinary least squares with standard errors that allow for dependence within clusters (Liang & Zeger 1986, doi:10.1093/biomet/73.1.13).
struct ClusteredRegression {
    let coefficients: [Double]
    /// Row by row.
    let covariance: [Double]
    let clusters: Int
    let count: Int

    /// - Parameters:
    ///   - rows: regressors of each observation, all of one length.
    ///   - clusters: a number for each observation.
    ///   - absorbed: degrees of freedom spent before, such as means taken out.
    /// - Returns: nil where regressors are collinear or there are fewer than six clusters.
    init?(rows: [[Double]], values: [Double], clusters: [Int], absorbed: Int = 0) {
        guard let size = rows.first?.count, size > 0, rows.count > size + absorbed else { return nil }
        var gram = [Double](repeating: 0, count: size * size)
        var moment = [Double](repeating: 0, count: size)
        for (row, value) in zip(rows, values) {
            for i in 0..<size {
                moment[i] += row[i] * value
                for j in 0...i { gram[i * size + j] += row[i] * row[j] }
            }
        }
        for i in 0..<size { for j in 0..<i { gram[j * size + i] = gram[i * size + j] } }
        let largest = (0..<size).map { gram[$0 * size + $0] }.max() ?? 0
        guard let factor = try? CholeskyFactorization(gram, order: size, leastPivot: largest * 1e-10),
            let solved = try? factor.solution(moment), let inverse = try? factor.inverse()
        else { return nil }
        var scores: [Int: [Double]] = [:]
        for (index, row) in rows.enumerated() {
            let residual = values[index] - zip(row, solved).reduce(0) { $0 + $1.0 * $1.1 }
            var score = scores[clusters[index]] ?? [Double](repeating: 0, count: size)
            for i in 0..<size { score[i] += row[i] * residual }
            scores[clusters[index]] = score
        }
        guard scores.count >= 6 else { return nil }
        var meat = [Double](repeating: 0, count: size * size)
        for (_, score) in scores.sorted(by: { $0.key < $1.key }) {
            for i in 0..<size { for j in 0..<size { meat[i * size + j] += score[i] * score[j] } }
        }
        let (groups, n) = (Double(scores.count), Double(rows.count))
        let correction = groups / (groups - 1) * (n - 1) / (n - Double(size + absorbed))
        var half = [Double](repeating: 0, count: size * size)
        var covariance = half
        for i in 0..<size {
            for j in 0..<size { for k in 0..<size { half[i * size + j] += inverse[i * size + k] * meat[k * size + j] } }
        }
        for i in 0..<size {
            for j in 0..<size { for k in 0..<size { covariance[i * size + j] += half[i * size + k] * inverse[k * size + j] * correction } }
        }
        coefficients = solved
        self.covariance = covariance
        self.clusters = scores.count
        count = rows.count
    }

    func deviation(_ index: Int) -> Double { max(0, covariance[index * coefficients.count + index]).squareRoot() }

    /// A 90 % interval of a coefficient, by Student's t with as many degrees of freedom as clusters less one.
    func interval(_ index: Int) -> (low: Double, high: Double) {
        let half = ClusteredRegression.studentQuantile(freedom: Double(clusters - 1)) * deviation(index)
        return (coefficients[index] - half, coefficients[index] + half)
    }

    /// The 95 % point of Student's t, by the expansion of Fisher & Cornish in 1/ν (Abramowitz & Stegun 26.7.5).
    static func studentQuantile(freedom v: Double) -> Double {
        let z = 1.644853626951473
        let (z3, z5, z7) = (z * z * z, z * z * z * z * z, z * z * z * z * z * z * z)
        return z + (z3 + z) / (4 * v) + (5 * z5 + 16 * z3 + 3 * z) / (96 * v * v) + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z)
            / (384 * v * v * v)
    }
}
