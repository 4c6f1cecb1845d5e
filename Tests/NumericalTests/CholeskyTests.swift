import Foundation
import Numerical
import Testing

@Suite struct CholeskyTests {
    /// Golub & Van Loan's kind of example, by hand: A = L Lᵀ with L = [2 0; 1 3].
    @Test func solvesByHand() throws {
        let factorization = try CholeskyFactorization([4, 2, 2, 10], order: 2)
        // A (1, 2)ᵀ = (8, 22)ᵀ and A (0, 1)ᵀ = (2, 10)ᵀ.
        let x = try factorization.solution([8, 22, 2, 10], columns: 2)
        #expect(zip(x, [1, 2, 0, 1]).allSatisfy { abs($0 - $1) < 1e-14 })
    }

    @Test func refusesWhatIsNotPositiveDefinite() {
        #expect(throws: CholeskyFactorization.Failure.notPositiveDefinite(order: 2)) {
            try CholeskyFactorization([1, 2, 2, 1], order: 2)
        }
        #expect(throws: CholeskyFactorization.Failure.self) { try CholeskyFactorization([.nan], order: 1) }
    }

    /// |A| = 2² · 3²; what the second row holds beyond the first is 3²; A⁻¹ = [10 −2; −2 4] / 36.
    @Test func determinantsPivotsAndInverses() throws {
        let factorization = try CholeskyFactorization([4, 2, 2, 10], order: 2)
        #expect(abs(factorization.logDeterminant - log(36)) < 1e-14)
        #expect(abs(factorization.lastPivot - 9) < 1e-14)
        let inverse = try factorization.inverse()
        let expected: [Double] = [10, -2, -2, 4]
        for (value, numerator) in zip(inverse, expected) { #expect(abs(value - numerator / 36) < 1e-15) }
        // Two columns that agree to ten digits: positive definite, unless pivots that small are called rounding.
        let near = [1, 1, 1, 1 + 1e-10]
        #expect(throws: Never.self) { try CholeskyFactorization(near, order: 2) }
        #expect(throws: CholeskyFactorization.Failure.notPositiveDefinite(order: 2)) {
            try CholeskyFactorization(near, order: 2, leastPivot: 1e-9)
        }
    }

    @Test func productsAgreeWithTheirDefinition() {
        var random = Xoshiro256(seed: 5)
        let (rows, inner, columns) = (4, 3, 5)
        let a = (0..<rows * inner).map { _ in random.uniform() }
        let b = (0..<inner * columns).map { _ in random.uniform() }
        let c = (0..<rows * columns).map { _ in random.uniform() }
        func transposed(_ x: [Double], rows: Int) -> [Double] {
            let columns = x.count / rows
            return (0..<x.count).map { x[$0 % columns * rows + $0 / columns] }
        }
        var expected = c
        for i in 0..<rows { for j in 0..<columns { for k in 0..<inner { expected[j * rows + i] += a[k * rows + i] * b[j * inner + k] } } }
        let products = [
            MatrixProduct.product(a, b, rows: rows, inner: inner, columns: columns, adding: c),
            MatrixProduct.product(
                transposed(a, rows: rows), transposed(b, rows: inner), leftTransposed: true, rightTransposed: true, rows: rows,
                inner: inner, columns: columns, adding: c),
        ]
        for product in products { #expect(zip(product, expected).allSatisfy { abs($0 - $1) < 1e-13 }) }
    }
}
