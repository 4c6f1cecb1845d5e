/// What was consumed at one site × SKU, week by week, and how much of it is known.
public struct DemandHistory: Sendable, Hashable {
    public enum State: UInt8, Sendable, Hashable {
        /// Nothing is known of the week: it is not a zero.
        case missing
        /// The value is what was demanded.
        case observed
        /// Stock ran out: demand was at least the value.
        case censored
        /// The value is inferred from balances, not reported.
        case inferred
    }

    public var start: Week
    /// Units a week; meaningless (and zero) where the state is `missing`.
    public var values: [Double]
    public var states: [State]

    public init(start: Week, values: [Double], states: [State]? = nil) {
        precondition(states == nil || states?.count == values.count, "\(states?.count ?? 0) states for \(values.count) values")
        self.start = start
        self.values = values
        self.states = states ?? [State](repeating: .observed, count: values.count)
    }

    public var count: Int { values.count }
    public var end: Week { start + values.count }
    public var knownCount: Int { states.reduce(0) { $0 + ($1 == .missing ? 0 : 1) } }
}
