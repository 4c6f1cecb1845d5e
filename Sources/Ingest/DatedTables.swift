import DelimitedText
import SupplyNetwork

/// Reads the smaller dated files: open orders, promotions, prices, events, payouts and overrides.
struct DatedTables {
    let options: ReadingOptions
    let log: FindingLog
    let rejected: RejectedRows
    let sites: [Site]
    let products: [Product]
    let asOf: Day

    private func siteCodes(_ table: OpenTable) -> Codes {
        Codes(sites.enumerated().map { ($1.code, Int32($0)) }, encoding: table.source.encoding)
    }
    private func productCodes(_ table: OpenTable) -> Codes {
        Codes(products.enumerated().map { ($1.sku, Int32($0)) }, encoding: table.source.encoding)
    }
    private func words(_ words: [(value: Int32, words: [String])], _ table: OpenTable) -> Codes {
        Codes(words.flatMap { entry in entry.words.map { ($0, entry.value) } }, encoding: table.source.encoding)
    }

    /// Opens each file and reads its rows.
    private func rows(
        _ files: [DataFile], _ totals: inout [FileTotals], _ reader: (OpenTable) -> (TableRow) throws(RowFailure) -> Void
    ) throws {
        for file in files {
            guard let table = try OpenTable(file, options: options, log: log) else { continue }
            totals.append(try table.forEachRow(options: options, log: log, rejected: rejected, reader(table)))
        }
    }

    func openOrders(_ files: [DataFile], totals: inout [FileTotals]) throws -> [OpenOrder] {
        var orders: [OpenOrder] = []
        try rows(files, &totals) { table in
            var sites = siteCodes(table)
            var skus = productCodes(table)
            let (due, site, sku, quantity) = (table.column("due_on"), table.column("site"), table.column("sku"), table.column("quantity"))
            return { row throws(RowFailure) in
                orders.append(
                    OpenOrder(
                        dueOn: try row.requiredDay(due), site: try row.requiredCode(site, &sites, unknown: .unknownSite, noun: "site"),
                        product: try row.requiredCode(sku, &skus, unknown: .unknownSKU, noun: "SKU"),
                        quantity: try row.requiredNumber(quantity, in: 0...Quantity.largest, code: .quantityNotANumber, noun: "a quantity"))
                )
            }
        }
        return orders
    }

    func promotions(_ files: [DataFile], totals: inout [FileTotals]) throws -> [Promotion] {
        var promotions: [Promotion] = []
        try rows(files, &totals) { table in
            var skus = productCodes(table)
            let (code, starts, ends) = (table.column("promotion"), table.column("starts_on"), table.column("ends_on"))
            let (sku, region, discount) = (table.column("sku"), table.column("region"), table.column("discount"))
            return { row throws(RowFailure) in
                let promotion = Promotion(
                    code: try row.requiredText(code), startsOn: try row.requiredDay(starts), endsOn: try row.requiredDay(ends),
                    product: try row.code(sku, &skus, unknown: .unknownSKU, noun: "SKU"), region: try row.text(region),
                    discount: try row.number(discount, in: 0...1))
                guard promotion.endsOn >= promotion.startsOn else {
                    throw RowFailure(
                        code: .endsBeforeItStarts, field: ends.field,
                        message: "the promotion ends on \(promotion.endsOn) and starts on \(promotion.startsOn)")
                }
                promotions.append(promotion)
            }
        }
        return promotions
    }

    func prices(_ files: [DataFile], totals: inout [FileTotals]) throws -> [PriceChange] {
        var prices: [PriceChange] = []
        try rows(files, &totals) { table in
            var skus = productCodes(table)
            let (sku, effective, price, tier) = (
                table.column("sku"), table.column("effective_on"), table.column("unit_price"), table.column("tier")
            )
            return { row throws(RowFailure) in
                prices.append(
                    PriceChange(
                        product: try row.requiredCode(sku, &skus, unknown: .unknownSKU, noun: "SKU"),
                        effectiveOn: try row.requiredDay(effective),
                        unitPrice: try row.requiredNumber(price, in: 0...1e9, code: .amountNotANumber, noun: "an amount"),
                        tier: try row.wholeNumber(tier, in: 0...1000, failing: true)))
            }
        }
        return prices
    }

    func events(_ files: [DataFile], totals: inout [FileTotals]) throws -> [CalendarEvent] {
        var events: [CalendarEvent] = []
        try rows(files, &totals) { table in
            let (date, event, region) = (table.column("date"), table.column("event"), table.column("region"))
            return { row throws(RowFailure) in
                events.append(
                    CalendarEvent(day: try row.requiredDay(date), event: try row.requiredText(event), region: try row.text(region)))
            }
        }
        return events
    }

    func payouts(_ files: [DataFile], totals: inout [FileTotals]) throws -> [Payout] {
        var payouts: [Payout] = []
        for file in files {
            var later = 0
            try rows([file], &totals) { table in
                var sites = siteCodes(table)
                var kinds = words(ContractFile.payoutKinds, table)
                let (date, payee, source) = (table.column("date"), table.column("payee"), table.column("source"))
                let (kind, amount) = (table.column("kind"), table.column("amount"))
                return { row throws(RowFailure) in
                    let day = try row.requiredDay(date)
                    let payout = Payout(
                        day: day, payee: try row.requiredCode(payee, &sites, unknown: .unknownSite, noun: "site"),
                        source: try row.code(source, &sites, unknown: .unknownSite, noun: "site"),
                        kind: Payout.Kind.allCases[try row.requiredCode(kind, &kinds, unknown: .unknownKind, noun: "kind of payout")],
                        amount: try row.requiredNumber(amount, in: -1e12...1e12, code: .amountNotANumber, noun: "an amount"))
                    if day >= asOf { later += 1 } else { payouts.append(payout) }
                }
            }
            if later > 0 {
                totals[totals.count - 1].rowsLater = later
                log.add(.laterRows, file: file.name, "\(later) rows are dated on or after \(asOf) and were not used")
            }
        }
        return payouts
    }

    func overrides(_ files: [DataFile], totals: inout [FileTotals]) throws -> [Override] {
        var overrides: [Override] = []
        try rows(files, &totals) { table in
            var sites = siteCodes(table)
            var skus = productCodes(table)
            var measures = words(ContractFile.measures, table)
            let (date, site, sku, measure) = (table.column("date"), table.column("site"), table.column("sku"), table.column("measure"))
            let (quantity, reason, author) = (table.column("quantity"), table.column("reason"), table.column("author"))
            return { row throws(RowFailure) in
                overrides.append(
                    Override(
                        day: try row.requiredDay(date), site: try row.code(site, &sites, unknown: .unknownSite, noun: "site"),
                        product: try row.requiredCode(sku, &skus, unknown: .unknownSKU, noun: "SKU"),
                        measure: Override.Measure.allCases[
                            try row.requiredCode(measure, &measures, unknown: .unknownKind, noun: "measure")],
                        quantity: try row.requiredNumber(quantity, in: 0...Quantity.largest, code: .quantityNotANumber, noun: "a quantity"),
                        reason: try row.text(reason), author: try row.text(author)))
            }
        }
        return overrides
    }
}
