import Alerting
import Delivery
import Foundation
import SupplyNetwork

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What is done about alerts between runs: looking at them, silencing them, sending them. The run's as-of date is today here.
public struct AlertDelivery: Sendable {
    public let workspace: Workspace
    public let configuration: Configuration
    /// What the configuration said about delivery and other things.
    public let findings: [Diagnostic]
    let store: StateStore

    /// There is nothing to look at or send.
    public struct Unusable: Error, CustomStringConvertible {
        public let description: String
    }

    /// - Throws: `Unusable` where no run has left its alerts, `UnusableConfiguration`, and errors of the state database.
    public init(workspace: Workspace) throws {
        self.workspace = workspace
        (configuration, findings) = try workspace.configuration()
        guard FileManager.default.fileExists(atPath: workspace.databaseFile) else {
            throw Unusable(description: "\(workspace.outputFolder): no run has been made here yet; `penstock run` makes one")
        }
        store = try StateStore(path: workspace.databaseFile)
    }

    /// The latest run's as-of date and its alerts, worst first, with the silences of now.
    public func latest() throws -> (asOf: Day, notices: [AlertNotice]) {
        guard let (asOf, notices) = try store.latestNotices() else {
            throw Unusable(description: "\(workspace.outputFolder): no run has been made here yet; `penstock run` makes one")
        }
        return (asOf, Muting(silences: try store.silences(), asOf: asOf).muted(notices))
    }

    public func silences() throws -> [Silence] { try store.silences() }
    public func outbox() throws -> [StateStore.OutboxEntry] { try store.outbox() }

    /// Adds a silence or an acknowledgement, holding from the latest run on, and takes what it covers out of waiting messages.
    /// - Parameters:
    ///   - until: the last as-of date it holds for; nil for `weeks` after the latest run.
    public func silence(_ matcher: AlertMatcher, kind: Silence.Kind, author: String, reason: String, until: Day?, weeks: Int) throws
        -> Silence
    {
        let asOf = try latest().asOf
        let until = until ?? asOf + 7 * weeks
        guard until >= asOf else {
            throw Unusable(description: "\(until) is before the latest run (\(asOf)): the silence would never hold")
        }
        let silence = try store.add(
            Silence(id: 0, kind: kind, matcher: matcher, author: author, reason: reason, from: asOf, until: until))
        try enqueueAgain()
        return silence
    }

    /// Ends a silence with the latest run.
    /// - Throws: `Unusable` where there is none of that number that still holds.
    public func unsilence(_ id: Int) throws {
        guard try store.endSilence(id, on: try latest().asOf) else {
            throw Unusable(description: "no silence \(id) that still holds; `penstock alerts list --silences` lists them")
        }
        try enqueueAgain()
    }

    /// What the latest run has to tell with the silences of now, and its alerts that lead nowhere.
    /// - Parameter isWhole: also what it has told already.
    public func plan(isWhole: Bool = true) throws -> NotificationPlan {
        let (asOf, notices) = try latest()
        return NotificationPlan(
            notices: notices, route: configuration.alertRoutes.route ?? Route(), receivers: configuration.alertRoutes.receivers, asOf: asOf,
            history: try store.notificationHistory(through: isWhole ? asOf - 1 : asOf), wording: .init(configuration.language))
    }

    private func enqueueAgain() throws {
        let (asOf, _) = try latest()
        try store.enqueue(configuration.alertRoutes.route == nil ? [] : plan(isWhole: false).messages, asOf: asOf)
    }

    /// Sends what waits in the outbox.
    /// - Parameter again: messages of the latest run in these states are tried once more.
    /// - Throws: `Unusable` where another process is sending.
    public func send(
        again: [MessageState] = [], environment: [String: String] = ProcessInfo.processInfo.environment,
        transport: any Transport = CurlTransport(), clock: any DeliveryClock = WallClock()
    ) throws -> [Courier.Report] {
        let lock = open(workspace.databaseFile + ".sending", O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
        guard lock >= 0 else {
            throw Unusable(description: "cannot write \(workspace.databaseFile).sending: \(String(cString: strerror(errno)))")
        }
        defer { close(lock) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else { throw Unusable(description: "another process is sending; wait for it to end") }
        try store.settleInterrupted()
        if !again.isEmpty { _ = try store.requeue(again) }
        let waiting = try store.outbox().filter { $0.state == .queued }.map(\.message)
        let courier = Courier(
            receivers: configuration.alertRoutes.receivers, environment: environment, transport: transport, clock: clock)
        return try courier.delivered(waiting, outbox: store, recent: store.recentDepartures(since: clock.now - 60))
    }
}

/// The clock of this machine.
public struct WallClock: DeliveryClock {
    public init() {}
    public var now: Double { Date().timeIntervalSince1970 }
    public func sleep(_ seconds: Double) { Thread.sleep(forTimeInterval: seconds) }
}
