import Numerical
import Optimization
import SupplyNetwork

/// Limits that orders share: money, suppliers' conditions, trucks and shelves. Default none.
public struct OrderLimits: Sendable, Codable, Hashable {
    /// The orders a limit is about; what is nil is not asked for.
    public struct Scope: Sendable, Codable, Hashable {
        /// Code of the ordering site.
        public var site: String?
        /// Tier and region of the ordering site.
        public var tier: Int?
        public var region: String?
        /// Code of the site ordered from; `maker` for what the heads of the network order.
        public var supplier: String?
        public var category: String?

        public init(site: String? = nil, tier: Int? = nil, region: String? = nil, supplier: String? = nil, category: String? = nil) {
            self.site = site
            self.tier = tier
            self.region = region
            self.supplier = supplier
            self.category = category
        }
    }

    /// At most so much money a week, at unit cost (or price), for all orders in scope together. Orders without a known value are free.
    public struct Budget: Sendable, Codable, Hashable {
        public var scope: Scope
        public var perWeek: Double

        public init(scope: Scope = Scope(), perWeek: Double) {
            self.scope = scope
            self.perWeek = perWeek
        }
    }

    /// What a site orders of one supplier is nothing, or at least so much.
    public struct SupplierMinimum: Sendable, Codable, Hashable {
        public enum Measure: String, Sendable, Codable, Hashable { case value, units }
        public var scope: Scope
        public var amount: Double
        public var measure: Measure

        public init(scope: Scope, amount: Double, measure: Measure = .value) {
            self.scope = scope
            self.amount = amount
            self.measure = measure
        }
    }

    /// What a site orders of one supplier comes in whole containers (pallets, trucks) of so many units, the last filled to a share of it.
    public struct Container: Sendable, Codable, Hashable {
        public var scope: Scope
        public var units: Double
        public var minimumFill: Double
        /// Money for each.
        public var cost: Double

        public init(scope: Scope, units: Double, minimumFill: Double = 0.9, cost: Double = 0) {
            self.scope = scope
            self.units = units
            self.minimumFill = minimumFill
            self.cost = cost
        }
    }

    /// At most so many units at a site when what is ordered arrives.
    public struct Warehouse: Sendable, Codable, Hashable {
        public var site: String
        public var units: Double

        public init(site: String, units: Double) {
            self.site = site
            self.units = units
        }
    }

    public var budgets: [Budget] = []
    public var supplierMinimums: [SupplierMinimum] = []
    public var containers: [Container] = []
    public var warehouses: [Warehouse] = []
    /// Whether HiGHS chooses, where it is installed; else packs go by marginal value. Default true.
    public var usesSolver = true
    /// Enough once the choice is proven within this share of the best, where many lines share a limit. Default 0.0005. Up to
    /// `exactLines` lines the best itself is sought: several choices within the gap would let rounding, and so the machine, decide.
    public var relativeGap = 0.0005
    /// Lines that share limits and are still chosen exactly. Default 300.
    public var exactLines = 300

    public init() {}

    public var isEmpty: Bool { budgets.isEmpty && supplierMinimums.isEmpty && containers.isEmpty && warehouses.isEmpty }
}

extension PlanningBasis {
    /// Chooses the packs worth most within the limits, and notes what each line would have been without them.
    ///
    /// A planner's orders stand and are paid first. Lines cut to what the supplier has are not raised again; others may be, to reach a
    /// minimum or fill a container, by up to `OrderChoice.topUpWeeks` of demand and within the most the site may hold.
    func limit(_ calculations: inout [OrderCalculation], threads: Int) -> (report: LimitReport, findings: [Diagnostic])? {
        guard !options.limits.isEmpty else { return nil }
        var choice = OrderChoice(basis: self, calculations: calculations)
        choice.addRules()
        var (report, findings) = choice.apply(to: &calculations, threads: threads)
        report.budgets = choice.budgetUse(after: calculations)
        return (report, findings)
    }
}

/// The lines and rules of one plan's order program, and the independent parts it falls into.
private struct OrderChoice {
    /// Demand beyond the need that may be ordered early to meet a minimum or to fill a container.
    static let topUpWeeks = 8
    /// Below it two choices are worth the same to the last cent.
    static let exactGap = 1e-9
    /// Share of its value by which a line goes before or after another one worth the same: far below a cent, far above rounding.
    static let tieBreak = 1e-5
    /// Stretches that a line's value is drawn in.
    static let segments = 24

    let basis: PlanningBasis
    let calculations: [OrderCalculation]
    var rules: [OrderProgram.Rule] = []
    var causes: [OrderCalculation.Constraint] = []
    /// By line (a pair): what a pack takes of which rule.
    var uses: [[OrderProgram.Use]]
    var mayGrow: [Bool]

    init(basis: PlanningBasis, calculations: [OrderCalculation]) {
        self.basis = basis
        self.calculations = calculations
        uses = [[OrderProgram.Use]](repeating: [], count: calculations.count)
        mayGrow = [Bool](repeating: false, count: calculations.count)
    }

    private func unitValue(_ line: Int) -> Double { basis.network.products[basis.pairs[line].product].unitValue ?? 0 }

    private func supplierCode(_ line: Int) -> String {
        basis.supplier(ofSite: basis.pairs[line].site).map { basis.network.sites[$0].code } ?? "maker"
    }

    private func isIn(_ scope: OrderLimits.Scope, _ line: Int) -> Bool {
        let site = basis.network.sites[basis.pairs[line].site]
        if let code = scope.site, code != site.code { return false }
        if let tier = scope.tier, tier != site.tier { return false }
        if let region = scope.region, region != site.region { return false }
        if let supplier = scope.supplier, supplier != supplierCode(line) { return false }
        if let category = scope.category, category != basis.network.products[basis.pairs[line].product].category { return false }
        return true
    }

    /// Lines that may be ordered at all: not those kept at zero for a reason of their own.
    private func isOpen(_ line: Int) -> Bool {
        switch calculations[line].constraint {
        case .overstocked, .siteClosed, .discontinued, .notYetLaunched, .noForecast, .unknownPosition, .orderDay, .planner: false
        default: calculations[line].demandMean > 0
        }
    }

    private var planned: [Int] { calculations.indices.filter { calculations[$0].quantity > 0 || mayGrow[$0] } }

    mutating func addRules() {
        for minimum in basis.options.limits.supplierMinimums {
            for lines in orders(minimum.scope) {
                let isMoney = minimum.measure == .value
                add(.supplierMinimum, lines, amount: minimum.amount, each: lines.map { isMoney ? unitValue($0) : 1 }, grows: true) {
                    .minimumWhenOrdered(amount: $0)
                }
            }
        }
        for container in basis.options.limits.containers {
            for lines in orders(container.scope) {
                let most = lines.reduce(0.0) { $0 + Double(mostPacks($1, grows: true)) * calculations[$1].packSize } / container.units
                add(.container, lines, amount: 0, each: lines.map { _ in 1 }, grows: true) { _ in
                    .containers(
                        capacity: container.units, minimumFill: container.minimumFill, cost: container.cost,
                        most: Int(most.rounded(.up)) + 1)
                }
            }
        }
        // What may grow to meet those conditions is paid and stored as well.
        for budget in basis.options.limits.budgets {
            let lines = planned.filter { isIn(budget.scope, $0) && unitValue($0) > 0 }
            add(.budget, lines, amount: budget.perWeek, each: lines.map { unitValue($0) }, rule: { .limit(capacity: $0) })
        }
        for warehouse in basis.options.limits.warehouses {
            let lines = planned.filter { basis.network.sites[basis.pairs[$0].site].code == warehouse.site }
            guard let site = basis.network.site(warehouse.site) else { continue }
            add(
                .capacity, lines, amount: max(0, warehouse.units - held(at: site)), each: lines.map { _ in 1 },
                rule: { .limit(capacity: $0) })
        }
    }

    /// What the orders in each budget's scope cost, as they were wanted and as `chosen`.
    func budgetUse(after chosen: [OrderCalculation]) -> [BudgetUse] {
        basis.options.limits.budgets.map { budget in
            let scope = budget.scope
            var use = BudgetUse(
                site: scope.site, tier: scope.tier, region: scope.region, supplier: scope.supplier, category: scope.category,
                available: budget.perWeek, used: 0, wanted: 0)
            for line in calculations.indices where isIn(scope, line) {
                use.wanted += calculations[line].quantity * unitValue(line)
                use.used += chosen[line].quantity * unitValue(line)
            }
            return use
        }
    }

    /// The open lines in scope by ordering site and supplier, of those orders that hold anything.
    private func orders(_ scope: OrderLimits.Scope) -> [[Int]] {
        var groups: [Int: [Int]] = [:]
        for line in calculations.indices where isIn(scope, line) && (isOpen(line) || calculations[line].constraint == .planner) {
            groups[basis.pairs[line].site, default: []].append(line)
        }
        return groups.sorted { $0.key < $1.key }.map(\.value).filter { $0.contains { calculations[$0].quantity > 0 } }
    }

    /// Units that will be at the site when today's order arrives, without it.
    private func held(at site: Int) -> Double {
        calculations.indices.reduce(0) { sum, line in
            let known = basis.pairs[line]
            guard known.site == site, let there = known.available(before: known.leadTimeDays + 1) else { return sum }
            return sum + max(0, there - basis.meanDemand(site: site, product: known.product, days: known.leadTimeDays))
        }
    }

    private mutating func add(
        _ cause: OrderCalculation.Constraint, _ lines: [Int], amount: Double, each: [Double], grows: Bool = false,
        rule: (Double) -> OrderProgram.Rule
    ) {
        var fixed = 0.0
        for (line, use) in zip(lines, each) where calculations[line].constraint == .planner { fixed += calculations[line].quantity * use }
        guard lines.contains(where: { calculations[$0].constraint != .planner }) else { return }
        rules.append(rule(max(0, amount - fixed)))
        causes.append(cause)
        for (line, use) in zip(lines, each) where calculations[line].constraint != .planner {
            uses[line].append(.init(constraint: rules.count - 1, perPack: use * calculations[line].packSize))
            if grows && calculations[line].constraint != .shortSupply && calculations[line].constraint != .steady { mayGrow[line] = true }
        }
    }

    private func mostPacks(_ line: Int, grows: Bool) -> Int {
        let c = calculations[line]
        var most = c.quantity
        if grows && c.constraint != .shortSupply && c.constraint != .steady {
            let days = Double(c.leadTimeDays + c.reviewPeriodDays + c.downstreamDays)
            most = max(most, c.need) + c.demandMean / max(1, days) * 7 * Double(OrderChoice.topUpWeeks)
            if let room = c.maximumStock { most = max(c.quantity, min(most, room - c.echelonPosition)) }
        }
        return max(0, Int((most / c.packSize + OrderQuantity.noise).rounded(.down)))
    }

    private func programLine(_ line: Int, rule: [Int: Int]) -> OrderProgram.Line {
        let c = calculations[line]
        let cost = LineCost(c)
        let most = mostPacks(line, grows: mayGrow[line])
        let planned = Int((c.quantity / c.packSize).rounded())
        // What is planned is wanted, also where the last pack is there to reach a service level: worth little, but more than rounding.
        let least = 1e-4 * max(c.shortageCost, 1e-9)
        var segments: [OrderProgram.ValueSegment] = []
        var slope = Double.infinity
        // Multiples of the golden ratio: no two lines' shares are close.
        let share = 1 + OrderChoice.tieBreak * (Double(line) * 0.618033988749895).truncatingRemainder(dividingBy: 1)
        func draw(from: Int, to: Int, floor: Double, ceiling: Double) {
            guard to > from else { return }
            let count = min(to - from, OrderChoice.segments)
            var a = from
            for k in 1...count {
                let b = from + (to - from) * k / count
                let units = Double(b - a) * c.packSize
                let value = cost.value(from: Double(a) * c.packSize, to: Double(b) * c.packSize) / units
                slope = min(slope, share * max(floor, min(ceiling, value)))
                segments.append(.init(units: units, valuePerUnit: slope))
                a = b
            }
        }
        draw(from: 0, to: min(planned, most), floor: least, ceiling: .infinity)
        draw(from: planned, to: most, floor: -.infinity, ceiling: 0)
        let minimum = max(1, Int((c.minOrderQuantity / c.packSize - OrderQuantity.noise).rounded(.up)))
        return OrderProgram.Line(
            packSize: c.packSize, minimumPacks: minimum, maximumPacks: most, value: segments,
            uses: uses[line].compactMap { use in rule[use.constraint].map { .init(constraint: $0, perPack: use.perPack) } })
    }

    /// Lines that share no rule, directly or through others, are chosen apart.
    private var parts: [(rules: [Int], lines: [Int])] {
        var root = Array(rules.indices)
        func find(_ rule: Int) -> Int {
            var rule = rule
            while root[rule] != rule { rule = root[rule] }
            return rule
        }
        for line in uses.indices {
            guard let first = uses[line].first else { continue }
            for use in uses[line].dropFirst() {
                let (a, b) = (find(first.constraint), find(use.constraint))
                if a != b { root[max(a, b)] = min(a, b) }
            }
        }
        var place: [Int: Int] = [:]
        var parts: [(rules: [Int], lines: [Int])] = []
        for rule in rules.indices {
            let top = find(rule)
            if place[top] == nil {
                place[top] = parts.count
                parts.append(([], []))
            }
            parts[place[top] ?? 0].rules.append(rule)
        }
        for line in uses.indices {
            if let first = uses[line].first { parts[place[find(first.constraint)] ?? 0].lines.append(line) }
        }
        return parts
    }

    func apply(to calculations: inout [OrderCalculation], threads: Int) -> (LimitReport, [Diagnostic]) {
        var solver = OrderProgramOptions()
        solver.usesSolver = basis.options.limits.usesSolver
        solver.relativeGap = basis.options.limits.relativeGap
        let (parts, how) = (parts, solver)
        let solutions = Parallel.map(count: parts.count, threads: threads, chunk: 1) { number in
            let part = parts[number]
            var program = OrderProgram()
            var index: [Int: Int] = [:]
            for rule in part.rules { index[rule] = program.addConstraint(rules[rule]) }
            for line in part.lines { program.addLine(programLine(line, rule: index)) }
            var options = how
            if part.lines.count <= basis.options.limits.exactLines { options.relativeGap = min(how.relativeGap, OrderChoice.exactGap) }
            return program.solution(options: options)
        }
        var report = LimitReport(method: .program, value: 0, bound: 0, linesChanged: 0, costOfLimits: 0)
        var remarks: [String] = []
        for (part, solution) in zip(parts, solutions) {
            report.value += solution.value
            report.bound += solution.bound
            if solution.method == .greedy && solution.gap > how.relativeGap { report.method = .greedy }
            if solution.gap > how.relativeGap, let remark = solution.remark, !remarks.contains(remark) { remarks.append(remark) }
            for (place, line) in part.lines.enumerated() {
                let quantity = Double(solution.packs[place]) * calculations[line].packSize
                guard abs(quantity - calculations[line].quantity) > OrderQuantity.noise else { continue }
                let before = calculations[line].expectedCost
                calculations[line].limit(to: quantity, by: cause(line, part.rules, solution, grew: quantity > calculations[line].quantity))
                report.linesChanged += 1
                report.costOfLimits += calculations[line].expectedCost - before
            }
        }
        return (report, findings(report, remarks))
    }

    /// The rule that most plainly made the difference.
    private func cause(_ line: Int, _ part: [Int], _ solution: OrderSolution, grew: Bool) -> OrderCalculation.Constraint {
        let mine = uses[line].map(\.constraint)
        func price(_ rule: Int) -> Double { part.firstIndex(of: rule).map { solution.prices[$0] } ?? 0 }
        if !grew, let tight = mine.filter({ price($0) > 0 }).max(by: { price($0) < price($1) }) { return causes[tight] }
        let forced = mine.first { causes[$0] == .container || causes[$0] == .supplierMinimum }
        return causes[forced ?? mine.first ?? 0]
    }

    private func findings(_ report: LimitReport, _ remarks: [String]) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        let isWithout = basis.options.limits.usesSolver && !Solver.isAvailable
        if report.method == .greedy && isWithout {
            let percent = (report.gap * 1000).rounded() / 10
            findings.append(
                Diagnostic(
                    file: "replenishment", severity: .note, code: "limits-greedy",
                    message: "orders within limits were chosen by the marginal value of each pack, at most \(percent) % below the best: "
                        + "HiGHS is not installed", help: "make setup installs HiGHS"))
        } else {
            for remark in remarks {
                findings.append(
                    Diagnostic(
                        file: "replenishment", severity: .note, code: "limits-approximate",
                        message: "orders within limits: \(remark); at most \((report.gap * 10_000).rounded() / 100) % below the best",
                        help: ""))
            }
        }
        return findings
    }
}
