/// Where a message stands.
public enum MessageState: String, Sendable, Hashable, Codable, CaseIterable {
    /// Waiting to be sent.
    case queued
    /// Being sent. Found by a later process, it means that the one before died half-way.
    case sending
    case sent
    /// The receiver refused it, or cannot be sent to as configured.
    case failed
    /// It left and no answer came: it may have arrived. Not sent again unless somebody says so.
    case uncertain
    /// A later run has put newer messages in its place.
    case superseded
}

/// Where messages wait and what became of them is written down. Each call is on the disk before it returns.
public protocol Outbox {
    /// Before a message leaves.
    func begin(_ key: String) throws
    /// After it has left, or has not.
    /// - Parameters:
    ///   - error: why not; nil where it is sent.
    ///   - at: seconds since 1970-01-01 UTC.
    func settle(_ key: String, _ state: MessageState, error: String?, at: Double) throws
}

/// Time, as far as sending needs it. Runs never do.
public protocol DeliveryClock: Sendable {
    /// Seconds since 1970-01-01 UTC.
    var now: Double { get }
    func sleep(_ seconds: Double)
}

/// Carries messages from an outbox to their receivers: no faster than each channel allows, again where that may help.
///
/// Each message is marked `sending` before it leaves and settled after, so that whatever happens in between is known to be
/// unknown. Only a webhook, which is told the message's key, is sent a message again that it may have; for chats and mail
/// such a message is `uncertain`. A receiver that cannot be reached keeps the rest of its messages, in their order, queued.
public struct Courier {
    public struct Options: Sendable {
        /// Attempts at one message before it is left for the next time. Default 4.
        public var attempts = 4
        /// Seconds to wait before the second attempt; doubled before each further one. Default 1.
        public var firstPause = 1.0
        /// A server that asks for a longer pause than this is left for the next time. Default 90 seconds.
        public var longestPause = 90.0
        public init() {}
    }

    /// What became of one message.
    public struct Report: Sendable, Hashable {
        public var message: Message
        public var state: MessageState
        public var attempts: Int
        public var error: String?
    }

    public var receivers: [String: Receiver]
    public var environment: [String: String]
    public var options: Options
    let transport: any Transport
    let clock: any DeliveryClock

    public init(
        receivers: [Receiver], environment: [String: String], transport: any Transport = CurlTransport(), clock: any DeliveryClock,
        options: Options = Options()
    ) {
        self.receivers = Dictionary(receivers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.environment = environment
        self.transport = transport
        self.clock = clock
        self.options = options
    }

    /// Sends the messages in their order.
    /// - Parameter recent: when each receiver was last sent to, within the last minute, so that limits hold across processes.
    public func delivered(_ messages: [Message], outbox: some Outbox, recent: [String: [Double]] = [:]) throws -> [Report] {
        var pacing = recent.mapValues { Pacing(times: $0.sorted()) }
        var unreachable: [String: String] = [:]
        var reports: [Report] = []
        for message in messages {
            if let reason = unreachable[message.receiver] {
                reports.append(Report(message: message, state: .queued, attempts: 0, error: reason))
                continue
            }
            let report = try delivered(message, outbox: outbox, pacing: &pacing[message.receiver, default: Pacing()])
            if report.state == .queued { unreachable[message.receiver] = report.error ?? "" }
            reports.append(report)
        }
        return reports
    }

    private func delivered(_ message: Message, outbox: some Outbox, pacing: inout Pacing) throws -> Report {
        func settled(_ state: MessageState, _ attempts: Int, _ error: String?) throws -> Report {
            try outbox.settle(message.key, state, error: error, at: clock.now)
            return Report(message: message, state: state, attempts: attempts, error: error)
        }
        guard let receiver = receivers[message.receiver] else {
            return try settled(.failed, 0, "penstock.yaml has no receiver “\(message.receiver)” that can be used")
        }
        var pause = options.firstPause
        for attempt in 1...max(1, options.attempts) {
            let wait = pacing.wait(until: clock.now, limits: receiver.channel.limits)
            if wait > 0 { clock.sleep(wait) }
            let request: OutgoingRequest
            do { request = try receiver.request(for: message, seconds: clock.now, environment: environment) } catch {
                // The environment may be right the next time: nothing is lost for want of a variable.
                return try settled(error is Setting.Missing ? .queued : .failed, attempt - 1, "\(error)")
            }
            try outbox.begin(message.key)
            pacing.note(clock.now)
            let outcome = transport.outcome(of: request)
            switch receiver.channel.verdict(on: outcome) {
            case .accepted: return try settled(.sent, attempt, nil)
            case .refused(let reason): return try settled(.failed, attempt, reason)
            case .unclear(let reason): return try settled(.uncertain, attempt, reason)
            case .later(let reason, let after):
                let asked = after ?? pause
                if attempt == max(1, options.attempts) || asked > options.longestPause { return try settled(.queued, attempt, reason) }
                clock.sleep(max(asked, pause))
                pause *= 2
            }
        }
        return try settled(.queued, options.attempts, nil)
    }
}

/// Keeps a channel's limits: at most so many in any minute, and a pause between two.
struct Pacing {
    var times: [Double] = []

    mutating func note(_ now: Double) { times.append(now) }

    /// Seconds to wait before the next message may leave.
    mutating func wait(until now: Double, limits: ChannelLimits) -> Double {
        times.removeAll { $0 <= now - 60 }
        var wait = 0.0
        if let last = times.last { wait = max(wait, last + limits.spacing - now) }
        if times.count >= limits.perMinute { wait = max(wait, times[times.count - limits.perMinute] + 60 - now) }
        return max(0, wait)
    }
}
