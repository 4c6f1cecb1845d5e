import DelimitedText
import SupplyNetwork
import Wording

/// `projection.csv`, `exceptions.csv` and `scenarios.csv`: what the plan leads to, what to look at first, what would be otherwise.
struct PlanDetailTables {
    static let projectionColumns = [
        "site", "sku", "week", "demand", "dependent_demand", "open_orders", "planned_receipts", "planned_orders", "balance",
        "balance_without_orders", "stock_out_risk", "short_units",
    ]
    static let exceptionColumns = [
        "rank", "kind", "site", "sku", "units", "value", "day", "probability", "reference", "summary", "proposal",
    ]
    static let scenarioColumns = [
        "scenario", "order_units", "order_value", "fill_rate", "short_units", "stock_units", "stock_value", "holding_cost", "shortage_cost",
        "cost", "pairs_at_risk", "excess_value", "rebates",
    ]

    let record: RunRecord
    let wording: Wording

    private func site(_ pair: Int) -> String { record.site(ofPair: pair).code }
    private func sku(_ pair: Int) -> String { record.product(ofPair: pair).sku }

    var projection: [UInt8] {
        var table = CSVWriter(header: PlanDetailTables.projectionColumns)
        let balances = record.plan.projection
        for pair in 0..<balances.pairs where balances.isKnown[pair] {
            let (site, sku) = (site(pair), sku(pair))
            for (week, index) in balances.range(ofPair: pair).enumerated() {
                table.cell(site)
                table.cell(sku)
                // The first week begins on the as-of date.
                table.cell((week == 0 ? record.asOf : (balances.firstWeek + week).monday).iso8601)
                for column in [
                    balances.demand, balances.dependent, balances.scheduled, balances.planned, balances.released, balances.balance,
                    balances.balanceWithoutOrders, balances.stockOutRisk, balances.short,
                ] { table.cell(column[index], decimals: ContractTables.decimals) }
                table.endRow()
            }
        }
        return table.bytes
    }

    var exceptions: [UInt8] {
        var table = CSVWriter(header: PlanDetailTables.exceptionColumns)
        for (rank, e) in record.plan.exceptions.enumerated() {
            table.cell(rank + 1)
            table.cell(e.kind.rawValue)
            table.cell(site(e.pair))
            table.cell(sku(e.pair))
            table.cell(e.units, decimals: ContractTables.decimals)
            table.cell(e.value, decimals: ContractTables.decimals)
            table.cell(e.day.iso8601)
            table.cell(e.probability, decimals: ContractTables.decimals)
            table.cell(e.reference, decimals: ContractTables.decimals)
            table.cell(wording.summary(e))
            table.cell(wording.proposal(e.proposal, network: record.network))
            table.endRow()
        }
        return table.bytes
    }

    var scenarios: [UInt8] {
        var table = CSVWriter(header: PlanDetailTables.scenarioColumns)
        for s in record.scenarios {
            table.cell(s.name)
            for value in [
                s.orderUnits, s.orderValue, s.fillRate, s.unitsShort, s.stockUnits, s.stockValue, s.holdingCost, s.shortageCost, s.cost,
            ] { table.cell(value, decimals: ContractTables.decimals) }
            table.cell(s.pairsAtRisk)
            table.cell(s.excessValue, decimals: ContractTables.decimals)
            table.cell(s.rebates, decimals: ContractTables.decimals)
            table.endRow()
        }
        return table.bytes
    }
}
