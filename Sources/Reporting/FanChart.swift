import SupplyNetwork
import Wording

/// History and forecast bands of a `DemandOutlook` as SVG.
///
/// Only the shapes stretch with the page (a nested `svg` without aspect ratio and strokes that do not scale); labels are
/// placed by percentage and keep their size from a telephone to a wide screen.
struct FanChart {
    let outlook: DemandOutlook
    let title: String
    let id: String
    let wording: Wording
    var height = 240.0

    private let plotTop = 14.0
    private let width = 1000.0
    private var plotHeight: Double { height - plotTop - 24 }

    var svg: String {
        let weeks = outlook.history.count + outlook.mean.count
        guard weeks > 1 else { return "" }
        let start = outlook.history.isEmpty ? outlook.firstWeek : outlook.historyStart
        let span = Double(weeks - 1)
        let largest = (outlook.history.compactMap { $0 } + (outlook.independent.last ?? [])).max() ?? 0
        let scale = ChartScale(largest: largest)
        func x(_ week: Week) -> Double { Double(week - start) / span * width }
        func y(_ value: Double) -> Double { plotHeight * (1 - scale.share(value)) }
        func points(_ values: [Double], from: Week) -> String {
            values.enumerated().map { "\(Markup.coordinate(x(from + $0.offset))),\(Markup.coordinate(y($0.element)))" }.joined(
                separator: " ")
        }

        var shapes = ""
        let levels = outlook.independent
        if !outlook.mean.isEmpty, levels.count == Forecast.levels.count {
            for (low, high, name) in [(0, 6, "band90"), (1, 5, "band80"), (2, 4, "band50")] {
                let edge = levels[high].enumerated().reversed().map {
                    "\(Markup.coordinate(x(outlook.firstWeek + $0.offset))),\(Markup.coordinate(y($0.element)))"
                }
                shapes +=
                    "<polygon class=\"\(name)\" points=\"\(points(levels[low], from: outlook.firstWeek)) \(edge.joined(separator: " "))\"/>"
            }
            shapes += "<polyline class=\"mean\" points=\"\(points(outlook.mean, from: outlook.firstWeek))\"/>"
        }
        shapes += historyLines(points: points)
        if !outlook.history.isEmpty && !outlook.mean.isEmpty {
            let now = Markup.coordinate((x(outlook.firstWeek) + x(outlook.firstWeek - 1)) / 2)
            shapes += "<polyline class=\"now\" points=\"\(now),0 \(now),\(Markup.coordinate(plotHeight))\"/>"
        }

        return """
            <svg class="chart axes" role="img" aria-labelledby="\(id)-t \(id)-d" width="100%" height="\(Markup.coordinate(height))" \
            xmlns="http://www.w3.org/2000/svg"><title id="\(id)-t">\(Markup.escaped(title))</title>\
            <desc id="\(id)-d">\(Markup.escaped(description))</desc>\(ChartFrame.grid(scale, top: plotTop, height: plotHeight, wording: wording))\
            <svg x="0" y="\(Markup.coordinate(plotTop))" width="100%" height="\(Markup.coordinate(plotHeight))" \
            viewBox="0 0 1000 \(Markup.coordinate(plotHeight))" preserveAspectRatio="none">\(shapes)</svg>\
            \(ChartFrame.months(from: start, weeks: weeks, y: height - 6, wording: wording))</svg>
            """
    }

    /// One polyline per run of weeks that are equally well known; a run that is only partly known is dashed.
    private func historyLines(points: ([Double], Week) -> String) -> String {
        var lines = ""
        var run: [Double] = []
        var runStart = outlook.historyStart
        var isKnown = true
        func drawn() -> String {
            guard let first = run.first else { return "" }
            let values = run.count == 1 ? [first, first] : run
            return "<polyline class=\"\(isKnown ? "history" : "history partly")\" points=\"\(points(values, runStart))\"/>"
        }
        for (index, value) in outlook.history.enumerated() {
            let known = outlook.knownShare[index] >= DemandOutlook.fullyKnownShare
            guard let value else {
                lines += drawn()
                run = []
                continue
            }
            if run.isEmpty {
                runStart = outlook.historyStart + index
                isKnown = known
            } else if known != isKnown {
                lines += drawn()
                // The dashed run starts where the other ends, so that no week hangs in the air.
                let last = run[run.count - 1]
                run = [last]
                runStart = outlook.historyStart + (index - 1)
                isKnown = known
            }
            run.append(value)
        }
        return lines + drawn()
    }

    private var description: String {
        guard let first = outlook.mean.first, let last = outlook.mean.last, outlook.independent.count == Forecast.levels.count else {
            return title
        }
        let (low, high) = (outlook.independent[0].last ?? 0, outlook.independent[6].last ?? 0)
        return wording.said(
            zh:
                "\(outlook.firstWeek.monday.iso8601) 当周 \(wording.quantity(first))，\(outlook.mean.count) 周后 \(wording.quantity(last))（90% 区间 \(wording.quantity(low))–\(wording.quantity(high))）。",
            en: "\(wording.quantity(first)) in the week of \(outlook.firstWeek.monday.iso8601), \(wording.quantity(last)) in the last of "
                + "\(outlook.mean.count) weeks (90% band \(wording.quantity(low))–\(wording.quantity(high))).")
    }
}

/// Grid lines and labels that charts over weeks share.
enum ChartFrame {
    /// Horizontal lines with their values left of them, in the margin that the style sheet leaves (`axes`).
    static func grid(_ scale: ChartScale, top: Double, height: Double, wording: Wording) -> String {
        scale.ticks.map { tick in
            let y = top + height * (1 - scale.share(tick))
            let line =
                "<line class=\"\(tick == 0 ? "axis" : "grid")\" x1=\"0\" x2=\"100%\" y1=\"\(Markup.coordinate(y))\" y2=\"\(Markup.coordinate(y))\"/>"
            let label =
                "<text class=\"tick\" x=\"-8\" y=\"\(Markup.coordinate(y + 4))\" text-anchor=\"end\">\(Markup.escaped(wording.axisNumber(tick)))</text>"
            return line + label
        }.joined()
    }

    /// Months along the bottom: quarters, or every month where there are few weeks. Every other label may be hidden when narrow.
    static func months(from start: Week, weeks: Int, y: Double, wording: Wording) -> String {
        let span = Double(max(weeks - 1, 1))
        let step = weeks > 130 ? 6 : weeks > 30 ? 3 : 1
        var labels = ""
        let marks = (0..<weeks).compactMap { week -> (share: Double, year: Int, month: Int)? in
            let (year, month, day) = (start + week).monday.civil
            let share = Double(week) / span
            return day <= 7 && (month - 1) % step == 0 && share < 0.95 ? (share, year, month) : nil
        }
        // January carries the year; only where there is no January the first month does.
        let isCrowded = marks.count > 4
        let hasJanuary = marks.contains { $0.month == 1 }
        for (number, (share, year, month)) in marks.enumerated() {
            let text: String
            if month == 1 && (isCrowded || share > 0.85) {
                text = wording.said(zh: "\(year)年", en: "\(year)")
            } else if month == 1 || (number == 0 && !hasJanuary) {
                text = wording.said(zh: "\(year)年\(month)月", en: "\(ChartFrame.month(month)) \(year)")
            } else {
                text = wording.said(zh: "\(month)月", en: ChartFrame.month(month))
            }
            let isOdd = isCrowded && (month - 1) / step % 2 == 1 && (number > 0 || hasJanuary)
            labels +=
                "<line class=\"axis\" x1=\"\(Markup.coordinate(share * 100))%\" x2=\"\(Markup.coordinate(share * 100))%\" y1=\"\(Markup.coordinate(y - 18))\" y2=\"\(Markup.coordinate(y - 14))\"/>"
            labels +=
                "<text class=\"tick\(isOdd ? " odd" : "")\" x=\"\(Markup.coordinate(share * 100))%\" y=\"\(Markup.coordinate(y))\">\(Markup.escaped(text))</text>"
        }
        return labels
    }

    private static func month(_ month: Int) -> String {
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][month - 1]
    }

    /// A key of swatches, as HTML.
    static func legend(_ entries: [(style: String, text: String)]) -> String {
        "<p class=\"legend\">" + entries.map { "<span><i class=\"key \($0.style)\"></i>\(Markup.escaped($0.text))</span>" }.joined()
            + "</p>"
    }
}

extension Wording {
    /// A round number on an axis, short.
    func axisNumber(_ value: Double) -> String {
        if value >= 1e6 && language == .english {
            return Wording.grouped(value / 1e6, decimals: value.truncatingRemainder(dividingBy: 1e6) == 0 ? 0 : 1) + "M"
        }
        if value >= 1e4 && language == .chinese {
            return Wording.grouped(value / 1e4, decimals: value.truncatingRemainder(dividingBy: 1e4) == 0 ? 0 : 1) + " 万"
        }
        return value < 1 ? PlainNumber.text(value) : Wording.grouped(value, decimals: value.truncatingRemainder(dividingBy: 1) == 0 ? 0 : 1)
    }
}
