/// A minimum-cost flow problem: what to send along which arc so that every node's supply goes where there is demand, as cheaply as
/// possible (Ahuja, Magnanti & Orlin 1993, Network Flows, chapter 11).
///
///     minimise Σ c_a x_a   subject to   Σ_{a out of v} x_a − Σ_{a into v} x_a = b_v,   l_a ≤ x_a ≤ u_a
///
/// Supplies, bounds and costs are whole numbers (money in cents, say), so that the answer is exact and in whole units.
public struct MinimumCostFlow: Sendable {
    /// b_v per node: what it sends out (> 0) or takes in (< 0).
    public var supply: [Int]
    public private(set) var tail: [Int32] = []
    public private(set) var head: [Int32] = []
    public private(set) var lower: [Int] = []
    public private(set) var capacity: [Int] = []
    public private(set) var cost: [Int] = []

    /// A capacity that never binds.
    public static let unlimited = Int.max / 4

    public init(nodes: Int) { supply = [Int](repeating: 0, count: nodes) }

    public init(supply: [Int]) { self.supply = supply }

    public var nodeCount: Int { supply.count }
    public var arcCount: Int { tail.count }

    public mutating func reserve(arcs: Int) {
        tail.reserveCapacity(arcs)
        head.reserveCapacity(arcs)
        lower.reserveCapacity(arcs)
        capacity.reserveCapacity(arcs)
        cost.reserveCapacity(arcs)
    }

    /// Adds an arc and returns its index.
    @discardableResult
    public mutating func addArc(from: Int, to: Int, lower: Int = 0, capacity: Int = unlimited, cost: Int) -> Int {
        precondition(from >= 0 && from < nodeCount && to >= 0 && to < nodeCount, "arc \(from) → \(to) of \(nodeCount) nodes")
        precondition(lower >= 0 && lower <= capacity, "an arc between \(lower) and \(capacity)")
        tail.append(Int32(from))
        head.append(Int32(to))
        self.lower.append(lower)
        self.capacity.append(capacity)
        self.cost.append(cost)
        return tail.count - 1
    }

    public enum Failure: Error, Equatable, Sendable, CustomStringConvertible {
        /// Supplies do not sum to zero; by how much.
        case unbalanced(Int)
        /// Bounds and supplies cannot be met; how many units cannot be sent.
        case infeasible(unsent: Int)
        /// A circle of unlimited arcs of negative cost.
        case unbounded

        public var description: String {
            switch self {
            case .unbalanced(let excess): "supplies sum to \(excess), not to 0"
            case .infeasible(let unsent): "\(unsent) units cannot be sent within the arcs' bounds"
            case .unbounded: "a circle of unlimited arcs costs less than nothing"
            }
        }
    }

    public struct Solution: Sendable, Equatable {
        /// x_a per arc.
        public var flow: [Int]
        /// Σ c_a x_a.
        public var cost: Int
        /// π_v per node: c_a + π_tail − π_head ≥ 0 where an arc has room left, ≤ 0 where it carries more than its lower bound.
        public var potential: [Int]
    }
}
