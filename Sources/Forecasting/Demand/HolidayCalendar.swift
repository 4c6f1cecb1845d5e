import SupplyNetwork

/// Holidays and events that return every year, and how far each week lies within the windows around them.
///
/// A window is a range of days before or after the day itself. A week has a share of each window, the days they have in common
/// over the lesser of a week and the window's length: weeks are aligned to the feast by the day, not by their number.
struct HolidayCalendar: Sendable {
    struct Holiday: Sendable, Hashable {
        var name: String
        /// Ascending.
        var days: [Day]
        /// Days relative to the day itself, ascending and apart.
        var windows: [ClosedRange<Int>]
    }

    private(set) var holidays: [Holiday] = []
    /// The columns (windows) of each holiday are `offsets[h] ..< offsets[h + 1]`.
    private(set) var offsets = [0]
    var columnCount: Int { offsets[offsets.count - 1] }

    /// Weeks −5 … +4 around Spring Festival: giving before it, a standstill from new year's eve on, and a slow return.
    static let festivalWindows = (-5...4).map { 7 * $0 - 1...7 * $0 + 5 }
    /// Weeks around other feasts.
    static let feastWindows = (-3...1).map { 7 * $0 - 3...7 * $0 + 3 }
    /// A sale of one day: what leads up to it, its last days, and the time when people are stocked.
    static let saleWindows = [-17 ... -11, -10 ... -4, -3...0, 1...7, 8...14]

    init() {}

    /// - Parameters:
    ///   - events: of `events.csv`. Those of one region are left out. Names of movable feasts stand for the feast in every year.
    ///   - weeks: the weeks that anybody will ask for.
    init(feasts: [MovableFeast], events: [CalendarEvent], weeks: Range<Week>) {
        var windows: [(name: String, days: [Day], windows: [ClosedRange<Int>])] = []
        let years = (weeks.lowerBound.monday.civil.year - 1)...(weeks.upperBound.monday.civil.year + 1)
        var wanted = feasts
        for event in events {
            if let feast = MovableFeast(eventName: event.event), !wanted.contains(feast) { wanted.append(feast) }
        }
        for feast in MovableFeast.allCases where wanted.contains(feast) {
            windows.append(
                (
                    feast.rawValue, years.compactMap { feast.day(in: $0) },
                    feast == .springFestival ? Self.festivalWindows : Self.feastWindows
                ))
        }
        var named: [String: [Day]] = [:]
        for event in events where event.region == nil && MovableFeast(eventName: event.event) == nil {
            named[event.event.lowercased(), default: []].append(event.day)
        }
        for name in named.keys.sorted() {
            var days: [Day] = []
            // One day stands for an event that is listed day by day.
            for day in (named[name] ?? []).sorted() where days.last.map({ day - $0 > 60 }) ?? true { days.append(day) }
            windows.append((name, days, Self.saleWindows))
        }
        for entry in windows {
            // An event that has been seen once says nothing of the next.
            let near = entry.days.filter { $0 + 40 >= weeks.lowerBound.monday && $0 - 40 <= weeks.upperBound.monday }
            guard near.count >= 2 else { continue }
            holidays.append(Holiday(name: entry.name, days: near, windows: entry.windows))
            offsets.append(columnCount + entry.windows.count)
        }
    }

    func columns(of holiday: Int) -> Range<Int> { offsets[holiday]..<offsets[holiday + 1] }

    /// The columns that a week has a share of, with the shares.
    func shares(of week: Week) -> [(column: Int, share: Double)] {
        let monday = week.monday
        var shares: [(column: Int, share: Double)] = []
        for (index, holiday) in holidays.enumerated() {
            for (place, window) in holiday.windows.enumerated() {
                var days = 0
                for day in holiday.days {
                    let from = max(day + window.lowerBound, monday)
                    let to = min(day + window.upperBound, monday + 6)
                    days += max(0, to - from + 1)
                }
                if days > 0 { shares.append((offsets[index] + place, Double(days) / Double(min(7, window.count)))) }
            }
        }
        return shares
    }
}
