import SupplyNetwork
import Wording

/// Forecasts against what came, week by week: the band and the line of what was forecast, dots for what was reported. A week
/// nobody forecast or reported is a gap.
struct TrackChart {
    let weeks: [ForecastTrackWeek]
    let title: String
    let id: String
    let wording: Wording

    private let height = 200.0
    private let plotTop = 14.0
    private var plotHeight: Double { height - plotTop - 24 }

    var svg: String {
        guard let first = weeks.first?.week, let last = weeks.last?.week else { return "" }
        let count = last - first + 1
        let scale = ChartScale(largest: weeks.map { max($0.high, $0.actual) }.filter(\.isFinite).max() ?? 0)
        func y(_ value: Double) -> Double { plotHeight * (1 - scale.share(value)) }
        func x(_ week: Week) -> Double { (Double(week - first) + 0.5) / Double(count) }
        let slot = 1000 / Double(count)
        var shapes = ""
        var dots = ""
        for (index, week) in weeks.enumerated() {
            let middle = x(week.week) * 1000
            let (left, width) = (Markup.coordinate(middle - 0.36 * slot), Markup.coordinate(0.72 * slot))
            let top = y(week.high)
            shapes +=
                "<rect class=\"band90\" x=\"\(left)\" y=\"\(Markup.coordinate(top))\" width=\"\(width)\" height=\"\(Markup.coordinate(max(1, y(week.low) - top)))\"/>"
            let level = Markup.coordinate(y(week.forecast))
            shapes +=
                "<polyline class=\"mean\" points=\"\(left),\(level) \(Markup.coordinate(middle + 0.36 * slot)),\(level)\"/>"
            let isInside = week.actual >= week.low && week.actual <= week.high
            let place = Markup.coordinate(x(week.week) * 100)
            if index > 0, weeks[index - 1].week == week.week - 1 {
                let before = weeks[index - 1]
                shapes +=
                    "<polyline class=\"history\" points=\"\(Markup.coordinate(x(before.week) * 1000)),\(Markup.coordinate(y(before.actual))) "
                    + "\(Markup.coordinate(middle)),\(Markup.coordinate(y(week.actual)))\"/>"
            }
            dots +=
                "<circle class=\"\(isInside ? "came" : "came out")\" cx=\"\(place)%\" cy=\"\(Markup.coordinate(plotTop + y(week.actual)))\" r=\"4\"/>"
        }
        return """
            <svg class="chart axes" role="img" aria-labelledby="\(id)-t" width="100%" height="\(Markup.coordinate(height))" \
            xmlns="http://www.w3.org/2000/svg"><title id="\(id)-t">\(Markup.escaped(title))</title>\
            \(ChartFrame.grid(scale, top: plotTop, height: plotHeight, wording: wording))\
            <svg x="0" y="\(Markup.coordinate(plotTop))" width="100%" height="\(Markup.coordinate(plotHeight))" \
            viewBox="0 0 1000 \(Markup.coordinate(plotHeight))" preserveAspectRatio="none">\(shapes)</svg>\(dots)\
            \(ChartFrame.months(from: first, weeks: count, y: height - 6, wording: wording))</svg>
            """
    }
}
