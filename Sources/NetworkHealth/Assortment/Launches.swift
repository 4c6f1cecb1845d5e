import Foundation
import SupplyNetwork

/// How new SKUs start against those launched before them, and what their launch took from the rest of their category.
struct Launches {
    let input: NetworkHealthInput
    let model: DemandModel?
    /// By product: units since its launch ÷ the median of earlier launches in as many weeks; nil where there is nothing to compare.
    private(set) var ratio: [Double?]
    private(set) var figures: [HealthFigure] = []

    /// Weekly consumption by product over the network.
    private let weekly: [[Double]]

    func isNew(_ product: Int) -> Bool {
        input.network.products[product].launchedOn.map { $0 > input.ledger.asOf - 182 && $0 <= input.ledger.asOf } ?? false
    }

    init(input: NetworkHealthInput, model: DemandModel?) {
        self.input = input
        self.model = model
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

    /// What the rest of the category lost, as a share of what the launched SKU sold over the thirteen weeks after: the change of the category's older
    /// SKUs beside those of other categories at the same sites and weeks, their seasons, prices and promotions (`DemandModel`).
    private func cannibalised(_ product: Int, from start: Int) -> HealthFigure {
        let scope = HealthScope.product(product)
        guard input.network.products[product].category != nil else { return .absent(.cannibalisedShare, scope, .notIdentified) }
        guard let model, let launch = model.launches.first(where: { $0.product == product }), launch.week == start else {
            return .absent(.cannibalisedShare, scope, .tooFew)
        }
        let window = start..<start + DemandModel.launchWeeks
        let launched = weekly[product][window].reduce(0, +)
        let siblings = launch.siblings.reduce(0) { $0 + weekly[$1][window].reduce(0, +) }
        guard launched >= 20, siblings >= 20 else { return .absent(.cannibalisedShare, scope, .tooFew) }
        let change = model.change(launch)
        // What they would have sold is what they did, less the change.
        func lost(_ change: Double) -> Double { siblings * (exp(-change) - 1) / launched }
        return HealthFigure(
            .cannibalisedShare, scope, value: lost(change.value), low: lost(change.value + change.half),
            high: lost(change.value - change.half), sample: Double(launch.siblings.count))
    }
}
