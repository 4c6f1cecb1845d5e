/// One thing somebody should look at. `id` is a fingerprint of rule, site and SKU: the same case keeps it between runs.
public struct Alert: Sendable, Hashable {
    public enum Rule: String, Sendable, Hashable, Codable, CaseIterable {
        /// Stock above the demand of horizon and allowance.
        case overstock
        /// Stock will probably run out before an order placed today arrives.
        case stockOut = "stock-out"
        /// An open order should have arrived before the as-of date.
        case lateOrder = "late-order"
    }
    public enum Severity: String, Sendable, Hashable, Codable, CaseIterable { case critical, warning, info }
    public enum State: String, Sendable, Hashable, Codable, CaseIterable { case pending, firing, resolved, silenced }

    public var id: String
    public var rule: Rule
    public var severity: Severity
    public var state: State
    public var site: Int
    public var product: Int
    /// The as-of date of the first run that raised it.
    public var since: Day
    public var risk: Double
    public var summary: String
    public var evidence: String
    public var recommendedAction: String
    /// The firing alert upstream that says the same: this one is then `silenced`.
    public var inhibitedBy: String?
    /// The silence that covers it: this one is then `silenced`.
    public var silencedBy: Int?
    /// Who has taken it on; its state is what it would be without.
    public var acknowledgedBy: String?

    public init(
        id: String, rule: Rule, severity: Severity, state: State, site: Int, product: Int, since: Day, risk: Double,
        summary: String, evidence: String, recommendedAction: String, inhibitedBy: String? = nil, silencedBy: Int? = nil,
        acknowledgedBy: String? = nil
    ) {
        self.id = id
        self.rule = rule
        self.severity = severity
        self.state = state
        self.site = site
        self.product = product
        self.since = since
        self.risk = risk
        self.summary = summary
        self.evidence = evidence
        self.recommendedAction = recommendedAction
        self.inhibitedBy = inhibitedBy
        self.silencedBy = silencedBy
        self.acknowledgedBy = acknowledgedBy
    }
}
