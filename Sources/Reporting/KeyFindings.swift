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
        /// This figure in each of the last eight weeks, this one's last; nil where there was no run.
        var trend: [Double?] = []
    }

    /// Weeks of the trend of each figure.
    static let trendWeeks = 8

    let summary: ReportSummary
    let wording: Wording

    private var record: RunRecord { summary.record }
    private var network: Network { record.network }

    /// Service, stock, excess, what expires, and how the forecast did: the five figures management follows.
    var figures: [Figure] {
        let (now, before) = (summary.headline, record.previous)
        let stock = amounts(now.stockValue, now.stockUnits)
        let excess = amounts(now.excessValue, now.excessUnits)
        // Units are compared where either run has no money: a change of price knowledge is not a change of stock.
        func pair(_ value: (Headline) -> Double?, _ units: (Headline) -> Double?) -> (Double?, Double?) {
            guard let before else { return (nil, nil) }
            if let a = value(now), let b = value(before) { return (a, b) }
            return (units(now), units(before))
        }
        func trend(_ value: (Headline) -> Double?, _ units: (Headline) -> Double?) -> [Double?] {
            let isMoney = value(now) != nil
            return Sparkline.weekly(
                { isMoney ? value($0) : units($0) }, history: record.history, now: now, weeks: KeyFindings.trendWeeks)
        }
        var figures = [
            inStock(now, before),
            figure(
                now.stockValue == nil ? .stock : .stockValue, stock.0,
                ([stock.1] + [summary.pipelineWeeks.map(cover)].compactMap { $0 }).joined(separator: wording.said(zh: "，", en: ", ")),
                pair(\.stockValue, \.stockUnits), rising: .neutral),
            figure(
                now.excessValue == nil ? .excess : .excessStockValue, excess.0,
                now.overstockedPairs == 0 ? excess.1 : excess.1 + wording.said(zh: "，", en: ", ") + wording.pairs(now.overstockedPairs),
                pair(\.excessValue, \.excessUnits), rising: .bad),
            expiring(now, pair(\.expiringValue, \.expiringUnits)),
            forecast(now, before),
        ]
        figures[0].trend = trend(\.inStockShare, { _ in nil })
        figures[1].trend = trend(\.stockValue, \.stockUnits)
        figures[2].trend = trend(\.excessValue, \.excessUnits)
        figures[3].trend = trend(\.expiringValue, \.expiringUnits)
        figures[4].trend = trend({ $0.forecastError.map { max(0, 1 - $0) } }, { _ in nil })
        return figures
    }

    private func expiring(_ now: Headline, _ values: (Double?, Double?)) -> Figure {
        let title = now.expiringValue == nil ? ReportLabel.expiringStock : .expiringValue
        guard let units = now.expiringUnits else {
            return Figure(
                title: wording.label(.expiringStock), value: "–", detail: wording.noLotDates, change: "", tone: .neutral)
        }
        let amounts = amounts(now.expiringValue, units)
        return figure(
            title, amounts.0, amounts.1 + wording.said(zh: "，", en: ", ") + wording.expiryWindow(days: Headline.expiryDays), values,
            rising: .bad)
    }

    private func forecast(_ now: Headline, _ before: Headline?) -> Figure {
        let title = wording.label(.forecastAccuracy)
        guard let error = now.forecastError else {
            return Figure(title: title, value: "–", detail: wording.notYetCompared, change: wording.firstRun, tone: .neutral)
        }
        return shareFigure(
            title, now: max(0, 1 - error), before: before.flatMap { $0.forecastError }.map { max(0, 1 - $0) },
            detail: now.forecastValueAdded.map(wording.valueAdded) ?? "")
    }

    private func amounts(_ value: Double?, _ units: Double) -> (String, String) {
        if let value { return (wording.money(value), wording.units(units)) }
        return (wording.quantity(units), wording.said(zh: "件", en: units == 1 ? "unit" : "units"))
    }

    private func cover(_ weeks: Double) -> String {
        wording.said(zh: "现有库存够卖 \(wording.weeks(weeks))", en: "stock for \(wording.weeks(weeks))")
    }

    private func inStock(_ now: Headline, _ before: Headline?) -> Figure {
        shareFigure(
            wording.label(.inStock), now: now.inStockShare, before: before?.inStockShare,
            detail: wording.said(zh: "有销售的各处", en: "of positions that sell"))
    }

    /// A share of which more is better; its change is in points.
    private func shareFigure(_ title: String, now: Double?, before: Double?, detail: String) -> Figure {
        var figure = Figure(
            title: title, value: now.map(wording.percentage) ?? "–", detail: detail, change: wording.firstRun, tone: .neutral)
        guard record.previous != nil else { return figure }
        guard let a = now, let b = before else {
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
        _ title: ReportLabel, _ value: String, _ detail: String, _ values: (Double?, Double?), rising: Tone
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
        } else if before == 0 {
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
