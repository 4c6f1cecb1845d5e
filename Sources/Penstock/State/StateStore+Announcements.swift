import GRDB
import Replenishment
import SupplyNetwork

/// The orders a plan announces for later weeks, which the next plan keeps where the difference is a trifle.
extension StateStore {
    /// Weeks ahead that are remembered: a run may skip a few.
    static let announcedWeeks = 4

    static func registerAnnouncementTable(_ migrator: inout DatabaseMigrator) {
        migrator.registerMigration("announced orders") { database in
            try database.create(table: "announced_order") { table in
                table.column("as_of", .text).notNull().references("run", onDelete: .cascade)
                table.column("site", .text).notNull()
                table.column("sku", .text).notNull()
                table.column("order_on", .text).notNull()
                table.column("quantity", .double).notNull()
                table.primaryKey(["as_of", "site", "sku", "order_on"])
            }
        }
    }

    static func announced(by asOf: String, in database: Database) throws -> [IssuedOrder] {
        guard try database.tableExists("announced_order") else { return [] }
        return try Row.fetchAll(
            database, sql: "SELECT * FROM announced_order WHERE as_of = ? ORDER BY site, sku, order_on", arguments: [asOf]
        ).compactMap { row -> IssuedOrder? in
            guard let day = Day(iso8601: row["order_on"]) else { return nil }
            return IssuedOrder(site: row["site"], sku: row["sku"], dueOn: day, quantity: row["quantity"])
        }
    }

    static func announce(_ orders: [IssuedOrder], asOf: String, in database: Database) throws {
        let statement = try database.makeStatement(sql: "INSERT INTO announced_order VALUES (?, ?, ?, ?, ?)")
        for order in orders { try statement.execute(arguments: [asOf, order.site, order.sku, order.dueOn.iso8601, order.quantity]) }
    }
}

extension StateStore.Memory {
    /// What the remembered run announced for the week of the as-of date.
    func announcement(network: Network, ledger: Ledger) -> Announcement? {
        var quantities: [Int: Double] = [:]
        for order in announced where order.dueOn.week == ledger.asOf.week {
            guard let site = network.site(order.site), let product = network.product(order.sku),
                let pair = ledger.pair(site: site, product: product)
            else { continue }
            quantities[pair] = order.quantity
        }
        return quantities.isEmpty ? nil : Announcement(issuedOn: headline.asOf, quantities: quantities)
    }
}

extension RunRecord {
    /// Orders that the projection places in the next weeks.
    var announcedOrders: [StateStore.IssuedOrder] {
        let projection = plan.projection
        var orders: [StateStore.IssuedOrder] = []
        for pair in 0..<projection.pairs where projection.isKnown[pair] {
            let first = projection.range(ofPair: pair).lowerBound
            for week in 1..<max(1, min(projection.weeks, StateStore.announcedWeeks + 1)) where projection.released[first + week] > 0 {
                orders.append(
                    StateStore.IssuedOrder(
                        site: site(ofPair: pair).code, sku: product(ofPair: pair).sku, dueOn: (projection.firstWeek + week).monday,
                        quantity: projection.released[first + week]))
            }
        }
        return orders
    }
}
