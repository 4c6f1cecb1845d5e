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

    /// What the rest of the category lost, as a share of what the launched SKU sold over the thirteen weeks after. Where enough sites do not carry the
    /// SKU, those that do are held against them (`LaunchComparison`); else the older SKUs of the category against those of other categories
    /// at the same weeks, beside season, prices and promotions (`DemandModel`).
    private func cannibalised(_ product: Int, from start: Int) -> HealthFigure {
        let scope = HealthScope.product(product)
        guard let category = input.network.products[product].category else { return .absent(.cannibalisedShare, scope, .notIdentified) }
        let siblings = input.network.products.indices.filter { other in
            let old = input.network.products[other]
            return other != product && old.category == category && old.discontinuedOn == nil
                && (old.launchedOn.map { $0 < input.ledger.firstWeek.monday } ?? true)
        }
        if let found = LaunchComparison(input, product: product, siblings: siblings, start: start)?.lostShare {
            return HealthFigure(
                .cannibalisedShare, scope, value: found.value, low: found.low, high: found.high, sample: Double(found.sites))
        }
        guard let model, let launch = model.launches.first(where: { $0.product == product }), launch.week == start else {
            return .absent(.cannibalisedShare, scope, .tooFew)
        }
        let window = start..<start + DemandModel.launchWeeks
        let launched = weekly[product][window].reduce(0, +)
        let sold = launch.siblings.reduce(0) { $0 + weekly[$1][window].reduce(0, +) }
        guard launched >= 20, sold >= 20 else { return .absent(.cannibalisedShare, scope, .tooFew) }
        let change = model.change(launch)
        // What they would have sold is what they did, less the change.
        func lost(_ change: Double) -> Double { sold * (exp(-change) - 1) / launched }
        return HealthFigure(
            .cannibalisedShare, scope, value: lost(change.value), low: lost(change.value + change.half),
            high: lost(change.value - change.half), sample: Double(change.categories))
    }
}

/// What a launch took from its category at the sites that carry it, beside the sites that do not.
///
/// Of each site the category's older SKUs are looked at over a quarter after the launch and half a year before, in weeks that it reported, and its
/// other SKUs over the same weeks: how these changed is how the site changed. Sites without the launched SKU say how the category changed by itself, so
/// that no season of a category and no busy site is taken for cannibalisation. The interval comes from leaving out one site at a time.
struct LaunchComparison {
    private struct Site {
        var carries: Bool
        /// Of the category's older SKUs: units after, and those to be expected by the half year before.
        var after: Double
        var usual: Double
        /// Of all other old SKUs.
        var othersAfter: Double
        var othersUsual: Double
        /// Units of the launched SKU.
        var launched: Double
    }

    private let sites: [Site]
    private static let before = 26
    private static let leastWeeks = 6
    /// Sites that must carry it, and that must not.
    private static let leastSites = 5
    /// Units by which a site's change is drawn to that of all.
    private static let shrinkage = 20.0

    /// - Returns: nil with fewer than five sites that carry the SKU, or that do not.
    init?(_ input: NetworkHealthInput, product: Int, siblings: [Int], start: Int) {
        let ledger = input.ledger
        let window = start..<start + DemandModel.launchWeeks
        let earlier = max(0, start - LaunchComparison.before)..<start
        guard window.upperBound <= ledger.completeWeekCount, !siblings.isEmpty else { return nil }
        var bySite = [[Int]](repeating: [], count: input.network.sites.count)
        for (index, pair) in ledger.pairs.enumerated() { bySite[pair.site].append(index) }
        let isSibling = Set(siblings)
        var found: [Site] = []
        for pairs in bySite where !pairs.isEmpty {
            var site = Site(carries: false, after: 0, usual: 0, othersAfter: 0, othersUsual: 0, launched: 0)
            for pair in pairs where ledger.reportsConsumers(pair: pair) {
                let own = ledger.pairs[pair].product
                let after = window.filter { input.isReported(pair: pair, week: $0) }
                if own == product {
                    site.launched += after.reduce(0) { $0 + ledger.value(.sold, pair: pair, week: $1) }
                    continue
                }
                let old = input.network.products[own]
                guard old.discontinuedOn == nil, old.launchedOn.map({ $0 < ledger.firstWeek.monday }) ?? true else { continue }
                let told = earlier.filter { input.isReported(pair: pair, week: $0) }
                guard after.count >= LaunchComparison.leastWeeks, told.count >= LaunchComparison.leastWeeks else { continue }
                let units = after.reduce(0) { $0 + ledger.value(.sold, pair: pair, week: $1) }
                let usual = told.reduce(0) { $0 + ledger.value(.sold, pair: pair, week: $1) } * Double(after.count) / Double(told.count)
                if isSibling.contains(own) {
                    site.after += units
                    site.usual += usual
                } else {
                    site.othersAfter += units
                    site.othersUsual += usual
                }
            }
            site.carries = site.launched > 0
            if site.usual >= 5 { found.append(site) }
        }
        let carrying = found.filter(\.carries).count
        guard carrying >= LaunchComparison.leastSites, found.count - carrying >= LaunchComparison.leastSites else { return nil }
        sites = found
    }

    /// - Returns: nil where the sites without the SKU, or the launched SKU, sold too little.
    private static func share(_ sites: [Site]) -> Double? {
        let all = sites.reduce((0.0, 0.0)) { ($0.0 + $1.othersAfter, $0.1 + $1.othersUsual) }
        guard all.1 > 0, all.0 > 0 else { return nil }
        let whole = all.0 / all.1
        func busy(_ site: Site) -> Double { (site.othersAfter + shrinkage * whole) / (site.othersUsual + shrinkage) }
        let control = sites.filter { !$0.carries }
        let usual = control.reduce(0) { $0 + $1.usual * busy($1) }
        guard usual >= 30 else { return nil }
        let change = control.reduce(0) { $0 + $1.after } / usual
        var (lost, launched) = (0.0, 0.0)
        for site in sites where site.carries {
            lost += site.usual * busy(site) * change - site.after
            launched += site.launched
        }
        return launched >= 20 ? lost / launched : nil
    }

    var lostShare: (value: Double, low: Double, high: Double, sites: Int)? {
        guard let value = LaunchComparison.share(sites) else { return nil }
        let without = sites.indices.compactMap { left -> Double? in
            var others = sites
            others.remove(at: left)
            return LaunchComparison.share(others)
        }
        guard without.count == sites.count else { return nil }
        let count = Double(sites.count)
        let mean = without.reduce(0, +) / count
        let variance = without.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } * (count - 1) / count
        let fewer = min(sites.filter(\.carries).count, sites.filter { !$0.carries }.count)
        let half = ClusteredRegression.studentQuantile(freedom: Double(fewer - 1)) * variance.squareRoot()
        return (value, value - half, value + half, sites.count)
    }
}
