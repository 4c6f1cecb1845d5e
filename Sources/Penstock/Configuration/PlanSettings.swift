import Replenishment

/// `plan` of `penstock.yaml`: how orders of many lines are put together.
public struct PlanSettings: Sendable, Hashable {
    /// How a supplier's stock is shared when it is short.
    public var allocation = AllocationOptions()
    /// Budgets, suppliers' minimums, containers and warehouses; none by default.
    public var limits = OrderLimits()
    /// Whether moves between sites are proposed; default true.
    public var rebalances = true
    public var rebalancing = RebalancingOptions()
    /// How far quantities stay as the last plan announced them.
    public var steadiness = SteadinessOptions()

    public init() {}

    private static let unbounded = 0...Double.greatestFiniteMagnitude

    static func read(_ section: YAMLSection) throws -> PlanSettings {
        var plan = PlanSettings()
        if let part = try section.section("allocation") {
            plan.allocation.rule = try part.choice("rule", AllocationOptions.Rule.self) ?? plan.allocation.rule
            plan.allocation.tiersFirst = try tiers(part, "tiers_first") ?? []
            plan.allocation.openOrdersFirst = try part.flag("open_orders_first") ?? false
            section.close(part)
        }
        for part in try section.sections("budgets") {
            guard let money = try part.number("per_week", in: unbounded) else {
                throw YAMLSection.failure(section.file, section.node("budgets"), "\(part.path) needs per_week")
            }
            plan.limits.budgets.append(.init(scope: try scope(part), perWeek: money))
            section.close(part)
        }
        for part in try section.sections("supplier_minimums") {
            let (value, units) = (try part.number("value", in: unbounded), try part.number("units", in: unbounded))
            guard let amount = value ?? units, value == nil || units == nil else {
                throw YAMLSection.failure(section.file, section.node("supplier_minimums"), "\(part.path) needs value or units, not both")
            }
            plan.limits.supplierMinimums.append(.init(scope: try scope(part), amount: amount, measure: value == nil ? .units : .value))
            section.close(part)
        }
        for part in try section.sections("containers") {
            guard let units = try part.number("units", in: 1e-6...1e12) else {
                throw YAMLSection.failure(section.file, section.node("containers"), "\(part.path) needs units")
            }
            plan.limits.containers.append(
                .init(
                    scope: try scope(part), units: units, minimumFill: try part.number("minimum_fill", in: 0...1) ?? 0.9,
                    cost: try part.number("cost", in: unbounded) ?? 0))
            section.close(part)
        }
        for part in try section.sections("warehouses") {
            guard let site = try part.string("site"), let units = try part.number("units", in: unbounded) else {
                throw YAMLSection.failure(section.file, section.node("warehouses"), "\(part.path) needs site and units")
            }
            plan.limits.warehouses.append(.init(site: site, units: units))
            section.close(part)
        }
        enum Solver: String, CaseIterable { case highs, greedy }
        plan.limits.usesSolver = try section.choice("solver", Solver.self) != .greedy
        if let part = try section.section("rebalancing") {
            try read(part, into: &plan)
            section.close(part)
        }
        if let part = try section.section("steadiness") {
            plan.steadiness.share = try part.number("share", in: 0...1) ?? plan.steadiness.share
            plan.steadiness.value = try part.number("value", in: unbounded) ?? plan.steadiness.value
            plan.steadiness.freezeDays = try part.integer("freeze_days", in: 0...366) ?? plan.steadiness.freezeDays
            section.close(part)
        }
        return plan
    }

    private static func read(_ part: YAMLSection, into plan: inout PlanSettings) throws {
        plan.rebalances = try part.flag("enabled") ?? true
        var rules = RebalancingOptions()
        rules.reach = try part.choice("reach", RebalancingOptions.Reach.self) ?? rules.reach
        rules.tiers = try tiers(part, "tiers") ?? []
        rules.acrossTiers = try part.flag("across_tiers") ?? rules.acrossTiers
        rules.costPerMove = try part.number("cost_per_move", in: unbounded) ?? rules.costPerMove
        rules.costPerUnit = try part.number("cost_per_unit", in: unbounded) ?? rules.costPerUnit
        rules.costPerUnitBeyondRegion = try part.number("cost_per_unit_beyond_region", in: unbounded)
        rules.minimumSaving = try part.number("minimum_saving", in: unbounded) ?? rules.minimumSaving
        rules.minimumUnits = try part.number("minimum_units", in: unbounded) ?? rules.minimumUnits
        rules.minimumShelfLifeDays = try part.integer("minimum_shelf_life_days", in: 0...3660) ?? rules.minimumShelfLifeDays
        rules.takesBack = try part.flag("take_back") ?? rules.takesBack
        rules.takeBackShare = try part.number("take_back_share", in: 0...1) ?? rules.takeBackShare
        plan.rebalancing = rules
    }

    private static func scope(_ part: YAMLSection) throws -> OrderLimits.Scope {
        OrderLimits.Scope(
            site: try part.string("site"), tier: try part.integer("tier", in: 0...99), region: try part.string("region"),
            supplier: try part.string("supplier"), category: try part.string("category"))
    }

    private static func tiers(_ part: YAMLSection, _ key: String) throws -> [Int]? {
        try part.strings(key)?.map { text in
            guard let tier = Int(text), (0...99).contains(tier) else {
                throw YAMLSection.failure(part.file, part.node(key), "\(part.path).\(key) must hold tiers, found “\(text)”")
            }
            return tier
        }
    }
}
