import SupplyNetwork
import Wording

/// `plan.xlsx`, the planner's workbook: orders to change line by line, and everything they rest on.
struct PlanWorkbook {
    let summary: ReportSummary
    let wording: Wording
    /// Rows at most of every sheet but orders and transfers.
    var largestRows = ReportingOptions().workbookRows

    private var record: RunRecord { summary.record }
    private var network: Network { record.network }

    func write(to path: String) throws {
        let book = try Workbook(
            path: path, title: wording.label(.weeklyReport) + " " + record.asOf.iso8601, created: record.asOf)
        let orders = try orders(in: book)
        try transfers(in: book)
        try exceptions(in: book)
        try PlanDetailSheets(record: record, wording: wording, largestRows: largestRows).write(in: book)
        try stockpiling(in: book)
        try forecast(in: book)
        try positions(in: book)
        try explanations(in: book)
        try notes(in: book, orders: orders)
        try book.close()
    }

    private func column(_ label: ReportLabel, _ width: Double, _ style: Workbook.Style) -> Sheet.Column {
        Sheet.Column(title: wording.label(label), width: width, style: style)
    }

    /// Site, its name, tier, SKU, its name: the left edge of every sheet.
    private var keyColumns: [Sheet.Column] {
        [
            column(.site, 11, .text), column(.siteName, 22, .text), column(.tier, 7, .centred), column(.sku, 14, .text),
            column(.productName, 22, .text),
        ]
    }

    private func key(_ pair: Int) -> [Workbook.Cell] {
        let (site, product) = (summary.site(pair), summary.product(pair))
        return [.text(site.code), .text(site.name ?? ""), .number(Double(site.tier)), .text(product.sku), .text(product.name ?? "")]
    }

    /// Where the totals after overrides can be summed up.
    private struct OrderRanges {
        var quantity: String
        var value: String
    }

    private func orders(in book: Workbook) throws -> OrderRanges {
        let name = wording.label(.ordersSheet)
        let sheet = try book.sheet(name)
        let columns =
            keyColumns + [
                column(.supplier, 20, .text), column(.orderOn, 12, .date), column(.dueOn, 12, .date), column(.quantity, 11, .quantity),
                column(.override, 11, .input), column(.overrideReason, 24, .inputText), column(.finalQuantity, 11, .quantity),
                column(.packSize, 9, .quantity), column(.minOrderQuantity, 9, .quantity), column(.unitValue, 11, .money),
                column(.value, 14, .money), column(.finalValue, 14, .money), column(.reason, 90, .wrapped),
            ]
        sheet.head(columns, frozenColumns: 5)
        for line in record.plan.lines {
            let product = summary.product(line.pair)
            let unit = line.quantity > 0 ? line.value.map { $0 / line.quantity } : product.unitValue
            let quantity = Workbook.reference(row: sheet.row, column: 8)
            let override = Workbook.reference(row: sheet.row, column: 9)
            let final = Workbook.reference(row: sheet.row, column: 11)
            let price = Workbook.reference(row: sheet.row, column: 14)
            var cells = key(line.pair)
            cells += [
                .text(line.supplier.map { network.sites[$0].title } ?? wording.maker), .date(line.orderOn), .date(line.dueOn),
                .number(line.quantity), .blank, .blank,
                .formula("=IF(ISBLANK(\(override)),\(quantity),\(override))", value: line.quantity),
                .number(product.packSize), .number(product.minOrderQuantity), .number(unit), .number(line.value),
                line.value.map { .formula("=\(final)*\(price)", value: $0) } ?? .blank,
                .text(wording.reason(line.calculation)),
            ]
            sheet.add(cells)
        }
        sheet.validated(column: 9, message: wording.overrideMessage)
        sheet.filtered()
        sheet.protected()
        sheet.activated()
        func range(_ column: Int) -> String {
            let first = Workbook.reference(row: 1, column: column)
            return "'\(name)'!\(first):\(Workbook.reference(row: max(sheet.row - 1, 1), column: column))"
        }
        return OrderRanges(quantity: range(11), value: range(16))
    }

    private func transfers(in book: Workbook) throws {
        let sheet = try book.sheet(wording.label(.transfersSheet))
        sheet.head(
            [
                column(.from, 11, .text), column(.siteName, 22, .text), column(.to, 11, .text), column(.siteName, 22, .text),
                column(.sku, 14, .text), column(.productName, 22, .text), column(.quantity, 11, .quantity), column(.override, 11, .input),
                column(.overrideReason, 24, .inputText), column(.saving, 11, .money), column(.reason, 70, .wrapped),
            ], frozenColumns: 4)
        for transfer in record.plan.transfers {
            let (from, to) = (network.sites[transfer.from], network.sites[transfer.to])
            let product = network.products[transfer.product]
            sheet.add([
                .text(from.code), .text(from.name ?? ""), .text(to.code), .text(to.name ?? ""), .text(product.sku),
                .text(product.name ?? ""),
                .number(transfer.quantity), .blank, .blank, .number(transfer.saving), .text(wording.reason(transfer)),
            ])
        }
        sheet.validated(column: 7, message: wording.overrideMessage)
        sheet.filtered()
        sheet.protected()
    }

    /// The pairs to show where a sheet cannot hold all: those with the largest `size`, in their own order. Nil means no row.
    private func largest(_ size: (Int) -> Double?) -> (pairs: [Int], count: Int) {
        let sized = record.ledger.pairs.indices.compactMap { pair in size(pair).map { (pair, $0.isFinite ? $0 : 0) } }
        guard sized.count > largestRows else { return (sized.map(\.0), sized.count) }
        let chosen = sized.sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }.prefix(largestRows)
        return (chosen.map(\.0).sorted(), sized.count)
    }

    private func exceptions(in book: Workbook) throws {
        let sheet = try book.sheet(wording.label(.exceptionsSheet))
        sheet.head(
            [
                column(.severity, 9, .text), column(.rule, 11, .text), column(.state, 10, .text), column(.site, 11, .text),
                column(.siteName, 22, .text), column(.sku, 14, .text), column(.productName, 22, .text), column(.since, 12, .date),
                column(.probability, 9, .percentage), column(.summary, 50, .wrapped), column(.recommendedAction, 50, .wrapped),
                column(.evidence, 70, .wrapped),
            ], frozenColumns: 3)
        sheet.outOf(record.alerts.count)
        for alert in record.alerts.prefix(largestRows) {
            let (site, product) = (network.sites[alert.site], network.products[alert.product])
            sheet.add([
                .text(wording.name(alert.severity)), .text(wording.name(alert.rule)), .text(wording.name(alert.state)), .text(site.code),
                .text(site.name ?? ""), .text(product.sku), .text(product.name ?? ""), .date(alert.since), .number(alert.risk),
                .text(alert.summary), .text(alert.recommendedAction), .text(alert.evidence),
            ])
        }
        sheet.marked(column: 0, equalTo: wording.name(Alert.Severity.critical))
        sheet.shaded(column: 8)
        sheet.filtered()
    }

    private func stockpiling(in book: Workbook) throws {
        let sheet = try book.sheet(wording.label(.stockpilingSheet))
        sheet.head(
            keyColumns + [
                column(.risk, 9, .percentage), column(.excessUnits, 11, .quantity), column(.excessValue, 14, .money),
                column(.onHand, 11, .quantity), column(.weeksOfCover, 10, .quantity), column(.since, 12, .date), column(.cause, 22, .text),
                column(.evidence, 90, .wrapped),
            ], frozenColumns: 5)
        sheet.outOf(summary.piles.count)
        for pile in summary.piles.prefix(largestRows) {
            let position = record.positions[pile.pair]
            sheet.add(
                key(pile.pair) + [
                    .number(pile.risk), .number(pile.excessUnits), .number(pile.excessValue),
                    .number(position.basis == .insufficient ? nil : position.onHand),
                    .number(position.weeksOfCover(asked: pile.evidence.demandPerWeek)),
                    .date(pile.since?.monday), .text(wording.name(pile.cause)), .text(wording.evidence(pile)),
                ])
        }
        sheet.shaded(column: 5)
        sheet.filtered()
    }

    /// One row a site × SKU, its weeks side by side.
    private func forecast(in book: Workbook) throws {
        let sheet = try book.sheet(wording.label(.forecastSheet))
        let first = summary.network.firstWeek
        let weeks = summary.network.mean.count
        sheet.head(
            keyColumns + [
                column(.model, 14, .text), column(.totalLow, 11, .quantity), column(.totalHigh, 11, .quantity),
                column(.totalMean, 11, .quantity),
            ] + (0..<weeks).map { Sheet.Column(title: (first + $0).monday.iso8601, width: 11, style: .quantity) }, frozenColumns: 5)
        let rows = largest { pair in
            record.forecasts[pair].flatMap { $0.horizon > 0 ? $0.mean.reduce(0, +) : nil }
        }
        sheet.outOf(rows.count)
        for pair in rows.pairs {
            guard let forecast = record.forecasts[pair] else { continue }
            let offset = forecast.firstWeek - first
            sheet.add(
                key(pair) + [
                    .text(forecast.model), .number(forecast.quantile(0, week: 0)),
                    .number(forecast.quantile(Forecast.levels.count - 1, week: 0)), .number(forecast.mean.reduce(0, +)),
                ]
                    + (0..<weeks).map { week in
                        forecast.mean.indices.contains(week - offset) ? .number(forecast.mean[week - offset]) : .blank
                    })
        }
        sheet.filtered()
    }

    private func positions(in book: Workbook) throws {
        let sheet = try book.sheet(wording.label(.positionsSheet))
        sheet.head(
            keyColumns + [
                column(.onHandLow, 11, .quantity), column(.onHand, 11, .quantity), column(.onHandHigh, 11, .quantity),
                column(.inTransit, 11, .quantity), column(.consumptionLow, 11, .quantity), column(.consumption, 11, .quantity),
                column(.consumptionHigh, 11, .quantity), column(.weeksOfCover, 11, .quantity), column(.basis, 14, .text),
                column(.lastCountedOn, 12, .date),
            ], frozenColumns: 5)
        let rows = largest { pair in
            let position = record.positions[pair]
            return position.basis == .insufficient ? 0 : position.onHand * (summary.product(pair).unitValue ?? 1)
        }
        sheet.outOf(rows.count)
        for pair in rows.pairs {
            let position = record.positions[pair]
            let known = position.basis != .insufficient
            let figures = [
                position.onHandLow, position.onHand, position.onHandHigh, position.inTransit, position.consumptionLow, position.consumption,
                position.consumptionHigh,
            ]
            sheet.add(
                key(pair) + figures.map { .number(known ? $0 : nil) } + [
                    .number(position.weeksOfCover), .text(wording.name(position.basis)), .date(position.lastCountedOn),
                ])
        }
        sheet.marked(column: 13, equalTo: wording.name(Position.Basis.insufficient))
        sheet.filtered()
    }

    /// Every number of every calculation, also of those that ended in no order.
    private func explanations(in book: Workbook) throws {
        let sheet = try book.sheet(wording.label(.explanationsSheet))
        let labels: [ReportLabel] = [
            .leadTimeDays, .reviewPeriodDays, .downstreamDays, .demandMean, .demandDeviation, .expectedLostSales, .targetProbability,
            .targetBasis, .orderUpTo, .maximumStock, .onHand,
            .inTransit, .openOrders, .openOrdersLater, .downstream, .echelonPosition, .need, .packSize, .minOrderQuantity, .planner,
            .quantity,
        ]
        sheet.head(
            keyColumns
                + labels.map { column($0, 11, $0 == .targetProbability ? .percentage : $0 == .targetBasis ? .text : .quantity) }
                + [column(.constraint, 14, .text)], frozenColumns: 5)
        // What is ordered first, then what is nearest to an order.
        let rows = largest { pair in
            record.plan.calculations[pair].map { $0.quantity > 0 ? $0.quantity + 1e12 : $0.need - $0.echelonPosition }
        }
        sheet.outOf(rows.count)
        for pair in rows.pairs {
            guard let c = record.plan.calculations[pair] else { continue }
            sheet.add(
                key(pair) + [
                    .number(Double(c.leadTimeDays)), .number(Double(c.reviewPeriodDays)), .number(Double(c.downstreamDays)),
                    .number(c.demandMean), .number(c.demandDeviation), .number(c.expectedLostSales),
                    .number(c.targetProbability), .text(wording.targetBasis(isCostBased: c.targetIsCostBased)), .number(c.orderUpTo),
                    .number(c.maximumStock),
                    .number(c.onHand), .number(c.inTransit), .number(c.openOrders), .number(c.openOrdersLater), .number(c.downstream),
                    .number(c.echelonPosition), .number(c.need), .number(c.packSize), .number(c.minOrderQuantity), .number(c.planner),
                    .number(c.quantity), .text(wording.name(c.constraint)),
                ])
        }
        sheet.filtered()
    }

    private func notes(in book: Workbook, orders: OrderRanges) throws {
        let sheet = try book.sheet(wording.label(.notesSheet))
        sheet.widths([30, 18, 18, 18, 18, 70])
        func title(_ label: ReportLabel) {
            sheet.line([(.blank, .text)])
            sheet.line([(.text(wording.label(label)), .title)])
        }
        sheet.line([(.text(wording.label(.weeklyReport) + " " + record.asOf.iso8601), .title)])
        sheet.line([(.text(wording.asOf(record.asOf)), .text)])
        guard !summary.isEmpty else {
            sheet.line([(.text(wording.nothingRead), .text)])
            return
        }
        sheet.line([(.text(wording.overrideHelp), .text)])
        let leftOut = book.sheets.reduce(0) { $0 + $1.leftOut }
        for other in book.sheets {
            guard let count = other.count, count > largestRows else { continue }
            sheet.line([(.text(wording.largestRowsOnly(largestRows, of: count, sheet: other.name)), .hot)])
        }
        if leftOut > 0 { sheet.line([(.text(wording.rowsLeftOut(leftOut)), .hot)]) }
        title(.keyFigures)
        for figure in KeyFindings(summary: summary, wording: wording).figures {
            sheet.line([(.text(figure.title), .text), (.text(figure.value), .text), (.text(figure.detail), .text)])
        }
        sheet.line([
            (.text(wording.label(.finalQuantity)), .text),
            (.formula("=SUM(\(orders.quantity))", value: summary.headline.orderUnits), .quantity),
        ])
        sheet.line([
            (.text(wording.label(.finalValue)), .text),
            (.formula("=SUM(\(orders.value))", value: summary.headline.orderValue ?? 0), .money),
        ])
        title(.definitions)
        for line in wording.definitions(horizon: record.horizonWeeks, threshold: record.overstockRisk) {
            sheet.line([(.text(line), .text)])
        }
        title(.dataQuality)
        let heads: [ReportLabel] = [.file, .rows, .rowsSetAside, .rowsLater, .encoding]
        sheet.line(heads.map { (.text(wording.label($0)), .heading) })
        for file in record.files {
            sheet.line([
                (.text(file.file), .text), (.number(Double(file.rows)), .whole), (.number(Double(file.rowsSetAside)), .whole),
                (.number(Double(file.rowsLater)), .whole), (.text(file.encoding), .text),
            ])
        }
        sheet.line([(.blank, .text)])
        sheet.line([ReportLabel.finding, .severity, .count].map { (.text(wording.label($0)), .heading) })
        for finding in summary.findings {
            sheet.line([
                (.text(wording.finding(finding.code) ?? finding.code), .text), (.text(wording.name(finding.severity)), .text),
                (.number(Double(finding.count)), .whole),
                (.text(finding.example.message), .text),
            ])
        }
    }
}
