import SupplyNetwork

/// Weeks against months and quarters.
enum Period {
    /// Whether the week holds a day on which goods pushed at a period's end are booked: one of the last three days of a month; the
    /// last eight of a quarter, or the first four of the next, when what was sold in a hurry is sent.
    static func isEnd(_ week: Week, _ period: StockpilingIncentives.Period) -> Bool {
        (0..<7).contains { offset in
            let civil = (week.monday + offset).civil
            let left = Day.length(ofMonth: civil.month, year: civil.year) - civil.day
            switch period {
            case .month: return left <= 2
            case .quarter: return (left <= 7 && civil.month % 3 == 0) || (civil.day <= 4 && civil.month % 3 == 1)
            }
        }
    }

    /// The ledger's weeks by month or quarter, each week where its Thursday lies.
    static func windows(_ first: Week, count: Int, _ period: StockpilingIncentives.Period) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var current: Int?
        for week in 0..<count {
            let civil = ((first + week).monday + 3).civil
            let key = civil.year * 12 + (period == .month ? civil.month - 1 : (civil.month - 1) / 3)
            if key == current, let last = result.last {
                result[result.count - 1] = last.lowerBound..<week + 1
            } else {
                result.append(week..<week + 1)
                current = key
            }
        }
        return result
    }
}
