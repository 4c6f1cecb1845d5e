import DelimitedText
import SupplyNetwork

/// Reads a workspace's data folder to the data contract.
///
/// Reading goes on past everything that is wrong with a row: the row is set aside, the finding noted. Only what makes a run
/// impossible throws: a required file or column that is missing, a file that cannot be opened or inflated, no dated row at all.
public struct WorkspaceReader: Sendable {
    public var dataFolder: String
    public var options: ReadingOptions

    public init(dataFolder: String, options: ReadingOptions = ReadingOptions()) {
        self.dataFolder = dataFolder
        self.options = options
    }

    /// Everything the folder holds.
    ///
    /// - Parameters:
    ///   - rejected: takes the bytes of `rejected.csv`, header first, piece by piece and one call at a time.
    ///   - progress: takes the share of the bytes that were read, 0–1, now and then, from any thread.
    /// - Throws: `UnusableInput`.
    public func contents(
        rejected sink: (([UInt8]) -> Void)? = nil, progress: (@Sendable (Double) -> Void)? = nil
    ) throws -> WorkspaceContents {
        let log = FindingLog(limit: max(0, options.findingsPerCode))
        let rejected = RejectedRows(sink)
        defer { rejected.flush() }
        let catalog = try FileCatalog(folder: dataFolder)
        let salesFiles = try catalog.files(.sales)
        let productFiles = try catalog.files(.products)
        let siteFiles = try catalog.files(.sites)
        var totals: [FileTotals] = []

        let tables = NetworkTables(options: options, log: log, rejected: rejected)
        let products = try tables.products(productFiles, totals: &totals)
        let sites = try tables.sites(siteFiles, totals: &totals)
        let network = Network(sites: sites, products: products)

        var stock = StockTable()
        var days: [String: DayCounts] = [:]
        let stockFiles = try catalog.files(.stock)
        try stock.read(
            stockFiles, sites: sites, products: products, options: options, log: log, rejected: rejected, days: &days, totals: &totals)

        var sales = SalesFiles(
            sites: sites, products: products, options: options, log: log, rejected: rejected, watch: MidweekWatch(stock.counts))
        defer { sales.deallocate() }
        try sales.read(salesFiles, days: &days, totals: &totals, progress: progress)

        let asOf = try asOf(days, files: stockFiles + salesFiles)
        let window = Window(asOf: asOf)
        try listOutside(
            days, window: window, stockFiles: stockFiles, sales: sales, salesFiles: salesFiles, log: log, rejected: rejected,
            totals: &totals)

        let dated = DatedTables(options: options, log: log, rejected: rejected, sites: sites, products: products, asOf: asOf)
        let openOrders = try dated.openOrders(try catalog.files(.openOrders), totals: &totals)
        let promotions = try dated.promotions(try catalog.files(.promotions), totals: &totals)
        let prices = try dated.prices(try catalog.files(.prices), totals: &totals)
        let events = try dated.events(try catalog.files(.events), totals: &totals)
        let payouts = try dated.payouts(try catalog.files(.payouts), totals: &totals)
        let overrides = try dated.overrides(try catalog.files(.overrides), totals: &totals)
        for name in catalog.unknown { log.add(.unknownFile, file: name, "nothing reads this file") }

        let firstDay = days.values.compactMap { $0.firstDay(from: window.oldest, to: asOf.number) }.min()
        let ledger = LedgerAssembly(
            network: network, asOf: asOf, accumulator: sales.sums.accumulator, watch: sales.watch, midweek: sales.sums.midweek,
            counts: stock.counts.filter { $0.day < asOf.number && $0.day >= window.oldest }, firstDay: firstDay,
            otherPairs: openOrders.map { Pair(site: $0.site, product: $0.product) }
                + overrides.compactMap { override in override.site.map { Pair(site: $0, product: override.product) } }
        ).ledger()
        let trade = sales.sums.trade.map { collector in
            TradeAssembly(collector: collector, network: network, ledger: ledger, categories: CategoryBits(products).names).trade()
        }
        noteExcesses(ledger, network: network, file: salesFiles.first?.name ?? "sales.csv", log: log)
        progress?(1)
        var contents = WorkspaceContents(
            network: network, ledger: ledger, openOrders: openOrders, promotions: promotions, priceChanges: prices, events: events,
            payouts: payouts, overrides: overrides, files: totals, diagnostics: log.finished())
        contents.trade = trade
        return contents
    }

    /// The days whose rows are used.
    private struct Window {
        let asOf: Day
        /// 520 weeks before the as-of date.
        var oldest: Int32 { max(DayCounts.first, asOf.number - 520 * 7) }
    }

    private func asOf(_ days: [String: DayCounts], files: [DataFile]) throws -> Day {
        if let asOf = options.asOf { return asOf }
        var all = DayCounts()
        for counts in days.values { all.merge(counts) }
        guard let last = LatestPlausibleDay.found(in: all) else {
            throw UnusableInput(
                file: files.last?.name ?? "sales.csv",
                problem: "there is no usable dated row in sales or stock, so no as-of date can be told",
                help: "Look at the findings of “penstock check”, or name a date with --as-of.")
        }
        return (last.week + 1).monday
    }

    /// Points out rows outside of the window one by one where they are few, and by their number where they are not.
    private func listOutside(
        _ days: [String: DayCounts], window: Window, stockFiles: [DataFile], sales: SalesFiles, salesFiles: [DataFile], log: FindingLog,
        rejected: RejectedRows, totals: inout [FileTotals]
    ) throws {
        for index in totals.indices {
            let name = totals[index].file
            guard let counts = days[name] else { continue }
            let later = counts.rows(from: window.asOf.number)
            let old = counts.rows(to: window.oldest)
            totals[index].firstDay = counts.firstDay(from: window.oldest, to: window.asOf.number)
            totals[index].lastDay = counts.lastDay(from: window.oldest, to: window.asOf.number)
            let listsLater = later > 0 && later <= 1000 && later * 100 <= max(totals[index].rows, 100)
            if later > 0, !listsLater {
                totals[index].rowsLater = later
                log.add(.laterRows, file: name, "\(later) rows are dated on or after \(window.asOf) and were not used")
            }
            guard listsLater || old > 0 else { continue }
            let bounds = window.oldest..<(listsLater ? window.asOf.number : DayCounts.end)
            var listed = FileTotals(file: name)
            if let file = stockFiles.first(where: { $0.name == name }) {
                listed = try listStock(file, bounds, network: (sales.sites, sales.products), log: log, rejected: rejected)
            } else if let file = salesFiles.first(where: { $0.name == name }) {
                listed = try sales.listOutside(file, bounds)
            }
            totals[index].rowsSetAside += listed.rowsSetAside
            totals[index].unitsSetAside += listed.unitsSetAside
        }
    }

    private func listStock(
        _ file: DataFile, _ bounds: Range<Int32>, network: (sites: [Site], products: [Product]), log: FindingLog, rejected: RejectedRows
    ) throws -> FileTotals {
        let quiet = FindingLog(limit: 0)
        guard let table = try OpenTable(file, options: options, log: quiet) else { return FileTotals(file: file.name) }
        let reader = StockRowReader(table: table, sites: network.sites, products: network.products)
        let unheard = RejectedRows(nil)
        var listed = FileTotals(file: file.name)
        _ = try table.forEachRow(options: options, log: quiet, rejected: unheard) { row throws(RowFailure) in
            let count = try reader.count(of: row)
            guard !bounds.contains(count.day) else { return }
            let day = Day(number: count.day)
            let isLater = count.day >= bounds.upperBound
            let code: FindingCode = isLater ? .dateInTheFuture : .dateTooOld
            let message =
                isLater
                ? "\(day) is not before the as-of date \(Day(number: bounds.upperBound))"
                : "\(day) is more than 520 weeks before the as-of date"
            let column = table.layout.field("date") + 1
            log.add(code, file: file.name, line: row.fileLine, column: column, message)
            rejected.add(
                file: file.name, line: row.fileLine, column: column, code: code, message: message,
                row: UnsafeBufferPointer(start: row.cursor.base + row.cursor.start, count: row.cursor.end - row.cursor.start),
                encoding: table.source.encoding)
            listed.rowsSetAside += 1
            listed.unitsSetAside += count.onHand
        }
        return listed
    }

    private func noteExcesses(_ ledger: Ledger, network: Network, file: String, log: FindingLog) {
        for excess in PossibleStock.excesses(ledger) {
            let pair = ledger.pairs[excess.pair]
            let site = FieldText.excerpt(network.sites[pair.site].code)
            let sku = FieldText.excerpt(network.products[pair.product].sku)
            let units = (excess.units * 100).rounded() / 100
            log.add(
                .soldMoreThanPossible, file: file, severity: excess.isCounted ? .warning : .note,
                excess.isCounted
                    ? "“\(site)” had passed on \(units) more units of “\(sku)” by the week of \(excess.week) than it had been counted and received"
                    : "“\(site)” had passed on \(units) more units of “\(sku)” by the week of \(excess.week) than it is known to have received; nobody counted what it began with"
            )
        }
    }
}

/// The sales files of a workspace, one after the other, added up.
struct SalesFiles {
    let sites: [Site]
    let products: [Product]
    let options: ReadingOptions
    let log: FindingLog
    let rejected: RejectedRows
    let watch: MidweekWatch
    private(set) var sums: SalesPass.Sums

    init(sites: [Site], products: [Product], options: ReadingOptions, log: FindingLog, rejected: RejectedRows, watch: MidweekWatch) {
        self.sites = sites
        self.products = products
        self.options = options
        self.log = log
        self.rejected = rejected
        self.watch = watch
        sums = SalesPass.Sums(
            accumulator: WeeklyAccumulator(siteCount: sites.count, productCount: products.count, weeks: SalesWorker.weeks),
            midweek: MidweekSums(count: watch.count), days: DayCounts(), otherSupplier: 0,
            trade: options.collectsTrade
                ? TradeCollector(siteCount: sites.count, categoryBits: CategoryBits(products).bits, weeks: SalesWorker.weeks) : nil)
    }

    func deallocate() {
        sums.accumulator.deallocate()
        sums.trade?.deallocate()
    }

    mutating func read(
        _ files: [DataFile], days: inout [String: DayCounts], totals: inout [FileTotals], progress: (@Sendable (Double) -> Void)?
    ) throws {
        let sizes = files.map { (try? FileStream(path: $0.path).size) ?? 0 }
        let total = Double(max(1, sizes.reduce(0, +)))
        let repetitions = RepeatedRows(rows: sizes.reduce(0, +) / 24)
        // Without an as-of date every day counts for now: it will be a Monday, and whole weeks can be left out later.
        let upper = options.asOf?.number ?? DayCounts.end
        let lower = options.asOf.map { max(DayCounts.first, $0.number - 520 * 7) } ?? DayCounts.first
        var done = 0.0
        for (file, size) in zip(files, sizes) {
            guard let table = try OpenTable(file, options: options, log: log) else { continue }
            let context = SalesContext(
                table: table, sites: sites, products: products, options: options, window: min(lower, upper)..<upper, watch: watch)
            var fileTotals = FileTotals(file: file.name)
            fileTotals.bytes = table.bytes
            fileTotals.encoding = table.source.encoding.rawValue
            let before = done
            let pass = SalesPass(
                context, purpose: .sum, totals: fileTotals, log: log, rejected: rejected, repetitions: repetitions,
                progress: progress.map { report in { @Sendable offset in report((before + min(Double(offset), Double(size))) / total) } })
            let otherBefore = sums.otherSupplier
            var fileSums = sums
            fileSums.days = DayCounts()
            fileTotals = try pass.run(threads: options.threads, into: &fileSums)
            days[file.name] = fileSums.days
            sums = fileSums
            totals.append(fileTotals)
            done += Double(size)
            if fileTotals.rows == 0 { log.add(.noRows, file: file.name, "the file has a header and no rows") }
            let other = sums.otherSupplier - otherBefore
            if other > 0 {
                log.add(
                    .otherSupplier, file: file.name,
                    "\(other) sales to a site by another than its recorded supplier (\(fileTotals.rows) rows in all)")
            }
        }
    }

    /// Reads a file once more and sets aside the rows outside of `window`.
    func listOutside(_ file: DataFile, _ window: Range<Int32>) throws -> FileTotals {
        guard let table = try OpenTable(file, options: options, log: FindingLog(limit: 0)) else { return FileTotals(file: file.name) }
        let context = SalesContext(
            table: table, sites: sites, products: products, options: options, window: window, watch: MidweekWatch([]))
        var unused = SalesPass.Sums(
            accumulator: WeeklyAccumulator(siteCount: sites.count, productCount: products.count, weeks: SalesWorker.weeks),
            midweek: MidweekSums(count: 0), days: DayCounts(), otherSupplier: 0)
        defer { unused.accumulator.deallocate() }
        let pass = SalesPass(
            context, purpose: .listOutside, totals: FileTotals(file: file.name), log: log, rejected: rejected,
            repetitions: RepeatedRows(rows: 0),
            progress: nil)
        return try pass.run(threads: options.threads, into: &unused)
    }
}
