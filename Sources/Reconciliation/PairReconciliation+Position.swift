import SupplyNetwork

extension PairReconciliation {
    /// Consumption from the first week the pair could consume to the last complete one.
    func history(ledger: Ledger) -> DemandHistory {
        let end = min(ledger.completeWeekCount, movements.alive.upperBound)
        let start = min(movements.alive.lowerBound, end)
        return DemandHistory(
            start: ledger.firstWeek + start, values: (start..<end).map { states[$0] == .missing ? 0 : consumed[$0] },
            states: Array(states[start..<end]))
    }

    /// Stock and consumption at the as-of date.
    func position(ledger: Ledger, onOrder: Double) -> Position {
        let pace = recentConsumption(ledger: ledger)
        var position = Position(
            onHandLow: 0, onHand: 0, onHandHigh: 0, consumptionLow: pace.low, consumption: pace.mean, consumptionHigh: pace.high,
            basis: .insufficient, lastCountedOn: movements.lastCountedOn)
        // Goods on their way that are also in the open orders count once, as orders.
        position.inTransit = max(0, road.mean - onOrder)
        let isRecent = movements.lastCount?.day.map { ledger.asOf - $0 <= 7 * options.recentCountWeeks } ?? false
        if isRecent {
            position.inTransit = max(position.inTransit, movements.lastInTransit - onOrder)
        }
        if let current {
            position.onHandLow = current.low
            position.onHand = current.mean
            position.onHandHigh = current.high
            // Either a receipt was never reported or the count is wrong: the interval holds what both say.
            let contradiction = balance.intervals.last?.contradiction ?? 0
            if contradiction > 0 { position.onHandLow = min(current.low, max(0, current.mean - contradiction)) }
            let anchorWeek = balance.anchors.last?.week
            let isKnownSince = (max(0, anchorWeek ?? movements.first)..<weekCount).allSatisfy { week in
                movements.isReported[week] || reporting.suppliesOnly || !movements.alive.contains(week)
                    || (week == anchorWeek && balance.anchors.last?.elapsed == 1)
                    || (week == anchorWeek && movements.lastCount?.day == ledger.asOf - 1)
            }
            if movements.lastCount != nil {
                position.basis = isRecent && isKnownSince && current.isBalanced && contradiction == 0 ? .counted : .reconciled
            } else {
                position.basis = isKnownSince && current.isBalanced && reporting.scale == 1 ? .reconciled : .bounded
            }
        } else if let count = balance.anchors.last, count.day != nil {
            countOnly(count, isRecent: isRecent, pace: pace.mean, into: &position)
        }
        if isCleared(ledger: ledger) {
            // What was not given back at the end is lost to the network, or was sold: the balance's rest is the most there is.
            position.onHandHigh = position.onHand
            position.onHandLow = 0
            position.onHand = 0
        }
        return position
    }

    /// The site has left or the product has ended, goods were given back in that week or later, and none came since.
    private func isCleared(ledger: Ledger) -> Bool {
        guard let end = movements.closedIn, let last = (end..<weekCount).last(where: { movements.outflow[$0] > 0 }) else { return false }
        return last >= (balance.anchors.last?.week ?? 0) && (last + 1..<weekCount).allSatisfy { movements.inflow[$0] == 0 }
    }

    /// A count, and no receipt ever reported: what came in since nobody knows.
    private func countOnly(_ count: Anchor, isRecent: Bool, pace: Double, into position: inout Position) {
        var left = count.onHand + count.netAfter - count.soldAfter * reporting.scale
        var moved = abs(count.netAfter) + count.soldAfter
        var silentWeeks = 0.0
        for week in count.week..<weekCount {
            let isFirst = week == count.week
            if !isFirst {
                left -= movements.outflow[week] + consumed[week]
                moved += movements.outflow[week] + consumed[week]
            }
            if !movements.isReported[week], !reporting.suppliesOnly {
                silentWeeks += max(0, movements.exposure(week) - (isFirst ? count.elapsed : 0))
            }
        }
        let error = 1.645 * (counting.scatter + counting.factorError) * count.onHand
        position.onHand = max(0, left - silentWeeks * pace)
        position.onHandLow = silentWeeks > 0 ? 0 : max(0, position.onHand - error)
        position.onHandHigh = max(position.onHand, moved + silentWeeks > 0 ? max(count.onHand, left) : left) + error
        position.basis = isRecent && moved + silentWeeks == 0 ? .counted : .reconciled
    }

    /// Units a week over the last known complete weeks, with a 90 % interval of the rate behind them.
    private func recentConsumption(ledger: Ledger) -> (low: Double, mean: Double, high: Double) {
        let end = ledger.completeWeekCount
        guard movements.first < weekCount, movements.alive.upperBound >= end, movements.alive.lowerBound < end else {
            return (0, 0, 0)
        }
        let known = movements.alive.prefix { $0 < end }.filter { states[$0] != .missing }.suffix(options.consumptionWeeks)
        guard !known.isEmpty else {
            if let rate { return RateDistribution(mean: rate.mean, relativeVariance: rate.relativeVariance).interval }
            guard !reporting.suppliesOnly, let current, !current.stock.isEmpty else { return (0, 0, 0) }
            // Nothing identifies it: from hardly anything to all there was.
            let mean = current.consumed.reduce(0, +) / Double(current.consumed.count)
            return (0.1 * mean, mean, 1.9 * mean)
        }
        let n = Double(known.count)
        let mean = known.reduce(0) { $0 + consumed[$1] } / n
        let silent = known.filter { isInferred($0) }.count
        var variance = (dispersion ?? mean) * mean / n
        if silent > 0, let rate {
            let share = Double(silent) / n * mean
            variance = max(variance, share * share * rate.relativeVariance)
        }
        if reporting.scale != 1 {
            let share = Double(known.count - silent) / n * mean * reporting.scaleError
            variance += share * share
        }
        let spread = 1.645 * variance.squareRoot()
        return (max(0, mean - spread), mean, mean + spread)
    }

    private func isInferred(_ week: Int) -> Bool { !movements.isReported[week] }
}

extension RateDistribution {
    /// Mean and the 5 % and 95 % points.
    var interval: (low: Double, mean: Double, high: Double) {
        guard mean > 0 else { return (0, 0, 0) }
        let nodes = nodes(20)
        return (min(mean, 0.5 * (nodes[0] + nodes[1])), mean, max(mean, 0.5 * (nodes[18] + nodes[19])))
    }
}
