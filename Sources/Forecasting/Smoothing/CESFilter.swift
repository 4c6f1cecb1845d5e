import Foundation

/// One step of complex exponential smoothing, in the notation of `CES`: the level pair (ℓ, c) at lag one and the seasonal pair (or s)
/// at lag m, of which the model has one or both.
struct CESRecursion {
    let season: CES.Season
    let a0: Double
    let a1: Double
    let b0: Double
    let b1: Double

    init(season: CES.Season, parameters: [Double]) {
        self.season = season
        a0 = parameters[0]
        a1 = parameters[1]
        b0 = parameters.count > 2 ? parameters[2] : 0
        b1 = parameters.count > 3 ? parameters[3] : 0
    }

    func expectation(_ x: CESFilter.States, _ phase: Int) -> Double {
        switch season {
        case .none: x.level
        case .simple: x.season[phase]
        case .partial, .full: x.level + x.season[phase]
        }
    }

    func advance(_ x: inout CESFilter.States, _ phase: Int, error e: Double) {
        if season != .simple {
            let l = x.level
            x.level = l - (1 - a1) * x.potential + (a0 - a1) * e
            x.potential = l + (1 - a0) * x.potential + (a0 + a1) * e
        }
        switch season {
        case .none: break
        case .partial: x.season[phase] += b0 * e
        case .simple, .full:
            let (g0, g1) = season == .simple ? (a0, a1) : (b0, b1)
            let l = x.season[phase]
            x.season[phase] = l - (1 - g1) * x.seasonPotential[phase] + (g0 - g1) * e
            x.seasonPotential[phase] = l + (1 - g0) * x.seasonPotential[phase] + (g0 + g1) * e
        }
    }

    /// Errors die away (both eigenvalues of the discount matrix within the unit circle; the paper's stability condition), and what is
    /// extrapolated grows by at most a tenth a step.
    static func isAdmissible(_ a0: Double, _ a1: Double, within unit: Double = 0.9999) -> Bool {
        let trace = 2 - 2 * a0 + a1
        let determinant = (1 - a0 + a1) * (1 - a0) + (1 - a1) * (1 - a0 - a1)
        guard abs(determinant) < unit * unit, abs(trace) < unit + determinant / unit else { return false }
        // λ² − (2 − α₀) λ + (2 − α₀ − α₁) has its roots within the circle of this radius.
        let radius = 1.1
        let growth = (2 - a0) / radius
        let product = (2 - a0 - a1) / (radius * radius)
        return abs(product) < 1 && abs(growth) < 1 + product
    }

    /// A season that never changes (β₀ = β₁ = 1) lies on the edge of the condition: the seasonal pair may step over it by this little.
    static let fixedSeason = 1.01

    var isAdmissible: Bool {
        Self.isAdmissible(a0, a1) && (season == .full ? Self.isAdmissible(b0, b1, within: Self.fixedSeason) : true)
            && (season == .partial ? b0 > 0 && b0 < 1 : true)
    }
}

/// Errors of complex exponential smoothing over a series, with initial states of least squares.
final class CESFilter {
    struct States: Sendable, Hashable {
        var level = 0.0
        var potential = 0.0
        /// By place in the season; empty where the model has none.
        var season: [Double]
        var seasonPotential: [Double]

        init(season kind: CES.Season, seasonLength m: Int) {
            season = [Double](repeating: 0, count: kind == .none ? 1 : m)
            seasonPotential = [Double](repeating: 0, count: kind == .simple || kind == .full ? m : 1)
        }
    }

    /// Weight of the pull of seasonal states towards zero, in observations. What is common to all of them could as well be the level's:
    /// without a pull the normal matrix is singular, and states wander along what nothing tells apart.
    static let ridge = 1e-6
    /// Initial states are those of least squares over this many seasons (at least 120 steps): what comes later says little about them.
    static let seasonsForStates = 5

    let season: CES.Season
    let stateCount: Int
    let count: Int
    private let m: Int
    private let y: [Double]
    private let isKnown: [Bool]
    /// Square roots of weights.
    private let root: [Double]
    private let lanes: Int
    private let steps: Int
    private let work: UnsafeMutablePointer<Double>
    private let gram: UnsafeMutablePointer<Double>

    init(season: CES.Season, observations: Observations) {
        self.season = season
        m = observations.seasonLength
        stateCount = season.stateCount(seasonLength: m)
        count = observations.values.count
        y = observations.values
        isKnown = observations.kinds.map { $0 != Observations.missing }
        root = observations.weights.map { $0.squareRoot() }
        // The series itself is the last column.
        lanes = (stateCount + 1 + 3) / 4 * 4
        steps = min(count, max(120, Self.seasonsForStates * m))
        work = .allocate(capacity: lanes * (4 + 2 * m))
        work.initialize(repeating: 0, count: lanes * (4 + 2 * m))
        gram = .allocate(capacity: lanes * lanes)
        gram.initialize(repeating: 0, count: lanes * lanes)
    }

    deinit {
        work.deallocate()
        gram.deallocate()
    }

    /// Σ weight·e²; infinite where the parameters are not admissible. Fills in the weighted errors, zero where nothing is known.
    func sumOfSquares(_ parameters: [Double], into errors: UnsafeMutablePointer<Double>?) -> Double {
        let recursion = CESRecursion(season: season, parameters: parameters)
        guard recursion.isAdmissible, let states = initialStates(recursion) else { return .infinity }
        var final = start(states)
        return run(recursion, &final, errors: errors, expectations: nil)
    }

    func solved(_ parameters: [Double]) -> (states: [Double], sum: Double, expectations: [Double], final: States)? {
        let recursion = CESRecursion(season: season, parameters: parameters)
        guard recursion.isAdmissible, let states = initialStates(recursion) else { return nil }
        var final = start(states)
        var expectations = [Double](repeating: 0, count: count)
        let sum = run(recursion, &final, errors: nil, expectations: &expectations)
        return sum.isFinite ? (states, sum, expectations, final) : nil
    }

    /// ℓ, c, then seasonal states, then seasonal potentials.
    func start(_ x: [Double]) -> States {
        var states = States(season: season, seasonLength: m)
        var next = 0
        if season != .simple {
            states.level = x[0]
            states.potential = x[1]
            next = 2
        }
        if season != .none { for j in 0..<m { states.season[j] = x[next + j] } }
        if season == .simple || season == .full { for j in 0..<m { states.seasonPotential[j] = x[next + m + j] } }
        return states
    }

    private func run(
        _ recursion: CESRecursion, _ states: inout States, errors: UnsafeMutablePointer<Double>?,
        expectations: UnsafeMutablePointer<Double>?
    ) -> Double {
        var sum = 0.0
        var phase = 0
        for t in 0..<count {
            let expected = recursion.expectation(states, phase)
            expectations?[t] = expected
            let e = isKnown[t] ? y[t] - expected : 0
            recursion.advance(&states, phase, error: e)
            let weighted = e * root[t]
            errors?[t] = weighted
            sum += weighted * weighted
            phase = phase + 1 == m ? 0 : phase + 1
        }
        return sum.isFinite ? sum : .infinity
    }

    /// Every initial state's effect runs through the recursion as one lane, the series as the last; then normal equations.
    private func initialStates(_ recursion: CESRecursion) -> [Double]? {
        let k = stateCount
        let width = lanes
        work.update(repeating: 0, count: lanes * (4 + 2 * m))
        gram.update(repeating: 0, count: lanes * lanes)
        let level = work
        let potential = work + width
        let e = work + 2 * width
        let seasonal = work + 4 * width
        let seasonalPotential = work + (4 + m) * width
        var next = 0
        if season != .simple {
            level[0] = 1
            potential[1] = 1
            next = 2
        }
        if season != .none { for j in 0..<m { seasonal[j * width + next + j] = 1 } }
        if season == .simple || season == .full { for j in 0..<m { seasonalPotential[j * width + next + m + j] = 1 } }
        let hasLevel = season != .simple
        let (g0, g1) = season == .simple ? (recursion.a0, recursion.a1) : (recursion.b0, recursion.b1)
        let (a0, a1) = (recursion.a0, recursion.a1)
        var phase = 0
        for t in 0..<steps {
            let s = seasonal + phase * width
            let p = seasonalPotential + phase * width
            if isKnown[t] {
                for i in 0..<width { e[i] = 0 }
                if hasLevel { for i in 0..<width { e[i] -= level[i] } }
                if season != .none { for i in 0..<width { e[i] -= s[i] } }
                e[k] += y[t]
                let weight = root[t] * root[t]
                // A season's lanes are empty until it first came: zeros are skipped.
                for i in 0...k where e[i] != 0 {
                    let row = gram + i * width
                    let factor = e[i] * weight
                    for j in 0...i { row[j] += factor * e[j] }
                }
            } else {
                for i in 0..<width { e[i] = 0 }
            }
            if hasLevel {
                for i in 0..<width {
                    let l = level[i]
                    let c = potential[i]
                    level[i] = l - (1 - a1) * c + (a0 - a1) * e[i]
                    potential[i] = l + (1 - a0) * c + (a0 + a1) * e[i]
                }
            }
            if season == .partial {
                for i in 0..<width { s[i] += g0 * e[i] }
            } else if season != .none {
                for i in 0..<width {
                    let l = s[i]
                    let c = p[i]
                    s[i] = l - (1 - g1) * c + (g0 - g1) * e[i]
                    p[i] = l + (1 - g0) * c + (g0 + g1) * e[i]
                }
            }
            phase = phase + 1 == m ? 0 : phase + 1
        }
        for i in 0..<k { gram[i * width + i] += i < 2 && hasLevel ? 1e-12 : Self.ridge }
        // Cholesky of the normal matrix; the last row turns into the right-hand side. e_y + Σ x e_state is to be least.
        for i in 0..<k {
            let row = gram + i * width
            let diagonal = row[i]
            for j in 0...i {
                let sum = row[j] - dot(row, gram + j * width, j)
                if i == j {
                    guard sum > 1e-13 * diagonal, sum.isFinite else { return nil }
                    row[i] = sum.squareRoot()
                } else {
                    row[j] = sum / gram[j * width + j]
                }
            }
        }
        let right = gram + k * width
        var x = [Double](repeating: 0, count: k)
        for i in 0..<k { right[i] = (right[i] - dot(right, gram + i * width, i)) / gram[i * width + i] }
        for i in stride(from: k - 1, through: 0, by: -1) {
            var sum = -right[i]
            for j in (i + 1)..<max(i + 1, k) { sum -= gram[j * width + i] * x[j] }
            x[i] = sum / gram[i * width + i]
        }
        return x.allSatisfy(\.isFinite) ? x : nil
    }
}
