import DelimitedText
import SupplyNetwork

/// The counts of `stock.csv`, before it is known which of them lie before the as-of date.
struct StockTable {
    struct Count {
        var site: Int32
        var product: Int32
        var day: Int32
        var expiresOn: Int32?
        var onHand: Double
        var inTransit: Double?
        var file: Int
        var line: Int
    }

    private struct Grain: Hashable {
        var site: Int32
        var product: Int32
        var day: Int32
        var expiresOn: Int32?
    }

    private(set) var counts: [Count] = []

    /// Reads the files. A count of the same site, SKU, day and expiry as an earlier one takes its place.
    mutating func read(
        _ files: [DataFile], sites: [Site], products: [Product], options: ReadingOptions, log: FindingLog, rejected: RejectedRows,
        days: inout [String: DayCounts], totals: inout [FileTotals]
    ) throws {
        var places: [Grain: Int] = [:]
        for (number, file) in files.enumerated() {
            guard let table = try OpenTable(file, options: options, log: log) else { continue }
            let reader = StockRowReader(table: table, sites: sites, products: products)
            var dayCounts = DayCounts()
            var counts = self.counts
            totals.append(
                try table.forEachRow(options: options, log: log, rejected: rejected) { row throws(RowFailure) in
                    var count = try reader.count(of: row)
                    count.file = number
                    let grain = Grain(site: count.site, product: count.product, day: count.day, expiresOn: count.expiresOn)
                    dayCounts.add(count.day)
                    guard let place = places[grain] else {
                        places[grain] = counts.count
                        counts.append(count)
                        return
                    }
                    let earlier = counts[place]
                    let where_ = "\(files[earlier.file].name):\(earlier.line)"
                    if earlier.onHand == count.onHand, earlier.inTransit == count.inTransit {
                        row.report.note(.duplicateRow, line: row.line, "the same count stands in \(where_)")
                    } else {
                        row.report.note(
                            .conflictingCount, line: row.line, column: table.layout.field("on_hand") + 1,
                            "\(where_) counts \(earlier.onHand) where this row counts \(count.onHand)")
                    }
                    counts[place] = count
                })
            self.counts = counts
            days[file.name] = dayCounts
        }
    }
}

/// Reads one row of `stock.csv`.
final class StockRowReader {
    private let date: ColumnPlace
    private let site: ColumnPlace
    private let sku: ColumnPlace
    private let onHand: ColumnPlace
    private let inTransit: ColumnPlace
    private let expires: ColumnPlace
    private var siteCodes: Codes
    private var productCodes: Codes

    init(table: OpenTable, sites: [Site], products: [Product]) {
        date = table.column("date")
        site = table.column("site")
        sku = table.column("sku")
        onHand = table.column("on_hand")
        inTransit = table.column("in_transit")
        expires = table.column("expires_on")
        siteCodes = Codes(sites.enumerated().map { ($1.code, Int32($0)) }, encoding: table.source.encoding)
        productCodes = Codes(products.enumerated().map { ($1.sku, Int32($0)) }, encoding: table.source.encoding)
    }

    func count(of row: TableRow) throws(RowFailure) -> StockTable.Count {
        let day = try row.requiredDay(date)
        guard day.number >= DayCounts.first else {
            throw RowFailure(code: .dateTooOld, field: date.field, message: "\(day) is before 1990")
        }
        guard day.number < DayCounts.end else {
            throw RowFailure(code: .dateInTheFuture, field: date.field, message: "\(day) is in the far future")
        }
        let site = try row.requiredCode(site, &siteCodes, unknown: .unknownSite, noun: "site")
        let product = try row.requiredCode(sku, &productCodes, unknown: .unknownSKU, noun: "SKU")
        let quantity = -Quantity.largest...Quantity.largest
        let onHand = try row.requiredNumber(onHand, in: quantity, code: .quantityNotANumber, noun: "a quantity")
        guard onHand >= 0 else {
            throw RowFailure(code: .negativeStock, field: self.onHand.field, message: "a count of \(onHand) units")
        }
        var transit = try row.number(inTransit, in: quantity, code: .quantityNotANumber, noun: "a quantity")
        if let units = transit, units < 0 {
            row.report.note(.negativeStock, line: row.line, column: inTransit.field + 1, "\(units) units in transit; read as not known")
            transit = nil
        }
        let expiry = try row.day(expires)
        return StockTable.Count(
            site: Int32(site), product: Int32(product), day: day.number, expiresOn: expiry?.number, onHand: onHand, inTransit: transit,
            file: 0,
            line: row.fileLine)
    }
}

/// How many usable rows a file has for each day from 1990 to 2099.
struct DayCounts: Sendable {
    /// 1990-01-01 and the day after 2099-12-31.
    static let first: Int32 = 7_305
    static let end: Int32 = 47_482

    private(set) var counts = [UInt32](repeating: 0, count: Int(end - first))

    mutating func add(_ day: Int32, _ count: UInt32 = 1) { counts[Int(day - DayCounts.first)] &+= count }

    mutating func merge(_ other: DayCounts) { for i in counts.indices { counts[i] &+= other.counts[i] } }

    mutating func merge(_ other: UnsafePointer<UInt32>) { for i in counts.indices { counts[i] &+= other[i] } }

    /// Rows on days from `lower` up to and not including `upper`.
    func rows(from lower: Int32 = first, to upper: Int32 = end) -> Int {
        let range = max(0, Int(lower - DayCounts.first))..<min(counts.count, max(0, Int(upper - DayCounts.first)))
        return range.isEmpty ? 0 : counts[range].reduce(0) { $0 + Int($1) }
    }

    func firstDay(from lower: Int32, to upper: Int32) -> Day? {
        counts.indices.first { counts[$0] > 0 && Int32($0) + DayCounts.first >= lower && Int32($0) + DayCounts.first < upper }
            .map { Day(number: Int32($0) + DayCounts.first) }
    }

    func lastDay(from lower: Int32, to upper: Int32) -> Day? {
        counts.indices.last { counts[$0] > 0 && Int32($0) + DayCounts.first >= lower && Int32($0) + DayCounts.first < upper }
            .map { Day(number: Int32($0) + DayCounts.first) }
    }
}

/// The as-of date where nobody named one.
enum LatestPlausibleDay {
    /// The last day of the rows that do not stand alone in the future (see `ReadingOptions.asOf`), or nil without rows.
    static func found(in days: DayCounts) -> Day? {
        let populated = days.counts.indices.filter { days.counts[$0] > 0 }
        guard var last = populated.indices.last else { return nil }
        let total = days.rows()
        var behind = 0
        var kept = last
        // Backwards over the days; wherever a gap has so little behind it that it must be a slip of the pen, the rest is cut.
        while last > 0 {
            behind += Int(days.counts[populated[last]])
            let gap = populated[last] - populated[last - 1]
            last -= 1
            let isFarAndFew = gap > 182 && behind <= 1000 && behind * 100 <= max(total, 100)
            let isNearAndRare = gap > 28 && behind <= 100 && behind * 1000 <= total
            if isFarAndFew || isNearAndRare { kept = last }
            if behind > 1000 { break }
        }
        return Day(number: Int32(populated[kept]) + DayCounts.first)
    }
}
