import Delivery
import Foundation
import GRDB
import SupplyNetwork

/// Silences, the alerts of each run as they are told, and the outbox.
extension StateStore {
    static func registerAlertTables(_ migrator: inout DatabaseMigrator) {
        migrator.registerMigration("alerts") { database in
            try database.create(table: "silence") { table in
                // Never given again: alerts.json of earlier runs names silences by it.
                table.autoIncrementedPrimaryKey("id")
                table.column("kind", .text).notNull()
                table.column("matcher", .text).notNull()
                table.column("author", .text).notNull()
                table.column("reason", .text).notNull()
                table.column("from_day", .text).notNull()
                table.column("until_day", .text).notNull()
            }
            // The alerts of a run, worst first, before silences: those may change after it.
            try database.create(table: "alert_notice") { table in
                table.column("as_of", .text).notNull().references("run", onDelete: .cascade)
                table.column("position", .integer).notNull()
                table.column("notice", .text).notNull()
                table.primaryKey(["as_of", "position"])
            }
            // Not tied to a run: what was sent stays sent when the run is made again.
            try database.create(table: "outbox") { table in
                table.autoIncrementedPrimaryKey("number")
                table.column("key", .text).notNull().unique()
                table.column("as_of", .text).notNull()
                table.column("receiver", .text).notNull()
                table.column("message", .text).notNull()
                table.column("state", .text).notNull()
                table.column("attempts", .integer).notNull().defaults(to: 0)
                table.column("error", .text)
                table.column("settled_at", .double)
            }
            try database.create(table: "outbox_alert") { table in
                table.column("key", .text).notNull().references("outbox", column: "key", onDelete: .cascade)
                table.column("alert", .text).notNull()
                table.column("severity", .text).notNull()
                table.column("state", .text).notNull()
                table.primaryKey(["key", "alert"])
            }
        }
    }

    // MARK: Silences

    /// Every silence, also those that are over, by id.
    public func silences() throws -> [Silence] {
        try queue.read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM silence ORDER BY id").compactMap { row in
                let text: String = row["matcher"]
                guard let kind = Silence.Kind(rawValue: row["kind"]), let from = Day(iso8601: row["from_day"]),
                    let until = Day(iso8601: row["until_day"]),
                    let matcher = try? JSONDecoder().decode(AlertMatcher.self, from: Data(text.utf8))
                else { return nil }
                return Silence(
                    id: row["id"], kind: kind, matcher: matcher, author: row["author"], reason: row["reason"], from: from, until: until)
            }
        }
    }

    /// Adds a silence; its `id` is given here.
    public func add(_ silence: Silence) throws -> Silence {
        var silence = silence
        let matcher = try StateStore.text(silence.matcher)
        silence.id = try queue.write { [silence] database in
            try database.execute(
                sql: "INSERT INTO silence (kind, matcher, author, reason, from_day, until_day) VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [
                    silence.kind.rawValue, matcher, silence.author, silence.reason, silence.from.iso8601, silence.until.iso8601,
                ])
            return Int(database.lastInsertedRowID)
        }
        return silence
    }

    /// Ends a silence: it holds up to the day before `day` and stays on record.
    /// - Returns: whether there was one that still held.
    public func endSilence(_ id: Int, on day: Day) throws -> Bool {
        try queue.write { database in
            try database.execute(
                sql: "UPDATE silence SET until_day = ? WHERE id = ? AND until_day >= ?", arguments: [(day - 1).iso8601, id, day.iso8601])
            return database.changesCount > 0
        }
    }

    // MARK: Alerts as they are told

    /// The alerts of the latest run, worst first, as they were before silences; nil where there was no run.
    public func latestNotices() throws -> (asOf: Day, notices: [AlertNotice])? {
        try queue.read { database in
            guard let text = try String.fetchOne(database, sql: "SELECT max(as_of) FROM run"), let asOf = Day(iso8601: text) else {
                return nil
            }
            let rows = try String.fetchAll(
                database, sql: "SELECT notice FROM alert_notice WHERE as_of = ? ORDER BY position", arguments: [text])
            return (asOf, rows.compactMap { try? JSONDecoder().decode(AlertNotice.self, from: Data($0.utf8)) })
        }
    }

    /// What runs up to the one as of `day` told whom. A message that was refused, or still waits, told nobody.
    public func notificationHistory(through day: Day) throws -> NotificationHistory {
        try queue.read { database in
            var history = NotificationHistory()
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT o.receiver, o.as_of, a.alert, a.severity, a.state FROM outbox o JOIN outbox_alert a ON a.key = o.key
                    WHERE o.as_of <= ? AND o.state IN ('sent', 'sending', 'uncertain') ORDER BY o.as_of, o.number
                    """, arguments: [day.iso8601])
            for row in rows {
                guard let asOf = Day(iso8601: row["as_of"]), let severity = Alert.Severity(rawValue: row["severity"]),
                    let state = Alert.State(rawValue: row["state"])
                else { continue }
                let (receiver, alert): (String, String) = (row["receiver"], row["alert"])
                history.entries[receiver, default: [:]][alert] = .init(asOf: asOf, severity: severity, state: state)
            }
            return history
        }
    }

    // MARK: Outbox

    /// A message and where it stands.
    public struct OutboxEntry: Sendable, Hashable {
        public var message: Message
        public var state: MessageState
        public var attempts: Int
        public var error: String?
    }

    /// Every message of the outbox, oldest first.
    public func outbox() throws -> [OutboxEntry] {
        try queue.read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM outbox ORDER BY number").compactMap { row in
                let text: String = row["message"]
                guard let message = try? JSONDecoder().decode(Message.self, from: Data(text.utf8)),
                    let state = MessageState(rawValue: row["state"])
                else { return nil }
                return OutboxEntry(message: message, state: state, attempts: row["attempts"], error: row["error"])
            }
        }
    }

    /// Puts the messages of a run in the place of those of it that still wait. Those that have left are left alone, also where
    /// the new ones hold the same: that is what their key is for. Waiting messages of earlier runs are superseded; a run that
    /// is not the latest sends nothing.
    public func enqueue(_ messages: [Message], asOf: Day) throws {
        try queue.write { database in try StateStore.enqueue(messages, asOf: asOf, in: database) }
    }

    static func enqueue(_ messages: [Message], asOf: Day, in database: Database) throws {
        let latest = try String.fetchOne(database, sql: "SELECT max(as_of) FROM run")
        guard latest.map({ $0 <= asOf.iso8601 }) ?? true else { return }
        try database.execute(sql: "DELETE FROM outbox WHERE as_of = ? AND state = 'queued'", arguments: [asOf.iso8601])
        try database.execute(
            sql: "UPDATE outbox SET state = 'superseded' WHERE as_of < ? AND state = 'queued'", arguments: [asOf.iso8601])
        for message in messages {
            try database.execute(
                sql: "INSERT OR IGNORE INTO outbox (key, as_of, receiver, message, state) VALUES (?, ?, ?, ?, 'queued')",
                arguments: [message.key, asOf.iso8601, message.receiver, try text(message)])
            guard database.changesCount > 0 else { continue }
            for told in message.alerts {
                try database.execute(
                    sql: "INSERT INTO outbox_alert VALUES (?, ?, ?, ?)",
                    arguments: [message.key, told.id, told.severity.rawValue, told.state.rawValue])
            }
        }
    }

    /// What a process that died while sending left: a webhook, which knows the message by its key, is sent it again; of a chat
    /// or mail nobody can tell whether it arrived. To be called by the one process that sends.
    public func settleInterrupted() throws {
        try queue.write { database in
            for row in try Row.fetchAll(database, sql: "SELECT key, message FROM outbox WHERE state = 'sending'") {
                let (key, text): (String, String) = (row["key"], row["message"])
                let message = try? JSONDecoder().decode(Message.self, from: Data(text.utf8))
                let state: MessageState = message?.channel.isIdempotent == true ? .queued : .uncertain
                try database.execute(
                    sql: "UPDATE outbox SET state = ?, error = ? WHERE key = ?",
                    arguments: [state.rawValue, "the process that sent it did not live to see the answer", key])
            }
        }
    }

    /// Queues messages of the latest run again that were refused, or whose fate is unclear.
    /// - Returns: how many.
    public func requeue(_ states: [MessageState]) throws -> Int {
        try queue.write { database in
            var count = 0
            for state in states {
                try database.execute(
                    sql: "UPDATE outbox SET state = 'queued' WHERE state = ? AND as_of = (SELECT max(as_of) FROM run)",
                    arguments: [state.rawValue])
                count += database.changesCount
            }
            return count
        }
    }

    /// When messages left for each receiver since `time`.
    public func recentDepartures(since time: Double) throws -> [String: [Double]] {
        try queue.read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT receiver, settled_at FROM outbox WHERE settled_at >= ? ORDER BY settled_at", arguments: [time])
            return rows.reduce(into: [:]) { $0[$1["receiver"] as String, default: []].append($1["settled_at"] as Double) }
        }
    }

    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

extension StateStore: Outbox {
    public func begin(_ key: String) throws {
        try queue.write {
            try $0.execute(sql: "UPDATE outbox SET state = 'sending', attempts = attempts + 1 WHERE key = ?", arguments: [key])
        }
    }

    public func settle(_ key: String, _ state: MessageState, error: String?, at time: Double) throws {
        try queue.write {
            try $0.execute(
                sql: "UPDATE outbox SET state = ?, error = ?, settled_at = ? WHERE key = ?", arguments: [state.rawValue, error, time, key])
        }
    }
}
