import Foundation
import SupplyNetwork

extension SimulatedWorld {
    /// Writes the whole workspace: `penstock.yaml`, `SOURCE.md`, `data/*.csv` to the data contract, and `truth/` beside
    /// `data`, which a run never reads. The bytes depend on the options alone (and not on `threads`).
    ///
    /// Files of the same names are replaced, and `data/sales-*.csv` of an earlier world are removed.
    /// - Throws: the file system's error.
    public func write(to folder: String) throws {
        let files = FileManager.default
        let data = folder + "/data"
        try files.createDirectory(atPath: data, withIntermediateDirectories: true)
        for name in try files.contentsOfDirectory(atPath: data) where name.hasPrefix("sales-") && name.hasSuffix(".csv") {
            try files.removeItem(atPath: data + "/" + name)
        }
        func save(_ bytes: [UInt8], _ name: String) throws { try Data(bytes).write(to: URL(fileURLWithPath: folder + "/" + name)) }
        try save(Array(configurationText.utf8), "penstock.yaml")
        try save(Array(sourceText.utf8), "SOURCE.md")
        try save(productsTable.bytes, "data/products.csv")
        try save(sitesTable.bytes, "data/sites.csv")
        try writeSales(to: data)
        try save(stockTable.bytes, "data/stock.csv")
        try save(warehouseTable.bytes, "data/stock-warehouse.csv")
        try save(openOrdersTable.bytes, "data/open_orders.csv")
        try save(promotionsTable.bytes, "data/promotions.csv")
        try save(pricesTable.bytes, "data/prices.csv")
        try save(eventsTable.bytes, "data/events.csv")
        try save(payoutsTable.bytes, "data/payouts.csv")
        try save(overridesTable.bytes, "data/overrides.csv")
        try writeTruth(to: folder + "/truth")
    }

    private func code(_ site: Int?) -> String? { site.map { network.sites[$0].code } }
    private func sku(_ product: Int) -> String { network.products[product].sku }

    // MARK: What the brand knows of itself

    var productsTable: TableText {
        var table = TableText([
            "sku", "name", "category", "unit_cost", "unit_price", "shelf_life_days", "pack_size", "min_order_quantity", "launched_on",
            "discontinued_on", "supplier_lead_time_days",
        ])
        for product in network.products {
            table.cell(product.sku)
            table.cell(product.name)
            table.cell(product.category)
            table.cell(product.unitCost)
            table.cell(product.unitPrice)
            table.cell(product.shelfLifeDays)
            table.cell(product.packSize)
            table.cell(product.minOrderQuantity)
            table.cell(product.launchedOn)
            table.cell(product.discontinuedOn)
            table.cell(product.supplierLeadTimeDays)
            table.endRow()
        }
        return table
    }

    var sitesTable: TableText {
        var table = TableText([
            "site", "name", "tier", "supplier", "sponsor", "joined_on", "left_on", "region", "lead_time_days", "review_period_days",
        ])
        for site in network.sites {
            table.cell(site.code)
            table.cell(site.name)
            table.cell(site.tier)
            table.cell(code(site.supplier))
            table.cell(code(site.sponsor))
            table.cell(site.joinedOn)
            table.cell(site.leftOn)
            table.cell(site.region)
            table.cell(site.leadTimeDays)
            table.cell(site.reviewPeriodDays)
            table.endRow()
        }
        return table
    }

    var promotionsTable: TableText {
        var table = TableText(["promotion", "starts_on", "ends_on", "sku", "region", "discount"])
        for promotion in promotions {
            table.cell(promotion.code)
            table.cell(promotion.startsOn)
            table.cell(promotion.endsOn)
            table.cell(promotion.product.map(sku))
            table.cell(promotion.region)
            table.cell(promotion.discount)
            table.endRow()
        }
        return table
    }

    var pricesTable: TableText {
        var table = TableText(["sku", "effective_on", "unit_price", "tier"])
        for change in priceChanges {
            table.cell(sku(change.product))
            table.cell(change.effectiveOn)
            table.cell(change.unitPrice)
            table.cell(change.tier)
            table.endRow()
        }
        return table
    }

    var eventsTable: TableText {
        var table = TableText(["date", "event", "region"])
        for event in events {
            table.cell(event.day)
            table.cell(event.event)
            table.cell(event.region)
            table.endRow()
        }
        return table
    }

    var payoutsTable: TableText {
        var table = TableText(["date", "payee", "source", "kind", "amount"])
        for payout in payouts {
            table.cell(payout.day)
            table.cell(code(payout.payee))
            table.cell(code(payout.source))
            table.cell(payout.kind.rawValue)
            table.cell(payout.amount)
            table.endRow()
        }
        return table
    }

    var openOrdersTable: TableText {
        var table = TableText(["due_on", "site", "sku", "quantity"])
        for order in openOrders {
            table.cell(order.dueOn)
            table.cell(code(order.site))
            table.cell(sku(order.product))
            table.cell(order.quantity)
            table.endRow()
        }
        return table
    }

    var overridesTable: TableText {
        var table = TableText(["date", "site", "sku", "measure", "quantity", "reason", "author"])
        for override in overrides {
            table.cell(override.day)
            table.cell(code(override.site))
            table.cell(sku(override.product))
            table.cell(override.measure.rawValue)
            table.cell(override.quantity)
            table.cell(override.reason)
            table.cell(override.author)
            table.endRow()
        }
        return table
    }

    // MARK: Counts

    /// Distributors' counts, under the headers of a Chinese export where the world is Chinese.
    var stockTable: TableText {
        let chinese = options.language == .chinese
        var table = TableText(chinese ? ["日期", "站点", "商品编码", "库存"] : ["date", "site", "sku", "on_hand"])
        let rows = counts.filter { $0.site > 0 }
        for (index, count) in rows.enumerated() {
            table.cell(count.day)
            table.cell(code(count.site))
            table.cell(sku(count.product))
            if options.blemishes && index == rows.count * 4 / 5 { table.cell(-3) } else { table.cell(count.onHand) }
            table.endRow()
        }
        return table
    }

    /// The brand's own warehouse: every Sunday, one row per lot.
    var warehouseTable: TableText {
        var table = TableText(["date", "site", "sku", "on_hand", "expires_on"])
        for count in counts where count.site == 0 {
            table.cell(count.day)
            table.cell(code(0))
            table.cell(sku(count.product))
            table.cell(count.onHand)
            table.cell(count.expiresOn)
            table.endRow()
        }
        return table
    }

    // MARK: Movements

    private func writeSales(to folder: String) throws {
        let header = [
            "date", "seller", "buyer", "sku", "quantity", "amount", "kind", "promotion", "channel", "customer", "region",
        ]
        let years = Array(Set(movements.map { $0.day.civil.year })).sorted()
        for year in years {
            let path = folder + "/sales-\(year).csv"
            _ = FileManager.default.createFile(atPath: path, contents: nil)
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            let rows = movementRange(year: year)
            let faults = options.blemishes && year == years.last ? SimulatedWorld.faults(rows: rows) : [:]
            var table = TableText(header)
            var prices: [Double] = []
            var priced: Day?
            var written: String?
            for index in rows {
                let movement = movements[index]
                if movement.day != priced {
                    priced = movement.day
                    written = movement.day.iso8601
                    prices = network.products.indices.flatMap { product in
                        Catalogue.priceShares.indices.map { catalogue.price(product, tier: $0, on: movement.day) }
                    }
                }
                append(movement, date: written, prices: prices, to: &table)
                for fault in faults[index] ?? [] { append(fault, like: movement, prices: prices, to: &table) }
                if table.bytes.count > 1 << 22 { try handle.write(contentsOf: Data(table.drained())) }
            }
            try handle.write(contentsOf: Data(table.drained()))
        }
    }

    private func movementRange(year: Int) -> Range<Int> {
        func first(from year: Int) -> Int {
            guard let day = Day(year: year, month: 1, day: 1) else { return movements.count }
            var (low, high) = (0, movements.count)
            while low < high {
                let middle = (low + high) / 2
                if movements[middle].day < day { low = middle + 1 } else { high = middle }
            }
            return low
        }
        return first(from: year)..<first(from: year + 1)
    }

    /// What to write otherwise than it is.
    struct Fault {
        var date: String?
        var seller: String?
        var sku: String?
        var quantity: String?
    }

    /// Faults by the row after which they stand, spread over the file.
    private static func faults(rows: Range<Int>) -> [Int: [Fault]] {
        let faults = [
            Fault(quantity: "1O"), Fault(sku: "XX99"), Fault(sku: "XX99"), Fault(sku: "MM5"), Fault(seller: "G9999"),
            Fault(seller: "G9999"), Fault(date: "2062-01-05"), Fault(), Fault(quantity: "１２"), Fault(date: "2026/1/15"),
        ]
        guard rows.count > faults.count else { return [:] }
        var places: [Int: [Fault]] = [:]
        for (rank, fault) in faults.enumerated() {
            places[rows.lowerBound + rows.count * (rank + 1) / (faults.count + 1), default: []].append(fault)
        }
        return places
    }

    private func append(_ movement: MovementRecord, date: String?, prices: [Double], to table: inout TableText) {
        append(movement, date: date, seller: nil, sku: nil, quantity: nil, prices: prices, to: &table)
    }

    private func append(_ fault: Fault, like movement: MovementRecord, prices: [Double], to table: inout TableText) {
        append(
            movement, date: fault.date ?? movement.day.iso8601, seller: fault.seller, sku: fault.sku, quantity: fault.quantity,
            prices: prices, to: &table)
    }

    private func append(
        _ movement: MovementRecord, date: String?, seller: String?, sku: String?, quantity: String?, prices: [Double],
        to table: inout TableText
    ) {
        let product = Int(movement.product)
        let buyerTier = movement.isToConsumer ? Catalogue.consumer : tiers[Int(movement.buyer)]
        var price = prices[product * Catalogue.priceShares.count + min(buyerTier, Catalogue.consumer)]
        let promotion = movement.promotion >= 0 ? promotions[Int(movement.promotion)] : nil
        if let promotion { price *= 1 - (promotion.discount ?? 0) }
        table.cell(date)
        table.cell(seller ?? code(Int(movement.seller)))
        table.cell(movement.isToConsumer ? nil : code(Int(movement.buyer)))
        table.cell(sku ?? self.sku(product))
        if let quantity { table.cell(quantity) } else { table.cell(Int(movement.quantity)) }
        if movement.kind == .transfer { table.cell(String?.none) } else { table.cell(price * Double(movement.quantity)) }
        switch movement.kind {
        case .sale: table.cell(String?.none)
        case .return: table.cell("return")
        case .transfer: table.cell("transfer")
        }
        table.cell(promotion?.code)
        switch movement.channel {
        case .none: table.cell(String?.none)
        case .group: table.cell("group")
        case .online: table.cell("online")
        case .offline: table.cell("offline")
        }
        if movement.customer > 0 { table.cell("C\(movement.customer)") } else { table.cell(String?.none) }
        table.cell(movement.scannedNear >= 0 ? network.sites[Int(movement.scannedNear)].region : nil)
        table.endRow()
    }

    // MARK: Truth

    private func writeTruth(to folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        func save(_ bytes: [UInt8], _ name: String) throws { try Data(bytes).write(to: URL(fileURLWithPath: folder + "/" + name)) }
        try save(labelsTable.bytes, "labels.csv")
        try save(pathologiesTable.bytes, "pathologies.csv")
        try save(weekly(.demand).bytes, "demand.csv")
        try save(weekly(.consumption).bytes, "consumption.csv")
        try save(weekly(.onHand).bytes, "stock.csv")
        var recorded = options
        recorded.threads = SimulationOptions().threads
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try save(Array(try encoder.encode(recorded)) + [0x0a], "options.json")
    }

    var labelsTable: TableText {
        var table = TableText(["site", "sku", "on_hand", "demand_ahead", "bound", "piled", "cause", "since", "excess_units"])
        for label in truth.labels {
            table.cell(code(label.pair.site))
            table.cell(sku(label.pair.product))
            table.cell(label.onHand)
            table.cell(label.demandAhead)
            table.cell(label.bound)
            table.cell(label.piled ? 1 : 0)
            table.cell(label.cause?.rawValue)
            table.cell(label.since?.monday)
            table.cell(label.piled ? Double(label.onHand) - label.bound : 0)
            table.endRow()
        }
        return table
    }

    var pathologiesTable: TableText {
        var table = TableText(["site", "sku", "cause", "from"])
        for pathology in truth.pathologies {
            for product in pathology.products {
                table.cell(code(pathology.site))
                table.cell(sku(product))
                table.cell(pathology.cause.rawValue)
                table.cell(pathology.from)
                table.endRow()
            }
        }
        return table
    }

    /// One row per site × SKU, one column per week, named by its Monday.
    private func weekly(_ quantity: Truth.Quantity) -> TableText {
        var table = TableText(["site", "sku"] + (0..<truth.weekCount).map { (truth.firstWeek + $0).description })
        for (index, pair) in truth.pairs.enumerated() {
            table.cell(code(pair.site))
            table.cell(sku(pair.product))
            for week in 0..<truth.weekCount { table.cell(truth.value(quantity, pair: index, week: week)) }
            table.endRow()
        }
        return table
    }
}
