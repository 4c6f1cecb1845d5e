import SupplyNetwork
import Wording

/// What earlier runs told whom of which alert.
public struct NotificationHistory: Sendable {
    public struct Entry: Sendable, Hashable {
        public var asOf: Day
        public var severity: Alert.Severity
        public var state: Alert.State
        public init(asOf: Day, severity: Alert.Severity, state: Alert.State) {
            self.asOf = asOf
            self.severity = severity
            self.state = state
        }
    }

    /// The latest entry by receiver and alert id.
    public var entries: [String: [String: Entry]]
    public init(_ entries: [String: [String: Entry]] = [:]) { self.entries = entries }
}

/// Who is told what after a run: routed, put into groups, worst first, at most so many a receiver.
///
/// A firing alert that nobody has acknowledged is told when the receiver has not heard of it since it began, when it has
/// become more severe, or when `repeatWeeks` have gone by; a resolved one, once, to those who heard of it. Pending and
/// silenced alerts are told to nobody. Nothing here reads a clock.
public struct NotificationPlan: Sendable {
    /// In the order in which they are to be sent: receivers by name, groups by their worst alert.
    public let messages: [Message]
    /// Alerts that no route leads anywhere.
    public let unrouted: [AlertNotice]

    /// - Parameters:
    ///   - notices: the alerts of the run, worst first.
    ///   - receivers: those that can be used; alerts for others are left out (their absence is a finding of the configuration).
    public init(
        notices: [AlertNotice], route: Route, receivers: [Receiver], asOf: Day, history: NotificationHistory = .init(), wording: Wording
    ) {
        var due: [String: [(notice: AlertNotice, route: ResolvedRoute)]] = [:]
        var unrouted: [AlertNotice] = []
        for notice in notices {
            let destinations = route.destinations(of: notice.subject)
            if destinations.isEmpty { unrouted.append(notice) }
            for destination in destinations {
                let entry = history.entries[destination.receiver]?[notice.subject.id]
                guard NotificationPlan.isDue(notice, destination, last: entry, asOf: asOf) else { continue }
                // Several ways to the same receiver tell an alert once, the first way's.
                guard due[destination.receiver]?.contains(where: { $0.notice.subject.id == notice.subject.id }) != true else { continue }
                due[destination.receiver, default: []].append((notice, destination))
            }
        }
        var messages: [Message] = []
        for receiver in receivers.sorted(by: { $0.name < $1.name }) {
            guard let list = due[receiver.name] else { continue }
            let limit = list.map(\.route.limit).max() ?? 0
            messages += NotificationPlan.messages(
                to: receiver, Array(list.prefix(limit)), omitted: max(0, list.count - limit), asOf: asOf, wording: wording)
        }
        self.messages = messages
        self.unrouted = unrouted
    }

    private static func isDue(_ notice: AlertNotice, _ route: ResolvedRoute, last: NotificationHistory.Entry?, asOf: Day) -> Bool {
        // What was told before the case began was another case of the same name.
        let last = last.flatMap { $0.asOf < notice.since ? nil : $0 }
        switch notice.subject.state {
        case .pending, .silenced: return false
        case .resolved: return route.sendsResolved && last.map { $0.state != .resolved } ?? false
        case .firing:
            guard notice.acknowledgedBy == nil else { return false }
            guard let last, last.state == .firing else { return true }
            return rank(notice.subject.severity) < rank(last.severity) || asOf - last.asOf >= 7 * route.repeatWeeks
        }
    }

    /// 0 is the most severe.
    private static func rank(_ severity: Alert.Severity) -> Int { Alert.Severity.allCases.firstIndex(of: severity) ?? 0 }

    private struct Group: Hashable {
        var labels: [GroupLabel]
        var values: [String]
    }

    private static func messages(
        to receiver: Receiver, _ list: [(notice: AlertNotice, route: ResolvedRoute)], omitted: Int, asOf: Day, wording: Wording
    ) -> [Message] {
        var order: [Group] = []
        var members: [Group: [AlertNotice]] = [:]
        for (notice, route) in list {
            let group = Group(labels: route.groupBy, values: route.groupBy.map { $0.value(of: notice.subject) })
            if members[group] == nil { order.append(group) }
            members[group, default: []].append(notice)
        }
        var messages: [Message] = []
        for (index, group) in order.enumerated() {
            let notices = members[group] ?? []
            // What the receiver is not told of is counted once, in its last message.
            let uncounted = index == order.count - 1 ? omitted : 0
            let title = wording.noticeTitle(asOf: asOf, group: names(of: group, in: notices), count: notices.count)
            let parts =
                receiver.channel == .webhook
                ? [
                    WebhookBody.part(
                        receiver: receiver.name, asOf: asOf, title: title, group: zip(group.labels, group.values).map { ($0.rawValue, $1) },
                        notices: notices, omitted: uncounted)
                ]
                : MessageText(channel: receiver.channel, wording: wording).parts(title: title, notices: notices, omitted: uncounted)
            var next = 0
            for part in parts {
                let told = notices[next..<next + part.alertCount].map {
                    Message.Told(id: $0.subject.id, severity: $0.subject.severity, state: $0.subject.state)
                }
                next += part.alertCount
                let key = Signature.digest(
                    [asOf.iso8601, receiver.name] + group.values + told.flatMap { [$0.id, $0.severity.rawValue, $0.state.rawValue] })
                messages.append(
                    Message(
                        key: key, receiver: receiver.name, channel: receiver.channel, asOf: asOf, title: part.title, text: part.text,
                        alerts: told))
            }
        }
        return messages
    }

    /// The group by the names people know.
    private static func names(of group: Group, in notices: [AlertNotice]) -> [String] {
        guard let first = notices.first else { return [] }
        return zip(group.labels, group.values).map { label, value in
            switch label {
            case .upline: first.uplineTitle
            case .site: first.siteTitle
            case .sku: first.productTitle
            default: value
            }
        }.filter { !$0.isEmpty }
    }
}
