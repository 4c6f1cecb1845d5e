import Numerical
import SupplyNetwork
import Testing

@testable import Forecasting

/// Oil production of Saudi Arabia 1996–2013, million tonnes: Hyndman & Athanasopoulos, *Forecasting: principles and practice*,
/// 2nd ed., table 7.1.
let saudiOil: [Double] = [
    445.36, 453.20, 454.41, 422.38, 456.04, 440.39, 425.19, 486.21, 500.43, 521.28, 508.95, 488.89, 509.87, 456.72, 473.82, 525.95,
    549.83, 542.34,
]

/// A seasonal series with noise, above zero; the same for the same seed.
func seasonalSeries(count: Int, seasonLength m: Int, seed: UInt64) -> [Double] {
    var random = Xoshiro256(seed: seed)
    var level = 100.0
    let season = (0..<m).map { _ in 0.7 + 0.6 * random.uniform() }
    return (0..<count).map { t in
        level *= 1 + 0.02 * (random.uniform() - 0.45)
        return level * season[t % m] * (0.95 + 0.1 * random.uniform())
    }
}

@Suite struct ETSTests {
    /// The book's §7.1: α = 0.8339, ℓ₀ = 446.5868, and the intervals that `ses(oildata, h = 5)` prints.
    @Test func simpleExponentialSmoothingOfTheBook() throws {
        let fitted = try ETS(ETSForm(.additive)).fit(TimeSeries(saudiOil))
        #expect(abs(fitted.alpha - 0.8339) < 1e-3)
        let prediction = fitted.forecast(horizon: 5)
        #expect(abs(prediction.mean[0] - 542.6806) < 0.01)
        #expect(abs(prediction.quantile(0.9, step: 0) - 580.9070) < 0.05)
        #expect(abs(prediction.quantile(0.975, step: 0) - 601.1429) < 0.05)
        #expect(abs(prediction.quantile(0.1, step: 4) - 468.3452) < 0.2)
        #expect(abs(prediction.quantile(0.025, step: 4) - 428.9945) < 0.2)
    }

    /// JᵀJ and Jᵀr against central differences of the one-step errors, for every admissible form, with a gap and a lower bound.
    @Test(arguments: ETSForm.admissible)
    func derivativesAreThoseOfTheErrors(form: ETSForm) throws {
        let m = 4
        var series = TimeSeries(seasonalSeries(count: 40, seasonLength: m, seed: 3), seasonLength: m)
        series.states[7] = .missing
        series.states[19] = .inferred
        series.states[25] = .censored
        series.values[25] = 1
        let observations = Observations(series)
        let filter = ETSFilter(form: form, observations: observations)
        var p = [Double](repeating: 0, count: filter.parameterCount)
        p[0] = 0.4
        if let i = filter.betaIndex { p[i] = 0.2 }
        if let i = filter.gammaIndex { p[i] = 0.15 }
        if let i = filter.phiIndex { p[i] = 0.9 }
        p[filter.levelIndex] = 1.5
        if let i = filter.trendIndex, form.trend != .none { p[i] = 0.02 }
        if let i = filter.seasonIndex { for j in 0..<m { p[i + j] = (form.season == .additive ? 0 : 1) + 0.05 * Double(j) } }
        let n = p.count
        var matrix = [Double](repeating: 0, count: n * n)
        var gradient = [Double](repeating: 0, count: n)
        let value = matrix.withUnsafeMutableBufferPointer { a in
            gradient.withUnsafeMutableBufferPointer { g in
                p.withUnsafeBufferPointer { q -> Double in
                    guard let a = a.baseAddress, let g = g.baseAddress, let q = q.baseAddress else { return .nan }
                    return filter.sumOfSquares(q, normal: .init(matrix: a, gradient: g))
                }
            }
        }
        func sum(_ x: [Double]) -> Double { filter.filtered(x).sumOfSquares }
        #expect(abs(value - sum(p)) < 1e-10 * value)
        let h = 1e-6
        for i in 0..<n {
            var up = p
            var down = p
            up[i] += h
            down[i] -= h
            // ∂F/∂p = 2 Jᵀr.
            let slope = (sum(up) - sum(down)) / (2 * h)
            #expect(abs(slope - 2 * gradient[i]) < 1e-5 * (1 + abs(slope)), "parameter \(i): \(slope) and \(2 * gradient[i])")
            #expect(matrix[i * n + i] >= 0)
        }
        if form.error == .additive {
            // With additive errors r is e itself: JᵀJ can be checked in full.
            func errors(_ x: [Double]) -> [Double] { filter.filtered(x).errors }
            let columns = (0..<n).map { i -> [Double] in
                var up = p
                var down = p
                up[i] += h
                down[i] -= h
                let weights = observations.weights
                return zip(zip(errors(up), errors(down)), weights).map { ($0.0 - $0.1) / (2 * h) * $1.squareRoot() }
            }
            for i in 0..<n {
                for j in 0...i {
                    let product = zip(columns[i], columns[j]).reduce(0) { $1.0.isNaN ? $0 : $0 + $1.0 * $1.1 }
                    #expect(abs(product - matrix[i * n + j]) < 1e-5 * (1 + abs(product)))
                }
            }
        }
    }

    /// For given smoothing parameters the initial states of a linear model are a least-squares problem: LAPACK's solution of it
    /// cannot be better than where Gauss–Newton ended.
    @Test func initialStatesAreTheLeastSquaresOnes() throws {
        let m = 6
        let series = TimeSeries(seasonalSeries(count: 48, seasonLength: m, seed: 8), seasonLength: m)
        let fitted = try ETS(ETSForm(.additive, .damped, .additive)).fit(series)
        let filter = ETSFilter(form: fitted.form, observations: Observations(series))
        let first = filter.levelIndex
        var p = fitted.parameters
        for i in first..<p.count { p[i] = 0 }
        let right = filter.filtered(p).errors
        var matrix = [Double]()
        for i in first..<p.count {
            p[i] = 1
            matrix += zip(right, filter.filtered(p).errors).map { $0 - $1 }
            p[i] = 0
        }
        let solution = try LeastSquares.solution(matrix: matrix, rows: right.count, columns: p.count - first, right: right)
        // The seasons are only determined up to a constant, which the level takes up.
        #expect(solution.rank == p.count - first - 1)
        let found = filter.filtered(fitted.parameters).sumOfSquares
        #expect(found <= solution.residualSumOfSquares * (1 + 1e-4))
        #expect(found >= solution.residualSumOfSquares * (1 - 1e-9))
    }

    /// Holt's method continues a straight line, Holt–Winters' a line with a season, exactly.
    @Test func exactPatternsGoOn() throws {
        let line = (0..<20).map { 5 + 2 * Double($0) }
        let trend = try ETS(ETSForm(.additive, .additive)).fit(TimeSeries(line)).forecast(horizon: 3)
        for (h, mean) in trend.mean.enumerated() { #expect(abs(mean - (45 + 2 * Double(h))) < 1e-4) }
        let season = [10.0, -4, 3, -9]
        let values = (0..<24).map { 100 + season[$0 % 4] }
        let seasonal = try ETS(ETSForm(.additive, .none, .additive)).fit(TimeSeries(values, seasonLength: 4)).forecast(horizon: 5)
        for h in 0..<5 { #expect(abs(seasonal.mean[h] - (100 + season[h % 4])) < 1e-4) }
    }

    /// Class 1 variances by the book's closed form for A,A,N: σ²[1 + (h−1)(α² + αβh + β²h(2h−1)/6)] (Hyndman et al. 2008, table 6.2).
    @Test func varianceOfHoltsMethod() throws {
        let fitted = try ETS(ETSForm(.additive, .additive)).fit(TimeSeries(saudiOil))
        let prediction = fitted.forecast(horizon: 8)
        let (α, β) = (fitted.alpha, fitted.beta)
        for step in 0..<8 {
            let h = Double(step + 1)
            let expected = fitted.errorVariance * (1 + (h - 1) * (α * α + α * β * h + β * β * h * (2 * h - 1) / 6))
            #expect(abs(prediction.variance[step] - expected) < 1e-9 * expected)
        }
    }

    /// Analytic variances of relative errors against simulation of the model itself: steps and sums.
    @Test(arguments: [ETSForm(.multiplicative), ETSForm(.multiplicative, .damped, .multiplicative)])
    func variancesAgreeWithSimulation(form: ETSForm) throws {
        let m = 4
        let fitted = try ETS(form).fit(TimeSeries(seasonalSeries(count: 60, seasonLength: m, seed: 21), seasonLength: m))
        let prediction = fitted.forecast(horizon: 6)
        var random = Xoshiro256(seed: 99)
        var squares = [Double](repeating: 0, count: 6)
        var sumSquares = squares
        let paths = 40_000
        for _ in 0..<paths {
            var level = fitted.level
            var slope = fitted.slope
            var season = fitted.season
            var total = 0.0
            for h in 0..<6 {
                let ahead = level + (form.trend == .none ? 0 : fitted.phi * slope)
                let j = (fitted.seasonPhase + h) % max(1, season.count)
                let s = season.isEmpty ? 1 : season[j]
                let ε = Normal.quantile(max(1e-12, random.uniform())) * fitted.errorVariance.squareRoot()
                let y = ahead * s * (1 + ε)
                level = ahead * (1 + fitted.alpha * ε)
                slope = fitted.phi * slope + fitted.beta * ahead * ε
                if !season.isEmpty { season[j] = s * (1 + fitted.gamma * ε) }
                let error = y - prediction.mean[h]
                total += error
                squares[h] += error * error
                sumSquares[h] += total * total
            }
        }
        for h in 0..<6 {
            // Sampling error of a variance over 40,000 paths is 0.7 %; sums are linearised.
            #expect(abs(squares[h] / Double(paths) / prediction.variance[h] - 1) < 0.03)
            #expect(abs(sumSquares[h] / Double(paths) / prediction.cumulativeVariance[h] - 1) < 0.04)
        }
    }

    @Test func missingStepsCarryTheStatesOn() throws {
        let line = (0..<30).map { 10 + 3 * Double($0) }
        var series = TimeSeries(line)
        for step in [4, 5, 11, 28, 29] {
            series.states[step] = .missing
            series.values[step] = -1e6
        }
        let prediction = try ETS(ETSForm(.additive, .additive)).fit(series).forecast(horizon: 2)
        #expect(abs(prediction.mean[0] - 100) < 1e-3)
        #expect(abs(prediction.mean[1] - 103) < 1e-3)
    }

    /// Weeks that ran out of stock at little do not pull the forecast down; ones that sold more than expected pull it up.
    @Test func censoredStepsOnlyRaise() throws {
        var random = Xoshiro256(seed: 4)
        let values = (0..<60).map { _ in 20 + 4 * (random.uniform() - 0.5) }
        var low = TimeSeries(values)
        var asObserved = low
        for step in stride(from: 3, to: 60, by: 4) {
            low.values[step] = 2
            asObserved.values[step] = 2
            low.states[step] = .censored
        }
        let censored = try ETS().fit(low).forecast(horizon: 1).mean[0]
        let observed = try ETS().fit(asObserved).forecast(horizon: 1).mean[0]
        #expect(abs(censored - 20) < 1)
        #expect(observed < 18)
        var high = TimeSeries(values)
        for step in 50..<60 {
            high.values[step] = 60
            high.states[step] = .censored
        }
        let raised = try ETS().fit(high).forecast(horizon: 1).mean[0]
        #expect(raised > 40)
    }

    @Test func aFormIsRefusedWhereItCannotBe() {
        #expect(throws: ForecastingFailure.notPositive) { try ETS(ETSForm(.multiplicative)).fit(TimeSeries([0, 1, 2, 3, 4, 5, 6])) }
        #expect(throws: ForecastingFailure.self) {
            try ETS(ETSForm(.additive, .none, .additive)).fit(TimeSeries(saudiOil, seasonLength: 12))
        }
    }

    @Test func weightsAddUpAndTheBestLeads() throws {
        let series = TimeSeries(seasonalSeries(count: 72, seasonLength: 12, seed: 5), seasonLength: 12)
        let fitted = try AutoETS().fit(series)
        #expect(abs(fitted.weights.reduce(0, +) - 1) < 1e-12)
        #expect(fitted.weights == fitted.weights.sorted(by: >))
        #expect(fitted.best.form.season != .none)
        let best = try AutoETS(choice: .best).fit(series)
        #expect(best.models.count == 1 && best.best.form == fitted.best.form)
    }
}
