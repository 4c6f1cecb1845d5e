import Testing

@testable import Numerical

/// Digits from SciPy 1.17.1 (`scipy.stats.norm`, `gamma`, `nbinom`, `poisson`; `scipy.special.gammainc`).
@Suite struct DistributionTests {
    func near(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool { abs(a - b) <= tolerance * max(abs(b), 1e-300) }

    @Test(arguments: [
        (1e-300, -37.04710), (1e-10, -6.361340902404056), (0.025, -1.9599639845400545), (0.25, -0.6744897501960817),
        (0.8413447460685429, 1.0), (0.95, 1.6448536269514722), (0.999, 3.090232306167813),
    ])
    func normalQuantile(p: Double, z: Double) { #expect(near(Normal.quantile(p), z, p < 1e-100 ? 1e-6 : 1e-14)) }

    @Test(arguments: [
        (0.1, 0.001, 0.526768568392445), (0.5, 0.1, 0.34527915398142306), (2.5, 3.0, 0.6937810815867212),
        (50, 60, 0.9155933189063082), (1000, 950, 0.055054686230738045), (20000, 20100, 0.7606167055614176),
    ])
    func incompleteGamma(a: Double, x: Double, p: Double) {
        #expect(near(IncompleteGamma.lower(a, x), p, 1e-10))
        #expect(near(IncompleteGamma.upper(a, x), 1 - p, 1e-9))
    }

    @Test func largeShapesMeetTheExactFunctionWhereTheyTakeOver() {
        let a = IncompleteGamma.wilsonHilfertyShape
        for z in stride(from: -4.0, through: 4, by: 0.5) {
            let x = a + z * a.squareRoot()
            #expect(abs(IncompleteGamma.lower(a, x) - IncompleteGamma.lower(a.nextUp, x)) < 1e-6)
        }
    }

    @Test(arguments: [
        (10.0, 4.0, [4.0, 10.0, 17.0, 21.0]), (0.5, 1.0, [0.0, 0.0, 2.0, 5.0]), (3.0, 3.0.squareRoot(), [1.0, 3.0, 6.0, 8.0]),
        (150, 40, [90.0, 147.0, 221.0, 258.0]),
    ])
    func countQuantiles(mean: Double, deviation: Double, expected: [Double]) {
        let demand = DemandDistribution(mean: mean, deviation: deviation)
        #expect(demand.isDiscrete)
        #expect([0.05, 0.5, 0.95, 0.99].map(demand.quantile) == expected)
    }

    @Test(arguments: [(500.0, 100.0), (10, 1), (1e6, 3e5), (300, 900), (5, 0.5)])
    func gammaQuantilesInvertTheDistribution(mean: Double, deviation: Double) {
        let demand = DemandDistribution(mean: mean, deviation: deviation)
        #expect(!demand.isDiscrete)
        for p in [0.001, 0.05, 0.3, 0.5, 0.9, 0.999] { #expect(near(demand.cumulative(demand.quantile(p)), p, 1e-9)) }
    }

    /// E[(D − x)⁺] is the area above the distribution function from x on; summed here by hand.
    @Test(arguments: [(4.0, 3.0), (40, 9), (0.3, 0.9), (400, 100)])
    func shortageIsTheAreaAboveTheDistribution(mean: Double, deviation: Double) {
        let demand = DemandDistribution(mean: mean, deviation: deviation)
        let points = demand.isDiscrete ? [0, 0.5, 1, mean.rounded(), 2 * mean.rounded() + 3] : [0, 0.7 * mean, mean, 1.6 * mean]
        for x in points {
            let step = demand.isDiscrete ? 0.25 : mean / 4000
            var area = 0.0
            for y in stride(from: x + step / 2, to: mean + 60 * deviation, by: step) { area += (1 - demand.cumulative(y)) * step }
            #expect(abs(demand.expectedShortage(at: x) - area) < (demand.isDiscrete ? 1e-9 : 1e-6) * mean)
            #expect(abs(demand.expectedExcess(at: x) - demand.expectedShortage(at: x) - (x - mean)) < 1e-9 * mean)
        }
    }

    @Test func nothingDemandedIsNothing() {
        let none = DemandDistribution(mean: 0, deviation: 0)
        #expect(none.quantile(0.99) == 0 && none.cumulative(0) == 1 && none.expectedShortage(at: 0) == 0)
    }

    /// Any finite mean and deviation, however far apart, give finite figures: a decayed forecast must not end a run.
    @Test func extremesStayFinite() {
        let sizes: [Double] = [0, .leastNonzeroMagnitude, 1e-200, 1e-155, 1e-20, 1e-9, 1e-3, 1, 199, 201, 1e6, 1e12, 1e150, 1e300]
        for mean in sizes {
            for deviation in sizes where deviation < 1e6 * max(mean, 1) {
                let demand = DemandDistribution(mean: mean, deviation: deviation)
                for p in [0.0, 0.05, 0.5, 0.95, 0.999] {
                    let quantile = demand.quantile(p)
                    #expect(quantile.isFinite && quantile >= 0, "mean \(mean), deviation \(deviation), p \(p): \(quantile)")
                }
                let shortage = demand.expectedShortage(at: mean)
                #expect(shortage.isFinite && shortage >= 0, "mean \(mean), deviation \(deviation): \(shortage)")
                #expect((0...1).contains(demand.cumulative(mean)))
            }
        }
    }
}
