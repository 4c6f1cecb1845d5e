/// How far and how long the solver goes. The defaults make a solution a function of the program alone: one thread, a fixed seed, and
/// a limit on work instead of time.
public struct SolverOptions: Sendable, Codable, Equatable {
    /// Stops once the objective is proven within this share of its bound; 0.0001 is 0.01 %.
    public var relativeGap = 1e-4
    /// Stops once the objective is proven within this much of its bound, in the objective's units.
    public var absoluteGap = 1e-6
    /// Branch-and-bound nodes; nil for any number.
    public var nodeLimit: Int?
    /// Simplex iterations of all linear programs of a mixed-integer program together; nil for any number. The same on every machine.
    public var iterationLimit: Int?
    /// Seconds by the clock; nil for any time. A result cut off by the clock depends on the machine, and says so.
    public var timeLimit: Double?
    public var seed = 1
    /// Primal heuristics' share of the effort; nil for the solver's own.
    public var heuristicEffort: Double?

    public init() {}
}

/// What came of a program.
public struct SolverResult: Sendable, Equatable {
    public enum Ending: String, Sendable, Codable { case optimal, nodeLimit, iterationLimit, timeLimit }

    /// One value per column.
    public var values: [Double]
    public var objective: Double
    /// No solution's objective is better than this.
    public var bound: Double
    public var ending: Ending
    /// Per row, the change of the objective by one more unit of its side; empty for mixed-integer programs.
    public var rowDuals: [Double]
    /// Branch-and-bound nodes, and simplex iterations of all.
    public var nodes: Int
    public var iterations: Int

    /// |objective − bound| / |objective|; 0 where both agree.
    public var gap: Double { objective == bound ? 0 : abs(objective - bound) / max(abs(objective), 1e-12) }
}
