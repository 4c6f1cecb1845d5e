/// Two suppliers: a regular one that is slow, and one that delivers at once and costs more. Backorders, periodic review.
///
/// | symbol | meaning |
/// | --- | --- |
/// | l ≥ 1 | regular lead time; expedited goods arrive in the period they are ordered in |
/// | cₑ, c_r | unit costs |
/// | h, b | cost of a unit left, backordered, at the end of a period |
/// | y | net inventory after the regular goods of the period arrived |
/// | q₁ … q_{l−1} | regular orders due at the start of the next period, and of those after |
/// | e, r | expedited and regular order |
///
///     V(y, q) = min_{e, r ≥ 0} cₑ e + c_r r + L(y + e) + E V(y + e − D + q₁, q₂ … r)
///
/// In each period regular goods arrive, both orders are placed, demand comes. Fukuda 1964; Veeraraghavan & Scheller-Wolf 2008,
/// doi:10.1287/opre.1070.0552; Xin & Goldberg 2018, doi:10.1287/mnsc.2016.2625; Gijsbrechts et al. 2022, doi:10.1287/msom.2021.1064.
public struct DualSourcing: Sendable, Hashable {
    public let leadTime: Int
    public let expeditedCost: Double
    public let regularCost: Double
    public let holdingCost: Double
    public let stockoutCost: Double
    /// Of one period, independent of others.
    public let demand: DiscreteDistribution

    /// - Precondition: 1 ≤ l ≤ 5, cₑ ≥ c_r ≥ 0, h, b > 0, demand never negative.
    public init(
        leadTime: Int, expeditedCost: Double, regularCost: Double, holdingCost: Double, stockoutCost: Double, demand: DiscreteDistribution
    ) {
        precondition(leadTime >= 1 && leadTime <= 5, "a lead time of \(leadTime): 1 to 5 periods")
        precondition(expeditedCost >= regularCost && regularCost >= 0, "unit costs \(expeditedCost) and \(regularCost)")
        precondition(holdingCost > 0 && stockoutCost > 0 && demand.minimum >= 0, "h \(holdingCost), b \(stockoutCost)")
        self.leadTime = leadTime
        self.expeditedCost = expeditedCost
        self.regularCost = regularCost
        self.holdingCost = holdingCost
        self.stockoutCost = stockoutCost
        self.demand = demand
    }

    private var newsvendor: Newsvendor { Newsvendor(holdingCost: holdingCost, stockoutCost: stockoutCost) }

    func cost(at level: Int) -> Double {
        let short = demand.expectedShortage(at: level)
        return holdingCost * (Double(level) - demand.mean + short) + stockoutCost * short
    }

    /// Policies with few parameters.
    public enum Policy: Sendable, Hashable, Codable {
        /// Expedited up to `expedited` on y, regular up to `regular` on y and all that is due (Veeraraghavan & Scheller-Wolf 2008).
        case dualIndex(expedited: Int, regular: Int)
        /// Dual index, the regular order at most `cap` (Sun & Van Mieghem 2019, doi:10.1287/msom.2018.0730).
        case cappedDualIndex(expedited: Int, regular: Int, cap: Int)
        /// A regular order that never changes, expedited up to `level` (Allon & Van Mieghem 2010, doi:10.1287/mnsc.1090.1106).
        case tailoredBaseSurge(level: Int, quantity: Int)

        func orders(_ inventory: Int, _ pipeline: [Int]) -> (expedited: Int, regular: Int) {
            let due = pipeline.reduce(0, +)
            switch self {
            case .dualIndex(let low, let high):
                let e = max(0, low - inventory)
                return (e, max(0, high - inventory - e - due))
            case .cappedDualIndex(let low, let high, let cap):
                let e = max(0, low - inventory)
                return (e, min(cap, max(0, high - inventory - e - due)))
            case .tailoredBaseSurge(let level, let quantity): return (max(0, level - inventory), quantity)
            }
        }
    }

    /// The exact average cost a period of a policy; NaN where inventory has no steady state.
    public func averageCost(of policy: Policy, tolerance: Double = 1e-9) -> Double {
        if case .tailoredBaseSurge(_, let quantity) = policy, Double(quantity) >= demand.mean - 1e-9 { return .nan }
        let bits = UInt64(12)
        let mask = (UInt64(1) << bits) - 1
        let origin = 1 << 11
        let last = leadTime - 1
        let top = demand.sum(of: leadTime + 1).maximum + 20 * demand.maximum
        var pipeline = [Int](repeating: 0, count: last)
        let chain = AverageCostChain(start: UInt64(origin)) { state, next in
            let inventory = Int(state & mask) - origin
            for i in 0..<last { pipeline[i] = Int((state >> (bits * UInt64(i + 1))) & mask) }
            let (e, r) = policy.orders(inventory, pipeline)
            var shifted = UInt64(0)
            for i in 1..<max(1, last) { shifted |= UInt64(pipeline[i]) << (bits * UInt64(i)) }
            if last > 0 { shifted |= UInt64(r) << (bits * UInt64(last)) }
            let arrival = last > 0 ? pipeline[0] : r
            for (i, mass) in demand.masses.enumerated() where mass > 0 {
                let after = min(top, inventory + e - demand.minimum - i + arrival)
                next.append((shifted | UInt64(after + origin), mass))
            }
            return expeditedCost * Double(e) + regularCost * Double(r) + cost(at: inventory + e)
        }
        return chain.averageCost(tolerance: tolerance)
    }

    /// The best dual index or capped dual index policy: expedited levels up to the single-period newsvendor's, regular levels up to that of
    /// the whole lead time, caps up to the single-period newsvendor's.
    public func bestDualIndex(capped: Bool = false) -> (policy: Policy, averageCost: Double) {
        let highest = demand.wholeQuantile(newsvendor.criticalRatio)
        let furthest = demand.sum(of: leadTime + 1).wholeQuantile(newsvendor.criticalRatio)
        var best: (policy: Policy, averageCost: Double) = (.dualIndex(expedited: 0, regular: 0), .infinity)
        for low in 0...max(0, highest) {
            for high in low...max(low, furthest) {
                let plain = Policy.dualIndex(expedited: low, regular: high)
                let caps = Int((demand.mean - 1e-9).rounded(.up))...max(Int(demand.mean.rounded(.up)), highest)
                for policy in capped ? caps.map({ .cappedDualIndex(expedited: low, regular: high, cap: $0) }) : [plain] {
                    let cost = averageCost(of: policy, tolerance: 1e-7)
                    if cost < best.averageCost { best = (policy, cost) }
                }
            }
        }
        return best
    }

    /// The best tailored base-surge policy.
    public func bestTailoredBaseSurge() -> (policy: Policy, averageCost: Double) {
        let highest = demand.wholeQuantile(newsvendor.criticalRatio)
        var best: (policy: Policy, averageCost: Double) = (.tailoredBaseSurge(level: 0, quantity: 0), .infinity)
        var quantity = 0
        while Double(quantity) < demand.mean - 1e-9 {
            for level in 0...max(0, highest) {
                let policy = Policy.tailoredBaseSurge(level: level, quantity: quantity)
                let cost = averageCost(of: policy, tolerance: 1e-7)
                if cost < best.averageCost { best = (policy, cost) }
            }
            quantity += 1
        }
        return best
    }

    /// The least average cost a period of any policy, by relative value iteration, within half of `tolerance`.
    ///
    /// The largest regular order and the range of inventory are raised until the policy stays inside them; demand that comes once in a
    /// billion periods counts as the range's last.
    public func optimalAverageCost(tolerance: Double = 1e-7) -> Double {
        let reach = max(1, demand.wholeQuantile(1 - 1e-9))
        var most = demand.wholeQuantile(newsvendor.criticalRatio) + 1
        var range = demand.sum(of: leadTime + 1).wholeQuantile(newsvendor.criticalRatio) + reach
        while true {
            let (cost, touched) = iterated(tolerance: tolerance, most: most, top: range, reach: reach)
            if !touched { return cost }
            most += max(1, most / 2)
            range += reach
        }
    }

    private func iterated(tolerance: Double, most: Int, top: Int, reach: Int) -> (cost: Double, touched: Bool) {
        let last = leadTime - 1
        // With an expedited supplier nobody stays far below zero; a period's demand below the least level is as far as it goes.
        let bottom = -2 * reach - 2
        let width = top - bottom + 1
        let choices = most + 1
        var rows = 1
        for _ in 0..<last { rows *= choices }
        let lower = last > 0 ? rows / choices : 1
        let period = (0..<width).map { cost(at: bottom + $0) }
        let masses = Array(demand.masses[...min(demand.masses.count - 1, reach - demand.minimum)])
        var value = [Double](repeating: 0, count: rows * width)
        var next = value
        var best = [Double](repeating: 0, count: width)
        var regular = [Int](repeating: 0, count: width)
        var touched = false
        for _ in 0..<100_000 {
            var (low, high) = (Double.infinity, -Double.infinity)
            touched = false
            for row in 0..<rows {
                let arriving = last > 0 ? row / lower : 0
                let rest = last > 0 ? (row % lower) * choices : 0
                for i in 0..<width { best[i] = .infinity }
                for r in 0..<choices {
                    let target = (last > 0 ? rest + r : 0) * width
                    let arrival = (last > 0 ? arriving : r) - demand.minimum
                    for i in 0..<width {
                        var sum = regularCost * Double(r)
                        for d in masses.indices { sum += masses[d] * value[target + min(max(i + arrival - d, 0), width - 1)] }
                        if sum < best[i] - 1e-12 {
                            best[i] = sum
                            regular[i] = r
                        }
                    }
                }
                // From the top down: the cheapest level to expedite up to.
                var upTo = width - 1
                for i in stride(from: width - 1, through: 0, by: -1) {
                    best[i] += period[i]
                    if best[i] + expeditedCost * Double(i) <= best[upTo] + expeditedCost * Double(upTo) { upTo = i }
                    let new = best[upTo] + expeditedCost * Double(upTo - i)
                    let change = new - value[row * width + i]
                    (low, high) = (min(low, change), max(high, change))
                    next[row * width + i] = value[row * width + i] + AverageCostChain.step * change
                    // States a sensible policy can be in.
                    if i < width - 1 - most && (regular[upTo] == most || upTo == width - 1) && choices > 1 { touched = true }
                }
            }
            let shift = next[0]
            for i in next.indices { next[i] -= shift }
            swap(&value, &next)
            if high - low < tolerance { return (0.5 * (low + high), touched && most < 4 * reach) }
        }
        return (.nan, false)
    }
}
