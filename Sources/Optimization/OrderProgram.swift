/// Order lines that compete for the same money, trucks and shelves.
///
///     maximise    Σ_l [ V_l(s_l n_l) − f_l·1(n_l > 0) ] − Σ_g c_g k_g
///     subject to  n_l = 0 or m_l ≤ n_l ≤ M_l, whole packs
///                 Σ_l a_il n_l ≤ C_i                                        limits: budget of a week, warehouse, a supplier's stock
///                 Σ_l a_il n_l = 0 or ≥ B_i                                 minimum order value of a supplier
///                 K_i (k_i − 1) + φ_i K_i ≤ Σ_l a_il n_l ≤ K_i k_i           whole containers k_i, the last filled to φ_i at least
///
/// | symbol | meaning |
/// | --- | --- |
/// | n_l | packs ordered on line l |
/// | s_l | units per pack |
/// | V_l | value of ordering a quantity, in money, concave piecewise linear through 0; the plan's gain over ordering nothing |
/// | f_l | cost of ordering at all: the line's picking and receiving |
/// | m_l, M_l | minimum (when ordered) and maximum, in packs |
/// | a_il | what one pack takes of constraint i: its price, volume, pallets, units |
///
/// Solved by `solution(options:)`: exactly by HiGHS where it is installed, else greedily by the marginal value of every next pack, in
/// both cases with an upper bound on what any order could be worth.
public struct OrderProgram: Sendable {
    /// A stretch of units of equal marginal value.
    public struct ValueSegment: Sendable, Equatable {
        /// Length, in units, > 0.
        public var units: Double
        /// Money per unit; may be negative, where more would only cost. Never larger than on the segment before.
        public var valuePerUnit: Double

        public init(units: Double, valuePerUnit: Double) {
            self.units = units
            self.valuePerUnit = valuePerUnit
        }
    }

    /// What one pack takes of a constraint.
    public struct Use: Sendable, Equatable {
        /// Index as `addConstraint` returned it.
        public var constraint: Int
        /// In the constraint's unit, ≥ 0.
        public var perPack: Double

        public init(constraint: Int, perPack: Double) {
            self.constraint = constraint
            self.perPack = perPack
        }
    }

    public struct Line: Sendable, Equatable {
        /// Units per pack, > 0.
        public var packSize: Double
        /// Fewest packs when anything is ordered, ≥ 1.
        public var minimumPacks: Int
        /// Most packs; 0 for a line that may not be ordered. A minimum above it leaves nothing to order.
        public var maximumPacks: Int
        /// Money, once, when anything is ordered.
        public var fixedCost: Double
        /// The first segment starts at 0 units. Beyond the last one, further units are worth nothing, if the last slope was ≥ 0, else
        /// what the last unit was.
        public var value: [ValueSegment]
        public var uses: [Use]

        public init(
            packSize: Double = 1, minimumPacks: Int = 1, maximumPacks: Int, fixedCost: Double = 0, value: [ValueSegment], uses: [Use]
        ) {
            self.packSize = packSize
            self.minimumPacks = minimumPacks
            self.maximumPacks = maximumPacks
            self.fixedCost = fixedCost
            self.value = value
            self.uses = uses
        }
    }

    /// A rule over the sum of what lines use.
    public enum Rule: Sendable, Equatable {
        /// At most `capacity`.
        case limit(capacity: Double)
        /// Nothing at all, or at least `amount`.
        case minimumWhenOrdered(amount: Double)
        /// Whole containers (trucks, pallets) of `capacity` each, at most `most`, each costing `cost`; the last one filled to
        /// `minimumFill` (a share of 1) at least.
        case containers(capacity: Double, minimumFill: Double, cost: Double, most: Int)
    }

    public private(set) var rules: [Rule] = []
    /// Lines' data in columns; the segments and uses of line l are those from `…Start[l]` to `…Start[l + 1]`.
    var packSize: [Double] = []
    var minimumPacks: [Int] = []
    var maximumPacks: [Int] = []
    var fixedCost: [Double] = []
    var segmentStart = [0]
    /// Packs and money per pack, as evaluated at whole packs.
    var segmentPacks: [Int] = []
    var segmentValue: [Double] = []
    var useStart = [0]
    var useConstraint: [Int] = []
    var usePerPack: [Double] = []

    public init() {}

    public var lineCount: Int { packSize.count }
    public var constraintCount: Int { rules.count }

    /// Adds a constraint and returns its index, which lines' uses name.
    @discardableResult
    public mutating func addConstraint(_ rule: Rule) -> Int {
        switch rule {
        case .limit(let capacity): precondition(capacity >= 0, "a limit of \(capacity)")
        case .minimumWhenOrdered(let amount): precondition(amount >= 0, "a minimum of \(amount)")
        case .containers(let capacity, let fill, let cost, let most):
            precondition(capacity > 0 && (0...1).contains(fill) && cost >= 0 && most >= 0, "containers \(rule)")
        }
        rules.append(rule)
        return rules.count - 1
    }
}

/// How an order program is solved.
public struct OrderProgramOptions: Sendable, Codable, Equatable {
    /// Enough once the order is proven within this share of the best; 0.001 is 0.1 %.
    public var relativeGap = 0.001
    /// Whether HiGHS is asked, where it is installed; greedy otherwise.
    public var usesSolver = true
    /// Simplex iterations HiGHS may spend; the same result on every machine. nil for any number.
    public var iterationLimit: Int? = 50_000
    /// Seconds HiGHS may spend by the clock, as a safety net: reached, the result depends on the machine and says so.
    public var timeLimit: Double? = 60
    /// Lines above which HiGHS is not asked: its time grows faster than their number.
    public var solverLines = 30_000
    /// Steps of the search for the constraints' prices.
    public var priceSteps = 400

    public init() {}
}

/// Quantities, and how good they are known to be.
public struct OrderSolution: Sendable, Equatable {
    public enum Method: String, Sendable, Codable {
        /// Every line is at its own best and no constraint binds.
        case unconstrained
        /// By branch and cut.
        case mixedInteger
        /// By marginal value of the next pack.
        case greedy
    }

    /// Packs per line, 0 or between its minimum and maximum.
    public var packs: [Int]
    /// Money over ordering nothing.
    public var value: Double
    /// No order that keeps the constraints is worth more.
    public var bound: Double
    public var method: Method
    /// Packs per line if nothing were shared: what the line alone would like. Where `packs` is less, a constraint bound.
    public var unconstrainedPacks: [Int]
    /// What the lines use of every constraint, in its unit.
    public var used: [Double]
    /// Money gained per unit more of every limit (its shadow price); 0 where it does not bind.
    public var prices: [Double]
    /// Why HiGHS was not used or stopped early; nil where it ended as it should.
    public var remark: String?

    /// (bound − value) / |bound|, ≥ 0; 1 where no bound is known.
    public var gap: Double { bound <= value ? 0 : bound == .infinity ? 1 : (bound - value) / max(abs(bound), 1e-9) }
}
