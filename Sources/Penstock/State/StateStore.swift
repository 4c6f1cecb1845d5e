import Delivery
import Foundation
import GRDB
import SupplyNetwork

/// What runs leave behind for later runs: issued forecasts, plans, alerts and headline figures, in `penstock.db`.
///
/// A run reads only what runs with an *earlier* as-of date left, and replaces what an earlier run with its own as-of date
/// left: running twice gives the same bytes. The file may be deleted at any time; a run then knows no past.
public struct StateStore: Sendable {
    let queue: DatabaseQueue

    /// Opens or creates the database.
    /// - Throws: `DatabaseError` where the file is not a database, or belongs to a newer Penstock.
    public init(path: String, readOnly: Bool = false) throws {
        var configuration = GRDB.Configuration()
        configuration.busyMode = .timeout(30)
        configuration.readonly = readOnly
        queue = try DatabaseQueue(path: path, configuration: configuration)
        if !readOnly { try StateStore.migrator.migrate(queue) }
        try queue.read { database in
            guard try StateStore.migrator.hasBeenSuperseded(database) == false else { throw NewerState(path: path) }
        }
    }

    /// The database was written by a newer version.
    public struct NewerState: Error, CustomStringConvertible {
        public let path: String
        public var description: String { "\(path) was written by a newer version of Penstock" }
    }

    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.create(table: "run") { table in
                table.primaryKey("as_of", .text)
                table.column("headline", .text).notNull()
            }
            // One row per site × SKU; a BLOB of little-endian Float32: mean, q05, q50, q95 of each week.
            try database.create(table: "issued_forecast") { table in
                table.column("as_of", .text).notNull().references("run", onDelete: .cascade)
                table.column("site", .text).notNull()
                table.column("sku", .text).notNull()
                table.column("first_week", .integer).notNull()
                table.column("model", .text).notNull()
                table.column("figures", .blob).notNull()
                table.primaryKey(["as_of", "site", "sku"])
            }
            try database.create(table: "issued_order") { table in
                table.column("as_of", .text).notNull().references("run", onDelete: .cascade)
                table.column("site", .text).notNull()
                table.column("sku", .text).notNull()
                table.column("due_on", .text).notNull()
                table.column("quantity", .double).notNull()
                table.primaryKey(["as_of", "site", "sku"])
            }
            try database.create(table: "alert") { table in
                table.column("as_of", .text).notNull().references("run", onDelete: .cascade)
                table.column("id", .text).notNull()
                table.column("memory", .text).notNull()
                table.primaryKey(["as_of", "id"])
            }
        }
        migrator.registerMigration("forecast review") { database in try ReviewMemory.createTables(database) }
        registerAlertTables(&migrator)
        registerAnnouncementTable(&migrator)
        migrator.registerMigration("order overrides") { database in try ReviewMemory.createOrderOverrideTables(database) }
        return migrator
    }

    /// One issued forecast, as far as it is scored later.
    public struct IssuedForecast: Sendable, Hashable {
        public var site: String
        public var sku: String
        public var firstWeek: Week
        public var model: String
        public var mean: [Float]
        public var q05: [Float]
        public var q50: [Float]
        public var q95: [Float]
    }

    /// One issued order line.
    public struct IssuedOrder: Sendable, Hashable {
        public var site: String
        public var sku: String
        public var dueOn: Day
        public var quantity: Double
    }

    /// What one run leaves. `alerts` maps alert id to whatever the alerting stage wants to remember, as JSON; `notices` are the
    /// alerts as they are told, before silences, and `messages` what is to be sent of them. Neither is read back by `memory`.
    public struct Memory: Sendable {
        public var headline: Headline
        public var forecasts: [IssuedForecast]
        public var orders: [IssuedOrder]
        public var alerts: [String: String]
        public var review: ReviewMemory
        public var notices: [AlertNotice] = []
        /// Orders announced for later days; `dueOn` is the day each is to be placed.
        public var announced: [IssuedOrder] = []
        public var messages: [Message] = []
        public init(
            headline: Headline, forecasts: [IssuedForecast], orders: [IssuedOrder], alerts: [String: String],
            review: ReviewMemory = ReviewMemory()
        ) {
            self.review = review
            self.headline = headline
            self.forecasts = forecasts
            self.orders = orders
            self.alerts = alerts
        }
    }

    /// What the latest run before `day` left, or nil.
    public func memory(before day: Day) throws -> Memory? {
        try queue.read { database in
            guard
                let row = try Row.fetchOne(
                    database, sql: "SELECT as_of, headline FROM run WHERE as_of < ? ORDER BY as_of DESC LIMIT 1", arguments: [day.iso8601])
            else { return nil }
            let asOf: String = row["as_of"]
            let text: String = row["headline"]
            let headline = try JSONDecoder().decode(Headline.self, from: Data(text.utf8))
            let forecasts = try Row.fetchAll(
                database, sql: "SELECT * FROM issued_forecast WHERE as_of = ? ORDER BY site, sku", arguments: [asOf]
            ).map { row in
                let figures = StateStore.floats(row["figures"])
                let weeks = figures.count / 4
                func column(_ index: Int) -> [Float] { Array(figures[index * weeks..<(index + 1) * weeks]) }
                return IssuedForecast(
                    site: row["site"], sku: row["sku"], firstWeek: Week(number: row["first_week"]), model: row["model"],
                    mean: column(0), q05: column(1), q50: column(2), q95: column(3))
            }
            let orders = try Row.fetchAll(
                database, sql: "SELECT * FROM issued_order WHERE as_of = ? ORDER BY site, sku", arguments: [asOf]
            ).compactMap { row -> IssuedOrder? in
                guard let due = Day(iso8601: row["due_on"]) else { return nil }
                return IssuedOrder(site: row["site"], sku: row["sku"], dueOn: due, quantity: row["quantity"])
            }
            var alerts: [String: String] = [:]
            for row in try Row.fetchAll(database, sql: "SELECT id, memory FROM alert WHERE as_of = ?", arguments: [asOf]) {
                alerts[row["id"]] = row["memory"]
            }
            var memory = Memory(
                headline: headline, forecasts: forecasts, orders: orders, alerts: alerts,
                review: try ReviewMemory(database, asOf: asOf))
            memory.announced = try StateStore.announced(by: asOf, in: database)
            return memory
        }
    }

    /// Writes what this run leaves, in one transaction, in place of what a run with the same as-of date had left.
    public func remember(_ memory: Memory) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let headline = String(decoding: try encoder.encode(memory.headline), as: UTF8.self)
        let asOf = memory.headline.asOf.iso8601
        try queue.write { database in
            try database.execute(sql: "DELETE FROM run WHERE as_of = ?", arguments: [asOf])
            try database.execute(sql: "INSERT INTO run VALUES (?, ?)", arguments: [asOf, headline])
            let forecast = try database.makeStatement(sql: "INSERT INTO issued_forecast VALUES (?, ?, ?, ?, ?, ?)")
            for issued in memory.forecasts {
                let figures = StateStore.data(issued.mean + issued.q05 + issued.q50 + issued.q95)
                try forecast.execute(arguments: [asOf, issued.site, issued.sku, issued.firstWeek.number, issued.model, figures])
            }
            let order = try database.makeStatement(sql: "INSERT INTO issued_order VALUES (?, ?, ?, ?, ?)")
            for issued in memory.orders {
                try order.execute(arguments: [asOf, issued.site, issued.sku, issued.dueOn.iso8601, issued.quantity])
            }
            let alert = try database.makeStatement(sql: "INSERT INTO alert VALUES (?, ?, ?)")
            for (id, text) in memory.alerts.sorted(by: { $0.key < $1.key }) { try alert.execute(arguments: [asOf, id, text]) }
            try memory.review.write(database, asOf: asOf)
            try StateStore.announce(memory.announced, asOf: asOf, in: database)
            let notice = try database.makeStatement(sql: "INSERT INTO alert_notice VALUES (?, ?, ?)")
            for (position, told) in memory.notices.enumerated() {
                try notice.execute(arguments: [asOf, position, try StateStore.text(told)])
            }
            try StateStore.enqueue(memory.messages, asOf: memory.headline.asOf, in: database)
        }
    }

    private static func data(_ values: [Float]) -> Data {
        var data = Data(capacity: values.count * 4)
        for value in values { withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) } }
        return data
    }

    static func floats(_ data: Data) -> [Float] {
        let bytes = [UInt8](data)
        return (0..<bytes.count / 4).map { index in
            let word = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[index * 4 + $1]) << (8 * UInt32($1)) }
            return Float(bitPattern: word)
        }
    }
}
