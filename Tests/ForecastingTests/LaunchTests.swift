import Foundation
import Numerical
import SupplyNetwork
import Testing

@testable import Forecasting

@Suite struct LaunchTests {
    static let start = Week(number: 2800)
    static let weeks = 80
    static let asOf = start + weeks

    /// Twelve sites × eight products whose rate is site × product × own taste; histories whole.
    static func panel(seed: UInt64, taste: Double = 0.2) -> (histories: [DemandHistory], context: DemandContext, rates: [Double]) {
        var random = Xoshiro256(seed: seed)
        func normal() -> Double { Normal.quantile(min(0.9999, max(0.0001, random.uniform()))) }
        let sizes = (0..<12).map { _ in exp(0.5 * normal()) }
        let popularity = (0..<8).map { 4 * exp(($0 < 4 ? 0.5 : -0.5) + 0.3 * normal()) }
        var histories: [DemandHistory] = []
        var series: [DemandContext.Attributes] = []
        var rates: [Double] = []
        for site in 0..<12 {
            for product in 0..<8 {
                let rate = sizes[site] * popularity[product] * exp(taste * normal())
                rates.append(rate)
                let values = (0..<weeks + 13).map { _ in
                    DemandDistribution(mean: rate, deviation: (1.3 * rate).squareRoot()).quantile(min(0.999, random.uniform()))
                }
                histories.append(DemandHistory(start: start, values: values))
                series.append(
                    .init(
                        product: product, site: site, category: product < 4 ? "a" : "b", region: "r\(site % 3)", tier: 3, firstSeen: start))
            }
        }
        return (histories, DemandContext(series: series), rates)
    }

    static func forecasts(_ histories: [DemandHistory], _ context: DemandContext, launches: Bool = true) -> [Forecast?] {
        var options = ForecastingOptions()
        options.launches = launches
        options.experienceSample = 40
        options.models = [.ets, .quarterMean]
        return DemandForecasting(options: options).forecasts(for: histories, firstWeek: asOf, context: context, threads: 2).forecasts
    }

    static func shortened(_ history: DemandHistory, to known: Int) -> DemandHistory {
        var history = history
        for step in 0..<weeks - known {
            history.values[step] = 0
            history.states[step] = .missing
        }
        return history
    }

    /// Every ninth pair begins anew with 0, 2 or 8 weeks: nearer to the truth than its few weeks alone, narrower as they come in, and
    /// covering what then comes.
    @Test func similarSeriesStandIn() throws {
        var widths: [Double] = []
        for known in [0, 2, 8] {
            var (error, plain, width, inside, count) = (0.0, 0.0, 0.0, 0.0, 0.0)
            for seed in UInt64(1)...4 {
                var (histories, context, rates) = Self.panel(seed: seed)
                let full = histories
                let chosen = histories.indices.filter { $0 % 9 == 4 }
                for index in chosen {
                    histories[index] = Self.shortened(histories[index], to: known)
                    context.series[index].firstSeen = Self.asOf - known
                }
                let forecasts = Self.forecasts(histories, context)
                let before = Self.forecasts(histories, context, launches: false)
                for index in chosen {
                    let forecast = try #require(forecasts[index])
                    #expect(forecast.model == "launch")
                    error += abs(log(forecast.mean[0] / rates[index]))
                    width += forecast.cumulativeDeviation[12] / (13 * rates[index])
                    if known == 0 {
                        #expect(before[index] == nil)
                    } else {
                        plain += abs(log((before[index]?.mean[0] ?? 0) + 0.01) - log(rates[index]))
                    }
                    for week in 0..<13 {
                        let actual = full[index].values[Self.weeks + week]
                        if actual >= forecast.quantile(1, week: week) && actual <= forecast.quantile(5, week: week) { inside += 1 }
                        count += 1
                    }
                }
                for index in histories.indices where !chosen.contains(index) { #expect(forecasts[index]?.model != "launch") }
            }
            widths.append(width)
            if known > 0 { #expect(error < plain, "\(known) weeks: \(error) against \(plain)") }
            // Counts cannot hit 80 % exactly.
            #expect((0.76...0.97).contains(inside / count), "\(known) weeks: \(inside / count)")
        }
        #expect(widths[0] > widths[1] && widths[1] > widths[2], "\(widths)")
    }

    /// New products and new sites: the class they belong to speaks for them.
    @Test func classesSpeakForTheNew() throws {
        var (histories, context, rates) = Self.panel(seed: 9)
        for index in histories.indices where context.series[index].product == 0 || context.series[index].site == 5 {
            histories[index] = Self.shortened(histories[index], to: 0)
            context.series[index].firstSeen = nil
        }
        let forecasts = Self.forecasts(histories, context)
        let ofProduct = context.series.indices.filter { context.series[$0].product == 0 && context.series[$0].site != 5 }
        let means = try ofProduct.map { try #require(forecasts[$0]).mean[0] }
        // Category a sells e times what b does: the forecast knows.
        let other = rates.indices.filter { context.series[$0].product >= 4 }.reduce(0) { $0 + rates[$1] } / 48
        #expect(means.reduce(0, +) / Double(means.count) > 1.3 * other)
        // Larger sites get more of it.
        let largest = ofProduct.max { rates[$0 + 1] < rates[$1 + 1] } ?? 0
        let least = ofProduct.min { rates[$0 + 1] < rates[$1 + 1] } ?? 0
        #expect(try #require(forecasts[largest]).mean[0] > (try #require(forecasts[least])).mean[0])
    }

    /// The dead stay dead, the discontinued get nothing, and without analogues nothing is made up.
    @Test func whatGetsNoForecast() throws {
        var (histories, context, _) = Self.panel(seed: 10)
        histories[0] = DemandHistory(start: Self.start, values: [Double](repeating: 0, count: Self.weeks))
        histories[1] = Self.shortened(histories[1], to: 2)
        context.series[1].discontinuedOn = Self.asOf.monday - 3
        histories[2] = Self.shortened(histories[2], to: 0)
        context.series[2].firstSeen = Self.asOf - 60
        histories[3] = Self.shortened(histories[3], to: 0)
        context.series[3].sellsToConsumers = false
        let forecasts = Self.forecasts(histories, context)
        #expect(forecasts[0] == nil && forecasts[2] == nil && forecasts[3] == nil)
        #expect(forecasts[1]?.model != "launch")
        let few = Array(histories[4..<9])
        let alone = DemandContext(series: Array(context.series[4..<9]))
        let shortened = few.map { Self.shortened($0, to: 0) }
        #expect(Self.forecasts(shortened, alone) == [nil, nil, nil, nil, nil])
    }

    /// Nothing sells before its launch, and weeks without a sale lower the forecast.
    @Test func launchDatesAndZerosCount() throws {
        var (histories, context, rates) = Self.panel(seed: 11)
        let strong = rates.indices.filter { $0 != 10 }.max { rates[$0] < rates[$1] } ?? 20
        for index in [10, strong] { histories[index] = Self.shortened(histories[index], to: 0) }
        context.series[10].launchedOn = (Self.asOf + 4).monday
        for index in [10, strong] { context.series[index].firstSeen = Self.asOf - 3 }
        let unsold = Self.forecasts(histories, context)
        let announced = try #require(unsold[10])
        #expect(announced.mean[0..<4].allSatisfy { $0 == 0 } && announced.mean[4] > 0)
        for step in Self.weeks - 3..<Self.weeks { histories[strong].states[step] = .observed }
        let zeros = Self.forecasts(histories, context)
        let (a, b) = (try #require(unsold[strong]).mean[0], try #require(zeros[strong]).mean[0])
        #expect(b < 0.8 * a && b > 0)
    }

    /// Earlier launches teach how one begins.
    @Test func curvesAreLearnt() {
        let one = (sold: [200.0, 160, 130, 110, 100, 100], settled: [100.0, 100, 100, 100, 100, 100])
        let curve = LaunchCurve(launches: [one, one, one, one])
        #expect(curve.factor(age: 0) > 1.6 && curve.factor(age: 0) < 2)
        #expect(curve.factor(age: 60) == 1)
        #expect(curve.variance < LaunchCurve.expectedVariance)
        #expect(LaunchCurve(launches: []).factor(age: 0) == 1)
    }
}
