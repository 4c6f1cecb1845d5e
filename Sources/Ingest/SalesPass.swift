import DelimitedText
import Numerical
import SupplyNetwork
import Synchronization

/// Reads one sales file on several threads and puts their findings back into the order of the file.
///
/// Unchecked: everything that changes is touched only while `lock` is held.
final class SalesPass: @unchecked Sendable {
    /// What the file's rows add up to.
    struct Sums {
        var accumulator: WeeklyAccumulator
        var midweek: MidweekSums
        var days: DayCounts
        var otherSupplier: Int
        /// Nil where nobody asks for it.
        var trade: TradeCollector?
    }

    private let context: SalesContext
    private let purpose: SalesWorker.Purpose
    private let log: FindingLog
    private let rejected: RejectedRows
    private let repetitions: RepeatedRows
    private let progress: (@Sendable (Int) -> Void)?
    private let lock = Mutex(())
    private var totals: FileTotals
    private var nextIndex = 0
    private var nextLine: Int
    private var waiting: [Int: (chunk: Chunk, report: RowReport)] = [:]
    private var idle: [Chunk] = []
    private var workers: [SalesWorker] = []
    private var withdrawals: SalesWorker?
    private var failure: ByteStreamError?

    init(
        _ context: SalesContext, purpose: SalesWorker.Purpose, totals: FileTotals, log: FindingLog, rejected: RejectedRows,
        repetitions: RepeatedRows, progress: (@Sendable (Int) -> Void)?
    ) {
        self.context = context
        self.purpose = purpose
        self.totals = totals
        self.log = log
        self.rejected = rejected
        self.repetitions = repetitions
        self.progress = progress
        nextLine = context.table.source.firstLine
    }

    /// Reads the whole file, adding to `sums`.
    func run(threads: Int, into sums: inout Sums) throws -> FileTotals {
        if purpose == .sum { repetitions.begin(file: context.table.file.name) }
        Parallel.forEachChunk(count: max(1, threads), threads: max(1, threads), chunk: 1) { _ in self.work() }
        if let failure { throw failure.unusable(context.table.file.name) }
        for var worker in workers + (withdrawals.map { [$0] } ?? []) {
            if sums.accumulator.rows.count == 1 {
                // Nothing was added yet: take the worker's place over instead of copying it.
                swap(&sums.accumulator, &worker.accumulator)
            } else {
                sums.accumulator.merge(worker.accumulator)
            }
            if let trade = worker.trade { sums.trade?.merge(trade) }
            sums.midweek.merge(worker.midweek)
            sums.days.merge(worker.days)
            sums.otherSupplier += worker.otherSupplier
            worker.deallocate()
        }
        return totals
    }

    private func work() {
        var worker = SalesWorker(context, purpose: purpose)
        while true {
            let chunk = lock.withLock { _ in failure == nil ? idle.popLast() ?? Chunk() : nil }
            guard let chunk else { break }
            do {
                guard try context.table.source.next(into: chunk) else { break }
            } catch let error as ByteStreamError {
                lock.withLock { _ in failure = failure ?? error }
                break
            } catch {
                lock.withLock { _ in failure = failure ?? ByteStreamError(path: context.table.file.name, reason: "\(error)") }
                break
            }
            let report = RowReport(limit: context.options.findingsPerCode)
            worker.work(chunk, report)
            commit(chunk, report)
        }
        lock.withLock { _ in workers.append(worker) }
    }

    /// Takes over, in the file's order, whatever can be taken over by now.
    private func commit(_ chunk: Chunk, _ report: RowReport) {
        lock.withLock { _ in
            waiting[chunk.index] = (chunk, report)
            while let (chunk, report) = waiting.removeValue(forKey: nextIndex) {
                if purpose == .sum { findRepetitions(chunk, report) }
                context.table.commit(report, chunk: chunk, firstLine: nextLine, totals: &totals, log: log, rejected: rejected)
                nextIndex += 1
                nextLine += report.lines
                progress?(chunk.endOffset)
                idle.append(chunk)
            }
        }
    }

    private func findRepetitions(_ chunk: Chunk, _ report: RowReport) {
        let file = context.table.file.name
        let firstLine = nextLine
        repetitions.find(report, firstLine: firstLine) { row, line, earlier in
            let message = "the same row stands in \(earlier.file == file ? "line \(earlier.line)" : "\(earlier.file):\(earlier.line)")"
            guard context.options.duplicates == .reject else {
                report.note(.duplicateRow, line: line, message)
                return
            }
            let start = Int(report.rowStarts[row])
            if withdrawals == nil { withdrawals = SalesWorker(context, purpose: .sum) }
            guard let taken = withdrawals?.withdraw(chunk, start: start) else { return }
            report.reject(.duplicateRow, line: line, column: nil, message, start: start, end: taken.end, units: taken.units)
        }
        if context.options.duplicates == .reject { report.rejections.sort { $0.start < $1.start } }
    }
}

/// Finds rows that repeat an earlier one, among as many earlier rows as its table remembers.
///
/// The table has one place for each value of a row hash's low bits, taken by the latest row that has it. Two rows count as the
/// same when all 64 bits agree; among 10⁷ different rows the chance that any two in the same place do is below 10⁻⁵.
final class RepeatedRows {
    private struct Entry {
        var hash: UInt64
        /// File in the upper 16 bits, line below; 0 where nothing was seen.
        var place: UInt64
    }

    private var table: [Entry]
    private let mask: Int
    private var files: [String] = []

    /// - Parameter rows: how many rows are expected; the table remembers about as many, but at most four million.
    init(rows: Int) {
        var size = 1 << 10
        while size < rows, size < 1 << 22 { size *= 2 }
        table = [Entry](repeating: Entry(hash: 0, place: 0), count: size)
        mask = size - 1
    }

    func begin(file: String) { files.append(file) }

    /// Calls `found` with the place of the row in the report, its line in the chunk, and the earlier row.
    func find(
        _ report: RowReport, firstLine: Int, _ found: (_ row: Int, _ line: Int, _ earlier: (file: String, line: Int)) -> Void
    ) {
        let file = UInt64(min(files.count, 0xffff)) << 48
        report.rowHashes.withUnsafeBufferPointer { hashes in
            report.rowLines.withUnsafeBufferPointer { lines in
                table.withUnsafeMutableBufferPointer { table in
                    for row in hashes.indices {
                        let hash = hashes[row]
                        let slot = Int(truncatingIfNeeded: hash) & mask
                        let line = Int(lines[row])
                        let entry = table[slot]
                        if entry.hash == hash, entry.place != 0 {
                            let earlier = files[Int(entry.place >> 48) - 1]
                            found(row, line, (earlier, Int(entry.place & 0xffff_ffff_ffff)))
                        } else {
                            table[slot] = Entry(hash: hash, place: file | UInt64(firstLine + line))
                        }
                    }
                }
            }
        }
    }
}
