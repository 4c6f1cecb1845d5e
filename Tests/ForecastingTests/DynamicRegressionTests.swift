import Foundation
import Numerical
import SupplyNetwork
import Testing

@testable import Forecasting

@Suite struct DynamicRegressionTests {
    /// Annual flow of the Nile at Aswan, 1871–1970 (Durbin & Koopman 2012, §2.2; R's `Nile`).
    static let nile: [Double] = [
        1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140, 1100, 1210, 1150,
        1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969, 831, 726, 456, 824, 702, 1120, 1100,
        832,
        764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040, 759, 781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742,
        801, 1040, 860, 874, 848, 890, 744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714,
        740,
    ]

    /// Durbin & Koopman (2012), §2.10: variances 15,099 and 1,469.1, diffuse log-likelihood −632.546 (KFAS prints −632.5456); and the
    /// level of 1971, 798.4.
    @Test func nileLocalLevel() throws {
        let fitted = try DynamicRegression().fit(TimeSeries(Self.nile))
        #expect(abs(fitted.observationVariance / 15_099 - 1) < 0.005)
        #expect(abs(fitted.levelVariance / 1469.1 - 1) < 0.01)
        #expect(abs(fitted.logLikelihood + 632.546) < 0.002, "\(fitted.logLikelihood)")
        let ahead = fitted.forecast(horizon: 30)
        #expect(abs(ahead.mean[0] - 798.37) < 0.2)
        #expect(ahead.mean[29] == ahead.mean[0])
        // P at 1971 is 4032 + 1469 = 5501 (§2.3): the observation's variance adds to it, and 29 more steps.
        #expect(abs(ahead.variance[0] / (5501 + 15_099) - 1) < 0.01)
        #expect(abs(ahead.variance[29] / (5501 + 15_099 + 29 * 1469.1) - 1) < 0.01)
    }

    /// The dam of 1899 as a regressor takes the wandering away (§7.5 of the same book finds the break): difference of the means.
    @Test func nileDam() throws {
        let dam = (0..<130).map { $0 >= 28 ? 1.0 : 0 }
        let fitted = try DynamicRegression().fit(TimeSeries(Self.nile), regressors: [dam])
        #expect(abs(fitted.coefficients[0] + 247.78) < 2, "\(fitted.coefficients)")
        #expect(fitted.levelVariance < 0.01 * fitted.observationVariance)
        let ahead = fitted.forecast(horizon: 5, regressors: [[1, 1, 1, 0, 0]])
        #expect(abs(ahead.mean[0] - 849.97) < 3 && abs(ahead.mean[4] - 1097.75) < 3)
    }

    /// With a constant trend it is ordinary least squares, standard errors included.
    @Test func constantTrendIsOrdinaryRegression() throws {
        var random = Xoshiro256(seed: 3)
        let n = 40
        let x = (0..<n).map { _ in random.uniform() }
        let y = x.map { 5 + 3 * $0 + random.uniform() - 0.5 }
        let fitted = try DynamicRegression(trend: .constant).fit(TimeSeries(y), regressors: [x])
        let direct = try LeastSquares.solution(
            matrix: [Double](repeating: 1, count: n) + x, rows: n, columns: 2, right: y)
        #expect(abs(fitted.coefficients[0] - direct.coefficients[1]) < 1e-9)
        #expect(abs(fitted.observationVariance - direct.residualSumOfSquares / Double(n - 2)) < 1e-9)
        let mean = x.reduce(0, +) / Double(n)
        let spread = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        #expect(abs(fitted.standardErrors[0] - (fitted.observationVariance / spread).squareRoot()) < 1e-9)
        // The interval of a new point, and of the sum of two at the same x.
        let ahead = fitted.forecast(horizon: 2, regressors: [[0.5, 0.5]])
        let leverage = 1 / Double(n) + (0.5 - mean) * (0.5 - mean) / spread
        #expect(abs(ahead.variance[0] - fitted.observationVariance * (1 + leverage)) < 1e-9)
        #expect(abs(ahead.cumulativeVariance[1] - fitted.observationVariance * (2 + 4 * leverage)) < 1e-9)
    }

    /// A wandering level with a promotion, a dip and a season, a tenth of the weeks missing: truth within three standard errors, thirty
    /// times, and not far more often than it should be beyond two.
    @Test(arguments: [DynamicRegression.Trend.localLevel, .localLinear])
    func knownCoefficientsAreFound(trend: DynamicRegression.Trend) throws {
        var beyond = 0
        for seed in UInt64(1)...30 {
            var random = Xoshiro256(seed: seed)
            func normal() -> Double { Normal.quantile(min(0.99999, max(0.00001, random.uniform()))) }
            var (level, slope) = (50.0, 0.1)
            var promotion = [Double](repeating: 0, count: 130)
            var dip = promotion
            for start in [12, 31, 57, 70, 88, 101] {
                promotion[start] = 1
                dip[start + 1] = 1
            }
            var values: [Double] = []
            var states: [DemandHistory.State] = []
            for t in 0..<120 {
                values.append(level + 12 * promotion[t] - 5 * dip[t] + 3 * cos(2 * .pi * Double(t) / 26) + 2 * normal())
                states.append(random.uniform() < 0.1 ? .missing : .observed)
                level += slope + 0.8 * normal()
                if trend == .localLinear { slope += 0.03 * normal() } else { slope = 0 }
            }
            let fitted = try DynamicRegression(trend: trend, harmonics: 1).fit(
                TimeSeries(values: values, states: states, seasonLength: 26), regressors: [promotion, dip])
            for (found, truth) in zip(fitted.coefficients.indices, [12.0, -5]) {
                let z = (fitted.coefficients[found] - truth) / fitted.standardErrors[found]
                #expect(abs(z) < 4, "seed \(seed): \(fitted.coefficients) ± \(fitted.standardErrors)")
                if abs(z) > 2 { beyond += 1 }
            }
        }
        #expect(beyond <= 8)
    }

    @Test func whatIsMissingIsNotZero() throws {
        var values = (0..<60).map { 20 + Double($0 % 3) }
        var states = [DemandHistory.State](repeating: .observed, count: 60)
        for step in 40..<50 {
            values[step] = 0
            states[step] = .missing
        }
        let fitted = try DynamicRegression().fit(TimeSeries(values: values, states: states))
        #expect(abs(fitted.forecast(horizon: 1).mean[0] - 21) < 1)
        // The same whatever stands there.
        for step in 40..<50 { values[step] = 1e6 }
        #expect(try DynamicRegression().fit(TimeSeries(values: values, states: states)).forecast(horizon: 3) == fitted.forecast(horizon: 3))
    }

    @Test func hopelessCausesAreLeftOut() throws {
        let fitted = try DynamicRegression().fit(
            TimeSeries(Self.nile), regressors: [[Double](repeating: 0, count: 100), [Double](repeating: 7, count: 100)])
        #expect(fitted.coefficients == [0, 0] && fitted.standardErrors == [0, 0])
        #expect(throws: ForecastingFailure.self) { try DynamicRegression().fit(TimeSeries([1, 2])) }
    }
}
