import Foundation
import SupplyNetwork

/// How new SKUs start against those launched before them, and what their launch took from the rest of their category.
struct Launches {
    let input: NetworkHealthInput
    let windowWeeks: Int
    /// By product: units since its launch ÷ the median of earlier launches in as many weeks; nil where there is nothing to compare.
    private(set) var ratio: [Double?]
    private(set) var figures: [HealthFigure] = []

    /// Weekly consumption by product over the network.
    private let weekly: [[Double]]

    func isNew(_ product: Int) -> Bool {
        input.network.products[product].launchedOn.map { $0 > input.ledger.asOf - 182 && $0 <= input.ledger.asOf } ?? false
    }

    init(input: NetworkHealthInput, windowWeeks: Int) {
        self.input = input
        self.windowWeeks = windowWeeks
        let products = input.network.products
        let weeks = input.ledger.completeWeekCount
        var weekly = [[Double]](repeating: [Double](repeating: 0, count: weeks), count: products.count)
        for (index, pair) in input.ledger.pairs.enumerated() {
            for week in 0..<weeks { weekly[pair.product][week] += input.consumed(pair: index, week: week) ?? 0 }
        }
        self.weekly = weekly
        ratio = [Double?](repeating: nil, count: products.count)
        // The first whole week of each SKU launched within the files.
        let starts = products.map { product in
            product.launchedOn.flatMap { day -> Int? in
                let week = day.week - input.ledger.firstWeek + (day.weekday == 0 ? 0 : 1)
                return week > 0 && week < weeks ? week : nil
            }
        }
        for product in products.indices {
            guard let start = starts[product] else { continue }
            let span = min(weeks - start, 26)
            guard span >= 4 else { continue }
            let own = weekly[product][start..<start + span].reduce(0, +)
            let earlier = products.indices.compactMap { other -> Double? in
                guard other != product, let first = starts[other], first < start, first + span <= weeks else { return nil }
                return weekly[other][first..<first + span].reduce(0, +)
            }
            guard let usual = median(earlier), usual > 0 else { continue }
            ratio[product] = own / usual
            if isNew(product) {
                figures.append(HealthFigure(.launchRatio, .product(product), value: own / usual, sample: Double(earlier.count)))
            }
        }
        figures.append(.absent(.launchAgainstPlan, .noLaunchPlan))
        for product in products.indices {
            guard let start = starts[product] else { continue }
            figures.append(cannibalised(product, from: start))
        }
    }

    /// What the rest of the category lost, as a share of what the launched SKU sold: the change of the category's other SKUs over a window after the
    /// launch against the window before, beyond that of other categories. The interval is that of the same comparison at other dates, at
    /// which nothing was launched in the category.
    private func cannibalised(_ product: Int, from start: Int) -> HealthFigure {
        let products = input.network.products
        let scope = HealthScope.product(product)
        guard let category = products[product].category else { return .absent(.cannibalisedShare, scope, .notIdentified) }
        let weeks = input.ledger.completeWeekCount
        func isOld(_ other: Int) -> Bool {
            (products[other].launchedOn.map { $0 < input.ledger.firstWeek.monday } ?? true) && products[other].discontinuedOn == nil
        }
        let siblings = products.indices.filter { $0 != product && products[$0].category == category && isOld($0) }
        let others = products.indices.filter { products[$0].category != category && isOld($0) }
        guard !siblings.isEmpty, others.count >= 2 else { return .absent(.cannibalisedShare, scope, .tooFew) }
        func sum(_ list: [Int], _ range: Range<Int>) -> Double { list.reduce(0) { $0 + weekly[$1][range].reduce(0, +) } }
        /// ln change of the siblings beyond that of the others, over a window from `date`.
        func change(at date: Int) -> Double? {
            guard date >= windowWeeks, date + windowWeeks <= weeks else { return nil }
            let (before, after) = (date - windowWeeks..<date, date..<date + windowWeeks)
            let sums = [sum(siblings, after), sum(siblings, before), sum(others, after), sum(others, before)]
            guard sums.allSatisfy({ $0 >= 20 }) else { return nil }
            return log(sums[0] / sums[1]) - log(sums[2] / sums[3])
        }
        guard let effect = change(at: start) else { return .absent(.cannibalisedShare, scope, .tooFew) }
        let placebo = stride(from: windowWeeks, through: weeks - windowWeeks, by: max(1, windowWeeks / 2))
            .filter { abs($0 - start) >= 2 * windowWeeks }.compactMap { change(at: $0) }
        guard placebo.count >= 5 else { return .absent(.cannibalisedShare, scope, .tooFew) }
        let mean = placebo.reduce(0, +) / Double(placebo.count)
        let variance = placebo.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(placebo.count - 1)
        let half = ClusteredRegression.studentQuantile(freedom: Double(placebo.count - 1)) * variance.squareRoot()
        let (after, before) = (start..<start + windowWeeks, start - windowWeeks..<start)
        let launched = weekly[product][after].reduce(0, +)
        // What the siblings would have sold: what they sold before, moved as the others moved.
        let usual = sum(siblings, before) * sum(others, after) / sum(others, before)
        guard launched > 0 else { return .absent(.cannibalisedShare, scope, .tooFew) }
        func lost(_ effect: Double) -> Double { usual * (1 - exp(effect)) / launched }
        return HealthFigure(
            .cannibalisedShare, scope, value: lost(effect), low: lost(effect + half), high: lost(effect - half),
            sample: Double(placebo.count))
    }
}
