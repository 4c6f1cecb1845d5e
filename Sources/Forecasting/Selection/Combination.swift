import Foundation
import Numerical

/// How members are weighted, and intervals calibrated, from rolling origins.
public struct CombinationOptions: Sendable, Codable, Hashable {
    /// Origins per series, at most. Default 3.
    public var windows = 3
    /// Known steps that an origin must have before it. Default 8.
    public var leastHistory = 8
    /// Weights fall with the rolling-origin error to this power. Default 2, the inverse of the mean squared error (Bates &
    /// Granger 1969, doi:10.1057/jors.1969.103).
    public var power = 2.0
    /// Errors a series needs before its own count as much as its group's. Default 40: steps of one origin err together.
    public var errorsForHalfWeight = 40.0
    /// The same for how wide its intervals are. Default 40.
    public var errorsForHalfScale = 40.0
    /// How far deviations lean on the series' own changes over as many steps (0: not at all; 1: on nothing else). Default 0.35.
    public var changesShare = 0.35
    /// Series of a group whose rolling-origin errors calibrate quantiles as much as the models' own distributions do. Default 50: the
    /// origins of one calendar share their shocks.
    public var seriesForHalfCalibration = 50.0
    /// Members below this share of the best one's weight are left out. Default 0.1.
    public var leastShare = 0.1
    public init() {}
}

/// What the series of a group taught about the members: the mean logarithm of each one's error relative to the average
/// member's, and by how much the errors exceeded the models' own deviations.
struct GroupExperience: Sendable {
    /// Per member: ratio of its error to the geometric mean of all members' errors; 1 where nothing is known.
    var relativeErrors: [Double]
    /// Per step ahead, factor on deviations.
    var inflation: [Double]
    var cumulativeInflation: [Double]
    /// How quantiles are read once deviations are inflated; nil: as the models give them.
    var calibration: Calibration?
    /// Power of the number of known steps with which standardized errors fall; 0 or less.
    var lengthExponent = 0.0

    static func unknown(members: Int, horizon: Int) -> GroupExperience {
        GroupExperience(
            relativeErrors: [Double](repeating: 1, count: members), inflation: [Double](repeating: 1, count: horizon),
            cumulativeInflation: [Double](repeating: 1, count: horizon))
    }

    init(relativeErrors: [Double], inflation: [Double], cumulativeInflation: [Double], calibration: Calibration? = nil) {
        self.relativeErrors = relativeErrors
        self.inflation = inflation
        self.cumulativeInflation = cumulativeInflation
        self.calibration = calibration
    }

    /// What these rolling origins teach. `supports` are the series', parallel to `backtests`.
    init(backtests: [Backtest], supports: [Prediction.Support], members: Int, horizon: Int, isCounted: Bool, options: CombinationOptions) {
        self = .unknown(members: members, horizon: horizon)
        relativeErrors = Self.relativeErrors(of: backtests, members: members)
        let usable = [Bool](repeating: true, count: members)
        let weights = backtests.map { $0.weights(usable: usable, group: self, options: options) }
        var errors = zip(backtests, weights).map { backtest, weights in
            backtest.standardizedErrors(weights: weights, centre: isCounted ? .mean : .median, changesShare: isCounted ? 0 : options.changesShare)
        }
        let weight = Double(backtests.count)
        let trust = weight / (weight + options.seriesForHalfCalibration)
        // Of counts the models' own distributions are kept: standardized errors of a mean near zero say nothing about quantiles.
        if !isCounted {
            lengthExponent = Self.lengthExponent(errors)
            for index in errors.indices { errors[index].bringToLength(lengthExponent) }
            inflation = Forecasting.inflation(errors.flatMap(\.single), horizon: horizon, trust: trust)
            // As they will be standardized: by what the series' other origins say about its own scale.
            var scores = [Double]()
            for own in errors {
                for origin in own.single.indices {
                    let others = own.single.indices.filter { $0 != origin }.map { own.single[$0] }
                    let ratio = Self.ownRatio(others, group: inflation, half: options.errorsForHalfScale)
                    for (step, e) in own.single[origin].enumerated() {
                        guard let e else { continue }
                        scores.append(e / (inflation[min(step, inflation.count - 1)] * ratio))
                    }
                }
            }
            calibration = Calibration(scores: scores, trust: trust)
        }
        cumulativeInflation = Forecasting.inflation(errors.flatMap(\.sums), horizon: horizon, trust: trust)
    }

    /// Root mean square of a series' standardized errors over all steps, relative to what its group expects, and to 1 as much as
    /// `half` errors would be.
    static func ownRatio(_ errors: [[Double?]], group: [Double], half: Double) -> Double {
        var sum = 0.0
        var n = 0.0
        for row in errors {
            for (step, e) in row.enumerated() {
                guard let e else { continue }
                let expected = group[min(step, group.count - 1)]
                // One error alone must not decide.
                sum += min(e * e / (expected * expected), 16)
                n += 1
            }
        }
        return n > 0 ? ((sum + half) / (n + half)).squareRoot() : 1
    }

    /// b where standardized errors of origins with n known steps are as large as nᵇ: a model fitted to few steps knows less than it
    /// says, and at the series' end more steps are known than at any origin. Least squares of log |z| on log n over all errors of
    /// the group, moved to zero as far as chance could have made it; never above zero.
    static func lengthExponent(_ errors: [StandardizedErrors]) -> Double {
        var (n, x, y, xx, xy, yy) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        for own in errors {
            for (row, known) in zip(own.single, own.knownBefore) {
                // Steps of one origin err together: their mean counts once.
                let logs = row.compactMap { $0.map { log(max(abs($0), 0.02)) } }
                guard !logs.isEmpty, known > 0 else { continue }
                let mean = logs.reduce(0, +) / Double(logs.count)
                let length = log(Double(known))
                n += 1
                x += length
                y += mean
                xx += length * length
                xy += length * mean
                yy += mean * mean
            }
        }
        guard n >= 30 else { return 0 }
        let spread = xx - x * x / n
        guard spread > 1e-6 * n else { return 0 }
        let slope = (xy - x * y / n) / spread
        let residual = max(0, yy - y * y / n - slope * slope * spread)
        let squaredError = residual / (n - 2) / spread
        guard slope < 0 else { return 0 }
        return max(-0.5, slope * max(0, 1 - 4 * squaredError / (slope * slope)))
    }

    /// Members' relative errors over many series: geometric means, each series counting once.
    static func relativeErrors(of backtests: [Backtest], members: Int) -> [Double] {
        var sums = [Double](repeating: 0, count: members)
        var counts = [Double](repeating: 0, count: members)
        for backtest in backtests {
            let scores = (0..<members).map { backtest.score(member: $0)?.error }
            let known = scores.compactMap { $0 }.filter { $0 > 0 }
            guard known.count >= 2 else { continue }
            let centre = known.reduce(0) { $0 + log($1) } / Double(known.count)
            for (member, score) in scores.enumerated() {
                guard let score, score > 0 else { continue }
                sums[member] += log(score) - centre
                counts[member] += 1
            }
        }
        return (0..<members).map { counts[$0] > 0 ? exp(sums[$0] / counts[$0]) : 1 }
    }
}

extension Backtest {
    /// Weights of the members, adding up to 1: inverse powers of their errors, which lean on the group's in proportion to how
    /// few the series' own are. Members that failed at the last fit (`usable` false) get none.
    func weights(usable: [Bool], group: GroupExperience, options: CombinationOptions) -> [Double] {
        let members = usable.count
        let scores = (0..<members).map { usable[$0] ? score(member: $0) : nil }
        let known = scores.compactMap { $0 }.filter { $0.error > 0 }
        let centre = known.isEmpty ? 0 : known.reduce(0) { $0 + log($1.error) } / Double(known.count)
        var weights = (0..<members).map { member -> Double in
            guard usable[member] else { return 0 }
            var logarithm = log(group.relativeErrors[member])
            if let score = scores[member] {
                let n = Double(score.count)
                let own = n / (n + options.errorsForHalfWeight)
                // An error of zero is no reason for a weight of infinity.
                let relative = score.error > 0 ? log(score.error) - centre : -3
                logarithm = own * relative + (1 - own) * logarithm
            } else if !origins.isEmpty {
                // It failed where others did not.
                return 0
            }
            return exp(-options.power * logarithm)
        }
        if !weights.contains(where: { $0 > 0 }) { weights = usable.map { $0 ? 1 : 0 } }
        let most = weights.max() ?? 0
        weights = weights.map { $0 < options.leastShare * most ? 0 : $0 }
        let sum = weights.reduce(0, +)
        return sum > 0 ? weights.map { $0 / sum } : weights
    }

    /// The weighted members at an origin; those that failed there leave their weight to the others.
    func combined(weights: [Double], origin: Int, centre: Prediction.Centre = .mean) -> Prediction? {
        var members = [Prediction]()
        var shares = [Double]()
        for (member, weight) in weights.enumerated() where weight > 0 {
            if let prediction = predictions[member][origin] {
                members.append(prediction)
                shares.append(weight)
            }
        }
        let sum = shares.reduce(0, +)
        guard sum > 0 else { return nil }
        return Prediction(combining: members, weights: shares.map { $0 / sum }, centre: centre)
    }

    /// Errors of the combination with these weights.
    ///
    /// - Parameter changesShare: how far deviations lean on the series' own changes.
    func standardizedErrors(weights: [Double], centre: Prediction.Centre = .mean, changesShare: Double = 0) -> StandardizedErrors {
        var single = [[Double?]]()
        var sums = [[Double?]]()
        var lengths = [Int]()
        for origin in origins.indices {
            guard var prediction = combined(weights: weights, origin: origin, centre: centre) else { continue }
            prediction.lean(on: changes[origin], share: changesShare)
            lengths.append(knownBefore[origin])
            var row = [Double?]()
            var running: Double? = 0
            var sumRow = [Double?]()
            for step in 0..<horizon {
                let e = error(prediction.mean[step], origin: origin, step: step)
                row.append(e.flatMap { prediction.variance[step] > 0 ? $0 / prediction.variance[step].squareRoot() : nil })
                if let e, let sum = running { running = sum + e } else { running = nil }
                sumRow.append(
                    running.flatMap {
                        prediction.cumulativeVariance[step] > 0 ? $0 / prediction.cumulativeVariance[step].squareRoot() : nil
                    })
            }
            single.append(row)
            sums.append(sumRow)
        }
        return StandardizedErrors(single: single, sums: sums, knownBefore: lengths, knownCount: knownCount)
    }
}

/// Errors of one series in units of the predicted deviation: origin × step, of single steps and of sums from the first step on (nil
/// from the first gap on).
struct StandardizedErrors: Sendable {
    var single: [[Double?]]
    var sums: [[Double?]]
    /// Steps known at each origin, and now.
    var knownBefore: [Int]
    var knownCount: Int

    /// What errors of these sizes would be with as many steps known as now are.
    mutating func bringToLength(_ exponent: Double) {
        guard exponent != 0 else { return }
        for (origin, known) in knownBefore.enumerated() where known > 0 {
            let factor = pow(Double(knownCount) / Double(known), exponent)
            for step in single[origin].indices {
                single[origin][step] = single[origin][step].map { $0 * factor }
                sums[origin][step] = sums[origin][step].map { $0 * factor }
            }
        }
    }
}

/// Factors on the deviations of a group's forecasts, by which they would have covered what came: the ratio of the `coverage`
/// quantile of absolute standardized errors to the normal's, by step ahead, smoothed over neighbouring steps (split conformal
/// calibration, Vovk et al. 2005; Lei et al. 2018, doi:10.1080/01621459.2017.1307116, with the model's deviation as the
/// measure of conformity). `trust`, 0–1, is how far they are believed rather than 1.
func inflation(_ errors: [[Double?]], horizon: Int, coverage: Double = 0.8, trust: Double) -> [Double] {
    let normal = Normal.quantile(0.5 + coverage / 2)
    return (0..<horizon).map { step in
        var sample = [Double]()
        for row in errors where !row.isEmpty {
            // A series too short for the whole horizon speaks of its last step for all beyond.
            let last = row.count - 1
            for near in min(last, max(0, step - 1))...min(last, step + 1) { if let e = row[near] { sample.append(abs(e)) } }
        }
        guard !sample.isEmpty else { return 1 }
        sample.sort()
        // The conformal rank ⌈(n + 1)·coverage⌉.
        let rank = min(sample.count - 1, Int((Double(sample.count + 1) * coverage).rounded(.up)) - 1)
        let ratio = min(max(sample[max(0, rank)] / normal, 0.3), 4)
        return exp(trust * log(ratio))
    }
}
