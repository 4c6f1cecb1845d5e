import SupplyNetwork

/// What simple exponential smoothing expected of each week before it came: the yardstick from which correlations between series
/// are read, and what stands in for weeks that are not known when series are summed. Not a forecast that anybody is shown.
struct SmoothedDemand: Sendable {
    /// Expected demand of each step, from the steps before it; the mean of the first known steps before anything is known.
    private(set) var expected: [Double]
    /// Actual minus expected; nil where nothing is known, or the expectation lies above a lower bound.
    private(set) var errors: [Double?]

    /// Smoothing parameters tried; the one with the least squared error is taken.
    private static let parameters = [0.05, 0.1, 0.2, 0.4]
    /// Known steps whose mean is the first level; their errors are not counted.
    private static let beginning = 6

    /// - Parameter end: weeks from here on are not read.
    init(_ history: DemandHistory, before end: Week) {
        let count = max(0, min(history.count, end - history.start))
        let known = zip(history.values.prefix(count), history.states).filter { $1 != .missing }.prefix(Self.beginning).map(\.0)
        let start = known.isEmpty ? 0 : known.reduce(0, +) / Double(known.count)
        expected = []
        errors = []
        var least = Double.infinity
        for alpha in Self.parameters {
            var level = start
            var (levels, errors) = ([Double](), [Double?]())
            levels.reserveCapacity(count)
            errors.reserveCapacity(count)
            var sum = 0.0
            var seen = 0
            for (value, state) in zip(history.values.prefix(count), history.states) {
                levels.append(level)
                if state == .missing || state == .censored && value < level {
                    errors.append(nil)
                    continue
                }
                seen += 1
                let error = value - level
                errors.append(seen > Self.beginning ? error : nil)
                if seen > Self.beginning { sum += error * error }
                level += alpha * error
            }
            if sum < least {
                least = sum
                (expected, self.errors) = (levels, errors)
            }
        }
    }
}
