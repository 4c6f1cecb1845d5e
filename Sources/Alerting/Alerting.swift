import SupplyNetwork
import Wording

/// What somebody should look at this week, with a state that lives from run to run.
public struct Alerting: Sendable {
    public let options: AlertingOptions

    public init(options: AlertingOptions = AlertingOptions()) { self.options = options }

    /// The alerts of a run, worst first, and what the next run needs to remember of them.
    ///
    /// - Parameters:
    ///   - positions: per pair of the ledger, as are `forecasts`.
    ///   - previous: the memory of the latest run before this one; empty for none.
    /// - Returns: alerts by severity, then money at stake (unknown money last), risk and id. A case that has just ended is
    ///   listed once, as resolved. `memory` is ordered by id. Neither knows of silences and inhibition: `Muting` works those
    ///   out anew for every run, so that a case is firing again as soon as nothing mutes it.
    public func alerts(
        network: Network, ledger: Ledger, positions: [Position], forecasts: [Forecast?], stockpiles: [Stockpile], plan: Plan,
        openOrders: [OpenOrder], previous: [PreviousAlert], wording: Wording
    ) -> (alerts: [Alert], memory: [PreviousAlert]) {
        let remembered = Dictionary(previous.map { ($0.id, $0) }, uniquingKeysWith: { _, last in last })
        let cases = AlertCases(
            network: network, ledger: ledger, positions: positions, forecasts: forecasts, plan: plan, options: options, wording: wording,
            remembered: Set(remembered.keys))
        var found: [(id: String, alert: AlertCase)] = []
        func collect(_ alert: AlertCase?) {
            guard let alert else { return }
            found.append((cases.id(alert.rule, Pair(site: alert.site, product: alert.product)), alert))
        }

        for pile in stockpiles { collect(cases.overstock(pile)) }
        let byPair = Dictionary(grouping: openOrders) { Pair(site: $0.site, product: $0.product) }
        for index in ledger.pairs.indices {
            collect(cases.stockOut(ofPair: index, orders: byPair[ledger.pairs[index]] ?? []))
        }
        let late = byPair.mapValues { $0.filter { $0.quantity > 0 && ledger.asOf - $0.dueOn > options.graceDays } }
        for pair in late.keys.sorted() { collect(cases.lateOrder(late[pair] ?? [])) }
        var seen = Set(found.map(\.id))
        for entry in previous where seen.insert(entry.id).inserted {
            guard let site = network.site(entry.site), let product = network.product(entry.sku) else { continue }
            found.append((entry.id, cases.past(entry, site: site, product: product)))
        }

        var alerts: [(alert: Alert, value: Double)] = []
        var memory: [PreviousAlert] = []
        for (id, item) in found {
            let before = remembered[id]
            guard let (state, runsHeld) = options.state(after: before, item.observation) else { continue }
            let carried = before?.state == .resolved ? nil : before
            let since = carried?.since ?? ledger.asOf
            memory.append(
                PreviousAlert(
                    id: id, rule: item.rule, site: network.sites[item.site].code, sku: network.products[item.product].sku, state: state,
                    since: since, lastSeen: item.observation == .holds ? ledger.asOf : carried?.lastSeen ?? ledger.asOf,
                    runsHeld: runsHeld, risk: item.risk))
            // A case that has not fired and does not hold now is remembered, not shown.
            if state == .pending && item.observation != .holds { continue }
            let isOver = state == .resolved
            alerts.append(
                (
                    Alert(
                        id: id, rule: item.rule, severity: isOver ? .info : item.severity, state: state, site: item.site,
                        product: item.product, since: since, risk: item.risk,
                        summary: isOver ? wording.resolvedSummary(item.summary) : item.summary, evidence: item.evidence,
                        recommendedAction: isOver ? wording.noActionNeeded() : item.action), item.value ?? -1
                ))
        }
        func rank(_ severity: Alert.Severity) -> Int { Alert.Severity.allCases.firstIndex(of: severity) ?? 0 }
        alerts.sort { a, b in
            (rank(a.alert.severity), -a.value, -a.alert.risk, a.alert.id) < (rank(b.alert.severity), -b.value, -b.alert.risk, b.alert.id)
        }
        return (alerts.map(\.alert), memory.sorted { $0.id < $1.id })
    }
}
