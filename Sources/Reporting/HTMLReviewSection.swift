import SupplyNetwork
import Wording

/// How earlier forecasts did, in pictures; and how much of the report rests on what nobody reported.
extension HTMLReport {
    var reviewSection: String {
        guard let review = record.review else { return paragraph(wording.noReview) }
        var html = paragraph(wording.review(review), kind: "lead")
        if !review.track.isEmpty {
            let inside = review.track.filter { $0.actual >= $0.low && $0.actual <= $0.high }.count
            let title = wording.trackFinding(
                actual: review.track.reduce(0) { $0 + $1.actual }, forecast: review.track.reduce(0) { $0 + $1.forecast },
                inside: inside, weeks: review.track.count)
            html += heading(title) + TrackChart(weeks: review.track, title: title, id: "track", wording: wording).svg
            html += ChartFrame.legend([
                ("came", wording.label(.cameIn)), ("mean", wording.label(.wasForecast)), ("band90", wording.label(.band90)),
            ])
            html += paragraph(wording.trackCaption, kind: "note")
        }
        var columns = ""
        if review.byHorizon.count > 1 { columns += "<div>\(horizonChart(review.byHorizon))</div>" }
        if !review.byCategory.isEmpty { columns += "<div>\(categoryTable(review.byCategory))</div>" }
        if !columns.isEmpty { html += "<div class=\"grid\">\(columns)</div>" }
        return html + biasTable(review)
    }

    /// Error by weeks ahead; the error of carrying the last week on stands behind it.
    private func horizonChart(_ horizons: [ForecastAccuracy]) -> String {
        let known = horizons.filter { $0.wape?.isFinite ?? false }
        guard let nearest = known.first, let farthest = known.last, let near = nearest.wape, let far = farthest.wape else { return "" }
        let title = wording.horizonFinding(near: near, far: far, nearest: nearest.name, farthest: farthest.name)
        let bars = known.map { entry in
            let naive = entry.naiveWape.map { wording.said(zh: "；沿用上周 ", en: "; last week carried on ") + wording.percentage($0) } ?? ""
            return BarChart.Bar(
                label: wording.weeksAhead(entry.name), value: entry.wape ?? 0, figure: wording.percentage(entry.wape ?? 0) + naive)
        }
        return heading(title) + BarChart(bars: bars, title: title, id: "horizons").svg
    }

    private func categoryTable(_ categories: [ForecastAccuracy]) -> String {
        let known = categories.filter { $0.wape != nil }
        let worst = known.max { ($0.wape ?? 0) < ($1.wape ?? 0) }
        let title = worst.map { wording.categoryFinding($0.name, wape: $0.wape ?? 0) } ?? wording.label(.category)
        var table = HTMLTable(
            columns: [
                column(.category), column(.units, .number), column(.error, .number), column(.naiveError, .number), column(.bias, .number),
                column(.coverage, .number),
            ],
            caption: title)
        table.rows = categories.prefix(options.tableRows).map { entry in
            [
                .text(entry.name), .number(entry.actual, wording.quantity), .number(entry.wape, wording.percentage),
                .number(entry.naiveWape, wording.percentage), .number(entry.bias, wording.signedPercentage),
                .number(entry.coverage90, wording.percentage),
            ]
        }
        return heading(title) + table.html
    }

    private func biasTable(_ review: ForecastReview) -> String {
        guard !review.biases.isEmpty else { return "" }
        var table = HTMLTable(
            columns: [
                column(.site), column(.productName), column(.weeksCompared, .number), column(.bias, .short), column(.signal, .number),
            ],
            caption: wording.biasTitle)
        table.rows = review.biases.prefix(options.tableRows).map { bias in
            [
                .text(bias.site == "*" ? wording.allSites : bias.site), .text(bias.sku == "*" ? wording.allProducts : bias.sku),
                .number(Double(bias.weeks), wording.quantity), .text(wording.biasSide(isHigh: bias.signal > 0)),
                .number(bias.signal) { Wording.grouped($0, decimals: 2) },
            ]
        }
        return heading(wording.biasTitle) + table.html + paragraph(wording.biasCaption, kind: "note")
    }

    // MARK: What the conclusions rest on

    /// Shares of stock, of what piles up and of consumption by how well they are known.
    var foundation: String {
        guard !record.positions.isEmpty else { return "" }
        let bases: [Position.Basis] = [.counted, .reconciled, .bounded, .insufficient]
        func size(_ pair: Int, _ units: Double) -> Double { units * (record.product(ofPair: pair).unitValue ?? 0) }
        let isMoney = record.network.products.contains { $0.unitValue != nil }
        var stock = [Double](repeating: 0, count: bases.count)
        var excess = stock
        var places = stock
        for (pair, position) in record.positions.enumerated() {
            guard let basis = bases.firstIndex(of: position.basis) else { continue }
            places[basis] += 1
            if position.basis != .insufficient, position.onHand.isFinite {
                stock[basis] += isMoney ? size(pair, position.onHand) : position.onHand
            }
        }
        for pile in record.stockpiles where pile.risk >= record.overstockRisk && pile.excessUnits.isFinite {
            guard let basis = bases.firstIndex(of: record.positions[pile.pair].basis) else { continue }
            excess[basis] += isMoney ? size(pile.pair, pile.excessUnits) : pile.excessUnits
        }
        func shares(_ parts: [Double]) -> [Double]? {
            let sum = parts.reduce(0, +)
            return sum > 0 ? parts.map { $0 / sum } : nil
        }
        func amount(_ parts: [Double]) -> String {
            let sum = parts.reduce(0, +)
            return isMoney ? wording.money(sum) : wording.units(sum)
        }
        var rows: [StackedBars.Row] = []
        if let shares = shares(stock) {
            rows.append(.init(label: wording.label(isMoney ? .stockValue : .stock), shares: shares, figure: amount(stock)))
        }
        if let shares = shares(excess) {
            rows.append(.init(label: wording.label(isMoney ? .excessStockValue : .excess), shares: shares, figure: amount(excess)))
        }
        if let shares = shares(places) {
            rows.append(.init(label: wording.label(.pairs), shares: shares, figure: wording.quantity(places.reduce(0, +))))
        }
        let inferred = (shares(stock) ?? shares(places)).map { $0[1] + $0[2] + $0[3] } ?? 0
        let title = wording.foundationFinding(inferred: inferred)
        return heading(title)
            + StackedBars(rows: rows, parts: bases.map(wording.name), title: title, id: "basis", wording: wording).html
            + consumptionFoundation
    }

    /// Weeks of consumption looked at.
    private static let foundationWeeks = 13

    private var consumptionFoundation: String {
        let ledger = record.ledger
        let end = ledger.firstWeek + ledger.completeWeekCount
        var weeks = [Double](repeating: 0, count: 4)
        for history in record.consumption where !history.values.isEmpty {
            for index in max(0, history.count - HTMLReport.foundationWeeks)..<history.count where history.start + index < end {
                switch history.states[index] {
                case .observed: weeks[0] += 1
                case .censored: weeks[1] += 1
                case .inferred: weeks[2] += 1
                case .missing: weeks[3] += 1
                }
            }
        }
        let sum = weeks.reduce(0, +)
        guard sum > 0 else { return "" }
        let title = wording.consumptionFoundationFinding(reported: (weeks[0] + weeks[1]) / sum, weeks: HTMLReport.foundationWeeks)
        let parts = [
            wording.label(.stateObserved), wording.label(.stateCensored), wording.label(.stateInferred), wording.label(.stateMissing),
        ]
        let row = StackedBars.Row(
            label: wording.label(.consumption), shares: weeks.map { $0 / sum }, figure: wording.pairWeeks(Int(sum)))
        return heading(title) + StackedBars(rows: [row], parts: parts, title: title, id: "known", wording: wording).html
    }
}
