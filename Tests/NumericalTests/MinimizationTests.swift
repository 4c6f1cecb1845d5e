import Testing

@testable import Numerical

@Suite struct MinimizationTests {
    @Test func goldenSectionFindsAParabola() {
        let result = goldenSectionMinimum(in: 0...10, tolerance: 1e-8) { ($0 - 3.25) * ($0 - 3.25) }
        #expect(abs(result.point - 3.25) < 1e-7)
    }

    /// Rosenbrock's valley as a sum of squares, from its classical start (−1.2, 1): minimum 0 at (1, 1).
    @Test func levenbergMarquardtOnRosenbrock() {
        var p = [-1.2, 1.0]
        let value = LevenbergMarquardt(maximumSteps: 200, tolerance: 1e-14).minimize(&p, lower: [-5, -5], upper: [5, 5]) { x, normal in
            let r = (10 * (x[1] - x[0] * x[0]), 1 - x[0])
            if let normal {
                let j = [-20 * x[0], 10.0, -1.0, 0.0]
                normal.matrix[0] = j[0] * j[0] + j[2] * j[2]
                normal.matrix[2] = j[0] * j[1] + j[2] * j[3]
                normal.matrix[3] = j[1] * j[1] + j[3] * j[3]
                normal.gradient[0] = j[0] * r.0 + j[2] * r.1
                normal.gradient[1] = j[1] * r.0 + j[3] * r.1
            }
            return r.0 * r.0 + r.1 * r.1
        }
        #expect(value < 1e-12)
        #expect(abs(p[0] - 1) < 1e-5 && abs(p[1] - 1) < 1e-5)
    }

    @Test func levenbergMarquardtStopsAtABound() {
        var p = [3.0]
        let value = LevenbergMarquardt().minimize(&p, lower: [2], upper: [5]) { x, normal in
            normal?.matrix[0] = 1
            normal?.gradient[0] = x[0] - 1
            return (x[0] - 1) * (x[0] - 1)
        }
        #expect(p[0] == 2)
        #expect(value == 1)
    }

    @Test func anInadmissibleStartIsReported() {
        var p = [1.0]
        let value = LevenbergMarquardt().minimize(&p, lower: [0], upper: [2]) { _, _ in .infinity }
        #expect(value == .infinity)
    }
}
