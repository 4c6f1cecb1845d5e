import ArgumentParser
import Foundation
import Penstock
import SupplyNetwork
import Wording

extension PenstockCommand {
    /// `evaluate --truth` takes a workspace and none of what `evaluate` needs for a file: it has a parser of its own.
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.first == "evaluate", arguments.contains(where: { $0 == "--truth" || $0.hasPrefix("--truth=") }) {
            EvaluateTruthCommand.main(Array(arguments.dropFirst()))
        } else {
            main(arguments)
        }
    }
}

/// `penstock evaluate --truth WORKSPACE`.
struct EvaluateTruthCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "penstock evaluate", abstract: "How well a run finds what is hidden in a simulated world.",
        discussion: """
            Does what `penstock run` does, writes nothing, and compares it with truth/, which `penstock simulate` left: piled-up stock
            against four plain rules, positions, consumption of silent sites, causes and beginnings.
            """)

    @Option(help: ArgumentHelp("A workspace made by `penstock simulate`.", valueName: "WORKSPACE"))
    var truth: String

    @Option(help: ArgumentHelp("The first day not yet known: the world's own.", valueName: "yyyy-mm-dd"))
    var asOf: Day?

    @OptionGroup var common: CommonOptions

    func run() throws {
        let progress = ProgressLine(quiet: common.quiet)
        try Exit.onUnusableInput(progress) {
            let workspace = try Workspace(folder: truth)
            let known = try SimulatedTruth(workspace: truth)
            let run = WeeklyRun(workspace: workspace, asOf: asOf, threads: common.threads, logger: common.logger)
            let record = try run.record(of: run.inputs(), memory: nil).record
            let score = DetectionScore(record: record, truth: known)
            progress.clear()
            if common.json { try Terminal.json(score) } else if !common.quiet { print(EvaluateTruthCommand.report(score)) }
        }
    }

    private static func report(_ score: DetectionScore) -> String {
        func number(_ value: Double?) -> String { value.map { Wording.grouped($0, decimals: 3) } ?? "–" }
        func ratio(_ a: Double, _ b: Double) -> Double? { b > 0 ? a / b : nil }
        let names = ["penstock", "weeks of cover", "naive ledger", "peer z-score", "purchase CUSUM"]
        let rows = names.compactMap { name in
            score.rankings[name].map { [name, number($0.averagePrecision), number($0.precisionAtK), "\($0.falseAlarms)"] }
        }
        let errors = score.startErrors.map(abs).sorted()
        let positions = score.onHand["all"] ?? DetectionScore.Errors()
        let cover = score.cover["all"] ?? DetectionScore.Cover()
        let silent = score.silentConsumption
        return """
            \(score.pairs) site × SKU, \(score.piled) piled up, \(score.listed) listed\(score.isNull ? "; a null world" : "")

            \(Terminal.table(["", "AP", "P@K", "false alarms"], rows, rightAligned: [1, 2, 3]))

              calibration error of risk      \(number(score.calibration["all"]?.error))
              on hand: error ÷ truth         \(number(ratio(positions.error, positions.truth))), last count \(number(ratio(positions.baseline, positions.truth)))
              on hand: 90 % interval holds   \(number(ratio(Double(cover.inside), Double(cover.count))))
              silent consumption: error      \(number(ratio(silent.error, silent.truth))), all purchases \(number(ratio(silent.baseline, silent.truth)))
              cause right                    \(score.causesRight) of \(score.truePositives)
              start week, median error       \(errors.isEmpty ? "–" : "\(errors[errors.count / 2]) weeks")
            """
    }
}
