import Delivery
import Foundation
import SupplyNetwork
import TestSupport
import Testing

@testable import Penstock

@Suite struct OutboxTests {
    let asOf = Day(number: 20_514)

    func store(_ folder: TemporaryFolder) throws -> StateStore { try StateStore(path: folder.path + "/penstock.db") }

    func message(_ key: String, asOf: Day, channel: Channel = .wecom, alert: String = "a", _ state: Alert.State = .firing) -> Message {
        Message(
            key: key, receiver: "r", channel: channel, asOf: asOf, title: "t", text: "{}",
            alerts: [.init(id: alert, severity: .warning, state: state)])
    }

    func remember(_ store: StateStore, _ day: Day, _ messages: [Message]) throws {
        var memory = StateStore.Memory(
            headline: Headline(
                asOf: day, stockUnits: 0, stockValue: nil, excessUnits: 0, excessValue: nil, overstockedPairs: 0, consumptionPerWeek: 0,
                orderLines: 0, orderUnits: 0, orderValue: nil, alertsFiring: 0, inStockShare: nil), forecasts: [], orders: [], alerts: [:])
        memory.messages = messages
        try store.remember(memory)
    }

    func states(_ store: StateStore) throws -> [String] { try store.outbox().map { "\($0.message.key) \($0.state.rawValue)" } }

    @Test func aRunMadeAgainReplacesWhatWaitsAndNotWhatHasLeft() throws {
        let folder = try TemporaryFolder()
        let store = try store(folder)
        try remember(store, asOf, [message("one", asOf: asOf), message("two", asOf: asOf, alert: "b")])
        try store.begin("one")
        try store.settle("one", .sent, error: nil, at: 5)
        try remember(store, asOf, [message("one", asOf: asOf), message("three", asOf: asOf, alert: "c")])
        #expect(try states(store) == ["one sent", "three queued"])
        #expect(try store.recentDepartures(since: 4) == ["r": [5]] && store.recentDepartures(since: 6).isEmpty)
    }

    @Test func aLaterRunTakesThePlaceOfWhatWaits() throws {
        let folder = try TemporaryFolder()
        let store = try store(folder)
        try remember(store, asOf, [message("old", asOf: asOf)])
        try remember(store, asOf + 7, [message("new", asOf: asOf + 7)])
        #expect(try states(store) == ["old superseded", "new queued"])
        try remember(store, asOf, [message("older", asOf: asOf)])
        #expect(try states(store) == ["old superseded", "new queued"], "a run of the past is no news")
    }

    @Test func onlyWhatMayHaveArrivedWasTold() throws {
        let folder = try TemporaryFolder()
        let store = try store(folder)
        let all = MessageState.allCases
        try remember(store, asOf, all.map { message($0.rawValue, asOf: asOf, alert: $0.rawValue) })
        for state in all where state != .queued { try store.settle(state.rawValue, state, error: nil, at: 1) }
        let told = try store.notificationHistory(through: asOf).entries["r"] ?? [:]
        #expect(told.keys.sorted() == ["sending", "sent", "uncertain"])
        #expect(told["sent"] == .init(asOf: asOf, severity: .warning, state: .firing))
        #expect(try store.notificationHistory(through: asOf - 1).entries.isEmpty)
    }

    /// A process died between `begin` and `settle`.
    @Test func whatADeadProcessLeft() throws {
        let folder = try TemporaryFolder()
        let store = try store(folder)
        try remember(
            store, asOf, [message("chat", asOf: asOf), message("hook", asOf: asOf, channel: .webhook), message("rest", asOf: asOf)])
        try store.begin("chat")
        try store.begin("hook")
        #expect(try states(store) == ["chat sending", "hook sending", "rest queued"])
        try store.settleInterrupted()
        #expect(try states(store) == ["chat uncertain", "hook queued", "rest queued"])
        #expect(try store.outbox().map(\.attempts) == [1, 1, 0])
        #expect(try store.requeue([.uncertain]) == 1)
        #expect(try states(store) == ["chat queued", "hook queued", "rest queued"])
    }

    @Test func silencesKeepTheirNumbers() throws {
        let folder = try TemporaryFolder()
        let store = try store(folder)
        var matcher = AlertMatcher()
        matcher.subtrees = ["P01"]
        matcher.rules = [.stockOut]
        let first = try store.add(
            Silence(id: 0, kind: .silence, matcher: matcher, author: "李", reason: "盘点", from: asOf, until: asOf + 28))
        let second = try store.add(
            Silence(id: 0, kind: .acknowledgement, matcher: matcher, author: "w", reason: "", from: asOf, until: asOf))
        #expect(first.id == 1 && second.id == 2)
        #expect(try store.silences() == [first, second])
        #expect(try store.endSilence(1, on: asOf + 7))
        #expect(try !store.endSilence(1, on: asOf + 7) && !store.endSilence(9, on: asOf))
        #expect(try store.silences().first?.until == asOf + 6)
    }

    @Test func aDatabaseOfBeforeIsBroughtUpToDate() throws {
        let folder = try TemporaryFolder()
        try remember(try store(folder), asOf, [])
        #expect(try store(folder).latestNotices()?.notices == [])
        #expect(try store(folder).latestNotices()?.asOf == asOf)
    }
}
