import Foundation
import Numerical
import SupplyNetwork
import Testing

@testable import Forecasting

@Suite struct GlobalTests {
    static var isInstalled: Bool { (try? GlobalForecasting.availability.get()) != nil }

    /// Weekly counts of series of many sizes, whose demand doubles in every fifth week: `promotion` says which, and two weeks ahead.
    private static func group(count: Int, steps: Int, seed: UInt64) -> (series: [TimeSeries], promotion: [[Double]]) {
        var random = Xoshiro256(seed: seed)
        var series = [TimeSeries]()
        var promotion = [[Double]]()
        for _ in 0..<count {
            let level = 2 + 20 * random.uniform()
            let phase = Int(5 * random.uniform())
            let flags = (0..<steps + 8).map { ($0 + phase) % 5 == 0 ? 1.0 : 0 }
            let distribution = CountDistribution(dispersion: 1.2, inflation: 0)
            series.append(
                TimeSeries((0..<steps).map { t in distribution.quantile(random.uniform(), mean: level * (flags[t] > 0 ? 2 : 1)) }))
            promotion.append(flags)
        }
        return (series, promotion)
    }

    private static func small() -> GlobalOptions {
        var options = GlobalOptions()
        options.levels = [0.1, 0.5, 0.9]
        options.trees = 60
        options.learningRate = 0.1
        options.leastPerLeaf = 30
        return options
    }

    @Test func aNamedPlaceIsTheOnlyOne() {
        let there = LightGBMLibrary.candidates(environment: ["PENSTOCK_LIGHTGBM": "/nowhere/x.so"], executable: nil)
        #expect(there == ["/nowhere/x.so"])
        #expect(LightGBMLibrary.candidates(environment: [:], executable: nil) == LightGBMLibrary.fileNames)
    }

    @Test func librariesAboveTheExecutableAreFound() throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("penstock-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        let binaries = root.appendingPathComponent(".build/platform/release")
        let libraries = root.appendingPathComponent(".libraries")
        for folder in [binaries, libraries] { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }
        let file = libraries.appendingPathComponent("lib_lightgbm.so")
        try Data("not a library".utf8).write(to: file)
        let executable = binaries.appendingPathComponent("penstock")
        let found = LightGBMLibrary.candidates(environment: [:], executable: executable)
        #expect(found.first.map { URL(fileURLWithPath: $0).resolvingSymlinksInPath() } == file.resolvingSymlinksInPath())
    }

    @Test func aMissingLibraryIsSaid() {
        guard
            case .failure(.noLibrary(let reason)) = LightGBMLibrary.opened(
                environment: ["PENSTOCK_LIGHTGBM": "/nowhere/lib_lightgbm.so"], executable: nil)
        else {
            Issue.record("a library that is not there was opened")
            return
        }
        #expect(reason.contains("/nowhere/lib_lightgbm.so"))
        #expect(BoostingFailure.noLibrary(reason).description.contains("make setup"))
    }

    /// Whatever comes at or after the origin, the row is the same, but for what is known ahead.
    @Test(arguments: [1, 4, 8, 20]) func featuresDoNotSeeTheFuture(season: Int) {
        let (made, promotion) = Self.group(count: 3, steps: 60, seed: 41)
        var series = made
        for index in series.indices { series[index].seasonLength = season }
        var changed = series
        // All change from the origin on, totals included.
        for index in changed.indices { for step in 40..<60 { changed[index].values[step] = 1e6 } }
        let covariates = GlobalCovariates(attributes: [[0, 1, 1]], knownAhead: [promotion])
        let (a, b) = (GlobalFeatures(series, covariates: covariates), GlobalFeatures(changed, covariates: covariates))
        for index in series.indices {
            for ahead in [1, 7, 8, 20] {
                var (x, y) = (FeatureMatrix(columns: a.columns), FeatureMatrix(columns: b.columns))
                a.append(index, origin: 40, ahead: ahead, level: a.level(index, origin: 40), to: &x)
                b.append(index, origin: 40, ahead: ahead, level: b.level(index, origin: 40), to: &y)
                #expect(x.rows == 1)
                #expect(x.values.map(\.bitPattern) == y.values.map(\.bitPattern))
            }
        }
    }

    /// 0, 4, 2, (gap), 6: level (0 + 4 + 2 + 6 + 3) / 5 = 3; lags 6, NaN, 2, 4 in units of it; one zero in four.
    @Test func featuresByHand() {
        var series = TimeSeries([0, 4, 2, 99, 6])
        series.states[3] = .missing
        let features = GlobalFeatures([series], covariates: GlobalCovariates())
        #expect(features.level(0, origin: 5) == 3)
        var matrix = FeatureMatrix(columns: features.columns)
        features.append(0, origin: 5, ahead: 2, level: 3, to: &matrix)
        let row = matrix.values
        #expect(row.count == features.columns)
        #expect(row[0] == 2 && row[1] == 2 && row[2].isNaN && row[3] == Float(2.0 / 3) && row[4] == Float(4.0 / 3))
        // Mean, deviation and share of zeros of the last four steps: 4, 2, 6.
        #expect(row[5] == Float(4.0 / 3) && abs(row[6] - Float((8.0 / 3).squareRoot() / 3)) < 1e-6 && row[7] == 0)
        // Of the last eight: 0, 4, 2, 6.
        #expect(row[8] == 1 && row[10] == 0.25)
    }

    @Test func varianceOfAUniform() {
        // Uniform on 0 … 1: variance 1/12, quantiles p.
        let levels = (1..<100).map { Double($0) / 100 }
        let forecast = GlobalForecast(mean: [0.5], levels: levels, quantiles: [levels], correlation: 0)
        #expect(abs(forecast.variance(0) - 1.0 / 12) < 1e-3)
    }

    @Test(.enabled(if: GlobalTests.isInstalled, "LightGBM is not installed: make setup"))
    func whatIsKnownAheadIsLearnt() throws {
        let (series, promotion) = Self.group(count: 120, steps: 80, seed: 42)
        let covariates = GlobalCovariates(knownAhead: [promotion])
        let model = GlobalForecasting(options: Self.small())
        let forecasts = try model.forecasts(for: series, covariates: covariates, horizon: 8, threads: 2).map { try $0.get() }
        var ratio = 0.0
        for (forecast, flags) in zip(forecasts, promotion) {
            let (on, off) = ((80..<88).filter { flags[$0] > 0 }, (80..<88).filter { flags[$0] == 0 })
            let high = on.reduce(0) { $0 + forecast.mean[$1 - 80] } / Double(on.count)
            ratio += high / (off.reduce(0) { $0 + forecast.mean[$1 - 80] } / Double(off.count)) / Double(series.count)
            for row in forecast.quantiles { #expect(row == row.sorted() && row[0] >= 0) }
        }
        #expect(abs(ratio - 2) < 0.3, "\(ratio)")
        // The same on any number of threads, bit for bit.
        let again = try model.forecasts(for: series, covariates: covariates, horizon: 8, threads: 1).map { try $0.get() }
        #expect(again == forecasts)
    }

    @Test(.enabled(if: GlobalTests.isInstalled, "LightGBM is not installed: make setup"))
    func oddSeriesDoNotSpoilTheOthers() throws {
        var (series, _) = Self.group(count: 40, steps: 60, seed: 43)
        series[3] = TimeSeries([Double](repeating: 0, count: 60))
        series[4] = TimeSeries([])
        series[5] = TimeSeries([1, -2, 3])
        series[6] = TimeSeries([5])
        let results = try GlobalForecasting(options: Self.small()).forecasts(for: series, horizon: 4, threads: 2)
        #expect(try results[3].get().mean == [0, 0, 0, 0])
        #expect(results[4] == .failure(.tooShort(known: 0, needed: 1)))
        #expect(results[5] == .failure(.negative))
        #expect(try results[6].get().mean.allSatisfy { $0 > 0 && $0 < 50 })
        #expect(try results[0].get().cumulativeVariance[3] >= results[0].get().variance[0])
    }

    @Test(.enabled(if: GlobalTests.isInstalled, "LightGBM is not installed: make setup"))
    func tooLittleToLearnFromIsSaid() {
        #expect(throws: BoostingFailure.tooFewRows(0)) {
            try GlobalForecasting().forecasts(for: [TimeSeries([1, 2, 3])], horizon: 2, threads: 1)
        }
    }

    private struct Absent: PooledForecaster {
        var name: String { "absent" }
        func forecasts(for series: [TimeSeries], horizon: Int, threads: Int) throws -> [Result<Prediction, ForecastingFailure>] {
            throw BoostingFailure.noLibrary("gone")
        }
    }

    /// Without the library every series still gets a forecast, and the reason.
    @Test func absenceFallsBackAndSaysSo() {
        let made = pooledPredictions(Absent(), series: [TimeSeries([4, 5, 4, 6, 5, 4, 5, 6, 4]), TimeSeries([])], horizon: 3, threads: 2)
        #expect(made.map(\.name) == ["auto", "none"])
        #expect(made.allSatisfy { $0.failure?.contains("gone") == true && $0.prediction.mean.count == 3 })
    }

    @Test func evaluationForecastsTogether() throws {
        let (series, _) = Self.group(count: 30, steps: 60, seed: 44)
        let evaluation = RollingOriginEvaluation(models: [.counts, .windowMean], horizon: 4, windows: 2)
        let results = evaluation.evaluated(series, threads: 2)
        #expect(results[0].windows == 60 && results[0].failures == 0)
        #expect(results == evaluation.evaluated(series, threads: 1))
        // Together the group's prior is used: not what each series gets alone.
        let together = predictions(model: .counts, series: series, horizon: 4, threads: 2)
        let alone = series.map { prediction(model: .counts, series: $0, horizon: 4) }
        #expect(together != alone && together.allSatisfy { $0.failure == nil })
    }
}
