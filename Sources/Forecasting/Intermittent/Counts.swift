import Foundation
import Numerical
import SupplyNetwork

/// What is believed of a series of counts before it is seen; pooled over many series where there are many (`PooledCounts`).
public struct CountPrior: Sendable, Codable, Hashable {
    /// Centre of α, the weight of the newest count. Default 0.1.
    public var smoothing = 0.1
    /// Standard deviation of logit α around it. Default 0.5.
    public var smoothingSpread = 0.5
    /// Centre of c, variance over mean around the level. Default 2.
    public var dispersion = 2.0
    /// Standard deviation of ln c around it. Default 0.3.
    public var dispersionSpread = 0.3
    /// Factor on all levels per step. Default 1: no drift.
    public var drift = 1.0
    public init() {}
}

/// Which forms of the likelihood a series may choose from.
public enum CountForm: String, Sendable, Codable, Hashable, CaseIterable {
    /// Negative binomial, Poisson where the dispersion is 1.
    case negativeBinomial = "negative-binomial"
    /// The same with a share of steps without any demand.
    case zeroInflated = "zero-inflated"
    /// The one of the two with the higher penalised likelihood.
    case either = "counts"
}

/// Counts whose mean moves by exponential smoothing and whose likelihood is a count's: negative binomial or zero-inflated, static,
/// damped or undamped (Snyder, Ord & Beaumont 2012, doi:10.1016/j.ijforecast.2011.03.009). Parameters maximise the likelihood times
/// a weak prior, since a few dozen counts do not carry four parameters; forms are compared by Akaike's criterion.
///
/// Missing steps only let the level drift; a step that ran out of stock counts with P(Y ≥ y), and raises the level or leaves it.
public struct Counts: Forecaster {
    public var form: CountForm
    public var prior: CountPrior
    public init(_ form: CountForm = .either, prior: CountPrior = CountPrior()) {
        self.form = form
        self.prior = prior
    }

    public var name: String { form.rawValue }

    static let smoothingGrid = [0.02, 0.04, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4]
    /// ρ of the damped dynamics.
    static let dampingGrid = [0.8, 0.9, 0.95]
    static let dispersionBounds = 1.0...50.0
    static let inflationBounds = 0.0...0.9
    /// Known steps below which only the prior's dynamics are used.
    static let leastForDynamics = 8

    public func fit(_ series: TimeSeries) throws -> FittedCounts {
        let trimmed = series.trimmed
        guard trimmed.knownCount >= 1 else { throw ForecastingFailure.tooShort(known: 0, needed: 1) }
        guard trimmed.isNonNegative else { throw ForecastingFailure.negative }
        guard trimmed.isWhole else { throw ForecastingFailure.notWhole }
        let counts = CountSeries(trimmed)
        guard counts.mean > 0 else { return FittedCounts.none }
        return fit(counts)
    }

    func fit(_ counts: CountSeries) -> FittedCounts {
        var μ = [Double](repeating: 0, count: counts.count)
        var best = Candidate(score: -.infinity, dynamics: CountDynamics(α: 0, ρ: 1, φ: prior.drift), dispersion: prior.dispersion)
        for (dynamics, penalty) in candidates(known: counts.values.count) {
            _ = counts.filtered(dynamics, into: &μ)
            let c = shrunk(counts.momentDispersion(μ), known: counts.count)
            let score =
                counts.logLikelihood(μ, CountDistribution(dispersion: c, inflation: 0)) + logPrior(dispersion: c) - penalty
            if score > best.score { best = Candidate(score: score, dynamics: dynamics, dispersion: c) }
        }
        let level = counts.filtered(best.dynamics, into: &μ)
        var chosen = CountDistribution(dispersion: 1, inflation: 0)
        chosen.dispersion = dispersion(counts, μ, inflation: 0)
        if form != .negativeBinomial {
            let inflated = inflatedDistribution(counts, μ, start: chosen)
            // One parameter more must earn more than one unit of log-likelihood (Akaike).
            let gain =
                counts.logLikelihood(μ, inflated) + logPrior(dispersion: inflated.dispersion) - counts.logLikelihood(μ, chosen)
                - logPrior(dispersion: chosen.dispersion)
            if form == .zeroInflated || gain > 1 { chosen = inflated }
        }
        return FittedCounts(
            level: level, longRunMean: counts.mean, dynamics: best.dynamics, distribution: chosen,
            logLikelihood: counts.logLikelihood(μ, chosen))
    }

    private struct Candidate {
        var score: Double
        var dynamics: CountDynamics
        var dispersion: Double
    }

    /// Dynamics to try, each with what the prior and Akaike's criterion hold against it.
    private func candidates(known: Int) -> [(CountDynamics, Double)] {
        func logit(_ p: Double) -> Double { log(p / (1 - p)) }
        func distance(_ α: Double) -> Double {
            let z = (logit(α) - logit(prior.smoothing)) / prior.smoothingSpread
            return z * z / 2
        }
        let φ = prior.drift
        guard known >= Self.leastForDynamics else { return [(CountDynamics(α: prior.smoothing, ρ: 1, φ: φ), 0)] }
        var list = Self.smoothingGrid.map { (CountDynamics(α: $0, ρ: 1, φ: φ), distance($0)) }
        for ρ in Self.dampingGrid { for α in [0.1, 0.2, 0.4] { list.append((CountDynamics(α: α, ρ: ρ, φ: φ), 1 + distance(α))) } }
        return list
    }

    private func logPrior(dispersion c: Double) -> Double {
        let z = log(c / prior.dispersion) / prior.dispersionSpread
        return -z * z / 2
    }

    /// The moment estimate leaning on the prior as if that were worth eight steps.
    private func shrunk(_ c: Double, known: Int) -> Double {
        let n = Double(known)
        return max(1, (n * c + 8 * prior.dispersion) / (n + 8))
    }

    private func dispersion(_ counts: CountSeries, _ μ: [Double], inflation π: Double) -> Double {
        exp(
            goldenSectionMinimum(
                in: log(Self.dispersionBounds.lowerBound)...log(Self.dispersionBounds.upperBound), tolerance: 0.02
            ) { z in
                -counts.logLikelihood(μ, CountDistribution(dispersion: exp(z), inflation: π)) - logPrior(dispersion: exp(z))
            }.point)
    }

    /// π and c in turn, twice.
    private func inflatedDistribution(_ counts: CountSeries, _ μ: [Double], start: CountDistribution) -> CountDistribution {
        var current = start
        for _ in 0..<2 {
            let c = current.dispersion
            current.inflation =
                goldenSectionMinimum(in: Self.inflationBounds, tolerance: 0.01) { π in
                    -counts.logLikelihood(μ, CountDistribution(dispersion: c, inflation: π))
                }.point
            current.dispersion = dispersion(counts, μ, inflation: current.inflation)
        }
        return current
    }
}

/// A level of counts at the end of a series, its dynamics and the distribution around it.
public struct FittedCounts: FittedForecaster {
    /// Expected count of the next step, units.
    public let level: Double
    let longRunMean: Double
    let dynamics: CountDynamics
    let distribution: CountDistribution
    /// Of the counts given the fitted parameters.
    public let logLikelihood: Double

    /// The drift fades: step h is further by φ^(d^h) (Gardner & McKenzie 1985, doi:10.1287/mnsc.31.10.1237; d as is usual there).
    static let driftDamping = 0.9
    static let none = FittedCounts(
        level: 0, longRunMean: 0, dynamics: CountDynamics(α: 0, ρ: 1, φ: 1), distribution: CountDistribution(dispersion: 1, inflation: 0),
        logLikelihood: 0)

    /// Weight of the newest count.
    public var smoothing: Double { dynamics.α }
    /// Variance over mean around the level, apart from zero inflation.
    public var dispersion: Double { distribution.dispersion }
    /// Share of steps without any demand beyond what the counts themselves leave empty.
    public var zeroInflation: Double { distribution.inflation }

    /// Factors on the level from step h to h + 1, h = 1 … `horizon`.
    private func driftFactors(_ horizon: Int) -> [Double] {
        var power = 1.0
        return (0..<horizon).map { _ in
            power *= Self.driftDamping
            return dynamics.φ == 1 ? 1 : exp(power * log(dynamics.φ))
        }
    }

    /// Means and variances without simulation. With e_h = y_h − μ_h uncorrelated, μ_{h+1} = φ_h (κ + ρ (μ_h + α e_h − κ)) gives
    ///
    ///     m_{h+1} = φ_h (κ + ρ (m_h − κ)),   v_{h+1} = φ_h² ρ² (v_h + α² s_h),
    ///     s_h = Var e_h = E Var(y | μ_h) = c m_h + (m_h² + v_h) π/(1 − π),   Var y_h = s_h + v_h,
    ///
    /// and the sum over h steps moves with e_i by 1 + α Σ_{k>i} Π_{i≤j<k} ρ φ_j.
    public func forecast(horizon: Int) -> Prediction {
        let φ = driftFactors(horizon)
        let (α, ρ, κ) = (dynamics.α, dynamics.ρ, longRunMean)
        let odds = distribution.inflation / (1 - distribution.inflation)
        var mean = [Double]()
        var variance = [Double]()
        var shocks = [Double]()
        var m = level
        var v = 0.0
        for h in 0..<horizon {
            let s = distribution.dispersion * m + (m * m + v) * odds
            mean.append(m)
            variance.append(s + v)
            shocks.append(s)
            v = φ[h] * φ[h] * ρ * ρ * (v + α * α * s)
            m = φ[h] * (κ + ρ * (m - κ))
        }
        var cumulative = [Double]()
        for last in 0..<horizon {
            var later = 0.0
            var total = 0.0
            for i in stride(from: last, through: 0, by: -1) {
                // later = Σ over k > i of what one unit of level after step i adds to step k.
                let response = 1 + α * later
                total += response * response * shocks[i]
                if i > 0 { later = ρ * φ[i - 1] * (1 + later) }
            }
            cumulative.append(total)
        }
        return Prediction(mean: mean, variance: variance, cumulativeVariance: cumulative, support: .demand)
    }

    /// Quantiles of counts by simulation: of each step, or of the sum over the first 1, 2, … steps.
    ///
    /// - Parameters:
    ///   - levels: probabilities between 0 and 1.
    ///   - paths: futures drawn; the standard error of a probability p is √(p(1 − p)/paths).
    ///   - seed: the same seed draws the same futures.
    /// - Returns: one row of `horizon` whole numbers per level.
    public func quantiles(_ levels: [Double], horizon: Int, ofSums: Bool = false, paths: Int = 1_000, seed: UInt64 = 1) -> [[Double]] {
        precondition(paths > 0 && levels.allSatisfy { $0 > 0 && $0 < 1 }, "\(paths) paths, levels \(levels)")
        let φ = driftFactors(horizon)
        var random = Xoshiro256(seed: seed)
        var draws = [Double](repeating: 0, count: horizon * paths)
        for path in 0..<paths {
            var μ = level
            var sum = 0.0
            for h in 0..<horizon {
                let y = distribution.quantile(random.uniform(), mean: μ)
                sum += y
                draws[h * paths + path] = ofSums ? sum : y
                μ = φ[h] * (longRunMean + dynamics.ρ * (μ + dynamics.α * (y - μ) - longRunMean))
            }
        }
        var rows = [[Double]](repeating: [Double](repeating: 0, count: horizon), count: levels.count)
        for h in 0..<horizon {
            draws[h * paths..<(h + 1) * paths].sort()
            for (row, p) in levels.enumerated() {
                rows[row][h] = draws[h * paths + min(paths - 1, max(0, Int((p * Double(paths)).rounded(.up)) - 1))]
            }
        }
        return rows
    }
}
