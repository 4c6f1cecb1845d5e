import Foundation
import TestSupport
import Testing

@testable import Reporting

/// docs/outputs.md says what the files hold.
@Suite struct OutputsPageTests {
    static let page =
        (try? String(contentsOf: Repository.root.appendingPathComponent("docs/outputs.md"), encoding: .utf8)) ?? ""

    /// The first cells of the table under a heading.
    private func columns(under heading: String) -> [String] {
        let sections = OutputsPageTests.page.components(separatedBy: "\n## ")
        guard let section = sections.first(where: { $0.hasPrefix("`\(heading)`") }) else { return [] }
        return section.matches(of: /\n\| `([a-z0-9_A-Z]+)` \|/).map { String($0.output.1) }
    }

    @Test func everyColumnIsOnThePageInItsOrder() throws {
        let record = SampleRecord(siteCount: 24, productCount: 2, weekCount: 40).record
        let tables = ReportFolder().files(for: record).filter { $0.name.hasSuffix(".csv") }
        #expect(tables.count >= 7)
        for table in tables {
            let header = try #require(csvRows(table.bytes).first)
            #expect(columns(under: table.name) == header, "\(table.name)")
        }
    }

    @Test func everyMemberOfAnAlertIsOnThePage() throws {
        let record = SampleRecord(siteCount: 24, productCount: 2, weekCount: 40).record
        let file = try #require(ReportFolder().files(for: record).first { $0.name == "alerts.json" })
        let alerts = try #require(try JSONSerialization.jsonObject(with: Data(file.bytes)) as? [[String: Any]])
        let alert = try #require(alerts.first)
        for member in alert.keys { #expect(OutputsPageTests.page.contains("`\(member)`"), "\(member)") }
    }
}
