import Foundation
import Numerical
import SupplyNetwork
import Testing
import Wording

@testable import Reporting

/// The CSV files and `alerts.json` as the data contract has them.
struct ContractTests {
    static let small = SampleRecord(siteCount: 24, productCount: 4, weekCount: 60).record
    var sample: RunRecord { ContractTests.small }
    let folder = ReportFolder()

    @Test(arguments: [
        ("forecast.csv", "site,sku,week,mean,q05,q10,q25,q50,q75,q90,q95,model"),
        ("position.csv", "site,sku,on_hand_low,on_hand,on_hand_high,consumption_low,consumption,consumption_high,weeks_of_cover,basis"),
        ("stockpile.csv", "site,sku,risk,excess_units,excess_value,since,cause,evidence"),
        ("plan.csv", "site,sku,supplier,order_on,due_on,quantity,value,reason"),
        ("rebalance.csv", "from_site,to_site,sku,quantity,saving,reason"),
        (
            "network.csv",
            "scope,key,from,to,shipped,consumed,returned,expired,held,unaccounted,recruit_share,on_hand,excess_units"
        ),
        ("diagnostics.csv", "file,line,column,severity,code,message"),
    ])
    func columnsStandInTheContractsOrder(name: String, columns: String) throws {
        for record in [sample, SampleRecord.empty] {
            let header = try #require(csvRows(try folder.file(name, of: record)).first)
            #expect(header.joined(separator: ",").hasPrefix(columns))
        }
    }

    @Test func everyFileOfTheContractIsThere() {
        #expect(
            folder.files(for: sample).map(\.name) == [
                "forecast.csv", "position.csv", "stockpile.csv", "plan.csv", "rebalance.csv", "projection.csv", "exceptions.csv",
                "network.csv", "diagnostics.csv",
                "alerts.json", "report.md",
                "report.html",
            ])
    }

    @Test func oneRowForEachFigure() throws {
        func count(_ name: String) throws -> Int { csvRows(try folder.file(name, of: sample)).count - 1 }
        #expect(try count("forecast.csv") == sample.forecasts.compactMap { $0?.horizon }.reduce(0, +))
        #expect(try count("position.csv") == sample.ledger.pairs.count)
        #expect(try count("stockpile.csv") == sample.stockpiles.count)
        #expect(try count("plan.csv") == sample.plan.lines.count)
        #expect(try count("rebalance.csv") == sample.plan.transfers.count)
        #expect(try count("diagnostics.csv") == sample.diagnostics.count)
        #expect(sample.stockpiles.count > 1 && sample.plan.lines.count > 1 && sample.plan.transfers.count > 1)
    }

    /// Totals are rows behind the leaves of forecast.csv and nothing else: no other file counts them.
    @Test func totalsAreCountedNowhereElse() throws {
        var record = sample
        let leaf = try #require(sample.forecasts.compactMap { $0 }.first)
        record.totals = [ForecastTotal(site: "region=East", sku: "*", forecast: leaf)]
        for (file, without) in zip(folder.files(for: record), folder.files(for: sample)) where file.name != "forecast.csv" {
            #expect(file.bytes == without.bytes, "\(file.name)")
        }
        let (rows, leaves) = (csvRows(try folder.file("forecast.csv", of: record)), csvRows(try folder.file("forecast.csv", of: sample)))
        #expect(Array(rows.prefix(leaves.count)) == leaves && rows.count == leaves.count + leaf.horizon)
        #expect(rows.last?.prefix(2) == ["region=East", "*"])
    }

    @Test func everyRowHasEveryCellAndNumbersArePlain() throws {
        for file in folder.files(for: sample) where file.name.hasSuffix(".csv") {
            let rows = csvRows(file.bytes)
            let header = try #require(rows.first)
            for row in rows.dropFirst() {
                #expect(row.count == header.count, "\(file.name): \(row)")
                for (column, cell) in zip(header, row) where numberColumns.contains(column) {
                    #expect(cell.isEmpty || cell.wholeMatch(of: /-?[0-9]+(\.[0-9]{1,4})?/) != nil, "\(file.name) \(column): \(cell)")
                }
            }
        }
    }

    private let numberColumns: Set<String> = [
        "mean", "q05", "q10", "q25", "q50", "q75", "q90", "q95", "on_hand_low", "on_hand", "on_hand_high", "consumption_low", "consumption",
        "consumption_high", "weeks_of_cover", "risk", "excess_units", "excess_value", "quantity", "value", "saving", "line", "column",
        "in_transit",
    ]

    @Test func weeksAreMondaysFromTheFirstForecastWeek() throws {
        let weeks = csvRows(try folder.file("forecast.csv", of: sample)).dropFirst().map { $0[2] }
        #expect(weeks.first == sample.asOf.iso8601)
        for week in weeks { #expect(Day(iso8601: week)?.weekday == 0) }
    }

    @Test func whatIsUnknownIsEmptyAndNeverZero() throws {
        let rows = csvRows(try folder.file("position.csv", of: sample)).dropFirst()
        var unknown = 0
        for (row, position) in zip(rows, sample.positions) {
            if position.basis == .insufficient {
                unknown += 1
                #expect(row[2...8].allSatisfy { $0.isEmpty })
            } else {
                #expect(!row[3].isEmpty && row[8].isEmpty == (position.consumption == 0))
            }
        }
        #expect(unknown > 0)
        var record = sample
        record.plan.lines[0].value = nil
        record.stockpiles[0].excessValue = nil
        record.stockpiles[0].since = nil
        #expect(csvRows(try folder.file("plan.csv", of: record))[1][6].isEmpty)
        #expect(csvRows(try folder.file("stockpile.csv", of: record))[1][4...5].allSatisfy { $0.isEmpty })
    }

    @Test func roundedFiguresAreWithinHalfOfTheLastDecimal() throws {
        let row = csvRows(try folder.file("forecast.csv", of: sample))[1]
        let forecast = try #require(sample.forecasts.compactMap { $0 }.first)
        #expect(abs(try #require(Double(row[3])) - forecast.mean[0]) <= 0.500_001e-4)
        for level in Forecast.levels.indices {
            #expect(abs(try #require(Double(row[4 + level])) - forecast.quantile(level, week: 0)) <= 0.500_001e-4)
        }
    }

    @Test(arguments: ["=1+1", "+1", "-1", "@A1", "\tx", "\rx", "=HYPERLINK(\"http://x\",\"y\")"])
    func noCellBecomesAFormula(name: String) throws {
        let record = sample.recoded { "\(name)\($0)" }
        for file in folder.files(for: record) where ["position.csv", "forecast.csv", "plan.csv"].contains(file.name) {
            for row in csvRows(file.bytes).dropFirst() { #expect(row[0].hasPrefix("'" + name), "\(file.name): \(row[0])") }
        }
    }

    @Test func quotesSeparatorsAndNewlinesComeBackAsTheyWere() throws {
        let record = sample.recoded { "a\"b,c\n\($0)" }
        let rows = csvRows(try folder.file("position.csv", of: record)).dropFirst()
        for (row, pair) in zip(rows, record.ledger.pairs) { #expect(row[0] == "a\"b,c\n\(pair.site)") }
    }

    @Test func alertsAreObjectsWithTheContractsKeys() throws {
        var record = sample
        record.alerts[0].silencedBy = 3
        record.alerts[0].inhibitedBy = "abc"
        record.alerts[0].acknowledgedBy = "李 \"q\""
        record.alerts[0].summary = "quote \" backslash \\ newline \n tab \t bell \u{07} 压货"
        let data = Data(try folder.file("alerts.json", of: record))
        let alerts = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
        #expect(alerts.count == record.alerts.count && !alerts.isEmpty)
        let keys: Set<String> = [
            "id", "rule", "severity", "state", "site", "sku", "since", "risk", "summary", "evidence", "recommended_action",
            "inhibited_by", "silenced_by", "acknowledged_by",
        ]
        for (object, alert) in zip(alerts, record.alerts) {
            #expect(Set(object.keys) == keys)
            #expect(object["site"] as? String == record.network.sites[alert.site].code)
            #expect(object["sku"] as? String == record.network.products[alert.product].sku)
            #expect(object["rule"] as? String == alert.rule.rawValue)
            #expect(object["summary"] as? String == alert.summary)
            #expect(object["silenced_by"] as? Int == alert.silencedBy && object["inhibited_by"] as? String == alert.inhibitedBy)
            #expect(object["acknowledged_by"] as? String == alert.acknowledgedBy)
            #expect(abs(try #require(object["risk"] as? Double) - alert.risk) <= 0.500_001e-4)
        }
        #expect(try folder.text("alerts.json", of: SampleRecord.empty) == "[]\n")
    }

    @Test func plainNumbersReadBack() throws {
        #expect(PlainNumber.text(0) == "0" && PlainNumber.text(-0.00001) == "0" && PlainNumber.text(-1.5) == "-1.5")
        #expect(PlainNumber.text(1.00005) == "1.0001" || PlainNumber.text(1.00005) == "1")
        #expect(PlainNumber.text(.nan).isEmpty && PlainNumber.text(.infinity).isEmpty)
        #expect(PlainNumber.text(1e20) == "100000000000000000000")
        var random = Xoshiro256(seed: 11)
        for _ in 0..<2000 {
            let value = (random.uniform() - 0.5) * [1e-3, 1, 1e3, 1e9, 1e14][Int(random.uniform() * 5)]
            let text = PlainNumber.text(value)
            #expect(text.wholeMatch(of: /-?[0-9]+(\.[0-9]{0,3}[1-9])?/) != nil, "\(value) as \(text)")
            #expect(abs(try #require(Double(text)) - value) <= max(0.500_001e-4, abs(value) * 1e-12), "\(value) as \(text)")
        }
    }
}
