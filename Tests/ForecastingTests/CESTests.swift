import Foundation
import Numerical
import SupplyNetwork
import Testing

@testable import Forecasting

@Suite struct CESTests {
    struct Golden: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var season: CES.Season
        var values: [Double]
        var m: Int
        var parameters: [Double]
        /// ℓ, c, seasonal states, seasonal potentials before the first step.
        var states: [Double]
        var fitted: [Int: Double]
        var mean: [Double]
    }

    /// AutoCES(season_length = m, model = …) of statsforecast 2.1.1: its parameters and initial states must give its one-step
    /// forecasts and its forecast.
    static let goldens: [Golden] = [
        Golden(
            testDescription: "none", season: .none, values: PublicSeries.lakeHuron, m: 1, parameters: [1.8, 0.9999749653041359],
            states: [580.6194757, 327.35995361],
            fitted: [0: 580.6194756953034, 1: 580.4196937869826, 20: 579.6214862973517, 40: 578.9979094854706, 97: 579.7709237275086],
            mean: [579.9140387306707, 579.9060316869736, 579.8979193503443, 579.8898914485147, 579.8817962019352]),
        Golden(
            testDescription: "simple", season: .simple, values: PublicSeries.accidentalDeaths, m: 12,
            parameters: [1.0476323854973326, 0.9955789231708867],
            states: [
                8204.484071, 7401.478264, 8168.240455, 8368.993769, 9195.439137, 9832.454606, 10445.997186, 9848.346337, 8857.925597,
                9098.32376, 8458.850343, 8429.268422, 7794.565645, 7033.406023, 7765.190904, 7957.968968, 8743.108993, 9339.43864,
                9938.955922, 9364.894485, 8418.281293, 8650.945237, 8050.976813, 8041.078436,
            ],
            fitted: [0: 8204.48407081834, 1: 7401.47826381258, 20: 8865.217311704882, 40: 9107.437865113656, 71: 8307.433517171286],
            mean: [7975.288737910583, 7198.851849813205, 7951.469695026787, 8153.612144941597, 8968.379529442132]),
        Golden(
            testDescription: "partial", season: .partial, values: PublicSeries.accidentalDeaths, m: 12,
            parameters: [1.5674440497965758, 0.998147739223454, 0.01],
            states: [
                9709.924076, 5997.597282, -801.408188, -1523.235201, -739.490243, -514.303159, 339.073356, 754.845957, 1679.055824,
                985.792594, -101.043326, 261.389866, -261.52215, -51.323501,
            ],
            fitted: [0: 8908.51588791811, 1: 8231.646402267, 20: 8594.1878400385, 40: 8833.58403423255, 71: 8830.799469155229],
            mean: [8303.137446025303, 7567.70998248421, 8342.427622194919, 8556.76991180106, 9400.110596315095]),
        Golden(
            testDescription: "full", season: .full, values: PublicSeries.accidentalDeaths, m: 12,
            parameters: [1.5633264518748327, 0.9981664054636578, 0.9970623051775478, 1.0000132549593725],
            states: [
                9712.23296, 6012.431024, -807.454559, -1523.614408, -741.381957, -514.967958, 339.897580, 741.866987, 1679.950358,
                986.666017, -111.919719, 264.749285, -260.604212, -61.338677, -808.771975, -1528.293783, -743.657647, -517.064755,
                339.684568, 746.576114, 1684.542928, 990.252334, -109.923821, 268.660206, -257.707392, -59.062089,
            ],
            fitted: [0: 8904.778400791263, 1: 8235.365755117782, 20: 8582.220534733413, 40: 8833.120684235575, 71: 8820.833954698623],
            mean: [8299.785188628193, 7572.435034988717, 8344.223617176594, 8559.641651540613, 9403.976461991635]),
    ]

    @Test(arguments: goldens)
    func theRecursionIsThatOfStatsforecast(golden: Golden) {
        let series = TimeSeries(golden.values, seasonLength: golden.m)
        let filter = CESFilter(season: golden.season, observations: Observations(series))
        let recursion = CESRecursion(season: golden.season, parameters: golden.parameters)
        var states = filter.start(golden.states)
        for (t, value) in golden.values.enumerated() {
            let expected = recursion.expectation(states, t % golden.m)
            if let theirs = golden.fitted[t] { #expect(abs(expected - theirs) < 1e-4, "step \(t)") }
            recursion.advance(&states, t % golden.m, error: value - expected)
        }
        for (h, theirs) in golden.mean.enumerated() {
            let phase = (golden.values.count + h) % golden.m
            #expect(abs(recursion.expectation(states, phase) - theirs) < 1e-4)
            recursion.advance(&states, phase, error: 0)
        }
        // Least squares cannot be worse than their initial states.
        let scale = series.binaryScale
        var theirs = filter.start(golden.states.map { $0 / scale })
        var sum = 0.0
        for (t, value) in golden.values.enumerated() {
            let e = value / scale - recursion.expectation(theirs, t % golden.m)
            recursion.advance(&theirs, t % golden.m, error: e)
            sum += e * e
        }
        #expect(filter.sumOfSquares(golden.parameters, into: nil) <= sum * (1 + 1e-6))
    }

    /// With an own level a season's common offset could as well be the level's: the states are not identified, and a pull of weight
    /// `ridge` towards zero decides. They are the exact minimum of that, and cost no more than it against least squares of least norm
    /// (LAPACK's complete orthogonal factorization): S(x) + r|x|² ≤ S(x₀) + r|x₀|².
    @Test(arguments: CES.Season.allCases)
    func initialStatesAreThoseOfLeastSquares(season: CES.Season) throws {
        let m = 4
        var series = TimeSeries(seasonalSeries(count: 44, seasonLength: m, seed: 21), seasonLength: m)
        series.states[7] = .missing
        series.states[12] = .inferred
        let observations = Observations(series)
        let filter = CESFilter(season: season, observations: observations)
        let parameters = Array([1.3, 0.98] + (season == .partial ? [0.2] : season == .full ? [1.05, 0.99] : []))
        let recursion = CESRecursion(season: season, parameters: parameters)
        let solved = try #require(filter.solved(parameters))
        func sum(_ x: [Double]) -> Double {
            var states = filter.start(x)
            var sum = 0.0
            for t in 0..<44 {
                let known = observations.kinds[t] != Observations.missing
                let e = known ? observations.values[t] - recursion.expectation(states, t % m) : 0
                recursion.advance(&states, t % m, error: e)
                sum += observations.weights[t] * e * e
            }
            return sum
        }
        #expect(abs(sum(solved.states) - solved.sum) < 1e-9 * solved.sum)
        let pulled = solved.states.indices.map { season != .simple && $0 < 2 ? 1e-12 : CESFilter.ridge }
        func penalty(_ x: [Double]) -> Double { zip(pulled, x).reduce(0) { $0 + $1.0 * $1.1 * $1.1 } }
        for i in solved.states.indices {
            for step in [-0.02, -1e-4, 1e-4, 0.02] {
                var moved = solved.states
                moved[i] += step
                #expect(sum(moved) + penalty(moved) > solved.sum + penalty(solved.states), "state \(i)")
            }
        }
        func errors(_ x: [Double]) -> [Double] {
            var states = filter.start(x)
            return (0..<44).map { t in
                let known = observations.kinds[t] != Observations.missing
                let e = known ? observations.values[t] - recursion.expectation(states, t % m) : 0
                recursion.advance(&states, t % m, error: e)
                return observations.weights[t].squareRoot() * e
            }
        }
        let zero = [Double](repeating: 0, count: solved.states.count)
        let offset = errors(zero)
        let columns = zero.indices.flatMap { i -> [Double] in
            var unit = zero
            unit[i] = 1
            return zip(offset, errors(unit)).map { $0 - $1 }
        }
        let exact = try LeastSquares.solution(matrix: columns, rows: 44, columns: zero.count, right: offset).coefficients
        #expect(solved.sum + penalty(solved.states) <= (sum(exact) + penalty(exact)) * (1 + 1e-9))
        #expect(solved.sum >= sum(exact) * (1 - 1e-9))
    }

    /// One or two years of weeks: never a failure, and without enough of them no season.
    @Test(arguments: [20, 52, 60, 104, 110, 157])
    func weeksOfAYearAreCarried(count: Int) throws {
        let fitted = try CES().fit(TimeSeries(seasonalSeries(count: count, seasonLength: 52, seed: 33), seasonLength: 52))
        if count < 104 { #expect(fitted.season == .none) }
        let prediction = fitted.forecast(horizon: 60)
        #expect(prediction.mean.allSatisfy { $0.isFinite && $0 > 0 && $0 < 300 })
        #expect(prediction.variance.allSatisfy { $0.isFinite && $0 >= 0 })
    }

    /// The season of accidents is found, and its forecast is near to what statsforecast's AutoCES gives.
    @Test func seasonsAreChosen() throws {
        let fitted = try CES().fit(TimeSeries(PublicSeries.accidentalDeaths, seasonLength: 12))
        #expect(fitted.season == .partial || fitted.season == .full)
        let mean = fitted.forecast(horizon: 5).mean
        for (a, b) in zip(mean, [8303.0, 7568, 8342, 8557, 9400]) { #expect(abs(a - b) < 350, "\(mean)") }
    }

    /// ψ-weights by simulation: the variance of what errors of the model do to later steps and to their sum.
    @Test func variancesAreThoseOfSimulatedErrors() throws {
        let fitted = try CES(seasons: [.partial]).fit(TimeSeries(PublicSeries.accidentalDeaths, seasonLength: 12))
        #expect(fitted.season == .partial)
        let prediction = fitted.forecast(horizon: 14)
        let recursion = CESRecursion(season: .partial, parameters: fitted.parameters)
        var random = Xoshiro256(seed: 77)
        var squares = [Double](repeating: 0, count: 14)
        var sums = squares
        let trials = 20_000
        for _ in 0..<trials {
            var states = CESFilter.States(season: .partial, seasonLength: 12)
            var total = 0.0
            for h in 0..<14 {
                let e = Normal.quantile(random.uniform())
                let value = recursion.expectation(states, h % 12) + e
                recursion.advance(&states, h % 12, error: e)
                squares[h] += value * value
                total += value
                sums[h] += total * total
            }
        }
        for h in 0..<14 {
            #expect(abs(squares[h] / Double(trials) * fitted.errorVariance / prediction.variance[h] - 1) < 0.05)
            #expect(abs(sums[h] / Double(trials) * fitted.errorVariance / prediction.cumulativeVariance[h] - 1) < 0.05)
        }
    }
}
