import COpenBLAS

/// Linear least squares, min ‖A x − b‖₂, by complete orthogonal factorization (LAPACK `dgelsy`; Golub & Van Loan, *Matrix
/// Computations*, §5.5). Where columns depend on one another the solution of least norm is returned, with the rank found.
public enum LeastSquares {
    public struct Solution: Sendable {
        /// One value per column of A.
        public var coefficients: [Double]
        /// Columns that are independent at the tolerance asked for.
        public var rank: Int
        /// ‖A x − b‖₂².
        public var residualSumOfSquares: Double
    }

    public enum Failure: Error, Equatable {
        /// A value of A or b is NaN or infinite.
        case notFinite
        /// LAPACK refused an argument or did not converge.
        case lapack(info: Int)
    }

    /// - Parameters:
    ///   - matrix: A, `rows × columns`, column after column.
    ///   - right: b, `rows` values.
    ///   - tolerance: singular values below this share of the largest count as zero.
    public static func solution(
        matrix: [Double], rows: Int, columns: Int, right: [Double], tolerance: Double = 1e-10
    ) throws -> Solution {
        precondition(
            matrix.count == rows * columns && right.count == rows, "\(matrix.count) and \(right.count) values for \(rows) × \(columns)")
        guard rows > 0, columns > 0 else {
            return Solution(coefficients: [Double](repeating: 0, count: columns), rank: 0, residualSumOfSquares: sumOfSquares(right))
        }
        guard matrix.allSatisfy(\.isFinite), right.allSatisfy(\.isFinite) else { throw Failure.notFinite }
        var a = matrix
        let leading = max(rows, columns)
        var b = right + [Double](repeating: 0, count: leading - rows)
        var pivots = [Int32](repeating: 0, count: columns)
        var m = Int32(rows)
        var n = Int32(columns)
        var one = Int32(1)
        var leadingA = Int32(rows)
        var leadingB = Int32(leading)
        var rcond = tolerance
        var rank = Int32(0)
        var info = Int32(0)
        var query = 0.0
        var size = Int32(-1)
        _ = OpenBLAS.isSingleThreaded
        dgelsy_(&m, &n, &one, &a, &leadingA, &b, &leadingB, &pivots, &rcond, &rank, &query, &size, &info)
        guard info == 0 else { throw Failure.lapack(info: Int(info)) }
        size = Int32(max(1, query))
        var work = [Double](repeating: 0, count: Int(size))
        _ = OpenBLAS.isSingleThreaded
        dgelsy_(&m, &n, &one, &a, &leadingA, &b, &leadingB, &pivots, &rcond, &rank, &work, &size, &info)
        guard info == 0 else { throw Failure.lapack(info: Int(info)) }
        let x = Array(b[0..<columns])
        var residuals = right
        for column in 0..<columns {
            for row in 0..<rows { residuals[row] -= matrix[column * rows + row] * x[column] }
        }
        return Solution(coefficients: x, rank: Int(rank), residualSumOfSquares: sumOfSquares(residuals))
    }

    private static func sumOfSquares(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 } }
}
