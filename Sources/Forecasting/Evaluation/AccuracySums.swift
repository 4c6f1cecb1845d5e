import SupplyNetwork

/// What the accuracy measures of one step ahead are made of, added up over windows in a fixed order.
struct StepSums: Sendable {
    var count = 0.0
    /// |y|, |e|, e.
    var actual = 0.0
    var absolute = 0.0
    var signed = 0.0
    /// |e| of the naive and the seasonal naive forecast.
    var naive = 0.0
    var seasonalNaive = 0.0
    var symmetric = 0.0
    var benchmarkSymmetric = 0.0
    var pinball = 0.0
    var crps = 0.0
    /// Over windows with a scale: |e| ÷ scale, of the model and of Naive 2, and interval scores ÷ scale.
    var scaledCount = 0.0
    var scaled = 0.0
    var benchmarkScaled = 0.0
    /// Over windows with a root mean square scale: (e ÷ scale)².
    var squaredCount = 0.0
    var squared = 0.0
    /// Per level.
    var covered: [Double]
    var interval: [Double]

    init(levels: Int) {
        covered = [Double](repeating: 0, count: levels)
        interval = covered
    }

    mutating func add(_ other: StepSums) {
        count += other.count
        actual += other.actual
        absolute += other.absolute
        signed += other.signed
        naive += other.naive
        seasonalNaive += other.seasonalNaive
        symmetric += other.symmetric
        benchmarkSymmetric += other.benchmarkSymmetric
        pinball += other.pinball
        crps += other.crps
        scaledCount += other.scaledCount
        scaled += other.scaled
        benchmarkScaled += other.benchmarkScaled
        squaredCount += other.squaredCount
        squared += other.squared
        for i in covered.indices {
            covered[i] += other.covered[i]
            interval[i] += other.interval[i]
        }
    }
}

/// Sums over windows: one set of `StepSums` per step ahead, and the sums of what is averaged within windows first.
struct AccuracySums: Sendable {
    var windows = 0
    var failures = 0
    var steps: [StepSums]
    /// Sums over windows of the window's mean sMAPE, MASE and interval scores, and its RMSSE.
    var symmetric = 0.0
    var benchmarkSymmetric = 0.0
    var scaledWindows = 0.0
    var scaled = 0.0
    var benchmarkScaled = 0.0
    var interval: [Double]
    var squaredWindows = 0.0
    var squared = 0.0

    init(horizon: Int, levels: Int) {
        steps = [StepSums](repeating: StepSums(levels: levels), count: horizon)
        interval = [Double](repeating: 0, count: levels)
    }

    /// Everything over all steps.
    var overall: StepSums {
        var sum = StepSums(levels: interval.count)
        for step in steps { sum.add(step) }
        return sum
    }

    mutating func add(_ other: AccuracySums) {
        windows += other.windows
        failures += other.failures
        for i in steps.indices { steps[i].add(other.steps[i]) }
        symmetric += other.symmetric
        benchmarkSymmetric += other.benchmarkSymmetric
        scaledWindows += other.scaledWindows
        scaled += other.scaled
        benchmarkScaled += other.benchmarkScaled
        for i in interval.indices { interval[i] += other.interval[i] }
        squaredWindows += other.squaredWindows
        squared += other.squared
    }

    /// What every model is compared with in one window: the scales, and forecasts by naive methods.
    struct Benchmarks {
        var scales: AccuracyScales
        var naive2: [Double]
        var naive: [Double]
        var seasonalNaive: [Double]
    }

    /// Adds one window. Steps that are missing or censored are not compared: what was demanded then is not known.
    mutating func add(
        _ prediction: Prediction, against benchmarks: Benchmarks, series: TimeSeries, origin: Int, levels: [Double],
        probabilities: [Double], failed: Bool
    ) {
        func symmetricError(_ a: Double, _ f: Double) -> Double {
            let size = abs(a) + abs(f)
            return size > 0 ? 200 * abs(a - f) / size : 0
        }
        var window = StepSums(levels: levels.count)
        let scales = benchmarks.scales
        for step in 0..<prediction.horizon where origin + step < series.count {
            guard let value = series[origin + step], series.states[origin + step] != .censored else { continue }
            var sums = StepSums(levels: levels.count)
            let error = prediction.mean[step] - value
            sums.count = 1
            sums.actual = abs(value)
            sums.absolute = abs(error)
            sums.signed = error
            sums.naive = abs(benchmarks.naive[step] - value)
            sums.seasonalNaive = abs(benchmarks.seasonalNaive[step] - value)
            sums.symmetric = symmetricError(value, prediction.mean[step])
            sums.benchmarkSymmetric = symmetricError(value, benchmarks.naive2[step])
            for p in probabilities {
                sums.pinball += 2 * ProbabilityScores.pinball(prediction.quantile(p, step: step), p, value) / Double(probabilities.count)
            }
            sums.crps = ProbabilityScores.crps(prediction, step: step, actual: value)
            for (index, level) in levels.enumerated() {
                let (low, high) = (prediction.quantile(0.5 - level / 200, step: step), prediction.quantile(0.5 + level / 200, step: step))
                if value >= low && value <= high { sums.covered[index] = 1 }
                if let scale = scales.absolute {
                    sums.interval[index] = ProbabilityScores.interval(low: low, high: high, level: level, actual: value) / scale
                }
            }
            if let scale = scales.absolute {
                sums.scaledCount = 1
                sums.scaled = abs(error) / scale
                sums.benchmarkScaled = abs(benchmarks.naive2[step] - value) / scale
            }
            if let scale = scales.rootSquare {
                sums.squaredCount = 1
                sums.squared = error * error / (scale * scale)
            }
            steps[step].add(sums)
            window.add(sums)
        }
        let n = window.count
        guard n > 0 else { return }
        windows += 1
        if failed { failures += 1 }
        symmetric += window.symmetric / n
        benchmarkSymmetric += window.benchmarkSymmetric / n
        if scales.absolute != nil {
            scaledWindows += 1
            scaled += window.scaled / n
            benchmarkScaled += window.benchmarkScaled / n
            for i in levels.indices { interval[i] += window.interval[i] / n }
        }
        if scales.rootSquare != nil {
            squaredWindows += 1
            squared += (window.squared / n).squareRoot()
        }
    }
}

/// Denominators of scaled errors, from what lies before an origin.
struct AccuracyScales {
    /// Mean absolute change from season to season; nil where there is none, or it is zero.
    let absolute: Double?
    /// Root mean square change from step to step.
    let rootSquare: Double?

    init(_ past: TimeSeries) {
        func changes(_ lag: Int) -> [Double] {
            guard past.count > lag else { return [] }
            return (lag..<past.count).compactMap { step in past[step].flatMap { value in past[step - lag].map { value - $0 } } }
        }
        func positive(_ x: Double) -> Double? { x > 0 ? x : nil }
        var seasonal = changes(past.seasonLength)
        if seasonal.isEmpty { seasonal = changes(1) }
        absolute = seasonal.isEmpty ? nil : positive(seasonal.reduce(0) { $0 + abs($1) } / Double(seasonal.count))
        let single = changes(1)
        rootSquare = single.isEmpty ? nil : positive((single.reduce(0) { $0 + $1 * $1 } / Double(single.count)).squareRoot())
    }
}
