import SupplyNetwork

/// A series as the models see it: values by step, and what is known of each.
public struct TimeSeries: Sendable, Hashable {
    /// One value per step; meaningless where the state is `missing`.
    public var values: [Double]
    /// One state per value. A value that is not finite is `missing` whatever is said of it.
    public var states: [DemandHistory.State]
    /// Steps in a season: 12 for months in a year, 52 for weeks; 1 where there is none.
    public var seasonLength: Int

    public init(_ values: [Double], seasonLength: Int = 1) {
        self.init(values: values, states: [DemandHistory.State](repeating: .observed, count: values.count), seasonLength: seasonLength)
    }

    public init(values: [Double], states: [DemandHistory.State], seasonLength: Int = 1) {
        precondition(states.count == values.count, "\(states.count) states for \(values.count) values")
        precondition(seasonLength >= 1, "a season of \(seasonLength) steps")
        self.values = values
        self.states = states
        self.seasonLength = seasonLength
        for step in values.indices where !values[step].isFinite { self.states[step] = .missing }
    }

    public var count: Int { values.count }

    /// Steps of which something is known.
    public var knownCount: Int { states.reduce(0) { $0 + ($1 == .missing ? 0 : 1) } }

    /// The first `count` steps: what was known then.
    public func prefix(_ count: Int) -> TimeSeries {
        TimeSeries(values: Array(values.prefix(count)), states: Array(states.prefix(count)), seasonLength: seasonLength)
    }

    /// The value of a step, or nil where nothing is known of it.
    public subscript(step: Int) -> Double? { states[step] == .missing ? nil : values[step] }

    /// The values known, in order, without the gaps.
    public var known: [Double] { values.indices.compactMap { self[$0] } }

    /// The mean of what is known of the last `window` steps (of all of them for nil); nil where nothing is.
    public func mean(ofLast window: Int? = nil) -> Double? {
        var sum = 0.0
        var count = 0
        for step in max(0, values.count - (window ?? values.count))..<values.count {
            if let value = self[step] {
                sum += value
                count += 1
            }
        }
        return count > 0 ? sum / Double(count) : nil
    }

    /// The steps from the first that is known on.
    public var trimmed: TimeSeries {
        guard let first = states.firstIndex(where: { $0 != .missing }) else {
            return TimeSeries(values: [], states: [], seasonLength: seasonLength)
        }
        if first == 0 { return self }
        return TimeSeries(values: Array(values[first...]), states: Array(states[first...]), seasonLength: seasonLength)
    }

    /// The series with steps that ran out of stock `missing`: what is left is what was demanded, not only what was sold. Unchanged where
    /// nothing else is known.
    var withoutBounds: TimeSeries {
        guard states.contains(.censored), hasWholeDemand else { return self }
        var result = self
        for step in states.indices where states[step] == .censored { result.states[step] = .missing }
        return result
    }

    /// Nothing known is negative.
    public var isNonNegative: Bool { values.indices.allSatisfy { (self[$0] ?? 0) >= 0 } }

    /// Everything known is a whole number: goods counted in units.
    public var isWhole: Bool { values.indices.allSatisfy { step in self[step].map { $0 == $0.rounded() } ?? true } }

    /// A power of two near the mean absolute value: dividing by it loses nothing, and keeps 10¹² and 10⁻¹² workable.
    var binaryScale: Double {
        var sum = 0.0
        var count = 0
        for step in values.indices {
            if let value = self[step] {
                sum += abs(value)
                count += 1
            }
        }
        let mean = count > 0 ? sum / Double(count) : 0
        guard mean.isNormal else { return 1 }
        return Double(sign: .plus, exponent: mean.exponent, significand: 1)
    }
}
