import SupplyNetwork

/// What stands beside projected balances and budgets.
extension Wording {
    public var balancesTitle: String { said(zh: "库存会怎样变化", en: "Where stock is heading") }
    public var balanceWithPlan: String { said(zh: "按计划订货", en: "with this plan") }
    public var balanceWithoutOrders: String { said(zh: "不再订货", en: "without any further order") }
    public var arriving: String { said(zh: "到货", en: "arrives") }
    public var balanceCaption: String {
        said(
            zh: "每周末的预计库存。先列最需要看的，再列金额最大的订单；全部在 projection.csv。",
            en:
                "Expected stock at the end of each week. What needs a look comes first, then the largest orders; all of them are in projection.csv."
        )
    }

    /// - Parameters:
    ///   - gone: the first week that would end without stock if nothing more were ordered; nil where none does.
    ///   - goneWithPlan: the first that does with the plan.
    ///   - left: stock at the end of the last week, with the plan.
    public func balanceFinding(gone: Day?, goneWithPlan: Day?, left: Double, weeks: Int) -> String {
        if let goneWithPlan {
            return said(
                zh: "订了也会在 \(date(goneWithPlan)) 当周用完", en: "Runs out in the week of \(date(goneWithPlan)), even with the plan")
        }
        guard let gone else {
            return said(
                zh: "不订货也够 \(weeks) 周，期末还有 \(units(left))",
                en: "Lasts \(plural(weeks, "week")) without an order; \(units(left)) at their end with the plan")
        }
        return said(
            zh: "不订货 \(date(gone)) 当周用完；按计划，\(weeks) 周后还有 \(units(left))",
            en:
                "Runs out in the week of \(date(gone)) without an order; with the plan \(units(left)) are left after \(plural(weeks, "week"))"
        )
    }

    public func balanceDescription(opening: Double, least: Double, arriving: Double) -> String {
        said(
            zh: "现有 \(units(opening))，其间到货 \(units(arriving))，按计划最低 \(quantity(least))。",
            en: "\(units(opening)) now, \(units(arriving)) arrive, the least with the plan is \(quantity(least)).")
    }

    // MARK: Budgets

    public var budgetTitle: String { said(zh: "预算使用", en: "Budget use") }
    public var budgetParts: [String] {
        [said(zh: "已用", en: "ordered"), said(zh: "未用", en: "left"), said(zh: "因限制未订", en: "wanted, cut by a limit")]
    }

    /// What a budget is about: names where the network has them.
    public func scope(_ budget: BudgetUse, network: Network) -> String {
        func name(_ code: String) -> String { code == "maker" ? maker : network.site(code).map { network.sites[$0].title } ?? code }
        let parts = [
            budget.site.map(name), budget.tier.map(tier), budget.region, budget.supplier.map { said(zh: "向 ", en: "from ") + name($0) },
            budget.category,
        ].compactMap { $0 }
        return parts.isEmpty ? said(zh: "全部订单", en: "All orders") : parts.joined(separator: " · ")
    }

    public func budgetFigure(_ budget: BudgetUse) -> String {
        said(zh: "\(money(budget.used)) / \(money(budget.available))", en: "\(money(budget.used)) of \(money(budget.available))")
    }

    public func budgetFinding(_ budgets: [BudgetUse]) -> String {
        if let tight = budgets.filter({ $0.cut > 0.5 }).max(by: { $0.cut < $1.cut }) {
            return said(
                zh: "限制砍掉了 \(money(tight.cut)) 的订货；预算 \(money(tight.available)) 用了 \(money(tight.used))",
                en: "Limits cut orders worth \(money(tight.cut)); \(money(tight.used)) of a budget of \(money(tight.available)) are used")
        }
        let (used, available) = budgets.reduce((0.0, 0.0)) { ($0.0 + $1.used, $0.1 + $1.available) }
        let share = available > 0 ? percentage(used / available) : "–"
        return budgets.count == 1
            ? said(zh: "订单用了预算的 \(share)", en: "The orders use \(share) of the budget")
            : said(zh: "订单用了各项预算合计的 \(share)", en: "The orders use \(share) of all budgets together")
    }
}
