import Testing

@testable import Numerical

@Suite struct LinearSystemTests {
    /// [2 1; 1 3] x = [5; 10] has x = (1, 3); the second right side is the first unit vector: (3, −1) / 5.
    @Test func twoRightSides() throws {
        let x = try LinearSystem.solution(matrix: [2, 1, 1, 3], size: 2, right: [5, 10, 1, 0], columns: 2)
        for (found, expected) in zip(x, [1, 3, 0.6, -0.2]) { #expect(abs(found - expected) < 1e-14) }
    }

    @Test func whatCannotBeSolvedIsSaid() {
        #expect(throws: LinearSystem.Failure.singular(index: 1)) {
            try LinearSystem.solution(matrix: [1, 2, 2, 4], size: 2, right: [1, 1], columns: 1)
        }
        #expect(throws: LinearSystem.Failure.notFinite) { try LinearSystem.solution(matrix: [.nan], size: 1, right: [1], columns: 1) }
    }
}
