import Foundation
import Numerical

/// Which terms a TBATS model has.
public struct TBATSForm: Sendable, Hashable {
    /// A season: its period in steps, which need not be whole, and the harmonics used.
    public struct Season: Sendable, Hashable {
        public var period: Double
        public var harmonics: [Int]
    }

    public var transforms: Bool
    public var hasTrend: Bool
    public var isDamped: Bool
    public var seasons: [Season]
    /// Orders of the errors.
    public var p: Int
    public var q: Int

    /// States of which the initial values are estimated: level, slope, two for each harmonic.
    var stateCount: Int { 1 + (hasTrend ? 1 : 0) + 2 * seasons.reduce(0) { $0 + $1.harmonics.count } }
    var size: Int { stateCount + p + q }
    /// ω, α, β, φ, two γ for each season, partial autocorrelations of φ and θ.
    var parameterCount: Int { (transforms ? 1 : 0) + 1 + (hasTrend ? 1 : 0) + (isDamped ? 1 : 0) + 2 * seasons.count + p + q }
}

/// One step of the model at given parameters, for several sets of states side by side (`width` lanes: component after component).
struct TBATSRecursion {
    let form: TBATSForm
    let omega: Double
    let alpha: Double
    let beta: Double
    let phi: Double
    /// γ₁, γ₂ by season.
    let gammas: [(Double, Double)]
    let ar: [Double]
    let ma: [Double]
    private let rotations: [(cos: Double, sin: Double, season: Int)]

    init(form: TBATSForm, parameters p: [Double]) {
        self.form = form
        var next = 0
        func taken() -> Double {
            next += 1
            return p[next - 1]
        }
        omega = form.transforms ? taken() : 1
        alpha = taken()
        beta = form.hasTrend ? taken() : 0
        phi = form.isDamped ? taken() : 1
        gammas = form.seasons.map { _ in (taken(), taken()) }
        func coefficients(_ count: Int) -> [Double] {
            guard count > 0 else { return [] }
            let partials = (0..<count).map { _ in taken() }
            return partials.withUnsafeBufferPointer { buffer in
                buffer.baseAddress.map { ARMAPolynomials.coefficients(partials: $0, count: count) } ?? []
            }
        }
        ar = coefficients(form.p)
        // θ(B) = 1 + θ₁B + … is invertible where 1 − (−θ₁)B − … is.
        ma = coefficients(form.q).map { -$0 }
        rotations = form.seasons.enumerated().flatMap { index, season in
            season.harmonics.map { j in
                let angle = 2 * Double.pi * Double(j) / season.period
                return (cos(angle), sin(angle), index)
            }
        }
    }

    /// What the errors' own past makes of dₜ, into `u`, and ŷₜ into `expected`.
    func expect(_ x: UnsafePointer<Double>, width: Int, u: UnsafeMutablePointer<Double>, expected: UnsafeMutablePointer<Double>) {
        let arma = x + form.stateCount * width
        for i in 0..<width { u[i] = 0 }
        for (j, a) in ar.enumerated() { for i in 0..<width { u[i] += a * arma[j * width + i] } }
        for (j, a) in ma.enumerated() { for i in 0..<width { u[i] += a * arma[(form.p + j) * width + i] } }
        for i in 0..<width { expected[i] = x[i] + u[i] }
        var next = 1
        if form.hasTrend {
            for i in 0..<width { expected[i] += phi * x[width + i] }
            next = 2
        }
        for _ in rotations {
            let s = x + next * width
            for i in 0..<width { expected[i] += s[i] }
            next += 2
        }
    }

    /// The states after an error ε, given what `expect` made of u.
    func advance(_ x: UnsafeMutablePointer<Double>, width: Int, u: UnsafePointer<Double>, error e: UnsafePointer<Double>) {
        var next = 1
        if form.hasTrend {
            let b = x + width
            for i in 0..<width {
                let d = e[i] + u[i]
                x[i] += phi * b[i] + alpha * d
                b[i] = phi * b[i] + beta * d
            }
            next = 2
        } else {
            for i in 0..<width { x[i] += alpha * (e[i] + u[i]) }
        }
        for rotation in rotations {
            let s = x + next * width
            let star = s + width
            let (g1, g2) = gammas[rotation.season]
            for i in 0..<width {
                let d = e[i] + u[i]
                let (now, other) = (s[i], star[i])
                s[i] = now * rotation.cos + other * rotation.sin + g1 * d
                star[i] = other * rotation.cos - now * rotation.sin + g2 * d
            }
            next += 2
        }
        guard form.p + form.q > 0 else { return }
        let arma = x + form.stateCount * width
        for j in stride(from: form.p - 1, to: 0, by: -1) { for i in 0..<width { arma[j * width + i] = arma[(j - 1) * width + i] } }
        for j in stride(from: form.p + form.q - 1, to: form.p, by: -1) {
            for i in 0..<width { arma[j * width + i] = arma[(j - 1) * width + i] }
        }
        if form.p > 0 { for i in 0..<width { arma[i] = e[i] + u[i] } }
        if form.q > 0 { for i in 0..<width { arma[form.p * width + i] = e[i] } }
    }

    /// One set of states, one step: what was expected.
    func expectation(_ x: [Double]) -> Double {
        var (u, expected) = (0.0, 0.0)
        expect(x, width: 1, u: &u, expected: &expected)
        return expected
    }

    func advanced(_ x: [Double], error: Double) -> [Double] {
        var (x, u, expected, e) = (x, 0.0, 0.0, error)
        expect(x, width: 1, u: &u, expected: &expected)
        advance(&x, width: 1, u: &u, error: &e)
        return x
    }

    /// Largest modulus of the eigenvalues of F − g wᵀ that counts as forecastable (De Livera et al. 2011, §2.3): a season that never
    /// changes lies on the circle, and norms of powers see it from slightly outside.
    static let largestRadius = 1.01
    private static let squarings = 13

    /// Whether what the initial states did is forgotten, by repeated squaring: ‖Dᵏ‖^{1/k} for k = 2¹³.
    var isForecastable: Bool {
        let n = form.size
        let gain = advanced([Double](repeating: 0, count: n), error: 1)
        var d = [Double](repeating: 0, count: n * n)
        for j in 0..<n {
            var unit = [Double](repeating: 0, count: n)
            unit[j] = 1
            let weight = expectation(unit)
            for (i, value) in advanced(unit, error: 0).enumerated() { d[j * n + i] = value - gain[i] * weight }
        }
        var logarithm = 0.0
        for round in 0..<Self.squarings {
            d = MatrixProduct.product(d, d, rows: n, inner: n, columns: n)
            let norm = d.reduce(0) { $0 + $1 * $1 }.squareRoot()
            guard norm.isFinite else { return false }
            if norm < 1e-200 { return true }
            logarithm += log(norm) / Double(sign: .plus, exponent: round + 1, significand: 1)
            for i in d.indices { d[i] /= norm }
        }
        return logarithm < log(Self.largestRadius)
    }
}

/// Errors of a TBATS model over a series, with initial states of least squares: for given parameters they are linear in the states.
struct TBATSFilter {
    /// Initial states are those of least squares over this many of the longest season, and at least so many steps: a season that hardly
    /// changes is told by all of them, but those of very long series would be paid for in time.
    static let seasonsForStates = 4.0
    static let leastStepsForStates = 500

    let form: TBATSForm
    let observations: Observations
    /// Mean logarithm of the values where all are positive; 0 without a transformation.
    private let meanLogarithm: Double
    private let logarithms: [Double]
    let count: Int

    init(form: TBATSForm, observations: Observations) {
        self.form = form
        self.observations = observations
        count = observations.values.count
        logarithms = form.transforms ? zip(observations.values, observations.kinds).map { $1 == Observations.missing ? 0 : log($0) } : []
        var (sum, weight) = (0.0, 0.0)
        for (t, value) in logarithms.enumerated() where observations.kinds[t] != Observations.missing {
            sum += observations.weights[t] * value
            weight += observations.weights[t]
        }
        meanLogarithm = weight > 0 ? sum / weight : 0
    }

    /// (y^ω − 1) / ω, divided by the geometric mean of its derivative so that sums of squares of different ω compare (Box & Cox 1964,
    /// doi:10.1111/j.2517-6161.1964.tb00553.x).
    private func transformed(_ t: Int, omega: Double) -> Double {
        if !form.transforms { return observations.values[t] }
        let z = abs(omega) < 1e-6 ? logarithms[t] : (exp(omega * logarithms[t]) - 1) / omega
        return z * normalization(omega)
    }

    func normalization(_ omega: Double) -> Double { form.transforms ? exp((1 - omega) * meanLogarithm) : 1 }

    /// States before the first step, in the units of `transformed`.
    func initialStates(_ recursion: TBATSRecursion) -> [Double]? {
        let k = form.stateCount
        let width = k + 1
        let longest = form.seasons.map(\.period).max() ?? 0
        let steps = min(count, max(Self.leastStepsForStates, Int(Self.seasonsForStates * longest)))
        var x = [Double](repeating: 0, count: form.size * width)
        for j in 0..<k { x[j * width + j] = 1 }
        var u = [Double](repeating: 0, count: width)
        var e = u
        var gram = [Double](repeating: 0, count: width * width)
        x.withUnsafeMutableBufferPointer { x in
            guard let x = x.baseAddress else { return }
            for t in 0..<steps {
                recursion.expect(x, width: width, u: &u, expected: &e)
                if observations.kinds[t] == Observations.missing {
                    for i in 0..<width { e[i] = 0 }
                } else {
                    for i in 0..<width { e[i] = -e[i] }
                    e[k] += transformed(t, omega: recursion.omega)
                    let weight = observations.weights[t]
                    for i in 0..<width where e[i] != 0 {
                        let factor = e[i] * weight
                        for j in i..<width { gram[i * width + j] += factor * e[j] }
                    }
                }
                recursion.advance(x, width: width, u: &u, error: &e)
            }
        }
        var normal = [Double](repeating: 0, count: k * k)
        var right = [Double](repeating: 0, count: k)
        for i in 0..<k {
            for j in i..<k { normal[i * k + j] = gram[i * width + j] }
            // What is not told apart by so few steps stays near zero.
            normal[i * k + i] *= 1 + 1e-10
            right[i] = -gram[i * width + k]
        }
        guard let factor = try? CholeskyFactorization(normal, order: k, leastPivot: 1e-14), let states = try? factor.solution(right),
            states.allSatisfy(\.isFinite)
        else { return nil }
        return states
    }

    /// Σ weight·ε² from these states; the errors, weighted, and the states after the last step.
    func run(_ recursion: TBATSRecursion, from states: [Double], errors: inout [Double]) -> (sum: Double, final: [Double]) {
        var x = states + [Double](repeating: 0, count: form.p + form.q)
        var (u, expected, e, sum) = (0.0, 0.0, 0.0, 0.0)
        for t in 0..<count {
            recursion.expect(x, width: 1, u: &u, expected: &expected)
            let isKnown = observations.kinds[t] != Observations.missing
            e = isKnown ? transformed(t, omega: recursion.omega) - expected : 0
            recursion.advance(&x, width: 1, u: &u, error: &e)
            errors[t] = observations.weights[t].squareRoot() * e
            sum += errors[t] * errors[t]
        }
        return (sum, x)
    }

    /// Infinite where the parameters cannot be used.
    func sumOfSquares(_ parameters: [Double], errors: inout [Double], isChecked: Bool) -> Double {
        let recursion = TBATSRecursion(form: form, parameters: parameters)
        if isChecked && !recursion.isForecastable { return .infinity }
        guard let states = initialStates(recursion) else { return .infinity }
        let sum = run(recursion, from: states, errors: &errors).sum
        return sum.isFinite ? sum : .infinity
    }
}
