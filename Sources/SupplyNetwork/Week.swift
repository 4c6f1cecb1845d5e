/// A week that begins on a Monday, counted from the week of 1969-12-29 (week 0, the one that holds 1970-01-01).
public struct Week: Hashable, Comparable, Sendable {
    public var number: Int32

    @inlinable public init(number: Int32) { self.number = number }

    /// The Monday that begins the week: how a week is written in every file.
    @inlinable public var monday: Day { Day(number: number * 7 - 3) }
    /// The Sunday that ends it.
    @inlinable public var sunday: Day { Day(number: number * 7 + 3) }

    @inlinable public static func < (a: Week, b: Week) -> Bool { a.number < b.number }
    @inlinable public static func + (week: Week, weeks: Int) -> Week { Week(number: week.number + Int32(weeks)) }
    @inlinable public static func - (week: Week, weeks: Int) -> Week { Week(number: week.number - Int32(weeks)) }
    /// Weeks from `b` to `a`.
    @inlinable public static func - (a: Week, b: Week) -> Int { Int(a.number) - Int(b.number) }
}

extension Week: CustomStringConvertible {
    public var description: String { monday.iso8601 }
}
