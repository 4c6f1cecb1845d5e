import Forecasting
import Foundation
import SupplyNetwork
import Wording
@preconcurrency import Yams

extension Configuration {
    /// Reads `penstock.yaml`.
    /// - Returns: the configuration, and findings about keys that mean nothing.
    /// - Throws: `UnusableConfiguration` with file, line and column, where a value cannot be honoured.
    public static func read(yaml text: String, file: String = "penstock.yaml") throws -> (
        configuration: Configuration, findings: [Diagnostic]
    ) {
        var configuration = Configuration()
        let root: Node?
        do { root = try Yams.compose(yaml: text) } catch let error as YamlError {
            throw UnusableConfiguration(file: file, line: nil, column: nil, message: "is not YAML: \(error)")
        }
        guard let root else { return (configuration, []) }
        let top = try YAMLSection(root, path: "", file: file)
        var secrets: [Diagnostic] = []
        configuration.language = try top.choice("language", Language.self) ?? configuration.language
        configuration.horizonWeeks = try top.integer("horizon_weeks", in: 1...104) ?? configuration.horizonWeeks

        if let calendar = try top.section("calendar") {
            enum Start: String, CaseIterable { case monday }
            _ = try calendar.choice("week_starts", Start.self)
            top.close(calendar)
        }
        if let section = try top.section("policy") {
            let base = try rule(section)
            configuration.policy = base.applied(to: configuration.policy)
            for part in try section.sections("rules") {
                configuration.policyRules.append(try rule(part, scoped: true))
                top.close(part)
            }
            top.close(section)
        }
        if let section = try top.section("plan") {
            configuration.plan = try PlanSettings.read(section)
            top.close(section)
        }
        for part in try top.sections("scenarios") {
            let scenario = try Scenario.read(part)
            guard !configuration.scenarios.contains(where: { $0.name == scenario.name }) else {
                throw YAMLSection.failure(file, part.node("name"), "the scenario “\(scenario.name)” is given twice")
            }
            configuration.scenarios.append(scenario)
            top.close(part)
        }
        if let section = try top.section("forecast") {
            configuration.forecastTotals = try totals(section)
            configuration.coherence.method = try section.choice("reconcile", CoherenceOptions.Method.self) ?? configuration.coherence.method
            top.close(section)
        }
        if let section = try top.section("stockpile") {
            configuration.stockpileHorizonWeeks = try section.integer("horizon_weeks", in: 1...104) ?? configuration.stockpileHorizonWeeks
            configuration.stockpileAllowanceWeeks =
                try section.integer("allowance_weeks", in: 0...104) ?? configuration.stockpileAllowanceWeeks
            top.close(section)
        }
        if let section = try top.section("alerts") {
            configuration.overstockRisk = try section.number("overstock_risk", in: 0...1) ?? configuration.overstockRisk
            configuration.stockOutRisk = try section.number("stock_out_risk", in: 0...1) ?? configuration.stockOutRisk
            let (routes, found) = try AlertRoutes.read(section)
            configuration.alertRoutes = routes
            secrets = found
            top.close(section)
        }
        if let section = try top.section("incentives") {
            configuration.incentives = try incentives(section)
            top.close(section)
        }
        if let section = try top.section("health") {
            configuration.health = try HealthSettings.read(section)
            top.close(section)
        }
        if let section = try top.section("columns") {
            configuration.columns = try columns(section)
            top.close(section)
        }
        if let section = try top.section("reading") {
            enum Duplicates: String, CaseIterable { case keep, reject }
            configuration.rejectDuplicates = try section.choice("duplicates", Duplicates.self) == .reject
            top.close(section)
        }
        return (configuration, secrets + top.finished())
    }

    private static let unbounded = 0...Double.greatestFiniteMagnitude

    private static let demandClasses =
        ["A", "B", "C", "X", "Y", "Z"] + ["A", "B", "C"].flatMap { worth in ["X", "Y", "Z"].map { worth + $0 } }

    static func rule(_ section: YAMLSection, scoped: Bool = false) throws -> PolicyException {
        var rule = PolicyException()
        if scoped {
            rule.demandClass = try section.string("class")
            if let name = rule.demandClass, !demandClasses.contains(name) {
                throw YAMLSection.failure(
                    section.file, section.node("class"), "a class is A, B, C, X, Y, Z or two of them such as AX; found “\(name)”")
            }
            rule.category = try section.string("category")
            rule.tier = try section.integer("tier", in: 0...99)
            rule.site = try section.string("site")
            rule.sku = try section.string("sku")
        }
        let cost = try section.number("holding_cost", in: unbounded)
        let rate = try section.number("holding_rate", in: unbounded)
        if cost != nil && rate != nil {
            throw YAMLSection.failure(section.file, section.node("holding_rate"), "give holding_cost or holding_rate, not both")
        }
        rule.holding = cost.map(Policy.Holding.costPerUnitWeek) ?? rate.map(Policy.Holding.ratePerYear)
        let shortage = try section.number("shortage_cost", in: unbounded)
        let service = try section.number("service_level", in: 0...0.9999)
        if shortage != nil && service != nil {
            throw YAMLSection.failure(section.file, section.node("service_level"), "give shortage_cost or service_level, not both")
        }
        rule.target = shortage.map(Policy.Target.shortageCost) ?? service.map(Policy.Target.serviceLevel)
        enum Unmet: String, CaseIterable { case lost, backordered }
        rule.unmetDemand = try section.choice("unmet_demand", Unmet.self).map { $0 == .lost ? .lost : .backordered }
        rule.reviewPeriodDays = try section.integer("review_period_days", in: 1...366)
        rule.leadTimeDays = try section.integer("lead_time_days", in: 0...730)
        rule.leadTimeDeviationDays = try section.number("lead_time_deviation_days", in: 0...365)
        rule.maximumWeeks = try section.number("maximum_weeks", in: 0...520)
        enum Weekday: String, CaseIterable { case monday, tuesday, wednesday, thursday, friday, saturday, sunday }
        rule.orderWeekdays = try section.choices("order_days", Weekday.self).map {
            $0.compactMap { Weekday.allCases.firstIndex(of: $0) }.sorted()
        }
        return rule
    }

    private static func incentives(_ section: YAMLSection) throws -> Incentives {
        var incentives = Incentives()
        incentives.quotaPeriod = try section.choice("quota_period", Incentives.Window.self)
        incentives.payOn = try section.choice("pay_on", Incentives.PayOn.self) ?? .sellIn
        incentives.referralRate = try section.number("referral_rate", in: 0...1)
        if let rebates = try section.section("rebates") {
            incentives.rebateWindow = try rebates.choice("window", Incentives.Window.self) ?? .month
            if let tiers = try rebates.section("tiers") {
                for key in tiers.keys {
                    guard let tier = Int(key) else { continue }
                    incentives.rebates[tier] = try tiers.sections(key).map { step in
                        guard let from = try step.number("from", in: unbounded), let rate = try step.number("rate", in: 0...1) else {
                            throw YAMLSection.failure(section.file, tiers.node(key), "\(step.path) needs both from and rate")
                        }
                        rebates.close(step)
                        return Incentives.Step(from: from, rate: rate)
                    }.sorted { $0.from < $1.from }
                }
                rebates.close(tiers)
            }
            section.close(rebates)
        }
        if let dividends = try section.section("dividends") {
            for key in dividends.keys {
                if let tier = Int(key) { incentives.dividends[tier] = try dividends.number(key, in: 0...1) }
            }
            section.close(dividends)
        }
        try HealthSettings.incentives(section, into: &incentives)
        return incentives
    }

    private static func totals(_ section: YAMLSection) throws -> [ForecastGrouping] {
        guard let node = section.node("totals") else { return [] }
        let items = node.sequence.map(Array.init) ?? [node]
        var totals: [ForecastGrouping] = []
        for item in items {
            guard let name = item.scalar?.string, let grouping = ForecastGrouping(name: name) else {
                throw YAMLSection.failure(
                    section.file, item,
                    "forecast.totals must hold \(ForecastGrouping.names); found “\(item.scalar?.string ?? "a list or mapping")”")
            }
            if !totals.contains(grouping) { totals.append(grouping) }
        }
        return totals
    }

    private static func columns(_ section: YAMLSection) throws -> [String: [String: [String]]] {
        var columns: [String: [String: [String]]] = [:]
        for file in section.keys {
            guard let part = try section.section(file) else { continue }
            for column in part.keys {
                guard let node = part.node(column) else { continue }
                let names = node.sequence.map { $0.compactMap { $0.scalar?.string } } ?? node.scalar.map { [$0.string] } ?? []
                columns[file, default: [:]][column] = names
            }
            section.close(part)
        }
        return columns
    }
}

extension Configuration.PolicyException {
    /// The policy with what this rule changes.
    func applied(to policy: Policy) -> Policy {
        var policy = policy
        policy.holding = holding ?? policy.holding
        policy.target = target ?? policy.target
        policy.unmetDemand = unmetDemand ?? policy.unmetDemand
        policy.reviewPeriodDays = reviewPeriodDays ?? policy.reviewPeriodDays
        policy.leadTimeDays = leadTimeDays ?? policy.leadTimeDays
        policy.leadTimeDeviationDays = leadTimeDeviationDays ?? policy.leadTimeDeviationDays
        policy.maximumWeeks = maximumWeeks ?? policy.maximumWeeks
        policy.orderWeekdays = orderWeekdays ?? policy.orderWeekdays
        return policy
    }
}
