import SupplyNetwork

/// One headline figure over the last weeks as a small SVG: a line through consecutive weeks, a dot for this one. A week without a
/// figure is a gap.
struct Sparkline {
    /// One value a week, oldest first, this week's last.
    let values: [Double?]
    let title: String

    private static let height = 30.0
    private static let margin = 4.0

    /// The figure of `headlines` in each of the last `weeks` weeks up to that of `now`; the latest run of a week speaks for it.
    static func weekly(_ figure: (Headline) -> Double?, history: [Headline], now: Headline, weeks: Int) -> [Double?] {
        var values = [Double?](repeating: nil, count: weeks)
        for headline in history + [now] {
            let index = weeks - 1 - (now.asOf.week - headline.asOf.week)
            if values.indices.contains(index) { values[index] = figure(headline) }
        }
        return values
    }

    /// Nothing where fewer than two weeks are known: a single dot shows no trend.
    var svg: String {
        let known = values.compactMap { $0 }.filter(\.isFinite)
        guard known.count > 1, let least = known.min(), let most = known.max(), values.count > 1 else { return "" }
        func x(_ week: Int) -> String { Markup.coordinate(2 + 96 * Double(week) / Double(values.count - 1)) + "%" }
        func y(_ value: Double) -> String {
            // A figure that hardly moves is drawn flat, not blown up.
            let span = max(most - least, 0.02 * max(abs(most), abs(least)))
            let share = span > 0 ? 0.5 + (value - (least + most) / 2) / span : 0.5
            return Markup.coordinate(Sparkline.margin + (Sparkline.height - 2 * Sparkline.margin) * (1 - share))
        }
        var shapes = ""
        for week in 1..<values.count {
            guard let from = values[week - 1], let to = values[week], from.isFinite, to.isFinite else { continue }
            shapes += "<line class=\"trend\" x1=\"\(x(week - 1))\" y1=\"\(y(from))\" x2=\"\(x(week))\" y2=\"\(y(to))\"/>"
        }
        for (week, value) in values.enumerated() {
            guard let value, value.isFinite else { continue }
            let isLast = week == values.count - 1
            let isAlone = (week == 0 || values[week - 1] == nil) && (isLast || values[week + 1] == nil)
            guard isLast || isAlone else { continue }
            shapes += "<circle class=\"\(isLast ? "latest" : "trend")\" cx=\"\(x(week))\" cy=\"\(y(value))\" r=\"\(isLast ? 3 : 2)\"/>"
        }
        return """
            <svg class="spark" role="img" width="100%" height="\(Markup.coordinate(Sparkline.height))" \
            xmlns="http://www.w3.org/2000/svg"><title>\(Markup.escaped(title))</title>\(shapes)</svg>
            """
    }
}
