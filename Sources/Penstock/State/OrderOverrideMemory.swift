import GRDB
import SupplyNetwork

/// Planners' order quantities, from the run that placed them until their protection interval is over.
extension ReviewMemory {
    /// One line a planner changed, with all that is needed to say later what the suggestion would have come to.
    public struct IssuedOrderOverride: Sendable, Hashable {
        public var site: String
        public var sku: String
        /// The protection interval: from the as-of date of the run, up to the day before `until`.
        public var from: Day
        public var until: Day
        /// Units on hand, in transit, due in time and moved here when it was ordered.
        public var position: Double
        public var suggested: Double
        public var ordered: Double
        /// Of a unit short, and of one left over, at the end of the interval; in money only if `isMoney`.
        public var shortageCost: Double
        public var holdingCost: Double
        public var isMoney: Bool

        public init(
            site: String, sku: String, from: Day, until: Day, position: Double, suggested: Double, ordered: Double, shortageCost: Double,
            holdingCost: Double, isMoney: Bool
        ) {
            self.site = site
            self.sku = sku
            self.from = from
            self.until = until
            self.position = position
            self.suggested = suggested
            self.ordered = ordered
            self.shortageCost = shortageCost
            self.holdingCost = holdingCost
            self.isMoney = isMoney
        }
    }

    /// Sums over lines that are over.
    public struct OrderOverrideSums: Sendable, Hashable {
        public var count = 0
        public var better = 0
        public var worse = 0
        public var notComparable = 0
        /// Lines whose cost is money.
        public var priced = 0
        public var suggestedShort = 0.0
        public var overriddenShort = 0.0
        public var suggestedLeft = 0.0
        public var overriddenLeft = 0.0
        public var saved = 0.0
        public init() {}

        /// Adds one line, given the demand of its interval; nil where that is not known.
        mutating func add(_ line: IssuedOrderOverride, demand: Double?) {
            guard let demand else {
                notComparable += 1
                return
            }
            func outcome(_ quantity: Double) -> (short: Double, left: Double, cost: Double) {
                let end = line.position + quantity - demand
                return (max(0, -end), max(0, end), line.shortageCost * max(0, -end) + line.holdingCost * max(0, end))
            }
            let (suggested, ordered) = (outcome(line.suggested), outcome(line.ordered))
            count += 1
            suggestedShort += suggested.short
            overriddenShort += ordered.short
            suggestedLeft += suggested.left
            overriddenLeft += ordered.left
            if ordered.cost < suggested.cost { better += 1 }
            if ordered.cost > suggested.cost { worse += 1 }
            guard line.isMoney else { return }
            priced += 1
            saved += suggested.cost - ordered.cost
        }
    }

    static func createOrderOverrideTables(_ database: Database) throws {
        try database.create(table: "issued_order_override") { table in
            table.column("as_of", .text).notNull().references("run", onDelete: .cascade)
            table.column("site", .text).notNull()
            table.column("sku", .text).notNull()
            table.column("from_day", .integer).notNull()
            table.column("until_day", .integer).notNull()
            for name in ["position", "suggested", "ordered", "shortage_cost", "holding_cost"] { table.column(name, .double).notNull() }
            table.column("is_money", .boolean).notNull()
            table.primaryKey(["as_of", "site", "sku", "from_day"])
        }
        try database.create(table: "order_override_sums") { table in
            table.primaryKey("as_of", .text).references("run", onDelete: .cascade)
            for name in ["count", "better", "worse", "not_comparable", "priced"] { table.column(name, .integer).notNull() }
            for name in ["suggested_short", "overridden_short", "suggested_left", "overridden_left", "saved"] {
                table.column(name, .double).notNull()
            }
        }
    }

    mutating func readOrderOverrides(_ database: Database, asOf: String) throws {
        orderOverrides = try Row.fetchAll(
            database, sql: "SELECT * FROM issued_order_override WHERE as_of = ? ORDER BY site, sku, from_day", arguments: [asOf]
        ).map { row in
            IssuedOrderOverride(
                site: row["site"], sku: row["sku"], from: Day(number: row["from_day"]), until: Day(number: row["until_day"]),
                position: row["position"], suggested: row["suggested"], ordered: row["ordered"], shortageCost: row["shortage_cost"],
                holdingCost: row["holding_cost"], isMoney: row["is_money"])
        }
        guard let row = try Row.fetchOne(database, sql: "SELECT * FROM order_override_sums WHERE as_of = ?", arguments: [asOf]) else {
            return
        }
        orderOverrideSums.count = row["count"]
        orderOverrideSums.better = row["better"]
        orderOverrideSums.worse = row["worse"]
        orderOverrideSums.notComparable = row["not_comparable"]
        orderOverrideSums.priced = row["priced"]
        orderOverrideSums.suggestedShort = row["suggested_short"]
        orderOverrideSums.overriddenShort = row["overridden_short"]
        orderOverrideSums.suggestedLeft = row["suggested_left"]
        orderOverrideSums.overriddenLeft = row["overridden_left"]
        orderOverrideSums.saved = row["saved"]
    }

    func writeOrderOverrides(_ database: Database, asOf: String) throws {
        let line = try database.makeStatement(sql: "INSERT INTO issued_order_override VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        for entry in orderOverrides {
            try line.execute(arguments: [
                asOf, entry.site, entry.sku, entry.from.number, entry.until.number, entry.position, entry.suggested, entry.ordered,
                entry.shortageCost, entry.holdingCost, entry.isMoney,
            ])
        }
        let sums = orderOverrideSums
        try database.execute(
            sql: "INSERT INTO order_override_sums VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                asOf, sums.count, sums.better, sums.worse, sums.notComparable, sums.priced, sums.suggestedShort, sums.overriddenShort,
                sums.suggestedLeft, sums.overriddenLeft, sums.saved,
            ])
    }
}

extension OrderOverrideReview {
    /// Nil where no overridden order is over yet.
    init?(_ sums: ReviewMemory.OrderOverrideSums) {
        guard sums.count + sums.notComparable > 0 else { return nil }
        self.init(
            count: sums.count, better: sums.better, worse: sums.worse, notComparable: sums.notComparable,
            suggestedShort: sums.suggestedShort, overriddenShort: sums.overriddenShort, suggestedLeft: sums.suggestedLeft,
            overriddenLeft: sums.overriddenLeft, saved: sums.priced > 0 ? sums.saved : nil)
    }
}
