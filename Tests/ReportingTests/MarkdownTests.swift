import SupplyNetwork
import Testing
import Wording

@testable import Reporting

struct MarkdownTests {
    @Test(arguments: Language.allCases)
    func fitsAChatMessage(language: Language) throws {
        let text = try ReportFolder(options: ReportingOptions(language: language)).text("report.md", of: SampleRecord().record)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 40)
        #expect(text.utf8.count <= 4096, "a WeCom message holds 4,096 bytes")
        #expect(text.hasPrefix("# "))
    }

    @Test func dataCannotBreakTheTable() throws {
        let record = SampleRecord(siteCount: 24, productCount: 4, weekCount: 60).record.renamed(["a|b\nc`d`<i>[x](y)*_"])
        let text = try ReportFolder().text("report.md", of: record)
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("|") }
        #expect(rows.count >= 4)
        for row in rows {
            let bars = zip(" " + row, row).filter { $0.1 == "|" && $0.0 != "\\" }.count
            #expect(bars == 6, "\(row)")
        }
        #expect(text.contains("a\\|b c\\`d\\`&lt;i&gt;\\[x\\](y)\\*\\_"))
    }
}
