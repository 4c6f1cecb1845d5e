/// Many newsvendors under one budget: max Σ πᵢ(Qᵢ) with Σ cᵢ Qᵢ ≤ B, Qᵢ ≥ 0.
///
/// With λ the worth of one more unit of money, each line solves its own newsvendor at unit cost cᵢ(1 + λ):
///
///     Fᵢ(Qᵢ) = (rᵢ − (1 + λ) cᵢ) / (rᵢ − vᵢ), Qᵢ = 0 where the right side is below Fᵢ(0)
///
/// and λ is where the budget is just spent (Hadley & Whitin 1963, Analysis of Inventory Systems, §6-2; Snyder & Shen 2019, §4.3).
public struct BudgetNewsvendor: Sendable {
    public struct Line<Demand: StochasticDemand>: Sendable {
        public var demand: Demand
        /// r, money per unit sold.
        public var price: Double
        /// c > 0, money per unit.
        public var unitCost: Double
        /// v < c, money per unit left over.
        public var salvage: Double

        public init(demand: Demand, price: Double, unitCost: Double, salvage: Double) {
            precondition(unitCost > 0 && salvage < unitCost && price > unitCost, "price \(price), cost \(unitCost), salvage \(salvage)")
            self.demand = demand
            self.price = price
            self.unitCost = unitCost
            self.salvage = salvage
        }

        /// The best quantity where money is worth 1 + λ.
        func quantity(multiplier λ: Double) -> Double {
            let ratio = (price - (1 + λ) * unitCost) / (price - salvage)
            return ratio <= 0 ? 0 : max(0, demand.quantile(ratio))
        }

        /// E[r min(D, Q) + v (Q − D)⁺] − c Q.
        func profit(_ quantity: Double) -> Double {
            price * demand.expectedSales(at: quantity) + salvage * demand.expectedExcess(at: quantity) - unitCost * quantity
        }
    }

    /// Qᵢ, units.
    public let quantities: [Double]
    /// λ: expected profit of one more unit of money, 0 where the budget does not bind.
    public let multiplier: Double
    /// Σ cᵢ Qᵢ, money.
    public let spent: Double
    /// Σ πᵢ(Qᵢ), money.
    public let expectedProfit: Double

    /// - Parameter budget: B ≥ 0, money.
    /// - Note: where demand is discrete the budget may be left a little underspent; see ``MarginalValue`` for such lines.
    public init<Demand>(_ lines: [Line<Demand>], budget: Double) {
        precondition(budget >= 0, "a budget of \(budget)")
        func spending(_ λ: Double) -> Double {
            var sum = 0.0
            for line in lines { sum += line.unitCost * line.quantity(multiplier: λ) }
            return sum
        }
        var λ = 0.0
        if spending(0) > budget {
            var low = 0.0
            // Above this nobody earns anything by buying.
            var high = lines.reduce(0) { max($0, $1.price / $1.unitCost - 1) }
            for _ in 0..<200 {
                let middle = 0.5 * (low + high)
                if middle <= low || middle >= high { break }
                if spending(middle) > budget { low = middle } else { high = middle }
            }
            λ = high
        }
        multiplier = λ
        quantities = lines.map { $0.quantity(multiplier: λ) }
        spent = zip(lines, quantities).reduce(0) { $0 + $1.0.unitCost * $1.1 }
        expectedProfit = zip(lines, quantities).reduce(0) { $0 + $1.0.profit($1.1) }
    }
}
