/// The ways in which stock at a site changes, each reported by movements in `sales.csv`. Quantities are never negative.
public enum Movement: Int, CaseIterable, Sendable, Hashable {
    /// Bought from, or transferred by, another site.
    case received
    /// Sold or transferred to another site.
    case shipped
    /// Taken back from another site that had bought it.
    case returnedIn
    /// Given back to the site that had sold it.
    case returnedOut
    /// Reported as sold to consumers, promotions included.
    case sold
    /// The part of `sold` that carried a promotion.
    case soldOnPromotion
    /// Given back by consumers.
    case soldBack
}

/// Everything the files report to have moved or been counted before the as-of date, in weekly buckets.
///
/// Columns, not objects: for each movement, one row of weeks for each site × SKU that ever reported it. Memory grows with
/// site × SKU × weeks and not with the rows that were read. A week without a report is *unknown*, which is why
/// `values(_:pair:)` is nil where nothing was ever reported and `reported(pair:)` tells a reported zero from silence.
public struct Ledger: Sendable {
    /// The first day that is not yet known.
    public let asOf: Day
    public let firstWeek: Week
    /// Weeks from `firstWeek` up to and including the week of `asOf - 1 day`.
    public let weekCount: Int
    /// Every site × SKU that any file names, in order of site, then product.
    public let pairs: [Pair]
    /// Counts in order of pair, then day, then expiry.
    public let counts: [StockCount]
    /// `counts[countOffsets[p] ..< countOffsets[p + 1]]` belong to pair `p`.
    public let countOffsets: [Int]

    private let index: [Pair: Int]
    private let rows: [[Int32]]
    private let values: [Double]
    private let reportedRows: [Bool]
    private let reportedOffsets: [Int32]
    private let siteReports: [Bool]

    /// Builds a ledger from weekly rows.
    /// - Parameters:
    ///   - rows: for each movement and pair that reported it, `weekCount` quantities from `firstWeek`.
    ///   - reported: for each pair with consumer sales, whether any consumer row (also one of zero units) fell in the week.
    ///   - counts: in any order; `StockCount.pair` indexes `pairs`.
    /// - Precondition: every row has `weekCount` entries; pairs are unique.
    public init(
        asOf: Day, firstWeek: Week, weekCount: Int, siteCount: Int, pairs: [Pair],
        rows source: [Movement: [Int: [Double]]], reported: [Int: [Bool]], counts: [StockCount]
    ) {
        self.asOf = asOf
        self.firstWeek = firstWeek
        self.weekCount = weekCount
        self.pairs = pairs
        index = Dictionary(uniqueKeysWithValues: pairs.enumerated().map { ($1, $0) })
        var rows = [[Int32]](repeating: [], count: Movement.allCases.count)
        var values: [Double] = []
        values.reserveCapacity(source.values.reduce(0) { $0 + $1.count } * weekCount)
        for movement in Movement.allCases {
            guard let columns = source[movement], !columns.isEmpty else { continue }
            var offsets = [Int32](repeating: -1, count: pairs.count)
            for pair in pairs.indices {
                guard let row = columns[pair] else { continue }
                precondition(row.count == weekCount, "a row of \(row.count) weeks in a ledger of \(weekCount)")
                offsets[pair] = Int32(values.count / max(weekCount, 1))
                values.append(contentsOf: row)
            }
            rows[movement.rawValue] = offsets
        }
        self.rows = rows
        self.values = values

        var reportedRows: [Bool] = []
        var reportedOffsets = [Int32](repeating: -1, count: pairs.count)
        var siteReports = [Bool](repeating: false, count: siteCount * weekCount)
        for pair in pairs.indices {
            guard let row = reported[pair] else { continue }
            precondition(row.count == weekCount, "\(row.count) report flags in a ledger of \(weekCount) weeks")
            reportedOffsets[pair] = Int32(reportedRows.count / max(weekCount, 1))
            reportedRows.append(contentsOf: row)
            let base = pairs[pair].site * weekCount
            for week in 0..<weekCount where row[week] { siteReports[base + week] = true }
        }
        self.reportedRows = reportedRows
        self.reportedOffsets = reportedOffsets
        self.siteReports = siteReports

        let sorted = counts.sorted {
            ($0.pair, $0.day.number, $0.expiresOn?.number ?? .max) < ($1.pair, $1.day.number, $1.expiresOn?.number ?? .max)
        }
        var offsets = [Int](repeating: 0, count: pairs.count + 1)
        for count in sorted { offsets[count.pair + 1] += 1 }
        for pair in 0..<pairs.count { offsets[pair + 1] += offsets[pair] }
        self.counts = sorted
        countOffsets = offsets
    }

    /// The week after the last bucket.
    public var endWeek: Week { firstWeek + weekCount }
    /// Buckets whose seven days all lie before `asOf`; the one after them, if any, is still under way.
    public var completeWeekCount: Int { asOf.weekday == 0 ? weekCount : max(0, weekCount - 1) }

    public func pair(site: Int, product: Int) -> Int? { index[Pair(site: site, product: product)] }

    /// The weekly quantities of a movement, or nil where the pair never reported one.
    public func values(_ movement: Movement, pair: Int) -> [Double]? {
        let offsets = rows[movement.rawValue]
        guard !offsets.isEmpty, offsets[pair] >= 0 else { return nil }
        let start = Int(offsets[pair]) * weekCount
        return Array(values[start..<start + weekCount])
    }

    /// The quantity of one week; zero where nothing was reported. Ask `reported` before reading it as demand.
    public func value(_ movement: Movement, pair: Int, week: Int) -> Double {
        let offsets = rows[movement.rawValue]
        guard !offsets.isEmpty, offsets[pair] >= 0 else { return 0 }
        return values[Int(offsets[pair]) * weekCount + week]
    }

    /// The sum of a movement over the given weeks.
    public func total(_ movement: Movement, pair: Int, weeks: Range<Int>) -> Double {
        let offsets = rows[movement.rawValue]
        guard !offsets.isEmpty, offsets[pair] >= 0 else { return 0 }
        let start = Int(offsets[pair]) * weekCount
        var sum = 0.0
        for week in weeks { sum += values[start + week] }
        return sum
    }

    /// Whether a consumer row of this pair, also one of zero units, falls in the week.
    public func reported(pair: Int, week: Int) -> Bool {
        reportedOffsets[pair] >= 0 && reportedRows[Int(reportedOffsets[pair]) * weekCount + week]
    }

    /// Whether the pair ever reported a consumer sale.
    public func reportsConsumers(pair: Int) -> Bool { reportedOffsets[pair] >= 0 }

    /// Whether the site reported consumer sales of anything in the week: if so, a SKU it does not mention sold nothing.
    public func siteReported(site: Int, week: Int) -> Bool { siteReports[site * weekCount + week] }

    /// The counts of one pair, oldest first.
    public func counts(pair: Int) -> ArraySlice<StockCount> { counts[countOffsets[pair]..<countOffsets[pair + 1]] }

    /// What this ledger would have held on the morning of an earlier Monday: later weeks and counts are gone, and a pair
    /// that had reported nothing of a kind by then has not reported it.
    /// - Precondition: `day` is a Monday, not before `firstWeek` and not after `asOf`.
    public func known(before day: Day) -> Ledger {
        precondition(day.weekday == 0 && day >= firstWeek.monday && day <= asOf, "cannot cut a ledger of \(firstWeek)–\(asOf) at \(day)")
        let kept = min(weekCount, day.week - firstWeek)
        var cut: [Movement: [Int: [Double]]] = [:]
        for movement in Movement.allCases where !rows[movement.rawValue].isEmpty {
            for pair in pairs.indices {
                guard let row = values(movement, pair: pair) else { continue }
                let head = Array(row.prefix(kept))
                if head.contains(where: { $0 != 0 }) || movement == .sold && (0..<kept).contains(where: { reported(pair: pair, week: $0) })
                {
                    cut[movement, default: [:]][pair] = head
                }
            }
        }
        var flags: [Int: [Bool]] = [:]
        for pair in pairs.indices where reportsConsumers(pair: pair) {
            let row = (0..<kept).map { reported(pair: pair, week: $0) }
            if row.contains(true) { flags[pair] = row }
        }
        let sites = weekCount > 0 ? siteReports.count / weekCount : 0
        return Ledger(
            asOf: day, firstWeek: firstWeek, weekCount: kept, siteCount: sites, pairs: pairs, rows: cut, reported: flags,
            counts: counts.filter { $0.day < day })
    }
}
