import Penstock
import SupplyNetwork
import Wording

/// What a run ends with: few enough lines for any screen. What was read is told file by file by `penstock check`.
struct TerminalReport {
    let record: RunRecord
    let wording: Wording

    private func said(_ zh: String, _ en: String) -> String { wording.said(zh: zh, en: en) }

    func text(folder: String) -> String {
        var parts = [Terminal.bold(said("截至 \(wording.date(record.asOf)) 的周计划", "Weekly run as of \(record.asOf)"))]
        parts.append(ReadingReport(files: record.files, diagnostics: record.diagnostics, wording: wording).summary(kinds: 3))
        parts.append(overstocks)
        parts.append(totals)
        parts.append("  \(said("报告", "report"))  \(folder)/report.html")
        return parts.joined(separator: "\n\n")
    }

    private var overstocks: String {
        let worst = record.stockpiles.filter { $0.risk >= record.overstockRisk }
        let title = said(
            "积压最重（共 \(wording.pairs(worst.count, atSites: Set(worst.map { record.ledger.pairs[$0.pair].site }).count))）",
            "Worst overstocks (\(wording.pairs(worst.count, atSites: Set(worst.map { record.ledger.pairs[$0.pair].site }).count)) in all)")
        guard !worst.isEmpty else { return said("没有发现积压。", "No overstock found.") }
        let ranked = worst.sorted { ($0.excessValue ?? $0.excessUnits, $1.pair) > ($1.excessValue ?? $1.excessUnits, $0.pair) }
        let rows = ranked.prefix(5).map { pile in
            let position = record.positions[pile.pair]
            return [
                record.site(ofPair: pile.pair).title, record.product(ofPair: pile.pair).name ?? record.product(ofPair: pile.pair).sku,
                wording.quantity(position.onHand), position.weeksOfCover(asked: pile.evidence.demandPerWeek).map(wording.cover) ?? "–",
                wording.quantity(pile.excessUnits), pile.excessValue.map(wording.money) ?? "–",
                wording.name(pile.cause),
            ]
        }
        let header = [
            said("网点", "site"), said("商品", "SKU"), said("库存", "on hand"), said("可销周", "weeks"),
            said("多余", "excess"), said("多余金额", "worth"), said("原因", "cause"),
        ]
        return Terminal.bold(title) + "\n" + Terminal.table(header, rows, rightAligned: [2, 3, 4, 5], maximumWidth: 24)
    }

    private var totals: String {
        let headline = record.headline
        func valued(_ units: Double, _ value: Double?) -> String {
            wording.units(units) + (value.map { said("，金额 ", ", worth ") + wording.money($0) } ?? "")
        }
        let rows: [[String]] = [
            [said("库存", "stock"), valued(headline.stockUnits, headline.stockValue)],
            [said("其中多余", "of it excess"), valued(headline.excessUnits, headline.excessValue)],
            headline.expiringUnits.flatMap { units in
                units <= 0
                    ? nil
                    : [
                        said("临期", "expiring"),
                        valued(units, headline.expiringValue) + " " + wording.expiryWindow(days: Headline.expiryDays),
                    ]
            },
            [said("消费", "consumption"), wording.units(headline.consumptionPerWeek) + said("/周", " a week")],
            [
                said("订货计划", "plan"),
                headline.orderLines == 0
                    ? wording.nothingToOrder
                    : wording.lines(headline.orderLines) + said("，", ", ") + valued(headline.orderUnits, headline.orderValue),
            ],
            [
                said("调拨建议", "transfers"),
                record.plan.transfers.isEmpty
                    ? said("无", "none")
                    : "\(record.plan.transfers.count)" + said(" 笔，", ", ")
                        + wording.units(record.plan.transfers.reduce(0) { $0 + $1.quantity }),
            ],
            headline.forecastError.map { error in
                [
                    said("预测准确率", "forecast"),
                    wording.percentage(max(0, 1 - error)) + said("，", " accurate, ")
                        + (headline.forecastValueAdded.map(wording.valueAdded) ?? ""),
                ]
            },
            [said("预警", "alerts"), "\(headline.alertsFiring)"],
        ].compactMap { $0 }
        return Terminal.table([said("合计", "totals"), ""], rows, maximumWidth: 80)
    }
}

/// What was read and what was wrong with it.
struct ReadingReport {
    let files: [FileTotals]
    let diagnostics: [Diagnostic]
    let wording: Wording

    private func said(_ zh: String, _ en: String) -> String { wording.said(zh: zh, en: en) }

    /// Every finding, one by one.
    func text() -> String {
        var text = tables
        for (_, diagnostic) in ranked {
            text += "\n  " + Terminal.safe(diagnostic.description)
            if !diagnostic.help.isEmpty { text += "\n      " + said("建议：", "help: ") + Terminal.safe(diagnostic.help) }
        }
        return text
    }

    /// One line of what was read, and the first kinds of findings.
    func summary(kinds limit: Int) -> String {
        let (rows, aside) = (files.reduce(0) { $0 + $1.rows }, files.reduce(0) { $0 + $1.rowsSetAside })
        var text =
            "  "
            + said(
                "读入 \(files.count) 个文件，\(Wording.grouped(Double(rows), decimals: 0)) 行",
                "\(wording.plural(files.count, "file")) read, \(Wording.grouped(Double(rows), decimals: 0)) rows")
        if aside > 0 { text += said("；搁置 ", "; set aside ") + share(aside, rows) }
        if diagnostics.isEmpty { return text }
        text += "\n" + counted
        for kind in kinds.prefix(limit) {
            text += "\n  " + wording.name(kind.first.severity) + ": " + (wording.finding(kind.first.code) ?? kind.first.code)
            text += kind.count > 1 ? " ×\(kind.count)" : ""
            text += " (" + Terminal.safe(kind.first.file) + (kind.first.line.map { ":\($0)" } ?? "") + ")"
        }
        if kinds.count > limit {
            text += "\n  " + said("全部 \(diagnostics.count) 条见 diagnostics.csv", "all \(diagnostics.count) in diagnostics.csv")
        }
        return text
    }

    /// Each kind of finding, with how often it occurs and where first; the gravest first.
    private var kinds: [(first: Diagnostic, count: Int)] {
        var order: [String] = []
        var kinds: [String: (first: Diagnostic, count: Int)] = [:]
        for (_, diagnostic) in ranked {
            let key = diagnostic.severity.rawValue + " " + diagnostic.code
            if kinds[key] == nil { order.append(key) }
            kinds[key, default: (diagnostic, 0)].count += 1
        }
        return order.compactMap { kinds[$0] }
    }

    private var ranked: [(offset: Int, element: Diagnostic)] {
        diagnostics.enumerated().sorted { ($0.element.severity, $0.offset) < ($1.element.severity, $1.offset) }
    }

    private var tables: String {
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
        // A column that nothing is in says nothing.
        let kept = header.indices.filter { column in column < 2 || rows.contains { !$0[column].isEmpty } }
        let numbers = kept.indices.filter { (1...5).contains(kept[$0]) }
        let text = Terminal.table(
            kept.map { header[$0] }, rows.map { row in kept.map { row[$0] } }, rightAligned: Set(numbers))
        return text + "\n\n" + counted
    }

    private var counted: String {
        let counts = Diagnostic.Severity.allCases.map { severity in diagnostics.filter { $0.severity == severity }.count }
        return Terminal.bold(
            said(
                "发现：\(counts[0]) 个错误，\(counts[1]) 个警告，\(counts[2]) 个提示",
                "Findings: \(wording.plural(counts[0], "error")), \(wording.plural(counts[1], "warning")), \(wording.plural(counts[2], "note"))"
            ))
    }

    private func share(_ part: Int, _ whole: Int) -> String { part == 0 ? "" : "\(part) (\(share(Double(part), Double(whole))))" }

    private func share(_ part: Double, _ whole: Double) -> String {
        part == 0 || whole == 0 ? "" : wording.percentage(part / whole)
    }
}
