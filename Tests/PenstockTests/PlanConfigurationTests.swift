import Replenishment
import SupplyNetwork
import TestSupport
import Testing

@testable import Penstock

/// `plan`, `scenarios` and what policies gained.
@Suite struct PlanConfigurationTests {
    private func read(_ text: String) throws -> Configuration {
        let (configuration, findings) = try Configuration.read(yaml: text)
        #expect(findings.isEmpty, "\(findings)")
        return configuration
    }

    @Test func everyKeyOfThePlanIsRead() throws {
        let plan = try read(
            """
            plan:
              allocation: {rule: fair_share, tiers_first: [2, 1], open_orders_first: true}
              budgets: [{per_week: 100000}, {per_week: 5000, tier: 1, region: East}]
              supplier_minimums: [{supplier: maker, value: 20000}, {supplier: W, units: 60}]
              containers: [{supplier: maker, units: 4800, minimum_fill: 0.8, cost: 300}]
              warehouses: [{site: HQ, units: 50000}]
              solver: greedy
              rebalancing:
                {enabled: true, reach: region, tiers: 3, across_tiers: false, cost_per_move: 20, cost_per_unit: 0.5,
                 cost_per_unit_beyond_region: 2, minimum_saving: 50, minimum_units: 6, minimum_shelf_life_days: 45, take_back: true,
                 take_back_share: 0.7}
              steadiness: {share: 0.2, value: 100, freeze_days: 7}
            """
        ).plan
        #expect(plan.allocation.rule == .fairShare && plan.allocation.tiersFirst == [2, 1] && plan.allocation.openOrdersFirst)
        #expect(plan.limits.budgets == [.init(perWeek: 100_000), .init(scope: .init(tier: 1, region: "East"), perWeek: 5000)])
        #expect(
            plan.limits.supplierMinimums == [
                .init(scope: .init(supplier: "maker"), amount: 20_000), .init(scope: .init(supplier: "W"), amount: 60, measure: .units),
            ])
        #expect(plan.limits.containers == [.init(scope: .init(supplier: "maker"), units: 4800, minimumFill: 0.8, cost: 300)])
        #expect(plan.limits.warehouses == [.init(site: "HQ", units: 50_000)] && !plan.limits.usesSolver)
        let moves = plan.rebalancing
        #expect(plan.rebalances && moves.reach == .region && moves.tiers == [3] && !moves.acrossTiers && moves.costPerMove == 20)
        #expect(moves.costPerUnit == 0.5 && moves.costPerUnitBeyondRegion == 2 && moves.minimumSaving == 50 && moves.minimumUnits == 6)
        #expect(moves.minimumShelfLifeDays == 45 && moves.takesBack && moves.takeBackShare == 0.7)
        #expect(plan.steadiness.share == 0.2 && plan.steadiness.value == 100 && plan.steadiness.freezeDays == 7)
        #expect(try read("language: en").plan == PlanSettings())
    }

    @Test func policiesByClassOrderDayAndCover() throws {
        let configuration = try read(
            """
            policy:
              lead_time_deviation_days: 3
              maximum_weeks: 12
              order_days: [thursday, monday]
              rules: [{class: AX, service_level: 0.99}, {tier: 2, order_days: friday}]
            """)
        #expect(configuration.policy.leadTimeDeviationDays == 3 && configuration.policy.maximumWeeks == 12)
        #expect(configuration.policy.orderWeekdays == [0, 3] && configuration.policyRules[0].demandClass == "AX")
        #expect(configuration.policyRules[1].orderWeekdays == [4])
    }

    @Test(
        arguments: [
            ("scenarios: [{lead_time_days: 7}]", "needs a name"), ("scenarios: [{name: all}]", "needs a name"),
            ("scenarios: [{name: a}, {name: a}]", "given twice"), ("scenarios: [{name: a, budget: much}]", "budget"),
            ("scenarios: [{name: a, budget: -120%}]", "more than all"), ("plan: {budgets: [{tier: 1}]}", "per_week"),
            ("plan: {supplier_minimums: [{value: 1, units: 2}]}", "not both"), ("policy: {rules: [{class: Q}]}", "class"),
            ("plan: {warehouses: [{site: W}]}", "units"), ("plan: {rebalancing: {tiers: [near]}}", "tiers"),
        ])
    func whatCannotBeHonouredEndsTheRun(text: String, part: String) {
        let error = #expect(throws: UnusableConfiguration.self) { try Configuration.read(yaml: text) }
        #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
    }

    @Test func scenariosChangeWhatTheySay() throws {
        var configuration = try read(
            """
            policy: {lead_time_days: 5}
            plan: {budgets: [{per_week: 1000}]}
            incentives: {rebates: {tiers: {1: [{from: 10, rate: 0.1}]}}}
            scenarios:
              - {name: slow, lead_time_days: 7, budget: −20 %, demand: +10%, pay_on: sell_out, policy: {service_level: 0.8}}
              - {name: promotion, promotions: [{starts_on: 2026-06-18, ends_on: 2026-06-24, sku: A, discount: 0.2}], sites_lost: P}
            """)
        let promotion = configuration.scenarios[1]
        #expect(promotion.sitesLost == ["P"] && promotion.promotions.first?.startsOn == Day(iso8601: "2026-06-18"))
        try configuration.change(by: configuration.scenarios[0], orderValue: nil)
        #expect(configuration.policy.leadTimeDays == 12 && configuration.policy.target == .serviceLevel(0.8))
        #expect(configuration.plan.limits.budgets[0].perWeek == 800 && abs(configuration.demandShare - 0.1) < 1e-12)
        #expect(configuration.incentives?.payOn == .sellOut)
        var without = try read("scenarios: [{name: tight, budget: -0.5}]")
        try without.change(by: without.scenarios[0], orderValue: 300)
        #expect(without.plan.limits.budgets == [.init(perWeek: 150)])
        var empty = Configuration()
        #expect(throws: Workspace.Unusable.self) { try empty.change(by: Scenario.with(budget: -0.1), orderValue: nil) }
    }

    @Test func announcementsAreRemembered() throws {
        let folder = try TemporaryFolder()
        let store = try StateStore(path: folder.path + "/penstock.db")
        let day = Week(number: 2900).monday
        var memory = StateStore.Memory(
            headline: Headline(
                asOf: day, stockUnits: 0, stockValue: nil, excessUnits: 0, excessValue: nil, overstockedPairs: 0, consumptionPerWeek: 0,
                orderLines: 0, orderUnits: 0, orderValue: nil, alertsFiring: 0, inStockShare: nil),
            forecasts: [], orders: [], alerts: [:])
        memory.announced = [
            .init(site: "s", sku: "k", dueOn: day + 7, quantity: 12), .init(site: "s", sku: "k", dueOn: day + 14, quantity: 6),
        ]
        try store.remember(memory)
        let known = try #require(try store.memory(before: day + 7))
        #expect(known.announced == memory.announced)
        let network = Network(sites: [Site(code: "s", tier: 0)], products: [Product(sku: "k")])
        func ledger(_ asOf: Day) -> Ledger {
            Ledger(
                asOf: asOf, firstWeek: asOf.week - 1, weekCount: 1, siteCount: 1, pairs: [Pair(site: 0, product: 0)], rows: [:],
                reported: [:],
                counts: [])
        }
        let announcement = try #require(known.announcement(network: network, ledger: ledger(day + 7)))
        #expect(announcement.issuedOn == day && announcement.quantities == [0: 12])
        #expect(known.announcement(network: network, ledger: ledger(day + 28)) == nil)
    }

    @Test func theTemplateReadsWithoutFindings() throws {
        // Also with everything that is commented out put in.
        let text = WorkspaceTemplate.configuration
        #expect(try read(text).scenarios.isEmpty)
        let plan = text.split(separator: "\n", omittingEmptySubsequences: false)
            .drop { !$0.hasPrefix("# plan:") }.prefix { $0.hasPrefix("#") }
            .map { $0.dropFirst(2) }.joined(separator: "\n")
        let full = try read(plan)
        #expect(full.plan.limits.budgets.count == 1 && full.plan.limits.containers.count == 1)
    }
}

extension Scenario {
    fileprivate static func with(budget: Double) -> Scenario {
        var scenario = Scenario(name: "budget")
        scenario.budgetShare = budget
        return scenario
    }
}
