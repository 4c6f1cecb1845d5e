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
        // Arima(log(AirPassengers) * 100, order = c(0, 1, 1), seasonal = c(0, 1, 1))
        Golden(
            testDescription: "airline", series: TimeSeries(PublicSeries.airPassengers.map { log($0) * 100 }, seasonLength: 12),
            order: ARIMAOrder(0, 1, 1), seasonal: ARIMAOrder(0, 1, 1), logLikelihood: -358.5777638, variance: 13.71259956,
            aicc: 723.3445039, coefficients: [-0.4018283845, -0.5569450592],
            mean: [611.0185751, 605.3775286, 617.1714889, 619.9300455, 623.2555983, 636.8778686],
            deviation: [3.703055638, 4.314987733, 4.850321352, 5.332177351, 5.773959939, 6.184263211]),
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
        // Arima(USAccDeaths, order = c(1, 1, 1), seasonal = c(1, 0, 1), include.drift = TRUE)
        Golden(
            testDescription: "accidental deaths", series: TimeSeries(PublicSeries.accidentalDeaths, seasonLength: 12),
            order: ARIMAOrder(1, 1, 1), seasonal: ARIMAOrder(1, 0, 1), constant: true, logLikelihood: -530.6120441,
            variance: 153830.3986, aicc: 1074.536588,
            coefficients: [-0.3991411601, 0.1011312190, 0.8404111852, 0.1030122099, 155.1841820829],
            mean: [8392.118018, 7621.330895, 8412.343649, 8780.922209, 9602.266218, 9889.504419],
            deviation: [392.2121857, 479.2040143, 577.3290625, 652.1783865, 722.4466158, 785.2938202]),
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
        // y <- USAccDeaths; y[c(3, 14, 30, 31, 50, 70)] <- NA; Arima(y, order = c(0, 1, 1), seasonal = c(0, 1, 1))
        Golden(
            testDescription: "gaps and a season", series: withGaps(PublicSeries.accidentalDeaths, [2, 13, 29, 30, 49, 69], seasonLength: 12),
            order: ARIMAOrder(0, 1, 1), seasonal: ARIMAOrder(0, 1, 1), logLikelihood: -384.8298673, variance: 107038.2974,
            aicc: 776.1495305, coefficients: [-0.4556669337, -0.5741266360],
            mean: [8354.600032, 7602.801724, 8337.70861, 8631.412546, 9502.233611, 9874.553625],
            deviation: [329.0798177, 380.2966817, 414.5889109, 451.1333469, 485.0400877, 517.193507]),
        // Arima(LakeHuron, order = c(2, 0, 0), xreg = cbind(t = 1:98 - 49.5)); forecast(…, xreg = cbind(t = 99:104 - 49.5))
        Golden(
            testDescription: "regression", series: TimeSeries(PublicSeries.lakeHuron), order: ARIMAOrder(2, 0, 0), constant: true,
            regressors: [(1...110).map { Double($0) - 49.5 }], logLikelihood: -101.1982673, variance: 0.4760492238, aicc: 213.0487086,
            coefficients: [1.00480374416, -0.29131982222, 579.02385392207, -0.02156882822],
            mean: [579.397165, 578.8050541, 578.367884, 578.0949277, 577.9418367, 577.861348],
            deviation: [0.6899632047, 0.9781017689, 1.09649913, 1.135755301, 1.146023101, 1.148012919]),
    ]

    @Test(arguments: goldens)
    func fitsAreThoseOfR(golden: Golden) throws {
        let model = ARIMA(order: golden.order, seasonal: golden.seasonal, includesConstant: golden.constant)
        let fitted = try model.fit(golden.series, regressors: golden.regressors)
        #expect(abs(fitted.logLikelihood - golden.logLikelihood) < 1e-3, "\(fitted.logLikelihood)")
        #expect(abs(fitted.aicc - golden.aicc) < 3e-3)
        #expect(abs(fitted.errorVariance - golden.variance) < 5e-3 * golden.variance)
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
