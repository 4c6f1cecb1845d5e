import Foundation
import Numerical
import SupplyNetwork
import Testing

@testable import Forecasting

@Suite struct PromotionTests {
    static let start = Week(number: 2800)
    static let weeks = 104

    /// A made world: products at sites, promotions of a few days with a dip after them, planned ones beyond the as-of week.
    struct World {
        var histories: [DemandHistory] = []
        var base: [Double] = []
        var groups: [Int] = []
        var context: DemandContext
        /// Factor of every week by product, to 13 weeks beyond the history.
        var factors: [[Double]]

        /// - Parameters:
        ///   - lift: logarithm of a day's sales on promotion at the usual discount; it grows in proportion to the discount.
        ///   - dip: that of the ten days after.
        init(
            products: Int = 8, sites: Int = 12, lift: Double, dip: Double, perProduct: Int = 6, elasticity: Double = 0, seed: UInt64,
            level: ClosedRange<Double> = 2...20
        ) {
            var random = Xoshiro256(seed: seed)
            let asOf = PromotionTests.start + PromotionTests.weeks
            var promotions: [Promotion] = []
            var prices: [PriceChange] = []
            factors = []
            context = DemandContext(series: [])
            for product in 0..<products {
                var daily = [Double](repeating: 0, count: 7 * (PromotionTests.weeks + 13))
                for index in 0...perProduct {
                    let isPlanned = index == perProduct
                    let start =
                        isPlanned ? 7 * (PromotionTests.weeks + 2) : 20 + index * (7 * 98 / max(1, perProduct)) + Int(random.uniform() * 20)
                    let length = 4 + Int(random.uniform() * 8)
                    let discount = [0.1, 0.2, 0.3][Int(random.uniform() * 3)]
                    let first = PromotionTests.start.monday + start
                    promotions.append(
                        Promotion(
                            code: "P\(product)-\(index)", startsOn: first, endsOn: first + length - 1, product: product, discount: discount)
                    )
                    for day in start..<start + length where day < daily.count { daily[day] = lift * discount / 0.2 }
                    for day in start + length..<start + length + 10 where day < daily.count { daily[day] = dip }
                }
                var weekly = (0..<PromotionTests.weeks + 13).map { week in
                    (0..<7).reduce(0.0) { $0 + exp(daily[7 * week + $1]) } / 7
                }
                if elasticity != 0, product % 2 == 0 {
                    prices.append(PriceChange(product: product, effectiveOn: PromotionTests.start.monday, unitPrice: 10))
                    let change = (PromotionTests.start + 40 + 3 * product).monday
                    prices.append(PriceChange(product: product, effectiveOn: change, unitPrice: 12.5))
                    for week in 40 + 3 * product..<weekly.count { weekly[week] *= exp(elasticity * log(1.25)) }
                }
                factors.append(weekly)
            }
            var series: [DemandContext.Attributes] = []
            for site in 0..<sites {
                for product in 0..<products {
                    let mean = level.lowerBound * pow(level.upperBound / level.lowerBound, random.uniform())
                    base.append(mean)
                    groups.append(product)
                    series.append(.init(product: product, site: site, unitPrice: 10))
                    let values = (0..<PromotionTests.weeks).map { week -> Double in
                        let expected = mean * factors[product][week]
                        return DemandDistribution(mean: expected, deviation: (1.5 * expected).squareRoot())
                            .quantile(min(0.9995, random.uniform()))
                    }
                    histories.append(DemandHistory(start: PromotionTests.start, values: values))
                }
            }
            context = DemandContext(series: series, promotions: promotions, priceChanges: prices)
            precondition(asOf > PromotionTests.start)
        }

        func regression() -> PromotionRegression {
            let calendar = PromotionCalendar(
                context: context, weeks: PromotionTests.start..<PromotionTests.start + PromotionTests.weeks + 13,
                asOf: PromotionTests.start + PromotionTests.weeks)
            let ones = [Double](repeating: 1, count: PromotionTests.weeks + 13)
            return PromotionRegression(
                from: histories.map { ($0.start, TimeSeries(values: $0.values, states: $0.states)) }, calendar: calendar,
                until: PromotionTests.start + PromotionTests.weeks
            ) { _ in ones }
        }

        func forecasts(effects: Bool) -> [Forecast?] {
            var options = ForecastingOptions()
            options.promotionEffects = effects
            options.experienceSample = 60
            options.models = [.ets, .quarterMean]
            return DemandForecasting(options: options).forecasts(
                for: histories, firstWeek: PromotionTests.start + PromotionTests.weeks, groups: groups, context: context, threads: 2
            ).forecasts
        }
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func liftAndDipAreFound(seed: UInt64) {
        let found = World(lift: 0.7, dip: -0.35, seed: seed).regression().common.coefficients
        #expect(abs(found[0] - 0.7) < 0.15, "\(found)")
        // Log-linear in the discount over the usual one.
        #expect(abs(found[1] - 0.7) < 0.2, "\(found)")
        #expect(abs(found[2]) < 0.08)
        #expect(abs(found[3] + 0.35) < 0.12, "\(found)")
    }

    @Test func nothingIsFoundWhereNothingIs() {
        let found = World(lift: 0, dip: 0, seed: 4).regression().common.coefficients
        // 48 promotions, each believed to differ from the others by 0.2, at discounts of 0.5, 1 and 1.5 of the usual one.
        let bounds = [0.09, 0.22, 0.1, 0.1, 0.1, 0.1, 0.01]
        #expect(zip(found, bounds).allSatisfy { abs($0) < $1 }, "\(found)")
    }

    @Test func pricesMoveDemand() {
        let world = World(lift: 0.5, dip: -0.2, perProduct: 3, elasticity: -1.2, seed: 5)
        let found = world.regression().common.coefficients[6]
        #expect(abs(found + 1.2) < 0.3, "\(found)")
    }

    /// Against forecasts that ignore promotions: weeks on promotion, the weeks after, and the base, over three worlds.
    @Test func plannedPromotionsAreForecastAndTheBaseIsClean() throws {
        var errors = [[Double]](repeating: [0, 0, 0], count: 2)
        var biases = [0.0, 0.0]
        var total = 0.0
        for seed in UInt64(21)...23 {
            let world = World(products: 6, sites: 8, lift: 0.7, dip: -0.35, seed: seed)
            for (place, effects) in [false, true].enumerated() {
                for (index, forecast) in world.forecasts(effects: effects).enumerated() {
                    let forecast = try #require(forecast)
                    for week in 0..<13 {
                        let factor = world.factors[world.groups[index]][Self.weeks + week]
                        let error = abs(forecast.mean[week] - world.base[index] * factor)
                        errors[place][factor > 1.05 ? 0 : factor < 0.95 ? 1 : 2] += error
                        if factor == 1 {
                            biases[place] += forecast.mean[week] - world.base[index]
                            if place == 0 { total += world.base[index] }
                        }
                    }
                }
            }
        }
        #expect(errors[1][0] < 0.5 * errors[0][0], "\(errors)")
        #expect(errors[1][1] < 0.8 * errors[0][1], "\(errors)")
        #expect(abs(biases[1]) < 0.03 * total && abs(biases[1]) < abs(biases[0]), "\(biases) of \(total)")
    }

    /// A planned promotion moves its own weeks and those around it, and nothing else.
    @Test func plannedPromotionsNeverEnterTheBase() throws {
        var world = World(products: 4, sites: 4, lift: 0.7, dip: -0.3, seed: 31)
        let with = world.forecasts(effects: true)
        let asOf = Self.start + Self.weeks
        world.context.promotions.removeAll { $0.startsOn >= asOf.monday }
        let without = world.forecasts(effects: true)
        for (a, b) in zip(with, without) {
            let (a, b) = (try #require(a), try #require(b))
            // It begins in week 2 and lasts at most eleven days, with three weeks after it.
            for week in [0, 8, 9, 10, 11, 12] { #expect(abs(a.mean[week] - b.mean[week]) < 1e-9 * (1 + b.mean[week])) }
            #expect(a.mean[2] > 1.1 * b.mean[2])
            // What is not known of the effect widens the forecast.
            #expect(a.cumulativeDeviation[12] > b.cumulativeDeviation[12])
        }
    }

    /// A product with a single promotion leans on the others; one of which nothing is known has the pooled effect.
    @Test func fewPromotionsArePooled() throws {
        var world = World(products: 8, sites: 10, lift: 0.6, dip: -0.2, seed: 41)
        let asOf = Self.start + Self.weeks
        let past = world.context.promotions.filter { $0.product == 0 && $0.startsOn < asOf.monday }
        world.context.promotions.removeAll { $0.product == 0 && $0.startsOn < asOf.monday }
        let none = world.regression()
        #expect(none.byProduct[0] == nil)
        #expect(none.effect(product: 0).coefficients == none.common.coefficients)
        world.context.promotions.append(try #require(past.first))
        let one = world.regression()
        let own = try #require(one.byProduct[0]).coefficients[0]
        #expect(abs(own - one.common.coefficients[0]) < 0.3)
        #expect(try #require(one.byProduct[0]).covariance[0] > (try #require(one.byProduct[1])).covariance[0])
    }

    /// A promotion of a region touches its places only, in days and not in weeks.
    @Test func regionsAndDaysCount() throws {
        let monday = Self.start.monday
        let attributes = ["浙江省/杭州市", "江苏省/南京市", nil].enumerated().map { index, region in
            DemandContext.Attributes(product: 0, site: index, region: region)
        }
        let context = DemandContext(
            series: attributes,
            promotions: [Promotion(code: "R", startsOn: monday + 73, endsOn: monday + 76, product: 0, region: "浙江省", discount: 0.2)])
        let calendar = PromotionCalendar(context: context, weeks: Self.start..<Self.start + 20, asOf: Self.start + 20)
        let touched = calendar.cells[calendar.cellOfSeries[0]]
        #expect(touched.isTouched)
        #expect(!calendar.cells[calendar.cellOfSeries[1]].isTouched && !calendar.cells[calendar.cellOfSeries[2]].isTouched)
        // Thursday to Sunday of the eleventh week.
        #expect(abs(touched.running(week: 10) - 4.0 / 7) < 1e-6)
        #expect(touched.running(week: 11) == 0 && touched.rows[11] >= 0 && touched.rows[14] < 0)
        var gradient = [Double](repeating: 0, count: 7)
        let factor = touched.factor(week: 10, coefficients: [log(2), 0, 0, 0, 0, 0, 0], gradient: &gradient)
        #expect(abs(factor - (1 + 4.0 / 7)) < 1e-6)
    }

    /// Price changes from the as-of week on, and whatever is on threads, change nothing.
    @Test func determinedAndWithoutTheFuture() {
        var world = World(products: 3, sites: 4, lift: 0.5, dip: -0.2, elasticity: -1, seed: 51)
        let asOf = Self.start + Self.weeks
        let before = world.forecasts(effects: true)
        world.context.priceChanges.append(PriceChange(product: 0, effectiveOn: asOf.monday + 7, unitPrice: 99))
        #expect(world.forecasts(effects: true) == before)
        var options = ForecastingOptions()
        options.experienceSample = 60
        options.models = [.ets, .quarterMean]
        let one = DemandForecasting(options: options).forecasts(
            for: world.histories, firstWeek: asOf, groups: world.groups, context: world.context, threads: 1
        ).forecasts
        #expect(one == before)
    }
}
