import Penstock
import SupplyNetwork
import Wording

/// The short table a run ends with.
struct TerminalReport {
    let record: RunRecord
    let wording: Wording

    private func said(_ zh: String, _ en: String) -> String { wording.said(zh: zh, en: en) }

    func text(folder: String) -> String {
        var parts = [Terminal.bold(said("截至 \(wording.date(record.asOf)) 的周计划", "Weekly run as of \(record.asOf)"))]
        parts.append(ReadingReport(files: record.files, diagnostics: record.diagnostics, wording: wording).text(findings: 4))
        parts.append(overstocks)
        parts.append(totals)
        parts.append("  \(said("报告", "report"))  \(folder)/report.html")
        return parts.joined(separator: "\n\n")
    }

    private var overstocks: String {
        let worst = record.stockpiles.filter { $0.risk >= record.overstockRisk }
        let title = said("积压最重（共 \(worst.count) 个网点×商品）", "Worst overstocks (\(worst.count) site × SKU in all)")
        guard !worst.isEmpty else { return said("没有发现积压。", "No overstock found.") }
        let ranked = worst.sorted { ($0.excessValue ?? $0.excessUnits, $1.pair) > ($1.excessValue ?? $1.excessUnits, $0.pair) }
        let rows = ranked.prefix(5).map { pile in
            let position = record.positions[pile.pair]
            return [
                record.site(ofPair: pile.pair).title, record.product(ofPair: pile.pair).name ?? record.product(ofPair: pile.pair).sku,
                wording.quantity(position.onHand), position.weeksOfCover.map(wording.quantity) ?? "–", wording.percentage(pile.risk),
                wording.quantity(pile.excessUnits), pile.excessValue.map(wording.money) ?? "–",
                pile.since.map { $0.monday.iso8601 } ?? "–", wording.name(pile.cause),
            ]
        }
        let header = [
            said("网点", "site"), said("商品", "SKU"), said("库存", "on hand"), said("可销周", "weeks"), said("风险", "risk"),
            said("超出", "excess"), said("金额", "value"), said("始于", "since"), said("原因", "cause"),
        ]
        return Terminal.bold(title) + "\n" + Terminal.table(header, rows, rightAligned: [2, 3, 4, 5, 6], maximumWidth: 26)
    }

    private var totals: String {
        let headline = record.headline
        func valued(_ units: Double, _ value: Double?) -> String {
            wording.quantity(units) + said(" 件", " units") + (value.map { said("，金额 ", ", value ") + wording.money($0) } ?? "")
        }
        let rows = [
            [said("库存", "stock"), valued(headline.stockUnits, headline.stockValue)],
            [said("其中积压", "of it excess"), valued(headline.excessUnits, headline.excessValue)],
            [said("消费", "consumption"), wording.quantity(headline.consumptionPerWeek) + said(" 件/周", " units a week")],
            [
                said("订货计划", "plan"),
                "\(headline.orderLines) " + said("行，", "lines, ") + valued(headline.orderUnits, headline.orderValue),
            ],
            [said("调拨建议", "transfers"), "\(record.plan.transfers.count)"],
            [said("预警", "alerts"), "\(headline.alertsFiring)"],
        ]
        return Terminal.table([said("合计", "totals"), ""], rows, maximumWidth: 80)
    }
}

/// What was read and what was wrong with it.
struct ReadingReport {
    let files: [FileTotals]
    let diagnostics: [Diagnostic]
    let wording: Wording

    private func said(_ zh: String, _ en: String) -> String { wording.said(zh: zh, en: en) }

    func text(findings limit: Int) -> String {
        let rows = files.map { file in
            [
                file.file, Wording.grouped(Double(file.rows), decimals: 0), file.units > 0 ? wording.quantity(file.units) : "",
                share(file.rowsSetAside, file.rows), file.units > 0 ? share(file.unitsSetAside, file.units) : "",
                file.rowsLater > 0 ? Wording.grouped(Double(file.rowsLater), decimals: 0) : "",
                file.firstDay.map { "\($0) … \(file.lastDay ?? $0)" } ?? "",
            ]
        }
        let header = [
            said("文件", "file"), said("行", "rows"), said("数量", "units"), said("搁置行", "rows set aside"),
            said("搁置量", "units set aside"), said("之后", "later"), said("日期", "dates"),
        ]
        var text = Terminal.table(header, rows, rightAligned: [1, 2, 3, 4, 5])
        let counts = Diagnostic.Severity.allCases.map { severity in diagnostics.filter { $0.severity == severity }.count }
        text += "\n\n"
        text += Terminal.bold(
            said(
                "发现：\(counts[0]) 个错误，\(counts[1]) 个警告，\(counts[2]) 个提示",
                "Findings: \(counts[0]) errors, \(counts[1]) warnings, \(counts[2]) notes"))
        let shown = diagnostics.enumerated().sorted { ($0.element.severity, $0.offset) < ($1.element.severity, $1.offset) }.prefix(limit)
        for (_, diagnostic) in shown {
            text += "\n  " + Terminal.safe(diagnostic.description)
            if !diagnostic.help.isEmpty { text += "\n      " + said("建议：", "help: ") + Terminal.safe(diagnostic.help) }
        }
        if diagnostics.count > limit {
            text +=
                "\n  " + said("其余 \(diagnostics.count - limit) 条见 diagnostics.csv", "\(diagnostics.count - limit) more in diagnostics.csv")
        }
        return text
    }

    private func share(_ part: Int, _ whole: Int) -> String { part == 0 ? "0" : "\(part) (\(share(Double(part), Double(whole))))" }

    private func share(_ part: Double, _ whole: Double) -> String {
        part == 0 || whole == 0 ? "0" : part / whole < 0.0005 ? "<0.1%" : wording.percentage(part / whole)
    }
}
