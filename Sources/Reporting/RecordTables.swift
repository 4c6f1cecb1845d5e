import SupplyNetwork
import Wording

/// The tables of a run as JSON, for machines: each is an array of objects whose keys are the columns of the CSV file of that name,
/// with numbers as numbers and what is unknown as null. Forecasts are one object a site × SKU, their weeks as arrays.
public struct RecordTables: Sendable {
    let record: RunRecord
    let wording: Wording

    public init(record: RunRecord, wording: Wording) {
        self.record = record
        self.wording = wording
    }

    private func site(_ index: Int) -> String { record.network.sites[index].code }
    private func sku(_ index: Int) -> String { record.network.products[index].sku }
    private func key(_ pair: Int) -> [String] {
        [JSONText.string(site(record.ledger.pairs[pair].site)), JSONText.string(sku(record.ledger.pairs[pair].product))]
    }
    private func number(_ value: Double?) -> String { value.map(JSONText.number) ?? "null" }
    private func text(_ value: String?) -> String { value.map(JSONText.string) ?? "null" }

    /// `"name": [ … ]`, one object a line.
    private func table(_ name: String, _ columns: [String], _ rows: [[String]]) -> String {
        let objects = rows.map { row in
            "{" + zip(columns, row).map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}"
        }
        let body = objects.isEmpty ? "[]" : "[\n      " + objects.joined(separator: ",\n      ") + "\n    ]"
        return "    \"\(name)\": \(body)"
    }

    /// One JSON object with a member for each table.
    public var json: String {
        "{\n" + [plan, exceptions, rebalance, stockpile, position, forecast, alerts, health, diagnostics].joined(separator: ",\n") + "\n  }"
    }

    /// Every figure of the network's health, as `health/figures.csv` has them but for definitions.
    private var health: String {
        let files = HealthFiles(health: record.health, network: record.network, asOf: record.asOf, wording: wording)
        let rows = record.health.sections.flatMap { section in
            section.figures.map { figure -> [String] in
                let (scope, key) = files.names(figure.scope)
                return [
                    text(section.file.rawValue), text(scope), text(key), text(figure.measure.rawValue), number(figure.value),
                    number(figure.low),
                    number(figure.high), number(figure.previous), number(figure.peers), text(figure.measure.unit.rawValue),
                    number(figure.sample),
                    text(figure.sample == nil ? nil : figure.measure.sampleUnit), text(figure.reason.map { wording.explanation($0) }),
                ]
            }
        }
        return table("health", ["section"] + HealthFiles.figureColumns.dropLast(), rows)
    }

    private var plan: String {
        table(
            "plan", ContractTables.planColumns,
            record.plan.lines.map { line in
                key(line.pair) + [
                    text(line.supplier.map(site)), text(line.orderOn.iso8601), text(line.dueOn.iso8601), number(line.quantity),
                    number(line.value), text(wording.reason(line.calculation)), text(line.calculation.constraint.rawValue),
                    number(line.calculation.unlimited ?? line.quantity), number(line.calculation.shortUnits),
                    number(line.calculation.announced),
                ]
            })
    }

    private var exceptions: String {
        table(
            "exceptions", PlanDetailTables.exceptionColumns,
            record.plan.exceptions.enumerated().map { rank, e in
                ["\(rank + 1)", text(e.kind.rawValue)] + key(e.pair) + [
                    number(e.units), number(e.value), text(e.day.iso8601), number(e.probability), number(e.reference),
                    text(wording.summary(e)), text(wording.proposal(e.proposal, network: record.network)),
                ]
            })
    }

    private var rebalance: String {
        table(
            "rebalance", ContractTables.rebalanceColumns,
            record.plan.transfers.map { move in
                [
                    text(site(move.from)), text(site(move.to)), text(sku(move.product)), number(move.quantity), number(move.saving),
                    text(wording.reason(move)),
                ]
            })
    }

    private var stockpile: String {
        table(
            "stockpile", ContractTables.stockpileColumns,
            record.stockpiles.map { pile in
                key(pile.pair) + [
                    number(pile.risk), number(pile.excessUnits), number(pile.excessValue), text(pile.since?.monday.iso8601),
                    text(pile.cause.rawValue), text(wording.evidence(pile)),
                ]
            })
    }

    private var position: String {
        table(
            "position", ContractTables.positionColumns,
            record.positions.enumerated().map { pair, position in
                func known(_ value: Double) -> String { number(position.basis == .insufficient ? nil : value) }
                return key(pair) + [
                    known(position.onHandLow), known(position.onHand), known(position.onHandHigh), known(position.consumptionLow),
                    known(position.consumption), known(position.consumptionHigh), number(position.weeksOfCover),
                    text(position.basis.rawValue), known(position.inTransit), text(position.lastCountedOn?.iso8601),
                ]
            })
    }

    private var forecast: String {
        // The columns of forecast.csv, with `week` the first of them and every figure an array.
        let columns = Array(ContractTables.forecastColumns.dropLast()) + ["model"]
        func row(_ site: String, _ sku: String, _ forecast: Forecast) -> [String] {
            func array(_ values: [Double]) -> String { "[" + values.map(JSONText.number).joined(separator: ", ") + "]" }
            let levels = Forecast.levels.indices.map { level in
                array((0..<forecast.horizon).map { forecast.quantile(level, week: $0) })
            }
            return [text(site), text(sku), text(forecast.firstWeek.monday.iso8601), array(forecast.mean)] + levels + [text(forecast.model)]
        }
        var rows: [[String]] = []
        for (pair, forecast) in record.forecasts.enumerated() {
            guard let forecast else { continue }
            rows.append(row(site(record.ledger.pairs[pair].site), sku(record.ledger.pairs[pair].product), forecast))
        }
        rows += record.totals.map { row($0.site, $0.sku, $0.forecast) }
        return table("forecast", columns, rows)
    }

    private var alerts: String {
        table(
            "alerts",
            ["id", "rule", "severity", "state", "site", "sku", "since", "risk", "summary", "evidence", "recommended_action"],
            record.alerts.map { alert in
                [
                    text(alert.id), text(alert.rule.rawValue), text(alert.severity.rawValue), text(alert.state.rawValue),
                    text(site(alert.site)), text(sku(alert.product)), text(alert.since.iso8601), number(alert.risk), text(alert.summary),
                    text(alert.evidence), text(alert.recommendedAction),
                ]
            })
    }

    private var diagnostics: String {
        table(
            "diagnostics", ContractTables.diagnosticsColumns,
            record.diagnostics.map { finding in
                [
                    text(finding.file), finding.line.map(String.init) ?? "null", finding.column.map(String.init) ?? "null",
                    text(finding.severity.rawValue), text(finding.code), text(finding.message), text(finding.help),
                ]
            })
    }
}
