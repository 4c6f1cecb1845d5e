import Foundation
import Numerical
import SupplyNetwork
import Testing

@testable import NetworkHealth

/// Draws that the estimators do not know.
private struct Draws {
    var random: Xoshiro256

    init(_ seed: Int) { random = Xoshiro256(seed: UInt64(seed) * 77 + 3) }

    mutating func uniform() -> Double { random.uniform() }
    mutating func normal() -> Double { Normal.quantile(min(max(random.uniform(), 1e-12), 1 - 1e-12)) }
    mutating func poisson(_ mean: Double) -> Double {
        // Large means in halves, so that the exponential does not vanish.
        if mean > 30 { return poisson(mean / 2) + poisson(mean / 2) }
        var (product, count) = (random.uniform(), 0.0)
        while product > exp(-mean) {
            product *= random.uniform()
            count += 1
        }
        return count
    }
}

@Suite struct MarketEstimateTests {
    /// Twelve SKUs that wander for weeks, common good and bad weeks, small counts with zeros: uplift 0.8, dip −0.2, elasticity −1.5 come back without
    /// bias and nine in ten intervals hold them.
    @Test func upliftAndElasticityComeBack() throws {
        let truth = [0.8, -0.2, -1.5]
        var (inside, sums) = ([0, 0, 0], [0.0, 0, 0])
        let worlds = 40
        for seed in 0..<worlds {
            var draws = Draws(seed)
            let weeks = 80
            let common = (0..<weeks).map { _ in 0.2 * draws.normal() }
            var rows: [CountRegression.Row] = []
            for sku in 0..<12 {
                let level = exp(log(1.5) + 3 * draws.uniform())
                var (drift, price, left, since) = (0.0, 0.0, 5, 9)
                for week in 0..<weeks {
                    drift = 0.9 * drift + 0.05 * draws.normal()
                    if draws.uniform() < 0.04 { price = 0.4 * draws.uniform() - 0.2 }
                    left -= 1
                    if left <= 0 { left = 6 + Int(draws.uniform() * 10) }
                    since += 1
                    let share = left == 1 ? 0.3 + 0.7 * draws.uniform() : 0
                    if share > 0 { since = 0 }
                    let after = since == 1 ? 1.0 : 0
                    let mean = level * exp(common[week] + drift + truth[2] * price) * (1 + truth[0] * share + truth[1] * after)
                    rows.append(
                        CountRegression.Row(
                            exposure: level, shares: [share, after], effects: [(0, price), (1 + sku, 1), (13 + week, 1)],
                            value: draws.poisson(mean), cluster: sku))
                }
            }
            let regression = try #require(CountRegression(rows, shares: 2, effects: 13 + weeks))
            for index in 0..<3 {
                let interval = regression.interval(index)
                if (interval.low...interval.high).contains(truth[index]) { inside[index] += 1 }
                sums[index] += regression.coefficients[index] / Double(worlds)
            }
        }
        // 36 of 40 are expected; fewer than 31 come one time in a hundred.
        #expect(inside.allSatisfy { $0 >= 31 }, "\(inside) of \(worlds)")
        #expect(abs(sums[0] - 0.8) < 0.04 && abs(sums[1] + 0.2) < 0.04 && abs(sums[2] + 1.5) < 0.08, "\(sums)")
    }

    /// Moving one value moves the coefficient by its influence.
    @Test func influenceIsTheDerivative() throws {
        var draws = Draws(4)
        let rows = (0..<60).map { index in
            CountRegression.Row(
                exposure: 10, shares: [index % 5 == 0 ? 1 : 0], effects: [(0, Double(index) / 60), (1, 1)], value: draws.poisson(12),
                cluster: index / 6)
        }
        let regression = try #require(CountRegression(rows, shares: 1, effects: 2))
        let influence = try #require(regression.influence(on: 1))
        var moved = rows
        moved[17].value += 0.01
        let again = try #require(CountRegression(moved, shares: 1, effects: 2))
        // Dispersion moves a little too.
        let change = (again.coefficients[1] - regression.coefficients[1]) / 0.01
        #expect(abs(change - influence[17]) < 0.1 * abs(influence[17]) + 1e-5, "\(change) \(influence[17])")
        #expect(CountRegression(Array(rows.prefix(10)), shares: 1, effects: 2) == nil)
    }

    /// A promotion of one province from Wednesday to Friday: three sevenths of the week there, nothing elsewhere; the days around it in order.
    @Test func promotionDaysByHand() throws {
        let network = Network(
            sites: [
                Site(code: "a", tier: 1, region: "浙江省/杭州市"), Site(code: "b", tier: 1, region: "浙江省"),
                Site(code: "c", tier: 1, region: "浙江省东/杭州市"), Site(code: "d", tier: 1),
            ], products: [Product(sku: "X"), Product(sku: "Y")])
        let nothing = [Double](repeating: 1, count: 6)
        var panel = PanelInput(weeks: 6, network: network, sold: [[[Double]?]](repeating: [nothing, nothing], count: 4))
        let start = (PanelInput.first + 2).monday + 2
        panel.promotions = [Promotion(code: "P", startsOn: start, endsOn: start + 2, product: 0, region: "浙江省")]
        let days = PromotionDays(panel.input, weeks: 6)
        for site in [0, 1] {
            let shares = try #require(days.shares(product: 0, site: site)).map { ($0 * 7).rounded() }
            #expect(Array(shares[0..<6]) == [0, 0, 3, 0, 0, 0], "running")
            #expect(Array(shares[6..<12]) == [0, 5, 2, 0, 0, 0], "before")
            #expect(Array(shares[12..<18]) == [0, 0, 2, 5, 0, 0], "after")
            #expect(Array(shares[18..<24]) == [0, 0, 0, 2, 5, 0], "later")
        }
        for site in [2, 3] { #expect(days.shares(product: 0, site: site) == nil) }
        #expect(days.shares(product: 1, site: 0) == nil)
    }

    /// Who waits for promotions, among customers who shop where promotions are more or less frequent.
    private func consumers(bound: Double, seed: Int) -> [PromotionBound.Kind: Double] {
        var draws = Draws(seed)
        var kinds: [PromotionBound.Kind: Double] = [:]
        for _ in 0..<900 {
            let isBound = draws.uniform() < bound
            // Those who wait buy less often.
            var purchases = 1
            while draws.uniform() < (isBound ? 0.45 : 0.75), purchases < 40 { purchases += 1 }
            let chance = min(0.9, max(0.02, 0.2 + 0.08 * draws.normal()))
            let promoted = isBound ? purchases : (0..<purchases).filter { _ in draws.uniform() < chance }.count
            kinds[PromotionBound.Kind(purchases: purchases, promoted: promoted), default: 0] += 1
        }
        return kinds
    }

    @Test func boundConsumersAreToldFromChance() throws {
        for truth in [0.0, 0.25] {
            var (inside, sum) = (0, 0.0)
            for seed in 0..<30 {
                let found = try #require(PromotionBound(consumers(bound: truth, seed: seed)))
                // The share among those drawn varies by √(0.25 · 0.75/900) = 0.014 about the truth.
                if (found.low - 0.01...found.high + 0.01).contains(truth) { inside += 1 }
                sum += found.share / 30
                #expect(found.low <= found.share && found.share <= found.high)
            }
            #expect(inside >= 25, "\(inside) of 30 at \(truth)")
            #expect(abs(sum - truth) < 0.02, "\(sum) at \(truth)")
        }
        // Of those who look bound, without the correction a fifth and more of 900.
        let plain = consumers(bound: 0, seed: 1).filter { $0.key.purchases == $0.key.promoted }.values.reduce(0, +)
        #expect(plain > 40)
        #expect(PromotionBound([PromotionBound.Kind(purchases: 1, promoted: 1): 200]) == nil)
    }

    /// Points of Student's t from tables: 2.228 and 1.8125 at 10 degrees of freedom, 3.3649 at 5, 1.3722 below at 10.
    @Test func tailsOfStudent() {
        #expect(abs(Substitution.studentTail(2.2281, freedom: 10) - 0.025) < 2e-4)
        #expect(abs(Substitution.studentTail(1.8125, freedom: 10) - 0.05) < 2e-4)
        #expect(abs(Substitution.studentTail(3.3649, freedom: 5) - 0.01) < 3e-4)
        #expect(abs(Substitution.studentTail(-1.3722, freedom: 10) - 0.9) < 3e-4)
    }

    /// Sites that differ by more than chance count alike; sites that differ by chance count by what they sold.
    @Test func meanOverSites() {
        let equal = Substitution.mean([(15, 10), (150, 100), (30, 20)])
        #expect(abs(equal.effect - 0.5) < 1e-12)
        // By counts alone: 1.5/130 under the root.
        #expect(abs(equal.deviation - (1.5 / 130).squareRoot()) < 1e-12)
        let apart = Substitution.mean([(5, 10), (3000, 1000), (5, 10), (2000, 1000), (22, 10), (500, 1000)])
        let byUnits = 5532.0 / 3030 - 1
        #expect(abs(apart.effect - byUnits) > 0.1, "\(apart) against \(byUnits)")
    }

    /// A launch that takes 0.6 of what it sells from two older SKUs at 25 of 40 sites, in a category whose season turns at the same time.
    private func launch(taking share: Double, seed: Int) -> NetworkHealthInput {
        var draws = Draws(seed + 500)
        let (weeks, start) = (60, 40)
        let products =
            ["A", "A", "B", "B", "B"].enumerated().map { Product(sku: "S\($0)", category: $1) }
            + [Product(sku: "N", category: "A", launchedOn: (PanelInput.first + start).monday)]
        let sites = (0..<40).map { Site(code: "s\($0)", tier: 1) }
        let sold = (0..<40).map { site -> [[Double]?] in
            let busy = exp(0.3 * draws.normal())
            let growth = exp(0.2 * draws.normal())
            let carries = site % 8 < 5
            return (0..<6).map { product -> [Double]? in
                guard product < 5 || carries else { return nil }
                let level = busy * (product == 5 ? 4 : 8) * exp(0.2 * draws.normal())
                return (0..<weeks).map { week -> Double in
                    let isAfter = week >= start
                    if product == 5 && !isAfter { return 0 }
                    let season = isAfter && product != 2 && product != 3 && product != 4 ? 0.7 : 1
                    var mean = level * (isAfter ? growth : 1) * season
                    // Each of the two loses half of the share of what the new one sells.
                    if product < 2, isAfter, carries { mean -= share / 2 * busy * 4 * growth * 0.7 }
                    return draws.poisson(max(0, mean))
                }
            }
        }
        return PanelInput(weeks: weeks, network: Network(sites: sites, products: products), sold: sold).input
    }

    @Test func launchesAreHeldAgainstSitesWithoutThem() throws {
        for truth in [0.0, 0.6] {
            var (inside, sum) = (0, 0.0)
            for seed in 0..<20 {
                let input = launch(taking: truth, seed: seed)
                let comparison = try #require(LaunchComparison(input, product: 5, siblings: [0, 1], start: 40))
                let found = try #require(comparison.lostShare)
                if (found.low...found.high).contains(truth) { inside += 1 }
                sum += found.value / 20
                #expect(found.sites == 40)
            }
            #expect(inside >= 15, "\(inside) of 20 at \(truth)")
            #expect(abs(sum - truth) < 0.12, "\(sum) at \(truth)")
        }
        // Where all carry it nobody is left to be held against.
        #expect(LaunchComparison(launch(taking: 0, seed: 1), product: 2, siblings: [0, 1], start: 40) == nil)
    }
}
