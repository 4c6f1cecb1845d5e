import SupplyNetwork
import Wording

/// Sheets of the workbook on what the plan leads to: exceptions, projected balances and scenarios.
struct PlanDetailSheets {
    let record: RunRecord
    let wording: Wording
    let largestRows: Int

    private func said(_ zh: String, _ en: String) -> String { wording.said(zh: zh, en: en) }

    private func key(_ pair: Int) -> [Workbook.Cell] {
        let (site, product) = (record.site(ofPair: pair), record.product(ofPair: pair))
        return [.text(site.code), .text(site.name ?? ""), .text(product.sku), .text(product.name ?? "")]
    }

    private var keyColumns: [Sheet.Column] {
        [ReportLabel.site, .siteName, .sku, .productName].map { Sheet.Column(title: wording.label($0), width: 14, style: .text) }
    }

    func write(in book: Workbook) throws {
        try exceptions(in: book)
        try balances(in: book)
        try scenarios(in: book)
    }

    private func exceptions(in book: Workbook) throws {
        guard !record.plan.exceptions.isEmpty else { return }
        let sheet = try book.sheet(said("计划异常", "Look first"))
        sheet.head(
            [Sheet.Column(title: wording.label(.rule), width: 16, style: .text)] + keyColumns + [
                Sheet.Column(title: wording.label(.units), width: 11, style: .quantity),
                Sheet.Column(title: wording.label(.value), width: 14, style: .money),
                Sheet.Column(title: said("日期", "Day"), width: 12, style: .date),
                Sheet.Column(title: wording.label(.summary), width: 70, style: .wrapped),
                Sheet.Column(title: wording.label(.recommendedAction), width: 50, style: .wrapped),
            ], frozenColumns: 1)
        for e in record.plan.exceptions.prefix(largestRows) {
            sheet.add(
                [.text(wording.name(e.kind))] + key(e.pair) + [
                    .number(e.units), .number(e.value), .date(e.day), .text(wording.summary(e)),
                    .text(wording.proposal(e.proposal, network: record.network)),
                ])
        }
        sheet.filtered()
    }

    /// Projected balance at the end of each week; the lines that are ordered, then the largest.
    private func balances(in book: Workbook) throws {
        let balances = record.plan.projection
        guard balances.weeks > 0 else { return }
        let sheet = try book.sheet(said("预计库存", "Projected stock"))
        sheet.head(
            keyColumns + [Sheet.Column(title: wording.label(.onHand), width: 11, style: .quantity)]
                + (0..<balances.weeks).map { Sheet.Column(title: (balances.firstWeek + $0).monday.iso8601, width: 11, style: .quantity) },
            frozenColumns: 4)
        let known = (0..<balances.pairs).filter { balances.isKnown[$0] }
        func size(_ pair: Int) -> Double { (record.plan.calculations[pair]?.quantity ?? 0) * 1e6 + balances.opening[pair] }
        let chosen =
            known.count <= largestRows
            ? known : known.sorted { size($0) != size($1) ? size($0) > size($1) : $0 < $1 }.prefix(largestRows).sorted()
        for pair in chosen {
            sheet.add(key(pair) + [.number(balances.opening[pair])] + balances.balance[balances.range(ofPair: pair)].map { .number($0) })
        }
        sheet.filtered()
    }

    private func scenarios(in book: Workbook) throws {
        guard !record.scenarios.isEmpty else { return }
        let sheet = try book.sheet(said("情景", "Scenarios"))
        sheet.head(
            wording.scenarioColumns.enumerated().map {
                Sheet.Column(title: $1, width: $0 == 0 ? 20 : 14, style: $0 == 0 ? .text : .quantity)
            },
            frozenColumns: 1)
        for s in record.scenarios {
            sheet.add([
                .text(s.name), .number(s.orderUnits), .number(s.orderValue), .number(s.fillRate), .number(s.unitsShort),
                .number(s.stockUnits),
                .number(s.stockValue), .number(s.cost), .number(Double(s.pairsAtRisk)), .number(s.excessValue), .number(s.rebates),
            ])
        }
    }
}
