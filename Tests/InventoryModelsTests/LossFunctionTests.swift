import Foundation
import Numerical
import Testing

@testable import InventoryModels

/// Whether two numbers agree to a relative tolerance (absolute near zero).
func agree(_ a: Double, _ b: Double, _ tolerance: Double = 1e-9) -> Bool { abs(a - b) <= tolerance * max(1e-300, max(abs(a), abs(b))) }

@Suite struct LossFunctionTests {
    /// Closed form evaluated at 30 digits and rounded; every textbook prints the first four.
    static let table: [(z: Double, loss: Double)] = [
        (-3, 3.0003821543170477), (-2, 2.0084907026168297), (-1, 1.0833154705876864), (0, 0.3989422804014327),
        (0.25, 0.2863446982235802), (0.5, 0.19779655740130603), (1, 0.08331547058768629), (1.5, 0.029306793762604644),
        (2, 0.00849070261682966), (2.5, 0.0020041371791282066), (3, 0.00038215431704772835), (3.5, 5.848091842142254e-05),
    ]

    @Test func standardNormalLossHasItsDigits() {
        for (z, loss) in Self.table {
            #expect(agree(StandardNormalLoss.first(z), loss, 1e-11), "z \(z)")
            #expect(agree(StandardNormalLoss.inverse(loss), z, 1e-9) || abs(StandardNormalLoss.inverse(loss) - z) < 1e-9, "z \(z)")
        }
    }

    /// The continued fraction meets the closed form at z = 4, and follows 𝓛(z) ~ φ(z)/z² far out.
    @Test func lossInTheTailIsRelativelyAccurate() {
        let z = 4.0
        let closed = Normal.density(z) - z * Normal.cumulative(-z)
        #expect(agree(StandardNormalLoss.first(z), closed, 1e-12))
        let second = 0.5 * ((z * z + 1) * Normal.cumulative(-z) - z * Normal.density(z))
        #expect(agree(StandardNormalLoss.second(z), second, 1e-11))
        for z in [10.0, 20, 30] {
            let series = Normal.density(z) / (z * z) * (1 - 3 / (z * z) + 15 / pow(z, 4) - 105 / pow(z, 6))
            #expect(agree(StandardNormalLoss.first(z), series, 1000 / pow(z, 8)))
        }
    }

    /// n₂′ = −n and n′ = −(1 − F), by central differences.
    @Test func lossesAreDerivativesOfEachOther() {
        let demands: [any ContinuousDemand] = [NormalDemand(mean: 50, deviation: 8), GammaDemand(mean: 20, deviation: 12)]
        for demand in demands {
            for x in [5.0, 18.3, 40, 61.5] {
                let d = 1e-3
                let slope = (demand.secondOrderShortage(at: x + d) - demand.secondOrderShortage(at: x - d)) / (2 * d)
                #expect(abs(slope + demand.expectedShortage(at: x)) < 1e-6)
                let first = (demand.expectedShortage(at: x + d) - demand.expectedShortage(at: x - d)) / (2 * d)
                #expect(abs(first + 1 - demand.cumulative(x)) < 1e-6)
            }
        }
    }

    @Test func gammaQuantilesInvertTheDistribution() {
        for (mean, deviation) in [(20.0, 12.0), (0.3, 1.5), (500, 40)] {
            let demand = GammaDemand(mean: mean, deviation: deviation)
            #expect(agree(demand.mean, mean) && agree(demand.deviation, deviation))
            for p in [0.05, 0.5, 0.95, 0.999] { #expect(agree(demand.cumulative(demand.quantile(p)), p, 1e-11)) }
        }
    }

    /// Each closed form against the sum over its own masses.
    @Test func countedLossesAgreeWithTheirMasses() {
        for λ in [0.2, 1.0, 6, 75, 900] {
            let closed = PoissonDemand(mean: λ)
            let summed = DiscreteDistribution.poisson(mean: λ)
            #expect(agree(summed.mean, λ, 1e-12) && agree(summed.variance, λ, 1e-11))
            for x in [0.0, 0.5 * λ, λ.rounded(), λ + 2 * λ.squareRoot() + 0.3, λ + 5 * λ.squareRoot()] {
                #expect(agree(closed.expectedShortage(at: x), summed.expectedShortage(at: x), 1e-10), "λ \(λ), x \(x)")
                #expect(abs(closed.expectedExcess(at: x) - summed.expectedExcess(at: x)) < 1e-10 * max(1, x))
                #expect(abs(closed.cumulative(x) - summed.cumulative(x)) < 1e-12)
            }
            for p in [0.01, 0.5, 0.8, 0.99] { #expect(closed.quantile(p) == summed.quantile(p)) }
        }
        let counts = DiscreteDistribution.negativeBinomial(mean: 4, variance: 10)
        #expect(agree(counts.mean, 4, 1e-12) && agree(counts.variance, 10, 1e-11))
        #expect(agree(counts.mass(0), pow(0.4, 8.0 / 3), 1e-11))
        let trials = DiscreteDistribution.binomial(trials: 7, probability: 0.3)
        #expect(agree(trials.mean, 2.1, 1e-12) && agree(trials.variance, 1.47, 1e-12) && trials.maximum == 7)
    }

    @Test func sumsOfIndependentDemandsConvolve() {
        let five = DiscreteDistribution.poisson(mean: 1.2).sum(of: 5)
        let whole = DiscreteDistribution.poisson(mean: 6)
        for k in 0..<30 { #expect(agree(five.mass(k), whole.mass(k), 1e-10)) }
        let dice = DiscreteDistribution.uniform(1...6).convolved(with: .uniform(1...6))
        #expect(agree(dice.mass(7), 6.0 / 36) && dice.minimum == 2 && dice.maximum == 12)
        #expect(DiscreteDistribution.poisson(mean: 3).sum(of: 0).masses == [1])
    }

    @Test func fittedDemandBecomesMassesOfTheSameMoments() {
        for (mean, deviation) in [(0.7, 0.7.squareRoot()), (3, 3), (900, 120), (40, 2)] {
            let demand = DemandDistribution(mean: mean, deviation: deviation)
            let masses = DiscreteDistribution(demand)
            #expect(agree(masses.mean, mean, 1e-4))
            #expect(agree(masses.deviation, deviation, 2e-2))
        }
        #expect(DiscreteDistribution(DemandDistribution(mean: 5, deviation: 0)).masses == [1])
    }

    @Test func samplesFollowTheMasses() {
        let demand = DiscreteDistribution.empirical([0, 0, 1, 5])
        var random = Xoshiro256(seed: 5)
        var counts = [Int](repeating: 0, count: 6)
        for _ in 0..<40_000 { counts[demand.sample(using: &random)] += 1 }
        #expect(abs(counts[0] - 20_000) < 500 && abs(counts[1] - 10_000) < 500 && abs(counts[5] - 10_000) < 500)
        #expect(counts[2] + counts[3] + counts[4] == 0)
    }
}

@Suite struct QuantileDemandTests {
    /// Uniform on 0–10, told by three quantiles: everything has a closed form.
    @Test func uniformDemandIsExact() {
        let demand = QuantileDemand(levels: [0.2, 0.5, 0.9], quantiles: [2, 5, 9])
        #expect(agree(demand.mean, 5) && agree(demand.variance, 100.0 / 12))
        for x in stride(from: 0.0, through: 10, by: 0.7) {
            #expect(abs(demand.expectedShortage(at: x) - (10 - x) * (10 - x) / 20) < 1e-12)
            #expect(abs(demand.cumulative(x) - x / 10) < 1e-12)
        }
        #expect(agree(demand.quantile(0.95), 9.5) && demand.expectedShortage(at: 12) == 0 && agree(demand.expectedShortage(at: -1), 6))
    }

    /// Demand that is zero more than half the time: an atom at zero, no negative demand.
    @Test func lumpyDemandKeepsItsAtom() {
        let demand = QuantileDemand(levels: [0.3, 0.5, 0.6, 0.9], quantiles: [0, 0, 1, 4])
        #expect(demand.quantile(0.1) == 0 && demand.quantile(0.5) == 0 && agree(demand.quantile(0.75), 2.5))
        #expect(agree(demand.cumulative(0), 0.5))
        #expect(demand.quantiles.allSatisfy { $0 >= 0 })
        let crossing = QuantileDemand(levels: [0.5, 0.75], quantiles: [1, 3])
        #expect(agree(crossing.cumulative(0), 0.375) && crossing.quantile(0.2) == 0)
        // ∫ F⁻¹: zero to 0.375, then straight up to 5 at level 1.
        #expect(agree(crossing.mean, 0.625 * 2.5))
    }

    @Test func crossingQuantilesAreSorted() {
        let demand = QuantileDemand(levels: [0.1, 0.5, 0.9], quantiles: [4, 3, 8])
        #expect(demand.quantile(0.5) == 4 && demand.cumulative(4) == 0.5)
    }
}

@Suite struct FillRateTests {
    /// 𝓛(k) = Q(1 − β)/σ solved with a root finder of another library.
    @Test func safetyFactorsOfTheTextbookForm() {
        let rows: [(σ: Double, q: Double, β: Double, k: Double)] = [
            (100, 300, 0.95, 0.6711135407686993), (100, 300, 0.98, 1.1670566115665224), (50, 500, 0.99, 0.9023463475101055),
            (707.1067811865476, 10_000, 0.9975, 1.416506945500629),
        ]
        for row in rows {
            let k = FillRate.safetyFactor(fillRate: row.β, orderQuantity: row.q, deviation: row.σ)
            #expect(agree(k, row.k, 1e-9))
            let demand = NormalDemand(mean: 1000, deviation: row.σ)
            let r = 1000 + k * row.σ
            #expect(agree(FillRate.perCycle(reorderPoint: r, orderQuantity: row.q, leadTimeDemand: demand), row.β, 1e-12))
            #expect(FillRate.exact(reorderPoint: r, orderQuantity: row.q, leadTimeDemand: demand) >= row.β)
            let least = FillRate.reorderPoint(fillRate: row.β, orderQuantity: row.q, leadTimeDemand: demand)
            #expect(agree(FillRate.exact(reorderPoint: least, orderQuantity: row.q, leadTimeDemand: demand), row.β, 1e-11) && least <= r)
        }
    }

    /// Q = 1 under Poisson demand: the fill rate is P(lead-time demand ≤ r), what an arriving customer sees.
    @Test func oneForOneFillRateIsWhatArrivalsSee() {
        let demand = PoissonDemand(mean: 4)
        for r in 0..<10 {
            let seen = FillRate.exact(reorderPoint: Double(r), orderQuantity: 1, leadTimeDemand: demand)
            #expect(agree(seen, demand.cumulative(Double(r)), 1e-11))
        }
        #expect(FillRate.reorderPoint(fillRate: 0.9, orderQuantity: 1, leadTimeDemand: demand, whole: true) == 7)
        #expect(FillRate.cycleService(at: 6, leadTimeDemand: demand) < 0.9)
    }

    /// Order-up-to over Poisson weeks, against a count over many simulated weeks.
    @Test func periodicFillRateIsWhatASimulationCounts() {
        let week = DiscreteDistribution.poisson(mean: 3)
        let promised = FillRate.orderUpTo(8, leadTimeDemand: week, protectionDemand: week.sum(of: 2))
        var random = Xoshiro256(seed: 11)
        var (inventory, arriving, ordered) = (8, 0, 0)
        var (served, wanted) = (0, 0)
        for _ in 0..<200_000 {
            // What the last week but one sold was ordered at the start of the last one, and is here.
            inventory += arriving
            arriving = ordered
            let demand = week.sample(using: &random)
            served += max(0, min(inventory, demand))
            wanted += demand
            inventory -= demand
            ordered = demand
        }
        #expect(abs(Double(served) / Double(wanted) - promised) < 2e-3)
    }
}
