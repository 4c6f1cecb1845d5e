import DelimitedText
import SupplyNetwork

/// Adds up, row by row, what the weekly columns leave out: money, days of purchases, channels, scans and consumers.
///
/// Every sum is of whole ten-thousandths and every set a bit set or a least day, so that the order of rows never matters. Each
/// thread has a collector of its own. Memory grows with site × SKU × weeks, site × days of purchases and consumers × weeks.
final class TradeCollector {
    struct Sum {
        var units: Int64 = 0
        var priced: Int64 = 0
        var amount: Int64 = 0
        var rows: Int64 = 0

        mutating func add(units: Int64, amount: Int64?, sign: Int64) {
            self.units &+= units
            if let amount {
                priced &+= units
                self.amount &+= amount
            }
            rows &+= sign
        }

        mutating func merge(_ other: Sum) {
            units &+= other.units
            priced &+= other.priced
            amount &+= other.amount
            rows &+= other.rows
        }
    }

    struct PurchaseKey: Hashable {
        var buyer: Int32
        var seller: Int32
        var day: Int32
        var isReturn: Bool
    }

    struct ScanKey: Hashable {
        var site: Int32
        var product: Int32
        var week: Int32
        var region: Int32
    }

    struct CustomerWeek {
        var sum = Sum()
        var promotedRows: Int64 = 0
        var categories: UInt64 = 0
        var channels: UInt64 = 0
    }

    struct CustomerKey: Hashable {
        var customer: UInt64
        var week: Int32
    }

    /// The channels, regions or other words that rows name, numbered as they appear.
    struct Words {
        private(set) var texts: [String] = []
        private var numbers: [String: Int32] = [:]

        mutating func number(_ text: String) -> Int32 {
            if let known = numbers[text] { return known }
            let number = Int32(texts.count)
            numbers[text] = number
            texts.append(text)
            return number
        }
    }

    /// A row whose fields are understood.
    struct Row {
        var day: Int32
        var seller: Int32
        /// -1: a consumer.
        var buyer: Int32
        var product: Int32
        /// Ten-thousandths, signed: negative takes a row back.
        var units: Int64
        var amount: Int64?
        var isReturn: Bool
        var isTransfer: Bool
        var isPromoted: Bool
        var channel: Int32
        var region: Int32
        /// A hash of the id; 0 where none is given.
        var customer: UInt64
        var sign: Int64
    }

    /// Bit of each product's category.
    let categoryBits: [UInt64]
    var money: WeeklyAccumulator
    var purchases: [PurchaseKey: Sum] = [:]
    /// By site << 32 | day.
    var sellOut: [UInt64: Sum] = [:]
    var channels = Words()
    var regions = Words()
    /// By channel << 48 | product << 16 | week.
    var channelSales: [UInt64: Sum] = [:]
    var scans: [ScanKey: Sum] = [:]
    var customerWeeks: [CustomerKey: CustomerWeek] = [:]
    /// Day << 32 | site of each customer's first row.
    var firstSites: [UInt64: UInt64] = [:]

    init(siteCount: Int, categoryBits: [UInt64], weeks: Range<Int>) {
        self.categoryBits = categoryBits
        money = WeeklyAccumulator(siteCount: siteCount, productCount: categoryBits.count, weeks: weeks)
    }

    func deallocate() { money.deallocate() }

    func add(_ row: Row) {
        let week = Int((row.day &+ 3) / 7)
        let product = Int(row.product)
        let net = row.isReturn ? 0 &- row.units : row.units
        let amount = row.amount.map { (row.isReturn ? 0 &- abs($0) : $0) &* row.sign }
        func column(_ column: Trade.Column, _ value: Int64, site: Int32) {
            money.add(value, site: Int(site), product: product, column: column.rawValue, week: week)
        }
        if row.buyer >= 0 {
            // A transfer moves goods without a sale.
            guard !row.isTransfer else { return }
            if let amount {
                column(.boughtAmount, amount, site: row.buyer)
                column(.boughtPricedUnits, net, site: row.buyer)
            }
            purchases[PurchaseKey(buyer: row.buyer, seller: row.seller, day: row.day, isReturn: row.isReturn), default: Sum()]
                .add(units: row.units, amount: row.amount.map { abs($0) &* row.sign }, sign: row.sign)
            return
        }
        if let amount {
            column(.soldAmount, amount, site: row.seller)
            column(.soldPricedUnits, net, site: row.seller)
            if row.isPromoted, !row.isReturn {
                column(.promotedAmount, amount, site: row.seller)
                column(.promotedPricedUnits, net, site: row.seller)
            }
        }
        sellOut[UInt64(row.seller) << 32 | UInt64(UInt32(bitPattern: row.day)), default: Sum()].add(
            units: net, amount: amount, sign: row.sign)
        if row.channel >= 0 {
            channelSales[UInt64(row.channel) << 48 | UInt64(row.product) << 16 | UInt64(week), default: Sum()]
                .add(units: net, amount: amount, sign: row.sign)
        }
        guard !row.isReturn else { return }
        if row.region >= 0 {
            scans[ScanKey(site: row.seller, product: row.product, week: Int32(week), region: row.region), default: Sum()]
                .add(units: row.units, amount: nil, sign: row.sign)
        }
        if row.customer != 0 {
            var entry = customerWeeks[CustomerKey(customer: row.customer, week: Int32(week))] ?? CustomerWeek()
            entry.sum.add(units: row.units, amount: amount, sign: row.sign)
            if row.isPromoted { entry.promotedRows &+= row.sign }
            entry.categories |= categoryBits[product]
            if row.channel >= 0 { entry.channels |= 1 << UInt64(min(row.channel, 63)) }
            customerWeeks[CustomerKey(customer: row.customer, week: Int32(week))] = entry
            let first = UInt64(UInt32(bitPattern: row.day)) << 32 | UInt64(row.seller)
            firstSites[row.customer] = min(firstSites[row.customer] ?? .max, first)
        }
    }

    /// Adds everything another collector of the same shape holds.
    func merge(_ other: TradeCollector) {
        money.merge(other.money)
        for (key, sum) in other.purchases { purchases[key, default: Sum()].merge(sum) }
        for (key, sum) in other.sellOut { sellOut[key, default: Sum()].merge(sum) }
        let channelNumbers = other.channels.texts.map { channels.number($0) }
        let regionNumbers = other.regions.texts.map { regions.number($0) }
        for (key, sum) in other.channelSales {
            let number = UInt64(channelNumbers[Int(key >> 48)])
            channelSales[number << 48 | key & 0xffff_ffff_ffff, default: Sum()].merge(sum)
        }
        for (key, sum) in other.scans {
            var key = key
            key.region = regionNumbers[Int(key.region)]
            scans[key, default: Sum()].merge(sum)
        }
        for (key, entry) in other.customerWeeks {
            var merged = customerWeeks[key] ?? CustomerWeek()
            merged.sum.merge(entry.sum)
            merged.promotedRows &+= entry.promotedRows
            merged.categories |= entry.categories
            var bits = entry.channels
            while bits != 0 {
                let bit = bits.trailingZeroBitCount
                if bit < channelNumbers.count { merged.channels |= 1 << UInt64(min(channelNumbers[bit], 63)) }
                bits &= bits - 1
            }
            customerWeeks[key] = merged
        }
        for (customer, first) in other.firstSites { firstSites[customer] = min(firstSites[customer] ?? .max, first) }
    }
}

/// Reads the fields of sales rows that only the trade needs.
struct TradeFields {
    private let amount: ColumnPlace
    private let channel: ColumnPlace
    private let customer: ColumnPlace
    private let region: ColumnPlace
    private var known: [UInt64: Int32] = [:]

    init(_ layout: OpenTable) {
        amount = layout.column("amount")
        channel = layout.column("channel")
        customer = layout.column("customer")
        region = layout.column("region")
    }

    /// Ten-thousandths; nil where the row names no amount or none that can be read (which the row's own findings say).
    func amount(_ row: TableRow) -> Int64? {
        guard let value = try? row.number(amount, in: -1e12...1e12) else { return nil }
        return Int64((value * 10_000).rounded(.toNearestOrAwayFromZero))
    }

    mutating func channel(_ row: TableRow, _ words: inout TradeCollector.Words) -> Int32 { word(row, channel, salt: 1, &words) }
    mutating func region(_ row: TableRow, _ words: inout TradeCollector.Words) -> Int32 { word(row, region, salt: 2, &words) }

    /// A hash of the id's text, never 0; 0 where the row names none.
    func customer(_ row: TableRow) -> UInt64 {
        guard customer.field >= 0, customer.field < row.cursor.fieldCount, !row.cursor.fields[customer.field].isEmpty else { return 0 }
        guard let text = try? row.text(customer) else { return 0 }
        return TradeFields.hash(text.utf8) | 1
    }

    private mutating func word(_ row: TableRow, _ column: ColumnPlace, salt: UInt64, _ words: inout TradeCollector.Words) -> Int32 {
        guard column.field >= 0, column.field < row.cursor.fieldCount, !row.cursor.fields[column.field].isEmpty else { return -1 }
        let range = row.cursor.fields[column.field]
        let bytes = UnsafeBufferPointer(start: row.cursor.base + Int(range.start), count: range.count)
        let key = TradeFields.hash(bytes) &* 4 &+ salt
        if let number = known[key] { return number }
        guard let text = try? row.text(column) else { return -1 }
        let number = words.number(text)
        known[key] = number
        return number
    }

    /// FNV-1a with 64 bits (Fowler, Noll, Vo), then mixed, since ids differ in their last bytes.
    private static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash ^= hash >> 32
        return hash &* 0xd6e8_feb8_6659_fd93
    }
}
