/// Somebody's decision not to hear of some alerts for a while. Days are as-of dates of runs: the clock plays no part.
public struct Silence: Sendable, Hashable, Codable {
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// The alerts are shown as silenced, and nobody is told.
        case silence
        /// Somebody has taken the alert on: it is shown as it is, and nobody is told again.
        case acknowledgement
    }

    /// Given by the state database, counting from 1 and never given again.
    public var id: Int
    public var kind: Kind
    public var matcher: AlertMatcher
    public var author: String
    public var reason: String
    /// The first as-of date it holds for.
    public var from: Day
    /// The last as-of date it holds for.
    public var until: Day

    public init(id: Int, kind: Kind, matcher: AlertMatcher, author: String, reason: String, from: Day, until: Day) {
        self.id = id
        self.kind = kind
        self.matcher = matcher
        self.author = author
        self.reason = reason
        self.from = from
        self.until = until
    }

    public func holds(on day: Day) -> Bool { from <= day && day <= until }
}
