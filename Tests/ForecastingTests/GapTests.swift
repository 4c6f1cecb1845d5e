import Foundation
import Numerical
import SupplyNetwork
import Testing

@testable import Forecasting

/// Steps of which nothing is known, or only that stock ran out, in the parts that models are made of.
@Suite struct GapTests {
    /// A level of 100 that hardly moves, times a season.
    private static func seasonal(count: Int, seed: UInt64) -> TimeSeries {
        var random = Xoshiro256(seed: seed)
        var level = 100.0
        let values = (0..<count).map { (t: Int) -> Double in
            level *= 1 + 0.01 * (random.uniform() - 0.4)
            let wave: Double = sin(2 * Double.pi * Double(t) / 12)
            return level * (1 + 0.3 * wave) * (0.97 + 0.06 * random.uniform())
        }
        return TimeSeries(values, seasonLength: 12)
    }

    private static func open(_ series: TimeSeries, _ state: DemandHistory.State, share: Double, seed: UInt64) -> TimeSeries {
        var random = Xoshiro256(seed: seed)
        var series = series
        let n = series.count
        for step in 0..<n where random.uniform() < share || step == n - 1 || step == n - 3 {
            series.states[step] = state
            series.values[step] = step % 2 == 0 ? 0 : (0.4 * series.values[step]).rounded(.down)
        }
        return series
    }

    /// A history that begins late is the history it is: what a model says of it does not depend on how long nothing was sold before.
    @Test(arguments: ModelName.allCases)
    func weeksBeforeLaunchAreNoWeeks(model: ModelName) {
        var random = Xoshiro256(seed: 77)
        let panel = (0..<6).map { index -> TimeSeries in
            if index % 2 == 0 { return Self.seasonal(count: 66, seed: UInt64(index)) }
            return TimeSeries((0..<66).map { _ in (6 * random.uniform() * random.uniform()).rounded() }, seasonLength: 12)
        }
        let launch = 17
        let short = panel.map { TimeSeries(Array($0.values.dropFirst(launch)), seasonLength: 12) }
        let long = panel.map { series -> TimeSeries in
            var series = series
            for step in 0..<launch { series.states[step] = .missing }
            return series
        }
        for (a, b) in zip(short, long) {
            #expect(
                prediction(model: model, series: a, horizon: 5, levels: [80])
                    == prediction(model: model, series: b, horizon: 5, levels: [80]))
        }
        guard model.pooled != nil else { return }
        // Beside three that were there all the time.
        #expect(
            predictions(model: model, series: Array(short.prefix(3) + panel.suffix(3)), horizon: 5, levels: [80], threads: 2)
                == predictions(model: model, series: Array(long.prefix(3) + panel.suffix(3)), horizon: 5, levels: [80], threads: 2))
    }

    /// A new product that keeps selling out has few weeks whose demand is known; the others still say nothing.
    @Test(arguments: ModelName.allCases, [8, 10, 12])
    func emptyShelvesOfShortHistoriesAreNotDemand(model: ModelName, count: Int) {
        for seed in 0..<4 {
            var random = Xoshiro256(seed: UInt64(seed))
            let whole = TimeSeries((0..<count).map { _ in 40 * (0.95 + 0.1 * random.uniform()) })
            var part = whole
            for step in [count / 3, count - 3, count - 1] {
                part.values[step] = 0
                part.states[step] = .censored
            }
            let a = prediction(model: model, series: whole, horizon: 6).mean.reduce(0, +)
            let b = prediction(model: model, series: part, horizon: 6).mean.reduce(0, +)
            #expect((0.85...1.15).contains(b / a), "\(a) → \(b)")
        }
    }

    /// With a fifth of the months open, the season is still found, and every month of it.
    @Test(
        arguments: [
            ModelName.seasonalNaive, .autoETS, .autoARIMA, .ces, .theta, .optimisedTheta, .dynamicTheta, .mstl, .harmonic, .tbats, .auto,
        ], [DemandHistory.State.missing, .censored])
    func seasonsSurviveGaps(model: ModelName, state: DemandHistory.State) {
        for seed in 1...2 {
            let whole = Self.seasonal(count: 84, seed: UInt64(seed))
            let a = prediction(model: model, series: whole, horizon: 12).mean
            let b = prediction(
                model: model, series: Self.open(whole, state, share: 0.2, seed: UInt64(seed) + 50), horizon: 12
            ).mean
            let sums = (a.reduce(0, +), b.reduce(0, +))
            #expect((0.95...1.05).contains(sums.1 / sums.0), "\(a) → \(b)")
            let ratios = zip(a, b).map { $1 / $0 }
            #expect(ratios.allSatisfy { (0.85...1.15).contains($0) }, "\(ratios)")
        }
    }

    /// Where nothing but season is there, its indices are found whatever is open.
    @Test func indicesOfSeriesWithGaps() throws {
        let season = [1.5, 0.6, 1.2, 0.9, 0.8, 1.0, 1.3, 0.5, 1.1, 0.7, 1.4, 1.0]
        var random = Xoshiro256(seed: 5)
        let known = (0..<84).map { _ in random.uniform() > 0.25 }
        #expect(known.contains(false))
        let values = (0..<84).map { known[$0] ? 50 * season[$0 % 12] : -1000 }
        let found = try #require(ClassicalDecomposition(values: values, known: known, seasonLength: 12))
        let ratios = try #require(found.multiplicativeIndices)
        for j in 0..<12 {
            let difference: Double = 50 * (season[j] - 1)
            #expect(abs(ratios[j] - season[j]) < 1e-3, "\(ratios)")
            #expect(abs(found.additiveIndices[j] - difference) < 0.05, "\(found.additiveIndices)")
        }
    }

    /// A test at 90 % speaks for one series without a season in ten at most, with gaps as without; and still for those that have one.
    @Test(arguments: [0, 0.1, 0.2]) func seasonalityTestKeepsItsLevel(share: Double) {
        var random = Xoshiro256(seed: 12)
        func spoken(amplitude: Double) -> Int {
            var count = 0
            for _ in 0..<300 {
                let values = (0..<96).map { (t: Int) -> Double in random.uniform() + amplitude * sin(2 * Double.pi * Double(t) / 12) }
                let known = (0..<96).map { _ in random.uniform() >= share }
                if isSeasonal(values, known: known, seasonLength: 12) { count += 1 }
            }
            return count
        }
        let (without, with) = (spoken(amplitude: 0), spoken(amplitude: 0.5))
        #expect(without <= 30 && with >= 270, "\(without) and \(with) of 300")
    }

    /// Three steps of which nothing is known lie between the last value and the forecast: what is said of the next step is what was said
    /// of the fourth, and of the sum of two that of five without three.
    @Test(arguments: [ModelName.naive, .autoETS, .ces, .theta, .autoARIMA])
    func whatWasNotSeenAtTheEndWidens(model: ModelName) throws {
        var random = Xoshiro256(seed: 8)
        var level = 100.0
        let values = (0..<80).map { _ -> Double in
            level += 4 * (random.uniform() - 0.5)
            return level + 6 * (random.uniform() - 0.5)
        }
        var open = TimeSeries(values + [0, 0, 0])
        for step in 80..<83 { open.states[step] = .missing }
        let whole = try model.forecaster.fit(TimeSeries(values)).forecast(horizon: 5)
        let after = try model.forecaster.fit(open).forecast(horizon: 2)
        // Relative errors are added by linearisation.
        let tolerance = model == .autoETS ? 1e-3 : 1e-9
        for step in 0..<2 { #expect(abs(after.variance[step] / whole.variance[step + 3] - 1) < tolerance) }
        #expect(abs(after.cumulativeVariance[0] / whole.variance[3] - 1) < tolerance)
        // Two steps: between no dependence of their errors and full dependence.
        let deviations = after.variance.map { $0.squareRoot() }
        #expect(after.cumulativeVariance[1] > after.variance[0] + after.variance[1])
        #expect(after.cumulativeVariance[1].squareRoot() < deviations[0] + deviations[1])
    }

    /// Empty shelves sell nothing; that does not make demand intermittent.
    @Test func emptyShelvesDoNotMakeDemandIntermittent() {
        var series = TimeSeries((0..<60).map { 30 + Double($0 * 7 % 5) })
        let (members, kind) = (Automatic.members(for: series), GroupForecasting.kind(of: series))
        for step in 0..<60 where step % 3 == 1 {
            series.values[step] = 0
            series.states[step] = .censored
        }
        #expect(Automatic.members(for: series) == members)
        #expect(GroupForecasting.kind(of: series) == kind)
    }

    /// Nor do they make it restless.
    @Test func emptyShelvesAreNoChanges() throws {
        var missing = Self.open(Self.seasonal(count: 120, seed: 3), .missing, share: 0.2, seed: 9)
        let censored = Self.open(Self.seasonal(count: 120, seed: 3), .censored, share: 0.2, seed: 9)
        let squares = try #require(RecentChanges(missing).meanSquares(horizon: 3))
        #expect(try #require(RecentChanges(censored).meanSquares(horizon: 3)) == squares)
        #expect(missing.meanAbsoluteChange == censored.meanAbsoluteChange)
        missing.states = missing.states.map { $0 == .missing ? .observed : $0 }
        #expect(try #require(RecentChanges(missing).meanSquares(horizon: 3))[0] > 3 * squares[0])
    }

    /// A month of which nothing was sold for want of goods is no month without demand: relative errors stay possible.
    @Test func emptyShelvesLeaveRelativeErrorsPossible() throws {
        let whole = Self.seasonal(count: 60, seed: 4)
        let fitted = try ETS(ETSForm(.multiplicative, .none, .multiplicative)).fit(Self.open(whole, .censored, share: 0.1, seed: 2))
        let reference = try ETS(ETSForm(.multiplicative, .none, .multiplicative)).fit(whole)
        let (a, b) = (reference.forecast(horizon: 12).mean, fitted.forecast(horizon: 12).mean)
        let ratios = zip(a, b).map { $1 / $0 }
        #expect(ratios.allSatisfy { (0.9...1.1).contains($0) }, "\(ratios)")
    }
}
