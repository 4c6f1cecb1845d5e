import DelimitedText
import SupplyNetwork

/// Adds the rows of one chunk of sales after the other to sums of its own. Each thread has one.
struct SalesWorker {
    enum Purpose {
        /// Add up everything inside the window.
        case sum
        /// Only point out, and set aside, rows outside of the window.
        case listOutside
    }

    private let context: SalesContext
    private let purpose: Purpose
    var accumulator: WeeklyAccumulator
    var midweek: MidweekSums
    /// Usable rows by day from `DayCounts.first`.
    let days: UnsafeMutablePointer<UInt32>
    /// Money, consumers and the like; nil where nobody asks for them.
    let trade: TradeCollector?
    private var tradeFields: TradeFields
    /// Sales to a site by another than its recorded supplier.
    var otherSupplier = 0

    private var sites: Codes
    private var products: Codes
    private var kinds: Codes
    private let fields: UnsafeMutablePointer<FieldRange>
    private let capacity: Int
    private let date: Int
    private let seller: Int
    private let buyer: Int
    private let sku: Int
    private let quantity: Int
    private let amount: Int
    private let kind: Int
    private let promotion: Int
    private let headerCount: Int
    private let requiredCount: Int
    private var lastDate: (low: UInt64, high: UInt16, day: Int32) = (0, 0, .min)
    private let window: (lower: Int32, upper: Int32)
    // Owned by the context.
    private let joined: UnsafePointer<Int32>
    private let left: UnsafePointer<Int32>
    private let supplier: UnsafePointer<Int32>
    private let launched: UnsafePointer<Int32>

    static let weeks = Int(Day(number: DayCounts.first).week.number)..<Int(Day(number: DayCounts.end).week.number) + 1

    init(_ context: SalesContext, purpose: Purpose) {
        self.context = context
        self.purpose = purpose
        accumulator = WeeklyAccumulator(siteCount: context.siteCount, productCount: context.productCount, weeks: SalesWorker.weeks)
        midweek = MidweekSums(count: context.watch.count)
        tradeFields = TradeFields(context.table)
        trade =
            context.options.collectsTrade && purpose == .sum
            ? TradeCollector(siteCount: context.siteCount, categoryBits: context.categories.bits, weeks: SalesWorker.weeks) : nil
        let dayCount = Int(DayCounts.end - DayCounts.first)
        days = .allocate(capacity: dayCount)
        days.initialize(repeating: 0, count: dayCount)
        sites = context.sites
        products = context.products
        kinds = context.kinds
        let layout = context.table.layout
        capacity = max(64, layout.headerCount + 8)
        fields = .allocate(capacity: capacity)
        fields.initialize(repeating: FieldRange(start: 0, end: 0), count: capacity)
        date = layout.field("date")
        seller = layout.field("seller")
        buyer = layout.field("buyer")
        sku = layout.field("sku")
        quantity = layout.field("quantity")
        amount = layout.field("amount")
        kind = layout.field("kind")
        promotion = layout.field("promotion")
        headerCount = layout.headerCount
        requiredCount = layout.requiredCount
        window = (context.window.lowerBound, context.window.upperBound)
        joined = UnsafePointer(context.joined)
        left = UnsafePointer(context.left)
        supplier = UnsafePointer(context.supplier)
        launched = UnsafePointer(context.launched)
    }

    func deallocate() {
        accumulator.deallocate()
        trade?.deallocate()
        days.deallocate()
        fields.deallocate()
    }

    /// What a row says, once every field of it is understood.
    private struct Sale {
        var day: Int32
        var seller: Int32
        /// -1: a consumer.
        var buyer: Int32
        var product: Int32
        var units: Int64
        var kind: Int32
        var isPromoted: Bool
    }

    /// Rows that are understood and not yet added up. Adding them together lets their cache misses overlap.
    private struct Batch {
        static let size = 256
        let sales = UnsafeMutablePointer<Sale>.allocate(capacity: size)
        let hashes = UnsafeMutablePointer<UInt64>.allocate(capacity: size)
        let starts = UnsafeMutablePointer<Int32>.allocate(capacity: size)
        let lines = UnsafeMutablePointer<Int32>.allocate(capacity: size)
        var count = 0

        func deallocate() {
            sales.deallocate()
            hashes.deallocate()
            starts.deallocate()
            lines.deallocate()
        }
    }

    mutating func work(_ chunk: Chunk, _ report: RowReport) {
        var cursor = RecordCursor(chunk, dialect: context.table.source.dialect, fields: fields, capacity: capacity)
        report.reserve(rows: purpose == .sum ? chunk.count / 32 : 0)
        var batch = Batch()
        while cursor.next() {
            guard let sale = fast(cursor) ?? slow(cursor, report) else { continue }
            check(sale, cursor, report)
            if let trade, sale.day >= window.lower, sale.day < window.upper { collect(sale, cursor, into: trade, sign: 1) }
            batch.sales[batch.count] = sale
            batch.hashes[batch.count] = RowHash.hash(cursor.base + cursor.start, cursor.end - cursor.start)
            batch.starts[batch.count] = Int32(truncatingIfNeeded: cursor.start)
            batch.lines[batch.count] = Int32(truncatingIfNeeded: cursor.line)
            batch.count &+= 1
            if batch.count == Batch.size { flush(&batch, report) }
        }
        flush(&batch, report)
        batch.deallocate()
        report.lines = cursor.nextLine
    }

    @inline(never) private mutating func flush(_ batch: inout Batch, _ report: RowReport) {
        var units: Int64 = 0
        for i in 0..<batch.count {
            let sale = batch.sales[i]
            units &+= sale.units
            days[Int(sale.day &- DayCounts.first)] &+= 1
            if purpose == .sum, sale.day >= window.lower, sale.day < window.upper { add(sale, sign: 1) }
        }
        report.rows += batch.count
        report.units &+= units
        if purpose == .sum { report.append(starts: batch.starts, lines: batch.lines, hashes: batch.hashes, count: batch.count) }
        batch.count = 0
    }

    /// The row of a well-kept file: plain date, known codes, plain numbers; nil where anything needs a closer look.
    @inline(__always) private mutating func fast(_ cursor: RecordCursor) -> Sale? {
        let count = cursor.fieldCount
        guard count >= requiredCount, count <= headerCount, cursor.unclosedField < 0, cursor.doubled == 0 else { return nil }
        let base = cursor.base
        let day = self.day(base, fields[date])
        let seller = context.siteTable.value(base, fields[seller])
        let product = context.productTable.value(base, fields[sku])
        let units = Quantity.scaled(plain: base, fields[quantity])
        guard day >= DayCounts.first, day < DayCounts.end, seller >= 0, product >= 0, units >= 0 else { return nil }
        var sale = Sale(day: day, seller: seller, buyer: -1, product: product, units: units, kind: 0, isPromoted: false)
        if buyer >= 0, buyer < count, !fields[buyer].isEmpty {
            sale.buyer = context.siteTable.value(base, fields[buyer])
            guard sale.buyer >= 0, sale.buyer != seller else { return nil }
        }
        if amount >= 0, amount < count, !fields[amount].isEmpty, Quantity.scaled(plain: base, fields[amount]) == .min { return nil }
        if kind >= 0, kind < count, !fields[kind].isEmpty {
            sale.kind = context.kindTable.value(base, fields[kind])
            guard sale.kind >= 0, sale.kind != 2 || sale.buyer >= 0 else { return nil }
        }
        if promotion >= 0, promotion < count, !fields[promotion].isEmpty {
            guard fields[promotion].count > 4 else { return nil }
            sale.isPromoted = true
        }
        return sale
    }

    @inline(__always) private mutating func day(_ base: UnsafePointer<UInt8>, _ range: FieldRange) -> Int32 {
        guard range.count == 10 else { return .min }
        let raw = UnsafeRawPointer(base + Int(range.start))
        let low = raw.loadUnaligned(as: UInt64.self)
        let high = raw.loadUnaligned(fromByteOffset: 8, as: UInt16.self)
        if low == lastDate.low, high == lastDate.high { return lastDate.day }
        let day = CivilDate.number(plain: base, range)
        lastDate = (low, high, day)
        return day
    }

    /// Points out what is odd about a row that can be used.
    @inline(__always) private mutating func check(_ sale: Sale, _ cursor: RecordCursor, _ report: RowReport) {
        let isInside = sale.day >= window.lower && sale.day < window.upper
        if purpose == .listOutside {
            if !isInside { rejectOutside(sale, cursor, report) }
            return
        }
        guard isInside else { return }
        let seller = Int(sale.seller)
        if sale.day < joined[seller] || sale.day > left[seller] || sale.day < launched[Int(sale.product)] {
            noteLifetime(sale, cursor, report)
        }
        guard sale.buyer >= 0 else { return }
        let buyer = Int(sale.buyer)
        if sale.day < joined[buyer] || sale.day > left[buyer] { noteBuyerLifetime(sale, cursor, report) }
        if sale.kind == 0, supplier[buyer] != sale.seller { otherSupplier &+= 1 }
    }

    @inline(__always) private mutating func add(_ sale: Sale, sign: Int64) {
        let units = sale.units &* sign
        let week = Int((sale.day &+ 3) / 7)
        let seller = Int(sale.seller)
        let product = Int(sale.product)
        if sale.buyer >= 0 {
            let buyer = Int(sale.buyer)
            if sale.kind == 1 {
                accumulator.add(units, site: seller, product: product, column: Movement.returnedIn.rawValue, week: week)
                accumulator.add(units, site: buyer, product: product, column: Movement.returnedOut.rawValue, week: week)
            } else {
                accumulator.add(units, site: seller, product: product, column: Movement.shipped.rawValue, week: week)
                accumulator.add(units, site: buyer, product: product, column: Movement.received.rawValue, week: week)
            }
        } else {
            let column = sale.kind == 1 ? Movement.soldBack.rawValue : Movement.sold.rawValue
            accumulator.add(units, site: seller, product: product, column: column, week: week)
            // A week with sales shows in `sold` that it was reported; zeros and returns do not.
            if units == 0 || sale.kind == 1 {
                accumulator.add(sign, site: seller, product: product, column: WeeklyAccumulator.reports, week: week)
            }
            if sale.isPromoted, sale.kind != 1 {
                accumulator.add(units, site: seller, product: product, column: Movement.soldOnPromotion.rawValue, week: week)
            }
        }
        if context.watch.watches(week: week) { addMidweek(sale, units, week) }
    }

    @inline(never) private mutating func addMidweek(_ sale: Sale, _ units: Int64, _ week: Int) {
        let weekday = Day(number: sale.day).weekday
        let isReturn = sale.kind == 1
        let product = Int(sale.product)
        if let slot = context.watch.slot(site: Int(sale.seller), product: product, week: week) {
            midweek.add(
                slot: slot, weekday: weekday, net: isReturn ? units : 0 &- units, sold: sale.buyer >= 0 ? 0 : isReturn ? 0 &- units : units)
        }
        if sale.buyer >= 0, let slot = context.watch.slot(site: Int(sale.buyer), product: product, week: week) {
            midweek.add(slot: slot, weekday: weekday, net: isReturn ? 0 &- units : units, sold: 0)
        }
    }

    @inline(never) private mutating func collect(_ sale: Sale, _ cursor: RecordCursor, into trade: TradeCollector, sign: Int64) {
        // What is odd about these fields was said when the row was read.
        let row = TableRow(
            cursor: cursor, encoding: context.table.source.encoding, decimalComma: context.options.decimalComma,
            report: RowReport(limit: 0),
            line: 0, fileLine: 0)
        let isConsumer = sale.buyer < 0
        trade.add(
            TradeCollector.Row(
                day: sale.day, seller: sale.seller, buyer: sale.buyer, product: sale.product, units: sale.units &* sign,
                amount: tradeFields.amount(row), isReturn: sale.kind == 1, isTransfer: sale.kind == 2, isPromoted: sale.isPromoted,
                channel: isConsumer ? tradeFields.channel(row, &trade.channels) : -1,
                region: isConsumer ? tradeFields.region(row, &trade.regions) : -1, customer: isConsumer ? tradeFields.customer(row) : 0,
                sign: sign))
    }

    /// Takes a row back again that was added before: the record that begins at `start`.
    mutating func withdraw(_ chunk: Chunk, start: Int) -> (end: Int, units: Int64, day: Int32)? {
        var cursor = RecordCursor(chunk, dialect: context.table.source.dialect, fields: fields, capacity: capacity)
        cursor.position = start
        let scratch = RowReport(limit: 0)
        guard cursor.next(), let sale = fast(cursor) ?? slow(cursor, scratch) else { return nil }
        days[Int(sale.day - DayCounts.first)] &-= 1
        if context.window.contains(sale.day) {
            add(sale, sign: -1)
            if let trade { collect(sale, cursor, into: trade, sign: -1) }
            if sale.buyer >= 0, sale.kind == 0, context.supplier[Int(sale.buyer)] != sale.seller { otherSupplier -= 1 }
        }
        return (cursor.end, sale.units, sale.day)
    }
}

extension SalesWorker {
    @inline(never) private mutating func slow(_ cursor: RecordCursor, _ report: RowReport) -> Sale? {
        if cursor.isBlank { return nil }
        // While only dates are listed, everything else was said before.
        let notes = purpose == .sum ? report : RowReport(limit: 0)
        let row = TableRow(
            cursor: cursor, encoding: context.table.source.encoding, decimalComma: context.options.decimalComma, report: notes,
            line: cursor.line,
            fileLine: 0)
        var units: Int64 = 0
        do throws(RowFailure) {
            // The quantity first, so that what is set aside can be told in units, too.
            let quantityFailure: RowFailure?
            do throws(RowFailure) {
                units =
                    Quantity.scaled(
                        try row.requiredNumber(
                            place("quantity", quantity), in: -Quantity.largest...Quantity.largest, code: .quantityNotANumber,
                            noun: "a quantity")) ?? 0
                quantityFailure = nil
            } catch {
                quantityFailure = error
            }
            try row.checkShape(context.table.layout)
            let day = try row.requiredDay(place("date", date))
            guard day.number >= DayCounts.first else { throw RowFailure(code: .dateTooOld, field: date, message: "\(day) is before 1990") }
            guard day.number < DayCounts.end else {
                throw RowFailure(code: .dateInTheFuture, field: date, message: "\(day) is in the far future")
            }
            let seller = try row.requiredCode(place("seller", self.seller), &sites, unknown: .unknownSite, noun: "site")
            let buyer = try row.code(place("buyer", self.buyer), &sites, unknown: .unknownSite, noun: "site")
            let product = try row.requiredCode(place("sku", sku), &products, unknown: .unknownSKU, noun: "SKU")
            if let quantityFailure { throw quantityFailure }
            var kind = try row.code(place("kind", self.kind), &kinds, unknown: .unknownKind, noun: "kind of movement") ?? 0
            if let buyer, buyer == seller {
                throw RowFailure(
                    code: .sameSite, field: self.buyer,
                    message: "“\(FieldText.excerpt(context.sitesVocabulary[seller].code))” sells to itself")
            }
            if kind == 2, buyer == nil {
                throw RowFailure(code: .missingValue, field: self.buyer >= 0 ? self.buyer : nil, message: "a transfer names no buyer")
            }
            _ = try row.number(place("amount", amount), in: -1e12...1e12, code: .amountNotANumber, noun: "an amount")
            let promotion = try row.text(place("promotion", self.promotion))
            if units < 0 {
                notes.note(
                    .negativeQuantity, line: cursor.line, column: quantity + 1,
                    "\(Quantity.unscaled(units)) units of a \(kind == 0 ? "sale" : kind == 1 ? "return" : "transfer"); read as a return of \(Quantity.unscaled(-units))"
                )
                units = -units
                kind = 1
            }
            return Sale(
                day: day.number, seller: Int32(seller), buyer: Int32(buyer ?? -1), product: Int32(product), units: units, kind: Int32(kind),
                isPromoted: promotion != nil)
        } catch {
            if purpose == .sum {
                report.rows += 1
                report.units &+= abs(units)
                report.reject(
                    error.code, line: cursor.line, column: error.field.map { $0 + 1 }, error.message, start: cursor.start, end: cursor.end,
                    units: abs(units))
            }
            return nil
        }
    }

    private func place(_ name: String, _ field: Int) -> ColumnPlace { ColumnPlace(name: name, field: field) }

    @inline(never) private func noteLifetime(_ sale: Sale, _ cursor: RecordCursor, _ report: RowReport) {
        let day = Day(number: sale.day)
        if let launch = context.productsVocabulary[Int(sale.product)].launchedOn, day < launch {
            let sku = context.productsVocabulary[Int(sale.product)].sku
            report.note(
                .beforeLaunch, line: cursor.line, column: date + 1, "\(day) is before “\(FieldText.excerpt(sku))” was launched on \(launch)"
            )
        }
        noteSite(Int(sale.seller), day, cursor, report)
    }

    @inline(never) private func noteBuyerLifetime(_ sale: Sale, _ cursor: RecordCursor, _ report: RowReport) {
        noteSite(Int(sale.buyer), Day(number: sale.day), cursor, report)
    }

    private func noteSite(_ index: Int, _ day: Day, _ cursor: RecordCursor, _ report: RowReport) {
        let site = context.sitesVocabulary[index]
        if let joined = site.joinedOn, day < joined {
            report.note(
                .beforeJoining, line: cursor.line, column: date + 1,
                "\(day) is before “\(FieldText.excerpt(site.code))” joined on \(joined)")
        }
        if let left = site.leftOn, day > left {
            report.note(
                .afterLeaving, line: cursor.line, column: date + 1, "\(day) is after “\(FieldText.excerpt(site.code))” left on \(left)")
        }
    }

    @inline(never) private func rejectOutside(_ sale: Sale, _ cursor: RecordCursor, _ report: RowReport) {
        let day = Day(number: sale.day)
        if sale.day >= context.window.upperBound {
            report.reject(
                .dateInTheFuture, line: cursor.line, column: date + 1,
                "\(day) is not before the as-of date \(Day(number: context.window.upperBound))",
                start: cursor.start, end: cursor.end, units: sale.units)
        } else {
            report.reject(
                .dateTooOld, line: cursor.line, column: date + 1, "\(day) is more than 520 weeks before the as-of date",
                start: cursor.start,
                end: cursor.end, units: sale.units)
        }
    }
}

/// A 64-bit hash of a row's bytes, for telling repeated rows; folded multiplications, after Wang Yi's wyhash (public domain).
enum RowHash {
    @inline(__always) static func hash(_ base: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
        var state = UInt64(truncatingIfNeeded: count) ^ 0xa076_1d64_78bd_642f
        let raw = UnsafeRawPointer(base)
        var p = 0
        while p &+ 16 <= count {
            let a = raw.loadUnaligned(fromByteOffset: p, as: UInt64.self)
            let b = raw.loadUnaligned(fromByteOffset: p &+ 8, as: UInt64.self)
            state = mixed(a ^ 0xe703_7ed1_a0b4_28db, b ^ state)
            p &+= 16
        }
        let rest = count &- p
        if rest > 0 {
            // Words behind the row are masked off; a chunk is padded.
            var a = raw.loadUnaligned(fromByteOffset: p, as: UInt64.self)
            var b: UInt64 = 0
            if rest <= 8 {
                a &= ~0 &>> UInt64(64 &- 8 &* rest)
            } else {
                b = raw.loadUnaligned(fromByteOffset: p &+ 8, as: UInt64.self) & (~0 &>> UInt64(128 &- 8 &* rest))
            }
            state = mixed(a ^ 0x8ebc_6af0_9c88_c6e3, b ^ state)
        }
        return mixed(state, 0x5899_65cc_7537_4cc3)
    }

    @inline(__always) private static func mixed(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }
}
