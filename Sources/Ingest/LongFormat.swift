import DelimitedText
import SupplyNetwork

/// One series of the forecasting ecosystem's long format.
public struct LongSeries: Sendable, Hashable {
    public var id: String
    /// First step: a day, or the integer itself.
    public var start: LongStep
    /// One value for each step from `start`; nil where the file has none. A gap is missing, never zero.
    public var values: [Double?]

    public init(id: String, start: LongStep, values: [Double?]) {
        self.id = id
        self.start = start
        self.values = values
    }
}

/// One value of `ds`.
public enum LongStep: Sendable, Hashable {
    case integer(Int)
    case day(Day)
}

/// How far apart the steps of `ds` are, in all series of a file.
public enum LongFrequency: Sendable, Hashable {
    /// Integers, so far apart.
    case integer(step: Int)
    /// Days (1, 7 or any other number of them).
    case days(Int)
    /// Months (1, 3, 12 …), always on the same day of the month, or always on its last.
    case months(Int, atMonthEnd: Bool)
}

/// A file in long format: `unique_id`, `ds`, `y`.
public struct LongFormatContents: Sendable {
    /// In order of first appearance.
    public var series: [LongSeries]
    public var frequency: LongFrequency
    public var totals: FileTotals
    public var diagnostics: [Diagnostic]

    /// The next steps behind a series' last, as `ds` writes them.
    public func labels(after series: LongSeries, horizon: Int) -> [String] {
        (0..<horizon).map { step(series.start, advancedBy: series.values.count + $0) }
    }

    /// The label of a series' step.
    public func label(of series: LongSeries, step index: Int) -> String { step(series.start, advancedBy: index) }

    private func step(_ start: LongStep, advancedBy count: Int) -> String {
        switch (start, frequency) {
        case (.integer(let value), .integer(let step)): String(value + count * step)
        case (.integer(let value), _): String(value + count)
        case (.day(let day), .days(let step)): (day + count * step).iso8601
        case (.day(let day), .months(let step, let atMonthEnd)):
            LongFormatReader.day(day, monthsLater: count * step, atMonthEnd: atMonthEnd).iso8601
        case (.day(let day), .integer): (day + count).iso8601
        }
    }
}

/// Reads `unique_id`, `ds`, `y` for `penstock forecast` and `penstock evaluate`.
public struct LongFormatReader: Sendable {
    public var path: String
    public var options: ReadingOptions
    /// A series longer than this is not believed: one typo in `ds` must not fill the memory with missing steps.
    public static let longestSeries = 100_000

    public init(path: String, options: ReadingOptions = ReadingOptions()) {
        self.path = path
        self.options = options
    }

    private static let contract = ContractFile.long

    /// - Throws: `UnusableInput` where the file cannot be read, misses a column or holds no usable row.
    public func contents() throws -> LongFormatContents {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let log = FindingLog(limit: max(0, options.findingsPerCode))
        guard let table = try OpenTable(DataFile(kind: LongFormatReader.contract, name: name, path: path), options: options, log: log)
        else {
            throw UnusableInput(file: name, problem: "the file is empty", help: "It must hold the columns unique_id, ds and y.")
        }
        var ids: [String: Int] = [:]
        var names: [String] = []
        var points: [[(at: Int, value: Double?, line: Int)]] = []
        var kind: Bool?
        let (id, ds, y) = (table.column("unique_id"), table.column("ds"), table.column("y"))
        let totals = try table.forEachRow(options: options, log: log, rejected: RejectedRows(nil)) { row throws(RowFailure) in
            let series = try row.requiredText(id)
            let label = try row.requiredText(ds)
            // Short integers are steps; eight digits, and whatever has separators, are dates.
            let integer = label.utf8.count < 8 ? Int(label) : nil
            let at: Int
            if let integer {
                at = integer
            } else if let day = CivilDate.parsed(label) {
                at = Int(day.number)
            } else {
                throw RowFailure(
                    code: .notADate, field: ds.field, message: "expected a date or a whole number, found “\(FieldText.excerpt(label))”")
            }
            guard kind == nil || kind == (integer != nil) else {
                throw RowFailure(
                    code: .notADate, field: ds.field, message: "“\(FieldText.excerpt(label))” is not written as the rows before it are")
            }
            kind = integer != nil
            let value = try row.number(y, in: -1e300...1e300, code: .quantityNotANumber, noun: "a number", failing: true)
            let place = ids[series] ?? names.count
            if place == names.count {
                ids[series] = place
                names.append(series)
                points.append([])
            }
            points[place].append((at, value, row.fileLine))
        }
        guard let isInteger = kind else {
            throw UnusableInput(
                file: name, problem: "no row can be used",
                help: "Each row needs a unique_id, a date or whole number in ds, and a number in y.")
        }
        for index in points.indices {
            let isInOrder = zip(points[index], points[index].dropFirst()).allSatisfy { $0.at < $1.at }
            guard !isInOrder else { continue }
            // Of two values for one step the later line wins.
            var latest: [Int: (at: Int, value: Double?, line: Int)] = [:]
            for point in points[index] {
                if let earlier = latest[point.at] {
                    log.add(
                        .conflictingCount, file: name, line: point.line, column: y.field + 1,
                        "“\(FieldText.excerpt(names[index]))” has a value for this step in line \(earlier.line) already; this one is used")
                }
                latest[point.at] = point
            }
            points[index] = latest.values.sorted { $0.at < $1.at }
        }
        let frequency =
            isInteger
            ? LongFormatReader.integerFrequency(points.map { $0.map(\.at) }) : LongFormatReader.dayFrequency(points.map { $0.map(\.at) })
        var series: [LongSeries] = []
        for (index, id) in names.enumerated() {
            guard let first = points[index].first else { continue }
            var values: [Double?] = []
            for point in points[index] {
                guard let step = LongFormatReader.step(from: first.at, to: point.at, frequency), step < LongFormatReader.longestSeries,
                    step >= values.count
                else {
                    log.add(
                        .notADate, file: name, line: point.line, column: ds.field + 1,
                        "this step of “\(FieldText.excerpt(id))” does not lie on the grid of the other rows and was left out")
                    continue
                }
                values.append(contentsOf: repeatElement(nil, count: step - values.count))
                values.append(point.value)
            }
            series.append(LongSeries(id: id, start: isInteger ? .integer(first.at) : .day(Day(number: Int32(first.at))), values: values))
        }
        return LongFormatContents(series: series, frequency: frequency, totals: totals, diagnostics: log.finished())
    }

    /// The greatest step that every gap is a multiple of.
    private static func integerFrequency(_ series: [[Int]]) -> LongFrequency {
        .integer(step: max(1, gaps(series).keys.reduce(0, greatestCommonDivisor)))
    }

    /// Months where nearly all gaps are whole months and some are not the same number of days; else days.
    private static func dayFrequency(_ series: [[Int]]) -> LongFrequency {
        let gaps = gaps(series)
        guard let usual = gaps.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key else { return .days(1) }
        if usual < 28 {
            // Weeks with a gap are still weeks; days with a weekend left out are still days.
            let common = gaps.keys.reduce(0, greatestCommonDivisor)
            return .days(max(1, common))
        }
        let civil = series.map { $0.map { Day(number: Int32($0)) } }
        let atMonthEnd = civil.allSatisfy { $0.allSatisfy { ($0 + 1).civil.day == 1 } }
        let isMonthly = atMonthEnd || civil.allSatisfy { days in days.allSatisfy { $0.civil.day == days[0].civil.day } }
        guard isMonthly else { return .days(max(1, gaps.keys.reduce(0, greatestCommonDivisor))) }
        var step = 0
        for days in civil {
            for (a, b) in zip(days, days.dropFirst()) { step = greatestCommonDivisor(step, monthNumber(b) - monthNumber(a)) }
        }
        return .months(max(1, step), atMonthEnd: atMonthEnd)
    }

    private static func gaps(_ series: [[Int]]) -> [Int: Int] {
        var gaps: [Int: Int] = [:]
        for steps in series { for (a, b) in zip(steps, steps.dropFirst()) { gaps[b - a, default: 0] += 1 } }
        return gaps
    }

    private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
        var (a, b) = (abs(a), abs(b))
        while b != 0 { (a, b) = (b, a % b) }
        return a
    }

    private static func monthNumber(_ day: Day) -> Int { day.civil.year * 12 + day.civil.month - 1 }

    /// How many steps lie between two values of `ds`, or nil where they are not a whole number of steps apart.
    private static func step(from first: Int, to at: Int, _ frequency: LongFrequency) -> Int? {
        switch frequency {
        case .integer(let step), .days(let step): return (at - first) % step == 0 ? (at - first) / step : nil
        case .months(let months, _):
            let distance = monthNumber(Day(number: Int32(at))) - monthNumber(Day(number: Int32(first)))
            return distance % months == 0 ? distance / months : nil
        }
    }

    /// The same day of the month so many months later, or that month's last day where it has no such day.
    static func day(_ day: Day, monthsLater months: Int, atMonthEnd: Bool) -> Day {
        let civil = day.civil
        let number = civil.year * 12 + civil.month - 1 + months
        let (year, month) = (number / 12, number % 12 + 1)
        let length = Day.length(ofMonth: month, year: year)
        return Day(year: year, month: month, day: atMonthEnd ? length : min(civil.day, length)) ?? day
    }
}
