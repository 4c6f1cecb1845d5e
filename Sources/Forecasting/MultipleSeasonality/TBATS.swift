import Foundation
import Numerical

/// Exponential smoothing with a Box–Cox transformation, ARMA errors, a damped trend and trigonometric seasons, of which there may be
/// several and whose periods need not be whole: 52.18 weeks in a year (De Livera, Hyndman & Snyder 2011, doi:10.1198/jasa.2011.tm09771).
///
///     yₜ⁽ω⁾ = ℓₜ₋₁ + φ bₜ₋₁ + Σ sⱼ,ₜ₋₁ + dₜ        ω     Box–Cox parameter, 0 … 1
///     ℓₜ = ℓₜ₋₁ + φ bₜ₋₁ + α dₜ                     φ     damping
///     bₜ = φ bₜ₋₁ + β dₜ                            dₜ    ARMA(p, q) errors, driven by εₜ
///     sⱼ,ₜ  =  sⱼ,ₜ₋₁ cos λⱼ + s*ⱼ,ₜ₋₁ sin λⱼ + γ₁ dₜ     λⱼ    2πj / period, j of the harmonics used
///     s*ⱼ,ₜ = −sⱼ,ₜ₋₁ sin λⱼ + s*ⱼ,ₜ₋₁ cos λⱼ + γ₂ dₜ
///
/// Errors are linear in the initial states, which are solved by least squares inside the search (§3.1). AICc chooses harmonics,
/// transformation and trend; ARMA terms, found on the residuals, stay if it falls (§3.3).
public struct TBATS: Forecaster {
    /// Seasons in steps. Nil: the series' own, a year of 52 weeks being 365.25 / 7.
    public var periods: [Double]?
    /// Whether transformations are tried where all values are positive. Default true.
    public var transforms: Bool
    /// Whether ARMA errors are tried. Default true.
    public var hasARMAErrors: Bool

    public init(periods: [Double]? = nil, transforms: Bool = true, hasARMAErrors: Bool = true) {
        self.periods = periods
        self.transforms = transforms
        self.hasARMAErrors = hasARMAErrors
    }

    public var name: String { "tbats" }

    /// Harmonics tried whatever the first ones say, and at most.
    static let harmonicsTried = 6
    static let mostHarmonics = 16

    public func fit(_ series: TimeSeries) throws -> FittedTBATS {
        var observations = Observations(series)
        let n = observations.knownCount
        let observed = observations.observedCount
        guard observed >= 6 else { throw ForecastingFailure.tooShort(known: observed, needed: 6) }
        // As in `CES`: what ran out of stock counts where more was sold than is expected, and else is open.
        let bounds = observations.kinds
        let unbounded = bounds.reduce(0) { $0 + ($1 == Observations.known ? 1 : 0) }
        let usesBounds = unbounded < n / 3
        for t in bounds.indices where bounds[t] == Observations.atLeast {
            observations.kinds[t] = usesBounds ? Observations.known : Observations.missing
        }
        var best = try chosen(observations, seasonLength: series.seasonLength)
        if !usesBounds, unbounded < n {
            let expected = best.expectations(observations)
            var changed = false
            for t in bounds.indices where bounds[t] == Observations.atLeast && observations.values[t] > expected[t] {
                observations.kinds[t] = Observations.known
                changed = true
            }
            if changed, let again = TBATSSolution(best.form, observations, from: best) { best = again }
        }
        return FittedTBATS(best, observations: observations)
    }

    /// A model of a given form, its parameters estimated.
    func fit(_ series: TimeSeries, form: TBATSForm) throws -> FittedTBATS {
        let observations = Observations(series)
        guard let solution = TBATSSolution(form, observations, from: nil) else { throw ForecastingFailure.noSolution }
        return FittedTBATS(solution, observations: observations)
    }

    private func chosen(_ observations: Observations, seasonLength: Int) throws -> TBATSSolution {
        let own = seasonLength == 52 ? 365.25 / 7 : Double(seasonLength)
        let periods = (periods ?? [own]).filter { $0 > 1 && Double(observations.values.count) >= 2 * $0 }.sorted()
        var form = TBATSForm(transforms: false, hasTrend: true, isDamped: false, seasons: [], p: 0, q: 0)
        var best = TBATSSolution(form, observations, from: nil, isRough: true)
        for (place, period) in periods.enumerated() {
            // A harmonic that a shorter season has already would be there twice.
            let possible = (1...max(1, Int((period - 1) / 2))).filter { j in
                Double(j) <= period / 2 - 1e-9
                    && !periods[..<place].contains { other in
                        let multiple = Double(j) * other / period
                        return multiple > 0.5 && abs(multiple - multiple.rounded()) < 1e-6
                    }
            }
            var failures = 0
            for count in 1...max(1, min(possible.count, Self.mostHarmonics)) where count <= possible.count {
                if count > Self.harmonicsTried && failures > 0 { break }
                var trial = form
                trial.seasons.append(TBATSForm.Season(period: period, harmonics: Array(possible.prefix(count))))
                guard let solution = TBATSSolution(trial, observations, from: nil, isRough: true) else { continue }
                if solution.aicc < best?.aicc ?? .infinity {
                    best = solution
                    failures = 0
                } else {
                    failures += 1
                }
            }
            form = best?.form ?? form
        }
        let isPositive = observations.least > 0
        var fullBest: TBATSSolution?
        for transforms in transforms && isPositive ? [false, true] : [false] {
            for (hasTrend, isDamped) in [(true, false), (true, true), (false, false)] {
                var trial = form
                (trial.transforms, trial.hasTrend, trial.isDamped) = (transforms, hasTrend, isDamped)
                guard let solution = TBATSSolution(trial, observations, from: nil) else { continue }
                if solution.aicc < fullBest?.aicc ?? .infinity || fullBest == nil { fullBest = solution }
            }
        }
        guard var best = fullBest ?? best else { throw ForecastingFailure.noSolution }
        if hasARMAErrors, observations.knownCount >= 20 {
            var residuals = TimeSeries(best.errors)
            for t in best.errors.indices where observations.kinds[t] == Observations.missing { residuals.states[t] = .missing }
            if let found = try? AutoARIMA(mostTerms: 3, mostDifferences: 0).fit(residuals), found.form.coefficientCount > 0 {
                var trial = best.form
                (trial.p, trial.q) = (found.form.order.p, found.form.order.q)
                if let solution = TBATSSolution(trial, observations, from: best, partials: found.partials), solution.aicc < best.aicc {
                    best = solution
                }
            }
        }
        return best
    }
}

/// Parameters and states of least squares for one form.
struct TBATSSolution {
    let form: TBATSForm
    let filter: TBATSFilter
    let parameters: [Double]
    let initial: [Double]
    let final: [Double]
    /// One-step errors on the transformed, normalized scale.
    let errors: [Double]
    let sumOfSquares: Double
    let aicc: Double

    /// - Parameters:
    ///   - earlier: a solution of the same form but for the errors' terms, from which the search begins.
    ///   - partials: of φ and θ to begin with.
    init?(_ form: TBATSForm, _ observations: Observations, from earlier: TBATSSolution?, partials: [Double] = [], isRough: Bool = false) {
        let k = form.parameterCount
        let n = observations.kinds.reduce(0) { $0 + ($1 == Observations.missing ? 0 : 1) }
        let estimated = Double(k + form.stateCount + 1)
        guard Double(n) > estimated + 1 else { return nil }
        let filter = TBATSFilter(form: form, observations: observations)
        func vector(
            omega: Double, alpha: Double, beta: Double, phi: Double, gamma: Double, partial: (Int) -> Double
        ) -> [Double] {
            (form.transforms ? [omega] : []) + [alpha] + (form.hasTrend ? [beta] : []) + (form.isDamped ? [phi] : [])
                + form.seasons.flatMap { _ in [gamma, gamma] } + (0..<form.p + form.q).map(partial)
        }
        let lower = vector(omega: 0, alpha: -0.5, beta: -0.3, phi: 0.8, gamma: -0.5) { _ in -0.97 }
        let upper = vector(omega: 1, alpha: 1.9, beta: 1.2, phi: 0.999, gamma: 0.5) { _ in 0.97 }
        var starts: [[Double]]
        if let earlier {
            starts = [
                earlier.parameters.prefix(k - form.p - form.q) + (0..<form.p + form.q).map { $0 < partials.count ? partials[$0] : 0.05 }
            ]
        } else {
            starts = [vector(omega: 0.5, alpha: 0.2, beta: 0.01, phi: 0.97, gamma: 0.001) { _ in 0.05 }]
            if !isRough { starts.append(vector(omega: 0.1, alpha: 0.7, beta: 0.1, phi: 0.9, gamma: 0.02) { _ in 0.05 }) }
        }
        let steps = observations.values.count
        var base = [Double](repeating: 0, count: steps)
        var columns = [[Double]](repeating: base, count: k)
        var best: (value: Double, parameters: [Double])?
        let optimizer = LevenbergMarquardt(maximumSteps: isRough ? 6 : 40, tolerance: isRough ? 1e-3 : 1e-7)
        for start in starts {
            var p = start
            let value = optimizer.minimize(&p, lower: lower, upper: upper) { q, normal in
                var trial = (0..<k).map { q[$0] }
                let value = filter.sumOfSquares(trial, errors: &base, isChecked: normal == nil || trial == start)
                guard let normal, value.isFinite else { return value }
                for i in 0..<k {
                    let h = q[i] + 1e-5 > upper[i] ? -1e-5 : 1e-5
                    trial[i] = q[i] + h
                    if !filter.sumOfSquares(trial, errors: &columns[i], isChecked: false).isFinite { columns[i] = base }
                    for t in 0..<steps { columns[i][t] = (columns[i][t] - base[t]) / h }
                    trial[i] = q[i]
                }
                for i in 0..<k {
                    normal.gradient[i] = zip(columns[i], base).reduce(0) { $0 + $1.0 * $1.1 }
                    for j in 0...i { normal.matrix[i * k + j] = zip(columns[i], columns[j]).reduce(0) { $0 + $1.0 * $1.1 } }
                }
                return value
            }
            if value < best?.value ?? .infinity { best = (value, p) }
        }
        guard let best, best.value.isFinite else { return nil }
        let recursion = TBATSRecursion(form: form, parameters: best.parameters)
        guard let initial = filter.initialStates(recursion) else { return nil }
        let (sum, final) = filter.run(recursion, from: initial, errors: &base)
        (self.form, self.filter, parameters, self.initial, self.final, errors, sumOfSquares) =
            (form, filter, best.parameters, initial, final, base, sum)
        let size = Double(n)
        let floor = size * ETSEstimation.exactness * ETSEstimation.exactness
        aicc = size * log(max(sum, floor) / size) + 2 * estimated + 2 * estimated * (estimated + 1) / (size - estimated - 1)
    }

    /// One-step expectations, in units of the observations.
    func expectations(_ observations: Observations) -> [Double] {
        let recursion = TBATSRecursion(form: form, parameters: parameters)
        let unit = filter.normalization(recursion.omega)
        var x = initial + [Double](repeating: 0, count: form.p + form.q)
        return observations.values.indices.map { t in
            let expected = recursion.expectation(x)
            x = recursion.advanced(x, error: errors[t] / observations.weights[t].squareRoot())
            return form.transforms ? BoxCox.inverse(expected / unit, recursion.omega) : expected
        }
    }
}

enum BoxCox {
    /// y of z = (y^ω − 1) / ω; 0 where no y has it.
    static func inverse(_ z: Double, _ omega: Double) -> Double {
        if abs(omega) < 1e-6 { return exp(z) }
        let base = omega * z + 1
        return base > 0 ? pow(base, 1 / omega) : 0
    }
}

/// A TBATS model with its parameters and its states after the last step.
public struct FittedTBATS: FittedForecaster {
    public let form: TBATSForm
    /// ω; 1 where nothing is transformed.
    public let omega: Double
    /// Of the transformed values of the scaled series, with as many degrees of freedom as parameters and states leave.
    public let errorVariance: Double
    /// n log(Σε²) − 2 (ω − 1) Σ log y: minus twice the logarithm of the likelihood without its constants, of the scaled series.
    public let deviance: Double
    public let aicc: Double

    private let recursion: TBATSRecursion
    private let final: [Double]
    private let scale: Double
    private let unit: Double
    private let largest: Double
    private let support: Prediction.Support

    init(_ solution: TBATSSolution, observations: Observations) {
        form = solution.form
        recursion = TBATSRecursion(form: solution.form, parameters: solution.parameters)
        omega = recursion.omega
        unit = solution.filter.normalization(omega)
        let n = observations.kinds.reduce(0) { $0 + ($1 == Observations.missing ? 0 : 1) }
        let free = max(1, n - form.parameterCount - form.stateCount)
        errorVariance = solution.sumOfSquares / Double(free) / (unit * unit)
        deviance = Double(n) * log(max(solution.sumOfSquares, 1e-300))
        aicc = solution.aicc + 2 * Double(n) * log(observations.scale)
        final = solution.final
        scale = observations.scale
        largest = zip(observations.values, observations.kinds).reduce(0) { $1.1 == Observations.missing ? $0 : max($0, abs($1.0)) }
        support = observations.least >= 0 ? .nonNegative : .real
    }

    /// Forecasts on the transformed scale, and ψ-weights of the errors to come.
    func transformed(horizon: Int) -> (mean: [Double], weights: [Double]) {
        var x = final
        let mean = (0..<horizon).map { _ -> Double in
            let value = recursion.expectation(x)
            x = recursion.advanced(x, error: 0)
            return value / unit
        }
        var impulse = recursion.advanced([Double](repeating: 0, count: form.size), error: 1)
        var weights = [1.0]
        for _ in 1..<max(1, horizon) {
            weights.append(recursion.expectation(impulse))
            impulse = recursion.advanced(impulse, error: 0)
        }
        return (mean, weights)
    }

    /// Means and variances back on the series' scale, by the second and the first derivative of the inverse transformation (Hyndman &
    /// Athanasopoulos, *Forecasting: principles and practice*, 3rd ed., §5.6).
    public func forecast(horizon: Int) -> Prediction {
        let (z, weights) = transformed(horizon: horizon)
        if !form.transforms {
            return Prediction(
                mean: z.map { $0 * scale }, oneStepVariance: errorVariance * scale * scale, spreading: weights, support: support)
        }
        var mean = [Double]()
        var variance = [Double]()
        var cumulative = [Double]()
        var slopes = [Double]()
        var squares = 0.0
        for h in 0..<horizon {
            squares += weights[h] * weights[h]
            let y = BoxCox.inverse(z[h], omega)
            // dy/dz = y^(1 − ω); d²y/dz² = (1 − ω) y^(1 − 2ω).
            let slope = y > 0 ? pow(y, 1 - omega) : 0
            let curvature = y > 0 ? (1 - omega) * pow(y, 1 - 2 * omega) : 0
            // What a transformation may add stays within what was seen.
            let bias = min(0.5 * curvature * errorVariance * squares, 0.5 * y)
            mean.append(min(y + bias, 10 * largest) * scale)
            slopes.append(slope)
            variance.append(slope * slope * errorVariance * squares * scale * scale)
            var sum = 0.0
            for origin in 0...h {
                var response = 0.0
                for step in origin...h { response += slopes[step] * weights[step - origin] }
                sum += response * response
            }
            cumulative.append(sum * errorVariance * scale * scale)
        }
        return Prediction(mean: mean, variance: variance, cumulativeVariance: cumulative, support: support)
    }
}
