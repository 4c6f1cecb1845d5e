import SupplyNetwork

/// One count as a weekly balance reads it: stock at the end of a day, and what was reported to move in the rest of its week.
struct Anchor: Sendable {
    /// Ledger week that holds the day; −1 for an opening stock before the first week.
    var week: Int
    /// Share of the week gone by at the end of the day, 1/7 … 1.
    var elapsed: Double
    var onHand: Double
    /// Movements between sites after the day, to the end of its week: in minus out.
    var netAfter: Double
    /// Consumer sales after the day, to the end of its week.
    var soldAfter: Double
    /// Nil where the stock is known to have been zero because the pair did not exist.
    var day: Day?
    /// Units on the road at the count that are the site's by title already; added to `onHand` once they are estimated.
    var onRoadVariance = 0.0
}

/// The movements and counts of one site × SKU, week by week.
struct PairMovements: Sendable {
    let pair: Pair
    /// First ledger week with a movement, a consumer row or a count; `weekCount` where there is none.
    let first: Int
    /// Ledger weeks in which the pair may have consumed: from launch and joining to leaving. A discontinued product is consumed
    /// until it is used up, at the pace that sites which report show.
    let alive: Range<Int>
    /// Ledger week in which the site left or the product was discontinued; nil while both go on.
    let closedIn: Int?
    /// Received from sites, and taken back from them.
    let inflow: [Double]
    /// Received from sites, returns apart, by the seller's date.
    let receipts: [Double]
    /// Shipped to sites, and given back to them.
    let outflow: [Double]
    /// Reported consumer sales less what consumers gave back; never negative.
    let sold: [Double]
    /// Weeks in which the site reported consumer sales of anything: `sold` is then the whole report.
    let isReported: [Bool]
    /// Share of each week that is over: 1 but for a last week still under way.
    let lastWeekShare: Double
    /// Oldest first, at most one a week. The first may be an opening stock of zero.
    var anchors: [Anchor]
    /// By anchor: the same figure as the count before, although goods were reported to move by a tenth of it or more.
    private(set) var isRepeat: [Bool]
    /// Repeated figures, and counts before which goods were reported to move by a tenth or more.
    let repeatedCounts: Int
    let movedCounts: Int
    /// The latest day with a count, of whatever worth.
    let lastCountedOn: Day?
    /// Mean square of a week's movement between sites, in either direction.
    let meanSquare: Double
    /// Weeks with a count of zero.
    let isCountedEmpty: [Bool]
    /// Goods were reported to come in, returns apart: without that no balance holds.
    let receiptsKnown: Bool
    /// Units received from, and shipped to, other sites over the whole ledger; returns apart.
    let receivedTotal: Double
    let shippedTotal: Double
    let startedEmpty: Bool
    let lastInTransit: Double

    var lastCount: Anchor? { anchors.last.flatMap { $0.day == nil ? nil : $0 } }

    init(pair index: Int, ledger: Ledger, network: Network, options: ReconciliationOptions) {
        let weekCount = ledger.weekCount
        let pair = ledger.pairs[index]
        let site = network.sites[pair.site]
        let product = network.products[pair.product]
        let zeros = [Double](repeating: 0, count: weekCount)
        func column(_ movement: Movement) -> [Double]? { ledger.values(movement, pair: index) }
        func sum(_ a: [Double]?, _ b: [Double]?) -> [Double] {
            guard let a else { return b ?? zeros }
            guard let b else { return a }
            return zip(a, b).map { $0 + $1 }
        }
        let inflow = sum(column(.received), column(.returnedIn))
        let outflow = sum(column(.shipped), column(.returnedOut))
        let sold = PairMovements.net(sold: column(.sold) ?? zeros, soldBack: column(.soldBack))

        var anchors: [Anchor] = []
        var isCountedEmpty = [Bool](repeating: false, count: weekCount)
        var inTransit = 0.0
        var previous: Day?
        for count in ledger.counts(pair: index) where count.day < ledger.asOf {
            let week = count.day.week - ledger.firstWeek
            guard week >= 0, week < weekCount else { continue }
            if previous == count.day, let last = anchors.indices.last {
                anchors[last].onHand += max(0, count.onHand)
                inTransit += count.inTransit ?? 0
                continue
            }
            if let last = anchors.last, last.onHand == 0 { isCountedEmpty[last.week] = true }
            if anchors.last?.week == week { anchors.removeLast() }
            anchors.append(
                Anchor(
                    week: week, elapsed: Double(count.day.weekday + 1) / 7, onHand: max(0, count.onHand),
                    netAfter: count.netAfterInWeek + count.soldAfterInWeek, soldAfter: count.soldAfterInWeek, day: count.day))
            inTransit = count.inTransit ?? 0
            previous = count.day
        }
        if let last = anchors.last, last.onHand == 0 { isCountedEmpty[last.week] = true }

        var first = weekCount
        for week in 0..<weekCount
        where inflow[week] != 0 || outflow[week] != 0 || sold[week] != 0 || ledger.reported(pair: index, week: week) {
            first = week
            break
        }
        first = min(first, anchors.first?.week ?? weekCount)

        func bucket(_ day: Day?) -> Int? { day.map { $0.week - ledger.firstWeek } }
        let joined = max(bucket(product.launchedOn) ?? 0, bucket(site.joinedOn) ?? 0)
        let left = bucket(site.leftOn) ?? weekCount
        let closed = min(bucket(product.discontinuedOn) ?? weekCount, left)
        closedIn = closed < weekCount ? max(0, closed) : nil
        let start = min(max(first, joined, 0), weekCount)
        alive = start..<max(start, min(weekCount, left + 1))

        let entry = first < weekCount && inflow[first] > 0 && inflow[first] >= outflow[first] + sold[first]
        let isNew = joined > 0 || first >= options.freshStartWeeks
        // A first count above everything received says that there was stock before, unless the site or product is new.
        let countedMore = anchors.first.map { $0.onHand > inflow[first...$0.week].reduce(0, +) } ?? false
        startedEmpty = entry && (joined > 0 || (isNew && !countedMore))
        if startedEmpty {
            anchors.insert(Anchor(week: first - 1, elapsed: 1, onHand: 0, netAfter: 0, soldAfter: 0, day: nil), at: 0)
        }

        self.pair = pair
        self.first = first
        self.inflow = inflow
        self.outflow = outflow
        receipts = column(.received) ?? zeros
        self.sold = sold
        isReported = (0..<weekCount).map { ledger.siteReported(site: pair.site, week: $0) }
        lastWeekShare = ledger.asOf.weekday == 0 ? 1 : Double(ledger.asOf.weekday) / 7
        self.anchors = anchors
        (isRepeat, movedCounts) = PairMovements.repeats(anchors, inflow: inflow, outflow: outflow, sold: sold)
        repeatedCounts = isRepeat.reduce(0) { $0 + ($1 ? 1 : 0) }
        lastCountedOn = anchors.last?.day
        var squares = 0.0
        for week in first..<max(first, weekCount) { squares += inflow[week] * inflow[week] + outflow[week] * outflow[week] }
        meanSquare = squares / Double(max(1, weekCount - first))
        self.isCountedEmpty = isCountedEmpty
        let received = column(.received) ?? []
        receiptsKnown = received.contains { $0 > 0 }
        receivedTotal = received.reduce(0, +)
        shippedTotal = column(.shipped)?.reduce(0, +) ?? 0
        lastInTransit = inTransit
    }

    private static func repeats(
        _ anchors: [Anchor], inflow: [Double], outflow: [Double], sold: [Double]
    ) -> (isRepeat: [Bool], moved: Int) {
        var result = [Bool](repeating: false, count: anchors.count)
        var count = 0
        for place in anchors.indices.dropFirst() {
            let (a, b) = (anchors[place - 1], anchors[place])
            guard a.day != nil, a.onHand > 0 else { continue }
            var moved = 0.0
            for week in a.week + 1..<b.week + 1 { moved += inflow[week] + outflow[week] + sold[week] }
            guard moved > 0.1 * a.onHand else { continue }
            count += 1
            result[place] = a.onHand == b.onHand
        }
        return (result, count)
    }

    /// Units that were booked within so many days before a moment and were then still on the road: mean and variance. Ledger weeks do
    /// not tell days, so that a share of each week's receipts was under way, all of them or none.
    ///
    /// - Parameters:
    ///   - elapsed: share of the week gone by.
    ///   - after: of the week's receipts, what was booked after the moment.
    func onRoad(week: Int, elapsed: Double, after: Double, days: Double) -> (mean: Double, variance: Double) {
        guard days > 0, elapsed > 0, receipts.indices.contains(week) else { return (0, 0) }
        var (mean, variance) = (0.0, 0.0)
        func add(_ units: Double, _ share: Double) {
            let f = min(1, max(0, share))
            mean += f * units
            variance += f * (1 - f) * units * units
        }
        add(max(0, receipts[week] - after), days / (7 * elapsed))
        var left = days / 7 - elapsed
        var earlier = week - 1
        while left > 0, earlier >= 0 {
            add(receipts[earlier], left)
            left -= 1
            earlier -= 1
        }
        return (mean, variance)
    }

    func onRoad(at anchor: Anchor, days: Double) -> (mean: Double, variance: Double) {
        guard anchor.day != nil else { return (0, 0) }
        return onRoad(week: anchor.week, elapsed: anchor.elapsed, after: max(0, anchor.netAfter + anchor.soldAfter), days: days)
    }

    /// Counts as they are believed: multiplied by the factor, without copies, and with what was on the road.
    mutating func correctCounts(_ errors: CountErrors, roadDays: Double) {
        defer {
            for index in anchors.indices {
                let road = onRoad(at: anchors[index], days: roadDays)
                anchors[index].onHand += road.mean
                anchors[index].onRoadVariance = road.variance
            }
        }
        if errors.copies {
            anchors = zip(anchors, isRepeat).compactMap { $1 ? nil : $0 }
            isRepeat = [Bool](repeating: false, count: anchors.count)
        }
        guard errors.factor != 1 else { return }
        for index in anchors.indices { anchors[index].onHand *= errors.factor }
    }

    /// Sales less returns; what consumers gave back beyond a week's sales had been taken in the weeks before it.
    private static func net(sold: [Double], soldBack: [Double]?) -> [Double] {
        guard let soldBack else { return sold }
        var net = sold
        var owed = 0.0
        for week in net.indices.reversed() {
            owed += soldBack[week]
            let taken = min(owed, max(0, net[week]))
            net[week] = max(0, net[week] - taken)
            owed -= taken
        }
        return net
    }

    /// Share of a week that is over and in which the pair may consume.
    func exposure(_ week: Int) -> Double {
        alive.contains(week) ? (week == isReported.count - 1 ? lastWeekShare : 1) : 0
    }
}
