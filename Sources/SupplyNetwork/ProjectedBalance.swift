/// The projected available balance of every site × SKU, week by week: a distribution requirements record.
///
/// The first week begins on the as-of date and ends with its calendar week; all others are whole. Within a week goods arrive
/// before they are asked for: `balance = balance before + scheduled + planned − demand − dependent`, never below zero where
/// unmet demand is lost. Columns, not objects: figure `w` of pair `p` stands at `p · weeks + w`.
public struct ProjectedBalance: Sendable, Hashable {
    public var firstWeek: Week
    public var weeks: Int
    /// Whether anything can be projected: the stock is known, and something is demanded, held or due.
    public var isKnown: [Bool]
    /// On hand and in transit on the as-of date, per pair; units.
    public var opening: [Double]
    /// Mean demand of the site's own consumers.
    public var demand: [Double]
    /// What the sites it supplies are planned to order that week.
    public var dependent: [Double]
    /// Open orders and accepted transfers, in the week they are due.
    public var scheduled: [Double]
    /// Orders of this plan and those planned for later weeks, in the week they arrive.
    public var planned: [Double]
    /// Orders by the week they are placed: this plan's in the first, later weeks' as announced.
    public var released: [Double]
    /// Mean balance at the end of the week with the plan, and without any order not yet placed.
    public var balance: [Double]
    public var balanceWithoutOrders: [Double]
    /// Probability that the week ends without stock for its demand, with the plan.
    public var stockOutRisk: [Double]
    /// Expected units of consumers' demand not served within the week, with the plan.
    public var short: [Double]

    public init(firstWeek: Week = Week(number: 0), weeks: Int = 0, pairs: Int = 0) {
        self.firstWeek = firstWeek
        self.weeks = weeks
        isKnown = [Bool](repeating: false, count: pairs)
        opening = [Double](repeating: 0, count: pairs)
        let zeros = [Double](repeating: 0, count: pairs * weeks)
        demand = zeros
        dependent = zeros
        scheduled = zeros
        planned = zeros
        released = zeros
        balance = zeros
        balanceWithoutOrders = zeros
        stockOutRisk = zeros
        short = zeros
    }

    public var pairs: Int { isKnown.count }

    /// Where the figures of one pair stand in the columns.
    public func range(ofPair pair: Int) -> Range<Int> { pair * weeks..<(pair + 1) * weeks }
}
