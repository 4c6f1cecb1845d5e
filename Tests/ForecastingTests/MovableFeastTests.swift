import Foundation
import SupplyNetwork
import Testing

@testable import Forecasting

@Suite struct MovableFeastTests {
    /// Published dates: State Council notices and the Hong Kong Observatory's tables; Easter by the US Naval Observatory's.
    @Test(arguments: [
        (MovableFeast.springFestival, "1900-01-31"), (.springFestival, "1949-01-29"), (.springFestival, "1966-01-21"),
        (.springFestival, "1985-02-20"), (.springFestival, "2000-02-05"), (.springFestival, "2019-02-05"), (.springFestival, "2020-01-25"),
        (.springFestival, "2021-02-12"), (.springFestival, "2022-02-01"), (.springFestival, "2023-01-22"), (.springFestival, "2024-02-10"),
        (.springFestival, "2025-01-29"), (.springFestival, "2026-02-17"), (.springFestival, "2027-02-06"), (.springFestival, "2033-01-31"),
        (.springFestival, "2034-02-19"), (.springFestival, "2100-02-09"), (.dragonBoat, "2023-06-22"), (.dragonBoat, "2024-06-10"),
        (.dragonBoat, "2025-05-31"), (.dragonBoat, "2026-06-19"), (.midAutumn, "1978-09-17"), (.midAutumn, "2020-10-01"),
        (.midAutumn, "2023-09-29"), (.midAutumn, "2024-09-17"), (.midAutumn, "2025-10-06"), (.midAutumn, "2026-09-25"),
        (.easter, "1961-04-02"), (.easter, "2000-04-23"), (.easter, "2008-03-23"), (.easter, "2024-03-31"), (.easter, "2025-04-20"),
        (.easter, "2038-04-25"),
    ])
    func publishedDates(feast: MovableFeast, text: String) throws {
        let day = try #require(Day(iso8601: text))
        #expect(feast.day(in: day.civil.year) == day)
    }

    /// New year is a day of new moon: within 15 hours of the mean one (Meeus 1998, ch. 49: JDE 2451550.09766 + 29.530588861 k), the
    /// day at 120° east, in every year; and years have 12 or 13 months.
    @Test func springFestivalFollowsTheMoon() throws {
        var before: Day?
        for year in MovableFeast.years {
            let day = try #require(MovableFeast.springFestival.day(in: year))
            // Noon in China, in days since the mean new moon of 2000-01-06.
            let noon = Double(day.number) + 2_440_587.5 + 0.5 - 8.0 / 24
            let age = ((noon - 2_451_550.09766) / 29.530588861).rounded() * 29.530588861 + 2_451_550.09766 - noon
            #expect(abs(age) < 0.5 + 15.0 / 24, "\(day)")
            if let before { #expect([353, 354, 355, 383, 384, 385].contains(day - before), "\(day)") }
            let (_, month, date) = day.civil
            #expect(month == 1 && date >= 20 || month == 2 && date <= 21)
            before = day
            let mid = try #require(MovableFeast.midAutumn.day(in: year))
            let boat = try #require(MovableFeast.dragonBoat.day(in: year))
            // Three lunar months and ten days apart, four where one is doubled between them; in 2098 three short ones.
            #expect([97, 98, 99, 100, 127, 128, 129].contains(mid - boat), "\(boat) \(mid)")
        }
        #expect(MovableFeast.springFestival.day(in: 1899) == nil)
    }

    @Test func weeksShareWindowsByTheDay() throws {
        let first = try #require(Day(year: 2024, month: 1, day: 1)).week
        let calendar = HolidayCalendar(feasts: [.springFestival], events: [], weeks: first..<first + 110)
        #expect(calendar.holidays.count == 1)
        // 2025-01-29 is a Wednesday: five days of its week (Tuesday on) lie in the window −1 … +5, one before it.
        let week = try #require(Day(year: 2025, month: 1, day: 27)).week
        let shares = calendar.shares(of: week)
        #expect(shares.count == 2)
        #expect(abs(shares.reduce(0) { $0 + $1.share } - 1) < 1e-12)
        #expect(shares.contains { $0.column == 5 && abs($0.share - 6.0 / 7) < 1e-12 })
        // An event seen once teaches nothing.
        let once = HolidayCalendar(feasts: [], events: [CalendarEvent(day: week.monday, event: "fair")], weeks: first..<first + 110)
        #expect(once.holidays.isEmpty)
    }
}
