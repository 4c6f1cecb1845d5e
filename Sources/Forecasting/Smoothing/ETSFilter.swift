import Foundation
import Numerical

/// One pass of exponential smoothing over a series: states, one-step errors, and the derivatives of the errors with respect
/// to every smoothing parameter and initial state.
///
/// | symbol | meaning |
/// | --- | --- |
/// | ℓ, b, s | level, trend, seasonal states |
/// | α, β = αβ*, γ = (1 − α)γ*, φ | smoothing of level, trend and season, damping; α, β*, γ*, φ lie in a box |
/// | L = ℓ + φb, μ | level one step on; one-step forecast μ = L + s or L·s |
/// | e, ε | error y − μ; relative error e/μ |
///
/// In error-correction form (Hyndman et al. 2008, table 2.1, with β*, γ* of §2.5 and §3.4.2) an additive season gives
/// ℓ ← L + αe, b ← φb + βe, s ← s + γe *whatever the kind of error*, because Lε = e·L/μ; a multiplicative season gives
/// ℓ ← L + αe/s, b ← φb + βe/s, s ← s + γe/L. The kind of error only changes the likelihood: −2 log L = n log F up to a
/// constant with F = Σe² or, for a relative error, F = G² Σε², G being the geometric mean of |μ| (ibid., §5.1). Both are sums
/// of squares, so that Gauss–Newton steps apply to all parameters at once: for the initial states of linear models, in which
/// e is linear, one such step *is* the least-squares solution.
///
/// A step that is missing, or that ran out of stock at less than was expected, carries the states on: e = 0.
final class ETSFilter {
    typealias Lane = SIMD4<Double>

    struct States {
        var level: Double
        var trend: Double
        var season: [Double]
        /// Place in `season` of the next step.
        var phase: Int
    }

    let form: ETSForm
    let count: Int
    let seasonLength: Int
    /// Parameters: α, then β*, γ*, φ, ℓ₀, b₀, s₀ … as far as the form has them.
    let parameterCount: Int
    let betaIndex: Int?
    let gammaIndex: Int?
    let phiIndex: Int?
    let levelIndex: Int
    let trendIndex: Int?
    let seasonIndex: Int?

    private let y: [Double]
    private let kind: [UInt8]
    private let weight: [Double]
    private let lanes: Int
    private let scratch: UnsafeMutablePointer<Double>
    private let scratchCount: Int
    private let derivatives: UnsafeMutablePointer<Lane>
    private let derivativeCount: Int

    init(form: ETSForm, observations: Observations) {
        self.form = form
        count = observations.values.count
        seasonLength = form.season == .none ? 1 : observations.seasonLength
        y = observations.values
        kind = observations.kinds
        weight = observations.weights
        var next = 1
        func taken(_ wanted: Bool, _ size: Int = 1) -> Int? {
            guard wanted else { return nil }
            defer { next += size }
            return next
        }
        betaIndex = taken(form.trend != .none)
        gammaIndex = taken(form.season != .none)
        phiIndex = taken(form.trend == .damped)
        levelIndex = next
        next += 1
        trendIndex = taken(form.trend != .none)
        seasonIndex = taken(form.season != .none, seasonLength)
        parameterCount = next
        lanes = (parameterCount + 3) / 4
        scratchCount = seasonLength
        scratch = .allocate(capacity: scratchCount)
        scratch.initialize(repeating: 0, count: scratchCount)
        // dα, dβ, dγ, dφ, dℓ, db, dμ or dε, dL, Σ dμ/μ, Σ ε dε, then ds by season, then the rows of Σ dε dεᵀ.
        derivativeCount = lanes * (10 + seasonLength + lanes * 4)
        derivatives = .allocate(capacity: derivativeCount)
        derivatives.initialize(repeating: .zero, count: derivativeCount)
    }

    deinit {
        scratch.deallocate()
        derivatives.deallocate()
    }

    /// F at the parameters; infinite where a relative error or a multiplicative season meets μ ≤ 0.
    func sumOfSquares(_ p: UnsafePointer<Double>) -> Double {
        run(p, normal: nil, errors: nil, final: nil)
    }

    /// F, JᵀJ and Jᵀr.
    func sumOfSquares(_ p: UnsafePointer<Double>, normal: LevenbergMarquardt.Normal?) -> Double {
        guard let normal else { return run(p, normal: nil, errors: nil, final: nil) }
        return runWithDerivatives(p, normal)
    }

    /// States after the last step and the one-step errors (relative where the form's error is; NaN where nothing was known).
    func filtered(_ parameters: [Double]) -> (states: States, errors: [Double], sumOfSquares: Double) {
        var errors = [Double](repeating: .nan, count: count)
        var states = States(level: 0, trend: 0, season: [], phase: 0)
        let sum = parameters.withUnsafeBufferPointer { p -> Double in
            guard let base = p.baseAddress else { return .infinity }
            return run(base, normal: nil, errors: &errors, final: &states)
        }
        return (states, errors, sum)
    }

    private func run(
        _ p: UnsafePointer<Double>, normal: LevenbergMarquardt.Normal?, errors: UnsafeMutablePointer<Double>?,
        final: UnsafeMutablePointer<States>?
    ) -> Double {
        let alpha = p[0]
        let beta = betaIndex.map { alpha * p[$0] } ?? 0
        let gamma = gammaIndex.map { (1 - alpha) * p[$0] } ?? 0
        let phi = phiIndex.map { p[$0] } ?? (trendIndex == nil ? 0 : 1)
        var level = p[levelIndex]
        var trend = trendIndex.map { p[$0] } ?? 0
        let season = scratch
        let m = seasonLength
        if let seasonIndex { for j in 0..<m { season[j] = p[seasonIndex + j] } } else { season[0] = 0 }
        let relative = form.error == .multiplicative
        let multiplied = form.season == .multiplicative
        var sum = 0.0
        var product = 1.0
        var exponent = 0.0
        var total = 0.0
        var j = 0
        y.withUnsafeBufferPointer { y in
            kind.withUnsafeBufferPointer { kind in
                weight.withUnsafeBufferPointer { weight in
                    for t in 0..<count {
                        let ahead = level + phi * trend
                        let s = season[j]
                        let mean = multiplied ? ahead * s : ahead + s
                        var e = y[t] - mean
                        let used = kind[t] == Observations.known || (kind[t] == Observations.atLeast && e > 0)
                        if !used { e = 0 }
                        if used {
                            let w = weight[t]
                            if relative {
                                let r = e / mean
                                sum += w * r * r
                                if w == 1 { product *= mean } else { exponent += w * log2(mean) }
                                if product > 0x1p500 || product < 0x1p-500 {
                                    exponent += Double(product.exponent)
                                    product = product.significand
                                }
                                errors?[t] = r
                            } else {
                                sum += w * e * e
                                errors?[t] = e
                            }
                            total += w
                        }
                        if (relative || multiplied) && !(mean > Self.leastMean) { sum = .infinity }
                        if multiplied {
                            if !(ahead > Self.leastMean) || !(s > Self.leastMean) { sum = .infinity }
                            level = ahead + alpha * e / s
                            trend = phi * trend + beta * e / s
                            season[j] = s + gamma * e / ahead
                        } else {
                            level = ahead + alpha * e
                            trend = phi * trend + beta * e
                            if gamma != 0 { season[j] = s + gamma * e }
                        }
                        j += 1
                        if j == m { j = 0 }
                    }
                }
            }
        }
        if let final {
            final.pointee = States(level: level, trend: trend, season: (0..<m).map { season[$0] }, phase: j)
        }
        guard sum.isFinite, total > 0 else { return total > 0 ? .infinity : 0 }
        if relative {
            let logMean = (exponent + log2(product)) / total
            return sum * exp2(2 * logMean)
        }
        return sum
    }

    private func runWithDerivatives(_ p: UnsafePointer<Double>, _ normal: LevenbergMarquardt.Normal) -> Double {
        let alpha = p[0]
        let betaStar = betaIndex.map { p[$0] } ?? 0
        let gammaStar = gammaIndex.map { p[$0] } ?? 0
        let beta = alpha * betaStar
        let gamma = gammaIndex == nil ? 0 : (1 - alpha) * gammaStar
        let phi = phiIndex.map { p[$0] } ?? (trendIndex == nil ? 0 : 1)
        var level = p[levelIndex]
        var trend = trendIndex.map { p[$0] } ?? 0
        let m = seasonLength
        let season = scratch
        if let seasonIndex { for j in 0..<m { season[j] = p[seasonIndex + j] } } else { season[0] = 0 }
        derivatives.update(repeating: .zero, count: derivativeCount)
        let k = lanes
        let dAlpha = derivatives
        let dBeta = dAlpha + k
        let dGamma = dBeta + k
        let dPhi = dGamma + k
        let dLevel = dPhi + k
        let dTrend = dLevel + k
        let dError = dTrend + k
        let dAhead = dError + k
        let dLog = dAhead + k
        let cross = dLog + k
        let dSeason = cross + k
        let square = dSeason + k * m
        func set(_ pointer: UnsafeMutablePointer<Lane>, _ index: Int, _ value: Double) { pointer[index >> 2][index & 3] = value }
        set(dAlpha, 0, 1)
        if let betaIndex {
            set(dBeta, 0, betaStar)
            set(dBeta, betaIndex, alpha)
        }
        if let gammaIndex {
            set(dGamma, 0, -gammaStar)
            set(dGamma, gammaIndex, 1 - alpha)
        }
        if let phiIndex { set(dPhi, phiIndex, 1) }
        set(dLevel, levelIndex, 1)
        if let trendIndex { set(dTrend, trendIndex, 1) }
        if let seasonIndex { for j in 0..<m { set(dSeason + j * k, seasonIndex + j, 1) } }

        let relative = form.error == .multiplicative
        let multiplied = form.season == .multiplicative
        let seasonal = form.season != .none
        var sum = 0.0
        var exponent = 0.0
        var total = 0.0
        var j = 0
        for t in 0..<count {
            let ahead = level + phi * trend
            let s = season[j]
            let mean = multiplied ? ahead * s : ahead + s
            if (relative || multiplied) && !(mean > Self.leastMean) { return .infinity }
            var e = y[t] - mean
            let used = kind[t] == Observations.known || (kind[t] == Observations.atLeast && e > 0)
            if !used { e = 0 }
            let ds = dSeason + j * k
            for i in 0..<k {
                let d = dLevel[i] + phi * dTrend[i] + trend * dPhi[i]
                dAhead[i] = d
                dError[i] = multiplied ? -(s * d + ahead * ds[i]) : -(d + ds[i])
            }
            if !used {
                for i in 0..<k {
                    dLevel[i] = dAhead[i]
                    dTrend[i] = phi * dTrend[i] + trend * dPhi[i]
                }
                level = ahead
                trend = phi * trend
                j = j + 1 == m ? 0 : j + 1
                continue
            }
            let inverse = multiplied ? 1 / s : 1
            let overLevel = multiplied ? 1 / ahead : 1
            let es = e * inverse
            let ea = e * overLevel
            for i in 0..<k {
                let de = dError[i]
                // d(e/s) and d(e/L); both are de where the season adds.
                let des = multiplied ? inverse * (de - es * ds[i]) : de
                dLevel[i] = dAhead[i] + es * dAlpha[i] + alpha * des
                dTrend[i] = phi * dTrend[i] + trend * dPhi[i] + es * dBeta[i] + beta * des
                if seasonal {
                    let dea = multiplied ? overLevel * (de - ea * dAhead[i]) : de
                    ds[i] = ds[i] + ea * dGamma[i] + gamma * dea
                }
            }
            level = ahead + alpha * es
            trend = phi * trend + beta * es
            if seasonal { season[j] = s + gamma * ea }
            let w = weight[t]
            var r = e
            if relative {
                let over = 1 / mean
                r = e * over
                exponent += w * log2(mean)
                let factor = -y[t] * over * over
                for i in 0..<k {
                    let dMean = -dError[i]
                    dLog[i] += w * over * dMean
                    dError[i] = factor * dMean
                }
            }
            sum += w * r * r
            total += w
            let root = w == 1 ? 1 : w.squareRoot()
            if root != 1 { for i in 0..<k { dError[i] *= root } }
            let weighted = root * r
            for i in 0..<k { cross[i] += weighted * dError[i] }
            for row in 0..<parameterCount {
                let d = dError[row >> 2][row & 3]
                if d == 0 { continue }
                let target = square + row * k
                for i in 0...(row >> 2) { target[i] += d * dError[i] }
            }
            j = j + 1 == m ? 0 : j + 1
        }
        guard sum.isFinite else { return .infinity }
        let n = parameterCount
        guard total > 0 else {
            normal.matrix.update(repeating: 0, count: n * n)
            normal.gradient.update(repeating: 0, count: n)
            return 0
        }
        let logMean = relative ? exponent / total : 0
        let g2 = relative ? exp2(2 * logMean) : 1
        // r = Gε, dr = G(dε + ε u) with u = d log G.
        for row in 0..<n {
            let u = dLog[row >> 2][row & 3] / total
            let c = cross[row >> 2][row & 3]
            normal.gradient[row] = g2 * (c + sum * u)
            for column in 0...row {
                let v = dLog[column >> 2][column & 3] / total
                let q = square[row * k + (column >> 2)][column & 3]
                normal.matrix[row * n + column] = g2 * (q + c * v + u * cross[column >> 2][column & 3] + sum * u * v)
            }
        }
        return sum * g2
    }

    /// Below this share of the series' scale a mean is taken for zero: a relative error would mean nothing.
    static let leastMean = 1e-6
}
