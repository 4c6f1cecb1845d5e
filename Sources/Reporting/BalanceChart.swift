import SupplyNetwork
import Wording

/// The projected stock of one site × SKU, week by week: with the plan, without any further order, and what arrives.
struct BalanceChart {
    /// Units at the end of each week; all three as long.
    let balance: [Double]
    let withoutOrders: [Double]
    let arriving: [Double]
    let opening: Double
    let start: Week
    let id: String
    let wording: Wording

    private let height = 170.0
    private let plotTop = 12.0
    private var plotHeight: Double { height - plotTop - 24 }

    init(projection: ProjectedBalance, pair: Int, id: String, wording: Wording) {
        let range = projection.range(ofPair: pair)
        balance = Array(projection.balance[range])
        withoutOrders = Array(projection.balanceWithoutOrders[range])
        arriving = range.map { projection.scheduled[$0] + projection.planned[$0] }
        opening = projection.opening[pair]
        start = projection.firstWeek
        self.id = id
        self.wording = wording
    }

    /// Less than this counts as nothing.
    private static let nothing = 0.5

    private func firstEmpty(_ values: [Double]) -> Day? {
        values.firstIndex { $0.isFinite && $0 < BalanceChart.nothing }.map { (start + $0).monday }
    }

    var title: String {
        wording.balanceFinding(
            gone: firstEmpty(withoutOrders), goneWithPlan: firstEmpty(balance), left: max(0, balance.last ?? 0), weeks: balance.count)
    }

    var svg: String {
        let finite = (balance + withoutOrders + arriving).filter(\.isFinite)
        guard balance.count > 1, let largest = finite.max(), largest > 0 else { return "" }
        let scale = ChartScale(largest: largest)
        func y(_ value: Double) -> Double { plotHeight * (1 - scale.share(max(0, value))) }
        let slot = 1000 / Double(balance.count)
        func line(_ values: [Double], style: String) -> String {
            let points = values.enumerated().filter { $0.element.isFinite }.map {
                "\(Markup.coordinate((Double($0.offset) + 0.5) * slot)),\(Markup.coordinate(y($0.element)))"
            }
            return "<polyline class=\"\(style)\" points=\"\(points.joined(separator: " "))\"/>"
        }
        let bars = arriving.enumerated().filter { $0.element.isFinite && $0.element > 0 }.map { week, value in
            "<rect class=\"arrives\" x=\"\(Markup.coordinate((Double(week) + 0.25) * slot))\" y=\"\(Markup.coordinate(y(value)))\" "
                + "width=\"\(Markup.coordinate(slot / 2))\" height=\"\(Markup.coordinate(plotHeight - y(value)))\"/>"
        }.joined()
        let about = wording.balanceDescription(
            opening: opening, least: balance.filter(\.isFinite).min() ?? 0, arriving: arriving.filter(\.isFinite).reduce(0, +))
        return """
            <svg class="chart axes" role="img" aria-labelledby="\(id)-t \(id)-d" width="100%" height="\(Markup.coordinate(height))" \
            xmlns="http://www.w3.org/2000/svg"><title id="\(id)-t">\(Markup.escaped(title))</title>\
            <desc id="\(id)-d">\(Markup.escaped(about))</desc>\
            \(ChartFrame.grid(scale, top: plotTop, height: plotHeight, wording: wording))\
            <svg x="0" y="\(Markup.coordinate(plotTop))" width="100%" height="\(Markup.coordinate(plotHeight))" \
            viewBox="0 0 1000 \(Markup.coordinate(plotHeight))" preserveAspectRatio="none">\(bars)\
            \(line(withoutOrders, style: "without"))\(line(balance, style: "stockline"))</svg>\
            \(ChartFrame.months(from: start, weeks: balance.count, y: height - 6, wording: wording))</svg>
            """
    }

    /// What the lines and bars are.
    static func legend(_ wording: Wording) -> String {
        ChartFrame.legend([
            ("stockline", wording.balanceWithPlan), ("without", wording.balanceWithoutOrders), ("arrives", wording.arriving),
        ])
    }
}
