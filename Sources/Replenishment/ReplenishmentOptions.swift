/// How orders and transfers are worked out. Every property has a default that runs.
public struct ReplenishmentOptions: Sendable, Codable, Hashable {
    /// Weeks of the forecast used to share a planner's order among sites. Default 13.
    public var horizonWeeks = 13
    /// From this risk of overstock on a site × SKU gets nothing. Default 0.5.
    public var overstockRisk = 0.5
    /// Correlation, 0–1, of forecast errors between any two sites of one echelon: the deviation of their sum is
    /// √((1 − ρ) Σσ² + ρ (Σσ)²). Default 0: variances add. Nothing in the data of one run tells it reliably; raise it where
    /// promotions or seasons are missed everywhere at once.
    public var demandCorrelation = 0.0
    /// Share θ, 0–1, of the spread of the stock on hand at arrival that a lost-sales order hedges against: 1 is Morton's myopic
    /// policy, 0 a projected inventory level. Nil (the default) lets it follow the target probability, see `LostSalesOrder`. Orders
    /// that must reach a service level always hedge all of it.
    public var pipelineSpread: Double?
    /// Probability aimed at where the policy is cost-based and no holding cost is known. Default 0.95.
    public var fallbackServiceLevel = 0.95
    /// Whether an announced `discontinued_on` after the as-of date ends the demand planned for. Default true.
    public var plansForDiscontinuation = true
    /// From this probability of running out before an order could arrive a stock-out is an exception. Default 0.5.
    public var stockOutRisk = 0.5
    /// Whether transfers between sites are proposed. Default true. What they bring is not ordered again.
    public var rebalances = true
    /// Stock is idle at a site above its mean demand over these weeks and `excessAllowanceWeeks`. Defaults 12 and 4.
    public var excessHorizonWeeks = 12
    public var excessAllowanceWeeks = 4
    public var rebalancing = RebalancingOptions()
    /// How a supplier's stock is shared when it is short.
    public var allocation = AllocationOptions()
    /// Budgets, suppliers' minimums, containers and warehouses.
    public var limits = OrderLimits()
    /// How far quantities stay as the last plan announced them.
    public var steadiness = SteadinessOptions()
    /// Whether balances are projected and exceptions listed. Default true; a replay needs neither.
    public var projects = true

    public init() {}
}
