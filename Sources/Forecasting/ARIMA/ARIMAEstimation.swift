import Foundation
import Numerical

/// Exact maximum likelihood for one series and one set of differences: any orders, with regressors and gaps.
///
/// The differenced series is a regression with ARMA errors, w = Xβ + η, solved by generalized least squares inside the
/// likelihood. Every missing value is one more regressor, an additive outlier, whose coefficient is what is missing: integrated
/// out, it leaves the determinant of its block, and the likelihood is exactly that of the Kalman filter that skips the step
/// (Gómez, Maravall & Peña 1999, doi:10.1016/S0304-4076(98)00028-4), however many differences there are.
///
///     −2 log L = N log(2πσ²) + Σ log F + log|X₁ᵀΩ⁻¹X₁| + S/σ²,   S = Σ (v − Xβ)²/F,   N = values − differences
///
/// X₁ being the columns of the gaps. Concentrated over σ² it is N log S·c^{1/N}, a sum of squares of the scaled innovations: hence
/// Gauss–Newton steps with a box around the partial autocorrelations, in place of BFGS.
final class ARIMAEstimation {
    /// Partial autocorrelations stay within ± this.
    static let bound = 0.9999
    /// Step of the numerical derivatives.
    static let derivativeStep = 1e-4
    /// Root mean square innovations below this share of the series' scale are rounding.
    static let exactness = 1e-8
    /// Pivots below this share of their diagonal are dependent columns.
    static let dependence = 1e-9

    struct Solution {
        var form: ARIMAForm
        var partials: [Double]
        /// S.
        var sumOfSquares: Double
        /// Σ log F + log|X₁ᵀΩ⁻¹X₁|.
        var logDeterminant: Double
        /// Missing values' offsets from what was filled in, then regressors, then the constant.
        var coefficients: [Double]
        /// N.
        var effectiveCount: Int

        /// On the scaled series.
        var logLikelihood: Double {
            let n = Double(effectiveCount)
            let sum = max(sumOfSquares, n * ARIMAEstimation.exactness * ARIMAEstimation.exactness)
            return -0.5 * (n * (log(2 * .pi * sum / n) + 1) + logDeterminant)
        }
        /// Coefficients, regressors, constant and σ².
        var parameterCount: Int
        var aicc: Double {
            let k = Double(parameterCount)
            let n = Double(effectiveCount)
            guard n > k + 1 else { return .infinity }
            return -2 * logLikelihood + 2 * k + 2 * k * (k + 1) / (n - k - 1)
        }
    }

    let observations: ARIMAObservations
    let differencing: Differencing
    /// Regressors of the level, not differenced: the gaps', the caller's, the constant's.
    let gapCount: Int
    let regressorCount: Int
    let allowsConstant: Bool
    let effectiveCount: Int
    let filter: ARMAFilter
    /// Whether the likelihood is approximated by conditional least squares.
    var isConditional = false

    private let n: Int
    private let columns: Int
    private let gram: UnsafeMutablePointer<Double>
    private let beta: UnsafeMutablePointer<Double>
    private let base: UnsafeMutablePointer<Double>
    private let jacobian: UnsafeMutablePointer<Double>
    private let mostCoefficients: Int

    /// - Parameters:
    ///   - regressors: columns with a value for every step of the observations.
    ///   - capacity: of the filter's state, max(p + mP, q + mQ + 1) of the largest model to be fitted.
    ///   - mostCoefficients: p + q + P + Q of the largest.
    init(
        _ observations: ARIMAObservations, d: Int, seasonalD: Int, seasonLength m: Int, regressors: [[Double]] = [], capacity: Int,
        mostCoefficients: Int
    ) throws(ForecastingFailure) {
        self.observations = observations
        differencing = Differencing(d, seasonal: seasonalD, seasonLength: m)
        gapCount = observations.missing.count
        regressorCount = regressors.count
        allowsConstant = d + seasonalD <= 1
        effectiveCount = observations.count - differencing.lostCount - gapCount
        guard effectiveCount >= 2 else { throw .tooShort(known: observations.knownCount, needed: differencing.lostCount + 2) }
        var levels = [observations.values]
        for step in observations.missing {
            var column = [Double](repeating: 0, count: observations.count)
            column[step] = 1
            levels.append(column)
        }
        levels += regressors
        if allowsConstant {
            levels.append((0..<observations.count).map { d + seasonalD == 0 ? 1 : Double($0 + 1) })
        }
        let differencing = differencing
        filter = ARMAFilter(columns: levels.map(differencing.differenced), capacity: capacity)
        n = filter.count
        columns = filter.columnCount
        self.mostCoefficients = mostCoefficients
        gram = .allocate(capacity: columns * columns)
        gram.initialize(repeating: 0, count: columns * columns)
        beta = .allocate(capacity: columns)
        beta.initialize(repeating: 0, count: columns)
        base = .allocate(capacity: n)
        base.initialize(repeating: 0, count: n)
        jacobian = .allocate(capacity: max(1, n * mostCoefficients))
        jacobian.initialize(repeating: 0, count: max(1, n * mostCoefficients))
    }

    deinit {
        gram.deallocate()
        beta.deallocate()
        base.deallocate()
        jacobian.deallocate()
    }

    /// The best coefficients from a start, or the start itself where there are none.
    func solution(_ form: ARIMAForm, from start: [Double], tolerance: Double = 1e-6, steps: Int = 40) -> Solution? {
        let k = form.coefficientCount
        precondition(start.count == k && k <= mostCoefficients, "\(start.count) values for \(form)")
        var p = start
        if k > 0 {
            var last = [Double](repeating: .nan, count: k)
            let optimizer = LevenbergMarquardt(maximumSteps: steps, tolerance: tolerance, initialDamping: 1e-3)
            let value = optimizer.minimize(
                &p, lower: [Double](repeating: -Self.bound, count: k), upper: [Double](repeating: Self.bound, count: k)
            ) { trial, normal in
                objective(form, trial, normal: normal, last: &last)
            }
            guard value.isFinite else { return nil }
        }
        return p.withUnsafeBufferPointer { buffer in
            // An empty array has no address; the objective does not read it.
            solved(form, buffer.baseAddress ?? UnsafePointer(base))
        }
    }

    /// The likelihood at given partial autocorrelations.
    func evaluated(_ form: ARIMAForm, _ partials: [Double]) -> Solution? {
        partials.withUnsafeBufferPointer { solved(form, $0.baseAddress ?? UnsafePointer(base)) }
    }

    private func usedColumns(_ form: ARIMAForm) -> Int { form.hasConstant ? columns : columns - (allowsConstant ? 1 : 0) }

    private func solved(_ form: ARIMAForm, _ p: UnsafePointer<Double>) -> Solution? {
        let model = ARMAPolynomials(form: form, partials: p)
        guard let (sum, determinant) = regression(model, residuals: base) else { return nil }
        let used = usedColumns(form)
        return Solution(
            form: form, partials: (0..<form.coefficientCount).map { p[$0] }, sumOfSquares: sum, logDeterminant: determinant,
            coefficients: (1..<max(1, used)).map { beta[$0] }, effectiveCount: effectiveCount,
            parameterCount: form.coefficientCount + regressorCount + (form.hasConstant ? 1 : 0) + 1)
    }

    /// S c^{1/N} as the sum of squares of residuals scaled by c^{1/2N}.
    private func objective(
        _ form: ARIMAForm, _ p: UnsafePointer<Double>, normal: LevenbergMarquardt.Normal?, last: inout [Double]
    ) -> Double {
        let k = form.coefficientCount
        func residuals(_ q: UnsafePointer<Double>, into r: UnsafeMutablePointer<Double>) -> Double {
            guard let (sum, determinant) = regression(ARMAPolynomials(form: form, partials: q), residuals: r) else { return .infinity }
            let factor = exp(determinant / (2 * Double(effectiveCount)))
            for t in 0..<n { r[t] *= factor }
            return sum * factor * factor
        }
        let isKnown = (0..<k).allSatisfy { last[$0] == p[$0] }
        if !isKnown || normal == nil {
            lastValue = residuals(p, into: base)
            for i in 0..<k { last[i] = p[i] }
        }
        let value = lastValue
        guard let normal, value.isFinite else { return value }
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: k) { buffer -> Double in
            guard let q = buffer.baseAddress else { return value }
            q.initialize(from: p, count: k)
            for i in 0..<k {
                // Towards the middle: never over the edge of the box.
                let h = p[i] > 0 ? -Self.derivativeStep : Self.derivativeStep
                q[i] = p[i] + h
                let column = jacobian + i * n
                if residuals(q, into: column).isFinite {
                    let inverse = 1 / h
                    for t in 0..<n { column[t] = (column[t] - base[t]) * inverse }
                } else {
                    column.update(repeating: 0, count: n)
                }
                q[i] = p[i]
            }
            for i in 0..<k {
                let column = jacobian + i * n
                normal.gradient[i] = dot(column, base, n)
                for j in 0...i { normal.matrix[i * k + j] = dot(column, jacobian + j * n, n) }
            }
            return value
        }
    }
    private var lastValue = Double.infinity

    /// Generalized least squares at the model: fills β and the residuals; S and the logarithm of the determinants.
    private func regression(_ model: ARMAPolynomials, residuals: UnsafeMutablePointer<Double>) -> (sum: Double, logDeterminant: Double)? {
        let used = usedColumns(model.form)
        guard var determinant = filter.run(model, columns: used, isConditional: isConditional) else { return nil }
        if isConditional {
            // S stands for n innovations, of which the first p′ are missing.
            let left = n - model.form.autoregressiveDegree
            guard left > 0 else { return nil }
            determinant = Double(effectiveCount) * log(Double(n) / Double(left))
        }
        let y = filter.column(0)
        residuals.update(from: y, count: n)
        let c = used - 1
        if c > 0 {
            for i in 0..<c {
                let column = filter.column(i + 1)
                for j in 0...i {
                    let first = max(filter.firstStep(i + 1), filter.firstStep(j + 1))
                    gram[i * columns + j] = dot(column + first, filter.column(j + 1) + first, n - first)
                }
                beta[i + 1] = dot(column, y, n)
            }
            // Cholesky; dependent columns get a zero coefficient.
            for i in 0..<c {
                let row = gram + i * columns
                let diagonal = row[i]
                for j in 0...i {
                    let other = gram + j * columns
                    var sum = row[j]
                    for l in 0..<j { sum -= row[l] * other[l] }
                    if i == j {
                        let isIndependent = sum > Self.dependence * diagonal && sum > 0
                        row[i] = isIndependent ? sum.squareRoot() : .infinity
                        if isIndependent, i < gapCount { determinant += log(sum) }
                    } else {
                        row[j] = sum / other[j]
                    }
                }
            }
            for i in 0..<c {
                let row = gram + i * columns
                var sum = beta[i + 1]
                for j in 0..<i { sum -= row[j] * beta[j + 1] }
                beta[i + 1] = sum / row[i]
            }
            for i in stride(from: c - 1, through: 0, by: -1) {
                var sum = beta[i + 1]
                for j in (i + 1)..<max(i + 1, c) { sum -= gram[j * columns + i] * beta[j + 1] }
                beta[i + 1] = sum / gram[i * columns + i]
            }
            for i in 0..<c where beta[i + 1] != 0 {
                let column = filter.column(i + 1)
                let b = beta[i + 1]
                for t in filter.firstStep(i + 1)..<n { residuals[t] -= b * column[t] }
            }
        }
        let sum = dot(residuals, residuals, n)
        return sum.isFinite && determinant.isFinite ? (sum, determinant) : nil
    }

    /// Cholesky factor of X₁ᵀΩ⁻¹X₁ after the last evaluation, rows of the lower triangle; infinite pivots where a column is dependent.
    var gapFactor: [[Double]] { (0..<gapCount).map { i in (0...i).map { gram[i * columns + $0] } } }
}

/// Σ aᵢbᵢ, four sums side by side.
@inline(__always)
func dot(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int) -> Double {
    var lanes = SIMD4<Double>.zero
    let whole = max(0, count) & ~3
    var i = 0
    while i < whole {
        lanes += SIMD4(a[i], a[i + 1], a[i + 2], a[i + 3]) * SIMD4(b[i], b[i + 1], b[i + 2], b[i + 3])
        i += 4
    }
    var sum = lanes.sum()
    while i < count {
        sum += a[i] * b[i]
        i += 1
    }
    return sum
}
