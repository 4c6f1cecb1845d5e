import Foundation
import SupplyNetwork

/// One site × SKU reconciled: consumption and stock week by week, and where it stands now.
struct PairReconciliation: Sendable {
    let movements: PairMovements
    let balance: CountBalance
    let reporting: SiteReporting
    let rate: RateDistribution?
    let profile: [Double]
    let dispersion: Double?
    let habit: ReorderHabit
    let options: ReconciliationOptions

    private(set) var consumed: [Double]
    private(set) var states: [DemandHistory.State]
    private(set) var path: [Double?]
    private(set) var current: UncountedStock?
    /// Weeks whose stock follows from a count and complete reports: when it is zero, demand was cut short.
    private var isFullyKnown: [Bool]

    var weekCount: Int { profile.count }

    init(
        movements: PairMovements, balance: CountBalance, reporting: SiteReporting, rate: RateDistribution?, profile: [Double],
        dispersion: Double?, habit: ReorderHabit, options: ReconciliationOptions
    ) {
        self.movements = movements
        self.balance = balance
        self.reporting = reporting
        self.rate = rate
        self.profile = profile
        self.dispersion = dispersion
        self.habit = habit
        self.options = options
        let count = profile.count
        consumed = [Double](repeating: 0, count: count)
        states = [DemandHistory.State](repeating: .missing, count: count)
        path = [Double?](repeating: nil, count: count)
        isFullyKnown = [Bool](repeating: false, count: count)
        guard movements.first < count else { return }
        for week in movements.first..<count where movements.isReported[week] {
            consumed[week] = movements.sold[week] * reporting.scale
            states[week] = reporting.scale == 1 ? .observed : .inferred
        }
        if movements.receiptsKnown {
            for interval in balance.intervals { reconcile(interval) }
            if let first = balance.anchors.first, first.day != nil { reconcileBefore(first) }
            reconcileSince(balance.anchors.last)
        } else {
            for anchor in balance.anchors { path[anchor.week] = max(0, anchor.onHand + anchor.netAfter - anchor.soldAfter) }
        }
        for week in movements.first..<count where states[week] != .missing {
            let ranOut =
                couldNotSell(week) || isFullyKnown[week] && states[week] == .observed && (path[week] ?? 1) <= 1e-9 * (1 + consumed[week])
            if movements.isCountedEmpty[week] || ranOut { states[week] = .censored }
        }
    }

    /// A site that usually sells reported nothing, and by all that is known had hardly anything to sell. An estimate of the stock
    /// is not enough to call a week's sales cut short, but it is for a week without any.
    private func couldNotSell(_ week: Int) -> Bool {
        guard let rate, rate.mean > 0, movements.isReported[week], movements.sold[week] == 0, let after = path[week] else { return false }
        let usual = rate.mean * profile[week]
        return usual >= 1 && after <= PairReconciliation.emptyCover * usual
    }

    /// Weeks of consumption below which an estimated stock counts as next to nothing.
    private static let emptyCover = 0.25

    private func isSilent(_ week: Int) -> Bool {
        !movements.isReported[week] && !reporting.suppliesOnly && movements.alive.contains(week)
    }

    /// Between two counts: what is missing was consumed in the silent weeks, as evenly as the profile and the stock allow.
    private mutating func reconcile(_ interval: CountInterval) {
        let (a, b) = (interval.from, interval.to)
        let weeks = max(0, a.week)...b.week
        let isSpread = interval.silentWeeks > 0 && !reporting.suppliesOnly
        // Under-reported sales give way to what the counts say; elsewhere reported weeks stand.
        let isRescaled = !isSpread && reporting.scale != 1
        var remaining = 0.0
        var weights = [Double](repeating: 0, count: weeks.count)
        if isSpread {
            remaining = max(0, interval.implied - interval.reported * reporting.scale)
            for week in weeks where isSilent(week) { weights[week - weeks.lowerBound] = interval.share(of: week) * profile[week] }
        } else if isRescaled {
            remaining = interval.implied
            let even = max(interval.reported, 1e-12) * 0.1 / Double(weeks.count)
            for week in weeks {
                weights[week - weeks.lowerBound] = interval.share(of: week) * even + reportedSales(week, interval)
                consumed[week] -= reportedSales(week, interval) * reporting.scale
            }
        }
        var weightLeft = weights.reduce(0, +)
        var running = a.onHand
        var ends: [(week: Int, stock: Double)] = []
        for week in weeks {
            let index = week - weeks.lowerBound
            running += net(week, interval)
            if !isRescaled { running -= reportedSales(week, interval) * reporting.scale }
            if weights[index] > 0 {
                var share = weightLeft > 0 ? remaining * weights[index] / weightLeft : 0
                if weightLeft - weights[index] > 1e-12 * weightLeft { share = min(share, max(0, running)) } else { share = remaining }
                consumed[week] = max(0, consumed[week] + share)
                if isSpread { states[week] = .inferred }
                remaining -= share
                weightLeft -= weights[index]
                running -= share
            }
            if week < b.week { ends.append((week, running)) }
        }
        // What is left over between the balance and the count is spread evenly over the time between them.
        let gap = b.onHand - running
        let span = Double(b.week - a.week) + b.elapsed - a.elapsed
        let isExact = abs(gap) <= 1e-6 * (1 + interval.scale) && !isSpread && !isRescaled
        for (week, stock) in ends where week >= 0 {
            path[week] = max(0, stock + gap * (Double(week - a.week) + 1 - a.elapsed) / max(span, 1e-9))
            isFullyKnown[week] = isExact && stock >= -1e-9 * (1 + interval.scale)
        }
    }

    /// Movement between sites in the part of a week that lies between the counts.
    private func net(_ week: Int, _ interval: CountInterval) -> Double {
        var net = week > interval.from.week ? movements.inflow[week] - movements.outflow[week] : interval.from.netAfter
        if week == interval.to.week { net -= interval.to.netAfter }
        return net
    }

    private func reportedSales(_ week: Int, _ interval: CountInterval) -> Double {
        var sold = week > interval.from.week ? movements.sold[week] : interval.from.soldAfter
        if week == interval.to.week { sold -= interval.to.soldAfter }
        return max(0, sold)
    }

    /// Before the first count: backwards from it, at the rate that purchases and peers suggest.
    private mutating func reconcileBefore(_ anchor: Anchor) {
        let lambda = rate?.mean
        var stock = anchor.onHand
        for week in stride(from: anchor.week, through: movements.first, by: -1) {
            let isLast = week == anchor.week
            let net = movements.inflow[week] - movements.outflow[week] - (isLast ? anchor.netAfter : 0)
            var before = stock - net
            if isSilent(week) {
                guard let lambda else { return }
                let expected = lambda * profile[week] * (isLast ? anchor.elapsed : 1)
                let share = max(expected, -before)
                consumed[week] += share
                states[week] = .inferred
                before += share
            } else {
                before += consumed[week] - (isLast ? anchor.soldAfter * reporting.scale : 0)
            }
            stock = max(0, before)
            if week > 0 { path[week - 1] = week > movements.first ? stock : path[week - 1] }
        }
    }

    /// Since the last count, or since the beginning where there is none.
    private mutating func reconcileSince(_ anchor: Anchor?) {
        var weeks: [UncountedStock.Week] = []
        let start = anchor.map { max(0, $0.week) } ?? movements.first
        for week in start..<weekCount {
            var (inflow, outflow, sold) = (movements.inflow[week], movements.outflow[week], movements.sold[week])
            var exposure = movements.exposure(week)
            if let anchor, week == anchor.week {
                inflow = max(0, anchor.netAfter)
                outflow = max(0, -anchor.netAfter)
                sold = anchor.soldAfter
                exposure = max(0, exposure - anchor.elapsed)
            }
            weeks.append(
                UncountedStock.Week(
                    net: inflow - outflow, known: sold * reporting.scale, silent: isSilent(week) ? exposure * profile[week] : 0,
                    squares: inflow * inflow + outflow * outflow + sold * sold,
                    isOrder: inflow > 0 && (anchor.map { week > $0.week } ?? true)))
        }
        let known = (movements.first..<weekCount).filter { movements.isReported[$0] }.suffix(options.consumptionWeeks)
        let lately = known.isEmpty ? rate?.mean ?? 0 : known.reduce(0) { $0 + consumed[$1] } / Double(known.count)
        let opening: UncountedStock.Opening
        if let anchor {
            // An adjusted count is as doubtful as the adjustment was large.
            let error = anchor.onHand * reporting.countError
            opening = .known(anchor.onHand, deviation: (error * error + balance.lastAdjustment * balance.lastAdjustment).squareRoot())
        } else {
            opening = .unknown(lowestCover: options.lowestCoverWeeks, highestCover: options.openingCoverWeeks)
        }
        let result = UncountedStock(
            opening: opening, weeks: weeks, rate: rate, dispersion: dispersion ?? 0.3 * (rate?.mean ?? lately),
            habit: habit, scaleError: reporting.scaleError, countError: reporting.countError, lately: lately)
        var isComplete = anchor != nil && balance.lastAdjustment == 0 && reporting.scale == 1 && result.isBalanced
        for (index, week) in (start..<weekCount).enumerated() {
            path[week] = result.stock[index]
            if isSilent(week) {
                isComplete = false
                if rate != nil {
                    consumed[week] += result.consumed[index]
                    states[week] = .inferred
                }
            }
            isFullyKnown[week] = isComplete
        }
        current = result
    }
}
