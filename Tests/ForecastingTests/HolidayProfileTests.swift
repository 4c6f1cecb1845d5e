import Foundation
import Numerical
import SupplyNetwork
import Testing

@testable import Forecasting

@Suite struct HolidayProfileTests {
    /// Begins in 2020; four festivals, on 2021-02-12, 2022-02-01, 2023-01-22 and 2024-02-10.
    static let start = Day(year: 2020, month: 8, day: 3)?.week ?? Week(number: 2640)

    /// Series with a rise of `gift` (log) in the three weeks before Spring Festival, a fall of `closed` in its week, a season, and a
    /// shock common to all series of a week.
    static func entries(
        gift: Double, closed: Double, weeks: Int, season: Double = 0.2, count: Int = 60, seed: UInt64, shock: Double = 0.05
    ) -> [(start: Week, values: TimeSeries)?] {
        var random = Xoshiro256(seed: seed)
        let truth = (0..<weeks).map { t -> Double in
            let week = start + t
            let s = season * sin(2 * .pi * Double(SeasonalProfile.place(of: week)) / 52)
            return s + effect(week, gift: gift, closed: closed) + shock * Normal.quantile(min(0.9999, max(0.0001, random.uniform())))
        }
        return (0..<count).map { index in
            let level = [1.0, 4, 20][index % 3]
            let values = truth.map { log -> Double in
                let mean = level * exp(log)
                return DemandDistribution(mean: mean, deviation: (1.5 * mean).squareRoot()).quantile(min(0.999, random.uniform()))
            }
            return (start, TimeSeries(values))
        }
    }

    static func effect(_ week: Week, gift: Double, closed: Double) -> Double {
        var sum = 0.0
        for year in 2020...2026 {
            guard let day = MovableFeast.springFestival.day(in: year) else { continue }
            for offset in 0..<7 {
                let distance = week.monday + offset - day
                if (-22 ... -2).contains(distance) { sum += gift / 7 }
                if (-1...5).contains(distance) { sum += closed / 7 }
            }
        }
        return sum
    }

    static func calendar(_ weeks: Int) -> HolidayCalendar {
        HolidayCalendar(feasts: MovableFeast.allCases, events: [], weeks: start..<start + weeks + 60)
    }

    /// Next year's festival, three weeks later than the last, is forecast where it will be.
    @Test(arguments: [UInt64(1), 2, 3])
    func aMovingFestivalIsFollowed(seed: UInt64) throws {
        let weeks = 150
        let series = Self.entries(gift: 0.4, closed: -1, weeks: weeks, seed: seed)
        let groups = series.indices.map { $0 % 2 }
        let calendar = Self.calendar(weeks)
        let with = SeasonalProfile.estimated(from: series, groups: groups, groupCount: 2, calendar: calendar)
        let without = SeasonalProfile.estimated(from: series, groups: groups, groupCount: 2)
        // The weeks around 2024-02-10 were not seen; that of 2023 fell on 01-22.
        let around = try #require(Day(year: 2024, month: 1, day: 8)).week
        for group in 0..<2 {
            var (aligned, numbered) = (0.0, 0.0)
            for step in 0..<8 {
                let week = around + step
                let place = SeasonalProfile.place(of: week)
                let truth = Self.effect(week, gift: 0.4, closed: -1) + 0.2 * sin(2 * .pi * Double(place) / 52)
                aligned += pow(with[group].logarithm(place: place, shares: calendar.shares(of: week)) - truth, 2)
                numbered += pow(without[group].logarithm(place: place, shares: []) - truth, 2)
            }
            #expect((aligned / 8).squareRoot() < 0.15, "group \(group): \((aligned / 8).squareRoot())")
            #expect(aligned < 0.25 * numbered)
        }
        // Nothing is left behind in the numbered weeks it has been in.
        let row = with[0].logarithms[3...6].enumerated().map { $1 - 0.2 * sin(2 * .pi * Double($0 + 3) / 52) }
        #expect(row.allSatisfy { abs($0) < 0.25 }, "\(row)")
    }

    /// Where there is no festival none is found, and the profile is that of the weeks alone, to the last digit.
    @Test func noFestivalIsInvented() {
        var found = 0
        for seed in UInt64(11)...30 {
            let series = Self.entries(gift: 0, closed: 0, weeks: 150, count: 30, seed: seed)
            let groups = [Int](repeating: 0, count: series.count)
            let with = SeasonalProfile.estimated(from: series, groups: groups, groupCount: 1, calendar: Self.calendar(150))[0]
            let without = SeasonalProfile.estimated(from: series, groups: groups, groupCount: 1)[0]
            if with.holidayEffects.contains(where: { $0 != 0 }) { found += 1 } else { #expect(with.logarithms == without.logarithms) }
        }
        // One in a hundred worlds: hardly one in twenty of them.
        #expect(found <= 1)
    }

    /// One year cannot tell a festival from a week.
    @Test func oneYearHasNoProfile() {
        let series = Self.entries(gift: 0.4, closed: -1, weeks: 60, seed: 5)
        let profile = SeasonalProfile.estimated(
            from: series, groups: [Int](repeating: 0, count: series.count), groupCount: 1, calendar: Self.calendar(60))[0]
        #expect(profile.isFlat)
    }
}
