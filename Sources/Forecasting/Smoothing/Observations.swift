import SupplyNetwork

/// A series made ready for recursions: divided by its scale, from the first known step on.
struct Observations {
    static let missing: UInt8 = 0
    static let known: UInt8 = 1
    /// Stock ran out: the demand was at least this. Where the model expected more, the step neither moves the states nor counts
    /// in the likelihood, as if it were missing; where it expected less, the value is evidence like any other. The innovation is
    /// thus max(0, value − expectation), never pulled down by what could not be sold.
    static let atLeast: UInt8 = 2
    /// What an inferred value counts for in the likelihood, next to a reported one.
    static let inferredWeight = 0.5

    var values: [Double]
    var kinds: [UInt8]
    var weights: [Double]
    var seasonLength: Int
    /// `values` times this are the series' values.
    var scale: Double
    var knownCount: Int

    init(_ series: TimeSeries) {
        let series = series.trimmed
        scale = series.binaryScale
        values = []
        kinds = []
        weights = []
        knownCount = 0
        seasonLength = series.seasonLength
        values.reserveCapacity(series.count)
        kinds.reserveCapacity(series.count)
        weights.reserveCapacity(series.count)
        for step in 0..<series.count {
            let state = series.states[step]
            values.append(state == .missing ? 0 : series.values[step] / scale)
            kinds.append(state == .missing ? Self.missing : state == .censored ? Self.atLeast : Self.known)
            weights.append(state == .inferred ? Self.inferredWeight : 1)
            if state != .missing { knownCount += 1 }
        }
    }

    /// Whether a step's demand is known, not only bounded from below; of a series of bounds alone, whether anything is.
    var isObserved: [Bool] {
        let has = kinds.contains(Self.known)
        return kinds.map { has ? $0 == Self.known : $0 != Self.missing }
    }

    /// Steps whose demand is known: what a likelihood counts. A bound below the expectation says nothing.
    var observedCount: Int { isObserved.reduce(0) { $0 + ($1 ? 1 : 0) } }

    /// Missing steps at the end.
    var trailingGap: Int { kinds.reversed().prefix { $0 == Self.missing }.count }

    /// Of the values observed.
    var least: Double { zip(values, isObserved).reduce(.infinity) { $1.1 ? min($0, $1.0) : $0 } }
}
