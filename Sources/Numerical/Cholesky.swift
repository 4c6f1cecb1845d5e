import COpenBLAS
import Foundation

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

    /// - Parameters:
    ///   - matrix: `order × order`, column after column; only the lower triangle is read.
    ///   - leastPivot: pivots below this share of their diagonal are taken for rounding of zero. Default 0: any positive pivot will do.
    /// - Throws: `Failure`.
    public init(_ matrix: [Double], order: Int, leastPivot: Double = 0) throws {
        precondition(matrix.count == order * order, "\(matrix.count) values for a matrix of order \(order)")
        self.order = order
        var a = matrix
        if order > 0 {
            var uplo = CChar(UInt8(ascii: "L"))
            var n = Int32(order)
            var leading = n
            var info = Int32(0)
            _ = OpenBLAS.isSingleThreaded
            dpotrf_(&uplo, &n, &a, &leading, &info)
            guard info >= 0 else { throw Failure.lapack(info: Int(info)) }
            guard info == 0 else { throw Failure.notPositiveDefinite(order: Int(info)) }
            for i in 0..<order {
                let root = a[i * order + i]
                guard root.isFinite, root * root > leastPivot * abs(matrix[i * order + i]) else {
                    throw Failure.notPositiveDefinite(order: i + 1)
                }
            }
        }
        lower = a
    }

    /// log |A|.
    public var logDeterminant: Double { (0..<order).reduce(0) { $0 + 2 * log(lower[$1 * (order + 1)]) } }

    /// What the last row and column hold that the others do not explain: its diagonal less its regression on them, 1 / (A⁻¹)ₙₙ.
    public var lastPivot: Double { order > 0 ? lower[order * order - 1] * lower[order * order - 1] : 0 }

    /// A⁻¹, symmetric, `order × order`.
    public func inverse() throws -> [Double] {
        var unit = [Double](repeating: 0, count: order * order)
        for i in 0..<order { unit[i * (order + 1)] = 1 }
        return try solution(unit, columns: order)
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
        _ = OpenBLAS.isSingleThreaded
        dgemm_(&ta, &tb, &m, &n, &k, &one, a, &leadingA, b, &leadingB, &beta, &c, &leadingC)
        return c
    }
}
