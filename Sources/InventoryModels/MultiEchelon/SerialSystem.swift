import Foundation
import Numerical

/// A serial system under echelon base-stock control: exact optimum of Clark & Scarf 1960 by Chen & Zheng's recursion.
///
/// | symbol | meaning |
/// | --- | --- |
/// | j = 1 … N | stages, 1 nearest to customers |
/// | hⱼ | echelon holding cost: what stage j's local cost adds to its supplier's, per unit and unit of time |
/// | p | backorder cost at stage 1 |
/// | Dⱼ | demand over stage j's lead time |
/// | Sⱼ | echelon base-stock level |
/// | Cⱼ(y) | cost rate of stages 1 … j where stage j's echelon position is y, supply from outside taken as sure |
///
///     Ĉ₁(x) = h₁ x + (p + Σ hᵢ) x⁻, Cⱼ(y) = E[Ĉⱼ(y − Dⱼ)], Sⱼ = argmin Cⱼ, Ĉⱼ₊₁(x) = hⱼ₊₁ x + Cⱼ(min(Sⱼ, x)); the cost is C_N(S_N)
///
/// Clark & Scarf 1960, doi:10.1287/mnsc.6.4.475; Chen & Zheng 1994, doi:10.1287/mnsc.40.11.1426; Zipkin 2000, §8.3; Snyder & Shen 2019, §6.2.
/// Demand is continuous-review lead-time demand; for periodic review give demands of whole periods, the last stage's one longer.
public struct SerialSystem: Sendable, Hashable, Codable {
    public struct Stage: Sendable, Hashable, Codable {
        /// hⱼ, money per unit and unit of time.
        public var echelonHoldingCost: Double
        /// Lⱼ, unit of time.
        public var leadTime: Double

        public init(echelonHoldingCost: Double, leadTime: Double) {
            precondition(echelonHoldingCost > 0 && leadTime > 0, "h \(echelonHoldingCost), L \(leadTime)")
            self.echelonHoldingCost = echelonHoldingCost
            self.leadTime = leadTime
        }
    }

    /// Demand per unit of time, independent increments.
    public enum Demand: Sendable, Hashable, Codable {
        case normal(mean: Double, deviation: Double)
        case poisson(rate: Double)
    }

    /// Nearest to customers first.
    public var stages: [Stage]
    /// p, money per unit and unit of time.
    public var stockoutCost: Double
    public var demand: Demand

    /// - Precondition: at least one stage, positive costs.
    public init(stages: [Stage], stockoutCost: Double, demand: Demand) {
        precondition(!stages.isEmpty && stockoutCost > 0, "\(stages.count) stages, p \(stockoutCost)")
        self.stages = stages
        self.stockoutCost = stockoutCost
        self.demand = demand
    }

    public struct Policy: Sendable, Hashable {
        /// Sⱼ, units, nearest to customers first.
        public let echelonLevels: [Double]
        /// Money per unit of time; what is in transit is charged the holding cost of where it goes.
        public let costRate: Double

        /// Local base-stock levels Sⱼ − Sⱼ₋₁, the echelon levels first lowered to be ascending downstream to upstream.
        public var localLevels: [Double] {
            var least = Double.infinity
            var levels = echelonLevels
            for j in stride(from: levels.count - 1, through: 0, by: -1) {
                least = min(least, levels[j])
                levels[j] = least
            }
            return levels.indices.map { $0 == 0 ? levels[0] : levels[$0] - levels[$0 - 1] }
        }
    }

    /// The optimal policy.
    public var optimum: Policy { policy(levels: nil) }

    /// C_N(S_N) of given echelon levels.
    public func costRate(echelonLevels: [Double]) -> Double {
        precondition(echelonLevels.count == stages.count, "\(echelonLevels.count) levels for \(stages.count) stages")
        return policy(levels: echelonLevels).costRate
    }

    private func policy(levels: [Double]?) -> Policy {
        let h = stages.map(\.echelonHoldingCost)
        let penalty = stockoutCost + h.reduce(0, +)
        switch demand {
        case .normal(let mean, let deviation):
            let leads = stages.map { NormalDemand(mean: mean * $0.leadTime, deviation: deviation * $0.leadTime.squareRoot()) }
            return NormalSerialRecursion(holdingCosts: h, penalty: penalty, leadTimeDemands: leads).policy(levels: levels)
        case .poisson(let rate):
            let leads = stages.map { DiscreteDistribution.poisson(mean: rate * $0.leadTime) }
            return SerialSystem.discretePolicy(holdingCosts: h, penalty: penalty, leadTimeDemands: leads, levels: levels)
        }
    }

    /// The optimal policy for lead-time demands in whole units of any distribution, independent of one another.
    /// - Parameters:
    ///   - echelonHoldingCosts: hⱼ, nearest to customers first.
    ///   - leadTimeDemands: Dⱼ, never negative.
    public static func optimum(
        echelonHoldingCosts h: [Double], stockoutCost p: Double, leadTimeDemands: [DiscreteDistribution]
    ) -> Policy {
        precondition(!h.isEmpty && h.count == leadTimeDemands.count, "\(h.count) costs, \(leadTimeDemands.count) demands")
        return discretePolicy(holdingCosts: h, penalty: p + h.reduce(0, +), leadTimeDemands: leadTimeDemands, levels: nil)
    }

    /// The recursion on whole units. At and below 0 every Ĉ is straight, demand being at least 0: what lies below is read off the line.
    private static func discretePolicy(
        holdingCosts h: [Double], penalty: Double, leadTimeDemands demands: [DiscreteDistribution], levels given: [Double]?
    ) -> Policy {
        precondition(demands.allSatisfy { $0.minimum >= 0 }, "demand below zero")
        var whole = DiscreteDistribution(masses: [1])
        var levels: [Double] = []
        // Ĉⱼ on 0, 1 … and its slope below 0 (per unit further down).
        var hat: [Double] = []
        var slope = penalty - h[0]
        var cost = 0.0
        for (j, demand) in demands.enumerated() {
            whole = whole.convolved(with: demand)
            // No Sⱼ lies above the upper newsvendor bound on stages 1 … j (Shang & Song 2003), whose ratio is below penalty/(penalty + h₁…).
            let bound = h[...j].min() ?? h[j]
            let most = max(whole.wholeQuantile(1 - 0.5 * bound / (penalty + bound)) + 1, Int(given?[j] ?? 0) + 1)
            if j == 0 {
                hat = (0...most).map { h[0] * Double($0) }
            } else {
                // Beyond the last S nothing changes but h x; extend as far as this stage may need.
                let before = hat
                let level = Int(levels[j - 1])
                hat = (0...most).map { h[j] * Double($0) + before[min($0, max(level, 0))] }
                if level < 0 { for x in hat.indices { hat[x] = h[j] * Double(x) + before[0] + slope * Double(-level) } }
                slope -= h[j]
            }
            var c = [Double](repeating: 0, count: most + 1)
            let masses = demand.masses
            for y in 0...most {
                var sum = 0.0
                let inside = min(y - demand.minimum, masses.count - 1)
                if inside >= 0 { for i in 0...inside { sum += masses[i] * hat[y - demand.minimum - i] } }
                // E[hat(0) + slope (D − y)⁺] of what falls below 0.
                let above = demand.exceedance(y)
                sum += above * hat[0] + slope * demand.expectedShortage(at: y)
                c[y] = sum
            }
            var best = 0
            for y in 1...most where c[y] < c[best] { best = y }
            let level = given.map { Int($0[j]) } ?? best
            levels.append(Double(level))
            cost = level >= 0 ? c[level] : c[0] + slope * Double(-level)
            hat = c
        }
        return Policy(echelonLevels: levels, costRate: cost)
    }
}
