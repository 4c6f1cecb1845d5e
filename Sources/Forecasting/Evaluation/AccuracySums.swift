import SupplyNetwork

/// What the accuracy measures are made of, added up over windows in a fixed order.
struct AccuracySums: Sendable {
    var count = 0
    var windows = 0
    var failures = 0
    var scaled = 0.0
    var scaledWindows = 0.0
    var squaredScaled = 0.0
    var squaredWindows = 0.0
    var symmetric = 0.0
    var benchmarkSymmetric = 0.0
    var benchmarkScaled = 0.0
    var pinball = 0.0
    var covered: [Double]
    /// By step.
    var absolute: [Double]
    var signed: [Double]
    var actual: [Double]

    init(horizon: Int, levels: Int) {
        covered = [Double](repeating: 0, count: levels)
        absolute = [Double](repeating: 0, count: horizon)
        signed = absolute
        actual = absolute
    }

    mutating func add(_ other: AccuracySums) {
        count += other.count
        windows += other.windows
        failures += other.failures
        scaled += other.scaled
        scaledWindows += other.scaledWindows
        squaredScaled += other.squaredScaled
        squaredWindows += other.squaredWindows
        symmetric += other.symmetric
        benchmarkSymmetric += other.benchmarkSymmetric
        benchmarkScaled += other.benchmarkScaled
        pinball += other.pinball
        for i in covered.indices { covered[i] += other.covered[i] }
        for i in absolute.indices {
            absolute[i] += other.absolute[i]
            signed[i] += other.signed[i]
            actual[i] += other.actual[i]
        }
    }

    /// Adds one window. Steps that are missing or censored are not compared: what was demanded then is not known.
    mutating func add(
        _ prediction: Prediction, benchmark: Prediction, series: TimeSeries, origin: Int, scales: AccuracyScales, levels: [Double],
        probabilities: [Double], failed: Bool
    ) {
        var n = 0.0
        var absoluteSum = 0.0
        var squares = 0.0
        var symmetricSum = 0.0
        var benchmarkAbsolute = 0.0
        var benchmarkSymmetricSum = 0.0
        func symmetricError(_ a: Double, _ f: Double) -> Double {
            let size = abs(a) + abs(f)
            return size > 0 ? 200 * abs(a - f) / size : 0
        }
        for step in 0..<prediction.horizon where origin + step < series.count {
            guard let value = series[origin + step], series.states[origin + step] != .censored else { continue }
            let error = prediction.mean[step] - value
            n += 1
            absoluteSum += abs(error)
            squares += error * error
            symmetricSum += symmetricError(value, prediction.mean[step])
            benchmarkAbsolute += abs(benchmark.mean[step] - value)
            benchmarkSymmetricSum += symmetricError(value, benchmark.mean[step])
            absolute[step] += abs(error)
            signed[step] += error
            actual[step] += abs(value)
            var loss = 0.0
            for p in probabilities {
                let q = prediction.quantile(p, step: step)
                loss += value >= q ? p * (value - q) : (1 - p) * (q - value)
            }
            if !probabilities.isEmpty { pinball += 2 * loss / Double(probabilities.count) }
            for (index, level) in levels.enumerated() {
                let low = prediction.quantile(0.5 - level / 200, step: step)
                let high = prediction.quantile(0.5 + level / 200, step: step)
                if value >= low && value <= high { covered[index] += 1 }
            }
        }
        guard n > 0 else { return }
        count += Int(n)
        windows += 1
        if failed { failures += 1 }
        symmetric += symmetricSum / n
        benchmarkSymmetric += benchmarkSymmetricSum / n
        if let scale = scales.absolute {
            scaled += absoluteSum / n / scale
            benchmarkScaled += benchmarkAbsolute / n / scale
            scaledWindows += 1
        }
        if let scale = scales.rootSquare {
            squaredScaled += (squares / n).squareRoot() / scale
            squaredWindows += 1
        }
    }
}
