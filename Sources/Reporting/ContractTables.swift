import DelimitedText
import SupplyNetwork
import Wording

/// The CSV files of a run's folder. Column names and their order are public (the data contract); further columns may only
/// be added at the end.
struct ContractTables {
    static let forecastColumns = ["site", "sku", "week", "mean", "q05", "q10", "q25", "q50", "q75", "q90", "q95", "model"]
    static let positionColumns = [
        "site", "sku", "on_hand_low", "on_hand", "on_hand_high", "consumption_low", "consumption", "consumption_high",
        "weeks_of_cover", "basis", "in_transit", "last_counted_on",
    ]
    static let stockpileColumns = ["site", "sku", "risk", "excess_units", "excess_value", "since", "cause", "evidence"]
    static let planColumns = [
        "site", "sku", "supplier", "order_on", "due_on", "quantity", "value", "reason", "constraint", "unlimited_quantity", "short_units",
        "announced_quantity",
    ]
    static let rebalanceColumns = ["from_site", "to_site", "sku", "quantity", "saving", "reason"]
    static let diagnosticsColumns = ["file", "line", "column", "severity", "code", "message", "help"]

    /// Numbers carry at most so many decimals.
    static let decimals = 4

    let record: RunRecord
    let wording: Wording

    private func site(_ index: Int) -> String { record.network.sites[index].code }
    private func sku(_ index: Int) -> String { record.network.products[index].sku }

    var forecast: [UInt8] {
        var table = CSVWriter(header: ContractTables.forecastColumns)
        func add(_ forecast: Forecast, site: String, sku: String) {
            for week in 0..<forecast.horizon {
                table.cell(site)
                table.cell(sku)
                table.cell((forecast.firstWeek + week).monday.iso8601)
                table.cell(forecast.mean[week], decimals: ContractTables.decimals)
                for level in Forecast.levels.indices { table.cell(forecast.quantile(level, week: week), decimals: ContractTables.decimals) }
                table.cell(forecast.model)
                table.endRow()
            }
        }
        for (pair, forecast) in record.forecasts.enumerated() {
            guard let forecast else { continue }
            add(forecast, site: site(record.ledger.pairs[pair].site), sku: sku(record.ledger.pairs[pair].product))
        }
        // Behind the leaves, their model `total`: whoever adds up site × SKU leaves these out.
        for total in record.totals { add(total.forecast, site: total.site, sku: total.sku) }
        return table.bytes
    }

    var position: [UInt8] {
        var table = CSVWriter(header: ContractTables.positionColumns)
        for (pair, position) in record.positions.enumerated() {
            table.cell(site(record.ledger.pairs[pair].site))
            table.cell(sku(record.ledger.pairs[pair].product))
            // What is insufficient is unknown, and unknown is empty.
            let known = position.basis != .insufficient
            for value in [
                position.onHandLow, position.onHand, position.onHandHigh, position.consumptionLow, position.consumption,
                position.consumptionHigh,
            ] { table.cell(known ? value : nil, decimals: ContractTables.decimals) }
            table.cell(position.weeksOfCover, decimals: ContractTables.decimals)
            table.cell(position.basis.rawValue)
            table.cell(known ? position.inTransit : nil, decimals: ContractTables.decimals)
            table.cell(position.lastCountedOn?.iso8601)
            table.endRow()
        }
        return table.bytes
    }

    var stockpile: [UInt8] {
        var table = CSVWriter(header: ContractTables.stockpileColumns)
        for pile in record.stockpiles {
            table.cell(site(record.ledger.pairs[pile.pair].site))
            table.cell(sku(record.ledger.pairs[pile.pair].product))
            table.cell(pile.risk, decimals: ContractTables.decimals)
            table.cell(pile.excessUnits, decimals: ContractTables.decimals)
            table.cell(pile.excessValue, decimals: ContractTables.decimals)
            table.cell(pile.since?.monday.iso8601)
            table.cell(pile.cause.rawValue)
            table.cell(wording.evidence(pile))
            table.endRow()
        }
        return table.bytes
    }

    var plan: [UInt8] {
        var table = CSVWriter(header: ContractTables.planColumns)
        for line in record.plan.lines {
            table.cell(site(record.ledger.pairs[line.pair].site))
            table.cell(sku(record.ledger.pairs[line.pair].product))
            table.cell(line.supplier.map(site))
            table.cell(line.orderOn.iso8601)
            table.cell(line.dueOn.iso8601)
            table.cell(line.quantity, decimals: ContractTables.decimals)
            table.cell(line.value, decimals: ContractTables.decimals)
            table.cell(wording.reason(line.calculation))
            table.cell(line.calculation.constraint.rawValue)
            table.cell(line.calculation.unlimited ?? line.quantity, decimals: ContractTables.decimals)
            table.cell(line.calculation.shortUnits, decimals: ContractTables.decimals)
            table.cell(line.calculation.announced, decimals: ContractTables.decimals)
            table.endRow()
        }
        return table.bytes
    }

    var rebalance: [UInt8] {
        var table = CSVWriter(header: ContractTables.rebalanceColumns)
        for transfer in record.plan.transfers {
            table.cell(site(transfer.from))
            table.cell(site(transfer.to))
            table.cell(sku(transfer.product))
            table.cell(transfer.quantity, decimals: ContractTables.decimals)
            table.cell(transfer.saving, decimals: ContractTables.decimals)
            table.cell(wording.reason(transfer))
            table.endRow()
        }
        return table.bytes
    }

    var diagnostics: [UInt8] {
        var table = CSVWriter(header: ContractTables.diagnosticsColumns)
        for finding in record.diagnostics {
            table.cell(finding.file)
            table.cell(finding.line)
            table.cell(finding.column)
            table.cell(finding.severity.rawValue)
            table.cell(finding.code)
            table.cell(finding.message)
            table.cell(finding.help)
            table.endRow()
        }
        return table.bytes
    }
}
