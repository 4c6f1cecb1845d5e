import Foundation
import SupplyNetwork
import Testing
import Wording

@testable import Reporting

/// Writes sample reports to the folder that `PENSTOCK_LOOK` names, for eyes; does nothing without it.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["PENSTOCK_LOOK"] != nil))
struct LookTests {
    /// The page of 5,000 sites: how much it weighs, and a copy to open in a browser. What it lists is bounded, so that SKUs add next to
    /// nothing.
    @Test func sizeOfALargeNetwork() throws {
        let folder = try #require(ProcessInfo.processInfo.environment["PENSTOCK_LOOK"])
        let record = SampleRecord(siteCount: 5_000, productCount: 4, weekCount: 26).record
        for file in ReportFolder().files(for: record) where file.name.hasPrefix("report") {
            print(file.name, file.bytes.count, "bytes for", record.ledger.pairs.count, "pairs")
            #expect(file.bytes.count < 5_000_000)
            try Data(file.bytes).write(to: URL(fileURLWithPath: folder).appendingPathComponent("large-" + file.name))
        }
    }

    @Test func samplesForEyes() throws {
        let folder = try #require(ProcessInfo.processInfo.environment["PENSTOCK_LOOK"])
        for language in Language.allCases {
            for (name, record) in [("sample", SampleRecord(isASCII: language == .english).record), ("empty", SampleRecord.empty)] {
                let url = URL(fileURLWithPath: folder).appendingPathComponent("\(name)-\(language.rawValue)", isDirectory: true)
                try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
                let reports = ReportFolder(options: ReportingOptions(language: language))
                for file in reports.files(for: record) { try Data(file.bytes).write(to: url.appendingPathComponent(file.name)) }
                try reports.workbook(for: record, to: url.appendingPathComponent("plan.xlsx").path)
            }
        }
    }
}
