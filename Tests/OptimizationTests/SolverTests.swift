import Foundation
import Testing

@testable import Optimization

@Suite("HiGHS")
struct SolverTests {
    @Test("A linear program with its duals: Hillier & Lieberman, Wyndor Glass, 36 with shadow prices 0, 3/2, 1")
    func linear() throws {
        guard Solver.isAvailable else { return }
        var program = MixedIntegerProgram(.maximize)
        let (x, y) = (program.addColumn(cost: 3), program.addColumn(cost: 5))
        program.addRow([(x, 1)], upper: 4)
        program.addRow([(y, 2)], upper: 12)
        program.addRow([(x, 3), (y, 2)], upper: 18)
        let result = try Solver.solution(of: program)
        #expect(abs(result.objective - 36) < 1e-9)
        #expect(zip(result.rowDuals, [0, 1.5, 1]).allSatisfy { abs($0 - $1) < 1e-9 })
        #expect(program.violation(result.values) < 1e-9)
    }

    @Test("Whole numbers, semi-continuous columns, and a start that is improved")
    func mixedInteger() throws {
        guard Solver.isAvailable else { return }
        // A knapsack of 10 with values 10, 13, 7 and weights 4, 6, 5: the best two are 4 + 6.
        var program = MixedIntegerProgram(.maximize)
        let weights = [4.0, 6, 5]
        for value in [10.0, 13, 7] { program.addColumn(cost: value, upper: 1, domain: .integer) }
        program.addRow(weights.enumerated().map { ($0, $1) }, upper: 10)
        let result = try Solver.solution(of: program, initial: [1, 0, 1])
        #expect(result.values.map { $0.rounded() } == [1, 1, 0])
        #expect(result.ending == .optimal && abs(result.bound - 23) < 1e-6)
        #expect(try Solver.solution(of: program) == Solver.solution(of: program))
        // 0 or at least 3, but only 2 are to be had.
        var semi = MixedIntegerProgram(.maximize)
        semi.addColumn(cost: 1, lower: 3, upper: 9, domain: .semiContinuous)
        semi.addRow([(0, 1)], upper: 2)
        #expect(try Solver.solution(of: semi).objective == 0)
        #expect(try abs(Solver.solution(of: semi.relaxed).objective - 2) < 1e-9)
    }

    @Test("What has no solution is said")
    func failures() {
        guard Solver.isAvailable else { return }
        var program = MixedIntegerProgram()
        let x = program.addColumn(cost: -1)
        #expect(throws: SolverFailure.unbounded) { try Solver.solution(of: program) }
        program.addRow([(x, 1)], upper: -1)
        #expect(throws: SolverFailure.infeasible) { try Solver.solution(of: program) }
    }

    @Test("A place named on purpose is the only one looked at, and its absence has a reason")
    func noLibrary() throws {
        let environment = [HiGHSLibrary.environmentKey: "/nowhere/libhighs.so"]
        #expect(HiGHSLibrary.candidates(environment: environment, executable: nil) == ["/nowhere/libhighs.so"])
        guard case .failure(let failure) = HiGHSLibrary.opened(environment: environment, executable: nil) else {
            Issue.record("opened what is not there")
            return
        }
        #expect(failure.description.contains("/nowhere/libhighs.so") && failure.description.contains("PENSTOCK_HIGHS"))
        let candidates = HiGHSLibrary.candidates(environment: [:], executable: URL(fileURLWithPath: "/a/b/c/penstock"))
        #expect(candidates.suffix(3) == ["libhighs.so", "libhighs.so.1", "libhighs.dylib"])
    }
}
