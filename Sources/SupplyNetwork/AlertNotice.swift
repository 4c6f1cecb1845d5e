/// An alert as it is told to somebody: by codes and in words, without the run it came from.
public struct AlertNotice: Sendable, Hashable, Codable {
    public var subject: AlertSubject
    /// Name of the site and of the product, or their codes.
    public var siteTitle: String
    public var productTitle: String
    /// Name of `subject.upline`, or its code.
    public var uplineTitle: String
    public var since: Day
    public var risk: Double
    public var summary: String
    public var evidence: String
    public var recommendedAction: String
    public var inhibitedBy: String?
    public var silencedBy: Int?
    public var acknowledgedBy: String?

    public init(
        subject: AlertSubject, siteTitle: String, productTitle: String, uplineTitle: String, since: Day, risk: Double, summary: String,
        evidence: String, recommendedAction: String, inhibitedBy: String? = nil, silencedBy: Int? = nil, acknowledgedBy: String? = nil
    ) {
        self.subject = subject
        self.siteTitle = siteTitle
        self.productTitle = productTitle
        self.uplineTitle = uplineTitle
        self.since = since
        self.risk = risk
        self.summary = summary
        self.evidence = evidence
        self.recommendedAction = recommendedAction
        self.inhibitedBy = inhibitedBy
        self.silencedBy = silencedBy
        self.acknowledgedBy = acknowledgedBy
    }

    public init(_ alert: Alert, network: Network) {
        let subject = AlertSubject(alert, network: network)
        let product = network.products[alert.product]
        self.init(
            subject: subject, siteTitle: network.sites[alert.site].title, productTitle: product.name ?? product.sku,
            uplineTitle: network.site(subject.upline).map { network.sites[$0].title } ?? subject.upline, since: alert.since,
            risk: alert.risk, summary: alert.summary, evidence: alert.evidence, recommendedAction: alert.recommendedAction,
            inhibitedBy: alert.inhibitedBy, silencedBy: alert.silencedBy, acknowledgedBy: alert.acknowledgedBy)
    }
}
