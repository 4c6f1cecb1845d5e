import Foundation
import SupplyNetwork
import TestSupport
import Testing
import Wording

@testable import Reporting

struct WorkbookTests {
    static let sample = SampleRecord(siteCount: 24, productCount: 4, weekCount: 60).record
    let folder = try? TemporaryFolder()

    private func written(_ record: RunRecord, language: Language = .chinese, as name: String = "plan.xlsx") throws -> String {
        let path = try #require(folder).url.appendingPathComponent(name).path
        try ReportFolder(options: ReportingOptions(language: language)).workbook(for: record, to: path)
        return path
    }

    @Test func sheetsAreNamedInTheLanguage() throws {
        let chinese = try unzipped("xl/workbook.xml", of: try written(WorkbookTests.sample))
        let names = chinese.matches(of: /<sheet name="([^"]*)"/).map { String($0.output.1) }
        #expect(names == ["订单", "调拨", "异常与预警", "预计库存", "积压", "预测", "库存", "计算过程", "说明"])
        let english = try unzipped("xl/workbook.xml", of: try written(WorkbookTests.sample, language: .english))
        #expect(
            english.matches(of: /<sheet name="([^"]*)"/).map { String($0.output.1) }
                == [
                    "Orders", "Transfers", "Exceptions", "Projected stock", "Stock-piling", "Forecast", "Positions", "Explanations",
                    "Notes",
                ])
    }

    @Test func everyRowIsThere() throws {
        let record = WorkbookTests.sample
        let path = try written(record)
        func rows(_ sheet: Int) throws -> Int {
            try unzipped("xl/worksheets/sheet\(sheet).xml", of: path).components(separatedBy: "<row ").count - 2
        }
        #expect(try rows(1) == record.plan.lines.count)
        #expect(try rows(2) == record.plan.transfers.count)
        #expect(try rows(3) == record.alerts.count)
        #expect(try rows(5) == record.stockpiles.count)
        #expect(try rows(6) == record.forecasts.compactMap { $0 }.count)
        #expect(try rows(7) == record.positions.count)
        #expect(try rows(8) == record.plan.calculations.compactMap { $0 }.count)
    }

    @Test func largeSheetsHoldTheLargestRowsAndSaySo() throws {
        let record = WorkbookTests.sample
        let path = try #require(folder).url.appendingPathComponent("cut.xlsx").path
        try ReportFolder(options: ReportingOptions(language: .english, workbookRows: 3)).workbook(for: record, to: path)
        for sheet in [3, 5, 6, 7, 8] {
            #expect(try unzipped("xl/worksheets/sheet\(sheet).xml", of: path).components(separatedBy: "<row ").count - 2 == 3)
        }
        #expect(try unzipped("xl/worksheets/sheet1.xml", of: path).components(separatedBy: "<row ").count - 2 == record.plan.lines.count)
        let strings = try unzipped("xl/sharedStrings.xml", of: path)
        #expect(strings.contains("The sheet Positions holds the largest 3 of \(record.positions.count) rows"))
        // The most valuable stock is among them.
        let worth = record.ledger.pairs.indices.filter { record.positions[$0].basis != .insufficient }
            .max { a, b in
                func value(_ pair: Int) -> Double { record.positions[pair].onHand * (record.product(ofPair: pair).unitValue ?? 1) }
                return value(a) < value(b)
            }
        let onHand = record.positions[try #require(worth)].onHand
        #expect(try unzipped("xl/worksheets/sheet7.xml", of: path).contains("<v>\(Int(onHand))</v>"))
    }

    @Test func transfersCanBeChangedAsOrdersCan() throws {
        let sheet = try unzipped("xl/worksheets/sheet2.xml", of: try written(WorkbookTests.sample))
        #expect(sheet.contains("<sheetProtection sheet=\"1\""))
        #expect(sheet.contains("sqref=\"H2:H\(WorkbookTests.sample.plan.transfers.count + 1)\""))
    }

    @Test func ordersCanBeOverriddenAndNothingElse() throws {
        let record = WorkbookTests.sample
        let sheet = try unzipped("xl/worksheets/sheet1.xml", of: try written(record))
        #expect(sheet.contains("<sheetProtection sheet=\"1\""))
        #expect(sheet.contains("autoFilter=\"0\""), "filters stay free on the protected sheet")
        #expect(sheet.contains("state=\"frozen\"") && sheet.contains("<autoFilter ref="))
        let last = record.plan.lines.count + 1
        #expect(sheet.contains("<dataValidation type=\"decimal\" operator=\"greaterThanOrEqual\""))
        #expect(sheet.contains("sqref=\"J2:J\(last)\""))
        #expect(sheet.contains("<f>IF(ISBLANK(J2),I2,J2)</f>"))
        let styles = try unzipped("xl/styles.xml", of: try written(record))
        #expect(styles.contains("<protection locked=\"0\"/>"))
        let notes = try unzipped("xl/worksheets/sheet9.xml", of: try written(record, language: .english))
        #expect(notes.contains("<f>SUM(&apos;Orders&apos;!L2:L\(last))</f>") || notes.contains("<f>SUM('Orders'!L2:L\(last))</f>"))
    }

    @Test func riskIsShaded() throws {
        let sheet = try unzipped("xl/worksheets/sheet5.xml", of: try written(WorkbookTests.sample))
        #expect(sheet.contains("<cfRule type=\"colorScale\""))
    }

    @Test func textNeverBecomesAFormulaOrALink() throws {
        let names = ["=HYPERLINK(\"http://x\")", "+1", "http://example.org", "<b>&"]
        let path = try written(WorkbookTests.sample.renamed(names))
        let strings = try unzipped("xl/sharedStrings.xml", of: path)
        #expect(strings.contains("<t>=HYPERLINK(\"http://x\")</t>") || strings.contains("<t>=HYPERLINK(&quot;http://x&quot;)</t>"))
        #expect(strings.contains("<t>&lt;b&gt;&amp;</t>"))
        #expect(isWellFormed(strings))
        for sheet in 1...8 {
            let xml = try unzipped("xl/worksheets/sheet\(sheet).xml", of: path)
            #expect(isWellFormed(xml))
            #expect(!xml.contains("HYPERLINK") && !xml.contains("<hyperlink"))
            for formula in xml.matches(of: /<f>([^<]*)<\/f>/) {
                #expect(formula.output.1.hasPrefix("IF(ISBLANK(") || formula.output.1.hasPrefix("SUM(") || formula.output.1.contains("*"))
            }
        }
    }

    @Test func twoRunsGiveTheSameBytesAndNoClockIsAsked() throws {
        let record = WorkbookTests.sample
        let first = try Data(contentsOf: URL(fileURLWithPath: try written(record, as: "a.xlsx")))
        let second = try Data(contentsOf: URL(fileURLWithPath: try written(record, as: "b.xlsx")))
        #expect(first == second)
        let core = try unzipped("docProps/core.xml", of: try #require(folder).url.appendingPathComponent("a.xlsx").path)
        #expect(core.contains(">\(record.asOf.iso8601)T00:00:00Z</dcterms:created>"))
        // The DOS date of every local file header is 1980-01-01, the time midnight.
        let header: [UInt8] = [0x50, 0x4B, 0x03, 0x04]
        let bytes = Array(first)
        #expect(Array(bytes.prefix(4)) == header)
        #expect(Array(bytes[10..<14]) == [0x00, 0x00, 0x21, 0x00])
    }

    @Test func anEmptyRunHasAllSheets() throws {
        let path = try written(SampleRecord.empty)
        for sheet in 1...8 { #expect(isWellFormed(try unzipped("xl/worksheets/sheet\(sheet).xml", of: path))) }
        #expect(try unzipped("xl/sharedStrings.xml", of: path).contains(Wording(.chinese).nothingRead))
    }

    @Test func aLongTextIsCutAndAPlaceThatCannotBeWrittenIsAnError() throws {
        let record = WorkbookTests.sample.renamed([String(repeating: "长", count: 40_000)])
        let strings = try unzipped("xl/sharedStrings.xml", of: try written(record))
        #expect(strings.contains("长…</t>"))
        #expect(throws: WorkbookError.self) {
            try ReportFolder().workbook(for: SampleRecord.empty, to: "/nowhere/at/all/plan.xlsx")
        }
    }

    @Test func englishWorkbookOfEnglishDataHoldsNoChinese() throws {
        let record = SampleRecord(siteCount: 24, productCount: 4, weekCount: 60, isASCII: true).record
        let strings = try unzipped("xl/sharedStrings.xml", of: try written(record, language: .english))
        #expect(!strings.unicodeScalars.contains(where: isChinese))
    }
}
