import SupplyNetwork
import Wording

/// Where stock is heading, and how far the budgets go.
extension HTMLReport {
    /// Projected balances that are drawn.
    static let chartedBalances = 6

    /// Site × SKU to draw: exceptions that ask for goods first, in their order, then the lines that cost most. Too much stock is drawn
    /// among the cases of stock-piling.
    var balancePairs: [Int] {
        let projection = record.plan.projection
        guard projection.weeks > 1 else { return [] }
        let lines = record.plan.lines.sorted { ($0.value ?? 0, -Double($0.pair)) > ($1.value ?? 0, -Double($1.pair)) }
        var chosen: [Int] = []
        let urgent = record.plan.exceptions.filter { $0.kind != .excess && $0.kind != .expiring }
        for pair in urgent.map(\.pair) + lines.map(\.pair) where !chosen.contains(pair) {
            guard projection.isKnown.indices.contains(pair), projection.isKnown[pair] else { continue }
            let range = projection.range(ofPair: pair)
            guard
                projection.balance[range].contains(where: { $0 > 0 }) || projection.balanceWithoutOrders[range].contains(where: { $0 > 0 })
            else { continue }
            chosen.append(pair)
            if chosen.count == HTMLReport.chartedBalances { break }
        }
        return chosen
    }

    var balanceCharts: String {
        let pairs = balancePairs
        guard !pairs.isEmpty else { return "" }
        let charts = pairs.enumerated().map { number, index in
            let pair = record.ledger.pairs[index]
            let chart = BalanceChart(projection: record.plan.projection, pair: index, id: "balance\(number)", wording: wording)
            let name = record.network.sites[pair.site].title + " · " + title(ofProduct: pair.product)
            return "<div><h3>\(Markup.escaped(name))<br><small>\(Markup.escaped(chart.title))</small></h3>\(chart.svg)</div>"
        }
        return heading(wording.balancesTitle) + paragraph(wording.balanceCaption, kind: "note") + BalanceChart.legend(wording)
            + "<div class=\"charts\">\(charts.joined(separator: "\n"))</div>"
    }

    var budgetChart: String {
        let budgets = record.plan.limits?.budgets ?? []
        guard !budgets.isEmpty else { return "" }
        let title = wording.budgetFinding(budgets)
        let rows = budgets.map { budget in
            let left = max(0, budget.available - budget.used)
            // What was cut does not fit into what is left, except for a remainder smaller than a pack: the cut stands beyond the budget.
            let whole = max(1e-9, budget.used + left + budget.cut)
            return StackedBars.Row(
                label: wording.scope(budget, network: record.network), shares: [budget.used / whole, left / whole, budget.cut / whole],
                figure: wording.budgetFigure(budget))
        }
        return heading(wording.budgetTitle) + paragraph(title)
            + StackedBars(rows: rows, parts: wording.budgetParts, title: title, id: "budgets", wording: wording).html
    }
}
