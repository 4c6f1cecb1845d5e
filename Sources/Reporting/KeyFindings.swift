import SupplyNetwork
import Wording

/// What management reads first, in words: figures with their change, risks, decisions, data.
struct KeyFindings {
    enum Tone: Sendable { case good, bad, neutral }

    struct Figure {
        var title: String
        var value: String
        var detail: String
        var change: String
        var tone: Tone
    }

    let summary: ReportSummary
    let wording: Wording

    private var record: RunRecord { summary.record }
    private var network: Network { record.network }

    var figures: [Figure] {
        let (now, before) = (summary.headline, record.previous)
        let stock = amounts(now.stockValue, now.stockUnits)
        let excess = amounts(now.excessValue, now.excessUnits)
        let orders = amounts(now.orderValue, now.orderUnits)
        // Units are compared where either run has no money: a change of price knowledge is not a change of stock.
        func pair(_ value: (Headline) -> Double?, _ units: (Headline) -> Double) -> (Double?, Double?) {
            guard let before else { return (nil, nil) }
            if let a = value(now), let b = value(before) { return (a, b) }
            return (units(now), units(before))
        }
        return [
            figure(now.stockValue == nil ? .stock : .stockValue, stock.0, stock.1, pair(\.stockValue, \.stockUnits), rising: .neutral),
            figure(
                now.excessValue == nil ? .excess : .excessStockValue, excess.0,
                now.overstockedPairs == 0 ? excess.1 : excess.1 + wording.said(zh: "，", en: ", ") + wording.pairs(now.overstockedPairs),
                pair(\.excessValue, \.excessUnits), rising: .bad),
            figure(
                .consumptionPerWeek, wording.units(now.consumptionPerWeek), summary.pipelineWeeks.map(cover) ?? "",
                (now.consumptionPerWeek, before?.consumptionPerWeek), rising: .good),
            inStock(now, before),
            figure(
                now.orderValue == nil ? .ordersToApprove : .orderValue, orders.0,
                now.orderLines == 0
                    ? wording.nothingToOrder : wording.lines(now.orderLines) + wording.said(zh: "，", en: ", ") + orders.1,
                pair(\.orderValue, \.orderUnits), rising: .neutral),
            figure(
                .alertsOpen, wording.quantity(Double(now.alertsFiring)), severities,
                (Double(now.alertsFiring), before.map { Double($0.alertsFiring) }), rising: .bad, isCount: true),
        ]
    }

    private func amounts(_ value: Double?, _ units: Double) -> (String, String) {
        if let value { return (wording.money(value), wording.units(units)) }
        return (wording.quantity(units), wording.said(zh: "件", en: units == 1 ? "unit" : "units"))
    }

    private func cover(_ weeks: Double) -> String {
        wording.said(zh: "现有库存够卖 \(wording.weeks(weeks))", en: "stock for \(wording.weeks(weeks))")
    }

    private var severities: String {
        let critical = summary.openAlerts.filter { $0.severity == .critical }.count
        return wording.said(zh: "其中紧急 \(critical)", en: "\(critical) critical")
    }

    private func inStock(_ now: Headline, _ before: Headline?) -> Figure {
        var figure = Figure(
            title: wording.label(.inStock), value: now.inStockShare.map(wording.percentage) ?? "–",
            detail: wording.said(zh: "有销售的各处", en: "of positions that sell"), change: wording.firstRun, tone: .neutral)
        guard let before else { return figure }
        guard let a = now.inStockShare, let b = before.inStockShare else {
            figure.change = "–"
            return figure
        }
        let difference = a - b
        figure.change = wording.change(
            abs(difference) < 0.0005 ? wording.unchanged : (difference > 0 ? "▲ " : "▼ ") + wording.points(difference))
        figure.tone = abs(difference) < 0.0005 ? .neutral : difference > 0 ? .good : .bad
        return figure
    }

    private func figure(
        _ title: ReportLabel, _ value: String, _ detail: String, _ values: (Double?, Double?), rising: Tone, isCount: Bool = false
    ) -> Figure {
        var figure = Figure(title: wording.label(title), value: value, detail: detail, change: wording.firstRun, tone: .neutral)
        guard record.previous != nil else { return figure }
        guard let now = values.0, let before = values.1 else {
            figure.change = "–"
            return figure
        }
        let difference = now - before
        let text: String
        if abs(difference) <= 1e-9 * max(abs(now), abs(before)) {
            text = wording.unchanged
        } else if isCount || before == 0 {
            text = (difference > 0 ? "▲ " : "▼ ") + wording.quantity(abs(difference))
        } else {
            text = (difference > 0 ? "▲ " : "▼ ") + wording.percentage(abs(difference / before))
        }
        figure.change = wording.change(text)
        if text != wording.unchanged && rising != .neutral { figure.tone = (difference > 0) == (rising == .good) ? .good : .bad }
        return figure
    }

    /// At most three sentences: the worst site, what will run out, what is late, the next site, what nobody knows.
    var risks: [String] {
        var risks: [String] = []
        func overstock(_ excess: ReportSummary.SiteExcess) -> String {
            let pile = record.stockpiles[excess.worst]
            return wording.overstockRisk(
                site: network.sites[excess.site].title, pairs: excess.pairs, units: excess.units, value: excess.value, cause: pile.cause,
                sku: productTitle(record.ledger.pairs[pile.pair].product))
        }
        if let first = summary.excessBySite.first { risks.append(overstock(first)) }
        let open = summary.openAlerts
        let stockOuts = open.filter { $0.rule == .stockOut }
        if let worst = stockOuts.max(by: { $0.risk < $1.risk }) {
            risks.append(
                wording.stockOutRisk(
                    count: stockOuts.count, site: network.sites[worst.site].title, sku: productTitle(worst.product), risk: worst.risk))
        }
        let late = open.filter { $0.rule == .lateOrder }
        if let first = late.first {
            risks.append(wording.lateOrderRisk(count: late.count, site: network.sites[first.site].title, sku: productTitle(first.product)))
        }
        if let share = uncertainShare, share > 0.25 { risks.append(wording.unknownStockRisk(share: share)) }
        if risks.count < 3 { risks += summary.excessBySite.dropFirst().prefix(3 - risks.count).map(overstock) }
        return Array(risks.prefix(3))
    }

    private let recentWeeks = 8

    /// What the last weeks brought: consumption, stock, and how much of it is too much.
    var happened: [String] {
        let headline = summary.headline
        var sentences: [String] = []
        if let recent = summary.network.recentMean(weeks: recentWeeks) {
            let before = summary.network.recentMean(weeks: recentWeeks, before: recentWeeks)
            sentences.append(wording.recentConsumption(recent, before: before, weeks: recentWeeks))
        }
        sentences.append(wording.stockInAll(units: headline.stockUnits, value: headline.stockValue, weeks: summary.pipelineWeeks))
        if headline.overstockedPairs > 0 {
            let share: Double?
            if let value = headline.stockValue, value > 0, let excess = headline.excessValue {
                share = excess / value
            } else {
                share = headline.stockUnits > 0 ? headline.excessUnits / headline.stockUnits : nil
            }
            if let share {
                sentences.append(
                    wording.excessInAll(share: share, pairs: headline.overstockedPairs, sites: summary.excessBySite.count))
            }
        }
        return sentences
    }

    /// What is expected of the weeks to come; nothing without a forecast.
    var outlook: [String] {
        guard let expected = summary.network.expectedMean else { return [] }
        return [
            wording.expectedConsumption(
                expected, recent: summary.network.recentMean(weeks: recentWeeks), weeks: summary.network.mean.count,
                recentWeeks: recentWeeks)
        ]
    }

    var decisions: [String] {
        var decisions: [String] = []
        if summary.headline.orderLines == 0 { decisions.append(wording.nothing(of: .plan)) }
        if summary.headline.orderLines > 0 {
            let largest = summary.suppliers.count > 1 ? summary.suppliers.first : nil
            decisions.append(
                wording.decision(
                    lines: summary.headline.orderLines, units: summary.headline.orderUnits, value: summary.headline.orderValue,
                    largest: largest.map { $0.supplier.map { network.sites[$0].title } ?? wording.maker },
                    largestAmount: largest.map { wording.amount($0.value, units: $0.units) }))
        }
        let transfers = record.plan.transfers
        if !transfers.isEmpty {
            decisions.append(wording.transferDecision(count: transfers.count, units: transfers.reduce(0) { $0 + $1.quantity }))
        }
        if summary.headline.overstockedPairs > 0 {
            decisions.append(wording.stopDecision(pairs: summary.headline.overstockedPairs, sites: summary.excessBySite.count))
        }
        let uncertain = summary.basisCounts.filter { $0.basis == .bounded || $0.basis == .insufficient }.reduce(0) { $0 + $1.count }
        if uncertain > 0 { decisions.append(wording.countDecision(pairs: uncertain)) }
        return decisions
    }

    var dataLine: String {
        wording.dataLine(
            rows: record.files.reduce(0) { $0 + $1.rows }, setAside: record.files.reduce(0) { $0 + $1.rowsSetAside },
            errors: record.diagnostics.filter { $0.severity == .error }.count,
            warnings: record.diagnostics.filter { $0.severity == .warning }.count, unknownShare: uncertainShare)
    }

    /// Share of pairs whose stock is known by bounds only, or not at all.
    private var uncertainShare: Double? {
        let total = summary.basisCounts.reduce(0) { $0 + $1.count }
        guard total > 0 else { return nil }
        return Double(summary.basisCounts.filter { $0.basis == .bounded || $0.basis == .insufficient }.reduce(0) { $0 + $1.count })
            / Double(total)
    }

    private func productTitle(_ index: Int) -> String { network.products[index].name ?? network.products[index].sku }
}
