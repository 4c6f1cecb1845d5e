import Wording

/// Horizontal bars, one a row, label above and figure at the right, as SVG; a part of each bar can be set off.
struct BarChart {
    struct Bar {
        var label: String
        var value: Double
        /// The part of `value` that is drawn in the warning colour, from the left.
        var part: Double = 0
        var figure: String
        /// Sums up what is not shown: drawn back.
        var isRest = false
    }

    let bars: [Bar]
    let title: String
    let id: String

    private let rowHeight = 42.0

    var svg: String {
        let largest = bars.map(\.value).filter(\.isFinite).max() ?? 0
        let height = Double(bars.count) * rowHeight
        var shapes = ""
        for (row, bar) in bars.enumerated() {
            let top = Double(row) * rowHeight
            let share = largest > 0 && bar.value.isFinite ? min(max(bar.value / largest, 0), 1) : 0
            let part = bar.value > 0 && bar.part.isFinite ? share * min(max(bar.part / bar.value, 0), 1) : 0
            let y = Markup.coordinate(top + 20)
            shapes += "<text class=\"barlabel\" x=\"0\" y=\"\(Markup.coordinate(top + 14))\">\(Markup.escaped(bar.label))</text>"
            shapes +=
                "<text class=\"figure\" x=\"100%\" y=\"\(Markup.coordinate(top + 14))\" text-anchor=\"end\">\(Markup.escaped(bar.figure))</text>"
            shapes += "<rect class=\"track\" x=\"0\" y=\"\(y)\" width=\"100%\" height=\"12\"/>"
            shapes +=
                "<rect class=\"bar\(bar.isRest ? " rest" : "")\" x=\"0\" y=\"\(y)\" width=\"\(Markup.coordinate(share * 100))%\" height=\"12\"/>"
            if part > 0 { shapes += "<rect class=\"part\" x=\"0\" y=\"\(y)\" width=\"\(Markup.coordinate(part * 100))%\" height=\"12\"/>" }
        }
        let description = bars.map { "\($0.label): \($0.figure)" }.joined(separator: "; ")
        return """
            <svg class="chart" role="img" aria-labelledby="\(id)-t \(id)-d" width="100%" height="\(Markup.coordinate(height))" \
            xmlns="http://www.w3.org/2000/svg"><title id="\(id)-t">\(Markup.escaped(title))</title>\
            <desc id="\(id)-d">\(Markup.escaped(description))</desc>\(shapes)</svg>
            """
    }
}
