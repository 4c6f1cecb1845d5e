import Numerical
import SupplyNetwork

/// `absorption.csv`: how much of what was shipped reached a consumer, and how fast.
///
/// Goods are taken to leave the channel first-in, first-out. Let x(w) be the units that crossed from the upper tiers to the lower ones in
/// week w, X their running sum and I(w) what lay below at the end of week w. Of x(w), what has left N weeks later is
///
///     a(w) = min(x(w), max(0, X(w + N) − X(w − 1) − I(w + N)))
///
/// since under first-in, first-out the I(w + N) units that still lie there are the last that came. No opening stock is needed. The share
/// absorbed is Σ a ÷ Σ x over the weeks that have N weeks behind them. Losses count as absorbed: nothing tells them from consumption.
struct Absorption {
    let input: NetworkHealthInput
    let options: NetworkHealthOptions

    var section: HealthSection {
        let tiers = Set(input.network.sites.map(\.tier)).sorted()
        guard let head = tiers.first, tiers.count > 1, input.ledger.completeWeekCount > 0 else {
            return HealthSection(.absorption, figures: [.absent(.absorbedShare, .tooFew)])
        }
        let grid = Grid(input: input, tiers: tiers)
        let cuts = tiers.dropLast()
        var figures = figures(.network, grid, products: input.network.products.indices.map { $0 }, cut: head)
        for cut in cuts { figures += self.figures(.tier(cut), grid, products: input.network.products.indices.map { $0 }, cut: cut) }
        for product in input.network.products.indices where grid.isTraded(product) {
            figures += self.figures(.product(product), grid, products: [product], cut: head)
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
        /// Variance of stock at the as-of date, by product and tier.
        private(set) var variance: [Double]

        init(input: NetworkHealthInput, tiers: [Int]) {
            self.tiers = tiers
            let (ledger, network) = (input.ledger, input.network)
            weeks = ledger.completeWeekCount
            let size = network.products.count * tiers.count * weeks
            net = [Double](repeating: 0, count: size)
            stock = net
            unknown = net
            consumed = net
            variance = [Double](repeating: 0, count: network.products.count * tiers.count)
            let places = Dictionary(uniqueKeysWithValues: tiers.enumerated().map { ($1, $0) })
            for (index, pair) in ledger.pairs.enumerated() {
                guard let tier = places[network.sites[pair.site].tier] else { continue }
                let cell = pair.product * tiers.count + tier
                let base = cell * weeks
                var held = 0.0
                for week in 0..<weeks {
                    let sent = ledger.value(.shipped, pair: index, week: week) - ledger.value(.returnedIn, pair: index, week: week)
                    let received = ledger.value(.received, pair: index, week: week) - ledger.value(.returnedOut, pair: index, week: week)
                    let used = input.consumed(pair: index, week: week)
                    net[base + week] += sent - received
                    consumed[base + week] += used ?? 0
                    held = max(0, held + received - sent - (used ?? 0))
                    if let units = input.onHand(pair: index, week: week) { stock[base + week] += units } else { unknown[base + week] += held }
                }
                let position = input.positions[index]
                if position.basis != .insufficient {
                    let deviation = (position.onHandHigh - position.onHandLow) / (2 * 1.644853626951473)
                    variance[cell] += deviation * deviation
                }
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

        func deviation(products: [Int], cut: Int) -> Double {
            var sum = 0.0
            for product in products {
                for (place, tier) in tiers.enumerated() where tier > cut { sum += variance[product * tiers.count + place] }
            }
            return sum.squareRoot()
        }
    }

    private func figures(_ scope: HealthScope, _ grid: Grid, products: [Int], cut: Int) -> [HealthFigure] {
        let crossed = grid.sum(\.net, products: products, cut: cut, isAbove: true)
        let stock = grid.sum(\.stock, products: products, cut: cut, isAbove: false)
        let unknown = grid.sum(\.unknown, products: products, cut: cut, isAbove: false)
        let consumed = grid.sum(\.consumed, products: products, cut: cut, isAbove: false)
        let spread = 1.644853626951473 * grid.deviation(products: products, cut: cut)
        let (window, end) = (options.windowWeeks, grid.weeks)

        /// Shares absorbed of what crossed in `weeks`: the estimate, and with as much, and as little, stock below as may be.
        func absorbed(_ weeks: Range<Int>) -> (share: Double, low: Double, high: Double, units: Double)? {
            guard weeks.lowerBound >= 0, !weeks.isEmpty else { return nil }
            var units = 0.0
            var parts = (mid: 0.0, low: 0.0, high: 0.0)
            for week in weeks where crossed[week] > 0 {
                let later = crossed[week...week + window].reduce(0, +)
                let (known, most) = (stock[week + window], unknown[week + window])
                func left(_ onHand: Double) -> Double { min(crossed[week], max(0, later - max(0, onHand))) }
                units += crossed[week]
                parts.mid += left(known + most / 2)
                parts.low += left(known + most + spread)
                parts.high += left(known - spread)
            }
            guard units > 0 else { return nil }
            return (parts.mid / units, parts.low / units, parts.high / units, units)
        }
        let now = absorbed(max(0, end - 2 * window)..<max(0, end - window))
        let before = end >= 3 * window ? absorbed(end - 3 * window..<end - 2 * window) : nil
        let isWide = now.map { $0.high - $0.low > 0.9 } ?? false
        var figures = [
            now.map {
                isWide
                    ? HealthFigure.absent(.absorbedShare, scope, .notIdentified)
                    : HealthFigure(
                        .absorbedShare, scope, value: $0.share, low: $0.low, high: $0.high, sample: $0.units, previous: before?.share)
            } ?? .absent(.absorbedShare, scope, .tooFew)
        ]
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
