import ArgumentParser
import Foundation
import Penstock
import Reporting
import SupplyNetwork
import Wording

/// A date on the command line.
extension Day: ExpressibleByArgument {
    public init?(argument: String) { self.init(iso8601: argument) }
}

extension Language: ExpressibleByArgument {}

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "The weekly run: read a workspace, write reports/<as-of date>/.",
        discussion: """
            Plans the morning of the as-of date: uses what is dated before it, and nothing dated on or after it but open orders and
            planned promotions and events. The folder appears whole or not at all; a folder of the same date is replaced.
            """)

    @Argument(help: "The workspace: a folder with data/ and, usually, penstock.yaml.")
    var workspace: String

    @Option(
        help: ArgumentHelp("The first day not yet known; by default the Monday after the last week with data.", valueName: "yyyy-mm-dd"))
    var asOf: Day?

    @Option(help: ArgumentHelp("Write reports/ and penstock.db into this folder and leave the workspace as it is.", valueName: "folder"))
    var output: String?

    @Flag(help: "End with status 1 where the data gave findings of severity error.")
    var failOnFindings = false

    @Option(help: "Language of every sentence, in place of the configuration's: zh or en.")
    var language: Language?

    @Flag(
        inversion: .prefixedNo,
        help: "Send the alerts to their receivers when the run is done; by default as alerts.deliver of penstock.yaml says.")
    var deliver: Bool?

    @Option(
        help: ArgumentHelp(
            "A what-if case of penstock.yaml to run instead, into a folder of its own; or “all” to compare them beside the plan.",
            valueName: "name"))
    var scenario: String?

    @OptionGroup var common: CommonOptions

    func run() throws {
        let progress = ProgressLine(quiet: common.quiet)
        let outcome = try Exit.onUnusableInput(progress) {
            var run = WeeklyRun(
                workspace: try Workspace(folder: workspace, output: output), asOf: asOf, threads: common.threads, language: language,
                logger: common.logger, progress: progress.report)
            run.comparesScenarios = scenario == "all"
            run.scenario = scenario == "all" ? nil : scenario
            return try run.execute()
        }
        progress.clear()
        if common.json {
            print(try RunSummary(outcome).text(tables: RecordTables(record: outcome.record, wording: Wording(outcome.language))))
        } else if !common.quiet {
            let wording = Wording(outcome.language)
            print(TerminalReport(record: outcome.record, wording: wording).text(folder: outcome.folder))
            if !outcome.record.scenarios.isEmpty {
                print("\n" + Terminal.bold(wording.scenariosTitle))
                let rows = outcome.record.scenarios.map { wording.cells($0) }
                print(Terminal.table(wording.scenarioColumns, rows, rightAligned: Set(1..<wording.scenarioColumns.count), maximumWidth: 24))
            }
        }
        if scenario == nil || scenario == "all", deliver ?? outcome.delivers {
            try Exit.onUnusableInput {
                let delivery = try AlertDelivery(workspace: Workspace(folder: workspace, output: output))
                DeliveryText.show(try delivery.send(), quiet: common.quiet || common.json)
            }
        }
        if failOnFindings && outcome.record.diagnostics.contains(where: { $0.severity == .error }) { throw Exit.findings }
    }
}

/// What `run --json` prints.
struct RunSummary: Encodable {
    var schemaVersion = JSONSchema.version
    var asOf: Day
    var folder: String
    var headline: Headline
    /// Headlines of the runs of the seven weeks before, oldest first.
    var history: [Headline]
    var files: [FileTotals]
    var findings: [String: Int]
    var alerts: [String: Int]
    /// How the previous run's forecast did; absent without one.
    var review: ReviewSummary?
    /// Where shipped goods ended: the rows of `network.csv`.
    var flows: [FlowSummary]
    /// The plan and what-if plans: the rows of `scenarios.csv`; empty where none was asked for.
    var scenarios: [ScenarioOutcome]

    init(_ outcome: WeeklyRun.Outcome) {
        asOf = outcome.record.asOf
        folder = outcome.folder
        history = outcome.record.history
        headline = outcome.record.headline
        files = outcome.record.files
        scenarios = outcome.record.scenarios
        findings = Dictionary(outcome.record.diagnostics.map { ($0.severity.rawValue, 1) }, uniquingKeysWith: +)
        review = outcome.record.review.map(ReviewSummary.init)
        alerts = Dictionary(outcome.record.alerts.map { ($0.state.rawValue, 1) }, uniquingKeysWith: +)
        flows = outcome.record.flows.map { FlowSummary($0, network: outcome.record.network) }
    }

    /// The summary with every table of the run as its last member.
    func text(tables: RecordTables) throws -> String {
        let summary = try Terminal.jsonText(self)
        return String(summary.dropLast(2)) + ",\n  \"tables\" : " + tables.json + "\n}"
    }
}

/// One row of `network.csv`.
struct FlowSummary: Encodable {
    var scope: String
    var key: String
    var from: Day
    var to: Day
    var shipped: Double
    var consumed: Double?
    var returned: Double?
    var expired: Double?
    var held: Double?
    var unaccounted: Double?
    var recruitShare: Double?
    var onHand: Double?
    var excessUnits: Double?

    init(_ flow: NetworkFlow, network: Network) {
        (scope, key) = network.names(of: flow.scope)
        from = flow.firstWeek.monday
        to = (flow.firstWeek + (flow.weekCount - 1)).sunday
        shipped = flow.shipped
        consumed = flow.shares?.consumed
        returned = flow.shares?.returned
        expired = flow.shares?.expired
        held = flow.shares?.held
        unaccounted = flow.shares?.unaccounted
        recruitShare = flow.recruitShare
        onHand = flow.onHand
        excessUnits = flow.excess
    }
}

/// How issued forecasts did, as `run --json` prints it.
struct ReviewSummary: Encodable {
    var issuedOn: String
    var weeks: Int
    var count: Int
    var wape: Double?
    var naiveWape: Double?
    var bias: Double?
    var coverage90: Double?
    var biases: [ForecastBias]
    var biasedSeries: Int
    var trackedSeries: Int
    var overrides: OverrideReview?
    var orderOverrides: OrderOverrideReview?
    var productWape: Double?
    var productNaiveWape: Double?
    var byCategory: [ForecastAccuracy]
    var byHorizon: [ForecastAccuracy]

    init(_ review: ForecastReview) {
        issuedOn = review.issuedOn.iso8601
        weeks = review.weeks
        count = review.count
        wape = review.wape
        naiveWape = review.naiveWape
        bias = review.bias
        coverage90 = review.coverage90
        biases = review.biases
        biasedSeries = review.biasedSeries
        trackedSeries = review.trackedSeries
        overrides = review.overrides
        orderOverrides = review.orderOverrides
        productWape = review.productWape
        productNaiveWape = review.productNaiveWape
        byCategory = review.byCategory
        byHorizon = review.byHorizon
    }
}
