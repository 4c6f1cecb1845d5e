/// One finding about the input, or about what could be made of it. Findings are values: reading goes on.
public struct Diagnostic: Sendable, Hashable, Codable {
    public enum Severity: String, Sendable, Codable, CaseIterable, Comparable {
        /// Something was lost: a row was set aside, a field could not be read.
        case error
        /// Used, but probably not what was meant.
        case warning
        /// Worth knowing.
        case note
        public static func < (a: Severity, b: Severity) -> Bool { rank(a) < rank(b) }
        private static func rank(_ s: Severity) -> Int { s == .error ? 0 : s == .warning ? 1 : 2 }
    }

    /// Path of the file inside the workspace's `data` folder (`sales.csv`), or the stage that speaks.
    public var file: String
    /// 1-based line on which the row begins; nil for a whole file.
    public var line: Int?
    /// 1-based column (field) number; nil for a whole row.
    public var column: Int?
    public var severity: Severity
    /// Stable, kebab-case: `quantity-not-a-number`.
    public var code: String
    public var message: String
    /// One line: what to do about it.
    public var help: String

    public init(
        file: String, line: Int? = nil, column: Int? = nil, severity: Severity, code: String, message: String, help: String = ""
    ) {
        self.file = file
        self.line = line
        self.column = column
        self.severity = severity
        self.code = code
        self.message = message
        self.help = help
    }
}

extension Diagnostic: CustomStringConvertible {
    /// `sales.csv:12:7: error: expected a quantity, found "1O" [quantity-not-a-number]`
    public var description: String {
        var place = file
        if let line { place += ":\(line)" }
        if let column { place += ":\(column)" }
        return "\(place): \(severity.rawValue): \(message) [\(code)]"
    }
}

/// What was read of one file, and what could not be used.
public struct FileTotals: Sendable, Hashable, Codable {
    public var file: String
    public var bytes: Int = 0
    public var encoding: String = "utf-8"
    /// Rows with content, the header not counted.
    public var rows: Int = 0
    public var rowsSetAside: Int = 0
    /// Rows dated on or after the as-of date: not yet known, and not used.
    public var rowsLater: Int = 0
    /// Sum of the absolute quantities that could be read, where the file has a quantity.
    public var units: Double = 0
    public var unitsSetAside: Double = 0
    public var firstDay: Day?
    public var lastDay: Day?

    public init(file: String) { self.file = file }
}
