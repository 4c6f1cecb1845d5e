import Wording

/// Bars of equal length, each divided into the same kinds of parts, as SVG: shares of a whole, row by row.
struct StackedBars {
    struct Row {
        var label: String
        /// Shares of the row, 0 to 1, one for each part of the legend.
        var shares: [Double]
        var figure: String
    }

    let rows: [Row]
    /// Names of the parts; their colours are `s0`, `s1` … of the style sheet.
    let parts: [String]
    let title: String
    let id: String
    let wording: Wording

    private let rowHeight = 44.0

    var html: String {
        guard !rows.isEmpty else { return "" }
        var shapes = ""
        for (number, row) in rows.enumerated() {
            let top = Double(number) * rowHeight
            shapes += "<text class=\"barlabel\" x=\"0\" y=\"\(Markup.coordinate(top + 14))\">\(Markup.escaped(row.label))</text>"
            shapes +=
                "<text class=\"figure\" x=\"100%\" y=\"\(Markup.coordinate(top + 14))\" text-anchor=\"end\">\(Markup.escaped(row.figure))</text>"
            shapes += "<rect class=\"track\" x=\"0\" y=\"\(Markup.coordinate(top + 20))\" width=\"100%\" height=\"14\"/>"
            var x = 0.0
            for (part, share) in row.shares.enumerated() where share.isFinite && share > 0 {
                let width = min(share, 1 - x)
                shapes += "<rect class=\"s\(part)\" x=\"\(Markup.coordinate(x * 100))%\" y=\"\(Markup.coordinate(top + 20))\" "
                shapes += "width=\"\(Markup.coordinate(width * 100))%\" height=\"14\">"
                shapes += "<title>\(Markup.escaped(parts[part])) \(Markup.escaped(wording.percentage(share)))</title></rect>"
                x += width
            }
        }
        let description = rows.map { row in
            row.label + " " + zip(parts, row.shares).map { "\($0) \(wording.percentage($1))" }.joined(separator: ", ")
        }.joined(separator: "; ")
        let used = parts.indices.filter { part in rows.contains { $0.shares[part] > 0 } }
        return """
            <svg class="chart" role="img" aria-labelledby="\(id)-t \(id)-d" width="100%" height="\(Markup.coordinate(Double(rows.count) * rowHeight))" \
            xmlns="http://www.w3.org/2000/svg"><title id="\(id)-t">\(Markup.escaped(title))</title>\
            <desc id="\(id)-d">\(Markup.escaped(description))</desc>\(shapes)</svg>\
            \(ChartFrame.legend(used.map { ("s\($0)", parts[$0]) }))
            """
    }
}
