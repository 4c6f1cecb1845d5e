import SupplyNetwork

/// Who need not be told: silences, acknowledgements, and alerts that one upstream already says.
///
/// The ideas are those of Prometheus Alertmanager (silences, inhibition), with these choices for a supply tree:
/// - A silence is applied first. A silenced alert mutes nothing downstream: silencing a partner must not hide the stores.
/// - A firing alert inhibits alerts of the same rule and SKU at every site below it that are pending or firing and no more
///   severe than it. The nearest such alert that is itself shown to somebody is named, so nobody is sent to a hidden row.
/// - Both only mark: the row stays in `alerts.json`, as `silenced`, and says why. Resolved alerts are never muted.
/// - An acknowledgement leaves the state as it is and says who has it in hand.
public struct Muting: Sendable {
    public let silences: [Silence]
    public let asOf: Day

    /// - Parameter silences: also those that do not hold on `asOf`.
    public init(silences: [Silence], asOf: Day) {
        self.silences = silences.filter { $0.holds(on: asOf) }.sorted { $0.id < $1.id }
        self.asOf = asOf
    }

    /// The alerts in their order, those that are muted marked.
    public func muted(_ alerts: [Alert], network: Network) -> [Alert] {
        let marks = marks(on: alerts.map { AlertSubject($0, network: network) })
        return zip(alerts, marks).map { alert, mark in
            var alert = alert
            alert.state = mark.state
            (alert.inhibitedBy, alert.silencedBy, alert.acknowledgedBy) = (mark.inhibitedBy, mark.silencedBy, mark.acknowledgedBy)
            return alert
        }
    }

    /// The same for alerts as they are told.
    public func muted(_ notices: [AlertNotice]) -> [AlertNotice] {
        zip(notices, marks(on: notices.map(\.subject))).map { notice, mark in
            var notice = notice
            notice.subject.state = mark.state
            (notice.inhibitedBy, notice.silencedBy, notice.acknowledgedBy) = (mark.inhibitedBy, mark.silencedBy, mark.acknowledgedBy)
            return notice
        }
    }

    private struct Mark {
        var state: Alert.State
        var inhibitedBy: String?
        var silencedBy: Int?
        var acknowledgedBy: String?
        var isOpen: Bool { state == .firing || state == .pending }
    }

    private struct Place: Hashable {
        var rule: Alert.Rule
        var site: String
        var sku: String
    }

    private func marks(on subjects: [AlertSubject]) -> [Mark] {
        var marks = subjects.map { Mark(state: $0.state) }
        for index in marks.indices where marks[index].isOpen {
            for silence in silences where silence.matcher.matches(subjects[index]) {
                switch silence.kind {
                case .silence:
                    marks[index].state = .silenced
                    marks[index].silencedBy = marks[index].silencedBy ?? silence.id
                case .acknowledgement: marks[index].acknowledgedBy = marks[index].acknowledgedBy ?? silence.author
                }
            }
        }
        var firing: [Place: Int] = [:]
        for (index, subject) in subjects.enumerated() where marks[index].state == .firing {
            firing[Place(rule: subject.rule, site: subject.site, sku: subject.sku)] = index
        }
        // Upstream first: an alert that is inhibited itself is no longer firing when those below it are looked at.
        let order = subjects.indices.sorted { (subjects[$0].path.count, $0) < (subjects[$1].path.count, $1) }
        for index in order where marks[index].isOpen {
            let subject = subjects[index]
            let source = subject.path.dropFirst().lazy.compactMap { firing[Place(rule: subject.rule, site: $0, sku: subject.sku)] }
                .first { marks[$0].state == .firing && rank(subjects[$0]) <= rank(subject) }
            guard let source else { continue }
            marks[index].state = .silenced
            marks[index].inhibitedBy = subjects[source].id
        }
        return marks
    }

    /// 0 is the most severe.
    private func rank(_ subject: AlertSubject) -> Int { Alert.Severity.allCases.firstIndex(of: subject.severity) ?? 0 }
}
