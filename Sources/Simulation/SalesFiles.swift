import DelimitedText
import Foundation
import SupplyNetwork

/// `sales-<year>.csv`, and the faults that some of its rows have on purpose.
extension SimulatedWorld {
    func writeSales(to folder: String) throws {
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
            var table = CSVWriter(header: header)
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

    private func append(_ movement: MovementRecord, date: String?, prices: [Double], to table: inout CSVWriter) {
        append(movement, date: date, seller: nil, sku: nil, quantity: nil, prices: prices, to: &table)
    }

    private func append(_ fault: Fault, like movement: MovementRecord, prices: [Double], to table: inout CSVWriter) {
        append(
            movement, date: fault.date ?? movement.day.iso8601, seller: fault.seller, sku: fault.sku, quantity: fault.quantity,
            prices: prices, to: &table)
    }

    private func append(
        _ movement: MovementRecord, date: String?, seller: String?, sku: String?, quantity: String?, prices: [Double],
        to table: inout CSVWriter
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
        if movement.kind == .transfer { table.empty() } else { table.cell(price * Double(movement.quantity), decimals: 2) }
        switch movement.kind {
        case .sale: table.empty()
        case .return: table.cell("return")
        case .transfer: table.cell("transfer")
        }
        table.cell(promotion?.code)
        switch movement.channel {
        case .none: table.empty()
        case .group: table.cell("group")
        case .online: table.cell("online")
        case .offline: table.cell("offline")
        }
        if movement.customer > 0 { table.cell("C\(movement.customer)") } else { table.empty() }
        table.cell(movement.scannedNear >= 0 ? network.sites[Int(movement.scannedNear)].region : nil)
        table.endRow()
    }
}
