import SupplyNetwork

/// What one site × SKU did over some ledger weeks. Sums of `WindowSums` are those of everything they cover.
struct WindowSums {
    /// Units on hand before the first week and after the last one, of pairs whose stock is known.
    var opening = 0.0
    var closing = 0.0
    var closingValue = 0.0
    /// Whose closing stock is known, and not.
    var knownPairs = 0.0
    var unknownPairs = 0.0
    /// Units that consumers took, as far as it is known, and at cost.
    var consumed = 0.0
    var consumedValue = 0.0
    /// Units that left the site: consumed, or shipped less what came back.
    var left = 0.0
    var leftValue = 0.0
    var received = 0.0
    /// Pairs that had stock in some week, and those of them of which some was consumed or, above consumers, shipped.
    var stocked = 0.0
    var active = 0.0
    /// Weeks that ended with less than half a unit, of those whose stock is known.
    var emptyWeeks = 0.0
    var knownWeeks = 0.0

    static func += (a: inout WindowSums, b: WindowSums) {
        a.opening += b.opening
        a.closing += b.closing
        a.closingValue += b.closingValue
        a.knownPairs += b.knownPairs
        a.unknownPairs += b.unknownPairs
        a.consumed += b.consumed
        a.consumedValue += b.consumedValue
        a.left += b.left
        a.leftValue += b.leftValue
        a.received += b.received
        a.stocked += b.stocked
        a.active += b.active
        a.emptyWeeks += b.emptyWeeks
        a.knownWeeks += b.knownWeeks
    }
}

extension NetworkHealthInput {
    /// Less than this on hand is nothing.
    static let emptyBelow = 0.5

    /// What consumers took of a pair in a ledger week; nil where it is not known.
    func consumed(pair: Int, week: Int) -> Double? {
        let history = consumption[pair]
        let place = ledger.firstWeek + week - history.start
        guard place >= 0, place < history.count, history.states[place] != .missing else { return nil }
        return history.values[place]
    }

    /// Units on hand at the end of a ledger week; nil where unknown.
    func onHand(pair: Int, week: Int) -> Double? {
        guard pair < stockPaths.count, week >= 0, week < stockPaths[pair].count else { return nil }
        return stockPaths[pair][week]
    }

    /// Whether the sales of a pair in a week are known: its site reported consumers then, and the pair had begun by then and not yet ended, since
    /// a SKU that is not yet or no longer carried is not sold for other reasons.
    func isTold(pair: Int, week: Int) -> Bool {
        let own = ledger.pairs[pair]
        guard ledger.siteReported(site: own.site, week: week) else { return false }
        let history = consumption[pair]
        let place = ledger.firstWeek + week - history.start
        guard place >= 0, place < history.count, history.states[place] == .observed else { return false }
        return true
    }

    /// Whether what a pair's site reported of a week is a part of its sales like that of any other week: also where stock ran out, or where
    /// rows are left out all the time.
    func isReported(pair: Int, week: Int) -> Bool {
        guard ledger.siteReported(site: ledger.pairs[pair].site, week: week) else { return false }
        let history = consumption[pair]
        let place = ledger.firstWeek + week - history.start
        return place >= 0 && place < history.count && history.states[place] != .missing
    }

    /// Units that came to stay in a week: received, less what went on to other sites, returns counted back.
    func netReceived(pair: Int, week: Int) -> Double {
        ledger.value(.received, pair: pair, week: week) - ledger.value(.returnedOut, pair: pair, week: week)
            - ledger.value(.shipped, pair: pair, week: week) + ledger.value(.returnedIn, pair: pair, week: week)
    }

    /// The most that a pair of unknown stock can hold at the end of each ledger week: all that it is known to have kept.
    func mostHeld(pair: Int) -> [Double] {
        var kept = 0.0
        return (0..<ledger.completeWeekCount).map { week in
            kept += netReceived(pair: pair, week: week) - (consumed(pair: pair, week: week) ?? 0)
            return max(0, kept)
        }
    }

    /// What one pair did over some weeks.
    func sums(pair: Int, weeks: Range<Int>) -> WindowSums {
        var sums = WindowSums()
        guard !weeks.isEmpty else { return sums }
        let value = network.products[ledger.pairs[pair].product].unitValue ?? 0
        let shipped =
            ledger.total(.shipped, pair: pair, weeks: weeks) - ledger.total(.returnedIn, pair: pair, weeks: weeks)
        sums.received = ledger.total(.received, pair: pair, weeks: weeks) - ledger.total(.returnedOut, pair: pair, weeks: weeks)
        var hadStock = false
        for week in weeks {
            if let units = consumed(pair: pair, week: week) { sums.consumed += units }
            if let units = onHand(pair: pair, week: week) {
                sums.knownWeeks += 1
                if units < NetworkHealthInput.emptyBelow { sums.emptyWeeks += 1 } else { hadStock = true }
            }
        }
        sums.left = sums.consumed + shipped
        sums.consumedValue = sums.consumed * value
        sums.leftValue = sums.left * value
        if let closing = onHand(pair: pair, week: weeks.upperBound - 1) {
            sums.closing = closing
            sums.closingValue = closing * value
            sums.opening = onHand(pair: pair, week: weeks.lowerBound - 1) ?? 0
            sums.knownPairs = 1
        } else if sums.received > 0 || sums.left > 0 {
            sums.unknownPairs = 1
        }
        let moved = sums.left > 0
        if hadStock || moved || sums.received > 0 {
            sums.stocked = 1
            sums.active = moved ? 1 : 0
        }
        // Nothing ever lay or moved there: its empty weeks say nothing about service.
        if !hadStock, !moved, sums.received <= 0 {
            sums.emptyWeeks = 0
            sums.knownWeeks = 0
        }
        return sums
    }

    /// Sums of a window by scope: the network, tiers, SKUs, regions and sites.
    func sums(weeks: Range<Int>) -> [HealthScope: WindowSums] {
        var result: [HealthScope: WindowSums] = [:]
        for (index, pair) in ledger.pairs.enumerated() {
            let sums = sums(pair: index, weeks: weeks)
            let site = network.sites[pair.site]
            result[.network, default: WindowSums()] += sums
            result[.tier(site.tier), default: WindowSums()] += sums
            result[.product(pair.product), default: WindowSums()] += sums
            result[.site(pair.site), default: WindowSums()] += sums
            if let region = site.region { result[.region(region), default: WindowSums()] += sums }
        }
        return result
    }

    /// The scopes of figures in the order in which files list them.
    var scopes: [HealthScope] {
        [.network] + Set(network.sites.map(\.tier)).sorted().map { .tier($0) } + network.products.indices.map { .product($0) }
            + Set(network.sites.compactMap(\.region)).sorted().map { .region($0) } + network.sites.indices.map { .site($0) }
    }

    /// Lots of the latest count of a pair: units and the day they expire.
    func lots(pair: Int) -> [(units: Double, expiresOn: Day)] {
        let counts = ledger.counts(pair: pair)
        guard let last = counts.last?.day else { return [] }
        return counts.filter { $0.day == last }.compactMap { count in count.expiresOn.map { (count.onHand, $0) } }
    }
}

/// When a lot is near its date, by shelf life: the classes that food retail in China uses.
enum ShelfLifeClass: String, CaseIterable {
    case year = "365+"
    case halfYear = "180-364"
    case quarter = "90-179"
    case month = "30-89"
    case halfMonth = "16-29"
    case fresh = "1-15"

    init(days: Int) {
        self =
            switch days {
            case 365...: .year
            case 180..<365: .halfYear
            case 90..<180: .quarter
            case 30..<90: .month
            case 16..<30: .halfMonth
            default: .fresh
            }
    }

    /// Days before the date from which a lot is near it. Below 16 days practice says 1–4: 2 here.
    var nearDays: Int {
        switch self {
        case .year: 45
        case .halfYear: 20
        case .quarter: 15
        case .month: 10
        case .halfMonth: 5
        case .fresh: 2
        }
    }
}

/// The median of values; nil of none.
func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/// A 90 % interval of a share of independent trials (Wilson 1927, doi:10.1080/01621459.1927.10502953).
func wilson(successes: Double, trials: Double) -> (low: Double, high: Double)? {
    guard trials > 0 else { return nil }
    let z = 1.644853626951473
    let share = successes / trials
    let centre = share + z * z / (2 * trials)
    let half = z * (share * (1 - share) / trials + z * z / (4 * trials * trials)).squareRoot()
    let scale = 1 + z * z / trials
    return (max(0, (centre - half) / scale), min(1, (centre + half) / scale))
}
