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
    /// Whether transfers between sites are proposed. Default true. Orders are never reduced by them.
    public var rebalances = true
    /// Stock is idle at a site above its mean demand over these weeks and `excessAllowanceWeeks`. Defaults 12 and 4.
    public var excessHorizonWeeks = 12
    public var excessAllowanceWeeks = 4
    /// Money that one transfer costs, and each unit of it, in the workspace's currency. Defaults 0.
    public var transferCost = 0.0
    public var transferCostPerUnit = 0.0
    /// Whether sites of another region and another supplier may send, after nearer ones. Default true.
    public var transfersBeyondRegion = true

    public init() {}
}
