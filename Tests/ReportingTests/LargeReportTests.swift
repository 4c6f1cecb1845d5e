import Foundation
import SupplyNetwork
import TestSupport
import Testing
import Wording

@testable import Reporting

/// A report of 5,000 sites × 50 SKUs: what it weighs, and how long Chromium takes to open it. `make bench-report` runs it.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["PENSTOCK_BENCH_REPORT"] != nil && Chromium.binary != nil))
struct LargeReportTests {
    @Test(arguments: [Language.chinese, .english])
    func fiveThousandSitesOfFiftyProducts(language: Language) throws {
        let record = SampleRecord(siteCount: 5_000, productCount: 50, weekCount: 26, isASCII: language == .english).record
        let page = try ReportFolder(options: ReportingOptions(language: language)).text("report.html", of: record)
        let folder = try TemporaryFolder()
        var times = try (0..<5).map { _ in try Chromium.opened(page, in: folder.url) }
        times.sort { $0.load < $1.load }
        let megabytes = Double(page.utf8.count) / 1e6
        print(
            "report-size", language.rawValue, record.ledger.pairs.count, "pairs,", String(format: "%.2f MB;", megabytes), "open, of five:",
            times.map { String(format: "%.2f", $0.load / 1000) }.joined(separator: " "), "s;", times[2].elements, "elements")
        #expect(record.ledger.pairs.count == 250_000)
        #expect(page.utf8.count < 5_000_000)
        #expect(times[2].load < 2000)
    }
}

extension Chromium {
    /// Milliseconds from the start of navigation to the end of loading, layout included, and the elements of the page.
    static func opened(_ page: String, in folder: URL) throws -> (load: Double, elements: Int) {
        guard let binary else { return (.infinity, 0) }
        let clock = """
            <script>window.addEventListener("load",function(){setTimeout(function(){document.body.getBoundingClientRect();
            var n=performance.getEntriesByType("navigation")[0],e=document.querySelectorAll("*").length;
            document.documentElement.innerHTML='<pre id="probe">'+Math.max(n.loadEventEnd,performance.now())+" "+e+"</pre>";},0);});</script></body>
            """
        let file = folder.appendingPathComponent("large.html")
        try Data(page.replacing("</body>", with: clock, maxReplacements: 1).utf8).write(to: file)
        let dom = try run(
            binary, ["--headless", "--no-sandbox", "--disable-gpu", "--window-size=1440,1000", "--dump-dom", file.absoluteString])
        let match = dom.firstMatch(of: /<pre id="probe">([0-9.]+) ([0-9]+)</)
        return (match.flatMap { Double($0.output.1) } ?? .infinity, match.flatMap { Int($0.output.2) } ?? 0)
    }
}
