import Foundation
import SupplyNetwork
import Testing

@testable import Forecasting

/// Weeks that ran out of stock and weeks of which nothing is known, through every step from history to forecast.
@Suite struct PartialKnowledgeTests {
    static let start = Week(number: 2800)

    static func panel(_ count: Int, weeks: Int) -> [DemandHistory] {
        (0..<count).map {
            DemandForecastingTests.history(level: [1.5, 6, 20][$0 % 3], swing: 0.3, count: weeks, seed: UInt64(300 + $0), start: start)
        }
    }

    static func forecasts(_ histories: [DemandHistory], weeks: Int) -> [Forecast?] {
        var options = ForecastingOptions()
        options.experienceSample = 40
        let context = DemandContext(
            series: histories.indices.map { .init(product: $0 % 3, site: $0 / 3, firstSeen: start) },
            promotions: (0..<6).map {
                Promotion(
                    code: "p", startsOn: (start + 9 + 14 * $0).monday + 2, endsOn: (start + 9 + 14 * $0).monday + 6, product: $0 % 3,
                    discount: 0.2)
            })
        return DemandForecasting(options: options).forecasts(
            for: histories, firstWeek: start + weeks, groups: histories.indices.map { $0 % 3 }, context: context, threads: 2
        ).forecasts
    }

    /// A run of weeks at a value below demand: known to have run out, the forecast is never below that of a run that is taken for demand.
    @Test(arguments: [(8, 3), (40, 6), (100, 14)])
    func censoredRunsNeverLowerTheForecast(weeks: Int, run: Int) throws {
        let panel = Self.panel(12, weeks: weeks)
        for target in 0..<3 {
            for end in [weeks, weeks - 2] {
                var taken = panel
                for step in end - run..<end { taken[target].values[step] = (taken[target].values[step] / 3).rounded(.down) }
                var censored = taken
                for step in end - run..<end { censored[target].states[step] = .censored }
                let a = try #require(Self.forecasts(censored, weeks: weeks)[target])
                let sure = try #require(Self.forecasts(taken, weeks: weeks)[target])
                #expect(
                    a.mean[0] >= sure.mean[0] * 0.999, "level \(target), \(run) weeks to \(end) of \(weeks): \(a.mean[0]) < \(sure.mean[0])"
                )
            }
        }
    }

    /// A gap is neither zeros nor the value before it.
    @Test(arguments: [(10, 4), (60, 6), (120, 10)])
    func gapsAreNeitherZerosNorCopies(weeks: Int, run: Int) throws {
        let panel = Self.panel(12, weeks: weeks)
        let target = 2
        func with(_ change: (inout DemandHistory, Int) -> Void) throws -> Double {
            var histories = panel
            for step in weeks - run..<weeks { change(&histories[target], step) }
            return try #require(Self.forecasts(histories, weeks: weeks)[target]).mean[0]
        }
        let gap = try with {
            $0.values[$1] = 0
            $0.states[$1] = .missing
        }
        let zeros = try with { $0.values[$1] = 0 }
        // A peak that a copy would go on with.
        var peak = panel
        peak[target].values[weeks - run - 1] *= 3
        var copied = peak
        for step in weeks - run..<weeks { copied[target].values[step] = copied[target].values[weeks - run - 1] }
        var open = peak
        for step in weeks - run..<weeks {
            open[target].values[step] = 0
            open[target].states[step] = .missing
        }
        let afterPeak = try #require(Self.forecasts(open, weeks: weeks)[target]).mean[0]
        let ofCopy = try #require(Self.forecasts(copied, weeks: weeks)[target]).mean[0]
        #expect(zeros < 0.8 * gap, "\(zeros), \(gap)")
        #expect(afterPeak < 0.9 * ofCopy, "\(afterPeak), \(ofCopy)")
        // And what stands in a gap is never read.
        let garbage = try with {
            $0.values[$1] = 1e5
            $0.states[$1] = .missing
        }
        #expect(garbage == gap)
    }
}
