import SupplyNetwork
import Testing
import Wording

@testable import Reporting

@Suite struct BalanceTests {
    private let english = Wording(.english)
    private let start = Week(number: 2930)

    private func projection(balance: [Double], without: [Double], planned: [Double]) -> ProjectedBalance {
        var projection = ProjectedBalance(firstWeek: start, weeks: balance.count, pairs: 1)
        projection.isKnown = [true]
        projection.opening = [30]
        (projection.balance, projection.balanceWithoutOrders, projection.planned) = (balance, without, planned)
        return projection
    }

    @Test func theTitleSaysWhenItRunsOut() {
        let saved = projection(balance: [20, 34, 24], without: [20, 10, 0], planned: [0, 24, 0])
        let chart = BalanceChart(projection: saved, pair: 0, id: "b", wording: english)
        #expect(chart.title.contains(english.date((start + 2).monday)) && chart.title.contains("without an order"))
        let lost = projection(balance: [0, 14, 4], without: [0, 0, 0], planned: [0, 24, 0])
        let late = BalanceChart(projection: lost, pair: 0, id: "b", wording: english)
        #expect(late.title.contains("even with the plan") && late.title.contains(english.date(start.monday)))
        let calm = projection(balance: [30, 28, 26], without: [30, 28, 26], planned: [0, 0, 0])
        #expect(BalanceChart(projection: calm, pair: 0, id: "b", wording: english).title.contains("26 units"))
    }

    @Test func theChartDrawsBothBalancesAndWhatArrives() throws {
        let saved = projection(balance: [20, 34, 24], without: [20, 10, 0], planned: [0, 24, 0])
        let svg = BalanceChart(projection: saved, pair: 0, id: "b", wording: english).svg
        #expect(isWellFormed(svg))
        #expect(svg.components(separatedBy: "<polyline").count == 3 && svg.components(separatedBy: "<rect").count == 2)
        // The axis goes to 40 over a plot of 134: 20 units stand in its middle, in the middle of the first of three slots.
        #expect(svg.contains("points=\"166.67,67 "), "\(svg)")
        #expect(
            BalanceChart(projection: projection(balance: [0, 0], without: [0, 0], planned: [0, 0]), pair: 0, id: "b", wording: english)
                .svg.isEmpty)
    }

    @Test func theReportDrawsWhatSuppliersAreShortOf() throws {
        var record = HTMLReportTests.ascii
        func report() -> HTMLReport {
            HTMLReport(summary: ReportSummary(record: record), options: ReportingOptions(language: .english), wording: english)
        }
        #expect(report().allocationChart.isEmpty)
        let pair = try #require(record.plan.calculations.indices.first { (record.plan.calculations[$0]?.quantity ?? 0) > 0 })
        let wanted = try #require(record.plan.calculations[pair]?.quantity)
        record.plan.calculations[pair]?.constraint = .shortSupply
        record.plan.calculations[pair]?.unlimited = wanted
        record.plan.calculations[pair]?.quantity = 0
        let chart = report().allocationChart
        #expect(chart.contains("1 supplier short of goods") && isWellFormed("<div>\(chart)</div>"))
        // The others that ask the same supplier for the same SKU get all of theirs; together they are the whole.
        let key = record.ledger.pairs[pair]
        let supplier = record.network.sites[key.site].supplier
        let (asked, given) = record.ledger.pairs.indices.reduce((0.0, 0.0)) { sums, other in
            guard let c = record.plan.calculations[other], record.ledger.pairs[other].product == key.product,
                record.network.sites[record.ledger.pairs[other].site].supplier == supplier
            else { return sums }
            return (sums.0 + c.quantity + c.shortUnits, sums.1 + c.quantity)
        }
        #expect(asked == given + wanted && chart.contains("\(english.quantity(given)) of \(english.quantity(asked))"))
    }

    @Test func theReportDrawsBalancesOfExceptionsFirstAndBudgets() throws {
        var record = HTMLReportTests.ascii
        let odd = try #require(record.ledger.pairs.indices.last { record.positions[$0].basis != .insufficient })
        record.plan.exceptions = [
            PlanException(kind: .stockOut, pair: odd, units: 5, value: 10, day: record.asOf, proposal: .accept)
        ]
        let report = HTMLReport(
            summary: ReportSummary(record: record), options: ReportingOptions(language: .english), wording: english)
        #expect(report.balancePairs.first == odd)
        #expect(report.balancePairs.count == min(HTMLReport.chartedBalances, Set(record.plan.lines.map(\.pair) + [odd]).count))
        let page = try ReportFolder(options: ReportingOptions(language: .english)).text("report.html", of: record)
        #expect(page.contains(english.balancesTitle) && page.contains(english.budgetTitle))
        #expect(page.contains(Markup.escaped(english.budgetFinding(record.plan.limits?.budgets ?? []))))
    }

    @Test func aBudgetNamesWhatItIsAbout() {
        let network = Network(sites: [Site(code: "A", name: "Anna", tier: 1, supplier: nil)], products: [])
        let all = BudgetUse(available: 100, used: 80, wanted: 80)
        let own = BudgetUse(site: "A", category: "Tea", available: 50, used: 45, wanted: 75)
        #expect(english.scope(all, network: network) == "All orders")
        #expect(english.scope(own, network: network) == "Anna · Tea")
        #expect(own.cut == 30 && all.cut == 0)
        #expect(english.budgetFinding([all]).contains("80"))
        #expect(english.budgetFinding([all, own]).contains("30"))
    }
}
