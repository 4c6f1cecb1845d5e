import DelimitedText
import Foundation
import SupplyNetwork
import TestSupport
import Testing
import Wording

@testable import Reporting

/// A ZIP archive of stored files: what the tests make workbooks of. The reader does not look at checksums, so there are none.
private func zip(_ files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    func half(_ value: Int) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8 & 0xFF)] }
    func word(_ value: Int) -> [UInt8] { half(value & 0xFFFF) + half(value >> 16) }
    var (body, directory) = ([UInt8](), [UInt8]())
    for (name, bytes) in files {
        let offset = body.count
        let title = Array(name.utf8)
        let sizes = word(0) + word(bytes.count) + word(bytes.count)
        body += word(0x0403_4B50) + half(20) + half(0) + half(0) + word(0) + sizes + half(title.count) + half(0) + title + bytes
        directory += word(0x0201_4B50) + half(20) + half(20) + half(0) + half(0) + word(0) + sizes + half(title.count)
        directory += half(0) + half(0) + half(0) + half(0) + word(0) + word(offset) + title
    }
    let count = half(files.count)
    return body + directory + word(0x0605_4B50) + half(0) + half(0) + count + count + word(directory.count) + word(body.count) + half(0)
}

@Suite struct PlanOverridesTests {
    static let record = SampleRecord(siteCount: 24, productCount: 4, weekCount: 60).record
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func path(_ name: String) -> String { folder.url.appendingPathComponent(name).path }

    private func written(_ language: Language = .chinese) throws -> String {
        let path = path("plan.xlsx")
        try ReportFolder(options: ReportingOptions(language: language)).workbook(for: PlanOverridesTests.record, to: path)
        return path
    }

    /// The workbook with cells of its first sheet filled in, as a program that saves without compressing would leave it.
    private func edited(_ path: String, _ cells: [String: String]) throws -> String {
        let archive = try ZipArchive([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))))
        let names =
            ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"] + (1...8).map { "xl/worksheets/sheet\($0).xml" }
        let files = try names.map { name in
            var text = String(decoding: try #require(try archive.contents(of: name)), as: UTF8.self)
            if name.hasSuffix("sheet1.xml") {
                for (cell, value) in cells {
                    let empty = try #require(text.firstMatch(of: try Regex("<c r=\"\(cell)\" s=\"[0-9]+\"/>"))?.range)
                    let filled =
                        Double(value) == nil
                        ? "<c r=\"\(cell)\" t=\"inlineStr\"><is><t>\(value)</t></is></c>" : "<c r=\"\(cell)\"><v>\(value)</v></c>"
                    text.replaceSubrange(empty, with: filled)
                }
            }
            return (name, Array(text.utf8))
        }
        let path = self.path("edited.xlsx")
        try Data(zip(files)).write(to: URL(fileURLWithPath: path))
        return path
    }

    @Test(arguments: Language.allCases)
    func anUnchangedWorkbookHoldsNoOverride(language: Language) throws {
        let overrides = try PlanOverrides(path: try written(language))
        #expect(overrides.lines == PlanOverridesTests.record.plan.lines.count && overrides.lines > 20)
        #expect(overrides.changes.isEmpty && overrides.problems.isEmpty && overrides.unchanged == 0)
    }

    @Test func whatThePlannerTypedIsReadBack() throws {
        let record = PlanOverridesTests.record
        let (first, third) = (record.plan.lines[0], record.plan.lines[2])
        let file = try edited(
            try written(),
            ["J2": "0", "K2": "门店装修 &lt;b&gt;", "J4": "\(third.quantity + 12)", "J5": "\(record.plan.lines[3].quantity)"])
        let overrides = try PlanOverrides(path: file)
        #expect(overrides.problems.isEmpty && overrides.unchanged == 1)
        #expect(
            overrides.changes == [
                .init(
                    row: 2, site: record.site(ofPair: first.pair).code, sku: record.product(ofPair: first.pair).sku, orderOn: first.orderOn,
                    suggested: first.quantity, quantity: 0, reason: "门店装修 <b>"),
                .init(
                    row: 4, site: record.site(ofPair: third.pair).code, sku: record.product(ofPair: third.pair).sku, orderOn: third.orderOn,
                    suggested: third.quantity, quantity: third.quantity + 12, reason: nil),
            ])
    }

    @Test func rowsThatCannotBeUsedAreNamed() throws {
        let overrides = try PlanOverrides(path: try edited(try written(), ["J2": "1O", "J3": "-6"]))
        #expect(overrides.changes.isEmpty)
        #expect(overrides.problems.map(\.row) == [2, 3])
        #expect(overrides.problems[0].message.contains("“1O”"), "\(overrides.problems)")
    }

    @Test func aFileOfCommasIsReadToo() throws {
        let csv = """
            site,sku,supplier,order_on,due_on,quantity,value,reason,override,override_reason
            O1,A,P,2026-03-02,2026-03-05,12,120,"need 9, order 12",24,"fair, on Sunday"
            O1,B,P,2026-03-02,2026-03-05,4,100,x,,
            O2,A,P,2026-03-02,2026-03-05,6,60,x,6.0,same
            O2,B,P,2026-03-02,2026-03-05,6,60,x,"1,200",
            O2,B,P,2026-03-02,2026-03-05,6,60,x,７,

            """
        try Data(csv.utf8).write(to: URL(fileURLWithPath: path("plan.csv")))
        let overrides = try PlanOverrides(path: path("plan.csv"))
        #expect(overrides.lines == 5 && overrides.unchanged == 1)
        #expect(overrides.changes.map(\.quantity) == [24, 1_200, 7])
        #expect(overrides.changes.first?.reason == "fair, on Sunday" && overrides.changes.first?.orderOn == Day(iso8601: "2026-03-02"))
        #expect(overrides.problems.map(\.row) == [6], "one line changed twice: \(overrides.problems)")

        // As Excel in China saves it: GB18030, Chinese heads, another separator, slashes in dates.
        let chinese = "网点;商品编码;下单日;订货量;改为;修改原因\r\nO1;A;2026/3/2;12;18;促销\r\n"
        try Data(try #require(GB18030.encoded(chinese))).write(to: URL(fileURLWithPath: path("zh.csv")))
        let found = try PlanOverrides(path: path("zh.csv")).changes
        #expect(found.map(\.quantity) == [18] && found.first?.reason == "促销" && found.first?.orderOn == Day(iso8601: "2026-03-02"))

        try Data("site,sku,quantity\nO1,A,1\n".utf8).write(to: URL(fileURLWithPath: path("plain.csv")))
        #expect(throws: WorkbookReader.Failure.self) { try PlanOverrides(path: path("plain.csv")) }
    }

    @Test func whatIsNoWorkbookSaysSo() throws {
        let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: try written())))
        let spoiled: [[UInt8]] = [[], Array("site,sku\n".utf8), Array(whole.prefix(whole.count / 2)), zip([("a", [1])])]
        for (number, bytes) in spoiled.enumerated() {
            try Data(bytes).write(to: URL(fileURLWithPath: path("\(number).xlsx")))
            #expect(throws: WorkbookReader.Failure.self, "\(number)") { try PlanOverrides(path: path("\(number).xlsx")) }
        }
        #expect(throws: WorkbookReader.Failure.self) { try PlanOverrides(path: path("absent.xlsx")) }
        // Any byte turned around: an error or an answer, never a crash.
        for place in stride(from: 11, to: whole.count, by: max(1, whole.count / 150)) {
            var bytes = whole
            bytes[place] ^= 0x55
            try Data(bytes).write(to: URL(fileURLWithPath: path("turned.xlsx")))
            _ = try? PlanOverrides(path: path("turned.xlsx"))
        }
    }

    /// LibreOffice opens the workbook, works out its formulas, finds every order, and saves it without an override appearing.
    @Test(.enabled(if: Chromium.tool("soffice") != nil, "LibreOffice is not installed: the workbook was not opened with it"))
    func libreOfficeOpensAndSavesIt() throws {
        let record = PlanOverridesTests.record
        let file = try edited(try written(.english), ["J2": "0", "K2": "closed for repairs"])
        // LibreOffice needs styles to open a file; the edited one has none, so it is the unedited one that is saved again.
        let soffice = try #require(Chromium.tool("soffice"))
        let profile = "-env:UserInstallation=file://\(folder.url.path)/profile"
        for format in ["xlsx:Calc MS Excel 2007 XML", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"] {
            _ = try Chromium.run(
                soffice, [profile, "--headless", "--convert-to", format, "--outdir", path("out"), path("plan.xlsx")])
        }
        let saved = try PlanOverrides(path: path("out/plan.xlsx"))
        #expect(saved.lines == record.plan.lines.count && saved.changes.isEmpty && saved.problems.isEmpty)
        let text = try String(contentsOfFile: path("out/plan-Orders.csv"), encoding: .utf8)
        let rows = DelimitedRecords(text).records.map(\.fields)
        #expect(rows.count == record.plan.lines.count + 1)
        for (row, line) in zip(rows.dropFirst(), record.plan.lines) {
            #expect(row[0] == record.site(ofPair: line.pair).code && row[3] == record.product(ofPair: line.pair).sku)
            // Suggested, override, final: the final quantity is a formula.
            #expect(PlanOverrides.number(row[8]) == line.quantity && row[9].isEmpty && PlanOverrides.number(row[11]) == line.quantity)
        }
        for sheet in ["Exceptions", "Stock-piling", "Forecast", "Positions", "Explanations", "Notes"] {
            #expect(FileManager.default.fileExists(atPath: path("out/plan-\(sheet).csv")), "\(sheet)")
        }
        #expect(try PlanOverrides(path: file).changes.map(\.quantity) == [0])
    }
}
