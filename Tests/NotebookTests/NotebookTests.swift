import Foundation
import TestSupport
import Testing

@Suite struct NotebookTests {
    static let folder = Repository.root.appendingPathComponent("notebooks-md")
    static let pages = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { $0.hasSuffix(".md") }.sorted()

    @Test func thereArePages() { #expect(!NotebookTests.pages.isEmpty) }

    /// Every command of every page prints what the page shows. `make notebooks` (PENSTOCK_REWRITE_NOTEBOOKS) writes it instead.
    @Test(arguments: pages)
    func whatThePageShowsIsWhatHappens(page: String) throws {
        let file = NotebookTests.folder.appendingPathComponent(page)
        let text = try String(contentsOf: file, encoding: .utf8)
        let executed = try Notebook(text).executed(in: try TemporaryFolder())
        if ProcessInfo.processInfo.environment["PENSTOCK_REWRITE_NOTEBOOKS"] != nil {
            try Data(executed.utf8).write(to: file, options: .atomic)
            return
        }
        let (shown, real) = (
            text.split(separator: "\n", omittingEmptySubsequences: false), executed.split(separator: "\n", omittingEmptySubsequences: false)
        )
        for (line, pair) in zip(shown, real).enumerated() where pair.0 != pair.1 {
            Issue.record("\(page):\(line + 1): the page shows “\(pair.0)”, the command prints “\(pair.1)”; `make notebooks` rewrites it")
            return
        }
        #expect(shown.count == real.count, "\(page): \(shown.count) lines on the page, \(real.count) in truth")
    }
}
