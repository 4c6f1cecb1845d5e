import Foundation
import Numerical
import SupplyNetwork
import Testing

@testable import Forecasting

@Suite struct CountsTests {
    /// Binomial coefficients by hand: with μ = 2 and c = 2, a = 2 and p = 1/2, so P(y) = (y + 1) / 2^(y + 2).
    @Test func negativeBinomialByHand() {
        let distribution = CountDistribution(dispersion: 2, inflation: 0)
        for y in 0..<60 {
            let expected = log(Double(y + 1)) - Double(y + 2) * log(2)
            #expect(abs(distribution.logMass(Double(y), mean: 2) - expected) < 1e-11)
        }
        // P(Y ≥ 3) = 1 − 1/4 − 2/8 − 3/16 = 5/16.
        #expect(abs(distribution.logTail(3, mean: 2) - log(5.0 / 16)) < 1e-12)
        #expect(distribution.logTail(0, mean: 2) == 0)
    }

    @Test func poissonByHand() {
        let distribution = CountDistribution(dispersion: 1, inflation: 0)
        #expect(abs(distribution.logMass(3, mean: 2) - (3 * log(2) - 2 - log(6))) < 1e-12)
    }

    /// Masses of the zero-inflated form add up to 1, with the mean and variance it says.
    @Test(arguments: [(0.4, 1.0, 0.3), (3.0, 2.5, 0.2), (40.0, 4.0, 0.0), (2.0, 1.5, 0.6)])
    func momentsAreThoseOfTheMasses(mean: Double, dispersion: Double, inflation: Double) {
        let distribution = CountDistribution(dispersion: dispersion, inflation: inflation)
        var (total, first, second) = (0.0, 0.0, 0.0)
        for y in 0..<3000 {
            let mass = exp(distribution.logMass(Double(y), mean: mean))
            total += mass
            first += Double(y) * mass
            second += Double(y * y) * mass
        }
        #expect(abs(total - 1) < 1e-9)
        #expect(abs(first - mean) < 1e-8)
        #expect(abs(second - first * first - distribution.variance(mean)) < 1e-6)
    }

    /// y = 4, 0, 2 from μ = 2 with α = 0.5, φ = 0.9: 0.9 · 3 = 2.7, 0.9 · 1.35 = 1.215, 0.9 · 1.6075 = 1.44675.
    @Test func recursionByHand() {
        let series = CountSeries(TimeSeries([4, 0, 2]))
        var μ = [Double](repeating: 0, count: 3)
        // Start: (4 + 0 + 2 + 2) / 4.
        #expect(series.start == 2)
        let next = series.filtered(CountDynamics(α: 0.5, ρ: 1, φ: 0.9), into: &μ)
        #expect(zip(μ, [2, 2.7, 1.215]).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(abs(next - 1.44675) < 1e-12)
    }

    /// A known generator comes back from 3,000 counts.
    @Test func parametersAreRecovered() throws {
        let (c, α) = (3.0, 0.1)
        var random = Xoshiro256(seed: 11)
        var μ = 4.0
        let values = (0..<3000).map { _ -> Double in
            let y = CountDistribution(dispersion: c, inflation: 0).quantile(random.uniform(), mean: μ)
            μ = max(0.5, 4 + 0.97 * (μ + α * (y - μ) - 4))
            return y
        }
        let fitted = try Counts(.negativeBinomial).fit(TimeSeries(values))
        #expect(abs(fitted.dispersion - c) < 0.3, "\(fitted.dispersion)")
        #expect(fitted.smoothing >= 0.07 && fitted.smoothing <= 0.2, "\(fitted.smoothing)")
    }

    @Test func zeroInflationIsFoundOnlyWhereItIs() throws {
        var random = Xoshiro256(seed: 12)
        let inflated = CountDistribution(dispersion: 1.3, inflation: 0.5)
        let plain = CountDistribution(dispersion: 1.3, inflation: 0)
        let (a, b) = (
            (0..<400).map { _ in inflated.quantile(random.uniform(), mean: 3) },
            (0..<400).map { _ in plain.quantile(random.uniform(), mean: 3) }
        )
        #expect(abs(try Counts(.either).fit(TimeSeries(a)).zeroInflation - 0.5) < 0.1)
        #expect(try Counts(.either).fit(TimeSeries(b)).zeroInflation < 0.05)
    }

    /// Means, variances and variances of sums agree with 10,000 simulated futures, under drift, damping and inflation.
    @Test func momentsAgreeWithSimulation() {
        let fitted = FittedCounts(
            level: 3, longRunMean: 2, dynamics: CountDynamics(α: 0.3, ρ: 0.9, φ: 0.97),
            distribution: CountDistribution(dispersion: 1.5, inflation: 0.2), logLikelihood: 0)
        let h = 6
        let prediction = fitted.forecast(horizon: h)
        // Every 1/10,000th quantile of a simulation is its sample.
        let n = 10_000
        let levels = (0..<n).map { (Double($0) + 0.5) / Double(n) }
        for ofSums in [false, true] {
            let rows = fitted.quantiles(levels, horizon: h, ofSums: ofSums, paths: n, seed: 5)
            for step in [0, 2, 5] {
                let sample = rows.map { $0[step] }
                let mean = sample.reduce(0, +) / Double(n)
                let variance = sample.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(n)
                let expected = ofSums ? prediction.mean.prefix(step + 1).reduce(0, +) : prediction.mean[step]
                let spread = ofSums ? prediction.cumulativeVariance[step] : prediction.variance[step]
                #expect(abs(mean - expected) < 4 * (spread / Double(n)).squareRoot())
                #expect(abs(variance / spread - 1) < 0.08, "\(ofSums) \(step) \(variance) \(spread)")
            }
        }
    }

    @Test func quantilesAreCountsAndRise() throws {
        let fitted = try Counts().fit(TimeSeries([0, 2, 0, 0, 1, 3, 0, 0, 0, 2, 1, 0, 0, 4, 0]))
        let rows = fitted.quantiles([0.1, 0.5, 0.9, 0.99], horizon: 4)
        for step in 0..<4 {
            let column = rows.map { $0[step] }
            #expect(column == column.sorted() && column.allSatisfy { $0 == $0.rounded() && $0 >= 0 })
        }
        #expect(rows == fitted.quantiles([0.1, 0.5, 0.9, 0.99], horizon: 4))
        #expect(rows[3][3] > 0)
    }

    @Test func anEmptyShelfIsNotAZero() throws {
        let values: [Double] = [3, 0, 2, 4, 0, 3, 2, 0, 3, 4, 0, 0, 0, 0, 0, 0]
        var series = TimeSeries(values)
        for step in 10..<16 { series.states[step] = .censored }
        #expect(try Counts().fit(TimeSeries(values)).level < 0.8 * Counts().fit(series).level)
        // A bound above the level is evidence: the level rises.
        var bounded = TimeSeries(Array(values.prefix(10)) + [9])
        bounded.states[10] = .censored
        #expect(try Counts().fit(bounded).level > Counts().fit(TimeSeries(Array(values.prefix(10)))).level)
    }

    @Test func fractionsAndNegativesAreRefused() {
        #expect(throws: ForecastingFailure.notWhole) { try Counts().fit(TimeSeries([1, 0.5, 2])) }
        #expect(throws: ForecastingFailure.negative) { try Counts().fit(TimeSeries([1, -1, 2])) }
    }
}

@Suite struct PooledDriftTests {
    /// Series of 60 counts whose common level falls by `drift` a step; a shock of deviation `shock` hits all in each step.
    private func group(drift: Double, shock: Double = 0, seed: UInt64, series: Int = 400) -> [TimeSeries] {
        var random = Xoshiro256(seed: seed)
        let shocks = (0..<60).map { _ in exp(shock * Normal.quantile(0.001 + 0.998 * random.uniform())) }
        return (0..<series).map { _ in
            let level = 0.5 + 3 * random.uniform()
            let distribution = CountDistribution(dispersion: 1.5, inflation: 0)
            return TimeSeries(
                (0..<60).map { t in distribution.quantile(random.uniform(), mean: level * exp(drift * Double(t)) * shocks[t]) })
        }
    }

    @Test(arguments: [-0.015, 0.01])
    func aCommonDriftIsFound(drift: Double) {
        let found = PooledDrift(of: group(drift: drift, seed: 21))
        #expect(abs(found.logarithm - drift) < 0.003, "\(found)")
        #expect(abs(log(found.factor)) <= abs(found.logarithm))
    }

    @Test func noDriftMeansNone() {
        for seed in 31..<36 as Range<UInt64> {
            let found = PooledDrift(of: group(drift: 0, shock: 0.1, seed: seed))
            #expect(abs(log(found.factor)) < 0.004, "\(found)")
        }
    }

    /// The forecast of a falling group adds up to what comes, but for what the fading of the drift leaves, where without drift it is
    /// far above.
    @Test func aFallingGroupIsForecastWithoutBias() throws {
        let drift = -0.015
        let series = group(drift: drift, seed: 22)
        let h = 12
        func total(_ results: [Result<Prediction, ForecastingFailure>]) throws -> Double {
            try results.reduce(0) { $0 + (try $1.get()).mean.reduce(0, +) }
        }
        let pooled = try total(PooledCounts().forecasts(for: series, horizon: h, threads: 2))
        let apart = try series.reduce(0) { $0 + (try Counts().fit($1)).forecast(horizon: h).mean.reduce(0, +) }
        let last = try series.reduce(0) { $0 + (try WindowMean(window: 12).fit($1)).level }
        // Twelve steps ahead of the mean of the last twelve: a factor of e^(12 · drift).
        let expected = last * exp(12 * drift) * Double(h)
        #expect(abs(pooled / expected - 1) < 0.1, "\(pooled / expected)")
        #expect(apart / expected > 1.15, "\(apart / expected)")
    }

    @Test func threadsDoNotMatter() {
        let series = group(drift: -0.01, seed: 23, series: 600)
        #expect(PooledDrift(of: series, threads: 1) == PooledDrift(of: series, threads: 2))
        let one = PooledCounts().forecasts(for: series, horizon: 3, threads: 1)
        #expect(one == PooledCounts().forecasts(for: series, horizon: 3, threads: 2))
    }

    /// Half a season is no drift: less than two are left alone.
    @Test func aSeasonIsNotADrift() {
        func values(_ k: Int) -> [Double] { (0..<20).map { t in (t + k) % 3 == 0 ? Double(20 - t) : 0 } }
        let series = (0..<50).map { TimeSeries(values($0), seasonLength: 12) }
        #expect(PooledDrift(of: series) == .none)
    }
}
