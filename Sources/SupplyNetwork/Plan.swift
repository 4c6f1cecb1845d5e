/// How one order quantity came about: every number of the plan line, in the order in which it was worked out.
///
/// `need = max(0, min(orderUpTo, maximumStock) − echelonPosition)`, then minimum order, then whole packs.
public struct OrderCalculation: Sendable, Hashable {
    /// What kept a line at zero, or changed the quantity asked for.
    public enum Constraint: String, Sendable, Hashable, Codable, CaseIterable {
        case none
        case enoughStock = "enough-stock"
        case overstocked
        case siteClosed = "site-closed"
        case discontinued
        case notYetLaunched = "not-yet-launched"
        case minimumOrder = "minimum-order"
        case packSize = "pack-size"
        /// More would expire before it could be sold.
        case shelfLife = "shelf-life"
        case noForecast = "no-forecast"
        case unknownPosition = "unknown-position"
        case planner
        /// The supplier had less than was asked of it, and it was shared.
        case shortSupply = "short-supply"
        /// A budget, a supplier's minimum order value, container fill or a warehouse's room: limits over many lines.
        case budget
        case supplierMinimum = "supplier-minimum"
        case container
        case capacity
        /// The most weeks of demand that the policy lets a site hold.
        case maximumStock = "maximum-stock"
        /// As the last plan announced it: the difference is a trifle, or within the freeze horizon.
        case steady
        /// Not a day on which this site orders.
        case orderDay = "order-day"
        /// What another site sends is enough.
        case transferred
    }

    public var leadTimeDays: Int
    public var reviewPeriodDays: Int
    /// Mean and standard deviation of the demand to be served over lead time + review period (the echelon's: the site's own
    /// consumers and everything it supplies).
    public var demandMean: Double
    public var demandDeviation: Double
    /// Probability of covering that demand which the plan aims at, and where it comes from.
    public var targetProbability: Double
    public var targetIsCostBased: Bool
    /// The echelon order-up-to level: the `targetProbability` quantile of that demand. Where unmet demand is lost it is lower:
    /// demand that will be lost before the order arrives (`expectedLostSales`) needs no stock, and at least cost only part of
    /// the uncertainty until then is worth hedging.
    public var orderUpTo: Double
    public var onHand: Double
    public var inTransit: Double
    /// Open orders due within the protection interval, and those due after it (which are not cover).
    public var openOrders: Double
    public var openOrdersLater: Double
    /// On hand, in transit and on order at the sites below, as far as it serves the demand below.
    public var downstream: Double
    public var need: Double
    public var packSize: Double
    public var minOrderQuantity: Double
    /// What the planner's override asked for, where there is one.
    public var planner: Double?
    /// What was suggested where a planner's override stands; nil elsewhere.
    public var suggested: Double?
    public var quantity: Double
    public var constraint: Constraint
    /// The most days, beyond this site's own lead time and review, that goods travel and wait at sites below before they
    /// reach consumers; the demand above covers them as well. 0 where the site supplies nobody.
    public var downstreamDays: Int
    /// Units of demand expected to be lost before an order placed today could arrive.
    public var expectedLostSales: Double
    /// The most stock that can be sold before it expires; nil without a shelf life.
    public var maximumStock: Double?
    /// The plain `targetProbability` quantile of the demand, before what will be lost is taken off.
    public var demandQuantile = 0.0
    /// Units that transfers bring (sent away: negative); part of the position.
    public var transferred = 0.0
    /// Units on hand that will expire unsold; not part of the position.
    public var expiring = 0.0
    /// The quantity before limits over many lines, the last plan's announcement and the supplier's stock changed it; nil where none did.
    public var unlimited: Double?
    /// What the last plan announced for today; nil where it announced nothing.
    public var announced: Double?
    /// Money a unit short costs over the review period, and a unit left over at its end; from the policy, with the cost implied
    /// by a service level where it names one. Both in units of the unit short where no money is known.
    public var shortageCost = 0.0
    public var holdingCost = 0.0
    /// Expected shortage and holding cost of the next review period with the order and without it.
    public var expectedCost = 0.0
    public var expectedCostWithoutOrder = 0.0

    public init(
        leadTimeDays: Int, reviewPeriodDays: Int, demandMean: Double = 0, demandDeviation: Double = 0,
        targetProbability: Double = 0, targetIsCostBased: Bool = true, orderUpTo: Double = 0, onHand: Double = 0,
        inTransit: Double = 0, openOrders: Double = 0, openOrdersLater: Double = 0, downstream: Double = 0, need: Double = 0,
        packSize: Double = 1, minOrderQuantity: Double = 0, planner: Double? = nil, quantity: Double = 0,
        constraint: Constraint = .none, downstreamDays: Int = 0, expectedLostSales: Double = 0, maximumStock: Double? = nil
    ) {
        self.leadTimeDays = leadTimeDays
        self.reviewPeriodDays = reviewPeriodDays
        self.demandMean = demandMean
        self.demandDeviation = demandDeviation
        self.targetProbability = targetProbability
        self.targetIsCostBased = targetIsCostBased
        self.orderUpTo = orderUpTo
        self.onHand = onHand
        self.inTransit = inTransit
        self.openOrders = openOrders
        self.openOrdersLater = openOrdersLater
        self.downstream = downstream
        self.need = need
        self.packSize = packSize
        self.minOrderQuantity = minOrderQuantity
        self.planner = planner
        self.quantity = quantity
        self.constraint = constraint
        self.downstreamDays = downstreamDays
        self.expectedLostSales = expectedLostSales
        self.maximumStock = maximumStock
    }

    /// On hand, in transit, due in time, moved here and downstream, less what expires unsold.
    public var echelonPosition: Double { onHand + inTransit + openOrders + downstream + transferred - expiring }

    /// Units that limits over many lines or the supplier's stock took away.
    public var shortUnits: Double {
        switch constraint {
        case .shortSupply, .budget, .supplierMinimum, .container, .capacity: max(0, (unlimited ?? quantity) - quantity)
        default: 0
        }
    }
}

/// One suggested order line; `calculation.quantity` is what `plan.csv` says.
public struct OrderLine: Sendable, Hashable {
    /// Index into `Ledger.pairs`.
    public var pair: Int
    /// The site it is ordered from; nil for what the brand's warehouse orders from its maker.
    public var supplier: Int?
    public var orderOn: Day
    public var dueOn: Day
    public var quantity: Double
    /// At unit cost (or price); nil where neither is known.
    public var value: Double?
    public var calculation: OrderCalculation

    public init(
        pair: Int, supplier: Int?, orderOn: Day, dueOn: Day, quantity: Double, value: Double?, calculation: OrderCalculation
    ) {
        self.pair = pair
        self.supplier = supplier
        self.orderOn = orderOn
        self.dueOn = dueOn
        self.quantity = quantity
        self.value = value
        self.calculation = calculation
    }
}

/// One suggested move of stock between two sites.
public struct Transfer: Sendable, Hashable {
    public var from: Int
    public var to: Int
    public var product: Int
    public var quantity: Double
    /// In money where unit values are known, else nil.
    public var saving: Double?
    /// Stock the sender would not sell within the horizon, and what the receiver lacks.
    public var excess: Double
    public var shortage: Double

    public init(from: Int, to: Int, product: Int, quantity: Double, saving: Double?, excess: Double, shortage: Double) {
        self.from = from
        self.to = to
        self.product = product
        self.quantity = quantity
        self.saving = saving
        self.excess = excess
        self.shortage = shortage
    }
}

/// What replenishment decided: the lines to order, and for every site × SKU how it was worked out.
public struct Plan: Sendable {
    /// Lines with a quantity above zero, in order of pair.
    public var lines: [OrderLine]
    /// One for each pair of the ledger; nil where nothing could be worked out.
    public var calculations: [OrderCalculation?]
    public var transfers: [Transfer]
    /// Week by week what is there; without weeks where it was not worked out.
    public var projection = ProjectedBalance()
    /// Most money at stake first.
    public var exceptions: [PlanException] = []
    /// How the limits over many lines were met; nil where none is set.
    public var limits: LimitReport?

    public init(lines: [OrderLine], calculations: [OrderCalculation?], transfers: [Transfer]) {
        self.lines = lines
        self.calculations = calculations
        self.transfers = transfers
    }
}

/// How orders were chosen under limits over many lines.
public struct LimitReport: Sendable, Hashable {
    public enum Method: String, Sendable, Hashable, Codable {
        /// A mixed-integer program solved by HiGHS.
        case program
        /// Packs in order of marginal value per unit of the scarce good.
        case greedy
    }
    public var method: Method
    /// Expected cost saved by the chosen orders, and the most any choice could save.
    public var value: Double
    public var bound: Double
    /// Lines whose quantity a limit changed, and the expected cost that adds.
    public var linesChanged: Int
    public var costOfLimits: Double
    /// One for each budget that is set, in the configuration's order.
    public var budgets: [BudgetUse] = []

    public init(method: Method, value: Double, bound: Double, linesChanged: Int, costOfLimits: Double) {
        self.method = method
        self.value = value
        self.bound = bound
        self.linesChanged = linesChanged
        self.costOfLimits = costOfLimits
    }

    /// How far the choice may be from the best, relative.
    public var gap: Double { bound > 0 ? max(0, bound - value) / bound : 0 }
}
