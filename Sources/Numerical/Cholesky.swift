import COpenBLAS

/// A symmetric positive definite matrix as L Lᵀ, L lower triangular (LAPACK `dpotrf`; Golub & Van Loan, *Matrix Computations*,
/// §4.2).
public struct CholeskyFactorization: Sendable {
    public enum Failure: Error, Equatable {
        /// The leading minor of this order is not positive, or a value is not finite.
        case notPositiveDefinite(order: Int)
        /// LAPACK refused an argument.
        case lapack(info: Int)
    }

    public let order: Int
    private let lower: [Double]

    /// - Parameter matrix: `order × order`, column after column; only the lower triangle is read.
    public init(_ matrix: [Double], order: Int) throws {
        precondition(matrix.count == order * order, "\(matrix.count) values for a matrix of order \(order)")
        self.order = order
        var a = matrix
        if order > 0 {
            var uplo = CChar(UInt8(ascii: "L"))
            var n = Int32(order)
            var leading = n
            var info = Int32(0)
            dpotrf_(&uplo, &n, &a, &leading, &info)
            guard info >= 0 else { throw Failure.lapack(info: Int(info)) }
            guard info == 0 else { throw Failure.notPositiveDefinite(order: Int(info)) }
            for i in 0..<order where !a[i * order + i].isFinite { throw Failure.notPositiveDefinite(order: i + 1) }
        }
        lower = a
    }

    /// X with A X = B; B and X hold `columns` columns of `order` values.
    public func solution(_ right: [Double], columns: Int = 1) throws -> [Double] {
        precondition(right.count == order * columns, "\(right.count) values for \(order) × \(columns)")
        guard order > 0, columns > 0 else { return [] }
        var x = right
        var uplo = CChar(UInt8(ascii: "L"))
        var n = Int32(order)
        var count = Int32(columns)
        var leading = n
        var leadingB = n
        var info = Int32(0)
        dpotrs_(&uplo, &n, &count, lower, &leading, &x, &leadingB, &info)
        guard info == 0 else { throw Failure.lapack(info: Int(info)) }
        return x
    }
}

/// Products of dense matrices stored column after column (BLAS `dgemm`).
public enum MatrixProduct {
    /// op(A) op(B) + C, where op transposes if asked to.
    ///
    /// - Parameters:
    ///   - rows, inner, columns: op(A) is `rows × inner`, op(B) `inner × columns`.
    ///   - addend: C, `rows × columns`; zero where nil.
    public static func product(
        _ a: [Double], _ b: [Double], leftTransposed: Bool = false, rightTransposed: Bool = false, rows: Int, inner: Int, columns: Int,
        adding addend: [Double]? = nil
    ) -> [Double] {
        precondition(
            a.count == rows * inner && b.count == inner * columns && (addend.map { $0.count == rows * columns } ?? true),
            "\(a.count) and \(b.count) values for \(rows) × \(inner) and \(inner) × \(columns)")
        var c = addend ?? [Double](repeating: 0, count: rows * columns)
        guard rows > 0, inner > 0, columns > 0 else { return c }
        var (ta, tb) = (CChar(UInt8(ascii: leftTransposed ? "T" : "N")), CChar(UInt8(ascii: rightTransposed ? "T" : "N")))
        var (m, n, k) = (Int32(rows), Int32(columns), Int32(inner))
        var (leadingA, leadingB, leadingC) = (leftTransposed ? k : m, rightTransposed ? n : k, m)
        var one = 1.0
        var beta = addend == nil ? 0.0 : 1.0
        dgemm_(&ta, &tb, &m, &n, &k, &one, a, &leadingA, b, &leadingB, &beta, &c, &leadingC)
        return c
    }
}
