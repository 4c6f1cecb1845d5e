import Foundation
import Numerical

/// The (r, Q) policy under continuous review: order Q whenever the inventory position falls to r.
///
/// | symbol | meaning |
/// | --- | --- |
/// | λ, τ | mean and deviation of demand per unit of time |
/// | L | lead time |
/// | K, h, p | fixed cost; holding and backorder cost per unit and unit of time |
/// | g(y) = h n̄(y) + p n(y) | cost rate of inventory position y, over lead-time demand |
/// | n, n₂ | loss functions of lead-time demand |
///
///     exact: C(r, Q) = (Kλ + ∫ᵣ^{r+Q} g(y) dy) / Q, a sum over r + 1 … r + Q for whole units
///
/// Zheng 1992, doi:10.1287/mnsc.38.1.87; Federgruen & Zheng 1992, doi:10.1287/opre.40.4.808; Snyder & Shen 2019, chapter 5.
public struct ReorderPointPolicy: Sendable, Hashable {
    /// r, units.
    public let reorderPoint: Double
    /// Q, units.
    public let orderQuantity: Double
    /// Cost rate, money per unit of time: exact for the exact policies, the approximation's own for expected inventory level, and exact
    /// at the approximate (r, Q) for the other approximations.
    public let costRate: Double
}

/// Data of an (r, Q) system with normal demand.
public struct NormalReorderPointSystem: Sendable, Hashable, Codable {
    public var fixedCost: Double
    public var holdingCost: Double
    public var stockoutCost: Double
    /// λ, units per unit of time.
    public var demandRate: Double
    /// τ, units per square root of time.
    public var demandDeviation: Double
    public var leadTime: Double

    /// - Precondition: all positive.
    public init(
        fixedCost: Double, holdingCost: Double, stockoutCost: Double, demandRate: Double, demandDeviation: Double, leadTime: Double
    ) {
        precondition(fixedCost > 0 && holdingCost > 0 && stockoutCost > 0, "K \(fixedCost), h \(holdingCost), p \(stockoutCost)")
        precondition(demandRate > 0 && demandDeviation > 0 && leadTime > 0, "λ \(demandRate), τ \(demandDeviation), L \(leadTime)")
        self.fixedCost = fixedCost
        self.holdingCost = holdingCost
        self.stockoutCost = stockoutCost
        self.demandRate = demandRate
        self.demandDeviation = demandDeviation
        self.leadTime = leadTime
    }

    /// Demand over the lead time.
    public var leadTimeDemand: NormalDemand {
        NormalDemand(mean: demandRate * leadTime, deviation: demandDeviation * leadTime.squareRoot())
    }

    private var newsvendor: Newsvendor { Newsvendor(holdingCost: holdingCost, stockoutCost: stockoutCost) }
    private func g(_ y: Double) -> Double { newsvendor.expectedCost(at: y, for: leadTimeDemand) }

    /// C(r, Q), exact for this model: ∫g in closed form by n₂.
    public func costRate(reorderPoint r: Double, orderQuantity Q: Double) -> Double {
        let demand = leadTimeDemand
        let short = demand.secondOrderShortage(at: r) - demand.secondOrderShortage(at: r + Q)
        let net = Q * (r + 0.5 * Q - demand.mean)
        return (fixedCost * demandRate + holdingCost * net + (holdingCost + stockoutCost) * short) / Q
    }

    /// r with g(r) = g(r + Q): the best for a given Q. The difference rises with r, and is negative at S* − Q and positive at S*.
    public func bestReorderPoint(orderQuantity Q: Double) -> Double {
        let level = newsvendor.optimalLevel(for: leadTimeDemand)
        return root(in: (level - Q)...level) { g($0 + Q) - g($0) }
    }

    /// The optimum: g(r) = g(r + Q) = C(r, Q). C(r(Q), Q) − g(r(Q)) falls in Q through zero (Zheng 1992).
    public var optimum: ReorderPointPolicy {
        func excess(_ Q: Double) -> Double {
            let r = bestReorderPoint(orderQuantity: Q)
            return g(r) - costRate(reorderPoint: r, orderQuantity: Q)
        }
        let economic = EconomicOrderQuantity(
            fixedCost: fixedCost, holdingCost: holdingCost, stockoutCost: stockoutCost, demandRate: demandRate)
        var high = economic.quantity
        while excess(high) < 0 { high *= 2 }
        let Q = root(in: (0.1 * economic.quantity)...high) { excess($0) }
        let r = bestReorderPoint(orderQuantity: Q)
        return ReorderPointPolicy(reorderPoint: r, orderQuantity: Q, costRate: costRate(reorderPoint: r, orderQuantity: Q))
    }

    /// Expected-inventory-level approximation (Whitin 1953; Hadley & Whitin 1963): r = F⁻¹(1 − Qh/(pλ)), Q = √(2λ(K + p n(r))/h), where p
    /// is paid per unit backordered, not per unit of time. Its own cost: h(r − λL + Q/2) + Kλ/Q + pλ n(r)/Q.
    /// - Returns: nil where Qh ≥ pλ on the way: a backorder is then too cheap for the method.
    public func expectedInventoryLevel(tolerance: Double = 1e-6) -> ReorderPointPolicy? {
        let demand = leadTimeDemand
        var Q = EconomicOrderQuantity(fixedCost: fixedCost, holdingCost: holdingCost, demandRate: demandRate).quantity
        var r = 0.0
        for _ in 0..<10_000 {
            let ratio = 1 - Q * holdingCost / (stockoutCost * demandRate)
            if ratio <= 0 { return nil }
            let point = demand.quantile(ratio)
            let quantity = (2 * demandRate * (fixedCost + stockoutCost * demand.expectedShortage(at: point)) / holdingCost).squareRoot()
            let settled = abs(quantity - Q) <= tolerance && abs(point - r) <= tolerance
            (r, Q) = (point, quantity)
            if settled { break }
        }
        let short = demand.expectedShortage(at: r)
        let cost = holdingCost * (r - demand.mean + 0.5 * Q) + (fixedCost + stockoutCost * short) * demandRate / Q
        return ReorderPointPolicy(reorderPoint: r, orderQuantity: Q, costRate: cost)
    }

    /// Q of the EOQ with backorders, the best r for it (Zheng 1992: at most 12.5 % above the optimum).
    public var economicWithBackorders: ReorderPointPolicy {
        let economic = EconomicOrderQuantity(
            fixedCost: fixedCost, holdingCost: holdingCost, stockoutCost: stockoutCost, demandRate: demandRate)
        return priced(bestReorderPoint(orderQuantity: economic.quantity), economic.quantity)
    }

    /// Q of the EOQ, r of the newsvendor over the lead time.
    public var economicWithSafetyStock: ReorderPointPolicy {
        let Q = EconomicOrderQuantity(fixedCost: fixedCost, holdingCost: holdingCost, demandRate: demandRate).quantity
        return priced(newsvendor.optimalLevel(for: leadTimeDemand), Q)
    }

    /// Loss-function approximation (Hadley & Whitin 1963): n(r + Q) and n₂(r + Q) are neglected, so that n(r) = hQ/(h + p) and
    /// Q = √(2(Kλ + (h + p) n₂(r))/h).
    public func lossFunctionApproximation(tolerance: Double = 1e-10) -> ReorderPointPolicy {
        let demand = leadTimeDemand
        var Q = EconomicOrderQuantity(fixedCost: fixedCost, holdingCost: holdingCost, demandRate: demandRate).quantity
        var r = 0.0
        for _ in 0..<10_000 {
            let loss = holdingCost * Q / (holdingCost + stockoutCost)
            let point = demand.mean + demand.deviation * StandardNormalLoss.inverse(loss / demand.deviation)
            let second = demand.secondOrderShortage(at: point)
            let quantity = (2 * (fixedCost * demandRate + (holdingCost + stockoutCost) * second) / holdingCost).squareRoot()
            let settled = abs(quantity - Q) <= tolerance * Q && abs(point - r) <= tolerance * Q
            (r, Q) = (point, quantity)
            if settled { break }
        }
        return priced(r, Q)
    }

    private func priced(_ r: Double, _ Q: Double) -> ReorderPointPolicy {
        ReorderPointPolicy(reorderPoint: r, orderQuantity: Q, costRate: costRate(reorderPoint: r, orderQuantity: Q))
    }

    /// The zero of a function that rises through it, by halving to the last bit.
    private func root(in range: ClosedRange<Double>, of function: (Double) -> Double) -> Double {
        var low = range.lowerBound
        var high = range.upperBound
        for _ in 0..<200 {
            let middle = 0.5 * (low + high)
            if middle <= low || middle >= high { break }
            if function(middle) < 0 { low = middle } else { high = middle }
        }
        return 0.5 * (low + high)
    }
}

extension ReorderPointPolicy {
    /// The optimal (r, Q) for demand in whole units, one at a time (Poisson), exactly.
    ///
    /// g is convex: the best Q + 1 positions are the best Q and the cheaper neighbour, and Q grows while that neighbour costs less than the
    /// average so far (Federgruen & Zheng 1992).
    /// - Parameters:
    ///   - demandRate: λ, units per unit of time.
    ///   - leadTimeDemand: distribution of demand over the lead time.
    public static func optimum(
        fixedCost K: Double, holdingCost h: Double, stockoutCost p: Double, demandRate λ: Double, leadTimeDemand: DiscreteDistribution
    ) -> ReorderPointPolicy {
        precondition(K >= 0 && λ > 0, "K \(K), λ \(λ)")
        let newsvendor = Newsvendor(holdingCost: h, stockoutCost: p)
        func g(_ y: Int) -> Double { newsvendor.expectedCost(at: Double(y), for: leadTimeDemand) }
        let start = leadTimeDemand.wholeQuantile(newsvendor.criticalRatio)
        var (low, high) = (start, start)
        var sum = K * λ + g(start)
        while true {
            let Q = Double(high - low + 1)
            let (below, above) = (g(low - 1), g(high + 1))
            let next = min(below, above)
            if next >= sum / Q {
                return ReorderPointPolicy(reorderPoint: Double(low - 1), orderQuantity: Q, costRate: sum / Q)
            }
            sum += next
            if below < above { low -= 1 } else { high += 1 }
        }
    }

    /// C(r, Q) for whole units: (Kλ + Σ_{y = r+1}^{r+Q} g(y)) / Q.
    public static func costRate(
        reorderPoint r: Int, orderQuantity Q: Int, fixedCost K: Double, holdingCost h: Double, stockoutCost p: Double,
        demandRate λ: Double, leadTimeDemand: DiscreteDistribution
    ) -> Double {
        precondition(Q > 0, "an order quantity of \(Q)")
        let newsvendor = Newsvendor(holdingCost: h, stockoutCost: p)
        var sum = K * λ
        for y in (r + 1)...(r + Q) { sum += newsvendor.expectedCost(at: Double(y), for: leadTimeDemand) }
        return sum / Double(Q)
    }
}
