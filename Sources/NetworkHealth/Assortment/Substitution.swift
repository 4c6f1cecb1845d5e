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

        // By pair of SKUs, what each site sold and what it would have.
        var tallies: [Int: [(observed: Double, expected: Double)]] = [:]
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
                        let usual =
                            around(to, week: week, from: from)
                            * levelInStock(from: ledger.pairs[from].product, to: ledger.pairs[to].product, week: week)
                            * busy.observed / busy.expected
                        let sum = own[key] ?? (0, 0)
                        own[key] = (sum.observed + units, sum.expected + usual)
                    }
                }
            }
            for (key, sum) in own where sum.expected >= 1 { tallies[key, default: []].append(sum) }
        }
        let usable = tallies.filter {
            $0.value.reduce(0) { $0 + $1.expected } >= Substitution.leastExpected && $0.value.count >= Substitution.leastSites
        }.sorted { $0.key < $1.key }
        tested = usable.count
        var pairings: [Pairing] = []
        var tails: [Double] = []
        for (key, sites) in usable {
            let (effect, deviation) = Substitution.mean(sites)
            let freedom = Double(sites.count - 1)
            let half = ClusteredRegression.studentQuantile(freedom: freedom) * deviation
            pairings.append(
                Pairing(
                    from: key / products, to: key % products, effect: effect, low: effect - half, high: effect + half, sites: sites.count))
            tails.append(Substitution.studentTail(effect / deviation, freedom: freedom))
        }
        let listed = Diversion.discoveries(tails, rate: Substitution.falseDiscoveryRate)
        found = zip(pairings, listed).filter { $0.1 }.map(\.0)
    }

    /// The mean over sites of sales over expected less 1, each weighed by what it tells: counts by chance, and beyond that sites differ by a variance
    /// found by moments (DerSimonian & Laird 1986, doi:10.1016/0197-2456(86)90046-2). Its deviation from the sites' own differences.
    static func mean(_ sites: [(observed: Double, expected: Double)]) -> (effect: Double, deviation: Double) {
        let ratios = sites.map { $0.observed / $0.expected - 1 }
        let pooled = sites.reduce(0) { $0 + $1.observed } / sites.reduce(0) { $0 + $1.expected }
        let chance = sites.map { max(pooled, 0.1) / $0.expected }
        let weights = chance.map { 1 / $0 }
        let (sum, squares) = (weights.reduce(0, +), weights.reduce(0) { $0 + $1 * $1 })
        let middle = zip(weights, ratios).reduce(0) { $0 + $1.0 * $1.1 } / sum
        let unrest = zip(weights, ratios).reduce(0) { $0 + $1.0 * ($1.1 - middle) * ($1.1 - middle) }
        let between = max(0, (unrest - Double(sites.count - 1)) / (sum - squares / sum))
        let final = chance.map { 1 / ($0 + between) }
        let total = final.reduce(0, +)
        let effect = zip(final, ratios).reduce(0) { $0 + $1.0 * $1.1 } / total
        let count = Double(sites.count)
        let variance =
            zip(final, ratios).reduce(0) { $0 + $1.0 * $1.0 * ($1.1 - effect) * ($1.1 - effect) } / (total * total) * count / (count - 1)
        // At least the deviation of counts.
        return (effect, max(variance, 1 / sum).squareRoot())
    }

    /// P(T ≥ t) of Student's t by a normal deviate (Wallace 1959, doi:10.1214/aoms/1177706093).
    static func studentTail(_ t: Double, freedom v: Double) -> Double {
        let z = (8 * v + 1) / (8 * v + 3) * (v * log(1 + t * t / v)).squareRoot()
        return 0.5 * erfc((t < 0 ? -z : z) / 2.0.squareRoot())
    }

    var figures: [HealthFigure] {
        guard tested > 0 else { return [.absent(.substitutesFound, .tooFew)] }
        return [HealthFigure(.substitutesFound, value: Double(found.count), sample: Double(tested))]
    }
}
