import Foundation
import Numerical
import SupplyNetwork
import TestSupport
import Testing

@testable import Ingest

/// What sales say beyond units.
@Suite struct TradeTests {
    static let header = "date,seller,buyer,sku,quantity,amount,kind,promotion,channel,customer,region\n"

    private func trade(_ rows: String, _ change: (inout ReadingOptions) -> Void = { _ in }) throws -> (
        trade: Trade, contents: WorkspaceContents
    ) {
        let workspace = try Workspace(sales: TradeTests.header + rows)
        let contents = try workspace.read {
            $0.collectsTrade = true
            change(&$0)
        }.contents
        return (try #require(contents.trade), contents)
    }

    @Test func moneyDaysChannelsAndConsumers() throws {
        let (trade, contents) = try trade(
            """
            2026-02-02,HQ,P1,A1,10,100.50,,,,,
            2026-02-02,HQ,P1,B2,4,,,,,,
            2026-02-03,HQ,P1,A1,2,20.10,return,,,,
            2026-02-04,P1,G1,A1,5,75,transfer,,,,
            2026-02-05,G1,,A1,3,60,,,group,C1,湖北省
            2026-02-05,G1,,A1,1,15,,PROMO,online,C1,湖南省
            2026-02-12,G1,,B2,2,,,PROMO,online,C1,
            2026-02-12,G1,,A1,1,20,return,,group,C1,湖北省
            2026-02-13,G1,,货三,1,"15.5",,,group,Ｃ２,湖北省

            """)
        let network = contents.network
        let p1 = try #require(network.site("P1"))
        let g1 = try #require(network.site("G1"))
        #expect(
            trade.purchases == [
                .init(
                    day: Day(iso8601: "2026-02-02")!, buyer: p1, seller: network.site("HQ")!, units: 14, pricedUnits: 10,
                    amount: Money(100.5)),
                .init(
                    day: Day(iso8601: "2026-02-03")!, buyer: p1, seller: network.site("HQ")!, units: 0, pricedUnits: 0, amount: .zero,
                    returnedUnits: 2, returnedAmount: Money(20.1)),
            ])
        let pair = try #require(contents.ledger.pair(site: p1, product: network.product("A1")!))
        let weeks = 0..<trade.weekCount
        #expect(
            trade.amount(.boughtAmount, pair: pair, weeks: weeks) == Money(80.4)
                && trade.units(.boughtPricedUnits, pair: pair, weeks: weeks) == 8)
        let sold = try #require(contents.ledger.pair(site: g1, product: network.product("A1")!))
        #expect(
            trade.amount(.soldAmount, pair: sold, weeks: weeks) == Money(55) && trade.units(.soldPricedUnits, pair: sold, weeks: weeks) == 3
        )
        #expect(trade.amount(.promotedAmount, pair: sold, weeks: weeks) == Money(15))
        #expect(trade.sellOut.map(\.units) == [4, 1, 1] && trade.sellOut.map(\.amount) == [Money(75), Money(-20), Money(15.5)])
        #expect(trade.channels == ["group", "online"] && trade.regions == ["湖北省", "湖南省"])
        #expect(trade.scans.map(\.units) == [3, 1, 1])
        #expect(trade.customers.count == 2)
        let first = trade.customerWeeks[trade.customers[0].weeks]
        #expect(first.map(\.plainRows) == [1, 0] && first.map(\.promotedRows) == [1, 1] && first.map(\.channels) == [3, 2])
        #expect(trade.customers[0].site == g1)
        // Without being asked for, nothing is collected.
        #expect(try Workspace(sales: TradeTests.header + "2026-02-02,HQ,P1,A1,10,100.50,,,,,\n").read().contents.trade == nil)
    }

    @Test func repeatedRowsAreTakenBackWhole() throws {
        let row = "2026-02-05,G1,,A1,3,60,,PROMO,group,C1,湖北省\n"
        let once = try trade(row)
        let twice = try trade(row + row) { $0.duplicates = .reject }
        #expect(once.trade.sellOut == twice.trade.sellOut && once.trade.customerWeeks == twice.trade.customerWeeks)
        #expect(once.trade.scans == twice.trade.scans && once.trade.channelSales == twice.trade.channelSales)
        #expect(try trade(row + row).trade.sellOut.first?.units == 6)
    }

    @Test func nothingDependsOnThreadsOrChunks() throws {
        var random = Xoshiro256(seed: 11)
        func pick(_ choices: [String]) -> String { choices[Int(random.next() >> 11) % choices.count] }
        var rows = ""
        for _ in 0..<3000 {
            let day = Day(iso8601: "2025-11-03")! + Int(random.next() >> 11) % 110
            let buyer = pick(["", "", "P2", "G1"])
            rows +=
                "\(day.iso8601),\(buyer.isEmpty ? "G1" : "P1"),\(buyer == "G1" ? "" : buyer),\(pick(["A1", "货三"])),\(Int(random.next() >> 11) % 9),"
                + "\(pick(["", "1.25", "30", "７"])),\(pick(["", "return"])),\(pick(["", "X"])),\(pick(["线上", "group", ""])),"
                + "\(pick(["", "C1", "C2", "\"C,3\"", "Ｃ１"])),\(pick(["", "湖北省/武汉市", "湖南省"]))\n"
        }
        let plain = try trade(rows).trade
        #expect(plain.purchases.count > 50 && plain.customers.count >= 3 && plain.scans.count > 10)
        for (threads, size) in [(2, 1 << 12), (4, 1 << 13), (1, 1 << 12)] {
            let other = try trade(rows) {
                $0.threads = threads
                $0.chunkSize = size
            }.trade
            #expect(other.purchases == plain.purchases && other.sellOut == plain.sellOut && other.channelSales == plain.channelSales)
            #expect(other.customers == plain.customers && other.customerWeeks == plain.customerWeeks && other.scans == plain.scans)
        }
    }
}
