import SupplyNetwork
import Wording

/// Page one: five figures with their change and trend, what happened, what is coming, what to decide, and where the money lies.
extension HTMLReport {
    var managementPage: String {
        guard !summary.isEmpty else { return "<section>\(paragraph(wording.nothingRead))</section>" }
        let findings = KeyFindings(summary: summary, wording: wording)
        let risks = findings.risks
        let riskList =
            risks.isEmpty
            ? paragraph(wording.nothing(of: .risks))
            : heading(wording.label(.risks)) + "<ol class=\"risks\">" + risks.map { "<li>\(Markup.escaped($0))</li>" }.joined() + "</ol>"
        func list(_ sentences: [String]) -> String {
            "<ul class=\"points\">" + sentences.map { "<li>\(Markup.escaped($0))</li>" }.joined() + "</ul>"
        }
        let alerts = wording.alertsWaiting(
            summary.openAlerts.count, critical: summary.openAlerts.filter { $0.severity == .critical }.count)
        return """
            <section class="bare"><h2 class="sr">\(Markup.escaped(wording.label(.keyFigures)))</h2>\
            <ul class="cards">\(findings.figures.map(card).joined())</ul></section>
            <section><div class="grid three"><div><h2>\(Markup.escaped(wording.label(.happened)))</h2>\(list(findings.happened))
            <h3>\(Markup.escaped(wording.label(.dataQuality)))</h3>\(paragraph(findings.dataLine, kind: "note"))</div>
            <div><h2>\(Markup.escaped(wording.label(.ahead)))</h2>\(findings.outlook.map { paragraph($0) }.joined())\(riskList)
            \(paragraph(alerts, kind: "note"))</div>
            <div><h2>\(Markup.escaped(wording.label(.decisions)))</h2>\(list(findings.decisions))</div></div></section>
            <section><div class="grid"><div>\(capitalByTier)</div><div>\(ordersToApprove)</div></div></section>
            """
    }

    private func card(_ figure: KeyFindings.Figure) -> String {
        let tone = figure.tone == .bad ? " bad" : figure.tone == .good ? " ok" : ""
        let trend = Sparkline(
            values: figure.trend,
            title: wording.trend(figure.title, known: figure.trend.compactMap { $0 }.count, weeks: figure.trend.count))
        let change = figure.change.isEmpty ? "" : "<span class=\"d\(tone)\">\(Markup.escaped(figure.change))</span>"
        return "<li><span>\(Markup.escaped(figure.title))</span><b>\(Markup.escaped(figure.value))</b>"
            + "<span>\(Markup.escaped(figure.detail))</span>\(change)\(trend.svg)</li>"
    }

    /// What is tied up at each tier, and how much of it is too much.
    private var capitalByTier: String {
        let tiers = summary.tiers
        let hasValue = tiers.contains { $0.value != nil }
        func size(_ tier: ReportSummary.Tier) -> Double { hasValue ? tier.value ?? 0 : tier.units }
        func excess(_ tier: ReportSummary.Tier) -> Double { hasValue ? tier.excessValue ?? 0 : tier.excessUnits }
        let sum = tiers.reduce(0) { $0 + size($1) }
        guard let largest = tiers.max(by: { size($0) < size($1) }), sum > 0 else { return paragraph(wording.nothing(of: .whereStockLies)) }
        let title = wording.stockByTierFinding(
            tier: largest.tier, share: size(largest) / sum, excessShare: tiers.reduce(0) { $0 + excess($1) } / sum)
        let bars = tiers.map { tier in
            let amount = hasValue ? tier.value.map(wording.money) ?? "–" : tier.isKnown ? wording.quantity(tier.units) : "–"
            let share = tier.isKnown ? " · " + wording.percentage(size(tier) / sum) : ""
            return BarChart.Bar(label: wording.tier(tier.tier), value: size(tier), part: excess(tier), figure: amount + share)
        }
        return "<h2>\(Markup.escaped(wording.label(hasValue ? .capitalByTier : .whereStockLies)))</h2>"
            + heading(title) + BarChart(bars: bars, title: title, id: "tiers").svg
            + ChartFrame.legend([("part", wording.label(.excessPart)), ("bar", wording.label(.restOfStock))])
    }

    /// Suppliers shown before the rest is summed up.
    private static let approvalRows = 4

    /// The orders to approve, by who would fill them, in money.
    private var ordersToApprove: String {
        let title = "<h2>\(Markup.escaped(wording.label(.ordersToApprove)))</h2>"
        guard !record.plan.lines.isEmpty else { return title + paragraph(wording.nothing(of: .plan)) }
        let headline = summary.headline
        func size(_ group: ReportSummary.SupplierOrders) -> Double { headline.orderValue == nil ? group.units : group.value ?? 0 }
        let sum = summary.suppliers.reduce(0) { $0 + size($1) }
        let finding = wording.ordersToApprove(
            wording.amount(headline.orderValue, units: headline.orderUnits), lines: headline.orderLines, suppliers: summary.suppliers.count,
            largest: summary.suppliers.first.map { sum > 0 ? size($0) / sum : 0 } ?? 0)
        func figure(_ groups: ArraySlice<ReportSummary.SupplierOrders>) -> String {
            let values = groups.compactMap(\.value)
            let amount = wording.amount(
                values.isEmpty ? nil : values.reduce(0, +), units: groups.reduce(0) { $0 + $1.units })
            return amount + " · " + wording.lines(groups.reduce(0) { $0 + $1.lines.count })
        }
        let rows = HTMLReport.approvalRows
        let shown = summary.suppliers.count <= rows + 1 ? summary.suppliers[...] : summary.suppliers.prefix(rows)
        var bars = shown.indices.map { index in
            BarChart.Bar(
                label: shown[index].supplier.map { record.network.sites[$0].title } ?? wording.maker, value: size(shown[index]),
                figure: figure(shown[index...index]))
        }
        let rest = summary.suppliers.dropFirst(shown.count)
        if !rest.isEmpty {
            bars.append(
                BarChart.Bar(
                    label: wording.otherSuppliers(rest.count), value: rest.reduce(0) { $0 + size($1) }, figure: figure(rest),
                    isRest: true))
        }
        return title + heading(finding) + BarChart(bars: bars, title: finding, id: "approve").svg
    }
}
