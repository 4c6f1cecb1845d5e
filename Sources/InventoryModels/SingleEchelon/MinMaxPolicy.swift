import Foundation
import Numerical

/// The (s, S) policy under periodic review: at or below s, order up to S. Optimal with a fixed cost K (Scarf 1960).
///
/// | symbol | meaning |
/// | --- | --- |
/// | K, h, p | fixed cost; cost of a unit left, of a unit backordered, at the end of a period |
/// | pⱼ | P(demand of a period = j) |
/// | G(y) | expected cost of a period that starts from position y |
/// | m(j) | expected visits to S − j in a cycle; M(j) = m(0) + … + m(j − 1) the periods until j units are gone |
/// | c(s, S) = (K + Σ_{j < S−s} m(j) G(S − j)) / M(S − s) | average cost a period |
///
/// Zheng & Federgruen 1991, "Finding Optimal (s, S) Policies Is About As Simple As Evaluating a Single Policy",
/// doi:10.1287/opre.39.4.654 (corrections: 40, 192); Veinott & Wagner 1965, doi:10.1287/mnsc.11.5.525; Snyder & Shen 2019, §4.4.
public struct MinMaxPolicy: Sendable, Hashable {
    /// s, units.
    public let reorderPoint: Int
    /// S, units.
    public let orderUpToLevel: Int
    /// c(s, S), money a period.
    public let averageCost: Double

    /// The optimal policy.
    /// - Parameters:
    ///   - demand: of one period, whole units, never negative, P(0) < 1.
    ///   - leadTime: periods until an order can serve demand, beyond its own period; 0 where it is there at once.
    public static func optimum(
        fixedCost K: Double, holdingCost h: Double, stockoutCost p: Double, demand: DiscreteDistribution, leadTime: Int = 0
    ) -> MinMaxPolicy {
        var cycle = OrderCycle(
            fixedCost: K, newsvendor: Newsvendor(holdingCost: h, stockoutCost: p), demand: demand, leadTime: leadTime)
        // Step 0: from the best y of G down, until c(s, y*) ≤ G(s).
        let best = cycle.leastCostPosition
        var s = best
        repeat { s -= 1 } while cycle.averageCost(s, best) > cycle.cost(at: s)
        var S = best
        var c = cycle.averageCost(s, S)
        // Step 1: larger S, while G(S) may still lie below the best average; s rises with it.
        var candidate = best + 1
        while cycle.cost(at: candidate) <= c {
            if cycle.averageCost(s, candidate) < c {
                S = candidate
                while cycle.averageCost(s, S) <= cycle.cost(at: s + 1) { s += 1 }
                c = cycle.averageCost(s, S)
            }
            candidate += 1
        }
        return MinMaxPolicy(reorderPoint: s, orderUpToLevel: S, averageCost: c)
    }

    /// c(s, S) of any policy, s < S.
    public static func averageCost(
        reorderPoint s: Int, orderUpToLevel S: Int, fixedCost K: Double, holdingCost h: Double, stockoutCost p: Double,
        demand: DiscreteDistribution, leadTime: Int = 0
    ) -> Double {
        precondition(s < S, "s \(s), S \(S)")
        var cycle = OrderCycle(
            fixedCost: K, newsvendor: Newsvendor(holdingCost: h, stockoutCost: p), demand: demand, leadTime: leadTime)
        return cycle.averageCost(s, S)
    }

    /// The power approximation of Ehrhardt & Mosier 1984 (doi:10.1287/mnsc.30.5.618), by mean and deviation alone:
    ///
    ///     Q = 1.30 μ^0.494 (K/h)^0.506 (1 + σ_L²/μ²)^0.116, z = √(Q h/(σ_L p))
    ///     s = 0.973 μ_L + σ_L (0.183/z + 1.063 − 2.192 z), S = s + Q
    ///
    /// μ_L and σ_L are of the demand of leadTime + 1 periods. Where Q/μ ≤ 1.5, both are kept at or below the newsvendor level
    /// μ_L + σ_L Φ⁻¹(p/(p + h)) only if `bounded`.
    public static func powerApproximation(
        fixedCost K: Double, holdingCost h: Double, stockoutCost p: Double, mean μ: Double, deviation σ: Double, leadTime: Int = 0,
        bounded: Bool = false
    ) -> (reorderPoint: Double, orderUpToLevel: Double) {
        precondition(K > 0 && h > 0 && p > 0 && μ > 0 && σ > 0, "K \(K), h \(h), p \(p), mean \(μ), deviation \(σ)")
        let periods = Double(leadTime + 1)
        let (μL, σL) = (μ * periods, σ * periods.squareRoot())
        let Q = 1.30 * pow(μ, 0.494) * pow(K / h, 0.506) * pow(1 + σL * σL / (μ * μ), 0.116)
        let z = (Q / σL * h / p).squareRoot()
        let s = 0.973 * μL + σL * (0.183 / z + 1.063 - 2.192 * z)
        guard bounded && Q / μ <= 1.5 else { return (s, s + Q) }
        let level = μL + σL * Normal.quantile(p / (p + h))
        return (min(s, level), min(s + Q, level))
    }
}

/// G and m of one problem, computed as far as they are asked for.
private struct OrderCycle {
    let K: Double
    let newsvendor: Newsvendor
    let demand: DiscreteDistribution
    /// Demand until an order placed a period later is there.
    let protection: DiscreteDistribution
    /// m(0), m(1) …
    var m: [Double]

    init(fixedCost K: Double, newsvendor: Newsvendor, demand: DiscreteDistribution, leadTime: Int) {
        precondition(K >= 0 && demand.minimum >= 0 && demand.mass(0) < 1 && leadTime >= 0, "K \(K), L \(leadTime)")
        self.K = K
        self.newsvendor = newsvendor
        self.demand = demand
        protection = demand.sum(of: leadTime + 1)
        m = [1 / (1 - demand.mass(0))]
    }

    var leastCostPosition: Int { protection.wholeQuantile(newsvendor.criticalRatio) }

    func cost(at y: Int) -> Double {
        let short = protection.expectedShortage(at: y)
        return newsvendor.holdingCost * (Double(y) - protection.mean + short) + newsvendor.stockoutCost * short
    }

    /// m(j) = m(0) Σ_{l = 1}^{j} p_l m(j − l).
    private mutating func renew(upTo count: Int) {
        while m.count < count {
            let j = m.count
            var sum = 0.0
            var l = max(1, demand.minimum)
            let end = min(j, demand.maximum)
            while l <= end {
                sum += demand.mass(l) * m[j - l]
                l += 1
            }
            m.append(sum * m[0])
        }
    }

    mutating func averageCost(_ s: Int, _ S: Int) -> Double {
        renew(upTo: S - s)
        var total = K
        var periods = 0.0
        for j in 0..<(S - s) {
            total += m[j] * cost(at: S - j)
            periods += m[j]
        }
        return total / periods
    }
}
