import SupplyNetwork

/// What a planner should look at, in words.
extension Wording {
    public func name(_ kind: PlanException.Kind) -> String {
        switch kind {
        case .lateOrder: said(zh: "订单逾期", en: "late order")
        case .stockOut: said(zh: "到货前断货", en: "runs out")
        case .shortSupply: said(zh: "供应不足", en: "short supply")
        case .expiring: said(zh: "临期卖不完", en: "expires unsold")
        case .excess: said(zh: "多余库存", en: "excess")
        case .unusualOrder: said(zh: "订货异常", en: "unusual order")
        case .changedOrder: said(zh: "与上期预告不同", en: "changed order")
        }
    }

    /// What was found, with its figures.
    public func summary(_ e: PlanException) -> String {
        let units = self.units(e.units)
        let other = quantity(e.reference ?? 0)
        return switch e.kind {
        case .lateOrder: said(zh: "\(units)应于 \(date(e.day)) 到货，尚未收到", en: "\(units) due on \(date(e.day)) have not arrived")
        case .stockOut:
            said(
                zh: "预计 \(date(e.day)) 前后断货，今天订的货到达前约缺 \(units)（概率 \(probability(e.probability ?? 0))）",
                en: "runs out around \(date(e.day)): about \(units) short before an order placed today arrives "
                    + "(probability \(probability(e.probability ?? 0)))")
        case .shortSupply: said(zh: "应订 \(other)，少了 \(units)", en: "\(units) short of the \(other) it should get")
        case .expiring: said(zh: "\(units)将于 \(date(e.day)) 到期，届时卖不完", en: "\(units) expire on \(date(e.day)) before they can be sold")
        case .excess: said(zh: "多余 \(units)，计划期内用不上", en: "\(units) more than will be asked for within the horizon")
        case .unusualOrder: said(zh: "订 \(units)，近一年最多一次进货 \(other)", en: "order of \(units); the largest receipt of a year was \(other)")
        case .changedOrder: said(zh: "订 \(units)，上期预告 \(other)", en: "order of \(units); the last plan announced \(other)")
        }
    }

    /// What is proposed.
    public func proposal(_ proposal: PlanException.Proposal, network: Network) -> String {
        switch proposal {
        case .chase: said(zh: "向供货方催问", en: "ask the supplier where it is")
        case .expedite(let units, let day):
            said(zh: "加急 \(self.units(units))，\(date(day)) 前到", en: "expedite \(self.units(units)) to arrive by \(date(day))")
        case .transfer(let site, let units):
            said(
                zh: "从 \(network.sites[site].title) 调入 \(self.units(units))",
                en: "move \(self.units(units)) from \(network.sites[site].title)")
        case .release(let units): said(zh: "退回或转让 \(self.units(units))", en: "return \(self.units(units)) or offer them to others")
        case .sellFirst(let units, let day):
            said(zh: "\(date(day)) 前促销 \(self.units(units))", en: "sell \(self.units(units)) at a lower price before \(date(day))")
        case .confirm: said(zh: "请人确认", en: "have it confirmed")
        case .accept: said(zh: "知悉即可", en: "take note")
        }
    }
}

extension Wording {
    public func allocationFinding(asked: Double, given: Double, suppliers: Int) -> String {
        let share = percentage(asked > 0 ? given / asked : 0)
        return said(
            zh: "\(suppliers) 个供货方货不够：要 \(units(asked))，分到 \(share)",
            en: "\(plural(suppliers, "supplier")) short of goods: \(share) of \(units(asked)) asked for is allotted")
    }

    public func allotted(_ given: Double, of asked: Double, lines count: Int) -> String {
        said(
            zh: "\(lines(count))共要 \(quantity(asked))，分到 \(quantity(given))",
            en: "\(quantity(given)) of \(quantity(asked)), \(lines(count))")
    }

    public var allocationParts: [String] { [said(zh: "分到", en: "allotted"), said(zh: "缺", en: "short")] }

    public var scenariosTitle: String { said(zh: "情景对比", en: "What if: scenarios side by side") }

    public var scenarioColumns: [String] {
        [
            said(zh: "情景", en: "Scenario"), said(zh: "订货数量", en: "Order units"), said(zh: "订货金额", en: "Order value"),
            said(zh: "满足率", en: "Fill rate"), said(zh: "预计缺货", en: "Units short"), said(zh: "平均库存", en: "Mean stock"),
            said(zh: "平均库存金额", en: "Stock value"), said(zh: "每周成本", en: "Cost a week"), said(zh: "断货风险处", en: "At risk"),
            said(zh: "多余库存金额", en: "Excess value"), said(zh: "每年返利", en: "Rebates a year"),
        ]
    }

    /// A scenario's figures, in the order of `scenarioColumns`.
    public func cells(_ s: ScenarioOutcome) -> [String] {
        let name = s.name == "base" ? said(zh: "现计划", en: "base") : s.name
        return [
            name, quantity(s.orderUnits), s.orderValue.map(money) ?? "–", s.fillRate.map(percentage) ?? "–", quantity(s.unitsShort),
            quantity(s.stockUnits), s.stockValue.map(money) ?? "–", money(s.cost), quantity(Double(s.pairsAtRisk)),
            s.excessValue.map(money) ?? "–", s.rebates.map(money) ?? "–",
        ]
    }

    /// How the limits over many lines were met.
    public func limits(_ report: LimitReport) -> String {
        guard report.linesChanged > 0 else { return said(zh: "预算等限制未起作用。", en: "No budget or other limit over many lines was reached.") }
        let gap = percentage(report.gap)
        let how =
            report.method == .program
            ? said(zh: "距最优至多 \(gap)", en: "at most \(gap) from the best")
            : said(zh: "按边际价值挑选，距最优至多 \(gap)", en: "by marginal value, at most \(gap) from the best")
        return said(
            zh: "预算等限制改变了 \(lines(report.linesChanged))，预计多花 \(money(report.costOfLimits))（\(how)）。",
            en:
                "Budgets and other limits changed \(lines(report.linesChanged)), at an expected cost of \(money(report.costOfLimits)) (\(how))."
        )
    }
}
