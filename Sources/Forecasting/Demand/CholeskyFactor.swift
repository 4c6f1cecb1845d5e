import Foundation

/// A = L Lᵀ of a small symmetric positive definite matrix, row by row (Golub & Van Loan, *Matrix Computations*, §4.2).
struct CholeskyFactor {
    private let lower: [Double]
    let order: Int

    /// - Parameter matrix: `order × order`. Nil where it is not positive definite to working accuracy.
    init?(_ matrix: [Double], order n: Int) {
        var l = matrix
        for j in 0..<n {
            var pivot = l[j * n + j]
            for k in 0..<j { pivot -= l[j * n + k] * l[j * n + k] }
            guard pivot > 1e-14 * abs(matrix[j * n + j]), pivot.isFinite else { return nil }
            let root = pivot.squareRoot()
            l[j * n + j] = root
            for i in j + 1..<max(n, j + 1) {
                var sum = l[i * n + j]
                for k in 0..<j { sum -= l[i * n + k] * l[j * n + k] }
                l[i * n + j] = sum / root
            }
        }
        lower = l
        order = n
    }

    var logDeterminant: Double { (0..<order).reduce(0) { $0 + 2 * log(lower[$1 * order + $1]) } }

    func solution(_ right: [Double]) -> [Double] {
        let n = order
        var x = right
        for i in 0..<n {
            for k in 0..<i { x[i] -= lower[i * n + k] * x[k] }
            x[i] /= lower[i * n + i]
        }
        for i in stride(from: n - 1, through: 0, by: -1) {
            for k in i + 1..<max(n, i + 1) { x[i] -= lower[k * n + i] * x[k] }
            x[i] /= lower[i * n + i]
        }
        return x
    }

    var inverse: [Double] {
        let n = order
        var result = [Double](repeating: 0, count: n * n)
        for j in 0..<n {
            var unit = [Double](repeating: 0, count: n)
            unit[j] = 1
            for (i, value) in solution(unit).enumerated() { result[i * n + j] = value }
        }
        return result
    }
}
