import SupplyNetwork

/// Weeks against months and quarters.
enum Period {
    /// Whether the week holds one of the last three days of the period, or its last day is a Sunday or Monday after it: where
    /// goods pushed before a period's end are booked.
    static func isEnd(_ week: Week, _ period: StockpilingIncentives.Period) -> Bool {
        (0..<7).contains { offset in
            let day = week.monday + offset
            let civil = day.civil
            let left = Day.length(ofMonth: civil.month, year: civil.year) - civil.day
            return left <= 2 && (period == .month || civil.month % 3 == 0)
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
