#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Weekly sums for each site × SKU × movement, in ten-thousandths of a unit, so that the order of adding never matters.
///
/// Memory is proportional to what is active: products of a site come in pages of 16, weeks in blocks of 32, and neither
/// exists before something is added to it. Index 0 of each level is the block that everything unwritten points to.
/// One thread writes it; it is freed by its owner with `deallocate()`.
struct WeeklyAccumulator {
    /// Columns for each pair: the seven movements, and the number of consumer rows.
    static let columns = 8
    static let reports = 7
    static let blockWeeks = 32
    private static let pageProducts = 16

    let siteCount: Int
    let productCount: Int
    private let pagesPerSite: Int
    private let blockCount: Int
    private let firstWeek: Int
    /// Page of (site, product / 16); 0 where there is none.
    private var pageTable: UnsafeMutablePointer<UInt32>
    /// Row of (page, product % 16, column); 0 where there is none.
    private var pages: UnsafeMutablePointer<UInt32>
    private var pageCount = 1
    private var pageCapacity = 64
    /// For each block of weeks, the place of each row's values; nil and 0 where there are none.
    private var blocks: UnsafeMutablePointer<UnsafeMutablePointer<UInt32>?>
    private var rowCapacity = 1024
    private var values: UnsafeMutablePointer<Int64>
    private var valueBlocks = 1
    private var valueCapacity = 1024
    /// What each row is of; entry 0 is unused.
    private(set) var rows: [(site: Int32, product: Int32, column: Int32)] = [(-1, -1, -1)]

    /// - Parameter weeks: every week that can be added to.
    init(siteCount: Int, productCount: Int, weeks: Range<Int>) {
        self.siteCount = siteCount
        self.productCount = productCount
        pagesPerSite = (productCount + WeeklyAccumulator.pageProducts - 1) / WeeklyAccumulator.pageProducts
        firstWeek = weeks.lowerBound
        blockCount = (weeks.count + WeeklyAccumulator.blockWeeks - 1) / WeeklyAccumulator.blockWeeks
        pageTable = zeroed(max(1, siteCount * pagesPerSite))
        pages = zeroed(pageCapacity * WeeklyAccumulator.pageProducts * WeeklyAccumulator.columns)
        blocks = .allocate(capacity: max(1, blockCount))
        blocks.initialize(repeating: nil, count: max(1, blockCount))
        values = zeroed(valueCapacity * WeeklyAccumulator.blockWeeks)
    }

    func deallocate() {
        free(pageTable)
        free(pages)
        for block in 0..<blockCount { free(blocks[block]) }
        blocks.deallocate()
        free(values)
    }

    @inline(__always) mutating func add(_ amount: Int64, site: Int, product: Int, column: Int, week: Int) {
        let page = Int(pageTable[site &* pagesPerSite &+ product &>> 4])
        let row = Int(pages[(page &<< 4 | product & 15) &<< 3 | column])
        let offset = week &- firstWeek
        if row != 0, let table = blocks[offset &>> 5] {
            let block = Int(table[row])
            if block != 0 {
                values[block &<< 5 | offset & 31] &+= amount
                return
            }
        }
        addSlowly(amount, site: site, product: product, column: column, offset: offset)
    }

    @inline(never) private mutating func addSlowly(_ amount: Int64, site: Int, product: Int, column: Int, offset: Int) {
        precondition(
            site >= 0 && site < siteCount && product >= 0 && product < productCount && offset >= 0 && offset >> 5 < blockCount,
            "site \(site), product \(product), week \(offset) outside the accumulator")
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
                for block in 0..<blockCount {
                    if let table = blocks[block] { blocks[block] = grown(table, from: rowCapacity, to: rowCapacity * 2) }
                }
                rowCapacity *= 2
            }
            pages[place] = UInt32(rows.count)
            rows.append((Int32(site), Int32(product), Int32(column)))
        }
        let row = Int(pages[place])
        let table = blocks[offset >> 5] ?? zeroed(rowCapacity)
        blocks[offset >> 5] = table
        if table[row] == 0 {
            if valueBlocks == valueCapacity {
                values = grown(values, from: valueCapacity << 5, to: valueCapacity << 6)
                valueCapacity *= 2
            }
            table[row] = UInt32(valueBlocks)
            valueBlocks += 1
        }
        values[Int(table[row]) << 5 | offset & 31] &+= amount
    }

    /// Adds everything another accumulator of the same shape holds.
    mutating func merge(_ other: WeeklyAccumulator) {
        for (row, key) in other.rows.enumerated().dropFirst() {
            other.forEachBlock(ofRow: row) { week, block in
                for i in 0..<WeeklyAccumulator.blockWeeks where block[i] != 0 {
                    add(block[i], site: Int(key.site), product: Int(key.product), column: Int(key.column), week: week + i)
                }
            }
            // A pair that only ever reported zeros is still a pair that reported.
            if pages[
                (Int(pageTable[Int(key.site) * pagesPerSite + Int(key.product) >> 4]) << 4 | Int(key.product) & 15) << 3 | Int(key.column)]
                == 0
            {
                other.forEachBlock(ofRow: row) { week, _ in
                    addSlowly(0, site: Int(key.site), product: Int(key.product), column: Int(key.column), offset: week - firstWeek)
                }
            }
        }
    }

    /// Calls `body` with the first week and the 32 values of each block the row has.
    func forEachBlock(ofRow row: Int, _ body: (Int, UnsafeMutablePointer<Int64>) -> Void) {
        for block in 0..<blockCount {
            guard let table = blocks[block], table[row] != 0 else { continue }
            body(firstWeek + block << 5, values + Int(table[row]) << 5)
        }
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
