import Foundation
import SupplyNetwork
import Testing
import Wording

@testable import Reporting

struct HTMLReportTests {
    static let sample = SampleRecord(siteCount: 24, productCount: 4, weekCount: 60).record
    static let ascii = SampleRecord(siteCount: 24, productCount: 4, weekCount: 60, isASCII: true).record
    var sample: RunRecord { HTMLReportTests.sample }
    let chinese = ReportFolder()
    let english = ReportFolder(options: ReportingOptions(language: .english))

    @Test func tagsAreBalancedAndChartsAreWellFormed() throws {
        for folder in [chinese, english] {
            for record in [sample, SampleRecord.empty, sample.renamed(["<b>&\"'", "]]>\u{01}"])] {
                let page = try folder.text("report.html", of: record)
                #expect(unbalancedTags(of: page).isEmpty)
                let charts = svgElements(of: page)
                #expect(charts.count >= (record.ledger.pairs.isEmpty ? 0 : 8))
                for chart in charts {
                    #expect(isWellFormed(chart), "\(chart.prefix(300))")
                    let isNamed = chart.contains("<title") || chart.contains("aria-label=") || chart.contains("aria-hidden=\"true\"")
                    #expect(isNamed, "\(chart.prefix(200))")
                }
            }
        }
    }

    @Test func namesAreShownAsTheyAre() throws {
        let hostile = "<script>alert(1)</script>"
        var record = sample.renamed([hostile])
        for index in record.alerts.indices { record.alerts[index].summary = hostile }
        for index in record.diagnostics.indices { record.diagnostics[index].message = hostile }
        record.files[0].file = hostile
        let page = try chinese.text("report.html", of: record)
        #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
        #expect(!page.contains(hostile))
        #expect(page.components(separatedBy: "<script").count == 3, "only the report's own script and its table of sites")
        #expect(page.contains("\\u003cscript\\u003ealert(1)\\u003c/script\\u003e"))
    }

    @Test func nothingIsFetchedFromAnywhere() throws {
        let page = try chinese.text("report.html", of: sample).replacing("http://www.w3.org/2000/svg", with: "")
        for word in ["http:", "https:", "//cdn", " src=", "@import", "url("] { #expect(!page.contains(word), "\(word)") }
    }

    @Test func everyFigureIsFinite() throws {
        var odd = sample
        odd.stockpiles[0].risk = .nan
        odd.stockpiles[0].excessUnits = .infinity
        odd.positions[1].onHand = .nan
        odd.forecasts = odd.forecasts.map { forecast in
            forecast.map {
                Forecast(
                    firstWeek: $0.firstWeek, model: $0.model, mean: $0.mean.map { _ in 0 }, quantiles: $0.quantiles.map { _ in 0 },
                    cumulativeDeviation: $0.cumulativeDeviation.map { _ in 0 })
            }
        }
        for record in [
            sample, SampleRecord.empty, odd, SampleRecord(siteCount: 1, productCount: 1, weekCount: 1, hasPrevious: false).record,
        ] {
            for name in ["report.html", "report.md", "position.csv", "stockpile.csv", "forecast.csv", "alerts.json"] {
                let text = name == "report.html" ? words(of: try chinese.text(name, of: record)) : try chinese.text(name, of: record)
                #expect(text.firstMatch(of: /(?i)\bnan\b|\binf(inity)?\b/) == nil, "\(name)")
            }
            for chart in svgElements(of: try chinese.text("report.html", of: record)) {
                #expect(chart.firstMatch(of: /(?i)"[^"]*\b(nan|inf)\b[^"]*"/) == nil)
            }
        }
    }

    @Test func anEmptyRunSaysSo() throws {
        for (folder, wording) in [(chinese, Wording(.chinese)), (english, Wording(.english))] {
            let page = words(of: try folder.text("report.html", of: SampleRecord.empty))
            #expect(page.contains(Markup.escaped(wording.nothingRead)))
            #expect(try folder.text("report.md", of: SampleRecord.empty).contains(MarkdownSummary.escaped(wording.nothingRead)))
        }
    }

    @Test func theLanguageIsTheOneAskedFor() throws {
        let english = try self.english.text("report.html", of: HTMLReportTests.ascii)
        #expect(english.contains("<html lang=\"en\">"))
        #expect(
            !english.unicodeScalars.contains(where: isChinese),
            "\(String(String.UnicodeScalarView(english.unicodeScalars.filter(isChinese))))")
        for name in ["report.md", "plan.csv", "stockpile.csv", "rebalance.csv"] {
            #expect(!(try self.english.text(name, of: HTMLReportTests.ascii)).unicodeScalars.contains(where: isChinese), "\(name)")
        }
        let chinese = try self.chinese.text("report.html", of: sample)
        #expect(chinese.contains("<html lang=\"zh-CN\">"))
        let words = words(of: chinese)
        for label in ReportLabel.allCases where Wording(.english).label(label).count > 6 {
            let phrase = Wording(.english).label(label)
            #expect(!words.contains(">" + phrase) && !words.components(separatedBy: "\n").contains(phrase), "\(phrase)")
        }
    }

    @Test func longTablesAreCutAndTheRestIsCounted() throws {
        var options = ReportingOptions(language: .english)
        options.stockpileRows = 2
        options.linesPerSupplier = 1
        options.suppliers = 1
        options.tableRows = 1
        let page = try ReportFolder(options: options).text("report.html", of: HTMLReportTests.ascii)
        let record = HTMLReportTests.ascii
        #expect(page.contains("\(record.stockpiles.count - 2) more in stockpile.csv."))
        #expect(page.contains("\(record.alerts.count - 1) more in alerts.json."))
        #expect(page.contains("\(record.plan.transfers.count - 1) more in rebalance.csv."))
        #expect(page.contains("see plan.csv."))
        let full = try english.text("report.html", of: record)
        #expect(page.utf8.count < full.utf8.count)
    }

    @Test func columnsWithoutAValueAreLeftOut() {
        var table = HTMLTable(
            columns: [
                .init(title: "A"), .init(title: "B", kind: .number), .init(title: "C", kind: .number, isForExceptions: true),
                .init(title: "D", kind: .number),
            ], caption: "t")
        func row(_ b: Double?, _ c: Double) -> [HTMLTable.Cell] {
            [.text("x"), .number(b) { "\(Int($0))" }, .number(c) { "\(Int($0))" }, .number(0) { "\(Int($0))" }]
        }
        table.rows = [row(nil, 0), row(nil, 0)]
        #expect(!table.html.contains(">B<") && !table.html.contains(">C<") && table.html.contains(">A<") && table.html.contains(">D<"))
        table.rows = [row(nil, 0), row(3, 2)]
        #expect(table.html.contains(">B<") && table.html.contains(">C<"))
        #expect(table.html.components(separatedBy: "<td").count == 9)
    }

    @Test func everySectionHasItsPlaceInTheContents() throws {
        let page = try chinese.text("report.html", of: sample)
        for section in ["network", "stock", "flows", "demand", "piling", "plan", "moves", "alerts", "review", "data"] {
            #expect(page.contains("<a href=\"#\(section)\">") && page.contains("<section id=\"\(section)\">"))
        }
    }

    @Test func changesSinceTheLastRunAreThoseOfTheHeadlines() throws {
        var record = sample
        let now = record.headline
        var before = now
        before.asOf = record.asOf - 7
        before.excessValue = now.excessValue.map { $0 / 1.25 }
        before.alertsFiring = now.alertsFiring + 3
        before.inStockShare = now.inStockShare.map { $0 - 0.02 }
        record.previous = before
        let figures = KeyFindings(summary: ReportSummary(record: record), wording: Wording(.english)).figures
        #expect(figures.count == 5)
        #expect(figures[0].change == "▲ 2.0 points since last run" && figures[0].tone == .good)
        #expect(figures[1].change == "unchanged since last run")
        #expect(figures[2].change == "▲ 25% since last run" && figures[2].tone == .bad)
        record.previous = nil
        #expect(
            KeyFindings(summary: ReportSummary(record: record), wording: Wording(.english)).figures.allSatisfy {
                $0.change == "first run" || $0.value == "–"
            })
    }
}

@Suite struct UnknownStockTests {
    @Test func aTierOfUnknownStockIsNotShownAsZero() throws {
        let network = Network(
            sites: [Site(code: "w", name: "Hub", tier: 0), Site(code: "s", name: "Shop", tier: 1, supplier: 0)],
            products: [Product(sku: "k")])
        let first = Week(number: 2900)
        let ledger = Ledger(
            asOf: (first + 2).monday, firstWeek: first, weekCount: 2, siteCount: 2,
            pairs: [Pair(site: 0, product: 0), Pair(site: 1, product: 0)], rows: [.sold: [1: [4, 5]]], reported: [1: [true, true]],
            counts: [])
        let unknown = Position(
            onHandLow: 0, onHand: 0, onHandHigh: 0, consumptionLow: 0, consumption: 0, consumptionHigh: 0, basis: .insufficient)
        let known = Position(
            onHandLow: 7, onHand: 9, onHandHigh: 11, consumptionLow: 4, consumption: 4.5, consumptionHigh: 5, basis: .counted)
        let record = RunRecord(
            network: network, ledger: ledger, files: [], diagnostics: [], positions: [unknown, known],
            consumption: [DemandHistory(start: first, values: []), DemandHistory(start: first, values: [4, 5])], forecasts: [nil, nil],
            stockpiles: [], plan: Plan(lines: [], calculations: [nil, nil], transfers: []), alerts: [], openOrders: [], review: nil,
            previous: nil, horizonWeeks: 13, overstockRisk: 0.5)
        let summary = ReportSummary(record: record, options: ReportingOptions(language: .english))
        let tier = try #require(summary.tiers.first)
        #expect(!tier.isKnown && tier.weeksOfCover == nil)
        #expect(summary.tiers.last?.isKnown == true && summary.tiers.last?.units == 9)
        let html = String(
            decoding: try #require(
                ReportFolder(options: ReportingOptions(language: .english)).files(for: record).first { $0.name == "report.html" }?.bytes),
            as: UTF8.self)
        let row = try #require(html.range(of: "Brand warehouse</td>").map { html[$0.lowerBound...].prefix(400) })
        #expect(!row.contains(">0<"), "\(row)")
    }
}
