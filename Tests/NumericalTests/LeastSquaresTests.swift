import Testing

@testable import Numerical

@Suite struct LeastSquaresTests {
    /// Longley's line through four points worked by hand: y = 3.5 + 1.4x (Strang, *Introduction to Linear Algebra*, §4.3 style).
    @Test func lineThroughFourPoints() throws {
        let x = [1.0, 2, 3, 4]
        let y = [6.0, 5, 7, 10]
        let solution = try LeastSquares.solution(matrix: [1, 1, 1, 1] + x, rows: 4, columns: 2, right: y)
        #expect(abs(solution.coefficients[0] - 3.5) < 1e-12)
        #expect(abs(solution.coefficients[1] - 1.4) < 1e-12)
        #expect(abs(solution.residualSumOfSquares - 4.2) < 1e-12)
        #expect(solution.rank == 2)
    }

    @Test func dependentColumnsShareTheirCoefficient() throws {
        let solution = try LeastSquares.solution(matrix: [1, 2, 3, 1, 2, 3], rows: 3, columns: 2, right: [2, 4, 6])
        #expect(solution.rank == 1)
        #expect(abs(solution.coefficients[0] - 1) < 1e-12)
        #expect(abs(solution.coefficients[1] - 1) < 1e-12)
    }

    @Test func moreColumnsThanRowsGivesTheLeastNorm() throws {
        let solution = try LeastSquares.solution(matrix: [3, 4], rows: 1, columns: 2, right: [25])
        #expect(abs(solution.coefficients[0] - 3) < 1e-12)
        #expect(abs(solution.coefficients[1] - 4) < 1e-12)
    }

    @Test func residualsAreOrthogonalToEveryColumn() throws {
        var random = Xoshiro256(seed: 11)
        let rows = 40
        let columns = 7
        let matrix = (0..<rows * columns).map { _ in random.uniform() - 0.5 }
        let right = (0..<rows).map { _ in random.uniform() - 0.5 }
        let x = try LeastSquares.solution(matrix: matrix, rows: rows, columns: columns, right: right).coefficients
        for column in 0..<columns {
            var product = 0.0
            for row in 0..<rows {
                var residual = right[row]
                for k in 0..<columns { residual -= matrix[k * rows + row] * x[k] }
                product += residual * matrix[column * rows + row]
            }
            #expect(abs(product) < 1e-12)
        }
    }

    @Test func valuesThatAreNotFiniteAreRefused() {
        #expect(throws: LeastSquares.Failure.notFinite) {
            try LeastSquares.solution(matrix: [1, .nan], rows: 2, columns: 1, right: [1, 2])
        }
    }

    @Test func nothingToSolve() throws {
        let solution = try LeastSquares.solution(matrix: [], rows: 2, columns: 0, right: [3, 4])
        #expect(solution.coefficients.isEmpty)
        #expect(solution.residualSumOfSquares == 25)
    }
}
