import Numerical

/// One site, lost sales, periodic review, a lead time of L periods: policies, their exact average cost, and the best of each kind.
///
/// | symbol | meaning |
/// | --- | --- |
/// | L ≥ 1 | an order of period t can serve the demand of period t + L |
/// | x | units on hand before demand, arrivals of the period included |
/// | h, p | cost of a unit left at the end of a period, of a unit of demand lost |
/// | c(x) = h n̄(x) + p n(x) | expected cost of a period |
///
/// The setting of Zipkin 2008, "Old and New Methods for Lost-Sales Inventory Systems", doi:10.1287/opre.1070.0471.
public struct LostSalesSystem: Sendable, Hashable {
    public let leadTime: Int
    public let holdingCost: Double
    public let stockoutCost: Double
    /// Of one period, independent of others.
    public let demand: DiscreteDistribution

    /// - Precondition: L ≥ 1, positive costs, demand never negative.
    public init(leadTime: Int, holdingCost: Double, stockoutCost: Double, demand: DiscreteDistribution) {
        precondition(leadTime >= 1 && leadTime <= 5, "a lead time of \(leadTime): 1 to 5 periods")
        precondition(holdingCost > 0 && stockoutCost > 0 && demand.minimum >= 0, "h \(holdingCost), p \(stockoutCost)")
        self.leadTime = leadTime
        self.holdingCost = holdingCost
        self.stockoutCost = stockoutCost
        self.demand = demand
    }

    public var newsvendor: Newsvendor { Newsvendor(holdingCost: holdingCost, stockoutCost: stockoutCost) }

    /// The best base-stock level were demand backordered: above every level that is best with lost sales.
    public var backorderLevel: Int { demand.sum(of: leadTime + 1).wholeQuantile(newsvendor.criticalRatio) }

    func cost(at onHand: Int) -> Double {
        let short = demand.expectedShortage(at: onHand)
        return holdingCost * (Double(onHand) - demand.mean + short) + stockoutCost * short
    }

    private static let bits = UInt64(12)

    /// The exact average cost a period of a policy, by its Markov chain; NaN where stock has no steady state.
    public func averageCost(of policy: LostSalesPolicy, tolerance: Double = 1e-9) -> Double {
        let base = LostSalesSystem.bits
        let mask = (UInt64(1) << base) - 1
        let last = leadTime - 1
        if case .constantOrder(let quantity) = policy, Double(quantity) >= demand.mean - 1e-9 { return .nan }
        // A constant order's stock has no top; above this the rest is negligible.
        let top = backorderLevel + Int(20 * (demand.deviation + 1)) + demand.maximum
        var pipeline = [Int](repeating: 0, count: last)
        let chain = AverageCostChain(start: 0) { state, next in
            let onHand = Int(state & mask)
            for i in 0..<last { pipeline[i] = Int((state >> (base * UInt64(i + 1))) & mask) }
            let quantity = policy.order(onHand: onHand, pipeline: pipeline, demand: demand)
            var shifted = UInt64(0)
            for i in 1..<max(1, last) { shifted |= UInt64(pipeline[i]) << (base * UInt64(i)) }
            if last > 0 { shifted |= UInt64(quantity) << (base * UInt64(last)) }
            let arrival = last > 0 ? pipeline[0] : quantity
            var d = demand.minimum
            while d < onHand && d <= demand.maximum {
                next.append((shifted | UInt64(min(top, onHand - d + arrival)), demand.mass(d)))
                d += 1
            }
            let empty = onHand > 0 ? demand.exceedance(onHand - 1) : 1
            if empty > 0 { next.append((shifted | UInt64(arrival), empty)) }
            return cost(at: onHand)
        }
        return chain.averageCost(tolerance: tolerance)
    }

    /// The average cost over a stream of demands from a seed, after a warm-up of `periods` / 20: for long lead times.
    public func simulatedCost(of policy: LostSalesPolicy, periods: Int, seed: UInt64) -> Double {
        var random = Xoshiro256(seed: seed)
        var pipeline = [Int](repeating: 0, count: leadTime - 1)
        var onHand = Int(demand.mean.rounded(.up)) * leadTime
        var known: [UInt64: Int] = [:]
        var total = 0.0
        let warmUp = periods / 20
        for period in 0..<(periods + warmUp) {
            let state = pipeline.reduce(UInt64(onHand)) { $0 << LostSalesSystem.bits | UInt64($1) }
            let quantity: Int
            if let decided = known[state] {
                quantity = decided
            } else {
                quantity = policy.order(onHand: onHand, pipeline: pipeline, demand: demand)
                known[state] = quantity
            }
            let d = demand.sample(using: &random)
            if period >= warmUp { total += holdingCost * Double(max(0, onHand - d)) + stockoutCost * Double(max(0, d - onHand)) }
            pipeline.append(quantity)
            onHand = max(0, onHand - d) + pipeline.removeFirst()
        }
        return total / Double(periods)
    }
}

/// The best policy of a kind and its exact average cost a period.
public struct BestLostSalesPolicy: Sendable, Hashable {
    public let policy: LostSalesPolicy
    /// Money a period.
    public let averageCost: Double
}

extension LostSalesSystem {
    /// The cost is convex in the level (Janakiraman & Roundy 2004, doi:10.1287/opre.1030.0105): descend from the backorder level.
    public func bestBaseStock() -> BestLostSalesPolicy {
        let (level, cost) = descended(from: backorderLevel) { averageCost(of: .baseStock(level: $0)) }
        return BestLostSalesPolicy(policy: .baseStock(level: level), averageCost: cost)
    }

    /// Every whole quantity below mean demand.
    public func bestConstantOrder() -> BestLostSalesPolicy {
        var best = BestLostSalesPolicy(policy: .constantOrder(quantity: 0), averageCost: stockoutCost * demand.mean)
        var quantity = 1
        while Double(quantity) < demand.mean {
            let cost = averageCost(of: .constantOrder(quantity: quantity))
            if cost < best.averageCost { best = BestLostSalesPolicy(policy: .constantOrder(quantity: quantity), averageCost: cost) }
            quantity += 1
        }
        return best
    }

    /// For each cap from mean demand up, the level by descent, until a cap costs more than the one before and binds no more.
    public func bestCappedBaseStock() -> BestLostSalesPolicy {
        let uncapped = bestBaseStock()
        var best = BestLostSalesPolicy(policy: uncapped.policy, averageCost: uncapped.averageCost)
        var start = backorderLevel
        let largest = demand.wholeQuantile(min(0.9999, max(0.99, newsvendor.criticalRatio)))
        for cap in max(1, Int((demand.mean - 1e-9).rounded(.up)))...max(2, largest) {
            let (level, cost) = descended(from: start) { averageCost(of: .cappedBaseStock(level: $0, cap: cap)) }
            start = level + 1
            if cost < best.averageCost - 1e-12 {
                best = BestLostSalesPolicy(policy: .cappedBaseStock(level: level, cap: cap), averageCost: cost)
            }
        }
        return best
    }

    /// U by steps of `step` units around the best whole one.
    public func bestProjectedInventoryLevel(step: Double = 0.1) -> BestLostSalesPolicy {
        let start = demand.wholeQuantile(newsvendor.criticalRatio) + 1
        let (whole, _) = descended(from: start) { averageCost(of: .projectedInventoryLevel(level: Double($0))) }
        var best = BestLostSalesPolicy(policy: .projectedInventoryLevel(level: Double(whole)), averageCost: .infinity)
        let steps = Int((1 / step).rounded())
        for k in -steps...steps {
            let level = Double(whole) + Double(k) * step
            if level < 0 { continue }
            let cost = averageCost(of: .projectedInventoryLevel(level: level))
            if cost < best.averageCost { best = BestLostSalesPolicy(policy: .projectedInventoryLevel(level: level), averageCost: cost) }
        }
        return best
    }

    /// A local minimum over whole numbers ≥ 0 by steps of one from `start`.
    private func descended(from start: Int, _ cost: (Int) -> Double) -> (Int, Double) {
        var level = max(0, start)
        var value = cost(level)
        let above = cost(level + 1)
        if above < value {
            level += 1
            value = above
            while true {
                let next = cost(level + 1)
                if !(next < value) { return (level, value) }
                level += 1
                value = next
            }
        }
        while level > 0 {
            let next = cost(level - 1)
            if !(next <= value) { break }
            level -= 1
            value = next
        }
        return (level, value)
    }
}
