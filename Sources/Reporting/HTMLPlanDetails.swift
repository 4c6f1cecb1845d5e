import SupplyNetwork
import Wording

/// What to look at before the orders, and what-if plans beside them.
extension HTMLReport {
    var planSection: String {
        exceptionTable + limitsNote + budgetChart + allocationChart + balanceCharts + ordersHeading + orderSection + scenarioTable
    }

    private var exceptionTable: String {
        let exceptions = record.plan.exceptions
        guard !exceptions.isEmpty else { return "" }
        let title = wording.said(zh: "先看这些", en: "Look at these first")
        var table = HTMLTable(
            columns: [
                column(.rule, .short), column(.site), column(.productName), column(.value, .number), column(.summary, .wide),
                column(.recommendedAction, .wide),
            ], caption: title)
        table.rows = exceptions.prefix(options.tableRows).map { e in
            let pair = record.ledger.pairs[e.pair]
            return [
                .text(wording.name(e.kind)), siteCell(pair.site), productCell(pair.product), .number(e.value, wording.money),
                .text(wording.summary(e)), .text(wording.proposal(e.proposal, network: record.network)),
            ]
        }
        let rest = exceptions.count - table.rows.count
        return heading(title) + table.html + (rest > 0 ? paragraph(wording.further(rest, file: "exceptions.csv"), kind: "note") : "")
    }

    private var ordersHeading: String {
        record.plan.exceptions.isEmpty && record.plan.projection.weeks < 2 ? "" : heading(wording.label(.ordersSheet))
    }

    private var limitsNote: String { record.plan.limits.map { paragraph(wording.limits($0), kind: "note") } ?? "" }

    private var scenarioTable: String {
        guard !record.scenarios.isEmpty else { return "" }
        let title = wording.scenariosTitle
        var table = HTMLTable(
            columns: wording.scenarioColumns.enumerated().map { .init(title: $1, kind: $0 == 0 ? .name : .number) }, caption: title,
            isInteractive: false)
        table.rows = record.scenarios.map { s in
            wording.cells(s).enumerated().map { $0 == 0 ? .text($1) : HTMLTable.Cell(html: Markup.escaped($1), key: Double($0)) }
        }
        return heading(title) + table.html
    }
}
