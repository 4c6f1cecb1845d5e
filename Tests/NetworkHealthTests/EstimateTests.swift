import Foundation
import Numerical
import SupplyNetwork
import Testing

@testable import NetworkHealth

/// The estimators, each on data whose truth is known.
@Suite struct EstimateTests {
    private func normal(_ random: inout Xoshiro256) -> Double { Normal.quantile(min(max(random.uniform(), 1e-12), 1 - 1e-12)) }

    /// Sites buy lognormal amounts; a share of those just below a threshold stretch to just above it. The true excess is how many did.
    private func notch(share: Double, seed: Int) -> (estimate: Bunching.Estimate?, truth: Double) {
        var random = Xoshiro256(seed: UInt64(seed) * 31 + 5)
        var (observations, truth) = ([Bunching.Observation](), 0.0)
        for site in 0..<150 {
            let usual = exp(-0.15 + 0.35 * normal(&random))
            for _ in 0..<20 {
                var ratio = usual * exp(0.25 * normal(&random))
                if ratio > 0.78, ratio < 1, random.uniform() < share {
                    ratio = 1 + 0.12 * random.uniform()
                    truth += 1
                }
                observations.append(Bunching.Observation(site: site, ratio: ratio, usual: usual, threshold: 1000))
            }
        }
        return (Bunching.estimate(observations), truth)
    }

    @Test func bunchingFindsWhoStretched() throws {
        var (covered, powerful) = (0, 0)
        for seed in 0..<60 {
            let (estimate, truth) = notch(share: 0.35, seed: seed)
            let found = try #require(estimate)
            if abs(found.excess - truth) <= 1.645 * found.deviation { covered += 1 }
            if found.excess - 1.645 * found.deviation > 0 { powerful += 1 }
        }
        #expect((48...60).contains(covered), "\(covered) of 60 cover")
        #expect(powerful >= 57, "\(powerful) of 60 found")
    }

    @Test func noBunchingIsFoundWhereNobodyStretches() throws {
        let quiet = try (0..<60).filter { seed in
            let found = try #require(notch(share: 0, seed: seed + 1000).estimate)
            return found.excess - 1.645 * found.deviation <= 0
        }.count
        // One-sided 5 % by chance.
        #expect(quiet >= 53, "\(quiet) of 60")
        #expect(Bunching.estimate([]) == nil)
    }

    /// Kaplan & Meier by hand: 6 lives, two gone in the first quarter, one censored, one gone in the second.
    @Test func survivalByHand() throws {
        let lives: [(days: Int, isOver: Bool)] = [(30, true), (60, true), (80, false), (120, true), (182, false), (182, false)]
        let points = Cohorts.survival(lives, every: 91, until: 182)
        #expect(points.map(\.atRisk) == [6, 3] && points.map(\.gone) == [2, 1])
        #expect(abs(points[0].survival - 4.0 / 6) < 1e-12 && abs(points[1].survival - 4.0 / 6 * 2 / 3) < 1e-12)
        // Greenwood: 1/(6·5) + 1/(5·4) = 1/12; ln(−ln S) scale 1.645 · √(1/12) / |ln(2/3)|
        let interval = try #require(points[0].interval)
        let scale = 1.644853626951473 * (1.0 / 12).squareRoot() / -log(2.0 / 3)
        #expect(abs(interval.low - pow(2.0 / 3, exp(scale))) < 1e-12 && abs(interval.high - pow(2.0 / 3, exp(-scale))) < 1e-12)
    }

    @Test func concentrationByHand() throws {
        #expect(Assortment.gini([1, 1, 1, 1]) == 0)
        // Two SKUs of 0 and 1 would have ½; of those that sold, 1 and 3 have ¼.
        let gini = try #require(Assortment.gini([1, 3, 0]))
        #expect(abs(gini - 0.25) < 1e-12)
        let top = try #require(Assortment.top([5, 3, 1, 1], share: 0.3))
        #expect(abs(top - 0.56) < 1e-12)
        #expect(Assortment.gini([]) == nil)
    }

    @Test func diversionNeedsMoreThanChance() {
        #expect(Diversion.isSame("湖北省/襄阳市", "湖北省/襄阳市") && Diversion.isSame("湖北省", "湖北省/襄阳市"))
        #expect(!Diversion.isSame("湖北省/武汉市", "湖北省/襄阳市"))
        var random = Xoshiro256(seed: 3)
        var (listedHonest, found) = (0, 0)
        for _ in 0..<40 {
            var sites: [(outside: Double, scans: Double)] = (0..<60).map { _ in
                let scans = Double(Int.random(in: 40...400, using: &random))
                return (Double((0..<Int(scans)).filter { _ in random.uniform() < 0.025 }.count), scans)
            }
            // One sells a fifth elsewhere.
            sites[0] = (60, 300)
            let base = Diversion.base(sites)
            #expect(abs(base.mean - 0.025) < 0.012)
            let tails = sites.map { $0.outside >= 5 ? Diversion.upperTail($0.outside, of: $0.scans, base: base) : 1 }
            let listed = Diversion.discoveries(tails, rate: Diversion.falseDiscoveryRate)
            if listed[0] { found += 1 }
            listedHonest += listed.dropFirst().filter { $0 }.count
        }
        #expect(found == 40)
        #expect(listedHonest <= 4, "\(listedHonest) honest sites of 2,360")
    }

    /// The binomial as the limit of equal sites: P(X ≥ 3) of 10 at 0.1 is 0.0701908264.
    @Test func upperTailIsABinomialWhereSitesAreAlike() {
        let tail = Diversion.upperTail(3, of: 10, base: .init(mean: 0.1, strength: 1e9))
        #expect(abs(tail - 0.0701908264) < 1e-6)
        #expect(Diversion.discoveries([0.01, 0.04, 0.03, 0.9], rate: 0.05) == [true, false, false, false])
        #expect(Diversion.discoveries([0.01, 0.02, 0.03, 0.9], rate: 0.05) == [true, true, true, false])
    }

    /// y = 2 + 3x over clusters with a shock of their own: the interval of the slope covers about nine times in ten; plain errors would not.
    @Test func clusteredIntervalsCover() throws {
        var covered = 0
        for seed in 0..<200 {
            var random = Xoshiro256(seed: UInt64(seed) + 9)
            var (rows, values, clusters): ([[Double]], [Double], [Int]) = ([], [], [])
            for cluster in 0..<25 {
                let (shock, level) = (normal(&random), normal(&random))
                for _ in 0..<8 {
                    let x = level + 0.3 * normal(&random)
                    rows.append([1, x])
                    values.append(2 + 3 * x + shock + 0.3 * normal(&random))
                    clusters.append(cluster)
                }
            }
            let interval = try #require(ClusteredRegression(rows: rows, values: values, clusters: clusters)).interval(1)
            if interval.low <= 3, interval.high >= 3 { covered += 1 }
        }
        #expect((165...193).contains(covered), "\(covered) of 200")
        #expect(abs(ClusteredRegression.studentQuantile(freedom: 10) - 1.8125) < 1e-3)
        #expect(ClusteredRegression(rows: [[1, 2], [2, 4], [3, 6]], values: [1, 2, 3], clusters: [0, 1, 2]) == nil)
    }

    @Test func markDownsEmptyWhatWouldExpire() throws {
        // 100 units, demand of 2 a week for 10 weeks, elasticity −2: what is left is worth nothing.
        let urgent = try #require(Clearance.best(units: 100, demand: 2, weeks: 10, price: 10, leftover: 0, elasticity: -2))
        // Money is 20 · 10 · (1 − d)^−1 until all 100 are gone, at (1 − d)² = 0.2: of the steps, 444 at 55 % and 400 at 60 %.
        #expect(abs(urgent.discount - 0.55) < 1e-9 && abs(urgent.money - 200 / 0.45) < 1e-9)
        // Very elastic: no deeper than it takes to sell all, 20 · 0.85^−6 = 53.
        let elastic = try #require(Clearance.best(units: 40, demand: 2, weeks: 10, price: 10, leftover: 0, elasticity: -6))
        #expect(elastic.isEmptied && abs(elastic.discount - 0.15) < 1e-9)
        // Where a lower price sells little more, nothing is given away.
        let stiff = try #require(Clearance.best(units: 100, demand: 2, weeks: 10, price: 10, leftover: 5, elasticity: -0.5))
        #expect(stiff.discount == 0 && abs(stiff.units - 20) < 1e-9)
        #expect(Clearance.best(units: 100, demand: 0, weeks: 10, price: 10, leftover: 5, elasticity: -2) == nil)
    }

    @Test func wilsonByHand() throws {
        // Of 0 of 10 at 90 %: z²/(n + z²) = 2.7055/12.7055
        let none = try #require(wilson(successes: 0, trials: 10))
        #expect(none.low == 0 && abs(none.high - 0.21294) < 1e-4)
        #expect(wilson(successes: 0, trials: 0) == nil)
    }
}
