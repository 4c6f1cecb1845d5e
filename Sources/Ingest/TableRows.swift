import DelimitedText
import SupplyNetwork

/// Why a row cannot be used.
struct RowFailure: Error {
    var code: FindingCode
    /// 0-based field, or nil for the whole row.
    var field: Int?
    var message: String
}

/// A column of the contract in one file: its name and its field, -1 where the file has none.
struct ColumnPlace {
    let name: String
    let field: Int
}

/// One row of a small table, its fields read by name.
struct TableRow {
    let cursor: RecordCursor
    let encoding: TextEncoding
    let decimalComma: Bool
    let report: RowReport
    /// 0-based line inside the chunk.
    let line: Int
    /// 1-based line inside the file.
    let fileLine: Int

    /// Decoded, folded text; nil where the field is missing.
    func text(_ column: ColumnPlace) throws(RowFailure) -> String? {
        guard column.field >= 0, column.field < min(cursor.fieldCount, cursor.capacity) else { return nil }
        let bytes = cursor.text(column.field)
        guard !bytes.isEmpty else { return nil }
        guard let text = FieldText.decoded(bytes, encoding: encoding) else {
            throw RowFailure(code: .invalidText, field: column.field, message: "the text of “\(column.name)” is neither UTF-8 nor GB18030")
        }
        let folded = FieldText.folded(text)
        return FieldText.isMissing(folded) ? nil : folded
    }

    func requiredText(_ column: ColumnPlace) throws(RowFailure) -> String {
        guard let text = try text(column) else { throw missing(column) }
        return text
    }

    /// A date; where it must not fail the row, an unreadable one is a finding and nil.
    func day(_ column: ColumnPlace, failing: Bool = false) throws(RowFailure) -> Day? {
        guard column.field >= 0, column.field < min(cursor.fieldCount, cursor.capacity) else { return nil }
        let plain = CivilDate.number(plain: cursor.base, cursor.fields[column.field])
        if plain != .min { return Day(number: plain) }
        guard let text = try text(column) else { return nil }
        if let day = CivilDate.parsed(text) { return day }
        try fail(.notADate, column, "expected a date, found “\(FieldText.excerpt(text))”", failing)
        return nil
    }

    func requiredDay(_ column: ColumnPlace) throws(RowFailure) -> Day {
        guard let day = try day(column, failing: true) else { throw missing(column) }
        return day
    }

    func number(
        _ column: ColumnPlace, in range: ClosedRange<Double>, code: FindingCode = .notANumber, noun: String = "a number",
        failing: Bool = false
    ) throws(RowFailure) -> Double? {
        guard column.field >= 0, column.field < min(cursor.fieldCount, cursor.capacity) else { return nil }
        let plain = Quantity.scaled(plain: cursor.base, cursor.fields[column.field])
        let value: Double
        if plain != .min {
            value = Quantity.unscaled(plain)
        } else {
            guard let text = try text(column) else { return nil }
            guard let parsed = Quantity.parsed(text, decimalComma: decimalComma) else {
                try fail(code, column, "expected \(noun), found “\(FieldText.excerpt(text))”", failing)
                return nil
            }
            value = parsed
        }
        guard range.contains(value) else {
            try fail(.outOfRange, column, "“\(column.name)” is \(value), outside \(range.lowerBound) … \(range.upperBound)", failing)
            return nil
        }
        return value
    }

    /// What a field adds to the file's total, however it is written, in ten-thousandths; 0 where it is no quantity.
    func scaledUnits(_ field: Int) -> Int64 {
        let plain = Quantity.scaled(plain: cursor.base, cursor.fields[field])
        if plain != .min { return abs(plain) }
        guard let text = try? text(ColumnPlace(name: "", field: field)), let value = Quantity.parsed(text, decimalComma: decimalComma),
            abs(value) <= Quantity.largest
        else { return 0 }
        return Int64((abs(value) * Double(Quantity.scale)).rounded())
    }

    func requiredNumber(
        _ column: ColumnPlace, in range: ClosedRange<Double>, code: FindingCode = .notANumber, noun: String = "a number"
    ) throws(RowFailure) -> Double {
        guard let value = try number(column, in: range, code: code, noun: noun, failing: true) else { throw missing(column) }
        return value
    }

    func wholeNumber(_ column: ColumnPlace, in range: ClosedRange<Double>, failing: Bool = false) throws(RowFailure) -> Int? {
        guard let value = try number(column, in: range, noun: "a whole number", failing: failing) else { return nil }
        guard value == value.rounded() else {
            try fail(.notANumber, column, "expected a whole number, found \(value)", failing)
            return nil
        }
        return Int(value)
    }

    /// The index of a code; an unknown one fails the row.
    func code(_ column: ColumnPlace, _ codes: inout Codes, unknown: FindingCode, noun: String) throws(RowFailure) -> Int? {
        guard column.field >= 0, column.field < min(cursor.fieldCount, cursor.capacity) else { return nil }
        if column.field >= 64 || cursor.doubled & (1 << UInt64(column.field)) == 0 {
            let exact = codes.table.value(cursor.base, cursor.fields[column.field])
            if exact >= 0 { return Int(exact) }
        }
        guard let text = try text(column) else { return nil }
        switch codes.match(text) {
        case .exact(let value): return Int(value)
        case .folded(let value):
            report.note(
                .codeWrittenDifferently, line: line, column: column.field + 1,
                "“\(FieldText.excerpt(text))” was read as the \(noun) it is like")
            return Int(value)
        case .unknown:
            let closest = codes.closest(text).map { "; the closest one is “\(FieldText.excerpt($0))”" } ?? ""
            throw RowFailure(code: unknown, field: column.field, message: "unknown \(noun) “\(FieldText.excerpt(text))”\(closest)")
        }
    }

    func requiredCode(_ column: ColumnPlace, _ codes: inout Codes, unknown: FindingCode, noun: String) throws(RowFailure) -> Int {
        guard let index = try code(column, &codes, unknown: unknown, noun: noun) else { throw missing(column) }
        return index
    }

    func missing(_ column: ColumnPlace) -> RowFailure {
        RowFailure(code: .missingValue, field: column.field, message: "“\(column.name)” has no value")
    }

    private func fail(_ code: FindingCode, _ column: ColumnPlace, _ message: String, _ failing: Bool) throws(RowFailure) {
        if failing { throw RowFailure(code: code, field: column.field, message: message) }
        report.note(code, line: line, column: column.field + 1, message)
    }
}

extension OpenTable {
    func column(_ name: String) -> ColumnPlace { ColumnPlace(name: name, field: layout.field(name)) }

    /// Reads every row in order, on one thread; a row whose `body` throws is set aside.
    func forEachRow(
        options: ReadingOptions, log: FindingLog, rejected: RejectedRows, _ body: (TableRow) throws(RowFailure) -> Void
    ) throws -> FileTotals {
        var totals = FileTotals(file: file.name)
        totals.bytes = bytes
        totals.encoding = source.encoding.rawValue
        let capacity = max(64, layout.headerCount + 8)
        let fields = UnsafeMutablePointer<FieldRange>.allocate(capacity: capacity)
        defer { fields.deallocate() }
        let chunk = Chunk()
        var firstLine = source.firstLine
        let quantity = layout.field(file.kind.name == "stock" ? "on_hand" : "quantity")
        do {
            while try source.next(into: chunk) {
                let report = RowReport(limit: options.findingsPerCode)
                var cursor = RecordCursor(chunk, dialect: source.dialect, fields: fields, capacity: capacity)
                while cursor.next() {
                    guard !cursor.isBlank else { continue }
                    report.rows += 1
                    let row = TableRow(
                        cursor: cursor, encoding: source.encoding, decimalComma: options.decimalComma, report: report, line: cursor.line,
                        fileLine: firstLine + cursor.line)
                    var units: Int64 = 0
                    if quantity >= 0, quantity < min(cursor.fieldCount, capacity) {
                        units = row.scaledUnits(quantity)
                        report.units &+= units
                    }
                    do throws(RowFailure) {
                        try row.checkShape(layout)
                        try body(row)
                    } catch {
                        report.reject(
                            error.code, line: cursor.line, column: error.field.map { $0 + 1 }, error.message, start: cursor.start,
                            end: cursor.end,
                            units: units)
                    }
                }
                commit(report, chunk: chunk, firstLine: firstLine, totals: &totals, log: log, rejected: rejected)
                firstLine += cursor.nextLine
            }
        } catch let error as ByteStreamError {
            throw error.unusable(file.name)
        }
        if totals.rows == 0 { log.add(.noRows, file: file.name, "the file has a header and no rows") }
        return totals
    }

    /// Takes over a chunk's findings and set-aside rows, now that the line it begins on is known.
    func commit(_ report: RowReport, chunk: Chunk, firstLine: Int, totals: inout FileTotals, log: FindingLog, rejected: RejectedRows) {
        log.add(report, file: file.name, baseLine: firstLine)
        for rejection in report.rejections {
            rejected.add(
                file: file.name, line: firstLine + rejection.finding.line, column: rejection.finding.column, code: rejection.finding.code,
                message: rejection.finding.message,
                row: UnsafeBufferPointer(start: UnsafePointer(chunk.base) + rejection.start, count: rejection.end - rejection.start),
                encoding: source.encoding)
            totals.unitsSetAside += Quantity.unscaled(rejection.units)
        }
        totals.rows += report.rows
        totals.rowsSetAside += report.rejections.count
        totals.units += Quantity.unscaled(report.units)
        if report.sawGB18030 { totals.encoding = TextEncoding.gb18030.rawValue }
    }
}

extension RecordCursor {
    /// Whether no field holds anything but spaces: the empty lines at the end of a sheet.
    var isBlank: Bool {
        for index in 0..<min(fieldCount, capacity) {
            for position in Int(fields[index].start)..<Int(fields[index].end) where base[position] != 0x20 && base[position] != 0x0d {
                return false
            }
        }
        return fieldCount <= capacity
    }
}

extension TableRow {
    /// Too few fields and open quotes fail the row; fields beyond the header that hold something are pointed out.
    func checkShape(_ layout: TableLayout) throws(RowFailure) {
        if cursor.unclosedField >= 0 {
            throw RowFailure(code: .unclosedQuote, field: cursor.unclosedField, message: "a quote opens this field and is never closed")
        }
        if cursor.fieldCount < layout.requiredCount {
            throw RowFailure(
                code: .tooFewFields, field: nil,
                message: "the row has \(cursor.fieldCount) fields where the header has \(layout.headerCount)")
        }
        guard cursor.fieldCount > layout.headerCount else { return }
        for index in layout.headerCount..<cursor.fieldCount where index >= cursor.capacity || !cursor.fields[index].isEmpty {
            report.note(
                .extraFields, line: line, column: index + 1,
                "the row has \(cursor.fieldCount) fields where the header has \(layout.headerCount)")
            return
        }
    }
}
