/// When something is worth an alert. Every property has a default.
public struct AlertingOptions: Sendable, Codable, Hashable {
    /// Overstock holds from this risk on, and is over below the second. Defaults 0.5 and 0.35.
    public var overstockRisk = 0.5
    public var overstockClearRisk = 0.35
    /// Probability of running out before an order placed today could arrive. Defaults 0.5 and 0.35.
    public var stockOutRisk = 0.5
    public var stockOutClearRisk = 0.35
    /// An open order is late from more than so many days after its due date. Default 3.
    public var graceDays = 3
    /// A case fires when it holds in `runsToFire` of the last `window` runs; until then it is pending. Defaults 2 of 3.
    public var runsToFire = 2
    public var window = 3
    /// From this risk on an alert may be critical. Default 0.9.
    public var criticalRisk = 0.9
    /// Weeks of demand, horizon and allowance, above which stock is excess: an overstock is critical where the excess is more
    /// than their demand once again. Default 16.
    public var stockpileWeeks = 16
    /// Money: a case of known value below it is information only. Default 0, none is.
    public var materialValue = 0.0
    /// Days after which a late order is more than information. Default 14.
    public var warningDaysLate = 14

    public init() {}
}
