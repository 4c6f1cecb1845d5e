import CHiGHS

/// HiGHS, called through its C interface.
///
/// Deterministic: one thread, a fixed seed and no clock unless `timeLimit` is set. Several programs may be solved at once on
/// different threads; each call owns its solver.
public enum Solver {
    /// Whether HiGHS can be opened here.
    public static var isAvailable: Bool {
        if case .success = HiGHSLibrary.shared { true } else { false }
    }

    /// The library's version, or why there is none.
    public static var version: Result<String, SolverFailure> {
        HiGHSLibrary.shared.map { library in library.functions.version().map { String(cString: $0) } ?? "unknown" }
    }

    /// Solves a program, a mixed-integer one by branch and cut, a linear one by the dual simplex method.
    ///
    /// - Parameter initial: values of a known solution to start from, one per column; only for mixed-integer programs.
    public static func solution(
        of program: MixedIntegerProgram, options: SolverOptions = SolverOptions(), initial: [Double]? = nil
    ) throws(SolverFailure) -> SolverResult {
        let functions = try HiGHSLibrary.shared.get().functions
        guard let highs = functions.create() else { throw .refused("Highs_create") }
        defer { functions.destroy(highs) }
        try configure(highs, functions, options)
        try pass(program, to: highs, functions)
        if let initial, program.isMixedInteger {
            precondition(initial.count == program.columnCount, "\(initial.count) values for \(program.columnCount) columns")
            try check(functions.set_solution(highs, initial, nil, nil, nil), "Highs_setSolution")
        }
        return try withUnsafePointer(to: functions) { pointer throws(SolverFailure) in
            var limit = HighsWorkLimit(functions: pointer, limit: Int64(options.iterationLimit ?? .max), reached: 0)
            return try withUnsafeMutablePointer(to: &limit) { limit throws(SolverFailure) in
                if program.isMixedInteger, options.iterationLimit != nil {
                    try check(penstock_highs_limit_work(highs, limit), "Highs_setCallback")
                }
                try check(functions.run(highs), "Highs_run")
                return try result(of: program, highs, functions, limitReached: limit.pointee.reached != 0)
            }
        }
    }

    private static func configure(
        _ highs: UnsafeMutableRawPointer, _ functions: HighsFunctions, _ options: SolverOptions
    ) throws(SolverFailure) {
        try check(functions.set_bool(highs, "output_flag", 0), "output_flag")
        try check(functions.set_int(highs, "threads", 1), "threads")
        try check(functions.set_string(highs, "parallel", "off"), "parallel")
        try check(functions.set_int(highs, "random_seed", Int32(truncatingIfNeeded: options.seed)), "random_seed")
        try check(functions.set_double(highs, "mip_rel_gap", options.relativeGap), "mip_rel_gap")
        try check(functions.set_double(highs, "mip_abs_gap", options.absoluteGap), "mip_abs_gap")
        if let nodes = options.nodeLimit { try check(functions.set_int(highs, "mip_max_nodes", Int32(clamping: nodes)), "mip_max_nodes") }
        if let seconds = options.timeLimit { try check(functions.set_double(highs, "time_limit", seconds), "time_limit") }
        if let effort = options.heuristicEffort {
            try check(functions.set_double(highs, "mip_heuristic_effort", effort), "mip_heuristic_effort")
        }
    }

    private static func pass(
        _ program: MixedIntegerProgram, to highs: UnsafeMutableRawPointer, _ functions: HighsFunctions
    ) throws(SolverFailure) {
        let (columns, rows, entries) = (Int32(program.columnCount), Int32(program.rowCount), Int32(program.nonzeroCount))
        let (format, sense) = (Int32(HIGHS_ROWWISE), program.sense.rawValue)
        if program.isMixedInteger {
            try check(
                functions.pass_mip(
                    highs, columns, rows, entries, format, sense, program.offset, program.cost, program.lower, program.upper,
                    program.rowLower, program.rowUpper, program.start, program.index, program.value, program.domain), "Highs_passMip")
        } else {
            try check(
                functions.pass_lp(
                    highs, columns, rows, entries, format, sense, program.offset, program.cost, program.lower, program.upper,
                    program.rowLower, program.rowUpper, program.start, program.index, program.value), "Highs_passLp")
        }
    }

    private static func result(
        of program: MixedIntegerProgram, _ highs: UnsafeMutableRawPointer, _ functions: HighsFunctions, limitReached: Bool
    ) throws(SolverFailure) -> SolverResult {
        let status = ModelStatus(rawValue: functions.model_status(highs))
        let ending: SolverResult.Ending
        switch status {
        case .optimal, .modelEmpty: ending = .optimal
        case .timeLimit: ending = .timeLimit
        case .iterationLimit: ending = .iterationLimit
        case .solutionLimit: ending = .nodeLimit
        case .interrupt where limitReached: ending = .iterationLimit
        case .infeasible: throw .infeasible
        case .unbounded, .unboundedOrInfeasible: throw .unbounded
        default: throw .noSolution("model status \(functions.model_status(highs))")
        }
        var values = [Double](repeating: 0, count: program.columnCount)
        var rowDuals = [Double](repeating: 0, count: program.rowCount)
        var primalStatus: Int32 = 0
        _ = functions.int_info(highs, "primal_solution_status", &primalStatus)
        guard primalStatus == feasiblePoint || status == .modelEmpty else { throw .noSolution(ending.rawValue) }
        try check(functions.solution(highs, &values, nil, nil, &rowDuals), "Highs_getSolution")
        var iterations: Int32 = 0
        _ = functions.int_info(highs, "simplex_iteration_count", &iterations)
        let objective = program.objective(values)
        guard program.isMixedInteger else {
            return SolverResult(
                values: values, objective: objective, bound: objective, ending: ending, rowDuals: rowDuals, nodes: 0,
                iterations: Int(iterations))
        }
        var (bound, nodes) = (objective, Int64(0))
        _ = functions.double_info(highs, "mip_dual_bound", &bound)
        _ = functions.int64_info(highs, "mip_node_count", &nodes)
        return SolverResult(
            values: values, objective: objective, bound: bound, ending: ending, rowDuals: [], nodes: Int(nodes), iterations: Int(iterations)
        )
    }

    /// kHighsSolutionStatusFeasible.
    private static let feasiblePoint: Int32 = 2

    /// kHighsModelStatus…, as far as they are told apart here.
    private enum ModelStatus: Int32 {
        case modelEmpty = 6, optimal = 7, infeasible = 8, unboundedOrInfeasible = 9, unbounded = 10
        case timeLimit = 13, iterationLimit = 14, solutionLimit = 16, interrupt = 17
    }

    private static func check(_ status: Int32, _ call: String) throws(SolverFailure) {
        // 1 is a warning.
        if status != 0 && status != 1 { throw .refused(call) }
    }
}
