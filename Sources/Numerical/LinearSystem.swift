import COpenBLAS

/// A X = B for a square A, by LU decomposition with partial pivoting (LAPACK `dgesv`).
public enum LinearSystem {
    public enum Failure: Error, Equatable {
        /// A value of A or B is NaN or infinite.
        case notFinite
        /// U(i, i) is exactly zero.
        case singular(index: Int)
    }

    /// - Parameters:
    ///   - matrix: A, `size × size`, column after column.
    ///   - right: B, `size × columns`, column after column.
    /// - Returns: X, laid out as B.
    public static func solution(matrix: [Double], size: Int, right: [Double], columns: Int) throws -> [Double] {
        precondition(
            matrix.count == size * size && right.count == size * columns,
            "\(matrix.count) and \(right.count) values for \(size), \(columns)")
        guard size > 0, columns > 0 else { return [] }
        guard matrix.allSatisfy(\.isFinite), right.allSatisfy(\.isFinite) else { throw Failure.notFinite }
        var a = matrix
        var b = right
        var pivots = [Int32](repeating: 0, count: size)
        var n = Int32(size)
        var leading = n
        var count = Int32(columns)
        var leadingB = n
        var info = Int32(0)
        _ = OpenBLAS.isSingleThreaded
        dgesv_(&n, &count, &a, &leading, &pivots, &b, &leadingB, &info)
        guard info == 0 else { throw Failure.singular(index: Int(info) - 1) }
        return b
    }
}
