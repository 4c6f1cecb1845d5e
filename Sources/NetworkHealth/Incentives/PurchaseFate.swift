import SupplyNetwork

/// What became of what each site bought: by how much of it, first-in, first-out, had left its part of the network (itself and all below it) a
/// window later. `Absorption` says how; here goods are followed below every site and weighed by what they are worth.
struct PurchaseFate {
    struct Sum {
        var bought = 0.0
        var left = 0.0
        var variance = 0.0
        var slack = 0.0
    }

    /// By site.
    private(set) var sums: [Sum]
    /// The ledger weeks whose purchases were followed.
    let weeks: Range<Int>

    init(input: NetworkHealthInput, window: Int) {
        let (network, ledger) = (input.network, input.ledger)
        let end = ledger.completeWeekCount
        let start = max(0, end - 2 * window)
        weeks = start..<max(start, end - window)
        sums = [Sum](repeating: Sum(), count: network.sites.count)
        guard !weeks.isEmpty else { return }
        let span = end - start
        var byProduct = [[Int]](repeating: [], count: network.products.count)
        for (index, pair) in ledger.pairs.enumerated() { byProduct[pair.product].append(index) }
        var net = [Double](repeating: 0, count: network.sites.count * span)
        var stock = net
        var unknown = net
        var uncertainty = [StockUncertainty](repeating: StockUncertainty(), count: network.sites.count)
        for (product, pairs) in byProduct.enumerated() where !pairs.isEmpty {
            let value = network.products[product].unitValue ?? network.products[product].unitPrice ?? 1
            for index in net.indices {
                net[index] = 0
                stock[index] = 0
                unknown[index] = 0
            }
            for site in uncertainty.indices { uncertainty[site] = StockUncertainty() }
            for pair in pairs {
                let site = ledger.pairs[pair].site
                let most = (start..<end).allSatisfy({ input.onHand(pair: pair, week: $0) != nil }) ? [] : input.mostHeld(pair: pair)
                for place in 0..<span {
                    let week = start + place
                    net[site * span + place] += input.netReceived(pair: pair, week: week)
                    if let units = input.onHand(pair: pair, week: week) {
                        stock[site * span + place] += units
                    } else {
                        unknown[site * span + place] += most[week]
                    }
                }
                uncertainty[site].add(input.positions[pair])
            }
            for site in network.downstreamOrder.reversed() {
                add(
                    site, net: net[site * span..<(site + 1) * span], stock: stock[site * span..<(site + 1) * span],
                    unknown: unknown[site * span..<(site + 1) * span], spread: uncertainty[site].deviation, window: window, value: value)
                guard let supplier = network.sites[site].supplier else { continue }
                for place in 0..<span {
                    net[supplier * span + place] += net[site * span + place]
                    stock[supplier * span + place] += stock[site * span + place]
                    unknown[supplier * span + place] += unknown[site * span + place]
                }
                uncertainty[supplier] += uncertainty[site]
            }
        }
    }

    private mutating func add(
        _ site: Int, net: ArraySlice<Double>, stock: ArraySlice<Double>, unknown: ArraySlice<Double>, spread: Double, window: Int,
        value: Double
    ) {
        var (mid, up, down, most, least, bought) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        for place in 0..<weeks.count where net[net.startIndex + place] > 0 {
            let came = net[net.startIndex + place]
            let later = net[net.startIndex + place...net.startIndex + place + window].reduce(0, +)
            let (known, hidden) = (stock[stock.startIndex + place + window], unknown[unknown.startIndex + place + window])
            func left(_ onHand: Double) -> Double { min(came, max(0, later - max(0, onHand))) }
            bought += came
            mid += left(known + hidden / 2)
            up += left(known + hidden / 2 - spread)
            down += left(known + hidden / 2 + spread)
            most += left(known)
            least += left(known + hidden)
        }
        sums[site].bought += bought * value
        sums[site].left += mid * value
        sums[site].variance += (up - down) * (up - down) / 4 * value * value
        sums[site].slack += (most - least) / 2 * value
    }

    /// Share of what a site bought that had left its part of the network; nil where it bought nothing.
    func share(_ site: Int) -> (share: Double, deviation: Double, slack: Double)? {
        let sum = sums[site]
        guard sum.bought > 0 else { return nil }
        return (sum.left / sum.bought, sum.variance.squareRoot() / sum.bought, sum.slack / sum.bought)
    }
}
