import SupplyNetwork

/// Days and weeks of a world by index. A world first settles for `settlingWeeks`, unrecorded; then comes the recorded
/// history up to the as-of date, then the future that the labels look at.
struct Timeline: Sendable {
    static let settlingWeeks = 12

    let asOf: Day
    let historyWeeks: Int
    let futureWeeks: Int
    /// Day 0.
    let origin: Day

    init(asOf: Day, historyWeeks: Int, futureWeeks: Int) {
        self.asOf = asOf
        self.historyWeeks = historyWeeks
        self.futureWeeks = futureWeeks
        origin = asOf - 7 * (historyWeeks + Timeline.settlingWeeks)
    }

    var historyStart: Int { 7 * Timeline.settlingWeeks }
    var asOfIndex: Int { historyStart + 7 * historyWeeks }
    var weekCount: Int { Timeline.settlingWeeks + historyWeeks + futureWeeks }
    var dayCount: Int { 7 * weekCount }
    var firstWeek: Week { (asOf - 7 * historyWeeks).week }

    func day(_ index: Int) -> Day { origin + index }
    func index(_ day: Day) -> Int { day - origin }
    /// The day at this share of the recorded history.
    func day(atShare share: Double) -> Day { day(historyStart + Int(share * Double(7 * historyWeeks))) }
}
