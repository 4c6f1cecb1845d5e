import Alerting
import DelimitedText
import Delivery
import Forecasting
import Foundation
import Ingest
import Logging
import NetworkHealth
import Reconciliation
import Replenishment
import Reporting
import Stockpiling
import SupplyNetwork
import Wording

/// The weekly run: a workspace's files in, a folder of plan, list, alerts and report out.
///
/// Reads top to bottom as goods and figures flow: files → ledger → positions and consumption → forecasts → stock-piles → plan →
/// alerts → reports. A pure function of the files, the configuration and the state that earlier runs left.
public struct WeeklyRun: Sendable {
    public var workspace: Workspace
    /// The first day that is not yet known; nil for the Monday after the last week with data.
    public var asOf: Day?
    public var threads: Int
    /// In place of the configuration's language.
    public var language: Language?
    /// A what-if case of the configuration to run instead; its folder bears its name, and no state is left.
    public var scenario: String?
    /// Whether every what-if case is worked out beside the plan.
    public var comparesScenarios = false
    public var logger: Logger
    /// Called with the name of a stage and the share of it that is done.
    public var progress: @Sendable (String, Double) -> Void

    public init(
        workspace: Workspace, asOf: Day? = nil, threads: Int, language: Language? = nil, logger: Logger = Logger(label: "penstock"),
        progress: @escaping @Sendable (String, Double) -> Void = { _, _ in }
    ) {
        self.workspace = workspace
        self.asOf = asOf
        self.threads = threads
        self.language = language
        self.logger = logger
        self.progress = progress
    }

    /// What was read, before anything is made of it.
    public struct Inputs: Sendable {
        public var configuration: Configuration
        public var contents: WorkspaceContents
    }

    /// What a run left.
    public struct Outcome: Sendable {
        public var record: RunRecord
        /// The folder that holds the run's files.
        public var folder: String
        public var language: Language
        /// What the configuration says of sending alerts after a run.
        public var delivers: Bool
    }

    /// Reads everything.
    /// - Parameter rejected: takes the bytes of `rejected.csv`, in pieces.
    /// - Throws: `UnusableInput`, `UnusableConfiguration`.
    public func inputs(rejected: RejectedFile? = nil) throws -> Inputs {
        var (configuration, findings) = try workspace.configuration()
        configuration.language = language ?? configuration.language
        let reader = WorkspaceReader(
            dataFolder: workspace.dataFolder, options: configuration.reading(asOf: asOf, threads: threads))
        var contents = try timed("reading") {
            try reader.contents(rejected: rejected.map { file in { file.append($0) } }) { [progress] share in progress("reading", share) }
        }
        contents.diagnostics = findings + contents.diagnostics
        return Inputs(configuration: configuration, contents: contents)
    }

    /// What alerting hands on beside the record's alerts, which silences and inhibition have marked.
    public struct AlertState: Sendable {
        /// What the next run remembers, by alert id.
        public var memory: [String: String]
        /// The alerts before they were marked.
        public var unmuted: [Alert]
    }

    /// Everything a run works out, and nothing written.
    /// - Parameters:
    ///   - memory: what the latest earlier run left, if any.
    ///   - silences: whether they hold on the as-of date or not.
    public func record(of inputs: Inputs, memory: StateStore.Memory?, silences: [Silence] = []) throws -> (
        record: RunRecord, alertState: AlertState, reviewMemory: ReviewMemory
    ) {
        let (configuration, contents) = (inputs.configuration, inputs.contents)
        let (network, ledger) = (contents.network, contents.ledger)
        let wording = Wording(configuration.language)
        var diagnostics = contents.diagnostics
        let reconciled = timed("reconciling") {
            Reconciliation().reconciled(ledger: ledger, network: network, openOrders: contents.openOrders, threads: threads)
        }
        diagnostics += reconciled.diagnostics
        let classes = DemandClasses(network: network, ledger: ledger, consumption: reconciled.consumption)
        let policies = try configuration.policies(for: network, classes: classes)
        diagnostics += configuration.findings(unmatched: policies.unmatched)

        let forecasting = timed("forecasting") {
            DemandForecasting(options: configuration.forecasting).forecasts(
                for: reconciled.consumption, firstWeek: ledger.asOf.week, groups: ledger.pairs.map(\.product),
                context: contents.forecastContext(ledger: ledger, consumption: reconciled.consumption), threads: threads
            ) { network.name(of: ledger.pairs[$0]) }
        }
        let coherent = timed("adding up") {
            ForecastCoherence.reconciled(
                forecasting.forecasts, histories: reconciled.consumption, ledger: ledger, network: network, configuration: configuration,
                threads: threads)
        }
        diagnostics += coherent.diagnostics
        let expected = ForecastUncertainty.widened(
            ForecastScope.limited(coherent.forecasts, ledger: ledger, network: network), histories: reconciled.consumption,
            positions: reconciled.positions, products: ledger.pairs.map(\.product), threads: threads)
        let overridden = ForecastOverrides.applied(contents.overrides, to: expected, ledger: ledger, network: network)
        diagnostics += forecasting.diagnostics + overridden.diagnostics
        let forecasts =
            configuration.demandShare == 0
            ? overridden.forecasts : overridden.forecasts.map { $0?.scaled(by: 1 + configuration.demandShare) }
        let totals = ForecastCoherence.totals(
            of: forecasts, histories: reconciled.consumption, ledger: ledger, network: network, configuration: configuration,
            threads: threads)

        let stockpiles = timed("stock-piling") {
            Stockpiling(options: configuration.stockpiling).stockpiles(
                ledger: ledger, network: network, positions: reconciled.positions, consumption: reconciled.consumption,
                stockPaths: reconciled.stockPaths, forecasts: forecasts, priceChanges: contents.priceChanges,
                promotions: contents.promotions, incentives: configuration.incentives?.asStockpiling,
                payouts: contents.payouts, threads: threads)
        }

        let (plan, planDiagnostics) = timed("planning") {
            Replenishment(options: configuration.replenishment).plan(
                network: network, ledger: ledger, positions: reconciled.positions, forecasts: forecasts, stockpiles: stockpiles,
                openOrders: contents.openOrders, overrides: contents.overrides, policies: policies,
                announcement: memory?.announcement(network: network, ledger: ledger), asOf: ledger.asOf, threads: threads)
        }
        diagnostics += planDiagnostics

        let alerting = timed("alerting") {
            Alerting(options: configuration.alerting).alerts(
                network: network, ledger: ledger, positions: reconciled.positions, forecasts: forecasts, stockpiles: stockpiles,
                plan: plan, openOrders: contents.openOrders, previous: AlertMemory.decoded(memory?.alerts), wording: wording)
        }
        var reviewMemory =
            memory.map { ForecastTracking.updated($0, consumption: reconciled.consumption, network: network, ledger: ledger) }
            ?? ReviewMemory()
        reviewMemory.overrides = overridden.changes.map { change in
            let pair = ledger.pairs[change.pair]
            return ReviewMemory.IssuedOverride(
                site: network.sites[pair.site].code, sku: network.products[pair.product].sku, week: change.week,
                statistical: change.statistical, overridden: change.overridden)
        }
        if let memory {
            OrderOverrideTracking.update(
                &reviewMemory, from: memory.review, consumption: reconciled.consumption, network: network, ledger: ledger)
        }
        reviewMemory.orderOverrides += OrderOverrideTracking.issued(plan, network: network, ledger: ledger)
        let review = memory.flatMap {
            ForecastReview(of: $0, tracking: reviewMemory, consumption: reconciled.consumption, network: network, ledger: ledger)
        }
        if let review { diagnostics += ForecastTracking.findings(review) }
        let muting = Muting(silences: silences, asOf: ledger.asOf)
        var record = RunRecord(
            network: network, ledger: ledger, files: contents.files, diagnostics: diagnostics, positions: reconciled.positions,
            consumption: reconciled.consumption, forecasts: forecasts, stockpiles: stockpiles, plan: plan,
            alerts: muting.muted(alerting.alerts, network: network),
            openOrders: contents.openOrders, review: review, previous: memory?.headline, horizonWeeks: configuration.horizonWeeks,
            overstockRisk: configuration.overstockRisk, totals: totals)
        record.stockPaths = reconciled.stockPaths
        record.flows = timed("tracing flows") {
            NetworkFlowView(options: configuration.networkFlow).flows(
                ledger: ledger, network: network, consumption: reconciled.consumption, stockPaths: reconciled.stockPaths,
                stockpiles: stockpiles, threads: threads)
        }
        if let trade = contents.trade {
            record.health = timed("looking at the network's health") {
                var input = NetworkHealthInput(
                    network: network, ledger: ledger, trade: trade, positions: reconciled.positions, consumption: reconciled.consumption,
                    stockPaths: reconciled.stockPaths, forecasts: forecasts, stockpiles: stockpiles, flows: record.flows,
                    promotions: contents.promotions, priceChanges: contents.priceChanges, events: contents.events,
                    payouts: contents.payouts, openOrders: contents.openOrders, review: review, threads: threads)
                input.demandClasses = classes.names
                return NetworkHealth(options: configuration.networkHealth).record(of: input)
            }
        }
        return (record, AlertState(memory: try AlertMemory.encoded(alerting.memory), unmuted: alerting.alerts), reviewMemory)
    }

    /// The whole run. The report folder appears whole or not at all; the state is written after it.
    public func execute() throws -> Outcome {
        let reports = try ReportDirectory(path: workspace.reportsFolder)
        let folder = try reports.begin()
        let rejected = try RejectedFile(path: folder + "/rejected.csv")
        var inputs = try inputs(rejected: rejected)
        try rejected.close()

        var stateFinding: Diagnostic?
        var store: StateStore?
        var memory: StateStore.Memory?
        var silences: [Silence] = []
        var history = NotificationHistory()
        do {
            store = try StateStore(path: workspace.databaseFile)
            memory = try store?.memory(before: inputs.contents.ledger.asOf)
            silences = try store?.silences() ?? []
            history = try store?.notificationHistory(through: inputs.contents.ledger.asOf) ?? history
        } catch {
            store = nil
            stateFinding = Diagnostic(
                file: "penstock.db", severity: .error, code: "state-unreadable",
                message: "the state of earlier runs cannot be read, and this run is not remembered: \(error)",
                help: "restore the file from a backup, or delete it to begin anew; a run works without it")
            logger.error("penstock.db cannot be used: \(error)")
        }

        let scenarios = inputs.configuration.scenarios
        if let scenario {
            guard let chosen = scenarios.first(where: { $0.name == scenario }) else {
                let known = scenarios.map(\.name).joined(separator: ", ")
                throw Workspace.Unusable(
                    description: "no scenario “\(scenario)” in penstock.yaml" + (known.isEmpty ? "" : "; there are \(known)"))
            }
            let needsBase = chosen.budgetShare != nil && inputs.configuration.plan.limits.budgets.isEmpty
            let base = needsBase ? try self.record(of: inputs, memory: memory).record.headline.orderValue : nil
            inputs = try inputs.changed(by: chosen, orderValue: base)
        }
        var (record, alertState, reviewMemory) = try record(of: inputs, memory: memory, silences: silences)
        if comparesScenarios {
            record.scenarios = try outcomes(of: scenarios, base: record, inputs: inputs, memory: memory)
        }
        if let stateFinding { record.diagnostics.append(stateFinding) }
        if let store {
            try timed("looking back") {
                record.history = try store.headlines(before: record.asOf, weeks: StateStore.trendWeeks)
                try record.lookBack(on: store)
            }
        }

        let language = inputs.configuration.language
        try timed("writing") {
            let output = ReportFolder(options: ReportingOptions(language: language))
            for file in output.files(for: record, wording: Wording(language)) {
                let url = URL(fileURLWithPath: folder + "/" + file.name)
                try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(file.bytes).write(to: url)
            }
            try output.workbook(for: record, wording: Wording(language), to: folder + "/plan.xlsx")
        }
        let final = try reports.commit(record.asOf.iso8601 + (scenario.map { "-" + $0 } ?? ""))
        if scenario == nil {
            try timed("remembering") {
                var left = StateStore.Memory(
                    headline: record.headline, forecasts: record.issuedForecasts, orders: record.issuedOrders, alerts: alertState.memory,
                    review: reviewMemory)
                left.announced = record.announcedOrders
                left.notices = alertState.unmuted.map { AlertNotice($0, network: record.network) }
                left.messages = inputs.configuration.messages(
                    for: record.alerts.map { AlertNotice($0, network: record.network) }, asOf: record.asOf, history: history)
                try store?.remember(left)
            }
        }
        return Outcome(
            record: record, folder: final, language: language, delivers: inputs.configuration.alertRoutes.delivers)
    }

    private func timed<Value>(_ stage: String, _ work: () throws -> Value) rethrows -> Value {
        progress(stage, 0)
        let clock = ContinuousClock()
        let start = clock.now
        let value = try work()
        logger.info("\(stage) took \(start.duration(to: clock.now))")
        progress(stage, 1)
        return value
    }
}
