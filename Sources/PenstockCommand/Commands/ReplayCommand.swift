import ArgumentParser
import Foundation
import Penstock
import SupplyNetwork
import Wording

struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "What these orders would have done over past weeks: cost, fill rate, stock-outs, stock.",
        discussion: """
            Each Monday of the last --weeks complete weeks, every policy sees what was known that morning and orders; the week's
            reported consumer sales are then taken from its stock. Beside Penstock's plan: a plain order-up-to on a 13-week mean.
            """)

    @Argument(help: "The workspace: a folder with data/ and, usually, penstock.yaml.")
    var workspace: String

    @Option(help: ArgumentHelp("Weeks to replay.", valueName: "N"))
    var weeks: Int = 26

    @Option(
        help: ArgumentHelp("The first day not yet known; by default the Monday after the last week with data.", valueName: "yyyy-mm-dd"))
    var asOf: Day?

    @Option(
        help: ArgumentHelp(
            "A further policy on the same forecasts, repeatable: myopic, projected-level, base-stock, service:0.95.", valueName: "policy"))
    var policy: [String] = []

    @Option(help: "Language of every sentence, in place of the configuration's: zh or en.")
    var language: Language?

    @OptionGroup var common: CommonOptions

    func validate() throws {
        for name in policy where ReplayVariant(name: name) == nil {
            throw ValidationError("--policy “\(name)” is none of myopic, projected-level, base-stock and service:LEVEL")
        }
        guard (1...1000).contains(weeks) else { throw ValidationError("--weeks must be from 1 to 1000") }
    }

    func run() throws {
        let progress = ProgressLine(quiet: common.quiet)
        let (summary, spoken) = try Exit.onUnusableInput(progress) {
            let run = WeeklyRun(
                workspace: try Workspace(folder: workspace), asOf: asOf, threads: common.threads, language: language, logger: common.logger,
                progress: progress.report)
            return try run.replay(weeks: weeks, variants: policy.compactMap { ReplayVariant(name: $0) })
        }
        progress.clear()
        if common.json {
            try Terminal.json(summary)
            return
        }
        guard !common.quiet else { return }
        let wording = Wording(spoken)
        let counted = summary.weeks - summary.weeksBeforeFirstArrival
        print(
            wording.said(
                zh: "自 \(wording.date(summary.firstWeek)) 起回放 \(summary.weeks) 周（计分 \(counted) 周），\(summary.pairs) 个网点×商品；"
                    + "\(summary.assumedOpenings) 个期初库存未知，按 \(wording.quantity(Replay.assumedOpeningWeeks)) 周均销假设",
                en: "Replayed \(summary.weeks) weeks from \(summary.firstWeek) (the last \(counted) are counted: no order arrives before), "
                    + "\(summary.pairs) site × SKU; \(summary.assumedOpenings) unknown openings set to "
                    + "\(wording.quantity(Replay.assumedOpeningWeeks)) weeks of mean demand") + "\n")
        let header = [
            wording.said(zh: "策略", en: "policy"), wording.said(zh: "成本", en: "cost"), wording.said(zh: "持有", en: "holding"),
            wording.said(zh: "缺货", en: "shortage"), wording.said(zh: "满足率", en: "fill rate"),
            wording.said(zh: "缺货周", en: "out of stock"), wording.said(zh: "平均库存", en: "mean stock"),
            wording.said(zh: "牛鞭比", en: "bullwhip"),
        ]
        let rows = summary.outcomes.map { outcome in
            [
                outcome.policy, Wording.grouped(outcome.cost, decimals: 1), Wording.grouped(outcome.holdingCost, decimals: 1),
                Wording.grouped(outcome.shortageCost, decimals: 1), outcome.fillRate.map(wording.percentage) ?? "–",
                outcome.demandWeeks > 0
                    ? "\(outcome.stockOutWeeks) (\(wording.percentage(Double(outcome.stockOutWeeks) / Double(outcome.demandWeeks))))" : "–",
                Wording.grouped(outcome.averageStock, decimals: 0),
                outcome.orderVarianceRatio.map { Wording.grouped($0, decimals: 2) } ?? "–",
            ]
        }
        print(Terminal.table(header, rows, rightAligned: Set(1...7), maximumWidth: 44))
        let tiers = summary.outcomes.first.map { $0.tiers.map(\.tier) } ?? []
        guard tiers.count > 1 else { return }
        print(
            "\n"
                + Terminal.bold(
                    wording.said(zh: "各层牛鞭比（下级订货合计 ÷ 终端需求）", en: "Bullwhip by tier (orders of its customers ÷ demand of people)")))
        let byTier = summary.outcomes.map { outcome in
            [outcome.policy]
                + outcome.tiers.map { ($0.below ?? $0.own).map { Wording.grouped($0, decimals: 2) } ?? "–" }
        }
        print(
            Terminal.table(
                [wording.said(zh: "策略", en: "policy")] + tiers.map(wording.tier), byTier, rightAligned: Set(1...tiers.count),
                maximumWidth: 44))
    }
}
