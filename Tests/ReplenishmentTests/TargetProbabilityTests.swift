import Foundation
import Numerical
import SupplyNetwork
import TestSupport
import Testing

@testable import Replenishment

@Suite struct TargetProbabilityTests {
    func target(_ policy: Policy, unitCost: Double? = nil, review: Int = 7) -> TargetProbability {
        TargetProbability(policy: policy, unitCost: unitCost, reviewPeriodDays: review, fallback: 0.95)
    }

    @Test func newsvendorRatio() {
        let policy = Policy(holding: .costPerUnitWeek(0.2), target: .shortageCost(1))
        #expect(abs(target(policy).value - 5.0 / 6) < 1e-15)
        // Four weeks between orders: a unit left over costs four weeks.
        #expect(abs(target(policy, review: 28).value - 1 / 1.8) < 1e-15)
        #expect(target(policy).isCostBased)
    }

    @Test func holdingAsAShareOfCostNeedsACost() {
        let policy = Policy(holding: .ratePerYear(0.25), target: .shortageCost(10))
        #expect(abs(target(policy, unitCost: 20).value - 10 / (10 + 20 * 0.25 * 7 / 365.25)) < 1e-15)
        #expect(target(policy).value == 0.95 && !target(policy).isCostBased)
    }

    @Test func extremesStayUsable() {
        #expect(target(Policy(holding: .costPerUnitWeek(0), target: .shortageCost(1))).value == TargetProbability.highest)
        #expect(target(Policy(holding: .costPerUnitWeek(0), target: .shortageCost(0))).value == 0)
        #expect(target(Policy(target: .serviceLevel(1))).value == TargetProbability.highest)
    }

    struct Instance: Decodable {
        struct Parameters: Decodable {
            var holding_cost: Double?
            var stockout_cost: Double?
            var demand_mean: Double?
            var demand_sd: Double?
            var lead_time: Double?
        }
        struct Result: Decodable {
            var S: Double?
            var cost: Double?
            init(from decoder: any Decoder) throws {
                let values = try decoder.container(keyedBy: Key.self)
                S = try? values.decode(Double.self, forKey: .S)
                cost = try? values.decode(Double.self, forKey: .cost)
            }
            enum Key: CodingKey { case S, cost }
        }
        var instance: String
        var model: String
        var params: Parameters?
        var result: Result?
    }

    /// Snyder & Shen, Fundamentals of Supply Chain Theory: newsvendor examples and problems of chapter 4.
    @Test(.enabled(if: Repository.referenceData != nil, "skipped: no reference data (PENSTOCK_REFERENCE_DATA)"))
    func textbookNewsvendors() throws {
        let folder = try #require(Repository.referenceData)
        let file = folder.appendingPathComponent("inventory-instances/stockpyl_single_echelon_computed.json")
        let instances = try JSONDecoder().decode([Instance].self, from: Data(contentsOf: file))
        var (normal, poisson) = (0, 0)
        for instance in instances where instance.model == "newsvendor normal" || instance.model == "newsvendor Poisson" {
            guard let p = instance.params, let h = p.holding_cost, let b = p.stockout_cost, let mean = p.demand_mean,
                let level = instance.result?.S, let cost = instance.result?.cost
            else { continue }
            let ratio = target(Policy(holding: .costPerUnitWeek(h), target: .shortageCost(b))).value
            if let deviation = p.demand_sd {
                let periods = 1 + (p.lead_time ?? 0)
                let z = Normal.quantile(ratio)
                let spread = deviation * periods.squareRoot()
                #expect(abs(mean * periods + spread * z - level) < 1e-9 * level, "\(instance.instance)")
                #expect(abs((h + b) * spread * Normal.density(z) - cost) < 1e-9 * cost, "\(instance.instance)")
                normal += 1
            } else {
                let demand = DemandDistribution(mean: mean, deviation: mean.squareRoot())
                #expect(demand.quantile(ratio) == level, "\(instance.instance)")
                let expected = h * demand.expectedExcess(at: level) + b * demand.expectedShortage(at: level)
                #expect(abs(expected - cost) < 1e-9 * cost, "\(instance.instance)")
                poisson += 1
            }
        }
        #expect(normal >= 3 && poisson >= 2)
    }
}
