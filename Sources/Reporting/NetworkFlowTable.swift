import DelimitedText
import SupplyNetwork
import Wording

/// `network.csv` and the report's table: where shipped goods ended, by tier, SKU and upline.
extension ContractTables {
    static let networkColumns = [
        "scope", "key", "from", "to", "shipped", "consumed", "returned", "expired", "held", "unaccounted", "recruit_share", "on_hand",
        "excess_units",
    ]

    var networkFlows: [UInt8] {
        var table = CSVWriter(header: ContractTables.networkColumns)
        for flow in record.flows {
            let (scope, key) = record.network.names(of: flow.scope)
            table.cell(scope)
            table.cell(key)
            table.cell(flow.firstWeek.monday.iso8601)
            table.cell((flow.firstWeek + (flow.weekCount - 1)).sunday.iso8601)
            table.cell(flow.shipped, decimals: ContractTables.decimals)
            for share in [
                flow.shares?.consumed, flow.shares?.returned, flow.shares?.expired, flow.shares?.held, flow.shares?.unaccounted,
                flow.recruitShare, flow.onHand, flow.excess,
            ] { table.cell(share, decimals: ContractTables.decimals) }
            table.endRow()
        }
        return table.bytes
    }
}

extension HTMLReport {
    /// Uplines and SKUs shown, largest first; all lie in network.csv.
    private static let networkFlowRows = 8

    /// The latest window of the network, its tiers and its largest uplines and SKUs, beside what was consumed a window before.
    var networkFlowSection: String {
        let flows = record.flows
        guard let latest = flows.last(where: { $0.scope == .network && $0.shares != nil }), let shares = latest.shares else {
            return paragraph(wording.nothing(of: .networkFlow))
        }
        let current = flows.filter { $0.firstWeek == latest.firstWeek && $0.shares != nil }
        let before = Dictionary(
            flows.filter { $0.firstWeek + $0.weekCount == latest.firstWeek }.map { ($0.scope, $0) }, uniquingKeysWith: { first, _ in first }
        )
        func largest(_ kind: (NetworkFlow) -> Bool) -> [NetworkFlow] {
            let list = current.filter(kind).enumerated().sorted { ($1.element.shipped, $0.offset) < ($0.element.shipped, $1.offset) }
            return list.prefix(HTMLReport.networkFlowRows).map(\.element)
        }
        let rows =
            current.filter { $0.scope == .network }
            + current.filter { if case .tier = $0.scope { true } else { false } }
            + largest { if case .upline = $0.scope { true } else { false } }
            + largest { if case .product = $0.scope { true } else { false } }
        var table = HTMLTable(
            columns: [
                column(.goods), column(.unitsShipped, .number), column(.reachedConsumers, .number), column(.reachedBefore, .number),
                column(.returned, .number, isForExceptions: true), column(.expired, .number, isForExceptions: true),
                column(.stillHeld, .number), column(.unaccounted, .number), column(.recruitShare, .number, isForExceptions: true),
                column(.onHand, .number), column(.excessUnits, .number, isForExceptions: true),
            ],
            caption: wording.label(.networkFlow), isInteractive: false)
        table.rows = rows.map { flow in
            [
                scopeCell(flow.scope), .number(flow.shipped, wording.quantity), .number(flow.shares?.consumed, wording.percentage),
                .number(before[flow.scope]?.shares?.consumed, wording.percentage), .number(flow.shares?.returned, wording.percentage),
                .number(flow.shares?.expired, wording.percentage), .number(flow.shares?.held, wording.percentage),
                .number(flow.shares?.unaccounted, wording.percentage), .number(flow.recruitShare, wording.percentage),
                .number(flow.onHand, wording.quantity), .number(flow.excess, wording.quantity),
            ]
        }
        return paragraph(
            wording.networkFlowLead(
                weeks: latest.weekCount, consumed: shares.consumed, held: shares.held + shares.expired, unaccounted: shares.unaccounted,
                before: before[.network]?.shares?.consumed), kind: "lead")
            + flowPicture(current, shares: shares) + table.html + paragraph(wording.networkFlowCaption, kind: "note")
    }

    /// Where the goods of the network and of each tier ended, as shares.
    private func flowPicture(_ flows: [NetworkFlow], shares: NetworkFlow.Shares) -> String {
        let rows = flows.compactMap { flow -> StackedBars.Row? in
            guard let shares = flow.shares else { return nil }
            let label: String
            switch flow.scope {
            case .network: label = wording.shippedByHeads
            case .tier(let tier): label = wording.shippedBy(tier: tier)
            case .product, .upline: return nil
            }
            return StackedBars.Row(
                label: label, shares: [shares.consumed, shares.held, shares.expired, shares.returned, shares.unaccounted],
                figure: wording.units(flow.shipped))
        }
        let title = wording.flowFinding(consumed: shares.consumed, held: shares.held + shares.expired)
        let parts = [ReportLabel.reachedConsumers, .stillHeld, .expired, .returned, .unaccounted].map { wording.label($0) }
        return heading(title) + StackedBars(rows: rows, parts: parts, title: title, id: "flowshares", wording: wording).html
    }

    private func scopeCell(_ scope: NetworkFlow.Scope) -> HTMLTable.Cell {
        switch scope {
        case .network: .text(wording.shippedByHeads)
        case .tier(let tier): .text(wording.shippedBy(tier: tier))
        case .product(let product): productCell(product)
        case .upline(let site): siteCell(site)
        }
    }
}
