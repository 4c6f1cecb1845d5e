/// A civil day of the proleptic Gregorian calendar, counted from 1970-01-01 (day 0).
///
/// Conversions follow the algorithms of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2013), §5–6: years
/// are taken to begin on 1 March, so that leap days come last and every 400-year era has the same 146,097 days.
public struct Day: Hashable, Comparable, Sendable, Codable {
    /// Days since 1970-01-01; negative before.
    public var number: Int32

    @inlinable public init(number: Int32) { self.number = number }

    /// The day with these civil fields, or nil where the calendar has none (2026-02-30, month 13).
    @inlinable public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Day.length(ofMonth: month, year: year)
        else { return nil }
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        number = Int32(era * 146_097 + dayOfEra - 719_468)
    }

    /// The day written as ISO 8601 `yyyy-mm-dd`, or nil.
    public init?(iso8601 text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    @inlinable public static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Year, month (1–12) and day of the month (1–31).
    public var civil: (year: Int, month: Int, day: Int) {
        let z = Int(number) + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    /// Days since this week's Monday: 0 is Monday, 6 is Sunday.
    @inlinable public var weekday: Int {
        let offset = (Int(number) + 3) % 7
        return offset < 0 ? offset + 7 : offset
    }

    /// The week that holds this day.
    @inlinable public var week: Week { Week(number: (number + 3 - Int32(weekday)) / 7) }

    /// `yyyy-mm-dd`.
    public var iso8601: String {
        let (year, month, day) = civil
        func padded(_ value: Int, _ width: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
        }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    @inlinable public static func < (a: Day, b: Day) -> Bool { a.number < b.number }
    @inlinable public static func + (day: Day, days: Int) -> Day { Day(number: day.number + Int32(days)) }
    @inlinable public static func - (day: Day, days: Int) -> Day { Day(number: day.number - Int32(days)) }
    /// Days from `b` to `a`.
    @inlinable public static func - (a: Day, b: Day) -> Int { Int(a.number) - Int(b.number) }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let day = Day(iso8601: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "expected a date such as 2026-03-02, found “\(text)”")
        }
        self = day
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(iso8601)
    }
}

extension Day: CustomStringConvertible {
    public var description: String { iso8601 }
}
