import Foundation
import Numerical

/// Complex exponential smoothing (Svetunkov, Kourentzes & Ord 2022, doi:10.1002/nav.22074): one model for series with and without
/// trend, by smoothing the series together with its unobserved potential.
///
///     yₜ = ℓₜ₋₁ + εₜ,   ℓₜ = ℓₜ₋₁ − (1 − α₁) cₜ₋₁ + (α₀ − α₁) εₜ,   cₜ = ℓₜ₋₁ + (1 − α₀) cₜ₋₁ + (α₀ + α₁) εₜ
///
/// For given smoothing parameters the errors are linear in the initial states, which are solved by least squares inside the search.
public struct CES: Forecaster {
    public enum Season: String, Sendable, Hashable, Codable, CaseIterable {
        case none
        /// The model above at the season's lag: each season by itself.
        case simple
        /// The model above plus sₜ₋ₘ, sₜ = sₜ₋ₘ + β εₜ.
        case partial
        /// The model above plus a second one at the season's lag.
        case full

        /// α₀, α₁, and β or β₀, β₁.
        var parameterCount: Int {
            switch self {
            case .none, .simple: 2
            case .partial: 3
            case .full: 4
            }
        }

        func stateCount(seasonLength m: Int) -> Int {
            switch self {
            case .none: 2
            case .simple: 2 * m
            case .partial: 2 + m
            case .full: 2 + 2 * m
            }
        }
    }

    /// Seasons among which AICc chooses. Those that the series is too short for are left out; without a season there is always one.
    public var seasons: [Season]

    public init(seasons: [Season] = Season.allCases) { self.seasons = seasons }

    public var name: String { "ces" }

    public func fit(_ series: TimeSeries) throws -> FittedCES {
        var observations = Observations(series)
        let observed = observations.observedCount
        guard observed >= 5 else { throw ForecastingFailure.tooShort(known: observed, needed: 5) }
        // What ran out of stock is left open at first; where more was sold than the model then expects, it counts.
        let bounds = observations.kinds
        let unbounded = bounds.reduce(0) { $0 + ($1 == Observations.known ? 1 : 0) }
        let usesBounds = unbounded < observations.knownCount / 3
        for t in bounds.indices where bounds[t] == Observations.atLeast {
            observations.kinds[t] = usesBounds ? Observations.known : Observations.missing
        }
        var best = try Self.best(observations, seasons: seasons, bounds: nil)
        if !usesBounds, unbounded < observations.knownCount {
            let expected = best.expectations
            var changed = false
            for t in bounds.indices where bounds[t] == Observations.atLeast && observations.values[t] > expected[t] {
                observations.kinds[t] = Observations.known
                changed = true
            }
            if changed { best = try Self.best(observations, seasons: [best.filter.season], bounds: bounds) }
        }
        return FittedCES(best, observations: observations)
    }

    private static func best(_ observations: Observations, seasons: [Season], bounds: [UInt8]?) throws -> CESSolution {
        let m = observations.seasonLength
        let n = observations.kinds.reduce(0) { $0 + ($1 == Observations.missing ? 0 : 1) }
        var best: CESSolution?
        for season in [Season.none] + seasons where season == .none || m > 1 {
            guard season == .none ? best == nil : true else { continue }
            if !seasons.contains(season), best != nil { continue }
            let k = season.stateCount(seasonLength: m) + season.parameterCount + 1
            // Where one seasonal term a season does not pay, two do not.
            if season == .full, seasons.contains(.partial), best?.filter.season == CES.Season.none { continue }
            // Two seasons for states that recur, and enough beyond for AICc.
            guard n > k + 1, season == .none || observations.values.count >= 2 * m else { continue }
            let filter = CESFilter(season: season, observations: observations)
            guard let solution = CESSolution(filter, count: n) else { continue }
            if solution.aicc < (best?.aicc ?? .infinity) || best == nil { best = solution }
        }
        guard let best else { throw ForecastingFailure.noSolution }
        return best
    }
}

/// Parameters and states of least squares for one kind of season.
struct CESSolution {
    let filter: CESFilter
    let parameters: [Double]
    let states: [Double]
    let sumOfSquares: Double
    let aicc: Double
    /// One-step expectations.
    let expectations: [Double]
    let final: CESFilter.States

    /// Parameters from which the search begins: those of a level, of a slope, and of little smoothing.
    private static let starts: [(Double, Double)] = [(1.3, 1.0), (1.0, 0.95), (1.8, 1.0), (0.6, 0.98), (1.1, 1.03)]

    init?(_ filter: CESFilter, count n: Int) {
        self.filter = filter
        var best: (value: Double, parameters: [Double])?
        for (a0, a1) in Self.starts {
            for beta in filter.season == .partial ? [[0.1], [0.5]] : filter.season == .full ? [[0.3, 1.0], [1.2, 1.0]] : [[]] {
                let p = [a0, a1] + beta
                let value = filter.sumOfSquares(p, into: nil)
                if value < best?.value ?? .infinity { best = (value, p) }
            }
        }
        guard var p = best?.parameters else { return nil }
        let k = p.count
        let steps = filter.count
        var base = [Double](repeating: 0, count: steps)
        var columns = [[Double]](repeating: base, count: k)
        let lower = [0.01, 0.5, 0.001, 0.01].prefix(k)
        let upper = [1.99, 1.5, filter.season == .partial ? 0.999 : 1.99, 1.5].prefix(k)
        var lowerBounds = Array(lower)
        if filter.season == .full { lowerBounds[2...] = [0.01, 0.5] }
        let value = LevenbergMarquardt(maximumSteps: 30, tolerance: 1e-6).minimize(&p, lower: lowerBounds, upper: Array(upper)) {
            q, normal in
            var trial = (0..<k).map { q[$0] }
            let value = filter.sumOfSquares(trial, into: &base)
            guard let normal, value.isFinite else { return value }
            for i in 0..<k {
                // The other way where the first one is not admissible.
                var h = 1e-4
                trial[i] = q[i] + h
                if !filter.sumOfSquares(trial, into: &columns[i]).isFinite {
                    h = -h
                    trial[i] = q[i] + h
                    if !filter.sumOfSquares(trial, into: &columns[i]).isFinite { columns[i] = base }
                }
                for t in 0..<steps { columns[i][t] = (columns[i][t] - base[t]) / h }
                trial[i] = q[i]
            }
            for i in 0..<k {
                normal.gradient[i] = dot(columns[i], base, steps)
                for j in 0...i { normal.matrix[i * k + j] = dot(columns[i], columns[j], steps) }
            }
            return value
        }
        guard value.isFinite, let solved = filter.solved(p) else { return nil }
        parameters = p
        states = solved.states
        sumOfSquares = solved.sum
        expectations = solved.expectations
        final = solved.final
        let size = Double(n)
        let floor = size * ETSEstimation.exactness * ETSEstimation.exactness
        let estimated = Double(k + filter.stateCount + 1)
        aicc = size * log(max(value, floor) / size) + 2 * estimated + 2 * estimated * (estimated + 1) / (size - estimated - 1)
    }
}

/// A model of complex exponential smoothing with its parameters and its states after the last step.
public struct FittedCES: FittedForecaster {
    public let season: CES.Season
    /// α₀, α₁, then β, or β₀ and β₁.
    public let parameters: [Double]
    /// With as many degrees of freedom as parameters and initial states leave.
    public let errorVariance: Double
    public let aicc: Double

    private let final: CESFilter.States
    private let count: Int
    /// Steps at the end of which nothing was learnt.
    private let gap: Int
    private let seasonLength: Int
    private let scale: Double
    private let support: Prediction.Support

    init(_ solution: CESSolution, observations: Observations) {
        season = solution.filter.season
        parameters = solution.parameters
        let n = observations.kinds.reduce(0) { $0 + ($1 == Observations.missing ? 0 : 1) }
        let free = max(1, n - solution.parameters.count - solution.filter.stateCount)
        scale = observations.scale
        errorVariance = solution.sumOfSquares / Double(free) * scale * scale
        aicc = solution.aicc + 2 * Double(n) * log(scale)
        final = solution.final
        count = observations.values.count
        gap = observations.trailingGap
        seasonLength = observations.seasonLength
        support = observations.least >= 0 ? .nonNegative : .real
    }

    public func forecast(horizon: Int) -> Prediction {
        let recursion = CESRecursion(season: season, parameters: parameters)
        var states = final
        let mean = (0..<horizon).map { h -> Double in
            let phase = (count + h) % seasonLength
            let value = recursion.expectation(states, phase)
            recursion.advance(&states, phase, error: 0)
            return value * scale
        }
        // ψ: what one error at the first step does to the steps after it.
        var impulse = CESFilter.States(season: season, seasonLength: seasonLength)
        recursion.advance(&impulse, 0, error: 1)
        var weights = [1.0]
        for h in 1..<max(1, horizon + gap) {
            weights.append(recursion.expectation(impulse, h % seasonLength))
            recursion.advance(&impulse, h % seasonLength, error: 0)
        }
        return Prediction(mean: mean, oneStepVariance: errorVariance, spreading: weights, support: support, gap: gap)
    }
}
