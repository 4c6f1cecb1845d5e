import SupplyNetwork

extension Aggregation {
    /// Histories of the aggregates: sums over the leaves' histories before `end`, from the first week in which any leaf has
    /// begun. A leaf has no demand before its history begins. Where a leaf's week is missing or a lower bound, the sum takes what
    /// smoothing expected of it (at least the bound): as long as this makes up less than `guessedShare` of the sum it is
    /// `observed`, below half `inferred`, and else `missing`.
    ///
    /// - Parameters:
    ///   - histories: one per leaf; nil leaves take part in no sum.
    func histories(of histories: [DemandHistory?], before end: Week) -> [DemandHistory] {
        precondition(histories.count == leafCount, "\(histories.count) histories for \(leafCount) leaves")
        let first = histories.compactMap { $0?.start }.min().map { min($0, end) } ?? end
        let weeks = end - first
        var sums = [Double](repeating: 0, count: aggregateCount * weeks)
        var guessed = sums
        var begun = [Int](repeating: weeks, count: aggregateCount)
        var inferred = sums
        for leaf in 0..<leafCount {
            guard let history = histories[leaf], history.knownCount > 0 else { continue }
            let smoothed = SmoothedDemand(history, before: end)
            let offset = history.start - first
            guard offset < weeks else { continue }
            for place in offsets[leaf]..<offsets[leaf + 1] {
                let aggregate = Int(members[place])
                begun[aggregate] = min(begun[aggregate], offset)
                let base = aggregate * weeks
                for week in offset..<weeks {
                    let index = week - offset
                    // Between the history's end and the as-of week nothing is known: its last level goes on.
                    guard index < history.count else {
                        let level = smoothed.expected.last ?? 0
                        sums[base + week] += level
                        guessed[base + week] += level
                        continue
                    }
                    let (value, state, level) = (history.values[index], history.states[index], smoothed.expected[index])
                    switch state {
                    case .observed: sums[base + week] += value
                    case .inferred:
                        sums[base + week] += value
                        inferred[base + week] += value
                    case .censored:
                        sums[base + week] += max(value, level)
                        guessed[base + week] += max(0, level - value)
                    case .missing:
                        sums[base + week] += level
                        guessed[base + week] += level
                    }
                }
            }
        }
        return (0..<aggregateCount).map { aggregate in
            let range = aggregate * weeks + begun[aggregate]..<(aggregate + 1) * weeks
            let states = range.map { place -> DemandHistory.State in
                let (sum, guess) = (sums[place], guessed[place])
                if guess > 0.5 * sum { return .missing }
                return guess + inferred[place] > Self.guessedShare * sum ? .inferred : .observed
            }
            let values = zip(range, states).map { $1 == .missing ? 0 : sums[$0] }
            return DemandHistory(start: first + begun[aggregate], values: values, states: states)
        }
    }

    /// Share of a sum that may be expectation before it is called inferred.
    static var guessedShare: Double { 0.05 }
}
