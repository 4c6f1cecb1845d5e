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
    public let network: Network
    public let silences: [Silence]
    public let asOf: Day

    public init(network: Network, silences: [Silence], asOf: Day) {
        self.network = network
        self.silences = silences.filter { $0.holds(on: asOf) }.sorted { $0.id < $1.id }
        self.asOf = asOf
    }

    private struct Place: Hashable {
        var rule: Alert.Rule
        var site: Int
        var product: Int
    }

    /// The alerts in their order, those that are muted marked.
    public func muted(_ alerts: [Alert]) -> [Alert] {
        var alerts = alerts
        for index in alerts.indices where alerts[index].state == .firing || alerts[index].state == .pending {
            guard !silences.isEmpty else { break }
            let subject = AlertSubject(alerts[index], network: network)
            for silence in silences where silence.matcher.matches(subject) {
                switch silence.kind {
                case .silence:
                    alerts[index].state = .silenced
                    alerts[index].silencedBy = alerts[index].silencedBy ?? silence.id
                case .acknowledgement: alerts[index].acknowledgedBy = alerts[index].acknowledgedBy ?? silence.author
                }
            }
        }
        inhibit(&alerts)
        return alerts
    }

    private func inhibit(_ alerts: inout [Alert]) {
        var firing: [Place: Int] = [:]
        for (index, alert) in alerts.enumerated() where alert.state == .firing {
            firing[Place(rule: alert.rule, site: alert.site, product: alert.product)] = index
        }
        var depth = [Int](repeating: 0, count: network.sites.count)
        for site in network.downstreamOrder { depth[site] = network.sites[site].supplier.map { depth[$0] + 1 } ?? 0 }
        // Upstream first: an alert that is inhibited itself is no longer firing when those below it are looked at.
        let order = alerts.indices.sorted { (depth[alerts[$0].site], $0) < (depth[alerts[$1].site], $1) }
        for index in order where alerts[index].state == .firing || alerts[index].state == .pending {
            var above = network.sites[alerts[index].site].supplier
            while let site = above {
                let place = Place(rule: alerts[index].rule, site: site, product: alerts[index].product)
                if let source = firing[place], alerts[source].state == .firing, rank(alerts[source]) <= rank(alerts[index]) {
                    alerts[index].state = .silenced
                    alerts[index].inhibitedBy = alerts[source].id
                    break
                }
                above = network.sites[site].supplier
            }
        }
    }

    /// 0 is the most severe.
    private func rank(_ alert: Alert) -> Int { Alert.Severity.allCases.firstIndex(of: alert.severity) ?? 0 }
}
