import Foundation

/// Exact innovations of stationary, invertible ARMA processes: the Kalman filter in the form of Morf, Sidhu & Kailath (1974,
/// doi:10.1109/TAC.1974.1100576), which Pearlman (1980, doi:10.1093/biomet/67.1.232) and Mélard (1984, doi:10.2307/2347672)
/// brought to ARMA likelihoods. It carries a vector where the usual filter (Gardner, Harvey & Phillips 1980) carries a matrix: r
/// operations a step instead of r², which is what makes a season of 52 affordable.
///
/// With σ² = 1 and the state of Harvey (1989, §3.3), x ← Φx + g e, w = x₀, Φ having φ in its first column and ones above its
/// diagonal, g = (1, θ₁, …):
///
/// | symbol | meaning |
/// | --- | --- |
/// | r | size of the state, max(p′, q′ + 1), p′ and q′ being the degrees of the expanded polynomials |
/// | F, K | variance of the innovation, gain: x̂ ← Φx̂ + K v/F |
/// | L, N | the covariance of x̂ changes by N·L Lᵀ from step to step |
/// | v | innovation w − x̂₀; white: v/√F |
///
/// From L = K, N = −1/F:  a = L₀, u = ΦL;  K ← K + N a u,  L ← u − K a/F (with the K and F of before),  F ← F + N a²,
/// N ← N F/F₊. F falls towards 1; once it is there the gain is φ + θ and only nonzero coefficients are visited (Mélard's
/// quick recursion).
///
/// Regressors go through the same filter as the series, column by column, which turns generalized least squares into ordinary
/// (Harvey & Phillips 1979, doi:10.1093/biomet/66.1.49).
final class ARMAFilter {
    /// F − 1 below this counts as converged.
    static let convergence = 1e-9

    let count: Int
    let columnCount: Int
    /// Largest r that fits the work space.
    let capacity: Int
    /// v/√F, `count` values for each column.
    let white: UnsafeMutablePointer<Double>
    private let data: UnsafeMutablePointer<Double>
    /// First step at which a column is not zero.
    private let firstSteps: [Int]
    private let states: UnsafeMutablePointer<Double>
    private let stateLength: Int
    private let gain: UnsafeMutablePointer<Double>
    private let change: UnsafeMutablePointer<Double>
    private let scratch: UnsafeMutablePointer<Double>
    private let scratchCount: Int

    /// r, F, N, and whether the quick recursion was reached, after the last run.
    private var r = 1
    private var variance = 1.0
    private var sign = 0.0
    private var isSteady = false

    /// - Parameter capacity: of r.
    init(columns: [[Double]], capacity: Int) {
        count = columns.first?.count ?? 0
        columnCount = columns.count
        self.capacity = capacity
        data = .allocate(capacity: max(1, count * columnCount))
        white = .allocate(capacity: max(1, count * columnCount))
        white.initialize(repeating: 0, count: max(1, count * columnCount))
        // States slide through their buffer by one place a step, so that Φ's shift costs nothing.
        stateLength = count + capacity + 2
        states = .allocate(capacity: stateLength * columnCount)
        states.initialize(repeating: 0, count: stateLength * columnCount)
        change = .allocate(capacity: stateLength)
        change.initialize(repeating: 0, count: stateLength)
        gain = .allocate(capacity: capacity + 1)
        gain.initialize(repeating: 0, count: capacity + 1)
        scratchCount = 7 * (capacity + 2) + (capacity + 1) * (capacity + 2) / 2
        scratch = .allocate(capacity: scratchCount)
        scratch.initialize(repeating: 0, count: scratchCount)
        var firsts = [Int]()
        for (index, column) in columns.enumerated() {
            precondition(column.count == count, "a column of \(column.count) beside one of \(count)")
            for step in 0..<count { (data + index * count + step).initialize(to: column[step]) }
            firsts.append(column.firstIndex { $0 != 0 } ?? count)
        }
        firstSteps = firsts
    }

    deinit {
        data.deallocate()
        white.deallocate()
        states.deallocate()
        change.deallocate()
        gain.deallocate()
        scratch.deallocate()
    }

    func column(_ index: Int) -> UnsafePointer<Double> { UnsafePointer(white + index * count) }
    func firstStep(_ index: Int) -> Int { firstSteps[index] }

    /// Whitens the first `used` columns. Returns Σ log F, or nil where φ(B)Φ(Bᵐ) is not stationary.
    ///
    /// - Parameter isConditional: takes what came before the first step for zero and leaves out the first p′ innovations, as
    ///   conditional least squares does: an approximation for long series, at the cost of the nonzero coefficients only.
    func run(_ model: ARMAPolynomials, columns used: Int, isConditional: Bool = false) -> Double? {
        let p = model.form.autoregressiveDegree
        let q = model.form.movingAverageDegree
        r = max(p, q + 1)
        precondition(r <= capacity, "a state of \(r) in \(capacity)")
        let length = count + r + 1
        for c in 0..<used { (states + c * stateLength).update(repeating: 0, count: length) }
        if isConditional {
            variance = 1
        } else {
            guard start(model, p: p, q: q) else { return nil }
        }
        defer { if isConditional { for c in 0..<used { (white + c * count).update(repeating: 0, count: min(p, count)) } } }
        return model.autoregressive.withUnsafeBufferPointer { ar in
            model.movingAverage.withUnsafeBufferPointer { ma in filtered(ar, ma, columns: used) }
        }
    }

    private func filtered(
        _ ar: UnsafeBufferPointer<ARMAPolynomials.Term>, _ ma: UnsafeBufferPointer<ARMAPolynomials.Term>, columns used: Int
    ) -> Double {
        let r = r
        let gain = gain
        let change = change
        var f = variance
        var n = sign
        var logSum = 0.0
        var product = 1.0
        var t = 0
        while t < count, f - 1 > Self.convergence {
            let inverse = 1 / f
            let root = inverse.squareRoot()
            for c in 0..<used where t >= firstSteps[c] {
                let x = states + c * stateLength + t
                let x0 = x[0]
                let v = data[c * count + t] - x0
                white[c * count + t] = v * root
                let g = v * inverse
                let next = x + 1
                for i in 0..<r { next[i] += gain[i] * g }
                for term in ar { x[term.lag] += term.value * x0 }
            }
            product *= f
            if product > 1e200 {
                logSum += log(product)
                product = 1
            }
            let l = change + t
            let a = l[0]
            for term in ar { l[term.lag] += term.value * a }
            let na = n * a
            let share = a * inverse
            let next = l + 1
            for i in 0..<r {
                let u = next[i]
                let k = gain[i]
                next[i] = u - k * share
                gain[i] = k + na * u
            }
            let newer = max(1, f + na * a)
            n *= f / newer
            f = newer
            t += 1
        }
        logSum += log(product)
        variance = f
        sign = n
        isSteady = t < count || f - 1 <= Self.convergence
        if isSteady {
            variance = 1
            for c in 0..<used {
                let base = states + c * stateLength
                for s in max(t, firstSteps[c])..<max(count, t, firstSteps[c]) {
                    let x = base + s
                    let w = data[c * count + s]
                    let v = w - x[0]
                    white[c * count + s] = v
                    for term in ar { x[term.lag] += term.value * w }
                    for term in ma { x[term.lag] += term.value * v }
                }
            }
        }
        return logSum
    }

    /// F, K, L, N before the first step, from the stationary covariance of the state with w.
    private func start(_ model: ARMAPolynomials, p: Int, q: Int) -> Bool {
        let gamma = scratch
        let process = scratch + (capacity + 2)
        let products = scratch + 4 * (capacity + 2)
        let psi = scratch + 5 * (capacity + 2)
        let m = scratch + 6 * (capacity + 2)
        let ladder = scratch + 7 * (capacity + 2)
        let ar = model.autoregressive
        let ma = model.movingAverage
        // ψ up to q: covariances of e with the w that follow.
        psi.update(repeating: 0, count: q + 1)
        psi[0] = 1
        for term in ma { psi[term.lag] += term.value }
        if p > 0, q > 0 {
            for j in 1...q {
                var sum = psi[j]
                for term in ar where term.lag <= j { sum += term.value * psi[j - term.lag] }
                psi[j] = sum
            }
        }
        m.update(repeating: 0, count: r + 1)
        if p > 0 {
            guard Self.autocovariances(ar, degree: p, count: p + q + 1, ladder: ladder, into: process) else { return false }
            // γ(j) = Σ gₗ γᵤ(j − l), g being the autocovariances of θ(B)Θ(Bᵐ)e and u the process with θ = Θ = 0.
            products.update(repeating: 0, count: q + 1)
            products[0] = 1
            for term in ma {
                products[0] += term.value * term.value
                products[term.lag] += term.value
            }
            for (index, one) in ma.enumerated() {
                for other in ma[..<index] { products[abs(one.lag - other.lag)] += one.value * other.value }
            }
            for j in 0...p {
                var sum = products[0] * process[j]
                for l in 0..<q where products[l + 1] != 0 { sum += products[l + 1] * (process[j + l + 1] + process[abs(j - l - 1)]) }
                gamma[j] = sum
            }
            // Cov(x_i, w) = Σ_{k ≥ i} φ_{k+1} γ(k − i + 1) + θ_k ψ_{k−i}.
            for term in ar { for i in 0..<term.lag { m[i] += term.value * gamma[term.lag - i] } }
        }
        m[0] += 1
        for term in ma { for i in 0...term.lag { m[i] += term.value * psi[term.lag - i] } }
        variance = m[0]
        guard variance.isFinite, variance > 0 else { return false }
        variance = max(1, variance)
        for i in 0..<r { gain[i] = m[i + 1] }
        for term in ar { gain[term.lag - 1] += term.value * m[0] }
        change.update(repeating: 0, count: count + r + 1)
        for i in 0..<r { change[i] = gain[i] }
        sign = -1 / variance
        return true
    }

    /// Autocovariances of an autoregression with unit noise: partial autocorrelations by stepping Levinson's recursion down, then
    /// autocovariances on the way up. False where it is not stationary.
    static func autocovariances(
        _ terms: [ARMAPolynomials.Term], degree p: Int, count: Int, ladder: UnsafeMutablePointer<Double>,
        into gamma: UnsafeMutablePointer<Double>
    ) -> Bool {
        // Row k of the ladder holds the k coefficients of the best predictor from k values.
        func row(_ k: Int) -> UnsafeMutablePointer<Double> { ladder + k * (k - 1) / 2 }
        let top = row(p)
        top.update(repeating: 0, count: p)
        for term in terms { top[term.lag - 1] = term.value }
        var k = p
        var scale = 1.0
        while k > 0 {
            let a = row(k)
            let reflection = a[k - 1]
            let remaining = 1 - reflection * reflection
            guard remaining > 0, abs(reflection) < 1 else { return false }
            scale *= remaining
            if k > 1 {
                let below = row(k - 1)
                let factor = 1 / remaining
                for j in 0..<(k - 1) { below[j] = (a[j] + reflection * a[k - 2 - j]) * factor }
            }
            k -= 1
        }
        guard scale > 0 else { return false }
        gamma[0] = 1 / scale
        var error = gamma[0]
        for k in 1..<max(1, min(p + 1, count)) {
            let reflection = row(k)[k - 1]
            var sum = reflection * error
            let a = row(max(1, k - 1))
            for j in 0..<(k - 1) { sum += a[j] * gamma[k - 1 - j] }
            gamma[k] = sum
            error *= 1 - reflection * reflection
        }
        for k in (p + 1)..<max(p + 1, count) {
            var sum = 0.0
            for term in terms { sum += term.value * gamma[k - term.lag] }
            gamma[k] = sum
        }
        return true
    }
}

extension ARMAFilter {
    /// What the last run leaves for forecasting: the series less its regressors (`coefficients` of the columns after the first), and
    /// the first `gaps` of those columns by themselves.
    func predictor(_ model: ARMAPolynomials, coefficients: [Double], gaps: Int) -> ARMAPredictor {
        func state(_ column: Int) -> [Double] { (0..<r).map { states[column * stateLength + count + $0] } }
        var combined = state(0)
        for (index, coefficient) in coefficients.enumerated() where coefficient != 0 {
            let other = state(index + 1)
            for i in 0..<r { combined[i] -= coefficient * other[i] }
        }
        var k = [Double](repeating: 0, count: r)
        if isSteady {
            for term in model.autoregressive { k[term.lag - 1] += term.value }
            for term in model.movingAverage { k[term.lag - 1] += term.value }
        } else {
            for i in 0..<r { k[i] = gain[i] }
        }
        return ARMAPredictor(
            autoregressive: model.autoregressive, state: combined, gapStates: (0..<gaps).map { state($0 + 1) }, variance: variance, gain: k,
            change: isSteady ? [] : (0..<r).map { change[count + $0] }, sign: isSteady ? 0 : sign)
    }
}
