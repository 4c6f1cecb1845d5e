import Foundation
import SupplyNetwork

/// One site × SKU reconciled: consumption and stock week by week, and where it stands now.
struct PairReconciliation: Sendable {
    let movements: PairMovements
    let balance: CountBalance
    let reporting: SiteReporting
    let counting: CountErrors
    let roadDays: Double
    let rate: RateDistribution?
    /// What was known of the rate before the site's own counts.
    let prior: RateDistribution?
    let profile: [Double]
    let dispersion: Double?
    let habit: ReorderHabit
    let options: ReconciliationOptions

    private(set) var consumed: [Double]
    private(set) var states: [DemandHistory.State]
    private(set) var path: [Double?]
    private(set) var current: StockBelief?
    /// Goods booked and not yet there at the as-of date.
    private(set) var road = (mean: 0.0, variance: 0.0)
    /// Weeks whose stock follows from a count and complete reports: when it is zero, demand was cut short.
    private var isFullyKnown: [Bool]

    var weekCount: Int { profile.count }

    init(
        movements: PairMovements, balance: CountBalance, reporting: SiteReporting, counting: CountErrors, roadDays: Double,
        rate: RateDistribution?,
        prior: RateDistribution?, profile: [Double], dispersion: Double?, habit: ReorderHabit, options: ReconciliationOptions
    ) {
        self.movements = movements
        self.balance = balance
        self.reporting = reporting
        self.counting = counting
        self.roadDays = roadDays
        self.rate = rate
        self.prior = prior
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
            if movements.lastCount == nil && isShop { followOrders() } else { reconcile() }
            for interval in balance.intervals { noteKnown(interval) }
            noteKnownSince(movements.anchors.last)
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

    /// It may have consumed in weeks of which it told nothing.
    private var isShop: Bool { (movements.first..<weekCount).contains { isSilent($0) } }

    /// Nobody ever counted: there is nothing to smooth, only orders to follow from the beginning.
    private mutating func followOrders() {
        let start = movements.startedEmpty ? max(0, movements.first) : movements.first
        var weeks: [UncountedStock.Week] = []
        for week in start..<weekCount {
            let (inflow, outflow) = (movements.inflow[week], movements.outflow[week])
            let known = movements.sold[week] * reporting.scale
            weeks.append(
                UncountedStock.Week(
                    net: inflow - outflow, known: known, silent: isSilent(week) ? movements.exposure(week) * profile[week] : 0,
                    squares: inflow * inflow + outflow * outflow + movements.sold[week] * movements.sold[week],
                    isOrder: inflow > 0 && (week > start || !movements.startedEmpty)))
        }
        let known = (movements.first..<weekCount).filter { movements.isReported[$0] }.suffix(options.consumptionWeeks)
        let lately = known.isEmpty ? rate?.mean ?? 0 : known.reduce(0) { $0 + consumed[$1] } / Double(known.count)
        let opening: UncountedStock.Opening =
            movements.startedEmpty
            ? .known(0, deviation: 0) : .unknown(lowestCover: options.lowestCoverWeeks, highestCover: options.openingCoverWeeks)
        road = onRoad(weekCount - 1)
        let result = UncountedStock(
            opening: opening, weeks: weeks, rate: rate, dispersion: dispersion ?? 0.3 * (rate?.mean ?? lately), habit: habit,
            scaleError: reporting.scaleError, countError: reporting.countError, lately: lately)
        for (index, week) in (start..<weekCount).enumerated() {
            path[week] = result.stock[index]
            if isSilent(week), rate != nil {
                consumed[week] += result.consumed[index]
                states[week] = .inferred
            }
        }
        current = StockBelief(result, onRoad: road.mean)
    }

    /// Everything at once: the constrained balance over all weeks.
    private mutating func reconcile() {
        let first = movements.first
        let weeks = balanceWeeks(from: first)
        let known = (first..<weekCount).filter { movements.isReported[$0] }.suffix(options.consumptionWeeks)
        let lately = known.isEmpty ? rate?.mean ?? 0 : known.reduce(0) { $0 + consumed[$1] } / Double(known.count)
        let silentWeeks = weeks.silent.reduce(0, +)
        let pace = silentWeeks > 0 ? rate?.mean ?? lately : lately
        let passedOn = reporting.suppliesOnly ? movements.shippedTotal / Double(max(1, weeks.weekCount)) : 0
        let setting = ConstrainedBalance.Setting(
            opening: opening(weeks, pace: max(pace, passedOn), isSilent: silentWeeks > 0 && rate != nil),
            dispersion: dispersion ?? 0.3 * pace,
            habit: habit, scaleError: reporting.scaleError, countBias: counting.factorError, reference: max(pace, 1e-300))
        road = onRoad(weekCount - 1)
        let belief = StockBelief(weeks, rate: rate, prior: prior, setting: setting, onRoad: road)
        for index in 0..<weeks.weekCount {
            let week = first + index
            path[week] = max(0, belief.stock[index] - (roadDays > 0 ? onRoad(week).mean : 0))
            if isSilent(week) {
                if rate != nil {
                    consumed[week] += belief.consumed[index]
                    states[week] = .inferred
                }
            } else if reporting.scale != 1 {
                // Reports that leave much out give way to the counts.
                consumed[week] = max(0, consumed[week] + belief.missing[index])
            }
        }
        current = belief
    }

    private func onRoad(_ week: Int) -> (mean: Double, variance: Double) {
        movements.onRoad(week: week, elapsed: week == weekCount - 1 ? movements.lastWeekShare : 1, after: 0, days: roadDays)
    }

    private func opening(_ weeks: BalanceWeeks, pace: Double, isSilent: Bool) -> OpeningStock {
        if movements.startedEmpty { return OpeningStock(units: 0, cover: 0, variance: 0) }
        // What a count will tell need not be guessed.
        let vague = movements.anchors.isEmpty ? 1.0 : 5.0
        let least = 1e-3 * movements.meanSquare.squareRoot()
        let spread = vague * (options.openingCoverWeeks - options.lowestCoverWeeks) * max(pace, least) / 1.645
        if isSilent { return OpeningStock(units: 0, cover: habit.cover, variance: spread * spread) }
        var level = 0.0
        var lowest = 0.0
        for week in 0..<weeks.weekCount {
            if weeks.countVariance[week] > 0 { break }
            level += weeks.net[week] - weeks.known[week]
            lowest = min(lowest, level)
        }
        return OpeningStock(units: options.lowestCoverWeeks * pace - lowest, cover: 0, variance: spread * spread + 0.01 * lowest * lowest)
    }

    private func balanceWeeks(from first: Int) -> BalanceWeeks {
        let count = weekCount - first
        let zeros = [Double](repeating: 0, count: count)
        var weeks = BalanceWeeks(
            net: zeros, known: zeros, silent: zeros, unrecorded: zeros, age: [Double](repeating: 1, count: count),
            isOrder: [Bool](repeating: false, count: count), count: zeros, countVariance: zeros, countSilent: zeros, counted: zeros)
        // Where nobody counts, nothing tells of goods that moved unseen, and they stay part of the consumption.
        let isCounted = movements.lastCount != nil
        let usual = isCounted || reporting.suppliesOnly ? options.unreportedShare * movements.meanSquare : 0
        // A few movements since the last count: it is likelier than not that all of them were reported.
        let recent = movements.lastCount.map { last in
            (last.week..<weekCount).reduce(0.0) {
                $0 + (movements.inflow[$1] > 0 ? 1 : 0) + (movements.outflow[$1] > 0 ? 1 : 0)
            }
        }
        let settled = (recent ?? .infinity) * options.unreportedShare < 0.1 ? movements.lastCount?.week ?? weekCount : weekCount
        let slack = (isCounted ? 1e-6 : 1e-9) * movements.meanSquare
        for index in 0..<count {
            let week = first + index
            let (inflow, outflow, sold) = (movements.inflow[week], movements.outflow[week], movements.sold[week] * reporting.scale)
            weeks.net[index] = inflow - outflow
            weeks.known[index] = sold
            weeks.silent[index] = isSilent(week) ? movements.exposure(week) * profile[week] : 0
            weeks.isOrder[index] = inflow > 0 && week > first
            let moved = options.movementError * options.movementError * (inflow * inflow + outflow * outflow + sold * sold)
            // What a site leaves out of its reports it leaves out unevenly.
            let omitted = reporting.scale > 1 ? (dispersion ?? sold) * sold * (reporting.scale - 1) : 0
            weeks.unrecorded[index] = (week > settled ? 0 : usual) + (isCounted ? moved : 0) + omitted + slack
            weeks.age[index] = exp2(Double(weekCount - 1 - week) / options.halfLifeWeeks)
        }
        for anchor in movements.anchors where anchor.day != nil && anchor.week >= first {
            let index = anchor.week - first
            let error = counting.scatter * anchor.onHand
            weeks.counted[index] = anchor.onHand
            weeks.count[index] = anchor.onHand + anchor.netAfter - anchor.soldAfter * reporting.scale
            weeks.countVariance[index] =
                error * error + counting.step * counting.step / 12 + anchor.onRoadVariance + 1e-9 * movements.meanSquare
            if isSilent(anchor.week) {
                weeks.countSilent[index] = max(0, movements.exposure(anchor.week) - anchor.elapsed) * profile[anchor.week]
            }
        }
        return weeks
    }

    /// Weeks whose stock is known to the unit: counts and complete reports agree.
    private mutating func noteKnown(_ interval: CountInterval) {
        let (a, b) = (interval.from, interval.to)
        guard interval.silentWeeks == 0, reporting.scale == 1, interval.contradiction == 0 else { return }
        var running = a.onHand
        var ends: [(week: Int, stock: Double)] = []
        for week in max(0, a.week)...b.week {
            running += week > a.week ? movements.inflow[week] - movements.outflow[week] - movements.sold[week] : a.netAfter - a.soldAfter
            if week < b.week { ends.append((week, running)) }
        }
        running -= b.netAfter - b.soldAfter
        guard abs(b.onHand - running) <= 1e-6 * (1 + interval.scale) else { return }
        for (week, stock) in ends where stock >= -1e-9 * (1 + interval.scale) {
            isFullyKnown[week] = true
            path[week] = max(0, stock)
        }
    }

    /// Since a count that everything after it is reported: the count stands, unless earlier counts make it doubtful.
    private mutating func noteKnownSince(_ anchor: Anchor?) {
        guard let anchor, reporting.scale == 1, roadDays == 0, let current, current.isBalanced else { return }
        var running = anchor.onHand
        var ends: [Double] = []
        for week in max(0, anchor.week)..<weekCount {
            if isSilent(week), !(week == anchor.week && anchor.elapsed == 1) { return }
            running +=
                week > anchor.week
                ? movements.inflow[week] - movements.outflow[week] - movements.sold[week] : anchor.netAfter - anchor.soldAfter
            ends.append(running)
        }
        guard ends.allSatisfy({ $0 >= 0 }), abs(running - current.mean) <= 0.5 * counting.scatter * anchor.onHand else { return }
        for (index, stock) in ends.enumerated() {
            isFullyKnown[max(0, anchor.week) + index] = true
            path[max(0, anchor.week) + index] = stock
        }
        self.current?.settle(on: running)
    }
}
