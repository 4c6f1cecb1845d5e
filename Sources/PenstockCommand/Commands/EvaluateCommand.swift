import ArgumentParser
import DelimitedText
import Forecasting
import Foundation
import Penstock
import SupplyNetwork
import Wording

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "How accurate models are, out of sample, by rolling origin.",
        discussion: """
            Each model is fitted at --windows origins, the last one --horizon steps before the series' end, and compared with what came.
            WAPE and bias are relative to what came, WQL (weighted quantile loss) and CRPS likewise; MASE, RMSSE and MSIS to the changes
            before the origin; OWA to Naive 2. FVA is the forecast value added: how much lower the WAPE is than that of the naive
            forecast on the same windows, sFVA than that of the seasonal naive one. --output writes every figure by model, group and
            step ahead.
            """)

    @OptionGroup var long: LongFormatOptions

    @Option(help: ArgumentHelp("Origins for each series.", valueName: "N"))
    var windows: Int = 3

    @Option(
        help: ArgumentHelp(
            "Also by group: the labels in this column of the file, or “intermittency” for smooth, erratic, intermittent and lumpy series.",
            valueName: "column"))
    var group: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("Write model × group × horizon as CSV.", valueName: "file.csv"))
    var output: String?

    func validate() throws {
        guard (1...1000).contains(windows) else { throw ValidationError("--windows must be from 1 to 1000") }
    }

    func run() throws {
        let levels = try long.parsedLevels()
        let progress = ProgressLine(quiet: long.common.quiet)
        try Exit.onUnusableInput(progress) {
            let contents = try long.contents(using: group)
            let models = long.models.contains(.naive) ? long.models : long.models + [.naive]
            let evaluation = RollingOriginEvaluation(
                models: models, horizon: long.horizon, windows: windows, levels: levels.isEmpty ? [80, 95] : levels)
            let series = contents.series.map(long.series)
            var groups: [String?]?
            if let group {
                let labels = try? long.reader.groups(column: group)
                if labels == nil && group == "intermittency" {
                    groups = series.map { Intermittency($0.prefix(max(0, $0.count - long.horizon))).rawValue }
                } else {
                    let labels = try labels ?? long.reader.groups(column: group)
                    groups = contents.series.map { labels[$0.id] }
                }
            }
            let results = evaluation.evaluated(series, groups: groups, threads: long.common.threads) { progress.report("evaluating", $0) }
            progress.clear()
            if let output {
                try Data(EvaluationTable.csv(results, levels: evaluation.levels)).write(to: URL(fileURLWithPath: output), options: .atomic)
            }
            if long.common.json {
                try Terminal.json(results.map(EvaluationTable.Row.init))
            } else if !long.common.quiet {
                print(EvaluationTable.text(results, levels: evaluation.levels))
            }
        }
    }
}
