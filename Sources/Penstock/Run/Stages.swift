import Alerting
import Delivery
import Forecasting
import Ingest
import Reconciliation
import Replenishment
import Stockpiling
import SupplyNetwork
import Wording

/// How each stage is set up for one configuration.
extension Configuration {
    func reading(asOf: Day?, threads: Int) -> ReadingOptions {
        var options = ReadingOptions()
        options.asOf = asOf
        options.threads = threads
        options.columns = columns
        options.collectsTrade = true
        options.duplicates = rejectDuplicates ? .reject : .use
        return options
    }

    var forecasting: ForecastingOptions {
        var options = ForecastingOptions()
        options.horizon = max(horizonWeeks, stockpileHorizonWeeks)
        return options
    }

    var stockpiling: StockpilingOptions {
        var options = StockpilingOptions()
        options.horizonWeeks = stockpileHorizonWeeks
        options.allowanceWeeks = Double(stockpileAllowanceWeeks)
        options.overstockRisk = overstockRisk
        return options
    }

    var replenishment: ReplenishmentOptions {
        var options = ReplenishmentOptions()
        options.horizonWeeks = horizonWeeks
        options.overstockRisk = overstockRisk
        options.excessHorizonWeeks = stockpileHorizonWeeks
        options.excessAllowanceWeeks = stockpileAllowanceWeeks
        options.stockOutRisk = stockOutRisk
        options.rebalances = plan.rebalances
        options.rebalancing = plan.rebalancing
        options.allocation = plan.allocation
        options.limits = plan.limits
        options.steadiness = plan.steadiness
        return options
    }

    var alerting: AlertingOptions {
        var options = AlertingOptions()
        options.overstockRisk = overstockRisk
        options.overstockClearRisk = min(options.overstockClearRisk, overstockRisk)
        options.stockOutRisk = stockOutRisk
        options.stockpileWeeks = stockpileHorizonWeeks + stockpileAllowanceWeeks
        options.stockOutClearRisk = min(options.stockOutClearRisk, stockOutRisk)
        return options
    }

    var networkFlow: NetworkFlowOptions {
        var options = NetworkFlowOptions()
        options.overstockRisk = overstockRisk
        return options
    }

    /// What is to be sent of a run's alerts; nothing without a route.
    func messages(for notices: [AlertNotice], asOf: Day, history: NotificationHistory) -> [Message] {
        guard let route = alertRoutes.route else { return [] }
        return NotificationPlan(
            notices: notices, route: route, receivers: alertRoutes.receivers, asOf: asOf, history: history, wording: Wording(language)
        ).messages
    }

    /// Findings about policy rules that concern nothing in the network.
    func findings(unmatched rules: [PolicyRule]) -> [Diagnostic] {
        rules.map { rule in
            let subject =
                switch rule.scope {
                case .demandClass(let name): "class \(name)"
                case .category(let name): "category \(name)"
                case .tier(let tier): "tier \(tier)"
                case .sku(let sku): "SKU \(sku)"
                case .site(let site): "site \(site)"
                case .skuAtSite(let sku, let site): "SKU \(sku) at site \(site)"
                }
            return Diagnostic(
                file: "penstock.yaml", severity: .warning, code: "policy-rule-without-subject",
                message: "the policy rule for \(subject) concerns nothing in sites.csv and products.csv",
                help: "correct the code, or take the rule out")
        }
    }

    /// The policy of every site × SKU.
    /// - Throws: `UnusableConfiguration` for a rule that names no scope, or a combination of scopes that has no rank.
    func policies(for network: Network, classes: DemandClasses? = nil) throws -> PolicyTable {
        let rules = try policyRules.map { rule in
            let scope: PolicyRule.Scope
            if let name = rule.demandClass {
                guard (rule.category, rule.tier, rule.site, rule.sku) == (nil, nil, nil, nil) else { throw Configuration.unranked }
                return PolicyRule(.demandClass(name), rule.change)
            }
            switch (rule.category, rule.tier, rule.site, rule.sku) {
            case (let category?, nil, nil, nil): scope = .category(category)
            case (nil, let tier?, nil, nil): scope = .tier(tier)
            case (nil, nil, let site?, nil): scope = .site(site)
            case (nil, nil, nil, let sku?): scope = .sku(sku)
            case (nil, nil, let site?, let sku?): scope = .skuAtSite(sku: sku, site: site)
            default: throw Configuration.unranked
            }
            return PolicyRule(scope, rule.change)
        }
        return PolicyTable(default: policy, rules: rules, network: network, classes: classes)
    }

    private static let unranked = UnusableConfiguration(
        file: "penstock.yaml", line: nil, column: nil,
        message: "a policy rule must name one of class, category, tier, site or sku, or site and sku together")
}

extension Configuration.PolicyException {
    var change: PolicyChange {
        var change = PolicyChange(
            holding: holding, target: target, unmetDemand: unmetDemand, reviewPeriodDays: reviewPeriodDays, leadTimeDays: leadTimeDays)
        change.leadTimeDeviationDays = leadTimeDeviationDays
        change.maximumWeeks = maximumWeeks
        change.orderWeekdays = orderWeekdays
        return change
    }
}

extension Configuration.Incentives {
    /// What stock-piling needs of it.
    var asStockpiling: StockpilingIncentives {
        StockpilingIncentives(
            quotaPeriod: quotaPeriod.map(period), rebateWindow: period(rebateWindow),
            rebates: rebates.mapValues { $0.map { StockpilingIncentives.Step(from: $0.from, rate: $0.rate) } })
    }

    private func period(_ window: Window) -> StockpilingIncentives.Period { window == .month ? .month : .quarter }
}
