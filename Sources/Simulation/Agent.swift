import SupplyNetwork

/// The habits of one site: how it orders, how much it sells, what it tells.
struct Agent: Sendable {
    /// What an owner tells about its sales to people.
    enum SalesReport: Sendable { case silent, weekly, daily, orders }
    /// How an owner leaves sales out: whole weeks, or single rows.
    enum Omission: Sendable { case weeks, rows }
    enum Count: Sendable {
        case never
        /// Within a few per cent.
        case careful
        /// The last count again, mostly.
        case copied
        case rounded(Int)
        /// A share of the truth.
        case misstated(Double)
    }

    var tier: Int
    var province: Int
    /// Days by index; a site is there from `joins` up to but not including `leaves`.
    var joins = Int.min
    var leaves = Int.max

    /// Orders on this weekday, every `reviewWeeks` weeks.
    var orderWeekday = 0
    var reviewWeeks = 1
    var reviewPhase = 0
    /// Weeks of what it believes it sells that it likes to have left when the next goods come.
    var coverWeeks = 3.0
    /// How fast it believes news.
    var gain = 0.2
    /// What it lays in for a festival or promotion.
    var foresight = 1.2
    /// Orders single pieces instead of whole packs.
    var ordersPieces = false
    /// Sends goods out on every day of these weekdays.
    var shippingWeekdays: Set<Int> = [1, 4]
    var transportDays = 2
    var leadTimeDays = 4

    /// Units a week over all SKUs (owners only).
    var size = 0.0
    /// Growth of the logarithm of demand a year.
    var trend = 0.0
    var diverts = false

    var report = SalesReport.weekly
    var omission = Omission.weeks
    var omissionShare = 0.0
    var scans = false
    var channel = "group"
    var count = Count.careful
    var countOmissionShare = 0.0

    // What only a market knows.
    /// A site of the region in which goods are sold that should stay in its own; nil where none are.
    var divertsTo: Int?
    /// Share of scans in other regions because people travel.
    var travelShare = 0.025
    var isScanned: Bool?
    /// By product: where within history it forgets to order the SKU for ten weeks, as a share of history.
    var pauses: [Double?] = []

    func isPaused(_ product: Int, day: Int, timeline: Timeline) -> Bool {
        guard product < pauses.count, let share = pauses[product] else { return false }
        let from = timeline.historyStart + Int(share * Double(timeline.asOfIndex - timeline.historyStart))
        return day >= from && day < from + 70
    }

    func isOpen(_ day: Int) -> Bool { day >= joins && day < leaves }
}
