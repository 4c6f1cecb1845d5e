import Numerical
import SupplyNetwork

/// `absorption.csv`: how much of what was shipped reached a consumer, and how fast.
///
/// Goods are taken to leave first-in, first-out below each site that was shipped to, SKU by SKU. Let x(w) be the units that came into such a
/// site's part of the network in week w, X their running sum and I(w) what lay in that part at the end of week w. Of x(w), what has left N
/// weeks later is
///
///     a(w) = min(x(w), max(0, X(w + N) − X(w − 1) − I(w + N)))
///
/// since under first-in, first-out the I(w + N) units that still lie there are the last that came. No opening stock is needed. The share
/// absorbed is Σ a ÷ Σ x over all parts and the weeks that have N weeks behind them. Losses count as absorbed: nothing tells them from
/// consumption.
struct Absorption {
    let input: NetworkHealthInput
    let options: NetworkHealthOptions

    var section: HealthSection {
        let tiers = Set(input.network.sites.map(\.tier)).sorted()
        guard let head = tiers.first, tiers.count > 1, input.ledger.completeWeekCount > 0 else {
            return HealthSection(.absorption, figures: [.absent(.absorbedShare, .tooFew)])
        }
        let grid = Grid(input: input, tiers: tiers)
        let everything = Array(input.network.products.indices)
        let below = absorbed(cut: head)
        var figures = figures(.network, grid, below[.network], products: everything, cut: head)
        for cut in tiers.dropLast() {
            let parts = cut == head ? below : absorbed(cut: cut)
            figures += self.figures(.tier(cut), grid, parts[.network], products: everything, cut: cut)
        }
        for product in everything where grid.isTraded(product) {
            figures += self.figures(.product(product), grid, below[.product(product)], products: [product], cut: head)
        }
        return HealthSection(.absorption, figures: figures)
    }

    /// Weekly sums by product and tier.
    private struct Grid {
        let tiers: [Int]
        let weeks: Int
        /// By product, tier, week: units sent on less what was received, so that sums over the upper tiers are what crossed a cut.
        private(set) var net: [Double]
        private(set) var stock: [Double]
        /// The most that pairs of unknown stock can hold.
        private(set) var unknown: [Double]
        private(set) var consumed: [Double]
        /// Of stock at the as-of date, by product and tier.
        private(set) var uncertainty: [StockUncertainty]

        init(input: NetworkHealthInput, tiers: [Int]) {
            self.tiers = tiers
            let (ledger, network) = (input.ledger, input.network)
            weeks = ledger.completeWeekCount
            let size = network.products.count * tiers.count * weeks
            net = [Double](repeating: 0, count: size)
            stock = net
            unknown = net
            consumed = net
            uncertainty = [StockUncertainty](repeating: StockUncertainty(), count: network.products.count * tiers.count)
            let places = Dictionary(uniqueKeysWithValues: tiers.enumerated().map { ($1, $0) })
            for (index, pair) in ledger.pairs.enumerated() {
                guard let tier = places[network.sites[pair.site].tier] else { continue }
                let cell = pair.product * tiers.count + tier
                let base = cell * weeks
                var held = 0.0
                for week in 0..<weeks {
                    let received = input.netReceived(pair: index, week: week)
                    let used = input.consumed(pair: index, week: week) ?? 0
                    net[base + week] -= received
                    consumed[base + week] += used
                    held = max(0, held + received - used)
                    if let units = input.onHand(pair: index, week: week) {
                        stock[base + week] += units
                    } else {
                        unknown[base + week] += held
                    }
                }
                uncertainty[cell].add(input.positions[index])
            }
        }

        func isTraded(_ product: Int) -> Bool {
            let start = product * tiers.count * weeks
            return net[start..<start + tiers.count * weeks].contains { $0 != 0 }
        }

        /// Sums over products and the tiers above (`isAbove`) or below a cut.
        func sum(_ values: KeyPath<Grid, [Double]>, products: [Int], cut: Int, isAbove: Bool) -> [Double] {
            var result = [Double](repeating: 0, count: weeks)
            let values = self[keyPath: values]
            for product in products {
                for (place, tier) in tiers.enumerated() where (tier <= cut) == isAbove {
                    let base = (product * tiers.count + place) * weeks
                    for week in 0..<weeks { result[week] += values[base + week] }
                }
            }
            return result
        }

        /// Half of a 90 % interval of what lies below a cut.
        func spread(products: [Int], cut: Int) -> Double {
            var sum = StockUncertainty()
            for product in products {
                for (place, tier) in tiers.enumerated() where tier > cut { sum += uncertainty[product * tiers.count + place] }
            }
            return sum.half
        }
    }

    /// Units that came in and, of them, those that left within a window: of the latest weeks that have a window behind them, and of the
    /// weeks before those.
    private struct Absorbed {
        struct Part {
            var units = 0.0
            var left = 0.0
            /// Of `left`, from the uncertainty of stock; and how far stock that nobody knows may shift it either way.
            var uncertainty = StockUncertainty()
            var slack = 0.0

            static func += (a: inout Part, b: Part) {
                a.units += b.units
                a.left += b.left
                a.uncertainty += b.uncertainty
                a.slack += b.slack
            }
        }
        var now = Part()
        var before = Part()
    }

    /// Follows the goods below every site that bought across a cut: the network (all parts together) and each SKU.
    private func absorbed(cut: Int) -> [HealthScope: Absorbed] {
        let (network, ledger) = (input.network, input.ledger)
        let (window, end) = (options.windowWeeks, ledger.completeWeekCount)
        guard end > window else { return [:] }
        // The site below the cut through which goods came, for each site below it.
        var root = [Int](repeating: -1, count: network.sites.count)
        for site in network.downstreamOrder where network.sites[site].tier > cut {
            let above = network.sites[site].supplier.map { root[$0] } ?? -1
            root[site] = above >= 0 ? above : site
        }
        let pairs = ledger.pairs.indices.filter { root[ledger.pairs[$0].site] >= 0 }
            .sorted {
                (root[ledger.pairs[$0].site], ledger.pairs[$0].product, $0) < (root[ledger.pairs[$1].site], ledger.pairs[$1].product, $1)
            }
        let start = max(0, end - 3 * window)
        let weeks = start..<end
        var result: [HealthScope: Absorbed] = [:]
        var index = 0
        while index < pairs.count {
            let first = ledger.pairs[pairs[index]]
            var net = [Double](repeating: 0, count: weeks.count)
            var stock = net
            var unknown = net
            var uncertainty = StockUncertainty()
            while index < pairs.count, ledger.pairs[pairs[index]].product == first.product,
                root[ledger.pairs[pairs[index]].site] == root[first.site]
            {
                let pair = pairs[index]
                index += 1
                let most = weeks.allSatisfy({ input.onHand(pair: pair, week: $0) != nil }) ? [] : input.mostHeld(pair: pair)
                for (place, week) in weeks.enumerated() {
                    net[place] += input.netReceived(pair: pair, week: week)
                    if let units = input.onHand(pair: pair, week: week) {
                        stock[place] += units
                    } else {
                        unknown[place] += most[week]
                    }
                }
                uncertainty.add(input.positions[pair])
            }
            let spread = uncertainty.deviation
            func part(_ weeks: Range<Int>) -> Absorbed.Part {
                var part = Absorbed.Part()
                var (up, down) = (0.0, 0.0)
                var (most, least) = (0.0, 0.0)
                for week in weeks where net[week] > 0 {
                    let later = net[week...week + window].reduce(0, +)
                    let (known, hidden) = (stock[week + window], unknown[week + window])
                    func left(_ onHand: Double) -> Double { min(net[week], max(0, later - max(0, onHand))) }
                    part.units += net[week]
                    part.left += left(known + hidden / 2)
                    up += left(known + hidden / 2 - spread)
                    down += left(known + hidden / 2 + spread)
                    most += left(known)
                    least += left(known + hidden)
                }
                part.uncertainty.add(deviation: (up - down) / 2)
                part.slack = (most - least) / 2
                return part
            }
            let cutoff = weeks.count - window
            let now = part(max(0, cutoff - window)..<cutoff)
            let before = cutoff >= 2 * window ? part(cutoff - 2 * window..<cutoff - window) : Absorbed.Part()
            for scope in [HealthScope.network, .product(first.product)] {
                result[scope, default: Absorbed()].now += now
                result[scope, default: Absorbed()].before += before
            }
        }
        return result
    }

    private func figures(_ scope: HealthScope, _ grid: Grid, _ absorbed: Absorbed?, products: [Int], cut: Int) -> [HealthFigure] {
        let crossed = grid.sum(\.net, products: products, cut: cut, isAbove: true)
        let stock = grid.sum(\.stock, products: products, cut: cut, isAbove: false)
        let unknown = grid.sum(\.unknown, products: products, cut: cut, isAbove: false)
        let consumed = grid.sum(\.consumed, products: products, cut: cut, isAbove: false)
        let spread = grid.spread(products: products, cut: cut)
        let (window, end) = (options.windowWeeks, grid.weeks)
        var figures: [HealthFigure] = []
        if let now = absorbed?.now, now.units > 0 {
            let half = (now.uncertainty.half + now.slack) / now.units
            let share = now.left / now.units
            let before = absorbed?.before
            figures.append(
                half > 0.45
                    ? .absent(.absorbedShare, scope, .notIdentified)
                    : HealthFigure(
                        .absorbedShare, scope, value: share, low: max(0, share - half), high: min(1, share + half), sample: now.units,
                        previous: before.flatMap { $0.units > 0 ? $0.left / $0.units : nil }))
        } else {
            figures.append(.absent(.absorbedShare, scope, .tooFew))
        }
        guard end > 0 else { return figures }
        let current = max(0, end - window)..<end
        let previous = end >= 2 * window ? end - 2 * window..<end - window : nil
        func total(_ values: [Double], _ weeks: Range<Int>?) -> Double? { weeks.map { values[$0].reduce(0, +) } }
        let (sellIn, sellOut) = (total(crossed, current) ?? 0, total(consumed, current) ?? 0)
        figures.append(HealthFigure(.sellIn, scope, value: sellIn, sample: Double(current.count), previous: total(crossed, previous)))
        figures.append(HealthFigure(.sellOut, scope, value: sellOut, sample: Double(current.count), previous: total(consumed, previous)))
        let earlier = previous.flatMap { weeks -> Double? in
            guard let sold = total(consumed, weeks), let bought = total(crossed, weeks), bought > 0 else { return nil }
            return sold / bought
        }
        figures.append(
            HealthFigure(.sellOutToSellIn, scope, value: sellIn > 0 ? sellOut / sellIn : nil, sample: sellIn, previous: earlier))
        let rate = sellOut / Double(max(1, current.count))
        let held = stock[end - 1]
        let most = unknown[end - 1]
        figures.append(
            HealthFigure(
                .channelCover, scope, value: rate > 0 ? (held + most / 2) / rate : nil, low: rate > 0 ? max(0, held - spread) / rate : nil,
                high: rate > 0 ? (held + most + spread) / rate : nil, sample: held,
                previous: previous.flatMap { weeks in
                    let sold = consumed[weeks].reduce(0, +) / Double(weeks.count)
                    return sold > 0 ? (stock[weeks.upperBound - 1] + unknown[weeks.upperBound - 1] / 2) / sold : nil
                }))
        return figures
    }
}
