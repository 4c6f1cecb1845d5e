import Foundation
import SupplyNetwork

/// Four plain rules that a spreadsheet could hold, scored beside the product. Each gives a score per pair of the ledger, and the
/// level of it from which the rule raises an alarm.
struct DetectionBaselines {
    struct Rule {
        var name: String
        var scores: [Double]
        var alarm: Double
    }

    /// Weeks of cover of stock that nothing leaves.
    private static let never = 1e6
    private static let recentWeeks = 13
    /// Allowance and level of the CUSUM in standard deviations (Page 1954, doi:10.1093/biomet/41.1-2.100; k = ½, h = 5).
    private static let allowance = 0.5
    private static let level = 5.0
    /// Weeks that the CUSUM watches, standardised by the weeks before them.
    private static let watchedWeeks = 26

    let rules: [Rule]
    /// The last count of each pair, carried forward unchanged; nil where nobody counted.
    let lastCounts: [Double?]

    /// - Parameter weeks: weeks of cover from which a rule of cover raises an alarm: horizon and allowance.
    init(ledger: Ledger, network: Network, weeks: Double) {
        let pairs = ledger.pairs.indices
        let last = ledger.weekCount
        func total(_ movement: Movement, _ pair: Int, from week: Int = 0) -> Double {
            ledger.total(movement, pair: pair, weeks: min(week, last)..<last)
        }
        func net(_ pair: Int, from week: Int) -> Double {
            total(.received, pair, from: week) + total(.returnedIn, pair, from: week) + total(.soldBack, pair, from: week)
                - total(.shipped, pair, from: week) - total(.returnedOut, pair, from: week) - total(.sold, pair, from: week)
        }
        let left = pairs.map { pair in
            let from = max(0, last - DetectionBaselines.recentWeeks)
            return max(0, total(.shipped, pair, from: from) + total(.sold, pair, from: from)) / Double(max(1, last - from))
        }
        func cover(_ stock: Double, _ pair: Int) -> Double {
            if stock <= 0 { return 0 }
            return left[pair] > 0 ? min(DetectionBaselines.never, stock / left[pair]) : DetectionBaselines.never + stock
        }
        var counted = [Double?](repeating: nil, count: pairs.count)
        var forward = [Double](repeating: 0, count: pairs.count)
        for pair in pairs {
            guard let day = ledger.counts(pair: pair).last(where: { $0.day < ledger.asOf })?.day else {
                forward[pair] = net(pair, from: 0)
                continue
            }
            let rows = ledger.counts(pair: pair).filter { $0.day == day }
            let units = rows.reduce(0) { $0 + $1.onHand }
            counted[pair] = units
            forward[pair] = units + (rows.first?.netAfterInWeek ?? 0) + net(pair, from: day.week - ledger.firstWeek + 1)
        }
        lastCounts = counted

        let covers = pairs.map { cover(forward[$0], $0) }
        var groups: [Pair: [Double]] = [:]
        func group(_ pair: Int) -> Pair { Pair(site: network.sites[ledger.pairs[pair].site].tier, product: ledger.pairs[pair].product) }
        for pair in pairs where covers[pair] > 0 && covers[pair] < DetectionBaselines.never {
            groups[group(pair), default: []].append(log(covers[pair]))
        }
        let spreads = groups.compactMapValues { logs -> (middle: Double, spread: Double)? in
            guard logs.count >= 3 else { return nil }
            let middle = DetectionBaselines.median(logs)
            return (middle, max(0.1, 1.4826 * DetectionBaselines.median(logs.map { abs($0 - middle) })))
        }
        let peers = pairs.map { pair -> Double in
            guard covers[pair] > 0, let group = spreads[group(pair)] else { return -DetectionBaselines.never }
            return (log(covers[pair]) - group.middle) / group.spread
        }
        rules = [
            Rule(name: "weeks of cover", scores: pairs.map { pair in counted[pair].map { cover($0, pair) } ?? -1 }, alarm: weeks),
            Rule(name: "naive ledger", scores: pairs.map { cover(net($0, from: 0), $0) }, alarm: weeks),
            Rule(name: "peer z-score", scores: peers, alarm: 2),
            Rule(name: "purchase CUSUM", scores: pairs.map { DetectionBaselines.cusum(ledger, pair: $0) }, alarm: DetectionBaselines.level),
        ]
    }

    /// The highest that the one-sided sum of standardised weekly purchases rose within the watched weeks.
    private static func cusum(_ ledger: Ledger, pair: Int) -> Double {
        guard let received = ledger.values(.received, pair: pair) else { return 0 }
        let split = max(0, received.count - watchedWeeks)
        let first = received.firstIndex { $0 > 0 } ?? received.count
        let before = Array(received[min(first, split)..<split])
        let known = before.count >= 8 ? before : Array(received[first...])
        guard known.count >= 8 else { return 0 }
        let n = Double(known.count)
        let mean = known.reduce(0, +) / n
        let deviation = (known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)).squareRoot()
        guard deviation > 0 else { return 0 }
        var (sum, highest) = (0.0, 0.0)
        for week in max(first, split)..<received.count {
            sum = max(0, sum + (received[week] - mean) / deviation - allowance)
            highest = max(highest, sum)
        }
        return highest
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle])
    }
}
