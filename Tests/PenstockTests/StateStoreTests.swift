import Foundation
import SupplyNetwork
import TestSupport
import Testing

@testable import Penstock

@Suite struct StateStoreTests {
    func memory(_ text: String, quantity: Double = 6) throws -> StateStore.Memory {
        let day = try #require(Day(iso8601: text))
        return StateStore.Memory(
            headline: Headline(
                asOf: day, stockUnits: 10, stockValue: 20, excessUnits: 1, excessValue: nil, overstockedPairs: 1, consumptionPerWeek: 3,
                orderLines: 1, orderUnits: quantity, orderValue: nil, alertsFiring: 1, inStockShare: 0.5),
            forecasts: [
                .init(site: "s", sku: "k", firstWeek: day.week, model: "ets", mean: [1.5, 2], q05: [0, 0], q50: [1, 2], q95: [4, 5])
            ],
            orders: [.init(site: "s", sku: "k", dueOn: day + 7, quantity: quantity)], alerts: ["ab": "{}"])
    }

    @Test func aRunSeesOnlyEarlierRuns() throws {
        let folder = try TemporaryFolder()
        let store = try StateStore(path: folder.path + "/penstock.db")
        let first = try memory("2026-02-23")
        let second = try memory("2026-03-02", quantity: 12)
        try store.remember(first)
        try store.remember(second)
        #expect(try store.memory(before: first.headline.asOf) == nil)
        let seen = try #require(try store.memory(before: second.headline.asOf))
        #expect(seen.headline == first.headline && seen.forecasts == first.forecasts && seen.orders == first.orders)
        #expect(seen.alerts == ["ab": "{}"])
        #expect(try store.memory(before: second.headline.asOf + 1)?.orders == second.orders)
    }

    @Test func runningAgainReplacesWhatTheSameDateLeft() throws {
        let folder = try TemporaryFolder()
        let store = try StateStore(path: folder.path + "/penstock.db")
        try store.remember(try memory("2026-03-02"))
        let again = try memory("2026-03-02", quantity: 18)
        try store.remember(again)
        #expect(try store.memory(before: again.headline.asOf + 7)?.orders == again.orders)
    }

    @Test func aFileThatIsNoDatabaseIsRefusedAndLeftAlone() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(String(repeating: "not a database ", count: 100), to: "penstock.db")
        #expect(throws: (any Error).self) { try StateStore(path: path) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count == 1500)
    }
}

@Suite struct ReportDirectoryTests {
    @Test func aFolderAppearsWholeAndReplacesTheOldOne() throws {
        let folder = try TemporaryFolder()
        let reports = try ReportDirectory(path: folder.path + "/reports")
        for round in ["one", "two"] {
            let stage = try reports.begin()
            try Data(round.utf8).write(to: URL(fileURLWithPath: stage + "/plan.csv"))
            let final = try reports.commit("2026-03-02")
            #expect(try String(contentsOfFile: final + "/plan.csv", encoding: .utf8) == round)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: reports.path).sorted() == [".lock", "2026-03-02"])
    }

    @Test func twoRunsDoNotWriteAtOnce() throws {
        let folder = try TemporaryFolder()
        let first = try ReportDirectory(path: folder.path)
        #expect(throws: ReportDirectory.Failure.self) { try ReportDirectory(path: folder.path) }
        withExtendedLifetime(first) {}
    }

    @Test func whatAKilledRunLeftIsTidiedUp() throws {
        let folder = try TemporaryFolder()
        try folder.write("half", to: ".writing-2026-03-02/plan.csv")
        try folder.write("whole", to: ".replaced-2026-02-23/plan.csv")
        try folder.write("old", to: ".replaced-2026-02-16/plan.csv")
        try folder.write("new", to: "2026-02-16/plan.csv")
        let reports = try ReportDirectory(path: folder.path)
        #expect(try FileManager.default.contentsOfDirectory(atPath: reports.path).sorted() == [".lock", "2026-02-16", "2026-02-23"])
        #expect(try String(contentsOfFile: folder.path + "/2026-02-16/plan.csv", encoding: .utf8) == "new")
    }
}
