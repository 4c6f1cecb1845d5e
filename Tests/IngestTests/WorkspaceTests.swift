import DelimitedText
import Foundation
import Numerical
import SupplyNetwork
import TestSupport
import Testing

@testable import Ingest

struct WorkspaceTests {
    @Test func everyMovementFindsItsColumn() throws {
        let sales =
            Workspace.sales
            + "2026-02-02,HQ,P1,A1,10,100,sale,\n2026-02-03,HQ,P1,A1,2,,退货,\n2026-02-04,P1,P2,A1,3,,transfer,\n2026-02-05,P1,,A1,4,,,spring\n"
            + "2026-02-06,P1,,A1,5,,,\n2026-02-07,P1,,A1,1.25,,return,\n2026-02-09,P1,,A1,0,,,\n2026-02-16,P1,,A1,2,,,-\n"
        let (contents, rejected) = try Workspace(sales: sales).read()
        let week = "2026-02-02"
        #expect(contents.value(.shipped, "HQ", "A1", week: week) == 10)
        #expect(contents.value(.received, "P1", "A1", week: week) == 10)
        #expect(contents.value(.returnedOut, "P1", "A1", week: week) == 2)
        #expect(contents.value(.returnedIn, "HQ", "A1", week: week) == 2)
        #expect(contents.value(.shipped, "P1", "A1", week: week) == 3)
        #expect(contents.value(.received, "P2", "A1", week: week) == 3)
        #expect(contents.value(.sold, "P1", "A1", week: week) == 9)
        #expect(contents.value(.soldOnPromotion, "P1", "A1", week: week) == 4)
        #expect(contents.value(.soldBack, "P1", "A1", week: week) == 1.25)
        #expect(contents.value(.sold, "HQ", "A1", week: week) == nil)
        let pair = try #require(contents.ledger.pair(site: 1, product: 0))
        #expect((0..<contents.ledger.weekCount).map { contents.ledger.reported(pair: pair, week: $0) } == [true, true, true, false])
        #expect(contents.ledger.value(.soldOnPromotion, pair: pair, week: 2) == 0)
        #expect(contents.ledger.firstWeek.monday.iso8601 == "2026-02-02")
        #expect(rejected == "file,line,column,code,message,row\n")
    }

    /// Any number of threads, any size of chunk: the same contents, the same bytes set aside.
    @Test func nothingDependsOnThreadsOrChunks() throws {
        var random = Xoshiro256(seed: 11)
        func pick(_ choices: [String]) -> String { choices[Int(random.next() >> 11) % choices.count] }
        var sales = Workspace.sales
        for _ in 0..<3000 {
            let day = pick(["2026-01-0", "2026-02-1", "2026-02-2", "2025-12-0", "2026/1/", "2026-03-0"]) + pick(["1", "2", "3", "7"])
            sales +=
                "\(day),\(pick(["HQ", "P1", "\"P2\"", "G1", "XX", "p1"])),\(pick(["P1", "G1", "", "", "Ｇ１"])),\(pick(["A1", "B2", "货三", "C3"])),"
            sales +=
                "\(pick(["1", "2.5", "-3", "x", "\"1,000\"", "0"])),\(pick(["", "9.99", "?"])),\(pick(["", "sale", "return", "调拨"])),\(pick(["", "618", "\"a\nb\""]))\n"
        }
        let stock = "date,site,sku,on_hand\n2026-01-01,P1,A1,5\n2026-02-11,G1,B2,7\n2026-02-21,P2,货三,7\n"
        let workspace = try Workspace(sales: sales, others: ["stock.csv": stock])
        for asOf in [Workspace.asOf, nil] {
            for duplicates in [ReadingOptions.Duplicates.use, .reject] {
                let one = try workspace.read {
                    $0.asOf = asOf
                    $0.duplicates = duplicates
                }
                #expect(one.rejected.count > 10_000)
                for (threads, size) in [(1, 100), (2, 777), (4, 5000), (3, 1)] {
                    let other = try workspace.read {
                        $0.asOf = asOf
                        $0.duplicates = duplicates
                        $0.threads = threads
                        $0.chunkSize = size
                    }
                    #expect(other.rejected == one.rejected, "\(threads) threads, chunks of \(size)")
                    #expect(other.contents.diagnostics == one.contents.diagnostics, "\(threads) threads, chunks of \(size)")
                    #expect(other.contents.files == one.contents.files)
                    #expect(Fingerprint(other.contents.ledger) == Fingerprint(one.contents.ledger))
                }
            }
        }
    }

    /// Everything a ledger holds, for comparing.
    private struct Fingerprint: Equatable {
        var pairs: [Pair]
        var counts: [StockCount]
        var values: [[Double]?]
        var flags: [Bool]
        init(_ ledger: Ledger) {
            pairs = ledger.pairs
            counts = ledger.counts
            values = pairs.indices.flatMap { pair in Movement.allCases.map { ledger.values($0, pair: pair) } }
            flags = pairs.indices.flatMap { pair in (0..<ledger.weekCount).map { ledger.reported(pair: pair, week: $0) } }
        }
    }

    /// The sums of a large random file equal those of a dictionary that adds row by row.
    @Test func sumsAgreeWithAddingRowByRow() throws {
        var random = Xoshiro256(seed: 5)
        let sites = "site,tier,supplier\nHQ,0,\n" + (1..<40).map { "S\($0),1,HQ\n" }.joined()
        let products = "sku\n" + (0..<50).map { "K\($0)\n" }.joined()
        var sales = "date,seller,buyer,sku,quantity\n"
        var sums: [String: Double] = [:]
        let first = try #require(Day(year: 2024, month: 1, day: 1))
        for _ in 0..<20_000 {
            let day = first + Int(random.next() >> 11) % 780
            let (site, sku, units) = (1 + Int(random.next() >> 11) % 39, Int(random.next() >> 11) % 50, Double(random.next() % 1000) / 100)
            sales += "\(day),HQ,S\(site),K\(sku),\(units)\n"
            sums["S\(site) K\(sku) \(day.week)", default: 0] += units
        }
        let workspace = try Workspace(products: products, sites: sites, sales: sales)
        let (contents, _) = try workspace.read {
            $0.threads = 2
            $0.chunkSize = 50_000
        }
        let ledger = contents.ledger
        var found: [String: Double] = [:]
        for (index, pair) in ledger.pairs.enumerated() {
            for week in 0..<ledger.weekCount where ledger.value(.received, pair: index, week: week) != 0 {
                let key =
                    "\(contents.network.sites[pair.site].code) \(contents.network.products[pair.product].sku) \(ledger.firstWeek + week)"
                found[key] = ledger.value(.received, pair: index, week: week)
            }
        }
        #expect(sums.filter { $0.value != 0 }.count == found.count)
        // Adding in binary loses up to a few units in the last place; adding in ten-thousandths does not.
        for (key, sum) in sums where sum != 0 { #expect(abs((found[key] ?? .nan) - sum) < 1e-9, "\(key)") }
    }

    @Test func countsInTheMiddleOfAWeek() throws {
        let sales =
            Workspace.sales
            + "2026-02-03,HQ,P1,A1,10,,,\n2026-02-04,P1,,A1,1,,,\n2026-02-05,P1,,A1,2,,,\n2026-02-07,P1,,A1,4,,,\n2026-02-08,P1,,A1,1,,return,\n"
            + "2026-02-08,HQ,P1,A1,20,,,\n2026-02-08,P1,,B2,9,,,\n2026-02-09,P1,,A1,8,,,\n"
        let stock = "日期,网点,商品编码,库存,效期\n2026-02-04,P1,A1,5,\n2026-02-08,P1,A1,5,\n2026-02-15,P1,A1,5,\n"
        let (contents, _) = try Workspace(sales: sales, others: ["stock.csv": stock]).read()
        #expect(contents.ledger.counts.map(\.netAfterInWeek) == [15, 0, 0])
        #expect(contents.ledger.counts.map(\.soldAfterInWeek) == [5, 0, 0])
    }

    @Test func rowsOnAndAfterTheAsOfDateAreNotRead() throws {
        let before = (1...60).map { "2026-02-01,HQ,P1,A1,\($0),,,\n" }.joined()
        let after = (1...60).map { "2026-03-0\($0 % 8 + 2),HQ,P1,A1,\($0),,,\n" }.joined()
        let workspace = try Workspace(sales: Workspace.sales + before + after)
        let (contents, rejected) = try workspace.read()
        #expect(contents.files.last?.rowsLater == 60)
        #expect(contents.files.last?.lastDay?.iso8601 == "2026-02-01")
        #expect(Workspace.places(contents) == ["sales.csv later-rows"])
        #expect(rejected.split(separator: "\n").count == 1)
        #expect(contents.ledger.weekCount == 5)
        #expect(contents.value(.shipped, "HQ", "A1", week: "2026-01-26") == 1830)
        // In the middle of a week, only the days before it.
        let (midweek, _) = try workspace.read { $0.asOf = Day(year: 2026, month: 3, day: 4) }
        let mondayAndTuesday = (1...60).filter { $0 % 8 < 2 }.reduce(0, +)
        #expect(midweek.value(.shipped, "HQ", "A1", week: "2026-03-02") == Double(mondayAndTuesday))
    }

    @Test(arguments: ["2062-03-01", "2026-08-20", "2026-04-20", "2001-03-01"])
    func theAsOfDateIsNotLedAstray(_ slip: String) throws {
        let rows = (0..<2000).map { "2026-0\(1 + $0 / 1000)-\(10 + $0 % 18),HQ,P1,A1,\($0 + 1),,,\n" }.joined()
        let sales = Workspace.sales + rows + "\(slip),HQ,P1,A1,1,,,\n"
        let (contents, rejected) = try Workspace(sales: sales).read { $0.asOf = nil }
        #expect(contents.ledger.asOf.iso8601 == "2026-03-02")
        #expect(contents.files.last?.rowsSetAside == 1)
        #expect(rejected.split(separator: "\n").count == 2)
        #expect(
            Workspace.places(contents, except: ["before-launch", "before-joining"]) == [
                "sales.csv:2002:1 \(slip < "2026" ? "date-too-old" : "date-in-the-future")"
            ])
        #expect(contents.ledger.weekCount <= 8)
    }

    @Test func twoLateWeeksAreNotASlip() throws {
        let rows = (0..<100).map { "2026-01-\(10 + $0 % 18),HQ,P1,A1,\($0 + 1),,,\n" }.joined()
        let (contents, _) = try Workspace(sales: Workspace.sales + rows + "2026-02-11,HQ,P1,A1,1,,,\n").read { $0.asOf = nil }
        #expect(contents.ledger.asOf.iso8601 == "2026-02-16")
        #expect(contents.diagnostics.allSatisfy { $0.code != "date-in-the-future" })
    }

    @Test func whatExcelInChinaWrites() throws {
        let sales =
            "单据日期;发货方;收货方;货号;数量;金额;类型;促销\r\n2026年2月2日;HQ;P1;货三;\"1,234.5\";￥12;销售;\r\n46055;P1;;货三;１２;—;;双11\r\n20260203;P1;HQ;货三;1;;退货;\r\n"
        let products = "编码,名称,成本\r\n货三,丙,1\r\n"
        let gb = try #require(GB18030.encoded(sales))
        let utf16 = [UInt8]([0xff, 0xfe]) + sales.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
        for bytes in [Array(sales.utf8), [0xef, 0xbb, 0xbf] + Array(sales.utf8), gb, utf16] {
            let workspace = try Workspace(products: products, others: ["sales.csv": "absent"])
            try workspace.folder.write(Data(bytes), to: "data/sales.csv")
            let (contents, _) = try workspace.read()
            #expect(Workspace.places(contents).isEmpty)
            #expect(contents.value(.received, "P1", "货三", week: "2026-02-02") == 1234.5)
            #expect(contents.value(.soldOnPromotion, "P1", "货三", week: "2026-02-02") == 12)
            #expect(contents.value(.returnedOut, "HQ", "货三", week: "2026-02-02") == 1)
        }
    }

    @Test func rejectedRowsAreKeptAsTheyWere() throws {
        let row = "=1+1,HQ,\"P,\"\"1\",A1,1,,,"
        let gb = try #require(GB18030.encoded(Workspace.sales + row + "\r\n2026-02-02,上海,,A1,1,,,\r\n"))
        let workspace = try Workspace(others: ["sales.csv": "absent"])
        try workspace.folder.write(Data(gb), to: "data/sales.csv")
        let (_, rejected) = try workspace.read { $0.asOf = Workspace.asOf }
        let lines = rejected.split(separator: "\n")
        #expect(lines[1].hasSuffix(",\"'=1+1,HQ,\"\"P,\"\"\"\"1\"\",A1,1,,,\""))
        #expect(lines[2] == "sales.csv,3,2,unknown-site,unknown site “上海”,\"2026-02-02,上海,,A1,1,,,\"")
    }

    @Test func missingFilesAndColumnsEndTheRun() throws {
        func problem(_ others: [String: String], _ change: (inout ReadingOptions) -> Void = { _ in }) throws -> UnusableInput? {
            let workspace = try Workspace(others: others)
            do {
                _ = try workspace.read(change)
                return nil
            } catch let error as UnusableInput { return error }
        }
        let file = try #require(try problem(["products.csv": "absent", "prodcts.csv": "sku\nA1\n"]))
        #expect(file.file == "products.csv")
        #expect(file.problem == "the file is missing; the closest name found is “prodcts.csv”")
        let column = try #require(try problem(["sales.csv": "date,seller,buyer,sku,quantty\n"]))
        #expect(column.file == "sales.csv")
        #expect(column.column == "quantity")
        #expect(column.problem.contains("the closest header found is “quantty”"))
        #expect(try problem(["sales.csv": ""])?.file == "sales.csv")
        #expect(try problem(["sales.csv": Workspace.sales]) == nil)
        #expect(try problem(["sales.csv": Workspace.sales], { $0.asOf = nil })?.problem.contains("no as-of date") == true)
        #expect(try problem(["sales.csv": "PK\u{3}\u{4}xyz\n"])?.problem.contains("Excel workbook") == true)
        #expect(try problem(["sales.csv.gz": "\u{1f}"])?.file == "sales.csv.gz")
        #expect(throws: UnusableInput.self) { try WorkspaceReader(dataFolder: "/nonexistent/penstock").contents() }
        // What the export calls a column can be said in the options.
        let mapped = try Workspace(sales: "date,von,an,sku,menge\n2026-02-02,HQ,P1,A1,3\n").read {
            $0.columns = ["sales": ["seller": ["von"], "buyer": ["an"], "quantity": ["Menge"]]]
        }
        #expect(mapped.contents.value(.received, "P1", "A1", week: "2026-02-02") == 3)
    }

    @Test func optionsDecodeWithDefaults() throws {
        let options = try JSONDecoder().decode(
            ReadingOptions.self, from: Data("{\"asOf\": \"2026-03-02\", \"duplicates\": \"reject\"}".utf8))
        #expect(options.asOf == Workspace.asOf)
        #expect(options.duplicates == .reject)
        #expect(options.findingsPerCode == 100)
    }

    @Test(.enabled(if: Repository.referenceData != nil, "the reference data is not here")) func vn2() throws {
        let folder = try #require(Repository.referenceData).appendingPathComponent("vn2/data").path
        let contents = try WorkspaceReader(dataFolder: folder, options: ReadingOptions(threads: 2)).contents()
        #expect(contents.ledger.pairs.count == 599)
        #expect(contents.ledger.weekCount == 157)
        #expect(contents.ledger.asOf.iso8601 == "2024-04-15")
        #expect(contents.openOrders.count == 423)
        #expect(contents.files.first { $0.file == "sales.csv.gz" }?.rows == 87_538)
        #expect(contents.diagnostics.isEmpty)
        let sold = contents.ledger.pairs.indices.reduce(0.0) { $0 + contents.ledger.total(.sold, pair: $1, weeks: 0..<157) }
        #expect(sold == 276_648)
    }
}

/// Inputs that once broke the reader under the fuzzer, as `Fuzz/ReaderFuzz.swift` reads them: the first byte is the mode.
struct RegressionTests {
    @Test func inputsThatOnceBrokeTheReader() throws {
        let folder = Repository.root.appendingPathComponent("Fuzz")
        for part in ["regressions", "seeds"] {
            let files = try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent(part).path).filter {
                !$0.hasPrefix(".")
            }
            for name in files.sorted() {
                let bytes = try Data(contentsOf: folder.appendingPathComponent("\(part)/\(name)"))
                guard let mode = bytes.first else { continue }
                let file =
                    [4: "sales.csv", 5: "sales.csv", 6: "stock.csv", 7: mode & 8 == 0 ? "sites.csv" : "products.csv"][Int(mode & 7)]
                    ?? "sales.csv"
                let workspace = try Workspace(others: [file: "absent"])
                try workspace.folder.write(Data(bytes.dropFirst()), to: "data/" + file)
                func outcome(_ threads: Int, _ size: Int) -> String {
                    do {
                        let (contents, rejected) = try workspace.read {
                            $0.asOf = nil
                            $0.threads = threads
                            $0.chunkSize = size
                        }
                        return contents.diagnostics.map(\.description).joined(separator: "\n") + rejected
                    } catch {
                        return "\(error)"
                    }
                }
                #expect(outcome(1, 4 << 20) == outcome(2, 16), "\(part)/\(name)")
            }
        }
    }
}
