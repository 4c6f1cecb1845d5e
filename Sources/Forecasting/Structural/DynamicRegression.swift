import Foundation
import Numerical
import SupplyNetwork

/// Regression on known causes around a level and slope that wander: a structural time series with regressors.
///
///     y[t] = μ[t] + x[t]'β + ε[t]              ε ~ N(0, σ²)
///     μ[t+1] = μ[t] + ν[t] + η[t]              η ~ N(0, q_η σ²)
///     ν[t+1] = ν[t] + ζ[t]                     ζ ~ N(0, q_ζ σ²)     (local linear trend only)
///
/// Harvey (1989), *Forecasting, Structural Time Series Models and the Kalman Filter*, §7.3; Durbin & Koopman (2012), *Time Series
/// Analysis by State Space Methods*, 2nd ed., §3.2, §6.2. A season is given as regressors, two for each harmonic.
///
/// The likelihood is exact and diffuse in β and in the first states: the filter starts from states known to be zero and runs over y,
/// over the response to each first state, and over each regressor; the innovations are then a regression of their own (the
/// augmented filter of de Jong 1991, doi:10.1214/aos/1176348139):
///
///     v_y = V γ + e,   e ~ N(0, σ² F),   γ = (first states, β)
///
/// so that γ and its covariance follow by generalised least squares, −2 log L = (n − k) log σ̂² + Σ log F + log |V'F⁻¹V|, and
/// only q_η and q_ζ are searched. A missing week is a step without an innovation.
public struct DynamicRegression: Sendable {
    public enum Trend: String, Sendable, Codable, Hashable, CaseIterable {
        /// A constant: ordinary regression.
        case constant
        /// A random walk.
        case localLevel
        /// A random walk whose slope is one.
        case localLinear
    }

    public var trend: Trend
    /// Harmonics of the season, at most half its length; 0 for none. Default 0.
    public var harmonics: Int
    public init(trend: Trend = .localLevel, harmonics: Int = 0) {
        self.trend = trend
        self.harmonics = harmonics
    }

    /// Bounds of q = variance of a state's disturbance over that of the observation.
    static let ratios = log(1e-8)...log(1e3)
    /// A regressor that stays within this share of its size given the others cannot be told from them.
    static let collinearity = 1e-10

    var stateCount: Int { trend == .localLinear ? 2 : 1 }

    /// - Parameters:
    ///   - regressors: one row of values for each cause, as long as the series at least. A row that is all zero, or that the others add
    ///     up to, gets the coefficient 0 and no deviation.
    /// - Throws: `ForecastingFailure` where fewer weeks are known than there are unknowns and one more.
    public func fit(_ series: TimeSeries, regressors: [[Double]] = []) throws -> FittedDynamicRegression {
        let n = series.count
        precondition(regressors.allSatisfy { $0.count >= n }, "regressors shorter than the series of \(n)")
        var rows = regressors.map { Array($0.prefix(n)) }
        if series.seasonLength > 1 {
            rows += (0..<2 * harmonics).map { index in (0..<n).map { Self.harmonic(index, step: $0, season: series.seasonLength) } }
        }
        let usable = (0..<n).filter { series.states[$0] == .observed || series.states[$0] == .inferred }
        let unknowns = stateCount + rows.count
        guard usable.count > unknowns + 1 else { throw ForecastingFailure.tooShort(known: usable.count, needed: unknowns + 2) }
        guard rows.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { throw ForecastingFailure.noSolution }
        let scale = series.binaryScale
        let known = (0..<n).map { series.states[$0] == .observed || series.states[$0] == .inferred }
        let values = (0..<n).map { known[$0] ? series.values[$0] / scale : 0 }
        func filtered(_ level: Double, _ slope: Double) -> AugmentedFilter? {
            AugmentedFilter(
                values: values, isKnown: known, regressors: rows, states: stateCount, levelRatio: exp(level), slopeRatio: exp(slope))
        }
        func criterion(_ level: Double, _ slope: Double) -> Double { filtered(level, slope)?.criterion ?? .infinity }
        var (level, slope) = (Self.ratios.lowerBound - 20, Self.ratios.lowerBound - 20)
        if trend != .constant {
            // The criterion can have two valleys, one of them at a fixed trend: a coarse look first, then one ratio after the other.
            let grid = stride(from: Self.ratios.lowerBound, through: Self.ratios.upperBound, by: 2.5)
            var best = Double.infinity
            let slopes = trend == .localLinear ? Array(grid) : [slope]
            for first in grid {
                for second in slopes {
                    let value = criterion(first, second)
                    if value < best { (best, level, slope) = (value, first, second) }
                }
            }
            for _ in 0..<(trend == .localLinear ? 6 : 1) {
                level = goldenSectionMinimum(in: level - 2.5...level + 2.5, tolerance: 1e-3) { criterion($0, slope) }.point
                if trend == .localLinear {
                    slope = goldenSectionMinimum(in: slope - 2.5...slope + 2.5, tolerance: 1e-3) { criterion(level, $0) }.point
                }
            }
        }
        guard let filter = filtered(level, slope) else { throw ForecastingFailure.noSolution }
        return FittedDynamicRegression(
            filter: filter, scale: scale, count: n, regressorCount: regressors.count, harmonicCount: rows.count - regressors.count,
            seasonLength: series.seasonLength, states: stateCount, levelRatio: trend == .constant ? 0 : exp(level),
            slopeRatio: trend == .localLinear ? exp(slope) : 0, support: series.isNonNegative ? .nonNegative : .real)
    }

    /// Cosines and sines of the season in turn.
    static func harmonic(_ index: Int, step: Int, season: Int) -> Double {
        let angle = 2 * Double.pi * Double(index / 2 + 1) * Double(step % season) / Double(season)
        return index % 2 == 0 ? cos(angle) : sin(angle)
    }
}

/// A `DynamicRegression` fitted to one series.
public struct FittedDynamicRegression: Sendable {
    /// β, in units of the series per unit of the regressor, and its standard errors.
    public let coefficients: [Double]
    public let standardErrors: [Double]
    /// σ², q_η σ² and q_ζ σ².
    public let observationVariance: Double
    public let levelVariance: Double
    public let slopeVariance: Double
    /// Logarithm of the exact diffuse likelihood, for comparing models with the same first states and regressors.
    public let logLikelihood: Double

    private let filter: AugmentedFilter
    private let scale: Double
    private let count: Int
    private let regressorCount: Int
    private let harmonicCount: Int
    private let seasonLength: Int
    private let states: Int
    private let levelRatio: Double
    private let slopeRatio: Double
    private let support: Prediction.Support

    init(
        filter: AugmentedFilter, scale: Double, count: Int, regressorCount: Int, harmonicCount: Int, seasonLength: Int, states: Int,
        levelRatio: Double, slopeRatio: Double, support: Prediction.Support
    ) {
        let k = states + regressorCount + harmonicCount
        coefficients = (0..<regressorCount).map { filter.coefficients[states + $0] * scale }
        standardErrors = (0..<regressorCount).map {
            max(0, filter.covariance[(states + $0) * k + states + $0] * filter.variance).squareRoot() * scale
        }
        observationVariance = filter.variance * scale * scale
        levelVariance = observationVariance * levelRatio
        slopeVariance = observationVariance * slopeRatio
        logLikelihood = -0.5 * filter.criterion - filter.freedom * log(scale)
        self.filter = filter
        self.scale = scale
        self.count = count
        self.regressorCount = regressorCount
        self.harmonicCount = harmonicCount
        self.seasonLength = seasonLength
        self.states = states
        self.levelRatio = levelRatio
        self.slopeRatio = slopeRatio
        self.support = support
    }

    /// - Parameter regressors: what the causes will be, from the series' end on: one row each, `horizon` values at least.
    public func forecast(horizon: Int, regressors: [[Double]] = []) -> Prediction {
        precondition(
            regressors.count == regressorCount && regressors.allSatisfy { $0.count >= horizon },
            "\(regressors.count) rows of regressors for a model of \(regressorCount), or fewer than \(horizon) values")
        let k = states + regressorCount + harmonicCount
        var mean: [Double] = []
        var variance: [Double] = []
        var cumulative: [Double] = []
        // y[n + h] = z_h' α + x_h' β + ε, α the state at the first step ahead: its part not due to γ has covariance P, and with γ a
        // step's loading on γ is g = A' z + (0, x). Sums load on the sums.
        var loadingSum = [Double](repeating: 0, count: k)
        var stateSum = [Double](repeating: 0, count: states)
        var disturbance = 0.0
        var disturbanceSum = 0.0
        for step in 0..<horizon {
            let h = Double(step)
            let z = states == 2 ? [1, h] : [1]
            var loading = [Double](repeating: 0, count: k)
            var value = 0.0
            for i in 0..<states {
                value += z[i] * filter.state[i]
                for j in 0..<k { loading[j] += z[i] * filter.stateLoadings[i * k + j] }
            }
            for j in 0..<regressorCount { loading[states + j] += regressors[j][step] }
            for j in 0..<harmonicCount {
                loading[states + regressorCount + j] += DynamicRegression.harmonic(j, step: count + step, season: seasonLength)
            }
            for j in 0..<k { value += loading[j] * filter.coefficients[j] }
            // η of `step` steps, ζ of the steps before: Σ_{i<h} q_η + q_ζ Σ_{i<h} (h − 1 − i)².
            if step > 0 { disturbance += levelRatio + slopeRatio * (h - 1) * (h - 1) }
            // A disturbance i steps before the end of the sum is in it i times (η), or i (i − 1)/2 times (ζ).
            disturbanceSum += levelRatio * h * h + slopeRatio * (h * (h - 1) / 2) * (h * (h - 1) / 2)
            for j in 0..<k { loadingSum[j] += loading[j] }
            for i in 0..<states { stateSum[i] += z[i] }
            mean.append(value * scale)
            let unit = filter.variance * scale * scale
            variance.append(unit * (1 + disturbance + form(filter.stateCovariance, z) + form(filter.covariance, loading)))
            cumulative.append(
                unit * (h + 1 + disturbanceSum + form(filter.stateCovariance, stateSum) + form(filter.covariance, loadingSum)))
        }
        return Prediction(mean: mean, variance: variance, cumulativeVariance: cumulative, support: support)
    }

    /// x' A x.
    private func form(_ matrix: [Double], _ x: [Double]) -> Double {
        var sum = 0.0
        for i in x.indices { for j in x.indices { sum += x[i] * matrix[i * x.count + j] * x[j] } }
        return max(0, sum)
    }
}
