/// What a plan is expected to do, in the figures by which scenarios are compared. Money is nil where no value is known.
public struct ScenarioOutcome: Sendable, Hashable, Codable {
    /// `base` for the plan as configured.
    public var name: String
    public var orderUnits: Double
    public var orderValue: Double?
    /// Share of consumers' demand expected to be served over the weeks projected; nil without demand.
    public var fillRate: Double?
    /// Units of it expected not to be.
    public var unitsShort: Double
    /// Stock of all sites whose balance is projected, mean over the weeks.
    public var stockUnits: Double
    public var stockValue: Double?
    /// Expected cost a week.
    public var holdingCost: Double
    public var shortageCost: Double
    /// Site × SKU that are more likely than not to run out in some week, and those that hold too much today.
    public var pairsAtRisk: Int
    public var excessValue: Double?
    /// Rebates a year at the pace of the last half year, on what they are paid on; nil without rebates.
    public var rebates: Double?

    public init(
        name: String, orderUnits: Double, orderValue: Double?, fillRate: Double?, unitsShort: Double, stockUnits: Double,
        stockValue: Double?,
        holdingCost: Double, shortageCost: Double, pairsAtRisk: Int, excessValue: Double?, rebates: Double?
    ) {
        self.name = name
        self.orderUnits = orderUnits
        self.orderValue = orderValue
        self.fillRate = fillRate
        self.unitsShort = unitsShort
        self.stockUnits = stockUnits
        self.stockValue = stockValue
        self.holdingCost = holdingCost
        self.shortageCost = shortageCost
        self.pairsAtRisk = pairsAtRisk
        self.excessValue = excessValue
        self.rebates = rebates
    }

    public var cost: Double { holdingCost + shortageCost }
}

extension RunRecord {
    /// The figures of this record's plan.
    /// - Parameters:
    ///   - risk: probability from which a site × SKU counts as running out.
    ///   - rebates: a year's rebates; nil where none are paid.
    public func outcome(named name: String, risk: Double = 0.5, rebates: Double? = nil) -> ScenarioOutcome {
        let projection = plan.projection
        let headline = headline
        var outcome = ScenarioOutcome(
            name: name, orderUnits: headline.orderUnits, orderValue: headline.orderValue, fillRate: nil, unitsShort: 0, stockUnits: 0,
            stockValue: nil, holdingCost: 0, shortageCost: 0, pairsAtRisk: 0, excessValue: headline.excessValue, rebates: rebates)
        var demand = 0.0
        let weeks = Double(max(1, projection.weeks))
        for pair in 0..<projection.pairs where projection.isKnown[pair] {
            let range = projection.range(ofPair: pair)
            let short = projection.short[range].reduce(0, +)
            let stock = projection.balance[range].reduce(0) { $0 + max(0, $1) } / weeks
            demand += projection.demand[range].reduce(0, +)
            outcome.unitsShort += short
            outcome.stockUnits += stock
            if let value = product(ofPair: pair).unitValue { outcome.stockValue = (outcome.stockValue ?? 0) + value * stock }
            if projection.stockOutRisk[range].contains(where: { $0 > risk }) { outcome.pairsAtRisk += 1 }
            guard let c = plan.calculations[pair] else { continue }
            outcome.holdingCost += c.holdingCost * 7 / Double(max(1, c.reviewPeriodDays)) * stock
            outcome.shortageCost += c.shortageCost * short / weeks
        }
        if demand > 0 { outcome.fillRate = 1 - outcome.unitsShort / demand }
        return outcome
    }
}
