import Foundation
import Numerical
import SupplyNetwork
import Testing

@testable import Forecasting

@Suite struct DemandForecastingTests {
    static let start = Week(number: 2700)

    /// Counts around `level` with a week-of-year swing of the given depth.
    static func history(level: Double, swing: Double, count: Int, seed: UInt64, start: Week = start) -> DemandHistory {
        var random = Xoshiro256(seed: seed)
        let values = (0..<count).map { t -> Double in
            let place = Double(SeasonalProfile.place(of: start + t))
            let mean = level * (1 + swing * sin(2 * .pi * place / 52))
            return DemandDistribution(mean: mean, deviation: (1.5 * mean).squareRoot()).quantile(min(0.999, random.uniform()))
        }
        return DemandHistory(start: start, values: values)
    }

    static func panel(_ count: Int, weeks: Int = 156, swing: Double = 0.5) -> [DemandHistory] {
        (0..<count).map { history(level: [0.3, 2, 15][$0 % 3], swing: swing, count: weeks, seed: UInt64($0 + 1)) }
    }

    @Test func forecastsAreWellFormed() throws {
        let histories = Self.panel(30)
        let asOf = Self.start + 156
        let (forecasts, diagnostics) = DemandForecasting().forecasts(for: histories, firstWeek: asOf, threads: 2)
        #expect(forecasts.count == 30)
        #expect(diagnostics.isEmpty)
        for forecast in forecasts {
            let forecast = try #require(forecast)
            #expect(forecast.firstWeek == asOf && forecast.horizon == 13)
            #expect(forecast.mean.allSatisfy { $0.isFinite && $0 >= 0 })
            for week in 0..<13 {
                let row = (0..<7).map { forecast.quantile($0, week: week) }
                #expect(row == row.sorted() && row[0] >= 0)
            }
            #expect(forecast.cumulativeDeviation == forecast.cumulativeDeviation.sorted())
            #expect(forecast.cumulativeDeviation[0] > 0)
        }
    }

    @Test func threadsAndCompanyOrderDoNotMatter() {
        let histories = Self.panel(41)
        let groups = (0..<41).map { $0 % 4 }
        let asOf = Self.start + 156
        let one = DemandForecasting().forecasts(for: histories, firstWeek: asOf, groups: groups, threads: 1)
        let two = DemandForecasting().forecasts(for: histories, firstWeek: asOf, groups: groups, threads: 2)
        #expect(one.forecasts == two.forecasts)
        #expect(one.diagnostics == two.diagnostics)
    }

    /// Whatever stands on or after the as-of week, the forecast is the same.
    @Test func theFutureIsNotRead() {
        let asOf = Self.start + 120
        let histories = Self.panel(12)
        let changed = histories.map { history in
            var copy = history
            for step in 120..<156 { copy.values[step] = 1e6 }
            return copy
        }
        let forecasting = DemandForecasting()
        let a = forecasting.forecasts(for: histories, firstWeek: asOf, threads: 2).forecasts
        #expect(a == forecasting.forecasts(for: changed, firstWeek: asOf, threads: 2).forecasts)
        #expect(a.allSatisfy { $0 != nil })
    }

    @Test func nothingKnownIsNoForecast() {
        let weeks = 60
        let dead = DemandHistory(start: Self.start, values: [Double](repeating: 0, count: weeks))
        let unknown = DemandHistory(
            start: Self.start, values: [Double](repeating: 3, count: weeks),
            states: [DemandHistory.State](repeating: .missing, count: weeks))
        let empty = DemandHistory(start: Self.start, values: [])
        let later = DemandHistory(start: Self.start + 70, values: [4, 5, 6])
        let forecasts = DemandForecasting().forecasts(for: [dead, unknown, empty, later], firstWeek: Self.start + weeks, threads: 1)
            .forecasts
        #expect(forecasts == [nil, nil, nil, nil])
    }

    @Test func shortHistoriesStillGetAForecast() throws {
        let histories = (1...6).map { DemandHistory(start: Self.start, values: (0..<$0).map { Double($0 + 2) }) }
        for (index, history) in histories.enumerated() {
            let result = DemandForecasting().forecasts(for: [history], firstWeek: Self.start + history.count, threads: 1)
            let forecast = try #require(result.forecasts[0])
            #expect(forecast.mean[0] > 1 && forecast.mean[0] < 10, "\(index + 1) weeks: \(forecast.mean)")
            #expect(forecast.quantile(6, week: 0) > forecast.quantile(0, week: 0))
        }
    }

    /// Sixty series of one swing: the profile finds it, although each series is mostly noise. One year does not tell, and a
    /// group without swing gets a flat one.
    @Test func seasonsArePooled() throws {
        func profile(weeks: Int, swing: Double) throws -> SeasonalProfile {
            let entries = (0..<60).map { index -> (start: Week, values: TimeSeries)? in
                let h = Self.history(level: 3, swing: swing, count: weeks, seed: UInt64(index + 1))
                return (h.start, TimeSeries(values: h.values, states: h.states))
            }
            return try #require(
                SeasonalProfile.estimated(from: entries, groups: [Int](repeating: 0, count: 60), groupCount: 1).first)
        }
        let found = try profile(weeks: 156, swing: 0.5)
        for place in 0..<52 {
            #expect(abs(exp(found.logarithms[place]) - (1 + 0.5 * sin(2 * .pi * Double(place) / 52))) < 0.25, "week \(place)")
        }
        let short = try profile(weeks: 60, swing: 0.5)
        #expect(short.isFlat)
        let flat = try profile(weeks: 156, swing: 0)
        #expect(flat.logarithms.allSatisfy { abs($0) < 0.1 })
    }

    @Test func weeksHaveAPlaceInTheirYear() throws {
        let first = try #require(Day(year: 2025, month: 12, day: 29))
        #expect(SeasonalProfile.place(of: first.week) == 0)
        let last = try #require(Day(year: 2026, month: 12, day: 28))
        // ISO week 53 of 2026 shares the last place.
        #expect(SeasonalProfile.place(of: last.week) == 51)
        #expect(SeasonalProfile.place(of: last.week - 1) == 51)
        #expect(SeasonalProfile.place(of: last.week + 1) == 0)
    }

    /// Out-of-stock weeks at low sales hardly lower the forecast; the same values taken for demand do.
    @Test func emptyShelvesAreNotLowDemand() throws {
        var histories = Self.panel(1, swing: 0).map { _ in Self.history(level: 15, swing: 0, count: 100, seed: 77) }
        var taken = histories
        for step in stride(from: 60, to: 100, by: 3) {
            histories[0].values[step] = 1
            histories[0].states[step] = .censored
            taken[0].values[step] = 1
        }
        let asOf = Self.start + 100
        let censored = try #require(DemandForecasting().forecasts(for: histories, firstWeek: asOf, threads: 1).forecasts[0])
        let observed = try #require(DemandForecasting().forecasts(for: taken, firstWeek: asOf, threads: 1).forecasts[0])
        #expect(abs(censored.mean[0] - 15) < 2.5)
        #expect(observed.mean[0] < 0.85 * censored.mean[0])
    }

    /// Weeks between the last report and the as-of week are a gap, not a stop of sales.
    @Test func aHistoryThatEndsEarlyIsAGap() throws {
        let history = Self.history(level: 15, swing: 0, count: 100, seed: 5)
        let now = try #require(DemandForecasting().forecasts(for: [history], firstWeek: history.end, threads: 1).forecasts[0])
        let later = try #require(DemandForecasting().forecasts(for: [history], firstWeek: history.end + 4, threads: 1).forecasts[0])
        #expect(abs(now.mean[0] - later.mean[0]) < 0.15 * now.mean[0])
    }

    /// Intervals and sums over weeks cover what they say, on series made by the model's own rules: 120 series, two origins.
    @Test func coverageIsHonest() throws {
        var inside = 0.0
        var sums = 0.0
        var count = 0.0
        var windows = 0.0
        let histories = (0..<120).map { Self.history(level: [2, 6, 15][$0 % 3], swing: 0.3, count: 130, seed: UInt64(500 + $0)) }
        for origin in [104, 117] {
            let forecasts = DemandForecasting().forecasts(for: histories, firstWeek: Self.start + origin, threads: 2).forecasts
            for (history, forecast) in zip(histories, forecasts) {
                let forecast = try #require(forecast)
                var total = 0.0
                for week in 0..<13 {
                    let actual = history.values[origin + week]
                    total += actual - forecast.mean[week]
                    count += 1
                    if actual >= forecast.quantile(0, week: week) && actual <= forecast.quantile(6, week: week) { inside += 1 }
                }
                windows += 1
                if abs(total) <= 1.2816 * forecast.cumulativeDeviation[12] { sums += 1 }
            }
        }
        // Counts cannot hit 90 % exactly: both tails hold at most 5 %.
        #expect((0.88...0.97).contains(inside / count), "\(inside / count)")
        #expect((0.72...0.90).contains(sums / windows), "\(sums / windows)")
    }
}
