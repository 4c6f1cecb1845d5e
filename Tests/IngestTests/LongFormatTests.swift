import Foundation
import SupplyNetwork
import TestSupport
import Testing

@testable import Ingest

struct LongFormatTests {
    private func read(_ text: String) throws -> LongFormatContents {
        let folder = try TemporaryFolder()
        return try LongFormatReader(path: try folder.write(text, to: "x.csv")).contents()
    }

    @Test func integersAndGaps() throws {
        let contents = try read("unique_id,ds,y\nb,1,5\nb,2,6\nb,5,7\na,3,1.5\na,4,\n")
        #expect(contents.frequency == .integer(step: 1))
        #expect(contents.series.map(\.id) == ["b", "a"])
        #expect(contents.series[0].values == [5, 6, nil, nil, 7])
        #expect(contents.series[1] == LongSeries(id: "a", start: .integer(3), values: [1.5, nil]))
        #expect(contents.labels(after: contents.series[0], horizon: 2) == ["6", "7"])
    }

    @Test(arguments: [
        ("2026-01-05 2026-01-12 2026-01-26", LongFrequency.days(7), 4, "2026-02-02"),
        ("2026-01-01 2026-01-02 2026-01-03", .days(1), 3, "2026-01-04"),
        ("2026-01-01 2026-02-01 2026-04-01", .months(1, atMonthEnd: false), 4, "2026-05-01"),
        ("2025-11-30 2025-12-31 2026-01-31", .months(1, atMonthEnd: true), 3, "2026-02-28"),
        ("2025-03-31 2025-06-30 2025-09-30", .months(3, atMonthEnd: true), 3, "2025-12-31"),
        ("2020-01-01 2021-01-01 2022-01-01", .months(12, atMonthEnd: false), 3, "2023-01-01"),
    ])
    func frequencies(_ days: String, _ frequency: LongFrequency, _ count: Int, _ next: String) throws {
        let contents = try read("unique_id,ds,y\n" + days.split(separator: " ").map { "a,\($0),1\n" }.joined())
        #expect(contents.frequency == frequency)
        #expect(contents.series[0].values.count == count)
        #expect(contents.labels(after: contents.series[0], horizon: 1) == [next])
        #expect(contents.label(of: contents.series[0], step: 0) == days.prefix(10))
    }

    @Test func unorderedAndRepeatedSteps() throws {
        let contents = try read("unique_id,ds,y\na,3,3\na,1,1\na,3,4\nb,x,1\nb,1,z\n")
        #expect(contents.frequency == .integer(step: 2))
        #expect(contents.series.map(\.values) == [[1, 4]])
        #expect(
            contents.diagnostics.map { "\($0.line ?? 0) \($0.code)" } == ["4 conflicting-count", "5 not-a-date", "6 quantity-not-a-number"])
    }

    @Test func oneTypoDoesNotFillTheMemory() throws {
        let contents = try read("unique_id,ds,y\na,1,1\na,2,2\na,3000000,3\n")
        #expect(contents.series[0].values == [1, 2])
        #expect(contents.diagnostics.map(\.line) == [4])
    }

    @Test func unusableFiles() throws {
        #expect(throws: UnusableInput.self) { try read("") }
        #expect(throws: UnusableInput.self) { try read("unique_id,ds\na,1\n") }
        #expect(throws: UnusableInput.self) { try read("unique_id,ds,y\n") }
    }

    @Test(
        .enabled(if: Repository.referenceData != nil, "the reference data is not here"),
        arguments: [
            ("m3/monthly-train.csv.gz", 1428), ("m3/yearly-train.csv.gz", 645), ("tourism/monthly-train.csv.gz", 366),
            ("carparts/train.csv.gz", 2674),
            ("m4-weekly/train.csv.gz", 359),
        ])
    func competitions(_ file: String, _ count: Int) throws {
        let path = try #require(Repository.referenceData).appendingPathComponent(file).path
        let contents = try LongFormatReader(path: path).contents()
        #expect(contents.series.count == count)
        #expect(contents.frequency == .integer(step: 1))
        #expect(contents.diagnostics.isEmpty)
        #expect(contents.series.reduce(0) { $0 + $1.values.count } == contents.totals.rows)
    }
}
