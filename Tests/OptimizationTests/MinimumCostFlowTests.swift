import Foundation
import Numerical
import Optimization
import TestSupport
import Testing

@Suite("Minimum-cost flow")
struct MinimumCostFlowTests {
    @Test("Bradley, Hax & Magnanti 1977, Applied Mathematical Programming, figure 8.1: 150")
    func bradleyHaxMagnanti() throws {
        var problem = MinimumCostFlow(supply: [20, 0, 0, -5, -15])
        let arcs = [
            (0, 1, 15, 4), (0, 2, 8, 4), (1, 2, 20, 2), (1, 3, 4, 2), (1, 4, 10, 6), (2, 3, 15, 1), (2, 4, 4, 3), (3, 4, 20, 2),
            (4, 2, 5, 3),
        ]
        for (from, to, capacity, cost) in arcs { problem.addArc(from: from, to: to, capacity: capacity, cost: cost) }
        let solution = try problem.solution()
        #expect(solution.cost == 150)
        #expect(isOptimal(solution, problem))
    }

    @Test("Dantzig's transport problem: 153.675 thousand dollars")
    func dantzig() throws {
        var problem = MinimumCostFlow(supply: [350, 600, -325, -300, -275, 0])
        // Distances in thousands of miles at 90 dollars per case and thousand miles, in cents of a hundredth: exact in whole numbers.
        let distances = [[25, 17, 18], [25, 18, 14]]
        for plant in 0..<2 {
            for market in 0..<3 { problem.addArc(from: plant, to: 2 + market, cost: distances[plant][market] * 9) }
            // What is not needed costs nothing.
            problem.addArc(from: plant, to: 5, cost: 0)
        }
        problem.supply[5] = -50
        let solution = try problem.solution()
        #expect(Double(solution.cost) / 1000 == 153.675)
    }

    @Test("4,000 nodes, 40,000 arcs: 931,671, as six solvers agree")
    func large() throws {
        guard let folder = Repository.referenceData else {
            print("skipped: no reference data")
            return
        }
        let url = folder.appendingPathComponent("inventory-instances/mcf_4000n_40000a.min.gz")
        let problem = try DIMACS.problem(try Unzipped.text(url))
        let solution = try problem.solution()
        #expect(solution.cost == 931_671)
        #expect(isOptimal(solution, problem))
    }

    @Test("Random problems: feasible, optimal by complementary slackness, and of the linear program's cost", arguments: 1...60)
    func randomProblems(seed: UInt64) throws {
        var random = Xoshiro256(seed: seed)
        func draw(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
        let nodes = draw(2...30)
        var problem = MinimumCostFlow(nodes: nodes)
        for _ in 0..<draw(nodes...(6 * nodes)) {
            let lower = draw(0...3) == 0 ? draw(0...4) : 0
            let capacity = draw(0...5) == 0 ? MinimumCostFlow.unlimited : lower + draw(0...15)
            // Costs below zero only where the capacity is finite.
            let cost = capacity == MinimumCostFlow.unlimited ? draw(0...40) : draw(-20...40)
            problem.addArc(from: draw(0...(nodes - 1)), to: draw(0...(nodes - 1)), lower: lower, capacity: capacity, cost: cost)
        }
        for _ in 0..<nodes {
            let (from, to, amount) = (draw(0...(nodes - 1)), draw(0...(nodes - 1)), draw(0...6))
            problem.supply[from] += amount
            problem.supply[to] -= amount
        }
        let byProgram = Solver.isAvailable ? Result { try Solver.solution(of: program(problem)) } : nil
        switch Result(catching: { () throws(MinimumCostFlow.Failure) in try problem.solution() }) {
        case .success(let solution):
            #expect(isOptimal(solution, problem), "seed \(seed)")
            if let byProgram { #expect(abs(try byProgram.get().objective - Double(solution.cost)) < 1e-6, "seed \(seed)") }
        case .failure(.infeasible(let unsent)):
            #expect(unsent > 0)
            if let byProgram { #expect(throws: SolverFailure.infeasible) { try byProgram.get() } }
        case .failure(let failure): throw failure
        }
    }

    @Test("What cannot be solved is said")
    func failures() {
        var problem = MinimumCostFlow(supply: [3, -2])
        #expect(throws: MinimumCostFlow.Failure.unbalanced(1)) { try problem.solution() }
        problem.supply[1] = -3
        problem.addArc(from: 0, to: 1, capacity: 2, cost: 1)
        #expect(throws: MinimumCostFlow.Failure.infeasible(unsent: 1)) { try problem.solution() }
        problem.addArc(from: 0, to: 1, cost: 1)
        problem.addArc(from: 1, to: 0, cost: -2)
        #expect(throws: MinimumCostFlow.Failure.unbounded) { try problem.solution() }
    }

    @Test("Nothing to send is nothing to pay")
    func empty() throws {
        #expect(try MinimumCostFlow(nodes: 0).solution().cost == 0)
        #expect(try MinimumCostFlow(nodes: 3).solution().flow.isEmpty)
    }

    /// Feasible, and no reduced cost invites a change.
    private func isOptimal(_ solution: MinimumCostFlow.Solution, _ problem: MinimumCostFlow) -> Bool {
        var balance = problem.supply
        for a in 0..<problem.arcCount {
            let (u, v, x) = (Int(problem.tail[a]), Int(problem.head[a]), solution.flow[a])
            guard x >= problem.lower[a] && x <= problem.capacity[a] else { return false }
            balance[u] -= x
            balance[v] += x
            let reduced = problem.cost[a] + solution.potential[u] - solution.potential[v]
            if reduced < 0 && x < problem.capacity[a] { return false }
            if reduced > 0 && x > problem.lower[a] { return false }
        }
        return balance.allSatisfy { $0 == 0 }
    }

    private func program(_ problem: MinimumCostFlow) -> MixedIntegerProgram {
        var program = MixedIntegerProgram()
        for a in 0..<problem.arcCount {
            let upper = problem.capacity[a] == MinimumCostFlow.unlimited ? .infinity : Double(problem.capacity[a])
            program.addColumn(cost: Double(problem.cost[a]), lower: Double(problem.lower[a]), upper: upper)
        }
        for v in 0..<problem.nodeCount {
            program.addRow(lower: Double(problem.supply[v]), upper: Double(problem.supply[v]))
            for a in 0..<problem.arcCount where problem.tail[a] != problem.head[a] {
                if problem.tail[a] == Int32(v) { program.addEntry(column: a, 1) }
                if problem.head[a] == Int32(v) { program.addEntry(column: a, -1) }
            }
        }
        return program
    }
}
