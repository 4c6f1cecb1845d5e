import DelimitedText
import SupplyNetwork

/// What every thread that parses one sales file looks things up in. Nothing is written after `init`.
final class SalesContext: @unchecked Sendable {
    // Unchecked: constants, and pointers to memory that is written only in `init`.
    let table: OpenTable
    let options: ReadingOptions
    let siteTable: KeyTable
    let productTable: KeyTable
    let kindTable: KeyTable
    let sites: Codes
    let products: Codes
    let kinds: Codes
    let siteCount: Int
    let productCount: Int
    /// Days that are used; rows outside are counted by day and not added up.
    let window: Range<Int32>
    let watch: MidweekWatch
    let sitesVocabulary: [Site]
    let productsVocabulary: [Product]
    /// First and last day on which each site is part of the network; supplier of each site or -1.
    let joined: UnsafeMutablePointer<Int32>
    let left: UnsafeMutablePointer<Int32>
    let supplier: UnsafeMutablePointer<Int32>
    let launched: UnsafeMutablePointer<Int32>
    let categories: CategoryBits

    init(table: OpenTable, sites: [Site], products: [Product], options: ReadingOptions, window: Range<Int32>, watch: MidweekWatch) {
        self.table = table
        self.options = options
        self.window = window
        self.watch = watch
        categories = CategoryBits(products)
        let encoding = table.source.encoding
        self.sites = Codes(sites.enumerated().map { ($1.code, Int32($0)) }, encoding: encoding)
        self.products = Codes(products.enumerated().map { ($1.sku, Int32($0)) }, encoding: encoding)
        kinds = Codes(ContractFile.movementKinds.flatMap { entry in entry.words.map { ($0, entry.value) } }, encoding: encoding)
        siteTable = self.sites.table
        productTable = self.products.table
        kindTable = kinds.table
        siteCount = sites.count
        productCount = products.count
        sitesVocabulary = sites
        productsVocabulary = products
        joined = .allocate(capacity: max(1, sites.count))
        left = .allocate(capacity: max(1, sites.count))
        supplier = .allocate(capacity: max(1, sites.count))
        launched = .allocate(capacity: max(1, products.count))
        for (index, site) in sites.enumerated() {
            (joined + index).initialize(to: site.joinedOn?.number ?? .min)
            (left + index).initialize(to: site.leftOn?.number ?? .max)
            (supplier + index).initialize(to: Int32(site.supplier ?? -1))
        }
        for (index, product) in products.enumerated() { (launched + index).initialize(to: product.launchedOn?.number ?? .min) }
    }

    deinit {
        joined.deallocate()
        left.deallocate()
        supplier.deallocate()
        launched.deallocate()
    }
}

/// The site × SKU × weeks in which a count was taken before the week's last day: what moves after it must be known by day.
/// Nothing is written after `init`.
final class MidweekWatch: Sendable {
    private let slots: [UInt64: Int]
    /// For each week from that of 1990-01-01, whether anything is watched in it.
    private let weeks: [Bool]
    private let firstWeek: Int
    let count: Int

    init(_ counts: [StockTable.Count]) {
        let first = Int(Day(number: DayCounts.first).week.number)
        let end = Int(Day(number: DayCounts.end).week.number) + 1
        var weeks = [Bool](repeating: false, count: end - first)
        var slots: [UInt64: Int] = [:]
        for count in counts {
            let day = Day(number: count.day)
            guard day.weekday < 6 else { continue }
            weeks[Int(day.week.number) - first] = true
            let key = MidweekWatch.key(Int(count.site), Int(count.product), Int(day.week.number))
            if slots[key] == nil { slots[key] = slots.count }
        }
        self.weeks = weeks
        self.slots = slots
        self.count = slots.count
        firstWeek = first
    }

    @inline(__always) func watches(week: Int) -> Bool { weeks[week - firstWeek] }

    func slot(site: Int, product: Int, week: Int) -> Int? { slots[MidweekWatch.key(site, product, week)] }

    private static func key(_ site: Int, _ product: Int, _ week: Int) -> UInt64 {
        UInt64(site) << 40 ^ UInt64(product) << 16 ^ UInt64(week & 0xffff)
    }
}

/// Net movement and consumer sales by day of the week, for what `MidweekWatch` watches; in ten-thousandths.
struct MidweekSums {
    private var net: [Int64]
    private var sold: [Int64]

    init(count: Int) {
        net = [Int64](repeating: 0, count: count * 7)
        sold = net
    }

    mutating func add(slot: Int, weekday: Int, net change: Int64, sold units: Int64) {
        net[slot * 7 + weekday] &+= change
        sold[slot * 7 + weekday] &+= units
    }

    mutating func merge(_ other: MidweekSums) {
        for i in net.indices {
            net[i] &+= other.net[i]
            sold[i] &+= other.sold[i]
        }
    }

    /// What moved on the days of the week behind `weekday`.
    func after(slot: Int, weekday: Int) -> (net: Double, sold: Double) {
        var sums: (net: Int64, sold: Int64) = (0, 0)
        for day in min(weekday + 1, 7)..<7 {
            sums.net &+= net[slot * 7 + day]
            sums.sold &+= sold[slot * 7 + day]
        }
        return (Quantity.unscaled(sums.net), Quantity.unscaled(sums.sold))
    }
}
