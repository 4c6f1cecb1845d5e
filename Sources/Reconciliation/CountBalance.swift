import SupplyNetwork

/// The goods between two counts.
struct CountInterval: Sendable {
    var from: Anchor
    var to: Anchor
    /// Movements between sites from one count to the other: in minus out.
    var net: Double
    /// The part of the movements between them that came in.
    var inflow: Double
    /// Reported consumer sales between them.
    var reported: Double
    /// Weeks between them in which the site reported nothing, as far as the pair may have consumed in them.
    var silentWeeks: Double
    /// Root of the sum of squares of both counts and of every week's movement: what relative errors apply to.
    var scale: Double
    /// How far the count at the end lay above what could have been there, before the counts were adjusted.
    var contradiction: Double

    /// What must have been consumed: never negative.
    var implied: Double { max(0, from.onHand + net - to.onHand) }
}

/// The counts of one site × SKU made consistent with conservation of goods.
///
/// With no consumption below zero, count minus cumulated net movement can only fall from count to count. Where it rises
/// by more than counting errors explain, the counts are projected onto the nearest sequence that does fall: least squares
/// under order restrictions, solved by pooling adjacent violators (Barlow, Bartholomew, Bremner & Brunk 1972, *Statistical
/// Inference under Order Restrictions*, §1.2). An opening stock of zero is not adjusted.
struct CountBalance: Sendable {
    var intervals: [CountInterval] = []
    /// Counts after adjustment, in the order of `PairMovements.anchors`.
    var anchors: [Anchor]
    /// Counts that could not have been true.
    var contradictions = 0
    /// By how much the last count was adjusted.
    var lastAdjustment = 0.0

    init(_ movements: PairMovements, options: ReconciliationOptions) {
        anchors = movements.anchors
        guard movements.receiptsKnown, anchors.count > 1 else { return }
        intervals = (1..<anchors.count).map { CountBalance.interval(movements, from: anchors[$0 - 1], to: anchors[$0]) }
        // Level: the count less everything that moved since the first one; only what was consumed unseen lowers it.
        var levels = [anchors[0].onHand]
        var moved = 0.0
        for index in intervals.indices {
            moved += intervals[index].net - intervals[index].reported
            levels.append(anchors[index + 1].onHand - moved)
            let gap = levels[index + 1] - levels[index]
            let floor = max(intervals[index].scale, intervals[index].to.onHand)
            if gap > options.contradictionShare * floor {
                intervals[index].contradiction = gap
                contradictions += 1
            }
        }
        guard contradictions > 0 else { return }
        let weights = anchors.map { $0.day == nil ? 1e9 : 1 }
        let fitted = CountBalance.nonIncreasing(levels, weights: weights)
        for index in anchors.indices where anchors[index].day != nil {
            let adjusted = max(0, anchors[index].onHand + fitted[index] - levels[index])
            if index == anchors.count - 1 { lastAdjustment = abs(adjusted - anchors[index].onHand) }
            anchors[index].onHand = adjusted
        }
        for index in intervals.indices {
            intervals[index].from = anchors[index]
            intervals[index].to = anchors[index + 1]
        }
    }

    static func interval(_ movements: PairMovements, from a: Anchor, to b: Anchor) -> CountInterval {
        var net = a.netAfter - b.netAfter
        var reported = a.soldAfter - b.soldAfter
        var silent = 0.0
        var received = 0.0
        var squares = a.onHand * a.onHand + b.onHand * b.onHand
        if a.week >= 0, !movements.isReported[a.week] { silent += movements.alive.contains(a.week) ? 1 - a.elapsed : 0 }
        for week in a.week + 1..<b.week + 1 {
            let (inflow, outflow, sold) = (movements.inflow[week], movements.outflow[week], movements.sold[week])
            net += inflow - outflow
            received += inflow
            reported += sold
            squares += inflow * inflow + outflow * outflow + sold * sold
            if !movements.isReported[week] { silent += movements.alive.contains(week) ? (week == b.week ? b.elapsed : 1) : 0 }
        }
        return CountInterval(
            from: a, to: b, net: net, inflow: received, reported: max(0, reported), silentWeeks: silent, scale: squares.squareRoot(),
            contradiction: 0)
    }

    /// Weighted least-squares fit of a sequence that never rises.
    static func nonIncreasing(_ values: [Double], weights: [Double]) -> [Double] {
        var blocks: [(mean: Double, weight: Double, count: Int)] = []
        for (value, weight) in zip(values, weights) {
            var block = (mean: value, weight: weight, count: 1)
            while let last = blocks.last, last.mean < block.mean {
                let total = last.weight + block.weight
                block = ((last.mean * last.weight + block.mean * block.weight) / total, total, last.count + block.count)
                blocks.removeLast()
            }
            blocks.append(block)
        }
        return blocks.flatMap { [Double](repeating: $0.mean, count: $0.count) }
    }
}
