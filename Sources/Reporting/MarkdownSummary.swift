import SupplyNetwork
import Wording

/// `report.md`: what fits a chat message, at most 40 lines.
struct MarkdownSummary {
    let summary: ReportSummary
    let wording: Wording

    private let rows = 5

    var text: String {
        let record = summary.record
        let escaped = MarkdownSummary.escaped
        var lines = ["# \(wording.label(.weeklyReport)) \(record.asOf.iso8601)", ""]
        guard !summary.isEmpty else {
            lines += [escaped(wording.nothingRead), ""]
            return lines.joined(separator: "\n")
        }
        let findings = KeyFindings(summary: summary, wording: wording)
        for figure in findings.figures {
            let detail = [figure.detail, figure.change].filter { !$0.isEmpty }.joined(separator: wording.said(zh: "；", en: "; "))
            lines.append(
                "- **\(escaped(figure.title))** \(escaped(figure.value))\(wording.said(zh: "（", en: " ("))\(escaped(detail))\(wording.said(zh: "）", en: ")"))"
            )
        }
        lines += ["", "**\(wording.label(.risks))**", ""]
        let risks = findings.risks
        lines += risks.isEmpty ? [escaped(wording.nothing(of: .risks))] : risks.enumerated().map { "\($0 + 1). \(escaped($1))" }
        lines += ["", "**\(wording.label(.decisions))** " + findings.decisions.map(escaped).joined(separator: " "), ""]
        if !record.stockpiles.isEmpty {
            let heads: [ReportLabel] = [.site, .sku, .risk, .excessUnits, .cause]
            lines.append("| " + heads.map { wording.label($0) }.joined(separator: " | ") + " |")
            lines.append("| --- | --- | ---: | ---: | --- |")
            for pile in summary.piles.prefix(rows) {
                let (site, product) = (summary.site(pile.pair), summary.product(pile.pair))
                let cells = [
                    site.title, product.name ?? product.sku, wording.probability(pile.risk), wording.quantity(pile.excessUnits),
                    wording.name(pile.cause),
                ]
                lines.append("| " + cells.map(escaped).joined(separator: " | ") + " |")
            }
            let rest = record.stockpiles.count - rows
            if rest > 0 { lines += ["", escaped(wording.further(rest, file: "stockpile.csv"))] }
            lines.append("")
        }
        if let review = record.review { lines.append("**\(wording.label(.forecastReview))** \(escaped(wording.review(review)))") }
        lines += ["**\(wording.label(.dataQuality))** \(escaped(findings.dataLine))", ""]
        return lines.joined(separator: "\n")
    }

    /// Text that no Markdown reader takes for markup: one line, specials escaped.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n", "\r", "\t", "\u{0B}", "\u{0C}", "\u{85}", "\u{2028}", "\u{2029}": result += " "
            case "|", "`", "*", "_", "[", "]", "\\", "#", "~": result += "\\" + String(scalar)
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            default:
                if scalar.value < 0x20 || scalar.value == 0x7F { result += "\u{FFFD}" } else { result.unicodeScalars.append(scalar) }
            }
        }
        return result
    }
}
