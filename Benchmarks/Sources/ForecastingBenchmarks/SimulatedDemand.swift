import Forecasting
import Foundation
import Simulation
import SupplyNetwork

/// True demand of a simulated world as the histories that a forecast sees, with what is known of sites and products.
struct SimulatedDemand {
    var histories = [DemandHistory]()
    var context: DemandContext
    var groups = [Int]()
    var firstWeek: Week
    var weeks: Int

    init(seed: UInt64, weeks: Int = 156) {
        var options = SimulationOptions()
        options.seed = seed
        options.weeks = weeks
        options.partners = 4
        let world = Simulator(options: options).world()
        firstWeek = world.truth.firstWeek
        self.weeks = world.truth.weekCount
        var attributes = [DemandContext.Attributes]()
        for (index, pair) in world.truth.pairs.enumerated() {
            let values = world.truth.series(.demand, pair: index).map(Double.init)
            guard values.contains(where: { $0 > 0 }) else { continue }
            let (site, product) = (world.network.sites[pair.site], world.network.products[pair.product])
            // Before the site joined or the product was launched, and after the site left, nothing is known.
            let begin = max(site.joinedOn ?? Day(number: 0), product.launchedOn ?? Day(number: 0))
            var states = [DemandHistory.State](repeating: .observed, count: values.count)
            for t in values.indices {
                let week = firstWeek + t
                if week.monday < begin { states[t] = .missing }
                if let left = site.leftOn, week.sunday >= left { states[t] = .missing }
            }
            histories.append(DemandHistory(start: firstWeek, values: values, states: states))
            groups.append(pair.product)
            attributes.append(
                DemandContext.Attributes(
                    product: pair.product, site: pair.site, category: product.category, region: site.region, tier: site.tier,
                    unitPrice: product.unitPrice, launchedOn: product.launchedOn, discontinuedOn: product.discontinuedOn,
                    joinedOn: site.joinedOn, firstSeen: begin.week))
        }
        context = DemandContext(series: attributes, promotions: world.promotions, priceChanges: world.priceChanges, events: world.events)
    }

    enum Nearness: Int, CaseIterable { case on, around, other }

    /// Whether a promotion of the series' product runs in a week, or did up to three weeks before, or will in the next.
    func nearness(_ index: Int, week: Week) -> Nearness {
        let own = context.series[index]
        var result = Nearness.other
        for promotion in context.promotions where promotion.product == nil || promotion.product == own.product {
            if let region = promotion.region, own.region?.hasPrefix(region) != true { continue }
            if promotion.startsOn <= week.sunday && promotion.endsOn >= week.monday { return .on }
            if promotion.startsOn <= (week + 1).sunday && promotion.endsOn >= (week - 3).monday { result = .around }
        }
        return result
    }
}

/// Weeks on promotion and around them, with and without what holidays and promotions teach.
enum PromotionWeeks {
    static func printed(seeds: ClosedRange<UInt64>) {
        var scores = [[Score]](repeating: [Score](repeating: Score(), count: 4), count: 2)
        for seed in seeds {
            let demand = SimulatedDemand(seed: seed)
            for origin in stride(from: demand.weeks - 13, to: 51, by: -13) {
                let asOf = demand.firstWeek + origin
                for effects in 0..<2 {
                    var options = ForecastingOptions()
                    options.experienceSample = 300
                    options.holidays = effects == 1
                    options.promotionEffects = effects == 1
                    let forecasts = DemandForecasting(options: options).forecasts(
                        for: demand.histories, firstWeek: asOf, groups: demand.groups, context: demand.context, threads: 2
                    ).forecasts
                    for index in demand.histories.indices {
                        guard let forecast = forecasts[index] else { continue }
                        if let end = demand.context.series[index].discontinuedOn, end <= asOf.monday { continue }
                        let history = demand.histories[index]
                        for k in 0..<13 where history.states[origin + k] == .observed {
                            let kind = demand.nearness(index, week: asOf + k).rawValue
                            scores[effects][3].add(forecast, week: k, actual: history.values[origin + k])
                            scores[effects][kind].add(forecast, week: k, actual: history.values[origin + k])
                        }
                    }
                }
            }
        }
        print(
            "simulated demand, seeds \(seeds.lowerBound)-\(seeds.upperBound), origins every 13 weeks\nweeks                        \(Score.heading)"
        )
        for (kind, label) in [(3, "all"), (0, "on promotion"), (1, "around"), (2, "other")] {
            for (effects, name) in ["without effects", "with"].enumerated() {
                print("\(label), \(name)".padding(toLength: 29, withPad: " ", startingAt: 0) + scores[effects][kind].text)
            }
        }
    }
}

/// A fifth of the pairs shown as if listed 0, 2, 4 or 8 weeks ago, with and without similar ones.
enum LaunchedPairs {
    static func printed(seeds: ClosedRange<UInt64>) {
        let known = [0, 2, 4, 8]
        var scores = [[Score]](repeating: [Score](repeating: Score(), count: 2), count: known.count)
        for seed in seeds {
            let demand = SimulatedDemand(seed: seed)
            for origin in [104, 130] {
                let asOf = demand.firstWeek + origin
                for (place, weeks) in known.enumerated() {
                    var (histories, context) = (demand.histories, demand.context)
                    var tested = [Int]()
                    for index in histories.indices where index % 5 == 0 && demand.histories[index].states[origin] == .observed {
                        guard histories[index].states.prefix(origin - 26).contains(.observed) else { continue }
                        for t in 0..<(origin - weeks) {
                            histories[index].states[t] = .missing
                            histories[index].values[t] = 0
                        }
                        context.series[index].firstSeen = asOf - weeks
                        context.series[index].joinedOn = nil
                        context.series[index].launchedOn = nil
                        tested.append(index)
                    }
                    for launches in 0..<2 {
                        var options = ForecastingOptions()
                        options.experienceSample = 200
                        options.launches = launches == 1
                        let forecasts = DemandForecasting(options: options).forecasts(
                            for: histories, firstWeek: asOf, groups: demand.groups, context: context, threads: 2
                        ).forecasts
                        for index in tested {
                            if let end = context.series[index].discontinuedOn, end <= (asOf + 13).monday { continue }
                            for k in 0..<13 where demand.histories[index].states[origin + k] == .observed {
                                scores[place][launches].add(forecasts[index], week: k, actual: demand.histories[index].values[origin + k])
                            }
                        }
                    }
                }
            }
        }
        print(
            "new site x SKU, simulated demand, seeds \(seeds.lowerBound)-\(seeds.upperBound)\nweeks known                  \(Score.heading)"
        )
        for (place, weeks) in known.enumerated() {
            for (launches, name) in ["alone", "with similar ones"].enumerated() {
                print("\(weeks), \(name)".padding(toLength: 29, withPad: " ", startingAt: 0) + scores[place][launches].text)
            }
        }
    }
}
