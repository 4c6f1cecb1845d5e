import SupplyNetwork
import Wording

/// What one run found of one rule at one site × SKU.
struct AlertCase {
    var rule: Alert.Rule
    var site: Int
    var product: Int
    var observation: Observation
    var severity: Alert.Severity
    var risk: Double
    /// Money at stake; nil where no unit value is known.
    var value: Double?
    var summary: String
    var evidence: String
    var action: String
}

/// The cases of one run. Those that do not hold are listed only where an earlier run remembers them.
struct AlertCases {
    let network: Network
    let ledger: Ledger
    let positions: [Position]
    let forecasts: [Forecast?]
    let plan: Plan
    let options: AlertingOptions
    let wording: Wording
    /// Ids of the cases that an earlier run remembers.
    let remembered: Set<String>
    private let sent: [Pair: [Transfer]]
    private let received: [Pair: [Transfer]]

    init(
        network: Network, ledger: Ledger, positions: [Position], forecasts: [Forecast?], plan: Plan, options: AlertingOptions,
        wording: Wording, remembered: Set<String>
    ) {
        self.network = network
        self.ledger = ledger
        self.positions = positions
        self.forecasts = forecasts
        self.plan = plan
        self.options = options
        self.wording = wording
        self.remembered = remembered
        sent = Dictionary(grouping: plan.transfers) { Pair(site: $0.from, product: $0.product) }
        received = Dictionary(grouping: plan.transfers) { Pair(site: $0.to, product: $0.product) }
    }

    func id(_ rule: Alert.Rule, _ pair: Pair) -> String {
        Fingerprint.text(rule: rule, site: network.sites[pair.site].code, sku: network.products[pair.product].sku)
    }

    /// Whether anybody needs to hear, or the next run to know, of what was observed.
    private func matters(_ rule: Alert.Rule, _ pair: Pair, _ observation: Observation) -> Bool {
        observation == .holds || !remembered.isEmpty && remembered.contains(id(rule, pair))
    }

    var asOf: Day { ledger.asOf }

    /// Severity: critical where the risk is near certain and the pile would outlast the same time again (more than twice the
    /// demand it was held against), else warning; information where its value is known to be immaterial.
    func overstock(_ pile: Stockpile) -> AlertCase? {
        let pair = ledger.pairs[pile.pair]
        let observation = observed(pile.risk, threshold: options.overstockRisk, clear: options.overstockClearRisk)
        guard matters(.overstock, pair, observation) else { return nil }
        let demand = pile.evidence.demandPerWeek * Double(options.stockpileWeeks)
        let isCritical = pile.risk >= options.criticalRisk && pile.excessUnits > demand
        let moves = sent[pair] ?? []
        return AlertCase(
            rule: .overstock, site: pair.site, product: pair.product,
            observation: observation,
            severity: severity(isCritical ? .critical : .warning, value: pile.excessValue), risk: pile.risk, value: pile.excessValue,
            summary: wording.overstockSummary(site: network.sites[pair.site], product: network.products[pair.product], pile: pile),
            evidence: wording.overstockEvidence(pile),
            action: wording.overstockAction(cause: pile.cause, moves: moves.map { proposed(to: $0.to, $0) }))
    }

    /// Severity: critical where running out is near certain, or the shelf is empty and nothing is due; else warning.
    func stockOut(ofPair index: Int, orders: [OpenOrder]) -> AlertCase? {
        guard let forecast = forecasts[index], let calculation = plan.calculations[index] else { return nil }
        switch calculation.constraint {
        case .siteClosed, .discontinued, .notYetLaunched: return nil
        default: break
        }
        guard
            let found = StockOutRisk(
                position: positions[index], forecast: forecast, calculation: calculation, orders: orders, asOf: asOf,
                graceDays: options.graceDays)
        else { return nil }
        let pair = ledger.pairs[index]
        let product = network.products[pair.product]
        let figures = found.figures
        let observation = observed(figures.risk, threshold: options.stockOutRisk, clear: options.stockOutClearRisk)
        guard matters(.stockOut, pair, observation) else { return nil }
        let value = (product.unitPrice ?? product.unitCost).map { $0 * found.shortage }
        let isEmpty = figures.onHand <= 0 && figures.due <= 0
        let moves = received[pair] ?? []
        return AlertCase(
            rule: .stockOut, site: pair.site, product: pair.product,
            observation: observation,
            severity: severity(figures.risk >= options.criticalRisk || isEmpty ? .critical : .warning, value: value), risk: figures.risk,
            value: value, summary: wording.stockOutSummary(site: network.sites[pair.site], product: product, figures: figures),
            evidence: wording.stockOutEvidence(figures),
            action: wording.stockOutAction(order: calculation.quantity, moves: moves.map { proposed(to: $0.from, $0) }))
    }

    /// All late orders of one site × SKU are one case. Lateness is a fact: its risk is 1.
    /// Severity: critical where the shelf is known to be empty and the SKU is in demand; warning from `warningDaysLate` on.
    func lateOrder(_ late: [OpenOrder]) -> AlertCase? {
        guard let first = late.min(by: { $0.dueOn < $1.dueOn }) else { return nil }
        let product = network.products[first.product]
        let index = ledger.pair(site: first.site, product: first.product)
        let position = index.map { positions[$0] }
        let onHand = position.flatMap { $0.basis == .insufficient ? nil : $0.onHand }
        let demand = index.flatMap { forecasts[$0] }?.total(weeks: 1).mean ?? 0
        let quantity = late.reduce(0) { $0 + $1.quantity }
        let figures = Wording.LateOrderFigures(
            quantity: quantity, dueOn: first.dueOn, daysLate: asOf - first.dueOn, onHand: onHand, demandPerWeek: demand)
        let value = product.unitValue.map { $0 * quantity }
        let isEmpty = (onHand.map { $0 <= 0 } ?? false) && demand > 0
        let level: Alert.Severity = isEmpty ? .critical : figures.daysLate >= options.warningDaysLate ? .warning : .info
        return AlertCase(
            rule: .lateOrder, site: first.site, product: first.product, observation: .holds, severity: severity(level, value: value),
            risk: 1, value: value, summary: wording.lateOrderSummary(site: network.sites[first.site], product: product, figures: figures),
            evidence: wording.lateOrderEvidence(figures), action: wording.lateOrderAction())
    }

    /// A remembered case of which this run found no figures.
    func past(_ previous: PreviousAlert, site: Int, product: Int) -> AlertCase {
        let index = ledger.pair(site: site, product: product)
        let isUnknown = previous.rule != .lateOrder && index.map { positions[$0].basis == .insufficient } ?? true
        return AlertCase(
            rule: previous.rule, site: site, product: product, observation: isUnknown ? .unknown : .over, severity: .info,
            risk: isUnknown ? previous.risk : 0, value: nil,
            summary: wording.pastCaseSummary(site: network.sites[site], product: network.products[product]),
            evidence: isUnknown ? wording.noPresentFigures() : wording.conditionGone(),
            action: isUnknown ? wording.countAction() : wording.noActionNeeded())
    }

    private func observed(_ risk: Double, threshold: Double, clear: Double) -> Observation {
        risk >= threshold ? .holds : risk >= clear ? .wanes : .over
    }

    private func severity(_ level: Alert.Severity, value: Double?) -> Alert.Severity {
        if let value, value < options.materialValue { return .info }
        return level
    }

    private func proposed(to site: Int, _ transfer: Transfer) -> Wording.ProposedMove {
        Wording.ProposedMove(site: network.sites[site].title, quantity: transfer.quantity)
    }
}
