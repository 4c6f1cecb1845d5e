import Forecasting
import GRDB
import SupplyNetwork

/// What runs remember of how their forecasts did: tracking signals, the overrides they issued, and what overrides came to so
/// far. Part of the state database, with the runs it belongs to.
public struct ReviewMemory: Sendable, Hashable {
    /// Tracking signal of one site × SKU, or of a sum.
    public struct Tracked: Sendable, Hashable {
        public var site: String
        public var sku: String
        public var signal: TrackingSignal
        /// Whether the run that holds it added to it. Not stored: an old signal says nothing new.
        public var isCurrent = true
    }

    /// One overridden week of one site × SKU, before and after.
    public struct IssuedOverride: Sendable, Hashable {
        public var site: String
        public var sku: String
        public var week: Week
        public var statistical: Double
        public var overridden: Double
    }

    /// Sums over overridden weeks that have become known.
    public struct OverrideSums: Sendable, Hashable {
        public var count = 0
        public var actual = 0.0
        public var statisticalAbsolute = 0.0
        public var overriddenAbsolute = 0.0
        public var statisticalSigned = 0.0
        public var overriddenSigned = 0.0
        public init() {}
    }

    public var tracked: [Tracked] = []
    public var overrides: [IssuedOverride] = []
    public var overrideSums = OverrideSums()
    public var orderOverrides: [IssuedOrderOverride] = []
    public var orderOverrideSums = OrderOverrideSums()
    public init() {}

    static func createTables(_ database: Database) throws {
        try database.create(table: "tracking_signal") { table in
            table.column("as_of", .text).notNull().references("run", onDelete: .cascade)
            table.column("site", .text).notNull()
            table.column("sku", .text).notNull()
            table.column("error", .double).notNull()
            table.column("absolute", .double).notNull()
            table.column("announced", .double).notNull()
            table.column("square", .double).notNull()
            table.column("count", .integer).notNull()
            table.primaryKey(["as_of", "site", "sku"])
        }
        try database.create(table: "issued_override") { table in
            table.column("as_of", .text).notNull().references("run", onDelete: .cascade)
            table.column("site", .text).notNull()
            table.column("sku", .text).notNull()
            table.column("week", .integer).notNull()
            table.column("statistical", .double).notNull()
            table.column("overridden", .double).notNull()
            table.primaryKey(["as_of", "site", "sku", "week"])
        }
        try database.create(table: "override_sums") { table in
            table.primaryKey("as_of", .text).references("run", onDelete: .cascade)
            table.column("count", .integer).notNull()
            table.column("actual", .double).notNull()
            table.column("statistical_absolute", .double).notNull()
            table.column("overridden_absolute", .double).notNull()
            table.column("statistical_signed", .double).notNull()
            table.column("overridden_signed", .double).notNull()
        }
    }

    init(_ database: Database, asOf: String) throws {
        tracked = try Row.fetchAll(database, sql: "SELECT * FROM tracking_signal WHERE as_of = ? ORDER BY site, sku", arguments: [asOf])
            .map { row in
                Tracked(
                    site: row["site"], sku: row["sku"],
                    signal: TrackingSignal(
                        error: row["error"], absolute: row["absolute"], announced: row["announced"], square: row["square"],
                        count: row["count"]))
            }
        overrides = try Row.fetchAll(
            database, sql: "SELECT * FROM issued_override WHERE as_of = ? ORDER BY site, sku, week", arguments: [asOf]
        ).map { row in
            IssuedOverride(
                site: row["site"], sku: row["sku"], week: Week(number: row["week"]), statistical: row["statistical"],
                overridden: row["overridden"])
        }
        if let row = try Row.fetchOne(database, sql: "SELECT * FROM override_sums WHERE as_of = ?", arguments: [asOf]) {
            overrideSums.count = row["count"]
            overrideSums.actual = row["actual"]
            overrideSums.statisticalAbsolute = row["statistical_absolute"]
            overrideSums.overriddenAbsolute = row["overridden_absolute"]
            overrideSums.statisticalSigned = row["statistical_signed"]
            overrideSums.overriddenSigned = row["overridden_signed"]
        }
        try readOrderOverrides(database, asOf: asOf)
    }

    func write(_ database: Database, asOf: String) throws {
        let signal = try database.makeStatement(sql: "INSERT INTO tracking_signal VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        for entry in tracked {
            let s = entry.signal
            try signal.execute(arguments: [asOf, entry.site, entry.sku, s.error, s.absolute, s.announced, s.square, s.count])
        }
        let override = try database.makeStatement(sql: "INSERT INTO issued_override VALUES (?, ?, ?, ?, ?, ?)")
        for entry in overrides {
            try override.execute(arguments: [asOf, entry.site, entry.sku, entry.week.number, entry.statistical, entry.overridden])
        }
        let sums = overrideSums
        try database.execute(
            sql: "INSERT INTO override_sums VALUES (?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                asOf, sums.count, sums.actual, sums.statisticalAbsolute, sums.overriddenAbsolute, sums.statisticalSigned,
                sums.overriddenSigned,
            ])
        try writeOrderOverrides(database, asOf: asOf)
    }
}

extension OverrideReview {
    /// Nil where no overridden week has become known.
    init?(_ sums: ReviewMemory.OverrideSums) {
        guard sums.count > 0 else { return nil }
        func relative(_ value: Double) -> Double? { sums.actual > 0 ? value / sums.actual : nil }
        self.init(
            count: sums.count, statisticalWape: relative(sums.statisticalAbsolute), overriddenWape: relative(sums.overriddenAbsolute),
            statisticalBias: relative(sums.statisticalSigned), overriddenBias: relative(sums.overriddenSigned),
            valueAdded: relative(sums.statisticalAbsolute - sums.overriddenAbsolute))
    }
}
