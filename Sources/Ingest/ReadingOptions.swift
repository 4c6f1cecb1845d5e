import Foundation
import SupplyNetwork

/// How a workspace is read. Every property has a default that is right for a weekly run.
public struct ReadingOptions: Sendable, Codable, Hashable {
    public enum Duplicates: String, Sendable, Codable, CaseIterable {
        /// Duplicate rows are pointed out and counted as they stand: two customers may have bought the same.
        case use
        /// Every repetition of a row is set aside.
        case reject
    }

    /// The first day that is not yet known. Nil: the Monday after the latest plausible date of sales and stock.
    ///
    /// A date is plausible unless it stands alone: behind half a year without a row, with at most 1 % of the rows (and 1,000);
    /// or behind four empty weeks, with at most 0.1 % of them (and 100).
    public var asOf: Day?
    /// Threads that parse sales; results do not depend on it. Default: one for each active processor.
    public var threads: Int
    /// The exports' own names of columns: file, contract column, names. `["sales": ["buyer": ["客户编码"]]]`.
    public var columns: [String: [String: [String]]]
    /// What becomes of rows of sales that repeat an earlier one byte for byte. Default: `use`.
    ///
    /// Repetitions are looked for among the last few million rows (the table of row hashes has a fixed size), across files.
    public var duplicates: Duplicates
    /// Findings that are written out for each file and code; the rest are counted. Default: 100.
    public var findingsPerCode: Int
    /// Comma, semicolon or tab. Nil: detected on each file's header.
    public var delimiter: String?
    /// Whether numbers are written `1.234,5`. Default: false.
    public var decimalComma: Bool
    /// Whether money, days of purchases, channels, scans and consumers are added up too (`WorkspaceContents.trade`). Default: false.
    public var collectsTrade = false

    /// Bytes of a chunk; for tests, results never depend on it.
    var chunkSize = 4 << 20

    private enum CodingKeys: String, CodingKey { case asOf, threads, columns, duplicates, findingsPerCode, delimiter, decimalComma }

    public init(
        asOf: Day? = nil, threads: Int = ProcessInfo.processInfo.activeProcessorCount, columns: [String: [String: [String]]] = [:],
        duplicates: Duplicates = .use, findingsPerCode: Int = 100, delimiter: String? = nil, decimalComma: Bool = false
    ) {
        self.asOf = asOf
        self.threads = threads
        self.columns = columns
        self.duplicates = duplicates
        self.findingsPerCode = findingsPerCode
        self.delimiter = delimiter
        self.decimalComma = decimalComma
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let defaults = ReadingOptions()
        asOf = try container.decodeIfPresent(Day.self, forKey: .asOf)
        threads = try container.decodeIfPresent(Int.self, forKey: .threads) ?? defaults.threads
        columns = try container.decodeIfPresent([String: [String: [String]]].self, forKey: .columns) ?? [:]
        duplicates = try container.decodeIfPresent(Duplicates.self, forKey: .duplicates) ?? defaults.duplicates
        findingsPerCode = try container.decodeIfPresent(Int.self, forKey: .findingsPerCode) ?? defaults.findingsPerCode
        delimiter = try container.decodeIfPresent(String.self, forKey: .delimiter)
        decimalComma = try container.decodeIfPresent(Bool.self, forKey: .decimalComma) ?? false
    }
}

/// Input with which no run can begin: the command ends with exit code 2.
public struct UnusableInput: Error, Sendable, Hashable, CustomStringConvertible {
    /// File or folder, as it is named inside the workspace.
    public var file: String
    /// The contract's column, where one is missing.
    public var column: String?
    public var problem: String
    /// What to do about it.
    public var help: String

    public init(file: String, column: String? = nil, problem: String, help: String) {
        self.file = file
        self.column = column
        self.problem = problem
        self.help = help
    }

    public var description: String { "\(file): error: \(problem). \(help)" }
}

/// Everything a run reads, in the product's vocabulary.
public struct WorkspaceContents: Sendable {
    public var network: Network
    public var ledger: Ledger
    /// Nil where the reader was not asked for it.
    public var trade: Trade?
    public var openOrders: [OpenOrder]
    public var promotions: [Promotion]
    public var priceChanges: [PriceChange]
    public var events: [CalendarEvent]
    public var payouts: [Payout]
    public var overrides: [Override]
    /// One entry for each file that was read, in reading order.
    public var files: [FileTotals]
    /// In order of file, line and column.
    public var diagnostics: [Diagnostic]

    public init(
        network: Network, ledger: Ledger, openOrders: [OpenOrder] = [], promotions: [Promotion] = [], priceChanges: [PriceChange] = [],
        events: [CalendarEvent] = [], payouts: [Payout] = [], overrides: [Override] = [], files: [FileTotals] = [],
        diagnostics: [Diagnostic] = []
    ) {
        self.network = network
        self.ledger = ledger
        self.openOrders = openOrders
        self.promotions = promotions
        self.priceChanges = priceChanges
        self.events = events
        self.payouts = payouts
        self.overrides = overrides
        self.files = files
        self.diagnostics = diagnostics
    }
}
