import Foundation
import Numerical
import SupplyNetwork

/// One model for all series: gradient-boosted trees that learn from every series how lags, recent levels, seasons, prices and
/// attributes turn into demand (as the leading entries to M5 did: Makridakis, Spiliotis & Assimakopoulos 2022,
/// doi:10.1016/j.ijforecast.2021.11.013). One model for the mean, one for each quantile.
///
/// Direct: the steps ahead are a feature, so no forecast is fed back. Values are divided by the series' level at the origin and
/// weighted by it, which makes the loss that of the units themselves. Series end together; nothing after their end is read but
/// what is known ahead.
public struct GlobalForecasting: PooledForecaster {
    public var options: GlobalOptions
    public init(options: GlobalOptions = GlobalOptions()) { self.options = options }
    public var name: String { "global" }

    /// Whether LightGBM can be used here; what is missing where it cannot.
    public static var availability: Result<Void, BoostingFailure> { LightGBMLibrary.shared.map { _ in } }

    public func forecasts(for series: [TimeSeries], horizon: Int, threads: Int) throws -> [Result<Prediction, ForecastingFailure>] {
        try forecasts(for: series, covariates: GlobalCovariates(), horizon: horizon, threads: threads).map { $0.map(\.prediction) }
    }

    /// The next `horizon` steps of every series.
    ///
    /// - Throws: `BoostingFailure` where there is no library, or too little to learn from.
    public func forecasts(
        for series: [TimeSeries], covariates: GlobalCovariates, horizon: Int, threads: Int
    ) throws(BoostingFailure) -> [Result<GlobalForecast, ForecastingFailure>] {
        precondition(horizon > 0, "a horizon of \(horizon)")
        for row in covariates.attributes { precondition(row.count == series.count, "\(row.count) attributes for \(series.count) series") }
        for rows in covariates.knownAhead { precondition(rows.count == series.count, "\(rows.count) rows for \(series.count) series") }
        let library = try LightGBMLibrary.shared.get()
        let features = GlobalFeatures(series, covariates: covariates)
        let usable = series.indices.filter {
            series[$0].isNonNegative && series[$0].knownCount > 0 && features.level($0, origin: series[$0].count) > 0
        }
        let training = trainingRows(features, series, usable: usable, horizon: horizon)
        guard training.targets.count >= GlobalOptions.leastRows else { throw .tooFewRows(training.targets.count) }
        // Forecasts to make, and the last ones whose outcome is known, whose errors tell how errors of a path go together.
        var queries = FeatureMatrix(columns: features.columns)
        var levels = [Double]()
        var actuals = [Double]()
        for back in [0, horizon] {
            for index in usable {
                let origin = series[index].count - back
                let level = origin > 0 ? features.level(index, origin: origin) : 0
                if back > 0 && !(level > 0) { continue }
                for ahead in 1...horizon {
                    features.append(index, origin: origin, ahead: ahead, level: level, to: &queries)
                    levels.append(level)
                    if back > 0 { actuals.append(features.target(index, step: origin + ahead - 1) ?? .nan) }
                }
            }
        }
        let asked = queries
        let objectives = [options.meanObjective] + options.levels.map { .quantile($0) }
        let outcomes = Parallel.map(count: objectives.count, threads: threads, chunk: 1) { index -> Result<[Double], BoostingFailure> in
            Result { () throws(BoostingFailure) in
                try BoostedTrees.predictions(
                    library, objective: objectives[index], features: training.features, targets: training.targets,
                    weights: training.weights, queries: asked, options: options)
            }
        }
        var columns = [[Double]]()
        for outcome in outcomes { columns.append(try outcome.get()) }
        func forecast(_ first: Int) -> GlobalForecast {
            let mean = (0..<horizon).map { max(0, columns[0][first + $0]) * levels[first + $0] }
            // Models of neighbouring quantiles may cross: sorted, they do not (Chernozhukov et al. 2010, doi:10.3982/ECTA7880).
            let rows = (0..<horizon).map { step in
                columns.dropFirst().map { max(0, $0[first + step]) * levels[first + step] }.sorted()
            }
            return GlobalForecast(mean: mean, levels: options.levels, quantiles: rows, correlation: 0)
        }
        let past = stride(from: usable.count * horizon, to: levels.count, by: horizon).map { ($0, forecast($0)) }
        let correlation = Self.pathCorrelation(past.map { ($0.0 - usable.count * horizon, $0.1) }, actuals: actuals)
        var results = series.map { entry -> Result<GlobalForecast, ForecastingFailure> in
            if !entry.isNonNegative { return .failure(.negative) }
            if entry.knownCount == 0 { return .failure(.tooShort(known: 0, needed: 1)) }
            let zeros = [Double](repeating: 0, count: horizon)
            let row = [Double](repeating: 0, count: options.levels.count)
            return .success(
                GlobalForecast(
                    mean: zeros, levels: options.levels, quantiles: [[Double]](repeating: row, count: horizon), correlation: 0))
        }
        for (place, index) in usable.enumerated() {
            var made = forecast(place * horizon)
            made.correlation = correlation
            results[index] = .success(made)
        }
        return results
    }

    private func trainingRows(
        _ features: GlobalFeatures, _ series: [TimeSeries], usable: [Int], horizon: Int
    ) -> (features: FeatureMatrix, targets: [Float], weights: [Float]) {
        func origins(_ index: Int) -> Range<Int> {
            let n = series[index].count
            return max(1, n - options.origins)..<max(1, n)
        }
        let all = usable.reduce(0) { sum, index in origins(index).reduce(sum) { $0 + min(horizon, series[index].count - $1) } }
        let share = min(1, Double(options.rows) / Double(max(1, all)))
        var random = Xoshiro256(seed: UInt64(truncatingIfNeeded: options.seed))
        var matrix = FeatureMatrix(columns: features.columns)
        matrix.categorical = features.categorical
        matrix.values.reserveCapacity(Int(Double(all) * share * 1.02) * features.columns)
        var targets = [Float]()
        var weights = [Float]()
        for index in usable {
            for origin in origins(index) {
                let level = features.level(index, origin: origin)
                let isUsable = level > 0 && features.knownBefore(index, origin: origin) >= options.leastHistory
                for ahead in 1...min(horizon, series[index].count - origin) {
                    let isDrawn = random.uniform() < share
                    guard isUsable, isDrawn, let value = features.target(index, step: origin + ahead - 1) else { continue }
                    features.append(index, origin: origin, ahead: ahead, level: level, to: &matrix)
                    targets.append(Float(value / level))
                    weights.append(Float(level))
                }
            }
        }
        return (matrix, targets, weights)
    }

    /// Mean correlation of the errors of two steps of one path, between 0 and 1.
    private static func pathCorrelation(_ past: [(first: Int, forecast: GlobalForecast)], actuals: [Double]) -> Double {
        var products = 0.0
        var pairs = 0.0
        var squares = 0.0
        var count = 0.0
        for (first, forecast) in past {
            var sum = 0.0
            var own = 0.0
            var n = 0.0
            for step in forecast.mean.indices where actuals[first + step].isFinite {
                let deviation = forecast.variance(step).squareRoot()
                guard deviation > 0 else { continue }
                let z = min(max((actuals[first + step] - forecast.mean[step]) / deviation, -4), 4)
                sum += z
                own += z * z
                n += 1
            }
            products += sum * sum - own
            pairs += n * (n - 1)
            squares += own
            count += n
        }
        guard pairs > 0, squares > 0 else { return 0 }
        return min(max((products / pairs) / (squares / count), 0), 1)
    }
}

/// What the global model says of one series.
public struct GlobalForecast: Sendable, Hashable {
    /// Expected value of each step.
    public let mean: [Double]
    /// Probabilities of the quantiles, rising.
    public let levels: [Double]
    /// Step × level, rising within a step.
    public let quantiles: [[Double]]
    /// Correlation of the errors of two steps.
    var correlation: Double

    /// Variance of a step: the square of the distance of the quantile function from the mean, integrated over the probabilities by
    /// the trapezium rule; beyond the outermost levels the function goes on as steeply as between the last two.
    func variance(_ step: Int) -> Double {
        let q = quantiles[step]
        let m = mean[step]
        guard let first = q.first, let last = q.last, let low = levels.first, let high = levels.last, q.count >= 2 else { return m }
        func square(_ x: Double) -> Double { (x - m) * (x - m) }
        var sum = 0.0
        for i in 1..<q.count { sum += 0.5 * (levels[i] - levels[i - 1]) * (square(q[i]) + square(q[i - 1])) }
        let top = last + (1 - high) * (last - q[q.count - 2]) / (high - levels[levels.count - 2])
        sum += low * square(first) + 0.5 * (1 - high) * (square(last) + square(top))
        return sum
    }

    /// Matched to the mean and the variances.
    public var prediction: Prediction {
        let variances = mean.indices.map(variance)
        var cumulative = [Double]()
        var own = 0.0
        var deviations = 0.0
        for variance in variances {
            own += variance
            deviations += variance.squareRoot()
            cumulative.append((1 - correlation) * own + correlation * deviations * deviations)
        }
        return Prediction(mean: mean, variance: variances, cumulativeVariance: cumulative, support: .demand)
    }
}

/// One series alone teaches nothing that its own models do not know better.
extension GlobalForecasting: Forecaster {
    public func fit(_ series: TimeSeries) throws -> FittedSimple { throw ForecastingFailure.needsGroup }
}
