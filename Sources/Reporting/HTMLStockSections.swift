import SupplyNetwork
import Wording

/// Where the stock lies, what is consumed, and what piles up.
extension HTMLReport {
    var tierSection: String {
        let tiers = summary.tiers
        let total = summary.headline.stockUnits
        var charts = ""
        let covered = tiers.filter { $0.weeksOfCover != nil }
        if let longest = covered.max(by: { ($0.weeksOfCover ?? 0) < ($1.weeksOfCover ?? 0) }), let weeks = longest.weeksOfCover,
            let pipeline = summary.pipelineWeeks
        {
            let title = wording.coverFinding(total: pipeline, tier: longest.tier, weeks: weeks)
            let bars = covered.map {
                BarChart.Bar(label: wording.tier($0.tier), value: $0.weeksOfCover ?? 0, figure: wording.weeks($0.weeksOfCover ?? 0))
            }
            charts +=
                "<div>\(heading(title))\(BarChart(bars: bars, title: title, id: "cover").svg)\(paragraph(wording.coverCaption, kind: "note"))</div>"
        } else {
            charts += "<div>\(paragraph(wording.coverUnknown, kind: "note"))</div>"
        }
        var table = HTMLTable(
            columns: [
                column(.tier, .short), column(.sites, .number), column(.onHand, .number), column(.share, .number),
                column(.onHandLow, .number), column(.onHandHigh, .number), column(.value, .number),
                column(.excessUnits, .number, isForExceptions: true), column(.excessValue, .number), column(.weeksOfCover, .number),
                column(.unknownPairs, .number, isForExceptions: true),
            ],
            caption: wording.label(.whereStockLies), isInteractive: false)
        table.rows = tiers.map { tier in
            func known(_ value: Double?) -> Double? { tier.isKnown ? value : nil }
            return [
                .text(wording.tier(tier.tier)), .number(Double(tier.sites), wording.quantity), .number(known(tier.units), wording.quantity),
                .number(known(total > 0 ? tier.units / total : nil), wording.percentage),
                .number(known(tier.unitsLow), wording.quantity), .number(known(tier.unitsHigh), wording.quantity),
                .number(tier.value, wording.money), .number(known(tier.excessUnits), wording.quantity),
                .number(tier.excessValue, wording.money), .number(tier.weeksOfCover, wording.quantity),
                .number(Double(tier.unknownPairs), wording.quantity),
            ]
        }
        return charts + "\n" + table.html
    }

    var demandSection: String {
        guard let expected = summary.network.expectedMean else { return paragraph(wording.nothing(of: .demand)) }
        let weeks = 8
        func title(_ outlook: DemandOutlook, _ expected: Double) -> String {
            wording.demandFinding(
                recent: outlook.recentMean(weeks: weeks), recentWeeks: weeks, expected: expected, horizon: outlook.mean.count)
        }
        let finding = title(summary.network, expected)
        var html = heading(finding) + FanChart(outlook: summary.network, title: finding, id: "network", wording: wording, height: 300).svg
        html += ChartFrame.legend([
            ("history", wording.label(.known)), ("partly", wording.label(.partlyKnown)), ("mean", wording.label(.forecastMean)),
            ("band50", wording.label(.band50)), ("band80", wording.label(.band80)), ("band90", wording.label(.band90)),
        ])
        html += paragraph(
            wording.fanCaption(
                pairs: summary.network.pairCount, low: summary.network.together.first?.first ?? 0,
                high: summary.network.together.last?.first ?? 0), kind: "note")
        guard !summary.products.isEmpty else { return html }
        let charts = summary.products.enumerated().map { number, entry in
            let finding = title(entry.outlook, entry.outlook.expectedMean ?? 0)
            let name = self.title(ofProduct: entry.product)
            let chart = FanChart(
                outlook: entry.outlook, title: name + wording.said(zh: "：", en: ": ") + finding, id: "sku\(number)", wording: wording,
                height: 170)
            return "<div><h3>\(Markup.escaped(name))<br><small>\(Markup.escaped(finding))</small></h3>\(chart.svg)</div>"
        }
        html += "<h3>\(Markup.escaped(wording.label(.largestProducts)))"
        html += summary.productCount > summary.products.count ? " <small>\(summary.products.count) / \(summary.productCount)</small>" : ""
        return html + "</h3><div class=\"charts\">\(charts.joined(separator: "\n"))</div>"
    }

    var stockpileSection: String {
        guard !record.stockpiles.isEmpty else { return paragraph(wording.nothing(of: .stockpiling)) }
        let headline = summary.headline
        var html = paragraph(
            wording.stockpilingLead(
                pairs: headline.overstockedPairs, sites: summary.excessBySite.count, units: headline.excessUnits,
                value: headline.excessValue, threshold: record.overstockRisk,
                listed: record.stockpiles.count), kind: "lead")
        var table = HTMLTable(
            columns: [
                column(.site), column(.productName), column(.tier, .short), column(.risk, .number), column(.excessUnits, .number),
                column(.excessValue, .number), column(.onHand, .number), column(.weeksOfCover, .number), column(.since, .short),
                column(.cause, .wide),
            ],
            caption: wording.label(.stockpiling))
        table.rows = summary.piles.prefix(options.stockpileRows).map { pile in
            let pair = record.ledger.pairs[pile.pair]
            return [
                siteCell(pair.site), productCell(pair.product), .text(wording.tier(network(pair.site).tier)), riskCell(pile.risk),
                .number(pile.excessUnits, wording.quantity), .number(pile.excessValue, wording.money),
                .number(record.positions[pile.pair].onHand, wording.quantity),
                .number(record.positions[pile.pair].weeksOfCover(asked: pile.evidence.demandPerWeek), wording.cover),
                .text(pile.since?.monday.iso8601 ?? "–"),
                .opening(wording.name(pile.cause), to: wording.evidence(pile)),
            ]
        }
        html += table.html
        let rest = record.stockpiles.count - table.rows.count
        if rest > 0 { html += paragraph(wording.further(rest, file: "stockpile.csv"), kind: "note") }
        let cases = summary.piles.prefix(options.stockpileCharts).enumerated().map { stockpileCase($1, number: $0 + 1) }
        return html + heading(wording.label(.worstCases)) + cases.joined(separator: "\n")
    }

    private func network(_ site: Int) -> Site { record.network.sites[site] }

    func riskCell(_ risk: Double) -> HTMLTable.Cell {
        guard risk.isFinite else { return HTMLTable.Cell(html: "–", key: -1) }
        let hot = risk >= record.overstockRisk ? " hot" : ""
        return HTMLTable.Cell(html: "<span class=\"pill\(hot)\">\(Markup.escaped(wording.probability(risk)))</span>", key: risk)
    }

    private func stockpileCase(_ pile: Stockpile, number: Int) -> String {
        let pair = record.ledger.pairs[pile.pair]
        let ledger = record.ledger
        let weeks = min(52, ledger.completeWeekCount)
        let first = ledger.completeWeekCount - weeks
        let received = (first..<first + weeks).map { ledger.value(.received, pair: pile.pair, week: $0) }
        let history = record.consumption[pile.pair]
        let consumed: [Double?] = (first..<first + weeks).map { week in
            let index = ledger.firstWeek + week - history.start
            return index >= 0 && index < history.count && history.states[index] != .missing ? history.values[index] : nil
        }
        let isConsumptionKnown = consumed.contains { $0 != nil }
        let shipped = ledger.values(.shipped, pair: pile.pair).map { Array($0[first..<first + weeks]) }
        let total = received.reduce(0, +)
        let title: String
        let outgoing: [Double?]
        let label: ReportLabel
        if !isConsumptionKnown, let shipped {
            title = wording.caseFinding(received: total, shipped: shipped.reduce(0, +), weeks: weeks)
            (outgoing, label) = (shipped, .shipped)
        } else {
            let sum = consumed.compactMap { $0 }.reduce(0, +)
            title = wording.caseFinding(received: total, consumed: isConsumptionKnown ? sum : nil, weeks: weeks)
            (outgoing, label) = (consumed, .consumed)
        }
        let start = ledger.firstWeek + first
        let began = pile.since.map { $0 - start }.flatMap { (0..<weeks).contains($0) ? $0 : nil }
        let receipts = ReceiptsChart(
            received: received, outgoing: outgoing, start: start, began: began, title: title, id: "case\(number)", wording: wording)
        let separator = wording.said(zh: "，", en: ", ")
        let figures = [
            wording.probability(pile.risk), wording.units(pile.excessUnits), pile.excessValue.map(wording.money), wording.name(pile.cause),
        ].compactMap { $0 }.joined(separator: separator)
        return """
            <details\(number <= 3 ? " open" : "")><summary><b>\(number). \(Markup.escaped(network(pair.site).title)) · \
            \(Markup.escaped(self.title(ofProduct: pair.product)))</b> <span>\(Markup.escaped(figures))</span></summary>
            \(stockOfCase(pile, weeks: first..<first + weeks, began: began, number: number))\(heading(title))\(receipts.svg)\
            \(ChartFrame.legend([("receipt", wording.label(.received)), ("history", wording.label(label))]))
            \(paragraph(wording.evidence(pile)))</details>
            """
    }

    /// The stock of a case: as reconciled, as counted, and as peers would hold it.
    private func stockOfCase(_ pile: Stockpile, weeks: Range<Int>, began: Int?, number: Int) -> String {
        guard record.stockPaths.indices.contains(pile.pair), record.stockPaths[pile.pair].count >= weeks.upperBound else { return "" }
        let path = Array(record.stockPaths[pile.pair][weeks])
        let position = record.positions[pile.pair]
        let start = record.ledger.firstWeek + weeks.lowerBound
        let peers = pile.evidence.peerWeeksOfCover.map { $0 * pile.evidence.demandPerWeek }
        let counts = StockChart.counts(of: pile.pair, record: record, from: start, path: path)
        let title = wording.stockFinding(
            onHand: position.onHand, low: position.onHandLow, high: position.onHandHigh, weeks: position.weeksOfCover, peers: peers)
        let chart = StockChart(
            stock: path, low: position.onHandLow, high: position.onHandHigh, counts: counts, peers: peers, began: began, start: start,
            title: title, id: "stock\(number)", wording: wording)
        var legend = [("stockline", wording.label(.reconciledStock)), ("interval", wording.label(.intervalToday))]
        if counts.contains(where: \.isBelieved) { legend.append(("count", wording.label(.countBelieved))) }
        if counts.contains(where: { !$0.isBelieved }) { legend.append(("count doubted", wording.label(.countDoubted))) }
        if peers != nil { legend.append(("peers", wording.label(.peersHold))) }
        return heading(title) + chart.svg + ChartFrame.legend(legend)
    }
}
