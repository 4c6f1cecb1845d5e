/// Periodic review over finitely many periods, with costs and demand of each: dynamic programming, whose optimal policy is (sₜ, Sₜ), and
/// base stock where nothing is fixed.
///
/// | symbol | meaning |
/// | --- | --- |
/// | Kₜ, cₜ, hₜ, pₜ, γₜ | fixed, unit, holding, backorder cost and discount of period t |
/// | x, y | inventory level before and after ordering, whole units; negative where backordered |
/// | gₜ(y) = hₜ n̄ₜ(y) + pₜ nₜ(y) | expected cost of the period |
/// | θₜ(x) | least expected discounted cost of periods t … T |
///
///     θₜ(x) = min_{y ≥ x} Kₜ [y > x] + cₜ (y − x) + gₜ(y) + γₜ E[θₜ₊₁(y − D)], θ_{T+1}(x) = h_{T+1} x⁺ + p_{T+1} x⁻
///
/// Scarf 1960; Snyder & Shen 2019, §4.5, Algorithm 4.1. Continuous demand is used as it is in g and rounded to whole units in E.
public struct FiniteHorizonSystem: Sendable {
    public struct Period: Sendable {
        public var fixedCost: Double
        public var unitCost: Double
        public var holdingCost: Double
        public var stockoutCost: Double
        /// γ, of what comes after the period.
        public var discount: Double
        public var demand: any StochasticDemand

        public init(
            fixedCost: Double = 0, unitCost: Double = 0, holdingCost: Double, stockoutCost: Double, discount: Double = 1,
            demand: any StochasticDemand
        ) {
            precondition(fixedCost >= 0 && unitCost >= 0 && holdingCost >= 0 && stockoutCost >= 0, "negative costs")
            precondition(discount > 0 && discount <= 1, "a discount of \(discount)")
            self.fixedCost = fixedCost
            self.unitCost = unitCost
            self.holdingCost = holdingCost
            self.stockoutCost = stockoutCost
            self.discount = discount
            self.demand = demand
        }
    }

    public var periods: [Period]
    /// Money per unit left after the last period.
    public var terminalHoldingCost: Double
    /// Money per unit backordered after the last period.
    public var terminalStockoutCost: Double

    /// - Precondition: at least one period.
    public init(periods: [Period], terminalHoldingCost: Double = 0, terminalStockoutCost: Double = 0) {
        precondition(!periods.isEmpty, "no periods")
        self.periods = periods
        self.terminalHoldingCost = terminalHoldingCost
        self.terminalStockoutCost = terminalStockoutCost
    }

    public struct Optimum: Sendable, Hashable {
        /// sₜ: the last inventory level, from below, at which the order goes up to Sₜ.
        public let reorderPoints: [Int]
        /// Sₜ.
        public let orderUpToLevels: [Int]
        /// θ₁(initial inventory), money.
        public let totalCost: Double
    }

    /// - Parameter initialInventory: x₁, units.
    public func optimum(initialInventory: Int = 0) -> Optimum {
        let masses = periods.map { ($0.demand as? DiscreteDistribution) ?? .rounded($0.demand) }
        precondition(masses.allSatisfy { $0.minimum >= 0 }, "demand below zero")
        let total = masses.reduce(0) { $0 + $1.mean }
        let spread = masses.reduce(0) { $0 + $1.variance }.squareRoot()
        let top = max(initialInventory, Int((total + 6 * spread).rounded(.up)) + 10)
        // Below this every period orders, and θ is straight: what lies below is read off the line.
        let widest = masses.map(\.maximum).max() ?? 0
        let bottom = min(initialInventory, -2 * widest - 10)
        let count = top - bottom + 1
        var value = (0..<count).map { i -> Double in
            let x = Double(bottom + i)
            return x >= 0 ? terminalHoldingCost * x : -terminalStockoutCost * x
        }
        var reorderPoints = [Int](repeating: 0, count: periods.count)
        var levels = reorderPoints
        var after = [Double](repeating: 0, count: count)
        var upTo = [Int](repeating: 0, count: count)
        for t in stride(from: periods.count - 1, through: 0, by: -1) {
            let period = periods[t]
            let demand = masses[t]
            let slope = value[0] - value[1]
            for i in 0..<count {
                let y = Double(bottom + i)
                let short = period.demand.expectedShortage(at: y)
                var future = 0.0
                var d = demand.minimum
                let inside = min(i, demand.maximum)
                while d <= inside {
                    future += demand.mass(d) * value[i - d]
                    d += 1
                }
                while d <= demand.maximum {
                    future += demand.mass(d) * (value[0] + slope * Double(d - i))
                    d += 1
                }
                let held = y - period.demand.mean + short
                after[i] = period.unitCost * y + period.holdingCost * held + period.stockoutCost * short + period.discount * future
            }
            // From the top down, the best level to order up to.
            var best = count - 1
            for i in stride(from: count - 1, through: 0, by: -1) {
                let ordering = period.fixedCost + after[best]
                if ordering < after[i] {
                    value[i] = ordering - period.unitCost * Double(bottom + i)
                    upTo[i] = best
                } else {
                    value[i] = after[i] - period.unitCost * Double(bottom + i)
                    upTo[i] = i
                }
                if after[i] <= after[best] { best = i }
            }
            var last = 0
            while last + 1 < count && upTo[last + 1] == upTo[0] { last += 1 }
            reorderPoints[t] = bottom + last
            levels[t] = bottom + upTo[0]
        }
        return Optimum(reorderPoints: reorderPoints, orderUpToLevels: levels, totalCost: value[initialInventory - bottom])
    }
}
