import Ingest
import Replenishment
import SupplyNetwork
import Wording

/// One site × SKU, every number of its plan line traced back to what it came from.
public struct Explanation: Sendable, Encodable {
    public struct Section: Sendable, Encodable {
        public var title: String
        public var lines: [String] = []
        public var header: [String] = []
        public var rows: [[String]] = []
    }
    public var title: String
    public var sections: [Section]
    public var conclusion: String
}

extension WeeklyRun {
    /// Explains one site × SKU from the same steps a run takes, without writing anything.
    /// - Throws: `Workspace.Unusable` where the workspace does not know the site or SKU.
    public func explanation(site code: String, sku: String, weeks: Int) throws -> (explanation: Explanation, language: Language) {
        let inputs = try inputs()
        let network = inputs.contents.network
        func closest(to text: String, among known: [String]) -> String {
            FieldText.closest(to: text, among: known).map { "; the closest one is “\($0)”" } ?? ""
        }
        guard let site = network.site(code) else {
            throw Workspace.Unusable(description: "no site “\(code)” in sites.csv" + closest(to: code, among: network.sites.map(\.code)))
        }
        guard let product = network.product(sku) else {
            throw Workspace.Unusable(description: "no SKU “\(sku)” in products.csv" + closest(to: sku, among: network.products.map(\.sku)))
        }
        guard let pair = inputs.contents.ledger.pair(site: site, product: product) else {
            throw Workspace.Unusable(description: "no file says anything of \(sku) at \(code): there is nothing to explain")
        }
        let store = try? StateStore(path: workspace.databaseFile, readOnly: true)
        let record = try record(of: inputs, memory: try store?.memory(before: inputs.contents.ledger.asOf)).record
        let wording = Wording(inputs.configuration.language)
        return (Explainer(record: record, pair: pair, weeks: weeks, wording: wording).explanation, inputs.configuration.language)
    }
}

/// Puts the steps of one pair into words and tables.
struct Explainer {
    let record: RunRecord
    let pair: Int
    let weeks: Int
    let wording: Wording

    private func said(_ zh: String, _ en: String) -> String { wording.said(zh: zh, en: en) }
    private func number(_ value: Double) -> String { wording.quantity(value) }

    var explanation: Explanation {
        let site = record.site(ofPair: pair)
        let product = record.product(ofPair: pair)
        return Explanation(
            title: "\(site.code) \(site.name ?? "") × \(product.sku) \(product.name ?? "") — \(record.asOf)",
            sections: [movements, counts, position, openOrders, forecast, decision, limits, projection, exceptions, findings].compactMap(
                \.self),
            conclusion: conclusion)
    }

    private var movements: Explanation.Section {
        let ledger = record.ledger
        let history = record.consumption[pair]
        var section = Explanation.Section(title: said("每周流水（sales.csv）", "Movements by week (sales.csv)"))
        section.header = [
            said("周（周一）", "week"), said("进货", "received"), said("发货", "shipped"), said("退入", "returned in"),
            said("退出", "returned out"), said("售出", "sold"), said("顾客退回", "sold back"), said("消费", "consumption"), said("依据", "known as"),
        ]
        for index in max(0, ledger.weekCount - weeks)..<ledger.weekCount {
            let week = ledger.firstWeek + index
            func value(_ movement: Movement) -> String { number(ledger.value(movement, pair: pair, week: index)) }
            let known = week - history.start
            let inside = history.states.indices.contains(known)
            let isReported = ledger.siteReported(site: ledger.pairs[pair].site, week: index)
            section.rows.append([
                week.monday.iso8601, value(.received), value(.shipped), value(.returnedIn), value(.returnedOut),
                isReported ? value(.sold) : "–", value(.soldBack),
                inside && history.states[known] != .missing ? number(history.values[known]) : "–",
                inside ? name(history.states[known]) : said("进行中", "under way or outside"),
            ])
        }
        return section
    }

    private func name(_ state: DemandHistory.State) -> String {
        switch state {
        case .missing: said("缺报", "missing")
        case .observed: said("上报", "reported")
        case .censored: said("断货", "stock ran out")
        case .inferred: said("推算", "inferred")
        }
    }

    private var counts: Explanation.Section {
        let all = record.ledger.counts(pair: pair)
        var section = Explanation.Section(title: said("盘点（stock.csv）", "Counts (stock.csv)"))
        if all.isEmpty { section.lines = [said("从未盘点", "never counted")] }
        if all.count > weeks { section.lines = [said("最近 \(weeks) 次，共 \(all.count) 次", "the last \(weeks) of \(all.count)")] }
        if !all.isEmpty {
            section.header = [
                said("日期", "day"), said("在手", "on hand"), said("在途", "in transit"), said("到期", "expires"),
                said("当周其后净变动", "net movement later that week"),
            ]
            section.rows = all.suffix(weeks).map {
                [
                    $0.day.iso8601, number($0.onHand), $0.inTransit.map(number) ?? "–", $0.expiresOn?.iso8601 ?? "–",
                    number($0.netAfterInWeek),
                ]
            }
        }
        return section
    }

    private var position: Explanation.Section {
        let position = record.positions[pair]
        var section = Explanation.Section(title: said("库存与消费（90% 区间）", "Position and consumption (90 % intervals)"))
        section.lines = [
            said("依据：", "basis: ") + wording.name(position.basis)
                + (position.lastCountedOn.map { said("；最近盘点 ", "; last counted on ") + wording.date($0) } ?? "")
        ]
        if position.basis != .insufficient {
            section.lines += [
                said("在手 ", "on hand ")
                    + "\(number(position.onHand)) [\(number(position.onHandLow)) – \(number(position.onHandHigh))]",
                said("每周消费 ", "consumption a week ")
                    + "\(number(position.consumption)) [\(number(position.consumptionLow)) – \(number(position.consumptionHigh))]",
                position.weeksOfCover.map { said("可销 \(number($0)) 周", "\(number($0)) weeks of cover") } ?? "",
            ].filter { !$0.isEmpty }
        }
        return section
    }

    private var openOrders: Explanation.Section? {
        let key = record.ledger.pairs[pair]
        let orders = record.openOrders.filter { $0.site == key.site && $0.product == key.product }.sorted { $0.dueOn < $1.dueOn }
        guard !orders.isEmpty else { return nil }
        return Explanation.Section(
            title: said("未到订单（open_orders.csv）", "Open orders (open_orders.csv)"), header: [said("应到", "due"), said("数量", "quantity")],
            rows: orders.map { [$0.dueOn.iso8601, number($0.quantity)] })
    }

    private var forecast: Explanation.Section {
        var section = Explanation.Section(title: said("本网点消费预测", "Forecast of the site's own consumers"))
        guard let forecast = record.forecasts[pair] else {
            section.lines = [said("无自有消费可预测", "no consumption of its own to forecast")]
            return section
        }
        section.lines = [said("模型 ", "model ") + forecast.model]
        section.header = [said("周（周一）", "week"), said("均值", "mean"), "q05", "q25", "q50", "q75", "q95"]
        section.rows = (0..<min(weeks, forecast.horizon)).map { week in
            [(forecast.firstWeek + week).monday.iso8601, number(forecast.mean[week])]
                + [0, 2, 3, 4, 6].map { number(forecast.quantile($0, week: week)) }
        }
        return section
    }

    private var decision: Explanation.Section {
        var section = Explanation.Section(title: said("订货计算", "How the order is worked out"))
        guard let c = record.plan.calculations[pair] else {
            section.lines = [said("没有可计算的订货", "nothing could be worked out")]
            return section
        }
        var rows: [[String]] = [
            [said("提前期（天）", "lead time (days)"), "\(c.leadTimeDays)", said("sites.csv 或 policy", "sites.csv or policy")],
            [said("订货周期（天）", "review period (days)"), "\(c.reviewPeriodDays)", said("sites.csv 或 policy", "sites.csv or policy")],
        ]
        if c.downstreamDays > 0 {
            rows.append([
                said("到达下级再需（天）", "and to the sites below (days)"), "\(c.downstreamDays)",
                said("下级的提前期与周期", "their lead times and reviews"),
            ])
        }
        rows += [
            [said("期间需求均值", "demand over it, mean"), number(c.demandMean), said("预测（含下级）", "forecasts, sites below included")],
            [said("期间需求标准差", "standard deviation"), number(c.demandDeviation), said("预测误差", "forecast errors")],
            [
                said("目标概率", "target probability"), wording.percentage(c.targetProbability),
                c.targetIsCostBased
                    ? said(
                        "p ÷ (p + h)：缺一件 \(money(c.shortageCost))，多一件 \(money(c.holdingCost))",
                        "p ÷ (p + h): a unit short \(money(c.shortageCost)), one left \(money(c.holdingCost))")
                    : said("service_level", "service_level"),
            ],
            [said("需求分位数", "quantile of demand"), number(c.demandQuantile), said("以此概率够用", "enough with that probability")],
        ]
        if c.expectedLostSales > 0 {
            rows.append([said("到货前预计损失", "lost before it arrives"), number(c.expectedLostSales), said("缺货即失销", "unmet demand is lost")])
        }
        rows += [
            [said("备货水平", "order-up-to level"), number(c.orderUpTo), said("需求分布的分位数", "quantile of that demand")],
            [said("在手", "on hand"), number(c.onHand), said("见上", "see above")],
            [said("在途", "in transit"), number(c.inTransit), "stock.csv"],
            [said("期内未到订单", "open orders in time"), number(c.openOrders), "open_orders.csv"],
            [said("更晚到货（不计）", "open orders later (no cover)"), number(c.openOrdersLater), "open_orders.csv"],
            [said("下级可用", "at the sites below"), number(c.downstream), said("各自需求以内", "as far as it serves their demand")],
        ]
        if c.transferred != 0 { rows.append([said("调拨净入", "moved here, net"), number(c.transferred), "rebalance.csv"]) }
        if c.expiring > 0 { rows.append([said("将过期（不计）", "expires unsold (no cover)"), number(c.expiring), "stock.csv"]) }
        rows += [
            [said("需要", "need"), number(c.need), said("备货水平 − 以上各项", "level − all of these, at least 0")],
            [said("起订量", "minimum order"), number(c.minOrderQuantity), "products.csv"],
            [said("装箱数", "pack size"), number(c.packSize), "products.csv"],
        ]
        if let most = c.maximumStock {
            rows.append([
                said("库存上限", "most it may hold"), number(most),
                c.constraint == .maximumStock ? "maximum_weeks" : said("保质期内可销", "sells within shelf life"),
            ])
        }
        if let planner = c.planner { rows.append([said("计划员指定", "planner's override"), number(planner), "overrides.csv"]) }
        rows.append([said("订货量", "order"), number(c.quantity), said("约束：", "constraint: ") + c.constraint.rawValue])
        section.header = [said("项目", "step"), said("数值", "value"), said("来源", "from")]
        section.rows = rows
        return section
    }

    private func money(_ value: Double) -> String { Wording.grouped(value, decimals: value < 10 ? 2 : 0) }

    /// What bound the line, and what it would have been otherwise.
    private var limits: Explanation.Section? {
        guard let c = record.plan.calculations[pair] else { return nil }
        var lines: [String] = []
        if let unlimited = c.unlimited, unlimited != c.quantity {
            lines.append(
                said("不受“\(wording.name(c.constraint))”约束时订 ", "without “\(wording.name(c.constraint))” it would be ") + number(unlimited)
                    + (c.shortUnits > 0 ? said("，少 ", ", short by ") + number(c.shortUnits) : ""))
        }
        if let announced = c.announced { lines.append(said("上期预告 ", "announced by the last plan: ") + number(announced)) }
        if c.demandMean > 0, c.constraint != .unknownPosition {
            lines.append(
                said("下一周期预计成本：订货 ", "expected cost of the next review period: with the order ") + money(c.expectedCost)
                    + said("，不订 ", ", without it ") + money(c.expectedCostWithoutOrder))
        }
        return lines.isEmpty ? nil : Explanation.Section(title: said("约束与成本", "Limits and costs"), lines: lines)
    }

    /// Week by week: what comes, what is asked for, what is left.
    private var projection: Explanation.Section? {
        let balances = record.plan.projection
        guard balances.pairs > pair, balances.isKnown[pair], balances.weeks > 0 else { return nil }
        var section = Explanation.Section(title: said("预计可用库存（每周末）", "Projected available balance (end of week)"))
        section.header = [
            said("周", "week"), said("需求", "demand"), said("下级订货", "below"), said("到货", "due"), said("计划到货", "planned"),
            said("下单", "ordered"), said("库存", "balance"), said("若不订", "if none"), said("断货", "risk"),
        ]
        section.rows = balances.range(ofPair: pair).enumerated().prefix(weeks).map { week, index in
            [
                (week == 0 ? record.asOf : (balances.firstWeek + week).monday).iso8601, number(balances.demand[index]),
                number(balances.dependent[index]), number(balances.scheduled[index]), number(balances.planned[index]),
                number(balances.released[index]), number(balances.balance[index]), number(balances.balanceWithoutOrders[index]),
                wording.percentage(balances.stockOutRisk[index]),
            ]
        }
        return section
    }

    private var exceptions: Explanation.Section? {
        let lines = record.plan.exceptions.enumerated().filter { $0.element.pair == pair }.map { rank, e in
            "#\(rank + 1) \(wording.name(e.kind)): \(wording.summary(e)); \(wording.proposal(e.proposal, network: record.network))"
        }
        return lines.isEmpty ? nil : Explanation.Section(title: said("异常（按金额排名）", "Exceptions (rank by money)"), lines: lines)
    }

    private var findings: Explanation.Section? {
        var lines: [String] = []
        if let pile = record.stockpiles.first(where: { $0.pair == pair }) {
            lines.append(
                said("积压风险 \(wording.percentage(pile.risk))，", "overstock risk \(wording.percentage(pile.risk)), ")
                    + wording.name(pile.cause)
                    + said("：", ": ") + wording.evidence(pile))
        }
        let key = record.ledger.pairs[pair]
        for alert in record.alerts where alert.site == key.site && alert.product == key.product {
            lines.append("\(alert.rule.rawValue) (\(alert.state.rawValue)): \(alert.summary)")
        }
        return lines.isEmpty ? nil : Explanation.Section(title: said("积压与预警", "Stock-piling and alerts"), lines: lines)
    }

    private var conclusion: String {
        guard let c = record.plan.calculations[pair] else { return said("不订货。", "no order.") }
        return wording.reason(c)
    }
}
