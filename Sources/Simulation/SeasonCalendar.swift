import Foundation
import SupplyNetwork

/// The dated events that move demand, and how strongly each category of goods feels them.
struct SeasonCalendar: Sendable {
    /// New year's day of the lunar calendar, 2018–2031 (Hong Kong Observatory, Gregorian–lunar conversion tables).
    static let springFestivals: [Day] = [
        (2018, 2, 16), (2019, 2, 5), (2020, 1, 25), (2021, 2, 12), (2022, 2, 1), (2023, 1, 22), (2024, 2, 10), (2025, 1, 29),
        (2026, 2, 17), (2027, 2, 6), (2028, 1, 26), (2029, 2, 13), (2030, 2, 3), (2031, 1, 23),
    ].compactMap { Day(year: $0.0, month: $0.1, day: $0.2) }

    let events: [CalendarEvent]

    /// All events from two months before `start` to fourteen months after `asOf`.
    init(start: Day, asOf: Day) {
        let first = start - 60
        let last = asOf + 425
        var events = SeasonCalendar.springFestivals.map { CalendarEvent(day: $0, event: "spring-festival") }
        for year in first.civil.year...last.civil.year {
            if let day = Day(year: year, month: 6, day: 18) { events.append(CalendarEvent(day: day, event: "618")) }
            if let day = Day(year: year, month: 11, day: 11) { events.append(CalendarEvent(day: day, event: "double-11")) }
        }
        self.events = events.filter { $0.day >= first && $0.day <= last }.sorted { ($0.day, $0.event) < ($1.day, $1.event) }
    }

    /// Demand of a day as a multiple of the yearly level.
    func factor(_ category: Category, on day: Day) -> Double {
        let (year, _, _) = day.civil
        let newYear = Day(year: year, month: 1, day: 1) ?? day
        let phase = 2 * Double.pi * (Double(day - newYear) - Double(category.peakDayOfYear)) / 365.25
        var factor = exp(category.seasonalAmplitude * cos(phase))
        for event in events {
            let offset = day - event.day
            guard offset >= -35, offset <= 28 else { continue }
            switch event.event {
            case "spring-festival":
                switch offset {
                case -30 ..< -7: factor *= 1 + category.giftShare * (Double(offset + 30) / 23)
                case -7 ..< -2: factor *= 0.8
                case -2..<7: factor *= 0.35
                case 7..<14: factor *= 0.75
                default: break
                }
            case "618": factor *= SeasonCalendar.saleFactor(offset: offset, leadDays: 16, peak: 1.1 * category.saleShare)
            default: factor *= SeasonCalendar.saleFactor(offset: offset, leadDays: 10, peak: 1.4 * category.saleShare)
            }
        }
        return factor
    }

    /// A sale builds up slowly, peaks in its last three days, and leaves people stocked for ten.
    private static func saleFactor(offset: Int, leadDays: Int, peak: Double) -> Double {
        if offset > -3 && offset <= 0 { return 1 + peak }
        if offset > -leadDays && offset <= -3 { return 1 + 0.2 * peak }
        if offset > 0 && offset <= 10 { return 1 - min(0.5, 0.25 * peak) }
        return 1
    }

    func isHoliday(_ day: Day) -> Bool {
        events.contains { $0.event == "spring-festival" && day - $0.day >= -3 && day - $0.day < 8 }
    }

    /// Whether sites lay in for a coming festival: it lies 14 to 35 days ahead.
    func isBeforeFestival(_ day: Day) -> Bool {
        events.contains { $0.day - day >= 10 && $0.day - day <= 32 }
    }
}

/// A category of goods: when it sells.
struct Category: Sendable, Hashable {
    var name: String
    var englishName: String
    /// Yearly swing of the logarithm of demand.
    var seasonalAmplitude: Double
    var peakDayOfYear: Int
    /// Rise before Spring Festival, where people give it as a present.
    var giftShare: Double
    /// How strongly it takes part in 618 and double 11.
    var saleShare: Double
}
