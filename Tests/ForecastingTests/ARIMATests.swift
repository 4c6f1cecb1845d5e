import Foundation
import Numerical
import SupplyNetwork
import Testing

@testable import Forecasting

/// Fits of given orders against R 4.2.2, package forecast 8.20: `Arima(x, order, seasonal, …)` and `forecast(fit, h = 6, level = 80)`,
/// deviations being (upper − mean)/qnorm(0.9).
@Suite struct ARIMATests {
    struct Golden: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var series: TimeSeries
        var order: ARIMAOrder
        var seasonal = ARIMAOrder.zero
        var constant = false
        var regressors = [[Double]]()
        var logLikelihood: Double
        var variance: Double
        var aicc: Double
        /// φ, θ, Φ, Θ, constant, regressors.
        var coefficients: [Double]
        var mean: [Double]
        var deviation: [Double]
    }

    static func withGaps(_ values: [Double], _ steps: [Int], seasonLength: Int = 1) -> TimeSeries {
        var series = TimeSeries(values, seasonLength: seasonLength)
        for step in steps {
            series.states[step] = .missing
            series.values[step] = -1e6
        }
        return series
    }

    static let goldens: [Golden] = [
        // Arima(log(AirPassengers) * 100 - 550, order = c(0, 1, 1), seasonal = c(0, 1, 1))
        Golden(
            testDescription: "airline", series: TimeSeries(PublicSeries.airPassengers.map { log($0) * 100 - 550 }, seasonLength: 12),
            order: ARIMAOrder(0, 1, 1), seasonal: ARIMAOrder(0, 1, 1), logLikelihood: -358.5812765, variance: 13.69060234,
            aicc: 723.3515293, coefficients: [-0.4018220515, -0.5569344213],
            mean: [61.01855676, 55.37747432, 67.17134964, 69.93003228, 73.25559849, 86.87783647],
            deviation: [3.700084295, 4.311537404, 4.846450844, 5.327928, 5.769362856, 6.179342907]),
        // Arima(WWWusage, order = c(3, 1, 0))
        Golden(
            testDescription: "internet usage", series: TimeSeries(PublicSeries.internetUsage), order: ARIMAOrder(3, 1, 0),
            logLikelihood: -251.996992, variance: 9.656023545, aicc: 512.419516,
            coefficients: [1.1513401325, -0.6612265340, 0.3407127645],
            mean: [219.6608003, 219.2298682, 218.276581, 217.3483973, 216.7632568, 216.3785037],
            deviation: [3.107414286, 7.372018261, 11.44120144, 15.07724165, 18.60772925, 22.22386699]),
        // Arima(log10(lynx) * 1000, order = c(2, 0, 1), include.constant = TRUE)
        Golden(
            testDescription: "lynx", series: TimeSeries(PublicSeries.lynxTrappings.map { log10($0) * 1000 }), order: ARIMAOrder(2, 0, 1),
            constant: true, logLikelihood: -779.6781712, variance: 51705.69256, aicc: 1569.911898,
            coefficients: [1.4750642617, -0.8165341012, -0.2282557210, 2903.0157218276],
            mean: [3370.550972, 3079.916072, 2782.196631, 2580.35463, 2525.722784, 2609.948178],
            deviation: [227.3888576, 363.4333808, 431.4531466, 445.6261752, 446.3497111, 464.4817006]),
        // Arima(nottem - 49, order = c(1, 0, 1), seasonal = c(2, 1, 0), include.drift = TRUE)
        Golden(
            testDescription: "temperature", series: TimeSeries(PublicSeries.nottinghamTemperature.map { $0 - 49 }, seasonLength: 12),
            order: ARIMAOrder(1, 0, 1), seasonal: ARIMAOrder(2, 1, 0), constant: true, logLikelihood: -526.0460516,
            variance: 5.801090103, aicc: 1064.472194,
            coefficients: [0.477776517798, -0.209486260323, -0.860381509514, -0.303455300961, 0.001293879288],
            mean: [-7.684629507, -7.891322719, -5.061960836, -1.961196901, 3.947034154, 9.771432076],
            deviation: [2.408545225, 2.49372224, 2.512760895, 2.517086668, 2.518073073, 2.518298185]),
        // x <- LakeHuron; x[c(5, 20, 21, 22, 60, 97)] <- NA; Arima(x, order = c(2, 0, 0))
        Golden(
            testDescription: "gaps", series: withGaps(PublicSeries.lakeHuron, [4, 19, 20, 21, 59, 96]), order: ARIMAOrder(2, 0, 0),
            constant: true, logLikelihood: -97.49597148, variance: 0.4777418834, aicc: 203.4517131,
            coefficients: [1.0575094441, -0.2593543258, 579.0786741568],
            mean: [579.879856, 579.6973558, 579.5251459, 579.3903645, 579.2924952, 579.2239537],
            deviation: [0.7020768827, 1.014385648, 1.172902266, 1.250079579, 1.286637468, 1.303642523]),
        // The same x: Arima(x, order = c(1, 1, 1))
        Golden(
            testDescription: "gaps and a difference", series: withGaps(PublicSeries.lakeHuron, [4, 19, 20, 21, 59, 96]),
            order: ARIMAOrder(1, 1, 1), logLikelihood: -99.583938, variance: 0.5048076875, aicc: 205.4437381,
            coefficients: [-0.6840799118, 0.9138942246],
            mean: [579.8445952, 579.9235413, 579.8695358, 579.9064799, 579.8812072, 579.8984957],
            deviation: [0.7373524084, 1.127910099, 1.368561923, 1.600157256, 1.785612087, 1.963919562]),
        // y <- USAccDeaths - 8800; y[c(3, 14, 30, 31, 50, 70)] <- NA; Arima(y, order = c(0, 1, 1), seasonal = c(0, 1, 1))
        Golden(
            testDescription: "gaps and a season",
            series: withGaps(
                PublicSeries.accidentalDeaths.map { $0 - 8800 }, [2, 13, 29, 30, 49, 69], seasonLength: 12),
            order: ARIMAOrder(0, 1, 1), seasonal: ARIMAOrder(0, 1, 1), logLikelihood: -384.8308355, variance: 107014.5564,
            aicc: 776.1514669, coefficients: [-0.4556685099, -0.5740724508],
            mean: [-445.4010363, -1197.216786, -462.2988072, -168.579018, 702.2448945, 1074.552308],
            deviation: [329.0430088, 380.2536104, 414.5420738, 451.0823804, 484.9852072, 517.1347271]),
        // Arima(LakeHuron, order = c(2, 0, 0), xreg = cbind(t = 1:98 - 49.5)); forecast(…, xreg = cbind(t = 99:104 - 49.5))
        Golden(
            testDescription: "regression", series: TimeSeries(PublicSeries.lakeHuron), order: ARIMAOrder(2, 0, 0), constant: true,
            regressors: [(1...110).map { Double($0) - 49.5 }], logLikelihood: -101.1982673, variance: 0.4760492238, aicc: 213.0487086,
            coefficients: [1.00480374416, -0.29131982222, 579.02385392207, -0.02156882822],
            mean: [579.397165, 578.8050541, 578.367884, 578.0949277, 577.9418367, 577.861348],
            deviation: [0.6899632047, 0.9781017689, 1.09649913, 1.135755301, 1.146023101, 1.148012919]),
    ]

    /// R's prior for what differencing leaves open has a variance of 10⁶ instead of an infinite one: series are centred, so that
    /// this shows in no digit compared. Where gaps meet differences, R counts one more residual in σ².
    @Test(arguments: goldens)
    func fitsAreThoseOfR(golden: Golden) throws {
        let model = ARIMA(order: golden.order, seasonal: golden.seasonal, includesConstant: golden.constant)
        let fitted = try model.fit(golden.series, regressors: golden.regressors)
        #expect(abs(fitted.logLikelihood - golden.logLikelihood) < 1e-3, "\(fitted.logLikelihood)")
        #expect(abs(fitted.aicc - golden.aicc) < 3e-3)
        #expect(abs(fitted.errorVariance - golden.variance) < 1e-2 * golden.variance)
        let coefficients =
            fitted.autoregressive + fitted.movingAverage + fitted.seasonalAutoregressive + fitted.seasonalMovingAverage
            + (fitted.constant.map { [$0] } ?? []) + fitted.regressionCoefficients
        #expect(coefficients.count == golden.coefficients.count)
        for (a, b) in zip(coefficients, golden.coefficients) { #expect(abs(a - b) < 1e-2 * max(1, abs(b)), "\(coefficients)") }
        let prediction = fitted.forecast(horizon: 6)
        for h in 0..<6 {
            #expect(abs(prediction.mean[h] - golden.mean[h]) < 0.03 * golden.deviation[h], "\(prediction.mean)")
            #expect(abs(prediction.variance[h].squareRoot() - golden.deviation[h]) < 5e-3 * golden.deviation[h])
        }
    }
}

/// The recursion of `ARMAFilter` against what it computes, from the definitions.
@Suite struct ARMAFilterTests {
    static let forms: [ARIMAForm] = [
        ARIMAForm(order: ARIMAOrder(0, 0, 0)), ARIMAForm(order: ARIMAOrder(2, 0, 0)), ARIMAForm(order: ARIMAOrder(0, 0, 2)),
        ARIMAForm(order: ARIMAOrder(3, 0, 2)), ARIMAForm(order: ARIMAOrder(1, 0, 1), seasonal: ARIMAOrder(1, 0, 1), seasonLength: 4),
        ARIMAForm(order: ARIMAOrder(0, 0, 1), seasonal: ARIMAOrder(2, 0, 1), seasonLength: 6),
        ARIMAForm(order: ARIMAOrder(3, 0, 3), seasonal: ARIMAOrder(1, 0, 1), seasonLength: 2),
    ]

    /// Autocovariances by summing products of ψ-weights, 4,000 of them.
    static func autocovariances(_ model: ARMAPolynomials, count: Int) -> [Double] {
        var psi = [Double](repeating: 0, count: 4000)
        psi[0] = 1
        for term in model.movingAverage { psi[term.lag] += term.value }
        for j in psi.indices { for term in model.autoregressive where term.lag <= j { psi[j] += term.value * psi[j - term.lag] } }
        return (0..<count).map { lag in (lag..<psi.count).reduce(0) { $0 + psi[$1] * psi[$1 - lag] } }
    }

    static func partials(_ form: ARIMAForm, seed: UInt64) -> [Double] {
        var random = Xoshiro256(seed: seed)
        return (0..<form.coefficientCount).map { _ in 1.6 * (random.uniform() - 0.5) }
    }

    static func polynomials(_ form: ARIMAForm, _ partials: [Double]) throws -> ARMAPolynomials {
        // One number more than is read, so that there is an address.
        try (partials + [0]).withUnsafeBufferPointer { ARMAPolynomials(form: form, partials: try #require($0.baseAddress)) }
    }

    /// L of the Cholesky factorization Γ = L Lᵀ gives Σ log F = 2 Σ log Lₜₜ and the whitened series L⁻¹w.
    @Test(arguments: forms, [1, 2, 3])
    func innovationsAreThoseOfCholesky(form: ARIMAForm, seed: UInt64) throws {
        let n = 40
        let model = try Self.polynomials(form, Self.partials(form, seed: seed))
        let gamma = Self.autocovariances(model, count: n)
        var l = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
        for i in 0..<n {
            for j in 0...i {
                var sum = gamma[i - j]
                for k in 0..<j { sum -= l[i][k] * l[j][k] }
                l[i][j] = i == j ? sum.squareRoot() : sum / l[j][j]
            }
        }
        let series = seasonalSeries(count: n, seasonLength: 1, seed: seed).map { $0 - 100 }
        var spike = [Double](repeating: 0, count: n)
        spike[17] = 1
        let filter = ARMAFilter(columns: [series, spike], capacity: max(form.autoregressiveDegree, form.movingAverageDegree + 1))
        let logarithm = try #require(filter.run(model, columns: 2))
        #expect(abs(logarithm - 2 * (0..<n).reduce(0) { $0 + log(l[$1][$1]) }) < 1e-6)
        for (index, column) in [series, spike].enumerated() {
            var white = column
            for i in 0..<n {
                for j in 0..<i { white[i] -= l[i][j] * white[j] }
                white[i] /= l[i][i]
                #expect(abs(filter.column(index)[i] - white[i]) < 1e-6 * (1 + abs(white[i])))
            }
        }
        // The next values given these: Γ₂₁ Γ₁₁⁻¹ w, and the variance of their sum, by the same factor of a longer matrix.
        let predictor = filter.predictor(model, coefficients: [0], gaps: 0)
        let h = 5
        let long = Self.autocovariances(model, count: n + h)
        var lower = [[Double]](repeating: [Double](repeating: 0, count: n + h), count: n + h)
        for i in 0..<(n + h) {
            for j in 0...i {
                var sum = long[i - j]
                for k in 0..<j { sum -= lower[i][k] * lower[j][k] }
                lower[i][j] = i == j ? sum.squareRoot() : sum / lower[j][j]
            }
        }
        let means = predictor.means(horizon: h)
        let (variances, responses) = predictor.responses(horizon: h)
        for i in 0..<h {
            let mean = (0..<n).reduce(0) { $0 + lower[n + i][$1] * filter.column(0)[$1] }
            #expect(abs(means[i] - mean) < 1e-6 * (1 + abs(mean)))
            for j in 0...i {
                let response = predictor.isSteady ? responses[0][i - j] : responses[j][i - j]
                #expect(abs(response * variances[j].squareRoot() - lower[n + i][n + j]) < 1e-6)
            }
        }
    }

    @Test func partialAutocorrelationsMakeStationaryPolynomials() throws {
        var random = Xoshiro256(seed: 4)
        for _ in 0..<200 {
            let partials = (0..<5).map { _ in 2 * random.uniform() - 1 }
            let a = try partials.withUnsafeBufferPointer { ARMAPolynomials.coefficients(partials: try #require($0.baseAddress), count: 5) }
            #expect(ARMAPolynomials.rootsLieBeyond(1, of: a))
            #expect(!ARMAPolynomials.rootsLieBeyond(1, of: a.dropLast() + [1.2]))
        }
        // 1 − 0.8z has its root at 1.25.
        #expect(ARMAPolynomials.rootsLieBeyond(1.24, of: [0.8]) && !ARMAPolynomials.rootsLieBeyond(1.26, of: [0.8]))
    }

    @Test func differencesComeBack() {
        let values = seasonalSeries(count: 40, seasonLength: 4, seed: 3)
        let differencing = Differencing(2, seasonal: 1, seasonLength: 4)
        #expect(differencing.lostCount == 6)
        let differenced = differencing.differenced(values)
        let back = differencing.integrated(Array(differenced.suffix(10)), after: Array(values.prefix(30)))
        for (a, b) in zip(back, values.suffix(10)) { #expect(abs(a - b) < 1e-9) }
    }
}
