import ArgumentParser
import Foundation
import Ingest
import Penstock
import SupplyNetwork
import Wording

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Read everything, report findings and totals, write nothing.",
        discussion: "Prints every finding with file, line, column, code and help, then what was read and what share was set aside.")

    @Argument(help: "The workspace: a folder with data/ and, usually, penstock.yaml.")
    var workspace: String

    @Option(
        help: ArgumentHelp("The first day not yet known; by default the Monday after the last week with data.", valueName: "yyyy-mm-dd"))
    var asOf: Day?

    @Flag(help: "End with status 1 where the data gave findings of severity error.")
    var failOnFindings = false

    @Option(help: "Language of every sentence, in place of the configuration's: zh or en.")
    var language: Language?

    @OptionGroup var common: CommonOptions

    struct Result: Encodable {
        var asOf: Day
        var sites: Int
        var products: Int
        var pairs: Int
        var weeks: Int
        var files: [FileTotals]
        var diagnostics: [Diagnostic]
    }

    func run() throws {
        let progress = ProgressLine(quiet: common.quiet)
        let inputs = try Exit.onUnusableInput(progress) {
            try WeeklyRun(
                workspace: Workspace(folder: workspace), asOf: asOf, threads: common.threads, language: language, logger: common.logger,
                progress: progress.report
            ).inputs()
        }
        progress.clear()
        let contents = inputs.contents
        if common.json {
            try Terminal.json(
                Result(
                    asOf: contents.ledger.asOf, sites: contents.network.sites.count, products: contents.network.products.count,
                    pairs: contents.ledger.pairs.count, weeks: contents.ledger.weekCount, files: contents.files,
                    diagnostics: contents.diagnostics))
        } else if !common.quiet {
            let wording = Wording(inputs.configuration.language)
            print(ReadingReport(files: contents.files, diagnostics: contents.diagnostics, wording: wording).text())
            let (sites, products) = (contents.network.sites.count, contents.network.products.count)
            let (pairs, weeks, day) = (contents.ledger.pairs.count, contents.ledger.weekCount, wording.date(contents.ledger.asOf))
            print(
                "\n"
                    + wording.said(
                        zh: "截至 \(day)：\(sites) 个网点，\(products) 个商品，\(pairs) 处（网点×商品），\(weeks) 周",
                        en: "As of \(day): \(wording.plural(sites, "site")), \(wording.plural(products, "SKU")), "
                            + "\(wording.plural(pairs, "position")) (site × SKU), \(wording.plural(weeks, "week"))"))
        }
        if failOnFindings && contents.diagnostics.contains(where: { $0.severity == .error }) { throw Exit.findings }
    }
}
