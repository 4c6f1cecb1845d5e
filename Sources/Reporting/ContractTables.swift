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
    static let planColumns = ["site", "sku", "supplier", "order_on", "due_on", "quantity", "value", "reason"]
    static let rebalanceColumns = ["from_site", "to_site", "sku", "quantity", "saving", "reason"]
    static let diagnosticsColumns = ["file", "line", "column", "severity", "code", "message", "help"]

    let record: RunRecord
    let wording: Wording

    private func site(_ index: Int) -> String { record.network.sites[index].code }
    private func sku(_ index: Int) -> String { record.network.products[index].sku }

    var forecast: [UInt8] {
        var table = CSVText(columns: ContractTables.forecastColumns)
        for (pair, forecast) in record.forecasts.enumerated() {
            guard let forecast else { continue }
            let (site, sku) = (site(record.ledger.pairs[pair].site), sku(record.ledger.pairs[pair].product))
            for week in 0..<forecast.horizon {
                table.text(site)
                table.text(sku)
                table.text((forecast.firstWeek + week).monday.iso8601)
                table.number(forecast.mean[week])
                for level in Forecast.levels.indices { table.number(forecast.quantile(level, week: week)) }
                table.text(forecast.model)
                table.endRow()
            }
        }
        return table.bytes
    }

    var position: [UInt8] {
        var table = CSVText(columns: ContractTables.positionColumns)
        for (pair, position) in record.positions.enumerated() {
            table.text(site(record.ledger.pairs[pair].site))
            table.text(sku(record.ledger.pairs[pair].product))
            // What is insufficient is unknown, and unknown is empty.
            let known = position.basis != .insufficient
            for value in [
                position.onHandLow, position.onHand, position.onHandHigh, position.consumptionLow, position.consumption,
                position.consumptionHigh,
            ] { table.number(known ? value : nil) }
            table.number(position.weeksOfCover)
            table.text(position.basis.rawValue)
            table.number(known ? position.inTransit : nil)
            table.text(position.lastCountedOn?.iso8601 ?? "")
            table.endRow()
        }
        return table.bytes
    }

    var stockpile: [UInt8] {
        var table = CSVText(columns: ContractTables.stockpileColumns)
        for pile in record.stockpiles {
            table.text(site(record.ledger.pairs[pile.pair].site))
            table.text(sku(record.ledger.pairs[pile.pair].product))
            table.number(pile.risk)
            table.number(pile.excessUnits)
            table.number(pile.excessValue)
            table.text(pile.since?.monday.iso8601 ?? "")
            table.text(pile.cause.rawValue)
            table.text(wording.evidence(pile))
            table.endRow()
        }
        return table.bytes
    }

    var plan: [UInt8] {
        var table = CSVText(columns: ContractTables.planColumns)
        for line in record.plan.lines {
            table.text(site(record.ledger.pairs[line.pair].site))
            table.text(sku(record.ledger.pairs[line.pair].product))
            table.text(line.supplier.map(site) ?? "")
            table.text(line.orderOn.iso8601)
            table.text(line.dueOn.iso8601)
            table.number(line.quantity)
            table.number(line.value)
            table.text(wording.reason(line.calculation))
            table.endRow()
        }
        return table.bytes
    }

    var rebalance: [UInt8] {
        var table = CSVText(columns: ContractTables.rebalanceColumns)
        for transfer in record.plan.transfers {
            table.text(site(transfer.from))
            table.text(site(transfer.to))
            table.text(sku(transfer.product))
            table.number(transfer.quantity)
            table.number(transfer.saving)
            table.text(wording.reason(transfer))
            table.endRow()
        }
        return table.bytes
    }

    var diagnostics: [UInt8] {
        var table = CSVText(columns: ContractTables.diagnosticsColumns)
        for finding in record.diagnostics {
            table.text(finding.file)
            table.number(finding.line.map(Double.init))
            table.number(finding.column.map(Double.init))
            table.text(finding.severity.rawValue)
            table.text(finding.code)
            table.text(finding.message)
            table.text(finding.help)
            table.endRow()
        }
        return table.bytes
    }
}
