import SupplyNetwork
import Wording

/// The files of `reports/<as-of date>/`, each a pure function of the run's record: same record, same bytes.
///
/// Rejected rows (`rejected.csv`) are the reader's; everything else the data contract names comes from here.
public struct ReportFolder: Sendable {
    public var options: ReportingOptions

    public init(options: ReportingOptions = ReportingOptions()) { self.options = options }

    /// Every file but the workbook, in the order in which they are to be written.
    /// - Parameter wording: the language of sentences; `options.language` where nil.
    public func files(for record: RunRecord, wording: Wording? = nil) -> [(name: String, bytes: [UInt8])] {
        let wording = wording ?? Wording(options.language)
        let contract = ContractTables(record: record, wording: wording)
        let details = PlanDetailTables(record: record, wording: wording)
        let summary = ReportSummary(record: record, options: options)
        let scenarios = record.scenarios.isEmpty ? [] : [("scenarios.csv", details.scenarios)]
        return scenarios + [
            ("forecast.csv", contract.forecast),
            ("position.csv", contract.position),
            ("stockpile.csv", contract.stockpile),
            ("plan.csv", contract.plan),
            ("rebalance.csv", contract.rebalance),
            ("projection.csv", details.projection),
            ("exceptions.csv", details.exceptions),
            ("network.csv", contract.networkFlows),
            ("diagnostics.csv", contract.diagnostics),
            ("alerts.json", AlertFile.bytes(record)),
            ("report.md", Array(MarkdownSummary(summary: summary, wording: wording).text.utf8)),
            ("report.html", Array(HTMLReport(summary: summary, options: options, wording: wording).page.utf8)),
        ] + HealthFiles(health: record.health, network: record.network, asOf: record.asOf, wording: wording).files
    }

    /// Writes `plan.xlsx`, the planner's workbook, to `path`.
    /// - Throws: `WorkbookError` where the file cannot be written.
    public func workbook(for record: RunRecord, wording: Wording? = nil, to path: String) throws {
        let wording = wording ?? Wording(options.language)
        try PlanWorkbook(
            summary: ReportSummary(record: record, options: options), wording: wording, largestRows: options.workbookRows
        ).write(to: path)
    }
}
