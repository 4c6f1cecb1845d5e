import Foundation
import Numerical

/// The Theta method (Assimakopoulos & Nikolopoulos 2000, doi:10.1016/S0169-2070(00)00066-2) in the state-space form of Fiorucci,
/// Pellegrini, Louzada, Petropoulos & Koehler (2016), doi:10.1016/j.ijforecast.2016.02.005:
///
///     μₜ = ℓₜ₋₁ + (1 − 1/θ) Dₜ,   Dₜ = (1 − α)ᵗ⁻¹ A + (1 − (1 − α)ᵗ)/α · B,   ℓₜ = α yₜ + (1 − α) ℓₜ₋₁,
///
/// A + Bt being the regression line of the whole series (standard and optimised: its STM and OTM) or of what came before
/// (dynamic: DSTM and DOTM). θ = 2 is the method of the M3 competition, equal to simple exponential smoothing with half the
/// line's slope as drift (Hyndman & Billah 2003, doi:10.1016/S0169-2070(01)00143-1).
///
/// For a given α, μ is linear in ℓ₀ and in w = 1 − 1/θ: both come from two normal equations, and only α is searched. Series with a
/// season (autocorrelation test at 90 %) are adjusted by classical decomposition first, multiplicative where all is above zero.
///
/// Steps that ran out of stock are left out of the line, the season and the errors like missing ones, unless more was sold than the model
/// expected without them: then they are evidence like any other, and the model is fitted once more with those.
public struct Theta: Forecaster {
    public enum Variant: String, Sendable, Hashable, Codable, CaseIterable {
        /// θ = 2, one line.
        case standard = "theta"
        /// θ ≥ 1 by least squares, one line.
        case optimised = "optimised-theta"
        /// θ ≥ 1 by least squares, the line re-estimated at every step.
        case dynamic = "dynamic-theta"
    }

    public var variant: Variant
    public init(_ variant: Variant = .standard) { self.variant = variant }
    public var name: String { variant.rawValue }

    /// α as in the paper, §3.
    static let smoothing = 0.1...0.99

    public func fit(_ series: TimeSeries) throws -> FittedTheta {
        let observations = Observations(series)
        let observed = observations.observedCount
        guard observed >= 4 else { throw ForecastingFailure.tooShort(known: observed, needed: 4) }
        let censored = observations.kinds.indices.filter { observations.kinds[$0] == Observations.atLeast }
        // With nothing else to go by, what was sold is all there is.
        guard !censored.isEmpty, censored.count < observations.knownCount else { return fit(observations) }
        var without = observations
        for step in censored { without.kinds[step] = Observations.missing }
        let fitted = fit(without)
        let expected = fitted.expectations
        let telling = censored.filter { observations.values[$0] > expected[$0] }
        guard !telling.isEmpty else { return fitted }
        for step in telling { without.kinds[step] = Observations.known }
        return fit(without)
    }

    private func fit(_ known: Observations) -> FittedTheta {
        var observations = known
        let support: Prediction.Support = observations.least >= 0 ? .nonNegative : .real
        let adjustment = SeasonalAdjustment(observations)
        if let adjustment { observations.values = adjustment.adjusted(observations.values) }
        let recursion = ThetaRecursion(observations: observations, isDynamic: variant == .dynamic)
        let fixedWeight = variant == .standard ? 0.5 : nil
        var start = (alpha: 0.1, value: Double.infinity)
        let grid = [0.1, 0.2, 0.35, 0.5, 0.7, 0.9, 0.99]
        for alpha in grid {
            let value = recursion.solved(alpha: alpha, weight: fixedWeight).sumOfSquares
            if value < start.value { start = (alpha, value) }
        }
        let index = grid.firstIndex(of: start.alpha) ?? 0
        let bracket = grid[max(0, index - 1)]...grid[min(grid.count - 1, index + 1)]
        let refined = goldenSectionMinimum(in: bracket, tolerance: 5e-3) { recursion.solved(alpha: $0, weight: fixedWeight).sumOfSquares }
        let alpha = refined.value < start.value ? refined.point : start.alpha
        let solution = recursion.solved(alpha: alpha, weight: fixedWeight)
        return FittedTheta(
            variant: variant, alpha: alpha, solution: solution, recursion: recursion, adjustment: adjustment, scale: observations.scale,
            support: support)
    }
}

/// Seasonal indices that a series is divided by, or that are taken off it, before a model without season sees it.
struct SeasonalAdjustment: Sendable {
    let indices: [Double]
    let isMultiplicative: Bool

    /// Nil where no season shows.
    init?(_ observations: Observations) {
        let known = observations.isObserved
        guard isSeasonal(observations.values, known: known, seasonLength: observations.seasonLength),
            let decomposition = ClassicalDecomposition(values: observations.values, known: known, seasonLength: observations.seasonLength)
        else { return nil }
        if observations.least > ETSFilter.leastMean, let ratios = decomposition.multiplicativeIndices {
            indices = ratios
            isMultiplicative = true
        } else {
            indices = decomposition.additiveIndices
            isMultiplicative = false
        }
    }

    func restored(_ values: [Double]) -> [Double] {
        values.indices.map { isMultiplicative ? values[$0] * indices[$0 % indices.count] : values[$0] + indices[$0 % indices.count] }
    }

    func adjusted(_ values: [Double]) -> [Double] {
        values.indices.map { isMultiplicative ? values[$0] / indices[$0 % indices.count] : values[$0] - indices[$0 % indices.count] }
    }
}

/// Sums over the series for one α.
struct ThetaRecursion {
    let observations: Observations
    let isDynamic: Bool
    /// Line through the whole series: value at step 0 (one before the first) and slope.
    private let line: (a: Double, b: Double)
    /// One-step errors count from this step on: before it the dynamic line means nothing.
    static let firstStep = 3

    struct Solution {
        var alpha = 0.5
        var level = 0.0
        var weight = 0.0
        /// ℓ after the last step.
        var finalLevel = 0.0
        var sumOfSquares = Double.infinity
        var used = 0
    }

    /// Sums of a regression on step number.
    struct Line {
        var n = 0.0
        var x = 0.0
        var y = 0.0
        var xx = 0.0
        var xy = 0.0
        mutating func add(_ step: Double, _ value: Double) {
            n += 1
            x += step
            y += value
            xx += step * step
            xy += step * value
        }
        var fitted: (a: Double, b: Double) {
            guard n > 0 else { return (0, 0) }
            let denominator = n * xx - x * x
            let b = denominator > 0 ? (n * xy - x * y) / denominator : 0
            return ((y - b * x) / n, b)
        }
    }

    init(observations: Observations, isDynamic: Bool) {
        self.observations = observations
        self.isDynamic = isDynamic
        line = Self.regression(observations).fitted
    }

    static func regression(_ observations: Observations) -> Line {
        var line = Line()
        for step in observations.values.indices where observations.kinds[step] != Observations.missing {
            line.add(Double(step + 1), observations.values[step])
        }
        return line
    }

    /// μ of every step, given a solution.
    func expectations(_ solution: Solution) -> [Double] {
        let alpha = solution.alpha
        var level = solution.level
        var power = 1.0
        var running = Line()
        return observations.values.indices.map { step in
            let (a, b) = isDynamic ? running.fitted : line
            let μ = level + solution.weight * (power * a + (1 - power * (1 - alpha)) / alpha * b)
            power *= 1 - alpha
            if observations.kinds[step] == Observations.missing {
                level += alpha * (μ - level)
            } else {
                level += alpha * (observations.values[step] - level)
                if isDynamic { running.add(Double(step + 1), observations.values[step]) }
            }
            return μ
        }
    }

    /// ℓ₀ and w (unless given) of least squares at this α. ℓ is carried as base + ℓ₀·(share of ℓ₀) + w·(share of w).
    func solved(alpha: Double, weight: Double?) -> Solution {
        let n = observations.values.count
        var base = 0.0
        var shareOfLevel = 1.0
        var shareOfWeight = 0.0
        var power = 1.0
        var running = Line()
        var xx = 0.0
        var xz = 0.0
        var zz = 0.0
        var xy = 0.0
        var zy = 0.0
        var yy = 0.0
        var used = 0
        for step in 0..<n {
            let (a, b) = isDynamic ? running.fitted : line
            let d = power * a + (1 - power * (1 - alpha)) / alpha * b
            power *= 1 - alpha
            if observations.kinds[step] == Observations.missing {
                // y = μ: ℓ moves by α w D.
                shareOfWeight += alpha * d
                continue
            }
            let value = observations.values[step]
            let z = shareOfWeight + d
            let y = value - base
            if step >= Self.firstStep {
                let w = observations.weights[step]
                xx += w * shareOfLevel * shareOfLevel
                xz += w * shareOfLevel * z
                zz += w * z * z
                xy += w * shareOfLevel * y
                zy += w * z * y
                yy += w * y * y
                used += 1
            }
            base += alpha * (value - base)
            shareOfLevel *= 1 - alpha
            shareOfWeight *= 1 - alpha
            if isDynamic { running.add(Double(step + 1), value) }
        }
        guard used > 0 else { return Solution() }
        var w = weight ?? 0
        if weight == nil {
            let determinant = xx * zz - xz * xz
            if determinant > 1e-10 * xx * zz { w = min(max((xx * zy - xz * xy) / determinant, 0), 1) }
        }
        let level = xx > 0 ? (xy - w * xz) / xx : 0
        let sum = yy - 2 * level * xy - 2 * w * zy + level * level * xx + 2 * level * w * xz + w * w * zz
        return Solution(
            alpha: alpha, level: level, weight: w, finalLevel: base + level * shareOfLevel + w * shareOfWeight, sumOfSquares: max(0, sum),
            used: used)
    }
}

/// A Theta model with its parameters and its state after the last step.
public struct FittedTheta: FittedForecaster {
    public let variant: Theta.Variant
    public let alpha: Double
    /// Infinite where the line is followed in full.
    public let theta: Double
    public let errorVariance: Double

    /// One-step expectation of every step from the first known one on, in the observations' scale.
    let expectations: [Double]

    private let level: Double
    private let line: ThetaRecursion.Line
    private let count: Int
    /// Steps at the end of which nothing was learnt.
    private let gap: Int
    private let adjustment: SeasonalAdjustment?
    private let scale: Double
    private let support: Prediction.Support

    init(
        variant: Theta.Variant, alpha: Double, solution: ThetaRecursion.Solution, recursion: ThetaRecursion,
        adjustment: SeasonalAdjustment?, scale: Double, support: Prediction.Support
    ) {
        self.variant = variant
        self.alpha = alpha
        theta = 1 / (1 - solution.weight)
        errorVariance = solution.used > 0 ? solution.sumOfSquares / Double(max(1, solution.used - 3)) : 0
        let adjusted = recursion.expectations(solution)
        expectations = adjustment.map { $0.restored(adjusted) } ?? adjusted
        level = solution.finalLevel
        line = ThetaRecursion.regression(recursion.observations)
        count = recursion.observations.values.count
        gap = recursion.observations.trailingGap
        self.adjustment = adjustment
        self.scale = scale
        self.support = support
    }

    public func forecast(horizon: Int) -> Prediction {
        var level = level
        var line = line
        let w = theta.isInfinite ? 1 : 1 - 1 / theta
        var mean = [Double]()
        var index = [Double]()
        for h in 0..<horizon {
            let t = count + h + 1
            let (a, b) = line.fitted
            let power = pow(1 - alpha, Double(t - 1))
            let μ = level + w * (power * a + (1 - power * (1 - alpha)) / alpha * b)
            level += alpha * (μ - level)
            // What has not been seen yet stands at its expected value (the paper's §3.2).
            if variant == .dynamic { line.add(Double(t), μ) }
            if let adjustment {
                let s = adjustment.indices[(t - 1) % adjustment.indices.count]
                mean.append(adjustment.isMultiplicative ? μ * s : μ + s)
                index.append(adjustment.isMultiplicative ? s : 1)
            } else {
                mean.append(μ)
                index.append(1)
            }
        }
        return Prediction(
            mean: mean, oneStepVariance: errorVariance, smoothing: alpha, multiplied: index, support: support, gap: gap
        ).scaled(by: scale)
    }
}

extension Prediction {
    /// Errors of simple exponential smoothing, ψⱼ = α, each step multiplied by its seasonal index. Those of the last `gap` steps were not
    /// seen.
    init(mean: [Double], oneStepVariance: Double, smoothing: Double, multiplied index: [Double], support: Support, gap: Int = 0) {
        var variance = [Double]()
        var cumulative = [Double]()
        let h = mean.count
        for step in 0..<h {
            variance.append(oneStepVariance * index[step] * index[step] * (1 + Double(step + gap) * smoothing * smoothing))
            var total = 0.0
            var later = 0.0
            for i in stride(from: step, through: 0, by: -1) {
                let response = index[i] + smoothing * later
                total += response * response
                later += index[i]
            }
            // By now the sum of the indices.
            total += Double(gap) * smoothing * smoothing * later * later
            cumulative.append(oneStepVariance * total)
        }
        self.init(mean: mean, variance: variance, cumulativeVariance: cumulative, support: support)
    }
}
