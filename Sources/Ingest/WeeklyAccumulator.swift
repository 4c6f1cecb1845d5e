#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Weekly sums for each site × SKU × movement, in ten-thousandths of a unit, so that the order of adding never matters.
///
/// A week lies together, because exports are in order of date: for each week, blocks of 64 rows, a row being one site × SKU ×
/// movement, numbered as they first appear. Products of a site come in pages of 16. Neither pages nor blocks exist before
/// something is added to them, so memory is proportional to what is active. Index 0 on each level means that there is none.
/// One thread writes it; its owner frees it with `deallocate()`.
struct WeeklyAccumulator {
    /// Columns for each pair: the seven movements, and consumer rows that `sold` does not show (of zero units, or returns).
    static let columns = 8
    static let reports = 7
    static let blockRows = 64
    private static let pageProducts = 16

    let siteCount: Int
    let productCount: Int
    let weeks: Range<Int>
    private let pagesPerSite: Int
    /// Page of (site, product / 16).
    private let pageTable: UnsafeMutablePointer<UInt32>
    /// Row of (page, product % 16, column).
    private var pages: UnsafeMutablePointer<UInt32>
    private var pageCount = 1
    private var pageCapacity = 64
    /// For each week, the place of each 64 rows' values; nil in weeks to which nothing was added.
    private let tables: UnsafeMutablePointer<UnsafeMutablePointer<UInt32>?>
    private var rowCapacity = 64 * 64
    private var values: UnsafeMutablePointer<Int64>
    private var blockCount = 1
    private var blockCapacity = 256
    /// What each row is of; entry 0 is unused.
    private(set) var rows: [(site: Int32, product: Int32, column: Int32)] = [(-1, -1, -1)]

    /// - Parameter weeks: every week that can be added to.
    init(siteCount: Int, productCount: Int, weeks: Range<Int>) {
        self.siteCount = siteCount
        self.productCount = productCount
        self.weeks = weeks
        pagesPerSite = (productCount + WeeklyAccumulator.pageProducts - 1) / WeeklyAccumulator.pageProducts
        pageTable = zeroed(max(1, siteCount * pagesPerSite))
        pages = zeroed(pageCapacity * WeeklyAccumulator.pageProducts * WeeklyAccumulator.columns)
        tables = .allocate(capacity: max(1, weeks.count))
        tables.initialize(repeating: nil, count: max(1, weeks.count))
        values = zeroed(blockCapacity * WeeklyAccumulator.blockRows)
    }

    func deallocate() {
        free(pageTable)
        free(pages)
        for week in 0..<weeks.count { free(tables[week]) }
        tables.deallocate()
        free(values)
    }

    @inline(__always) mutating func add(_ amount: Int64, site: Int, product: Int, column: Int, week: Int) {
        let page = Int(pageTable[site &* pagesPerSite &+ product &>> 4])
        let row = Int(pages[(page &<< 4 | product & 15) &<< 3 | column])
        if row != 0, let table = tables[week &- weeks.lowerBound] {
            let block = Int(table[row &>> 6])
            if block != 0 {
                values[block &<< 6 | row & 63] &+= amount
                return
            }
        }
        addSlowly(amount, site: site, product: product, column: column, week: week)
    }

    @inline(never) private mutating func addSlowly(_ amount: Int64, site: Int, product: Int, column: Int, week: Int) {
        let row = row(site: site, product: product, column: column)
        add(amount, row: row, week: week)
    }

    /// The number of a row, made if it is new.
    private mutating func row(site: Int, product: Int, column: Int) -> Int {
        precondition(site >= 0 && site < siteCount && product >= 0 && product < productCount, "site \(site), product \(product)")
        let slot = site * pagesPerSite + product >> 4
        if pageTable[slot] == 0 {
            if pageCount == pageCapacity {
                pages = grown(pages, from: pageCapacity << 7, to: pageCapacity << 8)
                pageCapacity *= 2
            }
            pageTable[slot] = UInt32(pageCount)
            pageCount += 1
        }
        let place = (Int(pageTable[slot]) << 4 | product & 15) << 3 | column
        if pages[place] == 0 {
            if rows.count == rowCapacity {
                for week in 0..<weeks.count {
                    if let table = tables[week] { tables[week] = grown(table, from: rowCapacity >> 6, to: rowCapacity >> 5) }
                }
                rowCapacity *= 2
            }
            pages[place] = UInt32(rows.count)
            rows.append((Int32(site), Int32(product), Int32(column)))
        }
        return Int(pages[place])
    }

    private mutating func add(_ amount: Int64, row: Int, week: Int) {
        precondition(weeks.contains(week), "week \(week) outside \(weeks)")
        let table = tables[week - weeks.lowerBound] ?? zeroed(rowCapacity >> 6)
        tables[week - weeks.lowerBound] = table
        if table[row >> 6] == 0 {
            if blockCount == blockCapacity {
                values = grown(values, from: blockCapacity << 6, to: blockCapacity << 7)
                blockCapacity *= 2
            }
            table[row >> 6] = UInt32(blockCount)
            blockCount += 1
        }
        values[Int(table[row >> 6]) << 6 | row & 63] &+= amount
    }

    /// Adds everything another accumulator of the same shape holds.
    mutating func merge(_ other: WeeklyAccumulator) {
        let targets = other.rows.enumerated().map { index, key in
            index == 0 ? 0 : row(site: Int(key.site), product: Int(key.product), column: Int(key.column))
        }
        for week in other.weeks {
            for group in 0..<other.groupCount {
                guard let block = other.values(group: group, week: week) else { continue }
                for i in 0..<WeeklyAccumulator.blockRows where block[i] != 0 { add(block[i], row: targets[group << 6 | i], week: week) }
            }
        }
    }

    /// Rows come in groups of 64.
    var groupCount: Int { (rows.count + WeeklyAccumulator.blockRows - 1) / WeeklyAccumulator.blockRows }

    /// The values of a group's 64 rows in one week, or nil where they have none.
    @inline(__always) func values(group: Int, week: Int) -> UnsafePointer<Int64>? {
        guard let table = tables[week - weeks.lowerBound], table[group] != 0 else { return nil }
        return UnsafePointer(values + Int(table[group]) << 6)
    }
}

private func zeroed<T: FixedWidthInteger>(_ count: Int) -> UnsafeMutablePointer<T> {
    guard let memory = calloc(count, MemoryLayout<T>.stride) else { fatalError("no memory for \(count) × \(MemoryLayout<T>.stride) bytes") }
    return memory.bindMemory(to: T.self, capacity: count)
}

private func grown<T: FixedWidthInteger>(_ old: UnsafeMutablePointer<T>, from: Int, to: Int) -> UnsafeMutablePointer<T> {
    guard let memory = realloc(old, to * MemoryLayout<T>.stride) else {
        fatalError("no memory for \(to) × \(MemoryLayout<T>.stride) bytes")
    }
    let values = memory.bindMemory(to: T.self, capacity: to)
    (values + from).update(repeating: 0, count: to - from)
    return values
}
