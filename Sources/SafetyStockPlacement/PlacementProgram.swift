import Optimization

// A lower bound, and often the optimum, by a mixed-integer program: each concave cost is replaced by chords between breakpoints, which lie
// nowhere above it; where the program's answer falls between breakpoints, one is added there and the program is solved again
// (Magnanti et al. 2006, doi:10.1016/j.orl.2005.04.003).
//
// One binary per stretch between breakpoints says in which the net replenishment time lies, with a column for the time itself: the
// multiple-choice form, whose linear relaxation is the cost's convex envelope.

struct PlacementProgram {
    let network: GuaranteedServiceNetwork
    /// Per stage, increasing from 0 to its longest net replenishment time.
    private var breakpoints: [[Double]]
    /// Columns: S_j first, then SI_j.
    private let n: Int

    init(_ network: GuaranteedServiceNetwork, incumbent: [Double]) {
        self.network = network
        n = network.stages.count
        let inbound = network.inboundServiceTimes(outbound: incumbent)
        breakpoints = network.stages.indices.map { j in
            let (T, longest) = (network.stages[j].time, network.longest[j])
            let net = inbound[j] + T - incumbent[j]
            return Self.increasing([0, net, T, longest], upTo: longest)
        }
    }

    private static func increasing(_ times: [Double], upTo longest: Double) -> [Double] {
        var result = [Double]()
        for t in times.sorted() where t >= 0 && t <= longest {
            if result.last.map({ t - $0 > 1e-7 * max(1, longest) }) ?? true { result.append(t) }
        }
        return result
    }

    /// Adds breakpoints where these times lie between; false where there is none to add.
    mutating func refine(at outbound: [Double]) -> Bool {
        let inbound = network.inboundServiceTimes(outbound: outbound)
        var refined = false
        for j in 0..<n where network.stages[j].holdingCost > 0 {
            let net = inbound[j] + network.stages[j].time - outbound[j]
            let with = Self.increasing(breakpoints[j] + [net], upTo: network.longest[j])
            if with.count > breakpoints[j].count { (breakpoints[j], refined) = (with, true) }
        }
        return refined
    }

    /// The program, and where each stage's stretches begin among its columns: pairs of a binary and a time.
    private func program() -> (MixedIntegerProgram, [Int]) {
        var program = MixedIntegerProgram()
        var start = [Int]()
        for j in 0..<n {
            program.addColumn(cost: 0, upper: min(network.stages[j].maximumServiceTime ?? .infinity, network.longest[j]))
        }
        for j in 0..<n {
            program.addColumn(cost: 0, lower: network.stages[j].inboundServiceTime, upper: network.longest[j] - network.stages[j].time)
        }
        for arc in network.arcs { program.addRow([(n + arc.to, 1), (arc.from, -1)], lower: 0) }
        for j in 0..<n {
            start.append(program.columnCount)
            let points = breakpoints[j]
            let stage = network.stages[j]
            func cost(_ time: Double) -> Double { stage.holdingCost * stage.demandBound.stock(time) }
            guard points.count > 1, cost(points[points.count - 1]) > 0 else {
                program.addRow([(n + j, 1), (j, -1)], lower: -stage.time)
                continue
            }
            for k in 0..<(points.count - 1) {
                let slope = (cost(points[k + 1]) - cost(points[k])) / (points[k + 1] - points[k])
                program.addColumn(cost: cost(points[k]) - slope * points[k], upper: 1, domain: .integer)
                program.addColumn(cost: slope, upper: points[k + 1])
            }
            let columns = stride(from: start[j], to: program.columnCount, by: 2)
            program.addRow(columns.map { ($0, 1) }, lower: 1, upper: 1)
            // τ = SI + T − S
            program.addRow(columns.map { ($0 + 1, 1) } + [(n + j, -1), (j, 1)], lower: stage.time, upper: stage.time)
            for (k, column) in columns.enumerated() {
                program.addRow([(column + 1, 1), (column, -points[k + 1])], upper: 0)
                if points[k] > 0 { program.addRow([(column + 1, 1), (column, -points[k])], lower: 0) }
            }
        }
        return (program, start)
    }

    /// Solves it from a known solution.
    ///
    /// - Returns: a bound no placement's cost is below, and the times of the solver's best placement.
    func solution(from outbound: [Double], options: SolverOptions) throws(SolverFailure) -> (bound: Double, outbound: [Double], iterations: Int) {
        let (program, start) = program()
        let inbound = network.inboundServiceTimes(outbound: outbound)
        var initial = [Double](repeating: 0, count: program.columnCount)
        for j in 0..<n {
            (initial[j], initial[n + j]) = (outbound[j], inbound[j])
            let net = max(0, inbound[j] + network.stages[j].time - outbound[j])
            let end = j + 1 < n ? start[j + 1] : program.columnCount
            guard end > start[j] else { continue }
            let points = breakpoints[j]
            var k = 0
            while k + 2 < points.count && net > points[k + 1] { k += 1 }
            (initial[start[j] + 2 * k], initial[start[j] + 2 * k + 1]) = (1, net)
        }
        let result = try Solver.solution(of: program, options: options, initial: initial)
        return (result.bound, network.tightened(Array(result.values[0..<n])), result.iterations)
    }
}
