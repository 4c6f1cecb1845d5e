import ArgumentParser
import Foundation
import Penstock
import Reporting
import SupplyNetwork
import Wording

struct ApplyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Take the changes a planner made in plan.xlsx over into overrides.csv.",
        discussion: """
            Reads the columns “Override” and “Override reason” of the orders (改为, 修改原因), or of a CSV with a column override, checks every
            row, and writes the workspace's data/overrides.csv. Run again for the same date to have them applied. A file without a change
            writes nothing. While one row is wrong nothing is written, and the command ends with status 2.
            """)

    @Argument(help: "The workspace: a folder with data/ and, usually, penstock.yaml.")
    var workspace: String

    @Argument(help: "The planner's file: plan.xlsx, or a CSV like plan.csv with a column override.")
    var file: String

    @Option(help: "Who changed the plan; by default the user's name.")
    var author: String?

    @Option(help: ArgumentHelp("Order day of rows that have none, and the as-of date of the plan.", valueName: "yyyy-mm-dd"))
    var asOf: Day?

    @Option(help: "Language of the answer: zh or en; by default the configuration's.")
    var language: Language?

    @OptionGroup var common: CommonOptions

    func run() throws {
        let (outcome, spoken) = try Exit.onUnusableInput {
            let workspace = try Workspace(folder: workspace)
            let author = author ?? ProcessInfo.processInfo.userName
            return (
                try PlanApplication(workspace: workspace, author: author).apply(file, asOf: asOf),
                try language ?? workspace.configuration().configuration.language
            )
        }
        if common.json {
            try Terminal.json(ApplySummary(outcome))
            return
        }
        guard !common.quiet else { return }
        let wording = Wording(spoken)
        let changes = outcome.overrides.changes
        print(
            wording.said(
                zh: "读入 \(outcome.overrides.lines) 行订单，改动 \(changes.count) 行。",
                en: "\(wording.plural(outcome.overrides.lines, "order line")) read, \(changes.count) changed."))
        if !changes.isEmpty {
            let header = [
                wording.label(.site), wording.label(.sku), wording.label(.orderOn), wording.label(.quantity), wording.label(.override),
                wording.label(.overrideReason),
            ]
            let rows = changes.map {
                [
                    $0.site, $0.sku, $0.orderOn.iso8601, $0.suggested.map(wording.quantity) ?? "–", wording.quantity($0.quantity),
                    $0.reason ?? "–",
                ]
            }
            print(Terminal.table(header, rows, rightAligned: [3, 4]))
        }
        for remark in outcome.remarks { Terminal.note("  " + Terminal.safe(remark)) }
        if let path = outcome.file {
            print(wording.said(zh: "已写入 \(path)；按同一日期再次运行即生效。", en: "Written to \(path); run again for the same date to apply them."))
        } else {
            print(wording.said(zh: "没有改动，未写入任何文件。", en: "No change: nothing was written."))
        }
    }
}

/// What `apply --json` prints.
private struct ApplySummary: Encodable {
    struct Change: Encodable {
        var site: String
        var sku: String
        var orderOn: Day
        var suggested: Double?
        var quantity: Double
        var reason: String?
    }
    var schemaVersion = JSONSchema.version
    var file: String?
    var lines: Int
    var changes: [Change]
    var replaced: Int
    var remarks: [String]

    init(_ outcome: PlanApplication.Outcome) {
        file = outcome.file
        lines = outcome.overrides.lines
        changes = outcome.overrides.changes.map {
            Change(
                site: $0.site, sku: $0.sku, orderOn: $0.orderOn, suggested: $0.suggested, quantity: $0.quantity, reason: $0.reason)
        }
        replaced = outcome.replaced
        remarks = outcome.remarks
    }
}
