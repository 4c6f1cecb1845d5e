import DelimitedText
import SupplyNetwork

/// What one chunk of rows gave rise to. Lines are counted from 0 at the chunk's first line until they are committed.
final class RowReport {
    struct Finding {
        var line: Int
        var column: Int?
        var code: FindingCode
        var message: String
    }
    struct Rejection {
        var finding: Finding
        var start: Int
        var end: Int
        /// What is known of the quantity, in ten-thousandths.
        var units: Int64
    }

    var rows = 0
    var units: Int64 = 0
    var lines = 0
    var findings: [Finding] = []
    var counts = [Int](repeating: 0, count: FindingCode.allCases.count)
    var rejections: [Rejection] = []
    /// Where each row begins, its line, and the hash of its bytes; rows that were set aside are left out.
    private(set) var rowStarts: [Int32] = []
    private(set) var rowLines: [Int32] = []
    private(set) var rowHashes: [UInt64] = []
    var sawGB18030 = false
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    func reserve(rows: Int) {
        rowStarts.reserveCapacity(rows)
        rowLines.reserveCapacity(rows)
        rowHashes.reserveCapacity(rows)
    }

    func append(starts: UnsafePointer<Int32>, lines: UnsafePointer<Int32>, hashes: UnsafePointer<UInt64>, count: Int) {
        rowStarts.append(contentsOf: UnsafeBufferPointer(start: starts, count: count))
        rowLines.append(contentsOf: UnsafeBufferPointer(start: lines, count: count))
        rowHashes.append(contentsOf: UnsafeBufferPointer(start: hashes, count: count))
    }

    /// Notes a finding; its message is only put together while the chunk has fewer than the limit of its code.
    func note(_ code: FindingCode, line: Int, column: Int? = nil, _ message: @autoclosure () -> String) {
        let index = code.index
        counts[index] += 1
        if counts[index] <= limit { findings.append(Finding(line: line, column: column, code: code, message: message())) }
    }

    func reject(_ code: FindingCode, line: Int, column: Int?, _ message: String, start: Int, end: Int, units: Int64 = 0) {
        note(code, line: line, column: column, message)
        rejections.append(
            Rejection(finding: Finding(line: line, column: column, code: code, message: message), start: start, end: end, units: units))
    }
}

/// All findings of a run of the reader, detailed up to a limit for each file and code, counted without one.
final class FindingLog {
    private let limit: Int
    private var diagnostics: [(order: Int, diagnostic: Diagnostic)] = []
    private var counts: [String: [Int]] = [:]
    private var order: [String: Int] = [:]

    init(limit: Int) { self.limit = limit }

    /// Fixes the place of a file's findings among those of other files.
    func begin(_ file: String) {
        if order[file] == nil { order[file] = order.count }
    }

    func add(
        _ code: FindingCode, file: String, line: Int? = nil, column: Int? = nil, severity: Diagnostic.Severity? = nil, _ message: String
    ) {
        begin(file)
        counts[file, default: FindingLog.none][code.index] += 1
        guard counts[file, default: FindingLog.none][code.index] <= limit else { return }
        diagnostics.append(
            (
                order[file] ?? 0,
                Diagnostic(
                    file: file, line: line, column: column, severity: severity ?? code.severity, code: code.rawValue, message: message,
                    help: code.help)
            ))
    }

    /// Adds a chunk's findings, whose first line is `baseLine`.
    func add(_ report: RowReport, file: String, baseLine: Int) {
        var detailed = FindingLog.none
        for finding in report.findings {
            add(finding.code, file: file, line: baseLine + finding.line, column: finding.column, finding.message)
            detailed[finding.code.index] += 1
        }
        for index in detailed.indices where report.counts[index] > detailed[index] {
            counts[file, default: FindingLog.none][index] += report.counts[index] - detailed[index]
        }
    }

    /// How often a code was found in a file, the undetailed ones included.
    func count(_ code: FindingCode, file: String) -> Int { counts[file]?[code.index] ?? 0 }

    /// Every finding in order of file, then line, then column; behind them, for each file and code beyond the limit, the rest.
    func finished() -> [Diagnostic] {
        var all = diagnostics
        for (file, place) in order.sorted(by: { $0.value < $1.value }) {
            for code in FindingCode.allCases {
                let rest = count(code, file: file) - limit
                guard rest > 0 else { continue }
                all.append(
                    (
                        place,
                        Diagnostic(
                            file: file, severity: code.severity, code: code.rawValue,
                            message: "\(rest) more like the \(limit) above (\(limit + rest) in all)", help: code.help)
                    ))
            }
        }
        func place(_ d: Diagnostic) -> (Int, Int) { (d.line ?? (d.message.contains(" more like the ") ? .max : 0), d.column ?? 0) }
        return all.enumerated().sorted {
            ($0.element.order, place($0.element.diagnostic).0, place($0.element.diagnostic).1, $0.offset)
                < ($1.element.order, place($1.element.diagnostic).0, place($1.element.diagnostic).1, $1.offset)
        }.map(\.element.diagnostic)
    }

    private static let none = [Int](repeating: 0, count: FindingCode.allCases.count)
}

/// Rows that could not be used, as lines of `rejected.csv`: file, line, column, code, message and the row unchanged.
final class RejectedRows {
    static let header = ["file", "line", "column", "code", "message", "row"]
    private var writer = CSVWriter()
    private let sink: (([UInt8]) -> Void)?

    init(_ sink: (([UInt8]) -> Void)?) {
        self.sink = sink
        for name in RejectedRows.header { writer.cell(name) }
        writer.endRow()
        flush()
    }

    func add(
        file: String, line: Int, column: Int?, code: FindingCode, message: String, row: UnsafeBufferPointer<UInt8>, encoding: TextEncoding
    ) {
        guard sink != nil else { return }
        writer.cell(file)
        writer.cell(line)
        writer.cell(column)
        writer.cell(code.rawValue)
        writer.cell(message)
        if TextEncoding.utf8ValidPrefix(row) == row.count {
            writer.quotedCell(utf8: row)
        } else {
            // The bytes are not UTF-8: write the characters they stand for, or U+FFFD where they stand for none.
            var text = GB18030.decoded(row) ?? String(decoding: row, as: UTF8.self)
            text.withUTF8 { writer.quotedCell(utf8: $0) }
        }
        writer.endRow()
        if writer.bytes.count > 1 << 16 { flush() }
    }

    func flush() {
        if !writer.bytes.isEmpty { sink?(writer.drained()) }
    }
}
