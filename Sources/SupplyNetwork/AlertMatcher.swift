/// What a silence or a route can tell alerts apart by: an alert's own fields and where its site stands in the network.
public struct AlertSubject: Sendable, Hashable, Codable {
    public var id: String
    public var rule: Alert.Rule
    public var severity: Alert.Severity
    public var state: Alert.State
    /// The site's code, then its supplier's, and so on up to the head of the network.
    public var path: [String]
    public var tier: Int
    public var region: String?
    public var sku: String
    public var category: String?

    public init(
        id: String, rule: Alert.Rule, severity: Alert.Severity, state: Alert.State, path: [String], tier: Int, region: String?,
        sku: String, category: String?
    ) {
        self.id = id
        self.rule = rule
        self.severity = severity
        self.state = state
        self.path = path
        self.tier = tier
        self.region = region
        self.sku = sku
        self.category = category
    }

    public init(_ alert: Alert, network: Network) {
        let site = network.sites[alert.site]
        let product = network.products[alert.product]
        self.init(
            id: alert.id, rule: alert.rule, severity: alert.severity, state: alert.state,
            path: network.path(from: alert.site).map { network.sites[$0].code }, tier: site.tier, region: site.region,
            sku: product.sku, category: product.category)
    }

    public var site: String { path.first ?? "" }
    /// The site next to the head of the network that the goods came through: the site itself where it stands there, and the
    /// head for the head.
    public var upline: String { path.count > 1 ? path[path.count - 2] : path.first ?? "" }
}

/// Which alerts are meant. A field that lists nothing does not restrict; of one that lists several any will do; every field
/// must agree.
public struct AlertMatcher: Sendable, Hashable, Codable {
    public var ids: [String] = []
    public var rules: [Alert.Rule] = []
    public var severities: [Alert.Severity] = []
    public var sites: [String] = []
    /// Sites with everything that hangs below them.
    public var subtrees: [String] = []
    public var regions: [String] = []
    public var skus: [String] = []
    public var categories: [String] = []

    public init() {}

    public var isEmpty: Bool { self == AlertMatcher() }

    public func matches(_ subject: AlertSubject) -> Bool {
        func agrees<Value: Equatable>(_ wanted: [Value], _ value: Value?) -> Bool {
            wanted.isEmpty || value.map(wanted.contains) ?? false
        }
        return agrees(ids, subject.id) && agrees(rules, subject.rule) && agrees(severities, subject.severity)
            && agrees(sites, subject.site) && (subtrees.isEmpty || subject.path.contains(where: subtrees.contains))
            && agrees(regions, subject.region) && agrees(skus, subject.sku) && agrees(categories, subject.category)
    }
}

extension AlertMatcher: CustomStringConvertible {
    /// `rule=overstock subtree=P01,P02 sku=MM05`; `everything` where nothing restricts.
    public var description: String {
        let fields: [(String, [String])] = [
            ("id", ids), ("rule", rules.map(\.rawValue)), ("severity", severities.map(\.rawValue)), ("site", sites), ("subtree", subtrees),
            ("region", regions), ("sku", skus), ("category", categories),
        ]
        let parts = fields.filter { !$0.1.isEmpty }.map { "\($0.0)=\($0.1.joined(separator: ","))" }
        return parts.isEmpty ? "everything" : parts.joined(separator: " ")
    }
}

extension Network {
    /// The site, its supplier, and so on up to a head.
    public func path(from site: Int) -> [Int] {
        var path = [site]
        while let next = sites[path[path.count - 1]].supplier { path.append(next) }
        return path
    }
}
