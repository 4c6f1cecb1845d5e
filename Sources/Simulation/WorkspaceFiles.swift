import DelimitedText
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

    func code(_ site: Int?) -> String? { site.map { network.sites[$0].code } }
    func sku(_ product: Int) -> String { network.products[product].sku }

    // MARK: What the brand knows of itself

    var productsTable: CSVWriter {
        var table = CSVWriter(header: [
            "sku", "name", "category", "unit_cost", "unit_price", "shelf_life_days", "pack_size", "min_order_quantity", "launched_on",
            "discontinued_on", "supplier_lead_time_days",
        ])
        for product in network.products {
            table.cell(product.sku)
            table.cell(product.name)
            table.cell(product.category)
            table.cell(product.unitCost, decimals: 2)
            table.cell(product.unitPrice, decimals: 2)
            table.cell(product.shelfLifeDays)
            table.cell(product.packSize, decimals: 2)
            table.cell(product.minOrderQuantity, decimals: 2)
            table.cell(product.launchedOn?.iso8601)
            table.cell(product.discontinuedOn?.iso8601)
            table.cell(product.supplierLeadTimeDays)
            table.endRow()
        }
        return table
    }

    var sitesTable: CSVWriter {
        var table = CSVWriter(header: [
            "site", "name", "tier", "supplier", "sponsor", "joined_on", "left_on", "region", "lead_time_days", "review_period_days",
        ])
        for site in network.sites {
            table.cell(site.code)
            table.cell(site.name)
            table.cell(site.tier)
            table.cell(code(site.supplier))
            table.cell(code(site.sponsor))
            table.cell(site.joinedOn?.iso8601)
            table.cell(site.leftOn?.iso8601)
            table.cell(site.region)
            table.cell(site.leadTimeDays)
            table.cell(site.reviewPeriodDays)
            table.endRow()
        }
        return table
    }

    var promotionsTable: CSVWriter {
        var table = CSVWriter(header: ["promotion", "starts_on", "ends_on", "sku", "region", "discount"])
        for promotion in promotions {
            table.cell(promotion.code)
            table.cell(promotion.startsOn.iso8601)
            table.cell(promotion.endsOn.iso8601)
            table.cell(promotion.product.map(sku))
            table.cell(promotion.region)
            table.cell(promotion.discount, decimals: 2)
            table.endRow()
        }
        return table
    }

    var pricesTable: CSVWriter {
        var table = CSVWriter(header: ["sku", "effective_on", "unit_price", "tier"])
        for change in priceChanges {
            table.cell(sku(change.product))
            table.cell(change.effectiveOn.iso8601)
            table.cell(change.unitPrice, decimals: 2)
            table.cell(change.tier)
            table.endRow()
        }
        return table
    }

    var eventsTable: CSVWriter {
        var table = CSVWriter(header: ["date", "event", "region"])
        for event in events {
            table.cell(event.day.iso8601)
            table.cell(event.event)
            table.cell(event.region)
            table.endRow()
        }
        return table
    }

    var payoutsTable: CSVWriter {
        var table = CSVWriter(header: ["date", "payee", "source", "kind", "amount"])
        for payout in payouts {
            table.cell(payout.day.iso8601)
            table.cell(code(payout.payee))
            table.cell(code(payout.source))
            table.cell(payout.kind.rawValue)
            table.cell(payout.amount, decimals: 2)
            table.endRow()
        }
        return table
    }

    var openOrdersTable: CSVWriter {
        var table = CSVWriter(header: ["due_on", "site", "sku", "quantity"])
        for order in openOrders {
            table.cell(order.dueOn.iso8601)
            table.cell(code(order.site))
            table.cell(sku(order.product))
            table.cell(order.quantity, decimals: 2)
            table.endRow()
        }
        return table
    }

    var overridesTable: CSVWriter {
        var table = CSVWriter(header: ["date", "site", "sku", "measure", "quantity", "reason", "author"])
        for override in overrides {
            table.cell(override.day.iso8601)
            table.cell(code(override.site))
            table.cell(sku(override.product))
            table.cell(override.measure.rawValue)
            table.cell(override.quantity, decimals: 2)
            table.cell(override.reason)
            table.cell(override.author)
            table.endRow()
        }
        return table
    }

    // MARK: Counts

    /// Distributors' counts, under the headers of a Chinese export where the world is Chinese.
    var stockTable: CSVWriter {
        let chinese = options.language == .chinese
        var table = CSVWriter(header: chinese ? ["日期", "站点", "商品编码", "库存"] : ["date", "site", "sku", "on_hand"])
        let rows = counts.filter { $0.site > 0 }
        for (index, count) in rows.enumerated() {
            table.cell(count.day.iso8601)
            table.cell(code(count.site))
            table.cell(sku(count.product))
            if options.blemishes && index == rows.count * 4 / 5 { table.cell(-3) } else { table.cell(count.onHand) }
            table.endRow()
        }
        return table
    }

    /// The brand's own warehouse: every Sunday, one row per lot.
    var warehouseTable: CSVWriter {
        var table = CSVWriter(header: ["date", "site", "sku", "on_hand", "expires_on"])
        for count in counts where count.site == 0 {
            table.cell(count.day.iso8601)
            table.cell(code(0))
            table.cell(sku(count.product))
            table.cell(count.onHand)
            table.cell(count.expiresOn?.iso8601)
            table.endRow()
        }
        return table
    }
}
