import SupplyNetwork

/// What alerts are put together by.
public enum GroupLabel: String, Sendable, Hashable, Codable, CaseIterable {
    case rule, severity, region, upline, site, sku, category

    func value(of subject: AlertSubject) -> String {
        switch self {
        case .rule: subject.rule.rawValue
        case .severity: subject.severity.rawValue
        case .region: subject.region ?? ""
        case .upline: subject.upline
        case .site: subject.site
        case .sku: subject.sku
        case .category: subject.category ?? ""
        }
    }
}

/// A node of the route tree, after Prometheus Alertmanager: an alert enters at the top, goes down into the first child that
/// matches it (and, where that child says `continues`, into the next ones that match as well), and stays at the node none of
/// whose children match. What a node does not say it has from its parent.
public struct Route: Sendable, Hashable {
    public var matcher = AlertMatcher()
    public var receiver: String?
    public var groupBy: [GroupLabel]?
    public var limit: Int?
    public var repeatWeeks: Int?
    public var sendsResolved: Bool?
    public var continues = false
    public var routes: [Route] = []

    public init() {}
}

/// Where an alert goes, and how it is told there.
public struct ResolvedRoute: Sendable, Hashable {
    public var receiver: String
    /// Default: region and upline.
    public var groupBy: [GroupLabel] = [.region, .upline]
    /// Alerts that the receiver is told of in one run, worst first; default 20.
    public var limit = 20
    /// A case that goes on is told again after so many weeks; default 4.
    public var repeatWeeks = 4
    /// Whether the end of a case is told to those who were told of the case; default true.
    public var sendsResolved = true

    public init(receiver: String) { self.receiver = receiver }
}

extension Route {
    /// Every place the alert goes to, in the order of the tree. Empty where no node on its way names a receiver.
    public func destinations(of subject: AlertSubject) -> [ResolvedRoute] {
        guard matcher.matches(subject) else { return [] }
        var found: [ResolvedRoute] = []
        for resolved in leaves(of: subject, inherited: (nil, ResolvedRoute(receiver: ""))) where !found.contains(resolved) {
            found.append(resolved)
        }
        return found
    }

    private func leaves(of subject: AlertSubject, inherited: (receiver: String?, settings: ResolvedRoute)) -> [ResolvedRoute] {
        var settings = inherited.settings
        settings.groupBy = groupBy ?? settings.groupBy
        settings.limit = limit ?? settings.limit
        settings.repeatWeeks = repeatWeeks ?? settings.repeatWeeks
        settings.sendsResolved = sendsResolved ?? settings.sendsResolved
        let name = receiver ?? inherited.receiver
        var found: [ResolvedRoute] = []
        for child in routes where child.matcher.matches(subject) {
            found += child.leaves(of: subject, inherited: (name, settings))
            if !child.continues { break }
        }
        guard found.isEmpty else { return found }
        guard let name else { return [] }
        settings.receiver = name
        return [settings]
    }

    /// The names of all receivers that the tree mentions, in its order.
    public var receivers: [String] {
        ([receiver].compactMap { $0 } + routes.flatMap(\.receivers)).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
