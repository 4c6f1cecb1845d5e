/// The optimal policy of a ``LostSalesSystem`` by relative value iteration on all states (x, q₁ … q_{L−1}).
///
/// | symbol | meaning |
/// | --- | --- |
/// | x | units on hand before demand |
/// | qᵢ | units due at the start of the i-th period from now |
/// | V | relative value; V(x, q₁…) = c(x) + min_q E V((x − D)⁺ + q₁, q₂ … q) |
///
/// The function minimised is L♮-convex (Zipkin 2008, doi:10.1287/opre.1080.0530), so a best q below the largest one tried is best among all: the
/// largest is raised until that holds. The least and the greatest change of V bound the average cost (Odoni 1969).
public struct LostSalesOptimum: Sendable, Hashable {
    /// Money a period, within half the tolerance.
    public let averageCost: Double
    /// Largest order of the policy, units.
    public let largestOrder: Int
    private let leadTime: Int
    private let stockCount: Int
    private let orderCount: Int
    private let orders: [UInt16]

    /// Units to order at (x, q₁ … q_{L−1}); beyond the states kept, as at the last of them.
    public func order(onHand: Int, pipeline: [Int]) -> Int {
        var row = 0
        for q in pipeline { row = row * orderCount + min(q, orderCount - 1) }
        return Int(orders[row * stockCount + min(onHand, stockCount - 1)])
    }

    /// - Parameter tolerance: width of the interval that must hold the average cost, money a period.
    public init(_ system: LostSalesSystem, tolerance: Double = 1e-7) {
        var most = system.demand.wholeQuantile(system.newsvendor.criticalRatio) + 1
        while true {
            let result = LostSalesOptimum(system, tolerance: tolerance, most: most)
            if result.largestOrder < most {
                self = result
                return
            }
            most += max(2, most / 4)
        }
    }

    private init(_ system: LostSalesSystem, tolerance: Double, most: Int) {
        let demand = system.demand
        let last = system.leadTime - 1
        let orderCount = most + 1
        let stockCount = system.backorderLevel + most + 1
        var rows = 1
        for _ in 0..<last { rows *= orderCount }
        let lowest = demand.minimum
        let mass = demand.masses
        let tail = (0..<stockCount).map { $0 > 0 ? demand.exceedance($0 - 1) : 1 }
        let cost = (0..<stockCount).map { system.cost(at: $0) }
        var value = [Double](repeating: 0, count: rows * stockCount)
        var next = value
        var orders = [UInt16](repeating: 0, count: rows * stockCount)
        var after = [Double](repeating: 0, count: stockCount)
        var best = after
        let lower = rows / max(1, last > 0 ? orderCount : 1)
        var average = Double.nan
        var sweep = 0
        while sweep < 100_000 {
            var low = Double.infinity
            var high = -Double.infinity
            for row in 0..<rows {
                // row = q₁ … q_{L−1}, q₁ the most significant.
                let arriving = last > 0 ? row / lower : 0
                let rest = last > 0 ? (row % lower) * orderCount : 0
                for x in 0..<stockCount { best[x] = .infinity }
                for q in 0..<orderCount {
                    let target = last > 0 ? (rest + q) * stockCount : 0
                    let arrival = last > 0 ? arriving : q
                    for y in 0..<stockCount { after[y] = value[target + min(y + arrival, stockCount - 1)] }
                    for x in 0..<stockCount {
                        var sum = tail[x] * after[0]
                        var d = lowest
                        let end = min(x, lowest + mass.count)
                        while d < end {
                            sum += mass[d - lowest] * after[x - d]
                            d += 1
                        }
                        if sum < best[x] - 1e-12 {
                            best[x] = sum
                            orders[row * stockCount + x] = UInt16(q)
                        }
                    }
                }
                for x in 0..<stockCount {
                    let new = cost[x] + best[x]
                    let change = new - value[row * stockCount + x]
                    low = min(low, change)
                    high = max(high, change)
                    next[row * stockCount + x] = value[row * stockCount + x] + AverageCostChain.step * change
                }
            }
            let shift = next[0]
            for i in 0..<next.count { next[i] -= shift }
            swap(&value, &next)
            sweep += 1
            if high - low < tolerance {
                average = 0.5 * (low + high)
                break
            }
        }
        averageCost = average
        largestOrder = Int(orders.max() ?? 0)
        leadTime = system.leadTime
        self.stockCount = stockCount
        self.orderCount = orderCount
        self.orders = orders
    }
}
