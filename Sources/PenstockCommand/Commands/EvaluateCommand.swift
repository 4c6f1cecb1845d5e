import ArgumentParser
import Forecasting
import Foundation
import Ingest
import Penstock
import SupplyNetwork
import Wording

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "How accurate models are, out of sample, by rolling origin.",
        discussion: """
            Each model is fitted at --windows origins, the last one --horizon steps before the series' end, and compared with what came.
            FVA is the forecast value added: how much lower the WAPE is than that of the naive forecast on the same windows.
            """)

    @OptionGroup var long: LongFormatOptions

    @Option(help: ArgumentHelp("Origins for each series.", valueName: "N"))
    var windows: Int = 3

    func validate() throws {
        guard (1...1000).contains(windows) else { throw ValidationError("--windows must be from 1 to 1000") }
    }

    struct Row: Encodable {
        var model: String
        var count: Int
        var windows: Int
        var failures: Int
        var mase: Double?
        var rmsse: Double?
        var wape: Double?
        var bias: Double?
        var smape: Double?
        var owa: Double?
        var pinball: Double?
        var coverage: [String: Double]
        var valueAdded: Double?
    }

    func run() throws {
        let levels = try long.parsedLevels()
        let progress = ProgressLine(quiet: long.common.quiet)
        try Exit.onUnusableInput(progress) {
            let contents = try long.contents()
            let models = long.models.contains(.naive) ? long.models : long.models + [.naive]
            let evaluation = RollingOriginEvaluation(
                models: models, horizon: long.horizon, windows: windows, levels: levels.isEmpty ? [80, 95] : levels)
            let results = evaluation.evaluated(contents.series.map(long.series), threads: long.common.threads)
            progress.clear()
            let naive = results.first { $0.model == .naive }?.wape
            let rows = results.map { result in
                Row(
                    model: result.model.rawValue, count: result.count, windows: result.windows, failures: result.failures,
                    mase: result.mase, rmsse: result.rmsse, wape: result.wape, bias: result.bias, smape: result.smape, owa: result.owa,
                    pinball: result.pinball,
                    coverage: Dictionary(
                        result.coverage.map { (Wording.grouped($0.level, decimals: 0), $0.share) }, uniquingKeysWith: { first, _ in first }),
                    valueAdded: naive.flatMap { naive in result.wape.map { naive - $0 } })
            }
            if long.common.json {
                try Terminal.json(rows)
            } else if !long.common.quiet {
                print(table(rows, levels: results.first?.coverage.map(\.level) ?? []))
            }
        }
    }

    private func table(_ rows: [Row], levels: [Double]) -> String {
        func number(_ value: Double?, _ decimals: Int) -> String { value.map { Wording.grouped($0, decimals: decimals) } ?? "–" }
        func percent(_ value: Double?) -> String { value.map { Wording.grouped($0 * 100, decimals: 1) + "%" } ?? "–" }
        let covers = levels.map { Wording.grouped($0, decimals: 0) }
        let header =
            ["model", "MASE", "RMSSE", "WAPE", "bias", "sMAPE", "OWA", "WQL", "FVA"] + covers.map { "in \($0)%" } + ["windows", "failed"]
        let lines = rows.map { row in
            [
                row.model, number(row.mase, 3), number(row.rmsse, 3), percent(row.wape), percent(row.bias), number(row.smape, 2),
                number(row.owa, 3), number(row.pinball, 3), percent(row.valueAdded),
            ] + covers.map { percent(row.coverage[$0]) } + ["\(row.windows)", "\(row.failures)"]
        }
        return Terminal.table(header, lines, rightAligned: Set(1..<header.count))
    }
}
