/// A linear or mixed-integer program over columns:
///
///     minimise (or maximise)  cᵀx + c₀   subject to   a ≤ Ax ≤ b,  l ≤ x ≤ u,  x_j integer for j in a given set.
///
/// Columns are added first, then rows, each with its nonzero entries; nothing is copied per element. Infinite bounds are `±.infinity`.
public struct MixedIntegerProgram: Sendable {
    /// What a column's values may be. A semi-continuous column is 0 or within its bounds, whose upper one must be finite.
    public enum Domain: Int32, Sendable { case continuous = 0, integer = 1, semiContinuous = 2, semiInteger = 3 }
    public enum Sense: Int32, Sendable { case minimize = 1, maximize = -1 }

    public var sense: Sense
    /// c₀.
    public var offset = 0.0
    public private(set) var cost: [Double] = []
    public private(set) var lower: [Double] = []
    public private(set) var upper: [Double] = []
    private(set) var domain: [Int32] = []
    public private(set) var rowLower: [Double] = []
    public private(set) var rowUpper: [Double] = []
    private(set) var start: [Int32] = []
    private(set) var index: [Int32] = []
    private(set) var value: [Double] = []
    /// Whether any column is other than continuous.
    public private(set) var isMixedInteger = false

    public init(_ sense: Sense = .minimize) { self.sense = sense }

    public var columnCount: Int { cost.count }
    public var rowCount: Int { rowLower.count }
    public var nonzeroCount: Int { index.count }

    public mutating func reserve(columns: Int, rows: Int, nonzeros: Int) {
        cost.reserveCapacity(columns)
        lower.reserveCapacity(columns)
        upper.reserveCapacity(columns)
        domain.reserveCapacity(columns)
        rowLower.reserveCapacity(rows)
        rowUpper.reserveCapacity(rows)
        start.reserveCapacity(rows)
        index.reserveCapacity(nonzeros)
        value.reserveCapacity(nonzeros)
    }

    /// Adds a column and returns its index.
    @discardableResult
    public mutating func addColumn(
        cost: Double, lower: Double = 0, upper: Double = .infinity, domain: Domain = .continuous
    ) -> Int {
        precondition(lower <= upper, "a column between \(lower) and \(upper)")
        self.cost.append(cost)
        self.lower.append(lower)
        self.upper.append(upper)
        self.domain.append(domain.rawValue)
        if domain != .continuous { isMixedInteger = true }
        return self.cost.count - 1
    }

    /// Opens a row; `addEntry` fills it until the next is opened. Returns its index.
    @discardableResult
    public mutating func addRow(lower: Double = -.infinity, upper: Double = .infinity) -> Int {
        precondition(lower <= upper, "a row between \(lower) and \(upper)")
        rowLower.append(lower)
        rowUpper.append(upper)
        start.append(Int32(index.count))
        return rowLower.count - 1
    }

    /// An entry of the row opened last. One column may be named once per row.
    public mutating func addEntry(column: Int, _ coefficient: Double) {
        precondition(column >= 0 && column < cost.count, "column \(column) of \(cost.count)")
        index.append(Int32(column))
        value.append(coefficient)
    }

    /// A row given at once.
    @discardableResult
    public mutating func addRow(_ entries: [(column: Int, coefficient: Double)], lower: Double = -.infinity, upper: Double = .infinity)
        -> Int
    {
        let row = addRow(lower: lower, upper: upper)
        for entry in entries { addEntry(column: entry.column, entry.coefficient) }
        return row
    }

    public mutating func setBounds(column: Int, lower: Double, upper: Double) {
        self.lower[column] = lower
        self.upper[column] = upper
    }

    /// The same program without its integrality.
    public var relaxed: MixedIntegerProgram {
        var program = self
        for j in program.domain.indices {
            // A semi-continuous column may also be 0.
            if domain[j] >= Domain.semiContinuous.rawValue { program.lower[j] = min(0, lower[j]) }
            program.domain[j] = Domain.continuous.rawValue
        }
        program.isMixedInteger = false
        return program
    }

    /// The objective at given values.
    public func objective(_ x: [Double]) -> Double {
        var sum = offset
        for j in cost.indices { sum += cost[j] * x[j] }
        return sum
    }

    /// By how much given values break the worst row or bound, in the units of that row; integrality included.
    public func violation(_ x: [Double]) -> Double {
        var worst = 0.0
        for j in cost.indices {
            let zeroAllowed = domain[j] >= Domain.semiContinuous.rawValue && abs(x[j]) < 1e-9
            if !zeroAllowed { worst = max(worst, lower[j] - x[j], x[j] - upper[j]) }
            if domain[j] == Domain.integer.rawValue || domain[j] == Domain.semiInteger.rawValue {
                worst = max(worst, abs(x[j] - x[j].rounded()))
            }
        }
        for i in rowLower.indices {
            let end = i + 1 < start.count ? Int(start[i + 1]) : index.count
            var sum = 0.0
            for k in Int(start[i])..<end { sum += value[k] * x[Int(index[k])] }
            worst = max(worst, rowLower[i] - sum, sum - rowUpper[i])
        }
        return worst
    }
}
