import ArgumentParser
import Foundation
import Penstock
import SupplyNetwork
import Wording

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "One site × SKU: every number of its plan line traced back to its inputs.")

    @Argument(help: "The workspace: a folder with data/ and, usually, penstock.yaml.")
    var workspace: String

    @Argument(help: "The site's code.")
    var site: String

    @Argument(help: "The SKU.")
    var sku: String

    @Option(
        help: ArgumentHelp("The first day not yet known; by default the Monday after the last week with data.", valueName: "yyyy-mm-dd"))
    var asOf: Day?

    @Option(help: ArgumentHelp("Weeks of history to show.", valueName: "N"))
    var weeks: Int = 13

    @Option(help: "Language of every sentence, in place of the configuration's: zh or en.")
    var language: Language?

    @OptionGroup var common: CommonOptions

    func run() throws {
        let progress = ProgressLine(quiet: common.quiet)
        let (explanation, spoken) = try Exit.onUnusableInput(progress) {
            try WeeklyRun(
                workspace: Workspace(folder: workspace), asOf: asOf, threads: common.threads, language: language, logger: common.logger,
                progress: progress.report
            ).explanation(site: site, sku: sku, weeks: max(1, weeks))
        }
        progress.clear()
        if common.json {
            try Terminal.json(explanation)
        } else {
            let wording = Wording(spoken)
            print(Terminal.bold(Terminal.safe(explanation.title)))
            for section in explanation.sections {
                print("\n" + Terminal.bold(section.title))
                for line in section.lines { print("  " + Terminal.safe(line)) }
                if !section.header.isEmpty {
                    print(Terminal.table(section.header, section.rows, rightAligned: Set(1..<max(2, section.header.count))))
                }
            }
            print("\n" + wording.said(zh: "结论：", en: "So: ") + Terminal.safe(explanation.conclusion))
        }
    }
}
