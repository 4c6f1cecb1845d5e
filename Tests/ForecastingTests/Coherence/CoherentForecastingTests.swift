import Numerical
import SupplyNetwork
import Testing

@testable import Forecasting

@Suite struct CoherentForecastingTests {
    typealias Demand = DemandForecastingTests
    static let asOf = Demand.start + 120

    static func forecasting(_ method: CoherenceOptions.Method) -> CoherentForecasting {
        var options = CoherenceOptions()
        options.method = method
        var demand = ForecastingOptions()
        demand.horizon = 6
        return CoherentForecasting(options: options, forecasting: DemandForecasting(options: demand))
    }

    static func panel(_ count: Int) -> (histories: [DemandHistory], leaves: [Forecast?]) {
        let histories = Demand.panel(count, weeks: 120)
        return (histories, forecasting(.bottomUp).forecasting.forecasts(for: histories, firstWeek: asOf, threads: 2).forecasts)
    }

    @Test(arguments: CoherenceOptions.Method.allCases) func reconciledLeavesAreWellFormed(method: CoherenceOptions.Method) throws {
        let (histories, leaves) = Self.panel(12)
        let groupings: [[Int?]] = [(0..<12).map { $0 / 4 }, [Int?](repeating: 0, count: 12)]
        let found = try Self.forecasting(method).reconciled(
            leaves, histories: histories, groupings: groupings, firstWeek: Self.asOf, threads: 2)
        #expect((found == leaves) == (method == .bottomUp))
        for case let forecast? in found {
            #expect(forecast.mean.allSatisfy { $0 >= 0 && $0.isFinite })
            for week in 0..<forecast.horizon {
                let row = Forecast.levels.indices.map { forecast.quantile($0, week: week) }
                #expect(row == row.sorted() && row[0] >= 0)
            }
        }
        #expect(
            try found
                == Self.forecasting(method).reconciled(
                    leaves, histories: histories, groupings: groupings, firstWeek: Self.asOf, threads: 1))
    }

    /// What lies after the as-of week may be anything; a leaf without a forecast takes part in nothing.
    @Test func theFutureIsNotRead() throws {
        let (histories, given) = Self.panel(6)
        var leaves = given
        leaves[5] = nil
        var later = histories
        for index in later.indices {
            later[index].values += [1e6, 1e6]
            later[index].states += [.observed, .observed]
        }
        later[5].values = later[5].values.map { $0 + 1e6 }
        let coherent = Self.forecasting(.minimumTrace)
        let groupings: [[Int?]] = [[0, 0, 0, 1, 1, 1]]
        let a = try coherent.reconciled(leaves, histories: histories, groupings: groupings, firstWeek: Self.asOf, threads: 2)
        let b = try coherent.reconciled(leaves, histories: later, groupings: groupings, firstWeek: Self.asOf, threads: 2)
        #expect(a == b && a[5] == nil)
        #expect(
            coherent.totals(of: leaves, histories: histories, groupings: groupings, firstWeek: Self.asOf, threads: 2)
                == coherent.totals(of: leaves, histories: later, groupings: groupings, firstWeek: Self.asOf, threads: 2))
    }

    /// Means are sums of means to rounding; quantiles lie inside the sums of quantiles.
    @Test func totalsAddUpAndAreNarrowerThanSumsOfQuantiles() throws {
        let (histories, leaves) = Self.panel(30)
        let totals = Self.forecasting(.bottomUp).totals(
            of: leaves, histories: histories, groupings: [(0..<30).map { $0 % 2 }, [Int?](repeating: 0, count: 30)], firstWeek: Self.asOf,
            threads: 2)
        try #require(totals.count == 3)
        for (index, total) in totals.enumerated() {
            let members = leaves.enumerated().filter { index == 2 || $0.offset % 2 == index }.compactMap(\.element)
            for week in 0..<6 {
                #expect(abs(total.mean[week] - members.reduce(0) { $0 + $1.mean[week] }) < 1e-9)
                func sum(_ level: Int) -> Double { members.reduce(0) { $0 + $1.quantile(level, week: week) } }
                #expect(total.quantile(6, week: week) < sum(6) && total.quantile(0, week: week) > sum(0))
            }
            #expect(total.cumulativeDeviation == total.cumulativeDeviation.sorted())
        }
    }

    /// Two leaves that always rise and fall together: their sum is as uncertain as both deviations added; if they have nothing
    /// to do with each other, as the root of the sum of squares.
    @Test func correlationWidensSums() throws {
        var random = Xoshiro256(seed: 4)
        let shared = (0..<200).map { _ in random.uniform() - 0.5 }
        let aggregation = Aggregation(leafCount: 2, groupings: [[0, 0]])
        func deviation(_ rows: [[Double?]]) throws -> Double {
            let covariance = ErrorCovariance(shrinking: ErrorTable(rows: rows))
            return try #require(covariance.variances(ofSumsIn: aggregation, deviations: [3, 4]).first).squareRoot()
        }
        #expect(abs(try deviation([shared, shared.map { 2 * $0 }]) - 7) < 0.05)
        #expect(abs(try deviation([shared, (0..<200).map { _ in random.uniform() - 0.5 }]) - 5) < 0.3)
        #expect(abs(try deviation([shared, shared.map { -$0 }]) - 1) < 0.3)
        let none = ErrorCovariance(variances: [1, 1])
        #expect(none.variances(ofSumsIn: aggregation, deviations: [3, 4]) == [25])
    }

    /// Sums of histories: a missing or censored week is guessed from the weeks before it, and said to be; never read as zero.
    @Test func summedHistories() throws {
        let start = Demand.start
        let steady = DemandHistory(start: start, values: [Double](repeating: 10, count: 20))
        var gap = steady
        gap.states[15] = .missing
        gap.values[15] = 0
        var short = DemandHistory(start: start + 5, values: [Double](repeating: 1, count: 15))
        short.states[12] = .censored
        let aggregation = Aggregation(leafCount: 4, groupings: [[0, 0, 1, 1], [nil, 2, nil, nil]])
        let sums = aggregation.histories(of: [steady, gap, short, nil], before: start + 20)
        #expect(sums.map(\.start) == [start, start + 5, start])
        #expect(sums[0].values == [Double](repeating: 20, count: 20))
        #expect(sums[0].states[15] == .inferred && sums[0].states.filter { $0 == .observed }.count == 19)
        #expect(sums[1].values == [Double](repeating: 1, count: 15))
        #expect(sums[2].states[15] == .missing && sums[2].states[14] == .observed)
    }

    @Test func countsStayCounts() {
        var forecast = Forecast(
            firstWeek: Demand.start, model: "m", mean: [2, 2], quantiles: [0, 0, 1, 2, 3, 4, 5, 0, 0, 1.5, 2, 3, 4, 5],
            cumulativeDeviation: [1.5, 2])
        forecast.move(week: 0, to: 2.6)
        forecast.move(week: 1, to: 1)
        #expect(forecast.mean == [2.6, 1])
        #expect(forecast.quantiles == [0, 0, 1, 3, 4, 5, 7, 0, 0, 0.75, 1, 1.5, 2, 2.5])
        #expect(abs(forecast.cumulativeDeviation[0] - 1.95) < 1e-12)
    }

    /// A forecast of next to nothing, moved far by the sums it belongs to, stays finite and of a size with its new mean.
    @Test(arguments: [1e-300, 1e-12, 1e-6, 0.001]) func farMovesStayFinite(old: Double) {
        var forecast = Forecast(
            firstWeek: Demand.start, model: "m", mean: [old, old], quantiles: [Double](repeating: 0, count: 13) + [old],
            cumulativeDeviation: [0.1, 0.15])
        forecast.move(week: 0, to: 0.5)
        forecast.move(week: 1, to: 0.4)
        #expect(forecast.mean == [0.5, 0.4])
        #expect((forecast.quantiles + forecast.cumulativeDeviation).allSatisfy { $0.isFinite && $0 >= 0 })
        #expect(forecast.cumulativeDeviation[1] < 5)
        #expect(forecast.cumulativeDeviation[1] >= forecast.cumulativeDeviation[0])
    }
}
