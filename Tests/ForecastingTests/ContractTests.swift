import Foundation
import Numerical
import SupplyNetwork
import Testing

@testable import Forecasting

/// What every forecaster keeps, on any series: it forecasts, or says in its own words why not; and through `prediction` it always
/// forecasts. A new model joins by its name in `ModelName`.
@Suite struct ContractTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var series: TimeSeries
        init(_ name: String, _ values: [Double], _ states: [Int: DemandHistory.State] = [:], season: Int = 1) {
            testDescription = name
            series = TimeSeries(values, seasonLength: season)
            for (step, state) in states { series.states[step] = state }
        }
    }

    static let cases: [Case] = {
        let ordinary = seasonalSeries(count: 50, seasonLength: 12, seed: 1)
        var random = Xoshiro256(seed: 2)
        let lumpy = (0..<60).map { _ in random.uniform() < 0.15 ? (1 + 9 * random.uniform()).rounded() : 0 }
        let allMissing = Dictionary(uniqueKeysWithValues: (0..<8).map { ($0, DemandHistory.State.missing) })
        let gaps = Dictionary(uniqueKeysWithValues: [0, 1, 9, 10, 30, 48, 49].map { ($0, DemandHistory.State.missing) })
        let censored = Dictionary(uniqueKeysWithValues: (0..<50).map { ($0, DemandHistory.State.censored) })
        return [
            Case("empty", []), Case("one", [7]), Case("two", [7, 9]), Case("three", [7, 9, 8]), Case("four", [3, 1, 2, 2]),
            Case("constant", [Double](repeating: 42, count: 30)), Case("zeros", [Double](repeating: 0, count: 30), season: 12),
            Case("all missing", [Double](repeating: 5, count: 8), allMissing), Case("gaps", ordinary, gaps, season: 12),
            Case("not finite", [1, .nan, 3, .infinity, 2, 4, 3, 2, 3, 4]), Case("huge", ordinary.map { $0 * 1e12 }, season: 12),
            Case("tiny", ordinary.map { $0 * 1e-12 }, season: 12), Case("step", (0..<40).map { $0 < 25 ? 10 : 1000 }),
            Case("spike", (0..<40).map { $0 == 20 ? 1e6 : 1 }), Case("negative", ordinary.map { $0 - 150 }, season: 12),
            Case("lumpy", lumpy), Case("dead", (0..<60).map { $0 < 20 ? Double($0 % 4) : 0 }),
            Case("last moment", (0..<30).map { $0 == 29 ? 5 : 0 }), Case("one season", Array(ordinary.prefix(13)), season: 12),
            Case("season longer than series", ordinary, season: 52), Case("all censored", ordinary, censored),
            Case("weekly", seasonalSeries(count: 120, seasonLength: 52, seed: 9).map { $0.rounded() }, season: 52),
            Case("seasonal", ordinary, season: 12), Case("alternating", (0..<30).map { Double($0 % 2) }, season: 2),
        ]
    }()

    @Test(arguments: ModelName.allCases, cases)
    func everySeriesGetsASaneForecast(model: ModelName, example: Case) throws {
        let probabilities = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]
        let h = 7
        let result = prediction(model: model, series: example.series, horizon: h, levels: [80, 95], quantiles: probabilities)
        #expect(result.mean.count == h)
        #expect(areFinite(result.mean), "\(result.mean)")
        #expect(result.quantiles.count == probabilities.count)
        let nonNegative = example.series.isNonNegative
        for step in 0..<h {
            let row = result.quantiles.map { $0[step] }
            #expect(row == row.sorted(), "\(row)")
            #expect(areFinite(row))
            if nonNegative { #expect(row[0] >= 0) }
            #expect(result.low[1][step] <= result.low[0][step] && result.high[0][step] <= result.high[1][step])
        }
        // Nothing explodes: no step leaves ten times the range ever seen.
        let known = example.series.known.map { abs($0) }
        if let most = known.max() { #expect(result.mean.allSatisfy { abs($0) <= 10 * most + 1e-300 }, "\(result.mean)") }
        if known.isEmpty { #expect(result.failure != nil && result.mean.allSatisfy { $0 == 0 }) }
        // The same again, bit for bit.
        #expect(result == prediction(model: model, series: example.series, horizon: h, levels: [80, 95], quantiles: probabilities))
    }

    @Test(arguments: ModelName.allCases, cases)
    func failuresAreNamed(model: ModelName, example: Case) throws {
        do {
            let fitted = try model.forecaster.fit(example.series).forecast(horizon: 3)
            #expect(fitted.variance.allSatisfy { $0 >= 0 } && fitted.cumulativeVariance.allSatisfy { $0 >= 0 })
            // A sum's uncertainty over one step is that step's, up to what was calibrated apart.
            if model != .auto { #expect(abs(fitted.cumulativeVariance[0] - fitted.variance[0]) <= 0.02 * fitted.variance[0]) }
        } catch {
            #expect(error is ForecastingFailure, "\(error)")
        }
    }

    /// y → 1000 y gives a forecast 1000 times as large, up to rounding in the search.
    @Test(arguments: ModelName.allCases.filter { !($0.forecaster is Counts) })
    func forecastsScaleWithTheSeries(model: ModelName) {
        for values in [seasonalSeries(count: 60, seasonLength: 12, seed: 6), (0..<50).map { Double($0 % 7 == 0 ? 3 : $0 % 3) + 0.5 }] {
            let one = prediction(model: model, series: TimeSeries(values, seasonLength: 12), horizon: 6, levels: [90])
            let many = prediction(model: model, series: TimeSeries(values.map { $0 * 1024 }, seasonLength: 12), horizon: 6, levels: [90])
            for step in 0..<6 {
                #expect(abs(many.mean[step] - 1024 * one.mean[step]) <= 1e-9 * abs(many.mean[step]))
            }
        }
    }

    /// Models of counts know a unit: a thousand units are not one unit a thousand times as large, and their laws are not equivariant. What
    /// holds instead: counted in smaller units the mean is as large, up to what another dispersion moves it, and quantiles are still whole.
    @Test(arguments: ModelName.allCases.filter { $0.forecaster is Counts })
    func smallerUnitsLeaveMeansAndWholeQuantiles(model: ModelName) {
        let values = (0..<60).map { Double($0 % 7 == 0 ? 5 : $0 % 4) }
        let one = prediction(model: model, series: TimeSeries(values), horizon: 6)
        let many = prediction(model: model, series: TimeSeries(values.map { $0 * 16 }), horizon: 6, quantiles: [0.1, 0.5, 0.9])
        #expect(one.failure == nil && many.failure == nil)
        for step in 0..<6 {
            #expect(abs(many.mean[step] / (16 * one.mean[step]) - 1) < 0.1, "\(many.mean[step] / one.mean[step])")
        }
        #expect(many.quantiles.allSatisfy { $0.allSatisfy { $0 == $0.rounded() && $0 >= 0 } })
    }

    /// What follows a gap must not depend on what stands in it.
    @Test(arguments: ModelName.allCases)
    func missingValuesAreNotRead(model: ModelName) {
        var a = TimeSeries(seasonalSeries(count: 60, seasonLength: 12, seed: 7), seasonLength: 12)
        for step in [3, 20, 21, 40, 59] { a.states[step] = .missing }
        var b = a
        for step in [3, 20, 21, 40, 59] { b.values[step] = -12345 }
        #expect(prediction(model: model, series: a, horizon: 5) == prediction(model: model, series: b, horizon: 5))
    }

    /// Ways in which a part of a series is not known.
    enum Gap: String, CaseIterable, CustomTestStringConvertible {
        case missing, censored, launched
        var testDescription: String { rawValue }

        /// Every fifth step, and two of the last three; or the first quarter.
        func applied(to series: TimeSeries) -> TimeSeries {
            var series = series
            let n = series.count
            for step in 0..<n {
                switch self {
                case .missing where step % 5 == 2 || step == n - 1 || step == n - 3:
                    series.values[step] = 0
                    series.states[step] = .missing
                case .censored where step % 5 == 2 || step == n - 1 || step == n - 3:
                    series.values[step] = (series.values[step] / 3).rounded(.down)
                    series.states[step] = .censored
                case .launched where step < n / 4:
                    series.values[step] = 0
                    series.states[step] = .missing
                default: break
                }
            }
            return series
        }
    }

    /// What is not known moves a forecast no further than so much less knowledge may: it is neither read as no demand nor filled.
    @Test(arguments: ModelName.allCases, Gap.allCases)
    func whatIsNotKnownPullsNothingDown(model: ModelName, gap: Gap) {
        var random = Xoshiro256(seed: 41)
        func poisson(_ mean: Double) -> Double {
            var (count, product) = (0.0, random.uniform())
            let limit = exp(-mean)
            while product > limit {
                product *= random.uniform()
                count += 1
            }
            return count
        }
        let examples = [
            TimeSeries((0..<104).map { _ in poisson(30) }),
            TimeSeries((0..<96).map { poisson(40 + 12 * sin(2 * .pi * Double($0) / 12)) }, seasonLength: 12),
            TimeSeries((0..<104).map { _ in poisson(2.5) }),
        ]
        // Those that know no season stand wherever in the cycle the last known step was.
        let isBlind = [.croston, .sba, .tsb, .adida, .imapa].contains(model)
        for series in examples where series.seasonLength == 1 || !isBlind {
            let whole = prediction(model: model, series: series, horizon: 12, quantiles: [0.05, 0.5, 0.95])
            let part = prediction(model: model, series: gap.applied(to: series), horizon: 12, quantiles: [0.05, 0.5, 0.95])
            let (a, b) = (whole.mean.reduce(0, +), part.mean.reduce(0, +))
            // Naive forecasts are single values, whichever happens to be the last: those of Poisson demand differ by √2 of its deviation.
            let level = series.mean() ?? 0
            let isSingle = [.naive, .seasonalNaive, .drift].contains(model)
            let allowed = isSingle ? 12 * 4.5 * level.squareRoot() : max(0.12 * a, 12 * 1.3 * (level / 12).squareRoot())
            #expect(abs(a - b) <= allowed, "\(series.seasonLength), level \(level): \(a) → \(b)")
            for step in 0..<12 {
                #expect(part.quantiles[0][step] <= part.quantiles[1][step] && part.quantiles[1][step] <= part.quantiles[2][step])
            }
            #expect(part.quantiles.allSatisfy { areFinite($0) })
        }
    }

    @Test func namesAreUniqueAndRound() {
        for name in ModelName.allCases {
            #expect(name.forecaster.name == name.rawValue)
            #expect(ModelName(rawValue: name.rawValue) == name)
        }
    }
}

private func areFinite(_ values: [Double]) -> Bool { values.allSatisfy { $0.isFinite } }
