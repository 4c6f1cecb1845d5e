import COpenBLAS

/// Symmetric positive definite tridiagonal systems by L D Lᵀ (LAPACK `dpttrf`, `dpttrs`; Golub & Van Loan, *Matrix Computations*,
/// §4.3.6), in place: nothing is allocated.
public enum Tridiagonal {
    /// Factors and solves.
    ///
    /// - Parameters:
    ///   - diagonal: `n` values; holds D afterwards. 1 / D[n − 1] is the last diagonal element of the inverse, and the sum of the
    ///     logarithms of D is the logarithm of the determinant.
    ///   - off: the `n − 1` values beside the diagonal; holds the multipliers of L afterwards.
    ///   - right: `columns` columns of `n` values; holds the solutions afterwards.
    /// - Returns: false where the matrix is not positive definite; `right` then stays as it was.
    public static func solve(diagonal: inout [Double], off: inout [Double], right: inout [Double], columns: Int = 1) -> Bool {
        precondition(
            off.count + 1 >= diagonal.count && right.count >= diagonal.count * columns,
            "\(off.count) beside \(diagonal.count) on the diagonal, \(right.count) values for \(columns) columns")
        guard !diagonal.isEmpty, columns > 0 else { return true }
        var n = Int32(diagonal.count)
        var count = Int32(columns)
        var leading = n
        var info = Int32(0)
        dpttrf_(&n, &diagonal, &off, &info)
        guard info == 0 else { return false }
        dpttrs_(&n, &count, diagonal, off, &right, &leading, &info)
        return info == 0
    }

    /// Solves once more with the factors that `solve` left.
    public static func solve(factored diagonal: [Double], _ off: [Double], right: inout [Double], columns: Int = 1) {
        precondition(
            off.count + 1 >= diagonal.count && right.count >= diagonal.count * columns,
            "\(off.count) beside \(diagonal.count) on the diagonal, \(right.count) values for \(columns) columns")
        guard !diagonal.isEmpty, columns > 0 else { return }
        var n = Int32(diagonal.count)
        var count = Int32(columns)
        var leading = n
        var info = Int32(0)
        dpttrs_(&n, &count, diagonal, off, &right, &leading, &info)
    }
}
