/// How much to order where the price falls with the quantity.
///
/// | symbol | meaning |
/// | --- | --- |
/// | b₀ = 0 < b₁ < … | breakpoints, units |
/// | cⱼ | price of a unit from bⱼ on |
/// | i | holding cost rate: money per unit of time for a unit of money in stock |
/// | K, λ | fixed cost, demand rate |
///
/// Hadley & Whitin 1963, §2-8 to 2-10; Snyder & Shen 2019, §3.4.
public struct QuantityDiscounts: Sendable, Hashable, Codable {
    public enum Kind: String, Sendable, Hashable, Codable {
        /// The price of the tier is paid for every unit.
        case allUnits
        /// Each unit costs the price of the tier it lies in.
        case incremental
    }

    public var kind: Kind
    public var breakpoints: [Double]
    public var unitCosts: [Double]

    /// - Precondition: breakpoints ascend from 0, unit costs fall and are positive, one for each breakpoint.
    public init(_ kind: Kind, breakpoints: [Double], unitCosts: [Double]) {
        precondition(!breakpoints.isEmpty && breakpoints.count == unitCosts.count, "\(breakpoints.count) tiers, \(unitCosts.count) prices")
        precondition(breakpoints[0] == 0 && zip(breakpoints, breakpoints.dropFirst()).allSatisfy { $0 < $1 }, "breakpoints \(breakpoints)")
        precondition(zip(unitCosts, unitCosts.dropFirst()).allSatisfy { $0 > $1 } && unitCosts.allSatisfy { $0 > 0 }, "prices \(unitCosts)")
        self.kind = kind
        self.breakpoints = breakpoints
        self.unitCosts = unitCosts
    }

    public struct Order: Sendable, Hashable {
        /// Q*, units.
        public let quantity: Double
        /// Index of the tier it lies in.
        public let tier: Int
        /// Purchase, fixed and holding cost, money per unit of time.
        public let costRate: Double
    }

    /// What Q units cost.
    public func price(of quantity: Double) -> Double {
        let tier = tier(of: quantity)
        return kind == .allUnits ? unitCosts[tier] * quantity : offset(tier) + unitCosts[tier] * quantity
    }

    private func tier(of quantity: Double) -> Int { breakpoints.lastIndex { $0 <= quantity } ?? 0 }

    /// c̄ⱼ: what the units below tier j cost more than its own price.
    private func offset(_ tier: Int) -> Double {
        var sum = 0.0
        for j in 0..<tier { sum += (unitCosts[j] - unitCosts[j + 1]) * breakpoints[j + 1] }
        return sum
    }

    /// Average cost of ordering Q each time.
    public func costRate(of quantity: Double, fixedCost K: Double, holdingRate i: Double, demandRate λ: Double) -> Double {
        let price = price(of: quantity)
        return λ * price / quantity + K * λ / quantity + 0.5 * i * price
    }

    /// The best quantity of all tiers.
    ///
    /// All units: each tier's EOQ where it lies in the tier, and each breakpoint. Incremental: c̄ⱼ acts as further fixed cost, and the
    /// best quantity is never at a breakpoint.
    public func bestOrder(fixedCost K: Double, holdingRate i: Double, demandRate λ: Double) -> Order {
        precondition(K > 0 && i > 0 && λ > 0, "K \(K), i \(i), λ \(λ)")
        var best: Order?
        func consider(_ quantity: Double, _ tier: Int) {
            let cost = costRate(of: quantity, fixedCost: K, holdingRate: i, demandRate: λ)
            if best.map({ cost < $0.costRate }) ?? true { best = Order(quantity: quantity, tier: tier, costRate: cost) }
        }
        for j in breakpoints.indices {
            let fixed = kind == .allUnits ? K : K + offset(j)
            let quantity = (2 * fixed * λ / (i * unitCosts[j])).squareRoot()
            let next = j + 1 < breakpoints.count ? breakpoints[j + 1] : .infinity
            if quantity >= breakpoints[j] && quantity < next { consider(quantity, j) }
            if kind == .allUnits && j > 0 { consider(breakpoints[j], j) }
        }
        // The first tier's EOQ lies in it, or beyond it, where a later tier is cheaper still: there is always a candidate.
        return best ?? Order(quantity: breakpoints[breakpoints.count - 1], tier: breakpoints.count - 1, costRate: .nan)
    }
}
