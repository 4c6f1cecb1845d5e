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
        let notebook = Notebook(text)
        let folder = try TemporaryFolder()
        let executed = try notebook.executed(in: folder)
        for figure in notebook.figures { try check(figure, of: page, madeIn: folder) }
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

    /// A picture is what the run draws, to the byte.
    private func check(_ figure: String, of page: String, madeIn folder: TemporaryFolder) throws {
        let made = try? Data(contentsOf: folder.url.appendingPathComponent(figure))
        let svg = try #require(made, "\(page) shows \(figure), which its commands do not make")
        #expect(svg.starts(with: Data("<svg".utf8)) && svg.count > 300, "\(page): \(figure) is no picture")
        let kept = NotebookTests.folder.appendingPathComponent(figure)
        if ProcessInfo.processInfo.environment["PENSTOCK_REWRITE_NOTEBOOKS"] != nil {
            try FileManager.default.createDirectory(at: kept.deletingLastPathComponent(), withIntermediateDirectories: true)
            try svg.write(to: kept, options: .atomic)
        } else {
            #expect(try Data(contentsOf: kept) == svg, "\(page): \(figure) is not what the run draws; `make notebooks` rewrites it")
        }
    }
}
