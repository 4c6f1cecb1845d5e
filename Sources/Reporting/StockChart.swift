import SupplyNetwork
import Wording

/// The reconciled stock of one site × SKU week by week, with its interval today, the counts it was reconciled with, what peers
/// would hold, and the week in which it began to pile up.
struct StockChart {
    struct Count {
        var week: Int
        var onHand: Double
        /// Whether the balance of movements bears it out.
        var isBelieved: Bool
    }

    /// Units on hand at the end of each week; nil where unknown.
    let stock: [Double?]
    let low: Double
    let high: Double
    let counts: [Count]
    /// What the site would hold if it covered as many weeks as its peers; nil where they are too few.
    let peers: Double?
    /// Index of the week in which it began.
    let began: Int?
    let start: Week
    let title: String
    let id: String
    let wording: Wording

    private let height = 190.0
    private let plotTop = 20.0
    private var plotHeight: Double { height - plotTop - 24 }

    /// A count is taken as true where the reconciled stock of its week lies within this share of it, or within two units.
    static let toleratedShare = 0.1
    static let toleratedUnits = 2.0

    /// Counts of the pair that fall into the weeks from `start`, lots of a day added up, against the reconciled path.
    static func counts(of pair: Int, record: RunRecord, from start: Week, path: [Double?]) -> [Count] {
        var days: [(day: Day, onHand: Double, after: Double)] = []
        for count in record.ledger.counts(pair: pair) where count.day.week >= start && count.day.week < start + path.count {
            if days.last?.day == count.day {
                days[days.count - 1].onHand += count.onHand
            } else {
                days.append((count.day, count.onHand, count.netAfterInWeek))
            }
        }
        return days.map { entry in
            let week = entry.day.week - start
            let level = entry.onHand + entry.after
            let isBelieved = path[week].map { abs($0 - level) <= max(toleratedUnits, toleratedShare * max(level, $0)) } ?? true
            return Count(week: week, onHand: level, isBelieved: isBelieved)
        }
    }

    private func x(_ week: Int) -> String { Markup.coordinate((Double(week) + 0.5) / Double(stock.count) * 100) + "%" }

    var svg: String {
        let known = stock.compactMap { $0 }.filter(\.isFinite)
        guard stock.count > 1, !known.isEmpty || !counts.isEmpty else { return "" }
        let largest = max(known.max() ?? 0, high.isFinite ? high : 0, counts.map(\.onHand).max() ?? 0, peers ?? 0)
        let scale = ChartScale(largest: largest)
        func y(_ value: Double) -> Double { plotHeight * (1 - scale.share(value)) }
        func outer(_ value: Double) -> String { Markup.coordinate(plotTop + y(value)) }
        let slot = 1000 / Double(stock.count)
        var lines = ""
        var run: [String] = []
        func drawn() -> String {
            guard let first = run.first else { return "" }
            return "<polyline class=\"stockline\" points=\"\((run.count == 1 ? [first, first] : run).joined(separator: " "))\"/>"
        }
        for (week, value) in stock.enumerated() {
            guard let value, value.isFinite else {
                lines += drawn()
                run = []
                continue
            }
            run.append("\(Markup.coordinate((Double(week) + 0.5) * slot)),\(Markup.coordinate(y(value)))")
        }
        lines += drawn()

        var marks = ""
        if let peers, peers.isFinite {
            marks += "<line class=\"peers\" x1=\"0\" x2=\"100%\" y1=\"\(outer(peers))\" y2=\"\(outer(peers))\"/>"
        }
        if let began, stock.indices.contains(began) {
            // The label stands on the side that has room.
            let isLate = began * 3 > stock.count * 2
            marks += "<line class=\"began\" x1=\"\(x(began))\" x2=\"\(x(began))\" y1=\"6\" y2=\"\(outer(0))\"/>"
            marks +=
                "<text class=\"barlabel\" x=\"\(x(began))\" dx=\"\(isLate ? -6 : 6)\" y=\"13\" text-anchor=\"\(isLate ? "end" : "start")\">"
            marks += "\(Markup.escaped(wording.beganInWeek((start + began).monday)))</text>"
        }
        if low.isFinite, high.isFinite, high > low {
            let last = x(stock.count - 1)
            marks += "<line class=\"interval\" x1=\"\(last)\" x2=\"\(last)\" y1=\"\(outer(high))\" y2=\"\(outer(low))\"/>"
        }
        for count in counts where count.onHand.isFinite {
            let style = count.isBelieved ? "count" : "count doubted"
            marks += "<circle class=\"\(style)\" cx=\"\(x(count.week))\" cy=\"\(outer(count.onHand))\" r=\"4\"/>"
        }
        return """
            <svg class="chart axes" role="img" aria-labelledby="\(id)-t" width="100%" height="\(Markup.coordinate(height))" \
            xmlns="http://www.w3.org/2000/svg"><title id="\(id)-t">\(Markup.escaped(title))</title>\
            \(ChartFrame.grid(scale, top: plotTop, height: plotHeight, wording: wording))\
            <svg x="0" y="\(Markup.coordinate(plotTop))" width="100%" height="\(Markup.coordinate(plotHeight))" \
            viewBox="0 0 1000 \(Markup.coordinate(plotHeight))" preserveAspectRatio="none">\(lines)</svg>\(marks)\
            \(ChartFrame.months(from: start, weeks: stock.count, y: height - 6, wording: wording))</svg>
            """
    }
}
