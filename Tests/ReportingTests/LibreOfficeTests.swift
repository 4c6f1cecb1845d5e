import Foundation
import SupplyNetwork
import TestSupport
import Testing
import Wording

@testable import Reporting

/// The workbook as LibreOffice reads it. Skipped, and said so, where it is not installed (`apt-get install libreoffice-calc-nogui`).
@Suite(.enabled(if: Chromium.tool("soffice") != nil, "LibreOffice is not installed: the workbook was not opened with it"))
struct LibreOfficeTests {
    static let record = SampleRecord(siteCount: 24, productCount: 4, weekCount: 60, isASCII: true).record

    /// The workbook, opened by LibreOffice and saved as its own flat XML.
    private func opened(_ record: RunRecord) throws -> String {
        let folder = try TemporaryFolder()
        let book = folder.url.appendingPathComponent("plan.xlsx")
        try ReportFolder(options: ReportingOptions(language: .english)).workbook(for: record, to: book.path)
        let program = try #require(Chromium.tool("soffice"))
        _ = try Chromium.run(
            program,
            [
                "-env:UserInstallation=\(folder.url.appendingPathComponent("profile").absoluteString)", "--headless", "--convert-to",
                "fods",
                "--outdir", folder.url.path, book.path,
            ])
        return try String(contentsOf: folder.url.appendingPathComponent("plan.fods"), encoding: .utf8)
    }

    private func sheet(_ name: String, of document: String) throws -> Substring {
        let start = try #require(document.range(of: "<table:table table:name=\"\(name)\""))
        let end = try #require(document.range(of: "</table:table>", range: start.upperBound..<document.endIndex))
        return document[start.lowerBound..<end.lowerBound]
    }

    @Test func everyOrderItsFormulasAndItsFormatsAreThere() throws {
        let record = LibreOfficeTests.record
        let document = try opened(record)
        let orders = try sheet("Orders", of: document)
        // The quantity ordered in the end is a formula over the planner's column, with the value it had when it was written.
        let final = orders.matches(
            of: /table:formula="of:=IF\(ISBLANK\(\[\.J(\d+)\]\);\[\.I\d+\];\[\.J\d+\]\)"[^>]*office:value="([0-9.]+)"/)
        #expect(final.count == record.plan.lines.count)
        #expect(final.compactMap { Double($0.output.2) }.sorted() == record.plan.lines.map(\.quantity).sorted())
        for name in ["Orders", "Transfers", "Exceptions", "Stock-piling", "Forecast", "Positions", "Explanations", "Notes"] {
            #expect(try !sheet(name, of: document).isEmpty)
        }
        // Dates are dates, and the sums of the notes are formulas.
        #expect(orders.contains("office:date-value=\"\(record.asOf.iso8601)\""))
        #expect(try sheet("Notes", of: document).contains("table:formula=\"of:=SUM("))
        #expect(document.contains("<table:content-validation "), "what may be typed is checked")
        #expect(document.contains("<calcext:conditional-format "), "colours that depend on values")
        #expect(document.contains("<table:database-range "), "filters")
        #expect(document.contains("<number:date-style ") && document.contains("number:grouping=\"true\""))
    }

    @Test func namesThatLookLikeFormulasAreText() throws {
        let document = try opened(LibreOfficeTests.record.renamed(["=HYPERLINK(\"http://x\",\"y\")", "<script>alert(1)</script>"]))
        #expect(document.contains("<text:p>=HYPERLINK(&quot;http://x&quot;,&quot;y&quot;)</text:p>"))
        #expect(document.contains("<text:p>&lt;script&gt;alert(1)&lt;/script&gt;</text:p>"))
        #expect(!document.contains("of:=HYPERLINK"))
    }
}
