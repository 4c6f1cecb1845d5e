/// Stock that expires: one product, a fixed shelf life, lost sales, periodic review.
///
/// | symbol | meaning |
/// | --- | --- |
/// | m | periods a unit can serve demand in, from its arrival |
/// | L ≥ 1 | an order of period t arrives at the start of period t + L |
/// | c, b, w, h | cost of a unit ordered, of demand lost, expired, carried over |
/// | x₁ … x_m | units by age, x₁ fresh |
/// | t₁ … t_{L−1} | units under way, t₁ ordered last |
/// | γ | discount; 1 for the average cost |
///
/// In each period an order is placed, demand is issued from the oldest (FIFO) or the freshest (LIFO) units, what is left of the oldest
/// expires, and the order of L periods ago arrives. Hendrix, Haijema, Ortega & Pauls-Worm 2019, doi:10.1016/j.ejor.2018.11.060 (profit is
/// price × E[D] less this cost with b = price); De Moor, Gijsbrechts & Boute 2022, doi:10.1016/j.ejor.2021.10.045.
public struct PerishableSystem: Sendable, Hashable {
    public enum Issue: String, Sendable, Hashable, Codable {
        case oldestFirst, freshestFirst
    }

    public let shelfLife: Int
    public let leadTime: Int
    public let orderCost: Double
    public let stockoutCost: Double
    public let expiryCost: Double
    public let holdingCost: Double
    public let issue: Issue
    /// No order is larger, units.
    public let largestOrder: Int
    /// Of one period, independent of others.
    public let demand: DiscreteDistribution

    private let stateCount: Int
    /// Σ over demand of loss, expiry and holding, by state.
    private let costs: [Double]
    /// Outcomes of state s: next states but for the order, and their probabilities, at starts[s] ..< starts[s + 1].
    private let starts: [Int]
    private let targets: [Int32]
    private let probabilities: [Double]
    /// What one unit of the order adds to the number of the next state.
    private let stride: Int

    /// - Precondition: m, L ≥ 1, and at most four million states (largestOrder + 1)^(m + L − 1).
    public init(
        shelfLife m: Int, leadTime L: Int = 1, orderCost: Double, stockoutCost: Double, expiryCost: Double = 0, holdingCost: Double = 0,
        issue: Issue, largestOrder: Int, demand: DiscreteDistribution
    ) {
        precondition(m >= 1 && L >= 1 && largestOrder >= 1 && demand.minimum >= 0, "shelf life \(m), lead time \(L), \(largestOrder)")
        shelfLife = m
        leadTime = L
        self.orderCost = orderCost
        self.stockoutCost = stockoutCost
        self.expiryCost = expiryCost
        self.holdingCost = holdingCost
        self.issue = issue
        self.largestOrder = largestOrder
        self.demand = demand
        let base = largestOrder + 1
        let parts = m + L - 1
        var count = 1
        for _ in 0..<parts {
            count *= base
            precondition(count <= 4_000_000, "more than four million states")
        }
        stateCount = count
        stride = count / base
        var costs = [Double](repeating: 0, count: count)
        var starts = [0]
        var targets: [Int32] = []
        var probabilities: [Double] = []
        var state = [Int](repeating: 0, count: parts)
        var left = [Int](repeating: 0, count: m)
        for s in 0..<count {
            var number = s
            for k in Swift.stride(from: parts - 1, through: 0, by: -1) {
                state[k] = number % base
                number /= base
            }
            let stock = state[(L - 1)...].reduce(0, +)
            var cost = stockoutCost * demand.expectedShortage(at: stock)
            for d in 0...stock {
                // All demand from `stock` on issues all of it.
                let p = d < stock ? demand.mass(d) : stock > 0 ? demand.exceedance(stock - 1) : 1
                if p == 0 { continue }
                var wanted = d
                for a in 0..<m {
                    let age = issue == .oldestFirst ? m - 1 - a : a
                    let used = min(wanted, state[L - 1 + age])
                    left[age] = state[L - 1 + age] - used
                    wanted -= used
                }
                var carried = 0
                for age in 0..<(m - 1) { carried += left[age] }
                cost += p * (expiryCost * Double(left[m - 1]) + holdingCost * Double(carried))
                // Next: the order, then everything one place further.
                var target = 0
                for k in 0..<(L - 1) { target = target * base + state[k] }
                for age in 0..<(m - 1) { target = target * base + left[age] }
                targets.append(Int32(target))
                probabilities.append(p)
            }
            costs[s] = cost
            starts.append(targets.count)
        }
        self.costs = costs
        self.starts = starts
        self.targets = targets
        self.probabilities = probabilities
    }

    /// A policy and what it is expected to cost.
    public struct Solution: Sendable, Hashable {
        /// Units to order, by state number.
        public let orders: [Int]
        /// Discounted cost from an empty system with γ < 1, average cost a period with γ = 1: money.
        public let cost: Double
        fileprivate let base: Int

        /// Units to order.
        /// - Parameters:
        ///   - stock: x₁ … x_m, fresh first.
        ///   - inTransit: t₁ … t_{L−1}, ordered last first.
        public func order(stock: [Int], inTransit: [Int] = []) -> Int {
            var number = 0
            for units in inTransit + stock { number = number * base + min(units, base - 1) }
            return orders[number]
        }
    }

    /// The optimal policy by value iteration; ties go to the smaller order.
    ///
    /// The values lie within bounds that follow from the least and the greatest change of a sweep (MacQueen 1966,
    /// doi:10.1016/0022-247X(66)90060-6; Odoni 1969 for γ = 1); iteration ends when they are `tolerance` apart.
    public func optimum(discount γ: Double = 1, tolerance: Double = 1e-7) -> Solution {
        let (orders, cost) = iterated(discount: γ, tolerance: tolerance, policy: nil)
        return Solution(orders: orders, cost: cost, base: largestOrder + 1)
    }

    /// The average cost a period of a policy by state number.
    public func averageCost(of policy: Solution, tolerance: Double = 1e-9) -> Double {
        precondition(policy.orders.count == stateCount, "a policy of another system")
        return iterated(discount: 1, tolerance: tolerance, policy: policy.orders).cost
    }

    private func iterated(discount γ: Double, tolerance: Double, policy: [Int]?) -> (orders: [Int], cost: Double) {
        precondition(γ > 0 && γ <= 1, "a discount of \(γ)")
        var value = [Double](repeating: 0, count: stateCount)
        var next = value
        var orders = policy ?? [Int](repeating: 0, count: stateCount)
        let scale = γ < 1 ? γ / (1 - γ) : 1
        for _ in 0..<200_000 {
            var (low, high) = (Double.infinity, -Double.infinity)
            value.withUnsafeBufferPointer { value in
                targets.withUnsafeBufferPointer { targets in
                    probabilities.withUnsafeBufferPointer { probabilities in
                        for s in 0..<stateCount {
                            var best = Double.infinity
                            let range = starts[s]..<starts[s + 1]
                            for order in policy.map({ $0[s]...$0[s] }) ?? 0...largestOrder {
                                let offset = order * stride
                                var sum = 0.0
                                var k = range.lowerBound
                                while k < range.upperBound {
                                    sum += probabilities[k] * value[offset + Int(targets[k])]
                                    k += 1
                                }
                                let cost = orderCost * Double(order) + γ * sum
                                if cost < best - 1e-10 {
                                    best = cost
                                    orders[s] = order
                                }
                            }
                            let new = costs[s] + best
                            let change = new - value[s]
                            low = min(low, change)
                            high = max(high, change)
                            next[s] = γ < 1 ? new : value[s] + AverageCostChain.step * change
                        }
                    }
                }
            }
            swap(&value, &next)
            if (high - low) * scale < tolerance {
                return (orders, γ < 1 ? value[0] + scale * 0.5 * (low + high) : 0.5 * (low + high))
            }
            if γ == 1 {
                let shift = value[0]
                for i in value.indices { value[i] -= shift }
            }
        }
        return (orders, .nan)
    }
}
