import SupplyNetwork
import Wording

/// What came in (bars) against what went out (line) of one site × SKU, week by week.
struct ReceiptsChart {
    let received: [Double]
    /// Nil where nothing is known of a week.
    let outgoing: [Double?]
    let start: Week
    /// Index of the week in which the stock began to pile up.
    var began: Int?
    let title: String
    let id: String
    let wording: Wording

    private let height = 150.0
    private let plotTop = 14.0
    private var plotHeight: Double { height - plotTop - 24 }

    var svg: String {
        let weeks = received.count
        guard weeks > 1 else { return "" }
        let scale = ChartScale(largest: max(received.max() ?? 0, outgoing.compactMap { $0 }.max() ?? 0))
        let slot = 1000 / Double(weeks)
        func y(_ value: Double) -> Double { plotHeight * (1 - scale.share(value)) }
        var shapes = ""
        for (week, value) in received.enumerated() where value > 0 {
            let top = y(value)
            shapes +=
                "<rect class=\"receipt\" x=\"\(Markup.coordinate((Double(week) + 0.12) * slot))\" y=\"\(Markup.coordinate(top))\" "
                + "width=\"\(Markup.coordinate(slot * 0.76))\" height=\"\(Markup.coordinate(plotHeight - top))\"/>"
        }
        var run: [String] = []
        func drawn() -> String {
            guard let first = run.first else { return "" }
            return "<polyline class=\"outgoing\" points=\"\((run.count == 1 ? [first, first] : run).joined(separator: " "))\"/>"
        }
        for (week, value) in outgoing.enumerated() {
            guard let value else {
                shapes += drawn()
                run = []
                continue
            }
            run.append("\(Markup.coordinate((Double(week) + 0.5) * slot)),\(Markup.coordinate(y(value)))")
        }
        shapes += drawn()
        let mark =
            began.map { week in
                let x = Markup.coordinate((Double(week) + 0.5) / Double(weeks) * 100)
                return "<line class=\"began\" x1=\"\(x)%\" x2=\"\(x)%\" y1=\"6\" y2=\"\(Markup.coordinate(plotTop + plotHeight))\"/>"
            } ?? ""
        return """
            <svg class="chart axes" role="img" aria-labelledby="\(id)-t" width="100%" height="\(Markup.coordinate(height))" \
            xmlns="http://www.w3.org/2000/svg"><title id="\(id)-t">\(Markup.escaped(title))</title>\
            \(ChartFrame.grid(scale, top: plotTop, height: plotHeight, wording: wording))\
            <svg x="0" y="\(Markup.coordinate(plotTop))" width="100%" height="\(Markup.coordinate(plotHeight))" \
            viewBox="0 0 1000 \(Markup.coordinate(plotHeight))" preserveAspectRatio="none">\(shapes)</svg>\(mark)\
            \(ChartFrame.months(from: start, weeks: weeks, y: height - 6, wording: wording))</svg>
            """
    }
}
