import Foundation
import SupplyNetwork

/// What people take instead where a SKU is out of stock: of each pair of SKUs of one category, the sales of the second at sites and weeks where
/// the first is out, over what they would be.
///
/// Expected are the site's own mean of the second SKU, times that week's level of the SKU over the sites that have the first in stock, times the
/// week's level of the site over its other categories (shrunk towards 1), so that neither season nor a busy week at the site is taken for
/// substitution, nor substitution elsewhere for a good week of the SKU. Sites are independent: the deviation of the ratio comes from their
/// differences. Over all pairs one in twenty of what is found may be false (Benjamini & Hochberg 1995).
struct Substitution {
    struct Pairing {
        var from: Int
        var to: Int
        /// Sales of `to` while `from` is out ÷ expected, less 1.
        var effect: Double
        var low: Double
        var high: Double
        var sites: Int
    }

    /// What was found, of so many pairs that could be looked at.
    private(set) var found: [Pairing] = []
    private(set) var tested = 0

    static let falseDiscoveryRate = 0.05
    private static let leastExpected = 30.0
    private static let leastSites = 8
    /// Weeks on either side that say what a pair usually sells.
    private static let around = 12
    /// Units by which a site's level of a week is drawn towards 1.
    private static let shrinkage = 10.0

    init(input: NetworkHealthInput) {
        let (ledger, network) = (input.ledger, input.network)
        let weeks = ledger.completeWeekCount
        guard weeks >= 26 else { return }
        let products = network.products.count
        var bySite = [[Int]](repeating: [], count: network.sites.count)
        for (index, pair) in ledger.pairs.enumerated()
        where ledger.reportsConsumers(pair: index) && network.products[pair.product].category != nil {
            bySite[pair.site].append(index)
        }
        var mean = [Double](repeating: 0, count: ledger.pairs.count)
        /// Observed sales of a pair in a week in which it had stock.
        func observed(_ pair: Int, _ week: Int) -> Double? {
            let history = input.consumption[pair]
            let place = ledger.firstWeek + week - history.start
            guard place >= 0, place < history.count, history.states[place] == .observed else { return nil }
            return history.values[place]
        }
        // Out by its stock at both ends of the week; or nothing sold for two weeks running of a SKU that usually sells two a week or more at a site that
        // reports.
        func isOut(_ pair: Int, _ week: Int) -> Bool {
            if mean[pair] >= 2, isEmpty(pair, week), isEmpty(pair, week - 1) || isEmpty(pair, week + 1) { return true }
            guard let before = input.onHand(pair: pair, week: week - 1), let after = input.onHand(pair: pair, week: week) else {
                return false
            }
            return before < NetworkHealthInput.emptyBelow && after < NetworkHealthInput.emptyBelow
        }
        func isEmpty(_ pair: Int, _ week: Int) -> Bool {
            guard week >= 0, week < weeks, ledger.siteReported(site: ledger.pairs[pair].site, week: week) else { return false }
            let history = input.consumption[pair]
            let place = ledger.firstWeek + week - history.start
            return place > 0 && place < history.count && ledger.value(.sold, pair: pair, week: week) <= 0
        }
        // Means of pairs, and levels of weeks by SKU.
        var sums = [Double](repeating: 0, count: products * weeks)
        var expected = sums
        for pair in bySite.joined() {
            var (sum, count) = (0.0, 0.0)
            for week in 0..<weeks {
                guard let units = observed(pair, week) else { continue }
                sum += units
                count += 1
            }
            guard count >= 13 else { continue }
            mean[pair] = sum / count
            for week in 0..<weeks {
                guard let units = observed(pair, week) else { continue }
                sums[ledger.pairs[pair].product * weeks + week] += units
                expected[ledger.pairs[pair].product * weeks + week] += mean[pair]
            }
        }
        // Which pairs are out in which weeks, and by how many sites each SKU ever is.
        var outs: [Int: Set<Int>] = [:]
        var sitesOut = [Int](repeating: 0, count: products)
        for pair in bySite.joined() where mean[pair] > 0 {
            let own = (1..<weeks).filter { isOut(pair, $0) }
            guard !own.isEmpty else { continue }
            outs[pair] = Set(own)
            sitesOut[ledger.pairs[pair].product] += 1
        }
        let level = zip(sums, expected).map { ($0 + Substitution.shrinkage) / ($1 + Substitution.shrinkage) }
        // The level of `to` over the sites that are not out of `from`: where many are out at once, those who changed would raise it.
        var levels: [Int: [Double]] = [:]
        for from in 0..<products where sitesOut[from] >= Substitution.leastSites {
            for to in 0..<products where to != from && network.products[to].category == network.products[from].category {
                levels[from * products + to] = (0..<weeks).flatMap { week -> [Double] in
                    [sums[to * weeks + week], expected[to * weeks + week]]
                }
            }
        }
        for pairs in bySite where pairs.count >= 2 {
            for from in pairs {
                guard let own = outs[from] else { continue }
                for to in pairs where to != from && mean[to] > 0 {
                    let key = ledger.pairs[from].product * products + ledger.pairs[to].product
                    guard levels[key] != nil else { continue }
                    for week in own {
                        guard let units = observed(to, week) else { continue }
                        levels[key]?[2 * week] -= units
                        levels[key]?[2 * week + 1] -= mean[to]
                    }
                }
            }
        }
        func levelInStock(from: Int, to: Int, week: Int) -> Double {
            guard let sums = levels[from * products + to] else { return level[to * weeks + week] }
            return (max(0, sums[2 * week]) + Substitution.shrinkage) / (max(0, sums[2 * week + 1]) + Substitution.shrinkage)
        }

        /// What a pair sells over the level of its SKU in the weeks around in which the other SKU was there: of the last year and a half demand has moved.
        func around(_ to: Int, week: Int, from: Int) -> Double {
            let own = outs[from] ?? []
            var (units, usual, count) = (0.0, 0.0, 0)
            for distance in 1...Substitution.around {
                for near in [week - distance, week + distance] where near >= 0 && near < weeks && !own.contains(near) {
                    guard let sold = observed(to, near) else { continue }
                    units += sold
                    usual += levelInStock(from: ledger.pairs[from].product, to: ledger.pairs[to].product, week: near)
                    count += 1
                }
            }
            return count >= 4 && usual > 0 ? units / usual : mean[to]
        }

        struct Tally {
            var observed = 0.0
            var expected = 0.0
            var squares = 0.0
            var sites = 0
        }
        var tallies: [Int: Tally] = [:]
        for pairs in bySite where pairs.count >= 2 {
            var own: [Int: (observed: Double, expected: Double)] = [:]
            for week in 1..<max(1, weeks) {
                let out = pairs.filter { outs[$0]?.contains(week) ?? false }
                guard !out.isEmpty else { continue }
                for from in out {
                    let category = network.products[ledger.pairs[from].product].category
                    var busy = (observed: Substitution.shrinkage, expected: Substitution.shrinkage)
                    for other in pairs where network.products[ledger.pairs[other].product].category != category && mean[other] > 0 {
                        guard let units = observed(other, week) else { continue }
                        busy.observed += units
                        busy.expected += mean[other] * level[ledger.pairs[other].product * weeks + week]
                    }
                    for to in pairs where to != from && mean[to] > 0 && network.products[ledger.pairs[to].product].category == category {
                        guard let units = observed(to, week) else { continue }
                        let key = ledger.pairs[from].product * products + ledger.pairs[to].product
                        let usual = around(to, week: week, from: from) * levelInStock(from: ledger.pairs[from].product, to: ledger.pairs[to].product, week: week)
                            * busy.observed / busy.expected
                        let sum = own[key] ?? (0, 0)
                        own[key] = (sum.observed + units, sum.expected + usual)
                    }
                }
            }
            for (key, sum) in own {
                tallies[key, default: Tally()].observed += sum.observed
                tallies[key, default: Tally()].expected += sum.expected
                tallies[key, default: Tally()].squares += (sum.observed - sum.expected) * (sum.observed - sum.expected)
                tallies[key, default: Tally()].sites += 1
            }
        }
        let usable = tallies.filter { $0.value.expected >= Substitution.leastExpected && $0.value.sites >= Substitution.leastSites }
            .sorted { $0.key < $1.key }
        tested = usable.count
        var pairings: [Pairing] = []
        var tails: [Double] = []
        for (key, tally) in usable {
            // At least the deviation of counts.
            let deviation = max(tally.squares, tally.expected).squareRoot() / tally.expected
            let effect = tally.observed / tally.expected - 1
            let half = ClusteredRegression.studentQuantile(freedom: Double(tally.sites - 1)) * deviation
            pairings.append(
                Pairing(
                    from: key / products, to: key % products, effect: effect, low: effect - half, high: effect + half, sites: tally.sites))
            tails.append(0.5 * erfc(effect / deviation / 2.0.squareRoot()))
        }
        let listed = Diversion.discoveries(tails, rate: Substitution.falseDiscoveryRate)
        found = zip(pairings, listed).filter { $0.1 }.map(\.0)
    }

    var figures: [HealthFigure] {
        guard tested > 0 else { return [.absent(.substitutesFound, .tooFew)] }
        return [HealthFigure(.substitutesFound, value: Double(found.count), sample: Double(tested))]
    }
}
