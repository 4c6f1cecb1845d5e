/// What `sales.csv` says beyond the weekly units of the `Ledger`: money, days of purchases, channels, scans and consumers.
///
/// Like the ledger it holds sums, not rows. An amount that a row left out is unknown and never zero: each sum of money says how many
/// units it is the money of (`pricedUnits`).
public struct Trade: Sendable {
    /// Weekly columns of money, each beside the units it was paid for.
    public enum Column: Int, CaseIterable, Sendable, Hashable {
        /// Consumer sales less returns, and the units among them that came with an amount.
        case soldAmount, soldPricedUnits
        /// The part of the two before that carried a promotion.
        case promotedAmount, promotedPricedUnits
        /// Purchases from other sites less returns to them, and the units among them that came with an amount.
        case boughtAmount, boughtPricedUnits
    }

    /// What one site bought of another on one day, over all SKUs.
    public struct Purchase: Sendable, Hashable {
        public var day: Day
        public var buyer: Int
        public var seller: Int
        public var units: Double
        public var pricedUnits: Double
        public var amount: Money
        /// Given back to the seller that day.
        public var returnedUnits: Double
        public var returnedAmount: Money

        public init(
            day: Day, buyer: Int, seller: Int, units: Double, pricedUnits: Double, amount: Money, returnedUnits: Double = 0,
            returnedAmount: Money = .zero
        ) {
            self.day = day
            self.buyer = buyer
            self.seller = seller
            self.units = units
            self.pricedUnits = pricedUnits
            self.amount = amount
            self.returnedUnits = returnedUnits
            self.returnedAmount = returnedAmount
        }
    }

    /// What one site reported to have sold to consumers on one day, less returns, over all SKUs.
    public struct SellOut: Sendable, Hashable {
        public var day: Day
        public var site: Int
        public var units: Double
        public var pricedUnits: Double
        public var amount: Money

        public init(day: Day, site: Int, units: Double, pricedUnits: Double, amount: Money) {
            self.day = day
            self.site = site
            self.units = units
            self.pricedUnits = pricedUnits
            self.amount = amount
        }
    }

    /// Consumer sales of one SKU through one channel in one week.
    public struct ChannelSales: Sendable, Hashable {
        /// Index into `channels`.
        public var channel: Int
        public var product: Int
        public var week: Week
        public var units: Double
        public var pricedUnits: Double
        public var amount: Money

        public init(channel: Int, product: Int, week: Week, units: Double, pricedUnits: Double, amount: Money) {
            self.channel = channel
            self.product = product
            self.week = week
            self.units = units
            self.pricedUnits = pricedUnits
            self.amount = amount
        }
    }

    /// Consumer sales of one site and SKU in one week that were scanned in one region.
    public struct Scan: Sendable, Hashable {
        public var site: Int
        public var product: Int
        public var week: Week
        /// Index into `regions`.
        public var region: Int
        public var units: Double
        /// Rows behind the units.
        public var scans: Int

        public init(site: Int, product: Int, week: Week, region: Int, units: Double, scans: Int) {
            self.site = site
            self.product = product
            self.week = week
            self.region = region
            self.units = units
            self.scans = scans
        }
    }

    /// One week in which a known consumer bought.
    public struct CustomerWeek: Sendable, Hashable {
        public var week: Week
        /// Rows without and with a promotion.
        public var plainRows: Int
        public var promotedRows: Int
        public var units: Double
        public var amount: Money
        /// Bit i: something of `categories[i]` was bought.
        public var categories: UInt64
        /// Bit i: something was bought through `channels[i]`.
        public var channels: UInt64

        public init(week: Week, plainRows: Int, promotedRows: Int, units: Double, amount: Money, categories: UInt64, channels: UInt64) {
            self.week = week
            self.plainRows = plainRows
            self.promotedRows = promotedRows
            self.units = units
            self.amount = amount
            self.categories = categories
            self.channels = channels
        }
    }

    /// A known consumer, without a name: the weeks with purchases, oldest first.
    public struct Customer: Sendable, Hashable {
        /// The site of the first purchase in the files.
        public var site: Int
        /// `customerWeeks[weeks]` are the consumer's.
        public var weeks: Range<Int>

        public init(site: Int, weeks: Range<Int>) {
            self.site = site
            self.weeks = weeks
        }
    }

    public let firstWeek: Week
    public let weekCount: Int
    /// In order of buyer, day, seller.
    public var purchases: [Purchase] = []
    /// In order of site, then day.
    public var sellOut: [SellOut] = []
    /// Names of channels and of regions that scans name, sorted; at most 64 channels have bits of their own.
    public var channels: [String] = []
    public var regions: [String] = []
    /// Categories of products, sorted; those that customers' weeks name by bit (63 at most, the rest share the last bit).
    public var categories: [String] = []
    /// In order of channel, product, week.
    public var channelSales: [ChannelSales] = []
    /// In order of site, product, region, week.
    public var scans: [Scan] = []
    /// In order of first purchase, then of the id's hash: never by name.
    public var customers: [Customer] = []
    public var customerWeeks: [CustomerWeek] = []

    private var rows: [[Int32]]
    private var values: [Int64] = []

    /// - Parameter pairCount: `Ledger.pairs.count`.
    public init(firstWeek: Week, weekCount: Int, pairCount: Int) {
        self.firstWeek = firstWeek
        self.weekCount = weekCount
        rows = [[Int32]](repeating: [Int32](repeating: -1, count: pairCount), count: Column.allCases.count)
    }

    /// Sets one weekly row, in ten-thousandths.
    /// - Precondition: `weekCount` values.
    public mutating func set(_ column: Column, pair: Int, to row: [Int64]) {
        precondition(row.count == weekCount, "a row of \(row.count) weeks of \(weekCount)")
        rows[column.rawValue][pair] = Int32(values.count / max(weekCount, 1))
        values.append(contentsOf: row)
    }

    /// Ten-thousandths of money or units over some weeks; 0 where nothing was reported.
    public func total(_ column: Column, pair: Int, weeks: Range<Int>) -> Int64 {
        let row = rows[column.rawValue][pair]
        guard row >= 0 else { return 0 }
        let start = Int(row) * weekCount
        var sum: Int64 = 0
        for week in weeks { sum += values[start + week] }
        return sum
    }

    public func amount(_ column: Column, pair: Int, weeks: Range<Int>) -> Money {
        Money(tenThousandths: total(column, pair: pair, weeks: weeks))
    }
    public func units(_ column: Column, pair: Int, weeks: Range<Int>) -> Double { Double(total(column, pair: pair, weeks: weeks)) / 10_000 }

    /// Whether any amount of this column is known of the pair.
    public func has(_ column: Column, pair: Int) -> Bool { rows[column.rawValue][pair] >= 0 }

    /// Whether any row of sales came with an amount.
    public var hasAmounts: Bool { !values.isEmpty }
}
