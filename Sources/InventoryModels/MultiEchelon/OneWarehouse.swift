/// One warehouse, N retailers, Poisson demand, one-for-one replenishment, first come first served, backorders everywhere.
///
/// | symbol | meaning |
/// | --- | --- |
/// | λᵢ, λ₀ = Σ λᵢ | demand of retailer i, of the warehouse |
/// | L₀, Lᵢ | lead time of the warehouse from outside, of retailer i from the warehouse |
/// | S₀, Sᵢ | base-stock levels |
/// | B₀ | backorders of the warehouse: (Poisson(λ₀L₀) − S₀)⁺ |
/// | Oᵢ | orders of retailer i not yet received: its share of B₀ plus Poisson(λᵢLᵢ), independent |
///
/// - exact: given B₀ = b the share of i is binomial (b, λᵢ/λ₀) (Simon 1971, doi:10.1287/opre.19.2.414; Graves 1985,
///   doi:10.1287/mnsc.31.10.1247; Axsäter 1990, doi:10.1287/opre.38.1.64);
/// - METRIC: Oᵢ is Poisson of mean λᵢ(Lᵢ + E[B₀]/λ₀) (Sherbrooke 1968, doi:10.1287/opre.16.1.122);
/// - two moments: Oᵢ is negative binomial of its exact mean and variance (Graves 1985).
///
/// Snyder & Shen 2019, §6.4.
public struct OneWarehouse: Sendable, Hashable, Codable {
    public struct Retailer: Sendable, Hashable, Codable {
        /// λ, units per unit of time.
        public var demandRate: Double
        /// L, from the warehouse.
        public var leadTime: Double
        /// h, money per unit on hand and unit of time.
        public var holdingCost: Double
        /// b, money per unit backordered and unit of time.
        public var stockoutCost: Double

        public init(demandRate: Double, leadTime: Double, holdingCost: Double, stockoutCost: Double) {
            precondition(demandRate > 0 && leadTime >= 0 && holdingCost > 0 && stockoutCost > 0, "λ \(demandRate), L \(leadTime)")
            self.demandRate = demandRate
            self.leadTime = leadTime
            self.holdingCost = holdingCost
            self.stockoutCost = stockoutCost
        }
    }

    /// How the orders a retailer waits for are distributed.
    public enum Method: String, Sendable, Hashable, Codable, CaseIterable {
        case exact, metric, twoMoment
    }

    public var retailers: [Retailer]
    /// L₀.
    public var leadTime: Double
    /// h₀, money per unit on hand at the warehouse and unit of time.
    public var holdingCost: Double

    /// - Precondition: at least one retailer, L₀ > 0, h₀ ≥ 0.
    public init(retailers: [Retailer], leadTime: Double, holdingCost: Double) {
        precondition(
            !retailers.isEmpty && leadTime > 0 && holdingCost >= 0, "\(retailers.count) retailers, L₀ \(leadTime), h₀ \(holdingCost)")
        self.retailers = retailers
        self.leadTime = leadTime
        self.holdingCost = holdingCost
    }

    var totalRate: Double { retailers.reduce(0) { $0 + $1.demandRate } }
    var warehouseDemand: DiscreteDistribution { .poisson(mean: totalRate * leadTime) }

    /// Expected stock and backorders, and what they cost.
    public struct Performance: Sendable, Hashable {
        /// Money per unit of time.
        public let costRate: Double
        /// E[I₀], E[B₀], units.
        public let warehouseOnHand: Double
        public let warehouseBackorders: Double
        /// E[Iᵢ], E[Bᵢ], units.
        public let onHand: [Double]
        public let backorders: [Double]
        /// P(Oᵢ < Sᵢ): an arriving customer finds stock.
        public let fillRates: [Double]
    }

    /// Levels and what they cost.
    public struct Policy: Sendable, Hashable {
        public let warehouseLevel: Int
        public let levels: [Int]
        public let costRate: Double
    }

    /// The distribution of B₀ at S₀.
    private func backorders(warehouseLevel: Int) -> DiscreteDistribution {
        let demand = warehouseDemand
        var masses = [demand.cumulative(warehouseLevel)]
        var k = warehouseLevel + 1
        while k <= demand.maximum {
            masses.append(demand.mass(k))
            k += 1
        }
        return DiscreteDistribution(masses: masses)
    }

    /// Oᵢ of every retailer at S₀.
    public func outstandingOrders(warehouseLevel: Int, method: Method = .exact) -> [DiscreteDistribution] {
        let waiting = backorders(warehouseLevel: warehouseLevel)
        let total = totalRate
        var known: [(Retailer, DiscreteDistribution)] = []
        return retailers.map { retailer in
            if let same = known.first(where: { $0.0.demandRate == retailer.demandRate && $0.0.leadTime == retailer.leadTime }) {
                return same.1
            }
            let own = retailer.demandRate * retailer.leadTime
            let share = retailer.demandRate / total
            let result: DiscreteDistribution
            switch method {
            case .metric: result = .poisson(mean: own + share * waiting.mean)
            case .twoMoment:
                let mean = own + share * waiting.mean
                let variance = own + share * share * waiting.variance + share * (1 - share) * waiting.mean
                result = variance > mean * (1 + 1e-9) ? .negativeBinomial(mean: mean, variance: variance) : .poisson(mean: mean)
            case .exact:
                result = OneWarehouse.thinned(waiting, probability: share).convolved(with: .poisson(mean: own))
            }
            known.append((retailer, result))
            return result
        }
    }

    /// Each unit kept with a probability, independently.
    private static func thinned(_ distribution: DiscreteDistribution, probability p: Double) -> DiscreteDistribution {
        if p >= 1 { return distribution }
        // Row b of Pascal's triangle, P(kept = k | b), built from row b − 1.
        var row = [1.0]
        var result = [Double](repeating: 0, count: distribution.maximum + 1)
        for b in 0...distribution.maximum {
            if b > 0 {
                var next = [Double](repeating: 0, count: b + 1)
                for k in 0...b { next[k] = (k < b ? row[k] * (1 - p) : 0) + (k > 0 ? row[k - 1] * p : 0) }
                row = next
            }
            let mass = distribution.mass(b)
            if mass > 0 { for k in 0...b { result[k] += mass * row[k] } }
        }
        return DiscreteDistribution(masses: result)
    }

    public func performance(warehouseLevel: Int, levels: [Int], method: Method = .exact) -> Performance {
        precondition(levels.count == retailers.count && warehouseLevel >= 0, "\(levels.count) levels for \(retailers.count) retailers")
        let orders = outstandingOrders(warehouseLevel: warehouseLevel, method: method)
        let onHand = zip(orders, levels).map { $0.expectedExcess(at: Double($1)) }
        let short = zip(orders, levels).map { $0.expectedShortage(at: $1) }
        let warehouse = warehouseDemand
        let waiting = warehouse.expectedShortage(at: warehouseLevel)
        let idle = Double(warehouseLevel) - warehouse.mean + waiting
        var cost = holdingCost * idle
        for (i, retailer) in retailers.enumerated() { cost += retailer.holdingCost * onHand[i] + retailer.stockoutCost * short[i] }
        return Performance(
            costRate: cost, warehouseOnHand: idle, warehouseBackorders: waiting, onHand: onHand, backorders: short,
            fillRates: zip(orders, levels).map { $0.cumulative($1 - 1) })
    }

    /// The best levels, under a method's view of Oᵢ: at each S₀ every retailer is a newsvendor of its own, and S₀ is searched up to where the
    /// warehouse alone, with retailers that never wait, costs more than the best found.
    public func optimum(method: Method = .exact) -> Policy {
        let warehouse = warehouseDemand
        let free = retailers.reduce(0.0) { sum, retailer in
            let demand = DiscreteDistribution.poisson(mean: retailer.demandRate * retailer.leadTime)
            let newsvendor = Newsvendor(holdingCost: retailer.holdingCost, stockoutCost: retailer.stockoutCost)
            return sum + newsvendor.expectedCost(at: newsvendor.optimalLevel(for: demand), for: demand)
        }
        var best = Policy(warehouseLevel: 0, levels: [], costRate: .infinity)
        for level in 0...warehouse.maximum {
            let short = warehouse.expectedShortage(at: level)
            let own = holdingCost * (Double(level) - warehouse.mean + short)
            if own + free > best.costRate { break }
            var cost = own
            var levels: [Int] = []
            for (retailer, demand) in zip(retailers, outstandingOrders(warehouseLevel: level, method: method)) {
                let newsvendor = Newsvendor(holdingCost: retailer.holdingCost, stockoutCost: retailer.stockoutCost)
                let best = demand.wholeQuantile(newsvendor.criticalRatio)
                levels.append(best)
                cost += newsvendor.expectedCost(at: Double(best), for: demand)
            }
            if cost < best.costRate { best = Policy(warehouseLevel: level, levels: levels, costRate: cost) }
        }
        return best
    }
}
