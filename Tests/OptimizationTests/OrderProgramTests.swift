import Numerical
import TestSupport
import Testing

@testable import Optimization

@Suite("Orders under common constraints")
struct OrderProgramTests {
    private typealias Line = OrderProgram.Line
    private typealias Segment = OrderProgram.ValueSegment
    private typealias Use = OrderProgram.Use

    @Test("A pack that straddles segments is worth what its units are", arguments: 1...50)
    func wholePacks(seed: UInt64) {
        var random = Xoshiro256(seed: seed)
        var slope = 10.0
        let segments = (0..<4).map { _ in
            slope -= 4 * random.uniform()
            return Segment(units: 0.3 + 7 * random.uniform(), valuePerUnit: slope)
        }
        let size = 0.5 + 5 * random.uniform()
        var program = OrderProgram()
        program.addLine(Line(packSize: size, maximumPacks: 12, fixedCost: 2, value: segments, uses: []))
        for packs in 1...12 {
            var (left, value) = (size * Double(packs), -2.0)
            for segment in segments {
                let taken = min(left, segment.units)
                value += taken * segment.valuePerUnit
                left -= taken
            }
            value += left * min(0, slope)
            #expect(abs(program.value(ofLine: 0, packs: packs) - value) < 1e-9, "seed \(seed), \(packs) packs")
        }
    }

    @Test("What each line would like, where nothing is shared")
    func unconstrained() {
        var program = OrderProgram()
        let budget = program.addConstraint(.limit(capacity: 100))
        program.addLine(
            Line(
                packSize: 2, minimumPacks: 3, maximumPacks: 9, fixedCost: 1,
                value: [Segment(units: 8, valuePerUnit: 2), Segment(units: 8, valuePerUnit: -1)],
                uses: [Use(constraint: budget, perPack: 4)]))
        // A minimum that costs more than it brings, and one above the maximum.
        program.addLine(
            Line(
                minimumPacks: 5, maximumPacks: 9, value: [Segment(units: 1, valuePerUnit: 3), Segment(units: 9, valuePerUnit: -1)], uses: []
            ))
        program.addLine(Line(minimumPacks: 5, maximumPacks: 4, value: [Segment(units: 9, valuePerUnit: 3)], uses: []))
        let solution = program.solution()
        #expect(solution.packs == [4, 0, 0])
        #expect(solution.value == 15)
        #expect(solution.method == .unconstrained && solution.gap == 0)
        #expect(solution.used == [16])
    }

    @Test(
        "Random programs: HiGHS finds the best of all orders, the greedy order is valid, and no order passes the bounds", arguments: 1...60)
    func exhaustive(seed: UInt64) {
        let program = randomProgram(seed: seed, lines: 4)
        let best = cheapest(program)
        var options = OrderProgramOptions()
        options.relativeGap = 1e-9
        options.usesSolver = false
        let greedy = program.solution(options: options)
        #expect(program.brokenConstraints(greedy.packs).isEmpty, "seed \(seed)")
        #expect(abs(program.value(of: greedy.packs) - greedy.value) < 1e-9)
        #expect(greedy.value >= 0 && greedy.value <= best + 1e-9, "seed \(seed)")
        #expect(greedy.bound >= best - 1e-6, "seed \(seed): \(greedy.bound), \(best)")
        guard Solver.isAvailable else { return }
        options.usesSolver = true
        let exact = program.solution(options: options)
        #expect(program.brokenConstraints(exact.packs).isEmpty, "seed \(seed)")
        #expect(abs(exact.value - best) < 1e-6 * max(1, best), "seed \(seed): \(exact.value), \(best)")
        #expect(exact.bound >= best - 1e-6)
        #expect(exact == program.solution(options: options))
    }

    @Test("Minimum and maximum of every line hold, and a larger budget is never worth less", arguments: 1...12)
    func largerBudget(seed: UInt64) {
        var last = 0.0
        for budget in [0.0, 10, 40, 160, 640] {
            var random = Xoshiro256(seed: seed)
            var program = OrderProgram()
            let limit = program.addConstraint(.limit(capacity: budget))
            for _ in 0..<8 { program.addLine(randomLine(&random, [limit])) }
            var options = OrderProgramOptions()
            options.relativeGap = 1e-9
            let solution = program.solution(options: options)
            for l in 0..<8 where solution.packs[l] > 0 {
                #expect((program.minimumPacks[l]...program.maximumPacks[l]).contains(solution.packs[l]))
            }
            #expect(solution.used[0] <= budget + 1e-9)
            if Solver.isAvailable { #expect(solution.value >= last - 1e-6, "seed \(seed), budget \(budget)") }
            last = solution.value
        }
    }

    @Test("A supplier's minimum order is met or nothing is ordered of it")
    func supplierMinimum() {
        func program(minimum: Double) -> OrderProgram {
            var program = OrderProgram()
            let rule = program.addConstraint(.minimumWhenOrdered(amount: minimum))
            program.addLine(
                Line(
                    maximumPacks: 10, value: [Segment(units: 3, valuePerUnit: 5), Segment(units: 7, valuePerUnit: -1)],
                    uses: [Use(constraint: rule, perPack: 10)]))
            return program
        }
        for usesSolver in [false, true] {
            var options = OrderProgramOptions()
            (options.usesSolver, options.relativeGap) = (usesSolver, 0)
            #expect(program(minimum: 30).solution(options: options).packs == [3])
            #expect(program(minimum: 80).solution(options: options).packs == [8])
            #expect(program(minimum: 101).solution(options: options).packs == [0])
        }
    }

    @Test("A last container is filled up, or left out")
    func containers() {
        func program(value: Double) -> OrderProgram {
            var program = OrderProgram()
            let rule = program.addConstraint(.containers(capacity: 10, minimumFill: 0.8, cost: 6, most: 3))
            program.addLine(
                Line(
                    maximumPacks: 40, value: [Segment(units: 13, valuePerUnit: value), Segment(units: 27, valuePerUnit: -0.5)],
                    uses: [Use(constraint: rule, perPack: 1)]))
            return program
        }
        for usesSolver in [false, true] {
            var options = OrderProgramOptions()
            (options.usesSolver, options.relativeGap) = (usesSolver, 0)
            // Three more at 4 each and five at −0.5 pay for a container of 6; at 2 each they do not.
            #expect(program(value: 4).solution(options: options).packs == [18])
            #expect(program(value: 2).solution(options: options).packs == [10])
        }
    }

    @Test("3,000 lines with minimum, packs and budgets: within 0.1 % of the bound, with HiGHS and without")
    func large() throws {
        guard let data = Repository.referenceData else {
            print("skipped: no reference data")
            return
        }
        let file = MPSFile(try Unzipped.text(data.appendingPathComponent("inventory-instances/moq_pack_budget_3000.mps.gz")))
        let program = file.orders
        #expect(program.lineCount == 3000)
        // What 60 s of HiGHS on the program as given proved: no order is worth more than this.
        let bound = 1_216_596.70919
        var options = OrderProgramOptions()
        options.usesSolver = false
        let greedy = program.solution(options: options)
        #expect(program.brokenConstraints(greedy.packs).isEmpty)
        #expect(greedy.value >= 0.999 * bound && greedy.value <= bound)
        #expect(abs(file.program.objective(columns(of: greedy.packs, file)) + greedy.value) < 1e-6 * bound)
        #expect(file.program.violation(columns(of: greedy.packs, file)) < 1e-6)
        guard Solver.isAvailable else { return }
        let solution = program.solution()
        #expect(program.brokenConstraints(solution.packs).isEmpty)
        #expect(solution.gap < 0.001 && solution.value >= 1_216_532.83 && solution.value <= bound)
    }

    /// The instance's own columns for given packs.
    private func columns(of packs: [Int], _ file: MPSFile) -> [Double] {
        var x = [Double](repeating: 0, count: file.objective.count)
        for l in packs.indices {
            x[5 * l] = Double(packs[l])
            x[5 * l + 1] = packs[l] > 0 ? 1 : 0
            let size = -(file.entries[5 * l].first { $0.row == 3 * l }?.value ?? 0)
            var left = size * Double(packs[l])
            for column in (5 * l + 2)...(5 * l + 4) {
                x[column] = min(left, file.upper[column])
                left -= x[column]
            }
        }
        return x
    }

    private func randomLine(_ random: inout Xoshiro256, _ constraints: [Int]) -> Line {
        var slope = 2 + 10 * random.uniform()
        let segments = (0..<3).map { _ in
            slope -= 5 * random.uniform()
            return Segment(units: 0.5 + 5 * random.uniform(), valuePerUnit: slope)
        }
        return Line(
            packSize: Double(Int.random(in: 1...3, using: &random)), minimumPacks: Int.random(in: 1...3, using: &random),
            maximumPacks: Int.random(in: 2...5, using: &random), fixedCost: random.uniform() < 0.5 ? 0 : 6 * random.uniform(),
            value: segments,
            uses: constraints.map { Use(constraint: $0, perPack: 1 + 4 * random.uniform()) })
    }

    private func randomProgram(seed: UInt64, lines: Int) -> OrderProgram {
        var random = Xoshiro256(seed: seed)
        var program = OrderProgram()
        let budget = program.addConstraint(.limit(capacity: 30 * random.uniform()))
        let minimum = program.addConstraint(.minimumWhenOrdered(amount: 25 * random.uniform()))
        let trucks = program.addConstraint(
            .containers(capacity: 4 + 8 * random.uniform(), minimumFill: random.uniform(), cost: 4 * random.uniform(), most: 3))
        for _ in 0..<lines {
            program.addLine(randomLine(&random, [budget, minimum, trucks].filter { _ in random.uniform() < 0.7 }))
        }
        return program
    }

    private func cheapest(_ program: OrderProgram) -> Double {
        var (best, packs) = (0.0, [Int](repeating: 0, count: program.lineCount))
        func descend(_ l: Int) {
            guard l < program.lineCount else {
                if program.brokenConstraints(packs).isEmpty { best = max(best, program.value(of: packs)) }
                return
            }
            for n in [0] + (program.minimumPacks[l]...max(program.minimumPacks[l], program.maximumPacks[l]))
            where n <= program.maximumPacks[l] {
                packs[l] = n
                descend(l + 1)
            }
            packs[l] = 0
        }
        descend(0)
        return best
    }
}
