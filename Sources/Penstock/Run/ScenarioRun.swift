import Ingest
import SupplyNetwork

/// What-if: the same run with something changed.
extension WeeklyRun.Inputs {
    /// These inputs as a scenario has them.
    /// - Parameter orderValue: money of the unchanged plan's orders: the budget where none is configured.
    func changed(by scenario: Scenario, orderValue: Double?) throws -> WeeklyRun.Inputs {
        var inputs = self
        try inputs.configuration.change(by: scenario, orderValue: orderValue)
        let network = contents.network
        let asOf = contents.ledger.asOf
        for code in scenario.sitesLost where network.site(code) == nil {
            throw Workspace.Unusable(description: "the scenario “\(scenario.name)” loses the site “\(code)”, which sites.csv does not have")
        }
        let lost = Set(scenario.sitesLost)
        if scenario.leadTimeDays != 0 || !lost.isEmpty {
            let sites = network.sites.map { site in
                var site = site
                site.leadTimeDays = site.leadTimeDays.map { max(0, $0 + scenario.leadTimeDays) }
                if lost.contains(site.code) { site.leftOn = min(site.leftOn ?? asOf, asOf) }
                return site
            }
            let products = network.products.map { product in
                var product = product
                product.supplierLeadTimeDays = product.supplierLeadTimeDays.map { max(0, $0 + scenario.leadTimeDays) }
                return product
            }
            inputs.contents.network = Network(sites: sites, products: products)
        }
        for (number, added) in scenario.promotions.enumerated() {
            let product = try added.sku.map { sku in
                guard let product = network.product(sku) else {
                    throw Workspace.Unusable(
                        description: "the scenario “\(scenario.name)” promotes the SKU “\(sku)”, which products.csv does not have")
                }
                return product
            }
            inputs.contents.promotions.append(
                Promotion(
                    code: "\(scenario.name)-\(number + 1)", startsOn: added.startsOn, endsOn: added.endsOn, product: product,
                    region: added.region, discount: added.discount))
        }
        return inputs
    }
}

extension Configuration {
    mutating func change(by scenario: Scenario, orderValue: Double?) throws {
        if let change = scenario.policy { policy = change.applied(to: policy) }
        if scenario.leadTimeDays != 0 {
            policy.leadTimeDays = max(0, policy.leadTimeDays + scenario.leadTimeDays)
            for index in policyRules.indices {
                policyRules[index].leadTimeDays = policyRules[index].leadTimeDays.map { max(0, $0 + scenario.leadTimeDays) }
            }
        }
        demandShare += scenario.demandShare
        if let share = scenario.budgetShare {
            if plan.limits.budgets.isEmpty {
                guard let orderValue else {
                    throw Workspace.Unusable(
                        description: "the scenario “\(scenario.name)” changes the budget, but no order has a value in money")
                }
                plan.limits.budgets = [.init(perWeek: orderValue * (1 + share))]
            } else {
                for index in plan.limits.budgets.indices { plan.limits.budgets[index].perWeek *= 1 + share }
            }
        }
        if let payOn = scenario.payOn { incentives?.payOn = payOn }
    }
}

extension WeeklyRun {
    /// The figures of a record, rebates included; where rebates are paid on what is sold to people, stock bought to earn them is not
    /// there to be held.
    func outcome(_ name: String, of record: RunRecord, configuration: Configuration) -> ScenarioOutcome {
        let rebates = configuration.incentives.flatMap { Rebates(record: record, incentives: $0).perYear }
        var outcome = record.outcome(named: name, risk: configuration.stockOutRisk, rebates: rebates)
        if configuration.incentives?.payOn == .sellOut {
            for pile in record.stockpiles where pile.risk >= record.overstockRisk {
                switch pile.cause {
                case .threshold, .pushed:
                    outcome.stockUnits -= pile.excessUnits
                    if let value = pile.excessValue {
                        outcome.stockValue = outcome.stockValue.map { $0 - value }
                        outcome.excessValue = outcome.excessValue.map { $0 - value }
                    }
                    if let c = record.plan.calculations[pile.pair] {
                        outcome.holdingCost -= c.holdingCost * 7 / Double(max(1, c.reviewPeriodDays)) * pile.excessUnits
                    }
                case .recruit, .forwardBuy, .demandDrop, .unknown: break
                }
            }
        }
        return outcome
    }

    /// The outcomes of the scenarios named, the base first.
    func outcomes(of scenarios: [Scenario], base: RunRecord, inputs: Inputs, memory: StateStore.Memory?) throws -> [ScenarioOutcome] {
        try [outcome("base", of: base, configuration: inputs.configuration)]
            + scenarios.map { scenario in
                let changed = try inputs.changed(by: scenario, orderValue: base.headline.orderValue)
                return try outcome(scenario.name, of: record(of: changed, memory: memory).record, configuration: changed.configuration)
            }
    }
}

/// Rebates by the steps of `incentives`, at the pace of the last half year.
struct Rebates {
    static let weeks = 26
    let record: RunRecord
    let incentives: Configuration.Incentives

    /// Money; nil where no step is set or nothing has a price.
    var perYear: Double? {
        let (network, ledger) = (record.network, record.ledger)
        guard !incentives.rebates.isEmpty, network.products.contains(where: { $0.unitPrice ?? $0.unitCost != nil }) else { return nil }
        let last = ledger.completeWeekCount
        let first = max(0, last - Rebates.weeks)
        guard last > first else { return nil }
        var earning = [[Double]](repeating: [Double](repeating: 0, count: last - first), count: network.sites.count)
        for (pair, key) in ledger.pairs.enumerated() {
            let product = network.products[key.product]
            guard let price = product.unitPrice ?? product.unitCost else { continue }
            let history = record.consumption[pair]
            for week in first..<last {
                if incentives.payOn == .sellIn {
                    let net = ledger.value(.received, pair: pair, week: week) - ledger.value(.returnedOut, pair: pair, week: week)
                    earning[key.site][week - first] += price * net
                } else {
                    let index = ledger.firstWeek + week - history.start
                    guard history.states.indices.contains(index), history.states[index] != .missing else { continue }
                    earning[key.site][week - first] += price * history.values[index]
                }
            }
        }
        if incentives.payOn == .sellOut {
            // What people took anywhere below counts for the sites above.
            for site in network.downstreamOrder.reversed() {
                guard let supplier = network.sites[site].supplier else { continue }
                for week in earning[site].indices { earning[supplier][week] += earning[site][week] }
            }
        }
        var paid = 0.0
        for (site, weeks) in earning.enumerated() {
            guard let steps = incentives.rebates[network.sites[site].tier] else { continue }
            var windows: [Int: Double] = [:]
            for (index, money) in weeks.enumerated() {
                let monday = (ledger.firstWeek + first + index).monday
                windows[window(of: monday), default: 0] += money
            }
            for (_, money) in windows.sorted(by: { $0.key < $1.key }) {
                if let step = steps.last(where: { money >= $0.from }) { paid += step.rate * max(0, money) }
            }
        }
        return paid * 365.25 / 7 / Double(last - first)
    }

    private func window(of day: Day) -> Int {
        let parts = day.iso8601.split(separator: "-").prefix(2).compactMap { Int($0) }
        guard parts.count == 2 else { return 0 }
        return incentives.rebateWindow == .month ? parts[0] * 12 + parts[1] - 1 : parts[0] * 4 + (parts[1] - 1) / 3
    }
}
