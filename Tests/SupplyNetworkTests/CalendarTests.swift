import Testing

@testable import SupplyNetwork

@Suite struct CalendarTests {
    @Test func everyDayOfFourCenturiesIsItsOwn() {
        var day = Day(number: -719_162)  // 0001-01-01
        var previous = day.civil
        #expect(previous == (1, 1, 1))
        for _ in 0..<146_097 {
            day = day + 1
            let civil = day.civil
            #expect(Day(year: civil.year, month: civil.month, day: civil.day) == day)
            #expect((civil.year, civil.month, civil.day) > (previous.year, previous.month, previous.day))
            previous = civil
        }
        #expect(previous == (401, 1, 1))
    }

    @Test(arguments: [("1970-01-01", 0), ("2000-02-29", 11016), ("2026-03-02", 20514), ("1969-12-31", -1)])
    func knownDays(text: String, number: Int32) throws {
        let day = try #require(Day(iso8601: text))
        #expect(day.number == number)
        #expect(day.iso8601 == text)
    }

    @Test(arguments: ["2026-02-29", "2026-13-01", "2026-00-10", "26-03-02", "2026-3-2", "2026-03-02x", "", "abcd-ef-gh", "1900-02-29"])
    func noSuchDay(text: String) { #expect(Day(iso8601: text) == nil) }

    @Test func weeksBeginOnMondays() throws {
        let monday = try #require(Day(iso8601: "2026-03-02"))
        #expect(monday.weekday == 0)
        for offset in -400..<400 {
            let week = (monday + offset).week
            #expect(week.monday.weekday == 0)
            #expect(week.monday <= monday + offset && monday + offset <= week.sunday)
            #expect(week - monday.week == Int((Double(offset) / 7).rounded(.down)))
        }
    }
}
