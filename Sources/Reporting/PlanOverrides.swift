import DelimitedText
import Foundation
import SupplyNetwork
import Wording

/// What a planner changed in `plan.xlsx` or `plan.csv`, read back.
public struct PlanOverrides: Sendable {
    /// One changed order line.
    public struct Change: Sendable, Hashable {
        /// Row of the sheet or line of the file.
        public var row: Int
        public var site: String
        public var sku: String
        public var orderOn: Day
        /// What the plan had said; nil where the file does not say.
        public var suggested: Double?
        public var quantity: Double
        public var reason: String?
    }

    /// A row that cannot be used. While there is one, nothing is written.
    public struct Problem: Sendable, Hashable, CustomStringConvertible {
        public var place: String
        public var row: Int
        public var message: String
        public init(place: String, row: Int, message: String) {
            self.place = place
            self.row = row
            self.message = message
        }

        public var description: String { "\(place):\(row): error: \(message)" }
    }

    public private(set) var changes: [Change] = []
    public private(set) var problems: [Problem] = []
    /// Order lines read, changed or not.
    public private(set) var lines = 0
    /// Rows whose override says what the plan says.
    public private(set) var unchanged = 0
    /// Overrides on the sheet of transfers, which no run can apply.
    public private(set) var transfers = 0

    /// Reads a workbook (`.xlsx`) or a CSV file with a column `override` (or 改为).
    /// - Parameter asOf: orders of rows without a date are taken to be placed on this day.
    /// - Throws: `WorkbookReader.Failure`.
    public init(path: String, asOf: Day? = nil) throws {
        if path.lowercased().hasSuffix(".csv") {
            try read(csv: path, asOf: asOf)
            return
        }
        let book = try WorkbookReader(path: path)
        let orders = PlanOverrides.titles(.ordersSheet)
        guard
            let sheet = book.sheets.first(where: { orders.contains($0.name) })
                ?? book.sheets.first(where: { Columns($0.rows.first?.cells ?? [:]) != nil })
        else { throw WorkbookReader.Failure(path: path, reason: "has no sheet of orders (\(orders.joined(separator: ", ")))") }
        guard let header = sheet.rows.first, let columns = Columns(header.cells) else {
            throw WorkbookReader.Failure(
                path: path, reason: "lacks the columns site, SKU and override in the first row of the sheet \(sheet.name)")
        }
        for row in sheet.rows.dropFirst() { read(row.cells, columns, place: sheet.name, row: row.number, asOf: asOf) }
        let moves = PlanOverrides.titles(.transfersSheet)
        if let sheet = book.sheets.first(where: { moves.contains($0.name) }), let header = sheet.rows.first,
            let column = Columns.column(of: .override, in: header.cells)
        {
            transfers = sheet.rows.dropFirst().count { $0.cells[column] != nil }
        }
        findDuplicates(place: sheet.name)
    }

    private mutating func read(csv path: String, asOf: Day?) throws {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw WorkbookReader.Failure(path: path, reason: "cannot be read")
        }
        let records = DelimitedRecords(try DelimitedRecords.text(of: [UInt8](data), path: path)).records
        func cells(_ fields: [String]) -> [Int: String] {
            Dictionary(uniqueKeysWithValues: fields.enumerated().filter { !$0.element.isEmpty }.map { ($0.offset, $0.element) })
        }
        guard let header = records.first, let columns = Columns(cells(header.fields)) else {
            throw WorkbookReader.Failure(
                path: path,
                reason: "lacks the columns site, sku and override: add a column override (改为) to plan.csv and fill it where you differ")
        }
        let name = (path as NSString).lastPathComponent
        for record in records.dropFirst() { read(cells(record.fields), columns, place: name, row: record.line, asOf: asOf) }
        findDuplicates(place: name)
    }

    /// A label's names in both languages.
    static func titles(_ label: ReportLabel) -> [String] { Language.allCases.map { Wording($0).label(label) } }

    private struct Columns {
        var site: Int
        var sku: Int
        var override: Int
        var quantity: Int?
        var orderOn: Int?
        var reason: Int?

        static func column(of label: ReportLabel, _ names: [String] = [], in header: [Int: String]) -> Int? {
            let titles = (PlanOverrides.titles(label) + names).map { $0.lowercased() }
            return header.filter { titles.contains($0.value.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()) }.keys.min()
        }

        init?(_ header: [Int: String]) {
            guard let site = Columns.column(of: .site, ["site"], in: header), let sku = Columns.column(of: .sku, ["sku"], in: header),
                let override = Columns.column(of: .override, ["override"], in: header)
            else { return nil }
            self.site = site
            self.sku = sku
            self.override = override
            quantity = Columns.column(of: .quantity, ["quantity"], in: header)
            orderOn = Columns.column(of: .orderOn, ["order_on"], in: header)
            reason = Columns.column(of: .overrideReason, ["override_reason"], in: header)
        }
    }

    private mutating func read(_ cells: [Int: String], _ columns: Columns, place: String, row: Int, asOf: Day?) {
        func text(_ column: Int?) -> String? {
            column.flatMap { cells[$0] }.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }.flatMap { $0.isEmpty ? nil : $0 }
        }
        guard text(columns.site) != nil || text(columns.sku) != nil else { return }
        lines += 1
        guard let override = text(columns.override) else { return }
        func problem(_ message: String) { problems.append(Problem(place: place, row: row, message: message)) }
        guard let site = text(columns.site), let sku = text(columns.sku) else { return problem("the row lacks its site or its SKU") }
        guard let quantity = PlanOverrides.number(override), quantity.isFinite, quantity >= 0, quantity < 1e12 else {
            return problem("expected a quantity of 0 or more for \(sku) at \(site), found “\(override)”")
        }
        guard let day = text(columns.orderOn).flatMap(PlanOverrides.day) ?? asOf else {
            return problem("the day on which \(sku) for \(site) is ordered cannot be read")
        }
        let suggested = text(columns.quantity).flatMap(PlanOverrides.number)
        if let suggested, abs(suggested - quantity) < 1e-9 * max(1, suggested) {
            unchanged += 1
            return
        }
        changes.append(
            Change(
                row: row, site: site, sku: sku, orderOn: day, suggested: suggested, quantity: quantity, reason: text(columns.reason)))
    }

    private mutating func findDuplicates(place: String) {
        var first: [String: Int] = [:]
        for change in changes {
            let key = change.site + "\u{0}" + change.sku
            if let row = first[key] {
                problems.append(
                    Problem(place: place, row: change.row, message: "\(change.sku) for \(change.site) was already changed in row \(row)"))
            } else {
                first[key] = change.row
            }
        }
    }

    /// `1,240`, `1240.5`, `１２４０`: as people type numbers.
    static func number(_ text: String) -> Double? {
        let plain = text.applyingTransform(.fullwidthToHalfwidth, reverse: false) ?? text
        return Double(plain.replacing(",", with: "").replacing(" ", with: ""))
    }

    /// An ISO date, with slashes or without, or the serial number that a spreadsheet keeps for a day.
    static func day(_ text: String) -> Day? {
        let parts = text.split(separator: text.contains("/") ? "/" : "-").map { $0.count == 1 ? "0" + $0 : String($0) }
        if let day = Day(iso8601: parts.joined(separator: "-")) { return day }
        guard let serial = Double(text), serial == serial.rounded(), (20_000...80_000).contains(serial) else { return nil }
        return Day(number: Int32(serial) - 25_569)
    }
}

/// A small CSV file as records of fields (RFC 4180): for what planners edit, not for millions of rows.
public struct DelimitedRecords: Sendable {
    public struct Record: Sendable, Hashable {
        public var line: Int
        public var fields: [String]
        /// The record as it stands in the file, without its line end.
        public var raw: String
    }

    public private(set) var records: [Record] = []

    public init(_ text: String) {
        let scalars = Array(text.unicodeScalars)
        let head = scalars.prefix { $0 != "\n" }
        let delimiter: UnicodeScalar =
            [",", ";", "\t"].max { a, b in head.count { $0 == a } < head.count { $0 == b } } ?? ","
        var (fields, field, start, line, firstLine) = ([String](), String.UnicodeScalarView(), 0, 1, 1)
        var isQuoted = false
        func raw(_ end: Int) -> String {
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars[start..<end])
            let text = String(view)
            return text.hasSuffix("\r") ? String(text.unicodeScalars.dropLast()) : text
        }
        func endRecord(_ index: Int) {
            fields.append(String(field))
            field = String.UnicodeScalarView()
            if fields.contains(where: { !$0.isEmpty }) { records.append(Record(line: firstLine, fields: fields, raw: raw(index))) }
            fields = []
        }
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            if isQuoted {
                if scalar == "\"" {
                    if index + 1 < scalars.count, scalars[index + 1] == "\"" {
                        field.append("\"")
                        index += 1
                    } else {
                        isQuoted = false
                    }
                } else {
                    if scalar == "\n" { line += 1 }
                    field.append(scalar)
                }
            } else if scalar == "\"" && field.isEmpty {
                isQuoted = true
            } else if scalar == delimiter {
                fields.append(String(field))
                field = String.UnicodeScalarView()
            } else if scalar == "\n" {
                endRecord(index)
                line += 1
                firstLine = line
                start = index + 1
            } else if scalar != "\r" {
                field.append(scalar)
            }
            index += 1
        }
        endRecord(scalars.count)
    }

    /// A file's text: UTF-8, UTF-16 or GB18030, as exports are.
    public static func text(of bytes: [UInt8], path: String) throws -> String {
        let (encoding, mark) = TextEncoding.detected(in: bytes, isWhole: true)
        let body = Array(bytes.dropFirst(mark))
        let text: String? =
            switch encoding {
            case .utf8: String(decoding: body, as: UTF8.self)
            case .gb18030: body.withUnsafeBufferPointer { GB18030.decoded($0) }
            case .utf16LittleEndian: String(data: Data(body), encoding: .utf16LittleEndian)
            case .utf16BigEndian: String(data: Data(body), encoding: .utf16BigEndian)
            }
        guard let text else { throw WorkbookReader.Failure(path: path, reason: "is neither UTF-8 nor UTF-16 nor GB18030 text") }
        return text
    }
}
