import SupplyNetwork
import Wording

/// What to order and move, what to look at, and how far the report can be trusted.
extension HTMLReport {
    var orderSection: String {
        guard !record.plan.lines.isEmpty else { return paragraph(wording.nothing(of: .plan)) }
        let headline = summary.headline
        var html = paragraph(
            wording.planLead(
                lines: headline.orderLines, units: headline.orderUnits, value: headline.orderValue, suppliers: summary.suppliers.count),
            kind: "lead")
        for (number, group) in summary.suppliers.prefix(options.suppliers).enumerated() {
            let name = group.supplier.map { record.network.sites[$0].title } ?? wording.maker
            let figures = [wording.lines(group.lines.count), wording.units(group.units), group.value.map(wording.money)].compactMap { $0 }
            var table = HTMLTable(
                columns: [
                    column(.site), column(.productName), column(.orderOn, .short), column(.dueOn, .short), column(.quantity, .number),
                    column(.value, .number), column(.reason, .wide),
                ],
                caption: wording.label(.plan) + " " + name)
            table.rows = group.lines.prefix(options.linesPerSupplier).map { index in
                let line = record.plan.lines[index]
                let pair = record.ledger.pairs[line.pair]
                return [
                    siteCell(pair.site), productCell(pair.product), .text(line.orderOn.iso8601), .text(line.dueOn.iso8601),
                    .number(line.quantity, wording.quantity), .number(line.value, wording.money), .text(wording.reason(line.calculation)),
                ]
            }
            html += "<details\(number < 2 ? " open" : "")><summary><b>\(Markup.escaped(name))</b> "
            html += "<span>\(Markup.escaped(figures.joined(separator: wording.said(zh: "，", en: ", "))))</span></summary>\n\(table.html)"
            let rest = group.lines.count - table.rows.count
            if rest > 0 { html += paragraph(wording.further(rest, file: "plan.csv"), kind: "note") }
            html += "</details>\n"
        }
        let rest = summary.suppliers.dropFirst(options.suppliers)
        if !rest.isEmpty {
            html += paragraph(wording.furtherSuppliers(rest.count, lines: rest.reduce(0) { $0 + $1.lines.count }), kind: "note")
        }
        return html
    }

    var transferSection: String {
        let transfers = record.plan.transfers
        guard !transfers.isEmpty else { return paragraph(wording.nothing(of: .rebalancing)) }
        var table = HTMLTable(
            columns: [
                column(.from), column(.to), column(.productName), column(.units, .number), column(.saving, .number),
                column(.reason, .wide),
            ],
            caption: wording.label(.rebalancing))
        table.rows = transfers.prefix(options.tableRows).map { transfer in
            [
                siteCell(transfer.from), siteCell(transfer.to), productCell(transfer.product), .number(transfer.quantity, wording.quantity),
                .number(transfer.saving, wording.money), .text(wording.reason(transfer)),
            ]
        }
        let rest = transfers.count - table.rows.count
        return paragraph(
            wording.transferDecision(count: transfers.count, units: transfers.reduce(0) { $0 + $1.quantity }), kind: "lead")
            + transferMap + table.html + (rest > 0 ? paragraph(wording.further(rest, file: "rebalance.csv"), kind: "note") : "")
    }

    var alertSection: String {
        guard !record.alerts.isEmpty else { return paragraph(wording.nothing(of: .alerts)) }
        var table = HTMLTable(
            columns: [
                column(.severity, .short), column(.rule, .short), column(.summary, .wide), column(.recommendedAction, .wide),
                column(.since, .short), column(.state, .short),
            ],
            caption: wording.label(.alerts))
        table.rows = record.alerts.prefix(options.tableRows).map { alert in
            let rank = Double(Alert.Severity.allCases.firstIndex(of: alert.severity) ?? 0)
            let hot = alert.severity == .critical ? " hot" : ""
            return [
                HTMLTable.Cell(html: "<span class=\"pill\(hot)\">\(Markup.escaped(wording.name(alert.severity)))</span>", key: -rank),
                .text(wording.name(alert.rule)), .text(alert.summary), .text(alert.recommendedAction), .text(alert.since.iso8601),
                .text(wording.name(alert.state)),
            ]
        }
        let rest = record.alerts.count - table.rows.count
        return table.html + (rest > 0 ? paragraph(wording.further(rest, file: "alerts.json"), kind: "note") : "")
    }

    var dataSection: String {
        var html = ""
        if !record.files.isEmpty {
            var table = HTMLTable(
                columns: [
                    column(.file, .short), column(.rows, .number), column(.rowsSetAside, .number, isForExceptions: true),
                    column(.rowsLater, .number, isForExceptions: true), column(.unitsSetAside, .number, isForExceptions: true),
                    column(.firstDay, .short), column(.lastDay, .short), column(.encoding, .short),
                ],
                caption: wording.label(.file), isInteractive: false)
            table.rows = record.files.map { file in
                [
                    .text(file.file), .number(Double(file.rows), wording.quantity), .number(Double(file.rowsSetAside), wording.quantity),
                    .number(Double(file.rowsLater), wording.quantity),
                    .number(file.units > 0 ? file.unitsSetAside / file.units : nil, wording.percentage),
                    .text(file.firstDay?.iso8601 ?? "–"),
                    .text(file.lastDay?.iso8601 ?? "–"), .text(file.encoding),
                ]
            }
            html += table.html
        }
        html += foundation
        guard !summary.findings.isEmpty else { return html + paragraph(wording.nothing(of: .dataQuality)) }
        var table = HTMLTable(
            columns: [column(.severity, .short), column(.finding), column(.count, .number), column(.example, .wide)],
            caption: wording.label(.finding))
        table.rows = summary.findings.prefix(options.tableRows).map { finding in
            let rank = Double(Diagnostic.Severity.allCases.firstIndex(of: finding.severity) ?? 0)
            return [
                HTMLTable.Cell(html: Markup.escaped(wording.name(finding.severity)), key: -rank),
                .named(wording.finding(finding.code), code: finding.code),
                .number(Double(finding.count), wording.quantity), .text(example(finding.example)),
            ]
        }
        return html + heading(wording.findingsTitle) + table.html
            + paragraph(wording.further(record.diagnostics.count, all: "diagnostics.csv"), kind: "note")
    }

    private func example(_ diagnostic: Diagnostic) -> String {
        var place = diagnostic.file
        if let line = diagnostic.line { place += ":\(line)" }
        let help = diagnostic.help.isEmpty ? "" : " " + diagnostic.help
        return "\(place): \(diagnostic.message)\(help)"
    }
}
