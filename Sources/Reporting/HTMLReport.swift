import SupplyNetwork
import Wording

/// `report.html`: management's page first, then what it rests on. One file, no network.
struct HTMLReport {
    let summary: ReportSummary
    let options: ReportingOptions
    let wording: Wording

    var record: RunRecord { summary.record }

    var page: String {
        let label = wording.label
        let brand = record.network.sites.filter { $0.tier == 0 }
        let title = (brand.count == 1 ? brand[0].title + " · " : "") + label(.weeklyReport)
        let sections: [(id: String, title: ReportLabel, html: String)] =
            summary.isEmpty
            ? [("data", .dataQuality, dataSection)]
            : [
                ("network", .networkPicture, networkPictureSection), ("stock", .whereStockLies, tierSection),
                ("flows", .networkFlow, networkFlowSection), ("demand", .demand, demandSection),
                ("piling", .stockpiling, stockpileSection),
                ("plan", .plan, planSection), ("moves", .rebalancing, transferSection), ("alerts", .alerts, alertSection),
                ("health", .networkHealth, healthSection), ("review", .forecastReview, reviewSection), ("data", .dataQuality, dataSection),
            ]
            .filter { $0.id != "health" || !record.health.sections.isEmpty }
        let links = sections.map { "<a href=\"#\($0.id)\">\(Markup.escaped(label($0.title)))</a>" }.joined()
        let body = sections.map { "<section id=\"\($0.id)\"><h2>\(Markup.escaped(label($0.title)))</h2>\n\($0.html)\n</section>" }
        return """
            <!DOCTYPE html>
            <html lang="\(wording.said(zh: "zh-CN", en: "en"))">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
            <title>\(Markup.escaped(title)) \(record.asOf.iso8601)</title>
            <style>
            \(HTMLStyle.sheet)
            </style>
            </head>
            <body data-filter="\(Markup.escaped(label(.filter)))" data-sort-hint="\(Markup.escaped(label(.sortHint)))">
            <div class="page">
            <a class="skip" href="#main">\(Markup.escaped(label(.skipToContent)))</a>
            <header><h1>\(Markup.escaped(title))</h1><p>\(Markup.escaped(subtitle))</p></header>
            <nav>\(links)</nav>
            <main id="main">
            \(managementPage)
            \(body.joined(separator: "\n"))
            </main>
            \(footer)
            </div>
            <script>
            \(HTMLScript.text)
            </script>
            </body>
            </html>

            """
    }

    private var subtitle: String {
        let compared = record.previous.map { wording.said(zh: "；", en: "; ") + wording.comparedWith($0.asOf) } ?? ""
        return wording.asOf(record.asOf) + compared
    }

    private var footer: String {
        let items = wording.definitions(horizon: record.horizonWeeks, threshold: record.overstockRisk)
        return "<footer><h3>\(Markup.escaped(wording.label(.definitions)))</h3><ul>"
            + items.map { "<li>\(Markup.escaped($0))</li>" }.joined()
            + "</ul><p>Penstock · \(record.asOf.iso8601) · \(Markup.escaped(wording.label(.noScriptNeeded)))</p></footer>"
    }

    func paragraph(_ text: String, kind: String = "") -> String {
        "<p\(kind.isEmpty ? "" : " class=\"\(kind)\"")>\(Markup.escaped(text))</p>"
    }

    func heading(_ text: String) -> String { "<h3>\(Markup.escaped(text))</h3>" }

    func column(_ label: ReportLabel, _ kind: HTMLTable.Kind = .name, isForExceptions: Bool = false) -> HTMLTable.Column {
        HTMLTable.Column(title: wording.label(label), kind: kind, isForExceptions: isForExceptions)
    }

    func siteCell(_ index: Int) -> HTMLTable.Cell { .named(record.network.sites[index].name, code: record.network.sites[index].code) }
    func productCell(_ index: Int) -> HTMLTable.Cell {
        .named(record.network.products[index].name, code: record.network.products[index].sku)
    }
    func title(ofProduct index: Int) -> String { record.network.products[index].name ?? record.network.products[index].sku }
}
