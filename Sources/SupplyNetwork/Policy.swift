/// What a plan minimises or must reach.
public struct Policy: Sendable, Hashable {
    public enum Holding: Sendable, Hashable {
        /// Money per unit left at the end of a week.
        case costPerUnitWeek(Double)
        /// Share of unit cost a year.
        case ratePerYear(Double)
    }
    public enum Target: Sendable, Hashable {
        /// Money per unit of demand not met: newsvendor, minimise expected cost.
        case shortageCost(Double)
        /// Probability of no stock-out over the protection interval (cycle service level).
        case serviceLevel(Double)
    }
    public enum UnmetDemand: String, Sendable, Hashable, Codable { case lost, backordered }

    public var holding: Holding
    public var target: Target
    public var unmetDemand: UnmetDemand
    public var reviewPeriodDays: Int
    /// From order to arrival, where `sites.csv` has none.
    public var leadTimeDays: Int
    /// Standard deviation of the lead time, days; default 0.
    public var leadTimeDeviationDays = 0.0
    /// The most weeks of mean demand, beyond the lead time, that orders may fill a site up to; nil (the default) without a limit.
    public var maximumWeeks: Double?
    /// Weekdays (0 is Monday) on which orders are placed; empty (the default) for every day a plan is made.
    public var orderWeekdays: [Int] = []

    /// Defaults: a year's holding costs 25 % of unit cost, 95 % cycle service level, unmet demand is lost, weekly review,
    /// seven days of lead time.
    public init(
        holding: Holding = .ratePerYear(0.25), target: Target = .serviceLevel(0.95), unmetDemand: UnmetDemand = .lost,
        reviewPeriodDays: Int = 7, leadTimeDays: Int = 7
    ) {
        self.holding = holding
        self.target = target
        self.unmetDemand = unmetDemand
        self.reviewPeriodDays = reviewPeriodDays
        self.leadTimeDays = leadTimeDays
    }

    /// Holding cost of one unit for one week; nil where it needs a unit cost and there is none.
    public func holdingCostPerWeek(unitCost: Double?) -> Double? {
        switch holding {
        case .costPerUnitWeek(let cost): cost
        case .ratePerYear(let rate): unitCost.map { $0 * rate * 7 / 365.25 }
        }
    }
}
