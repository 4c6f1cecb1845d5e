import SupplyNetwork
import Testing

@testable import Ingest

/// Every code: where it points, and what becomes of the row.
struct FindingTests {
    private func found(
        _ rows: String, header: String = Workspace.sales, others: [String: String] = [:],
        _ change: (inout ReadingOptions) -> Void = { _ in }
    ) throws -> (places: [String], rejected: [String], contents: WorkspaceContents) {
        // Many good rows, so that a few bad ones are few.
        let good = (0..<200).map { "2026-02-\($0 % 25 < 9 ? "0" : "")\($0 % 25 + 1),HQ,P1,A1,\($0 + 1),,,\n" }.joined()
        let (contents, rejected) = try Workspace(sales: header + rows + good, others: others).read(change)
        let codes = rejected.split(separator: "\n").dropFirst().map(String.init)
        return (Workspace.places(contents), codes, contents)
    }

    @Test(arguments: [
        ("2026-02-30,HQ,P1,A1,1,,,", "sales.csv:2:1 not-a-date"), (",HQ,P1,A1,1,,,", "sales.csv:2:1 missing-value"),
        ("2026-02-02,XX,P1,A1,1,,,", "sales.csv:2:2 unknown-site"), ("2026-02-02,,P1,A1,1,,,", "sales.csv:2:2 missing-value"),
        ("2026-02-02,HQ,P9,A1,1,,,", "sales.csv:2:3 unknown-site"), ("2026-02-02,HQ,P1,Z9,1,,,", "sales.csv:2:4 unknown-sku"),
        ("2026-02-02,HQ,P1,A1,1O,,,", "sales.csv:2:5 quantity-not-a-number"), ("2026-02-02,HQ,P1,A1,,,,", "sales.csv:2:5 missing-value"),
        ("2026-02-02,HQ,P1,A1,N/A,,,", "sales.csv:2:5 missing-value"), ("2026-02-02,HQ,P1,A1,1e12,,,", "sales.csv:2:5 out-of-range"),
        ("2026-02-02,HQ,P1,A1,1,,gift,", "sales.csv:2:7 unknown-kind"), ("2026-02-02,HQ,HQ,A1,1,,,", "sales.csv:2:3 same-site"),
        ("2026-02-02,HQ,,A1,1,,transfer,", "sales.csv:2:3 missing-value"), ("2026-02-02,HQ,P1", "sales.csv:2 too-few-fields"),
        ("2026-02-02,\"HQ,P1,A1,1,,,", "sales.csv:2:2 unclosed-quote"), ("1989-12-31,HQ,P1,A1,1,,,", "sales.csv:2:1 date-too-old"),
        ("2000-01-01,HQ,P1,A1,1,,,", "sales.csv:2:1 date-too-old"), ("2062-03-01,HQ,P1,A1,1,,,", "sales.csv:2:1 date-in-the-future"),
        ("2262-03-01,HQ,P1,A1,1,,,", "sales.csv:2:1 date-in-the-future"),
    ])
    func setsTheRowAside(_ row: String, _ place: String) throws {
        let (places, rejected, contents) = try found(row + "\n")
        #expect(places == [place])
        let parts = place.split(separator: " ")
        let fields = parts[0].split(separator: ":")
        let quoted = "\"" + row.replacing("\"", with: "\"\"") + "\""
        #expect(rejected.count == 1)
        #expect(rejected.first?.hasPrefix("sales.csv,2,\(fields.count > 2 ? String(fields[2]) : ""),\(parts[1]),") == true)
        #expect(rejected.first?.hasSuffix(quoted) == true)
        let totals = try #require(contents.files.first { $0.file == "sales.csv" })
        #expect(totals.rows == 201)
        #expect(totals.rowsSetAside == 1)
        // Nothing of it was added up.
        let pair = try #require(contents.ledger.pair(site: 0, product: 0))
        #expect(contents.ledger.total(.shipped, pair: pair, weeks: 0..<contents.ledger.weekCount) == 20_100)
        #expect(contents.ledger.pairs.count == 2)
    }

    @Test(arguments: [
        ("2026-02-02,HQ,P1,A1,1,x,,", "sales.csv:2:6 amount-not-a-number"),
        ("2026-02-02,HQ,P1,A1,-1,,,", "sales.csv:2:5 negative-quantity"),
        ("2026-02-02,HQ,P1,A1,1,,,,more", "sales.csv:2:9 extra-fields"), ("2026-01-01,HQ,,B2,1,,,", "sales.csv:2:1 before-launch"),
        ("2023-12-31,HQ,P1,A1,1,,,", "sales.csv:2:1 before-launch"), ("2026-02-20,P2,,A1,1,,,", "sales.csv:2:1 after-leaving"),
        ("2026-02-02,hq,P1,A1,1,,,", "sales.csv:2:2 code-written-differently"),
        ("2026-02-02,HQ,Ｐ－１,A1,1,,,", "sales.csv:2:3 code-written-differently"),
    ])
    func usesTheRow(_ row: String, _ place: String) throws {
        let (places, rejected, contents) = try found(row + "\n")
        #expect(places.first == place)
        #expect(rejected.isEmpty)
        #expect(contents.files.first { $0.file == "sales.csv" }?.rowsSetAside == 0)
    }

    @Test func negativeSalesAreReturns() throws {
        let (_, _, contents) = try found("2026-02-02,HQ,P2,A1,-3,,,\n2026-02-02,G1,,A1,-2,,,\n")
        #expect(contents.value(.returnedIn, "HQ", "A1", week: "2026-02-02") == 3)
        #expect(contents.value(.returnedOut, "P2", "A1", week: "2026-02-02") == 3)
        #expect(contents.value(.soldBack, "G1", "A1", week: "2026-02-02") == 2)
    }

    @Test func repeatedRowsAreUsedOrSetAside() throws {
        let rows = "2026-02-02,G1,,A1,7,,,\n2026-02-02,G1,,A1,1,,,\n2026-02-02,G1,,A1,7,,,\n"
        let used = try found(rows)
        #expect(used.places == ["sales.csv:4 duplicate-row"])
        #expect(used.contents.diagnostics.first { $0.code == "duplicate-row" }?.message == "the same row stands in line 2")
        #expect(used.contents.value(.sold, "G1", "A1", week: "2026-02-02") == 15)
        let refused = try found(rows) { $0.duplicates = .reject }
        #expect(refused.places == ["sales.csv:4 duplicate-row"])
        #expect(refused.rejected == ["sales.csv,4,,duplicate-row,the same row stands in line 2,\"2026-02-02,G1,,A1,7,,,\""])
        #expect(refused.contents.value(.sold, "G1", "A1", week: "2026-02-02") == 8)
    }

    @Test func repeatedRowsAreFoundAcrossFiles() throws {
        let row = Workspace.sales + "2026-02-02,HQ,P1,A1,10,100,,\n"
        let (contents, _) = try Workspace(others: ["sales.csv": "absent", "sales-2026-01.csv": row, "Sales_b.CSV": row]).read()
        #expect(Workspace.places(contents) == ["sales-2026-01.csv:2 duplicate-row"])
        #expect(contents.diagnostics.first { $0.code == "duplicate-row" }?.message == "the same row stands in Sales_b.CSV:2")
    }

    /// A file's total counts every unit that was read, however its number is written.
    @Test func totalsKnowEveryWayToWriteANumber() throws {
        let stock = "date,site,sku,on_hand\n2026-02-04,P1,A1,\"1,200\"\n2026-02-05,P1,A1,６００\n2026-02-06,P1,A1,30.5\n"
        let sales = Workspace.sales + "2026-02-02,HQ,P1,A1,\"2,000\",,,\n2026-02-03,HQ,P1,A1,５,,,\n"
        let (contents, _) = try Workspace(sales: sales, others: ["stock.csv": stock]).read()
        let units = Dictionary(uniqueKeysWithValues: contents.files.map { ($0.file, $0.units) })
        #expect(units["stock.csv"] == 1830.5 && units["sales.csv"] == 2005)
    }

    @Test func stockFindings() throws {
        let stock =
            "date,site,sku,on_hand,in_transit,expires_on\n2026-02-08,P1,A1,5,,\n2026-02-08,P1,A1,6,,\n2026-02-08,P2,A1,-1,,\n2026-02-08,P1,B2,1,,\n"
            + "2026-02-08,P1,B2,1,,\n2026-02-08,G1,A1,3,x,2026-05-01\n2026-02-08,G1,A1,4,-1,2026-06-01\n2026-03-02,G1,A1,4,,\n2026-02-08,G9,A1,4,,\n"
        let (contents, rejected) = try Workspace(others: ["stock.csv": stock]).read()
        #expect(
            Workspace.places(contents) == [
                "stock.csv:3:4 conflicting-count", "stock.csv:4:4 negative-stock", "stock.csv:6 duplicate-row",
                "stock.csv:7:5 quantity-not-a-number",
                "stock.csv:8:5 negative-stock", "stock.csv:9:1 date-in-the-future", "stock.csv:10:2 unknown-site",
            ])
        #expect(rejected.split(separator: "\n").count == 4)
        let counts = contents.ledger.counts
        #expect(counts.map(\.onHand) == [6, 1, 3, 4])
        #expect(counts.map(\.expiresOn?.iso8601) == [nil, nil, "2026-05-01", "2026-06-01"])
    }

    @Test func networkFindings() throws {
        let sites =
            "site,tier,supplier,sponsor\nHQ,0,,\nA,1,B,\nB,1,C,\nC,2,A,\nD,1,HX,Q9\nE,0,A,\nA,1,HQ,\nF,x,HQ,\n,1,HQ,\nG,2,,\nS,1,HQ,T\nT,1,HQ,S\nU,1,U,\n"
        let sales = Workspace.sales + "2026-02-02,HQ,S,A1,10,100,,\n"
        let (contents, rejected) = try Workspace(sites: sites, sales: sales).read()
        #expect(
            Workspace.places(contents, except: [])
                == [
                    "sites.csv:3:3 supplier-cycle", "sites.csv:4:3 supplier-tier-not-above", "sites.csv:6:3 unknown-supplier",
                    "sites.csv:6:4 unknown-sponsor", "sites.csv:7:3 supplier-tier-not-above",
                    "sites.csv:8:1 duplicate-site",
                    "sites.csv:9:2 not-a-number", "sites.csv:10:1 missing-value", "sites.csv:11 no-supplier",
                    "sites.csv:12:4 sponsor-cycle",
                    "sites.csv:14:3 supplier-cycle",
                ].map { $0 })
        #expect(rejected.split(separator: "\n").count == 4)
        #expect(contents.network.sites.map(\.code) == ["HQ", "A", "B", "C", "D", "E", "G", "S", "T", "U"])
        #expect(contents.network.sites[1].supplier == nil)
        #expect(contents.network.sites[3].supplier == 1)
    }

    @Test func productFindings() throws {
        let products = "sku,unit_cost,pack_size,launched_on\nA1,x,0,2026-13-01\nA1,1,,\n"
        let (contents, _) = try Workspace(products: products).read()
        #expect(
            Workspace.places(contents) == [
                "products.csv:2:2 amount-not-a-number", "products.csv:2:3 out-of-range", "products.csv:2:4 not-a-date",
                "products.csv:3:1 duplicate-sku",
            ])
        #expect(contents.network.products == [Product(sku: "A1")])
    }

    @Test func datedFindings() throws {
        let others = [
            "open_orders.csv": "due_on,site,sku,quantity\n2026-04-01,P1,A1,5\n2026-04-01,P1,A1,-5\n",
            "promotions.csv": "promotion,starts_on,ends_on,sku,discount\nx,2026-03-01,2026-02-01,,\ny,2026-03-01,2026-03-08,A1,20%\n",
            "payouts.csv": "date,payee,source,kind,amount\n2026-02-01,P1,G1,返利,5\n2026-03-02,P1,,rebate,5\n2026-02-01,P1,,bonus,5\n",
            "overrides.csv": "date,site,sku,measure,quantity\n2026-03-02,,A1,forecast,5\n2026-03-02,,A1,guess,5\n",
            "events.csv": "date,event\n2026-06-18,618\n2026-06-18,\n",
            "prices.csv": "sku,effective_on,unit_price,tier\nA1,2026-04-01,9,1\nA1,2026-04-01,,1\n",
            "notes.txt": "x",
        ]
        let (contents, _) = try Workspace(others: others).read()
        #expect(
            Workspace.places(contents) == [
                "open_orders.csv:3:4 out-of-range", "promotions.csv:2:3 ends-before-it-starts", "prices.csv:3:3 missing-value",
                "events.csv:3:2 missing-value",
                "payouts.csv later-rows", "payouts.csv:4:4 unknown-kind", "overrides.csv:3:4 unknown-kind", "notes.txt unknown-file",
            ])
        #expect(contents.openOrders.count == 1)
        #expect(contents.promotions.map(\.discount) == [0.2])
        #expect(contents.payouts.map(\.kind) == [.rebate])
        #expect(contents.overrides.count == 1)
        #expect(contents.events.map(\.event) == ["618"])
        #expect(contents.priceChanges.map(\.tier) == [1])
    }

    @Test func detailsAreLimitedAndTotalsExact() throws {
        let rows = (0..<30).map { "2026-02-02,XX\($0),P1,A1,1,,,\n" }.joined()
        let (places, rejected, contents) = try found(rows) { $0.findingsPerCode = 4 }
        #expect(
            places == [
                "sales.csv:2:2 unknown-site", "sales.csv:3:2 unknown-site", "sales.csv:4:2 unknown-site", "sales.csv:5:2 unknown-site",
                "sales.csv unknown-site",
            ])
        #expect(contents.diagnostics.last?.message == "26 more like the 4 above (30 in all)")
        #expect(rejected.count == 30)
        #expect(contents.files.last?.rowsSetAside == 30)
        #expect(contents.files.last?.unitsSetAside == 30)
    }

    @Test func theClosestCodeIsNamed() throws {
        let (_, _, contents) = try found("2026-02-02,HQ,p-11,A1,1,,,\n2026-02-02,HQ,P1,A11,1,,,\n")
        #expect(
            contents.diagnostics.map(\.message) == [
                "unknown site “p-11”; the closest one is “P1”", "unknown SKU “A11”; the closest one is “A1”",
            ])
    }

    @Test func sellsMoreThanItCanHaveHad() throws {
        let sales =
            Workspace.sales
            + "2026-02-02,HQ,P1,A1,10,,,\n2026-02-10,P1,,A1,40,,,\n2026-02-02,HQ,P2,A1,10,,,\n2026-02-10,P2,,A1,40,,,\n2026-02-10,G1,,A1,40,,,\n"
        let stock = "date,site,sku,on_hand\n2026-02-04,P1,A1,12\n"
        let (contents, _) = try Workspace(sales: sales, others: ["stock.csv": stock]).read()
        let excesses = contents.diagnostics.filter { $0.code == "sold-more-than-possible" }
        #expect(excesses.map(\.severity) == [.warning, .note])
        #expect(excesses.map { $0.message.contains("28.0 more units") } == [true, false])
        #expect(excesses.map { $0.message.contains("30.0 more units") } == [false, true])
    }

    @Test func goodsFromAnotherSupplierAreCounted() throws {
        let (contents, _) = try Workspace(sales: Workspace.sales + "2026-02-02,HQ,G1,A1,1,,,\n2026-02-02,P2,G1,A1,1,,transfer,\n").read()
        #expect(Workspace.places(contents) == ["sales.csv other-supplier"])
    }
}
