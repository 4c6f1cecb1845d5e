import Numerical

/// Reconciliation of base forecasts that do not add up, with the least total error variance (MinT; Wickramasuriya,
/// Athanasopoulos & Hyndman 2019, doi:10.1080/01621459.2018.1448825), optionally without negative values (Wickramasuriya,
/// Turlach & Hyndman 2020, doi:10.1007/s11222-020-09930-0).
///
///     ŷ      base forecasts, m aggregates then n leaves      C   aggregates × leaves, zeros and ones
///     ỹ      reconciled, ỹ = S b                              U′  [I −C], so that U′ỹ = 0
///     W      D + F Fᵀ (`ErrorCovariance`)                     μ   multipliers of the m constraints
///     A, N   leaves held at zero, all other series            z   the common factors' scores
///
/// The problem min (ŷ − y)ᵀ W⁻¹ (ŷ − y) subject to U′y = 0 and y_A = 0 is the same as
/// min (ŷ − y − F z)ᵀ D⁻¹ (ŷ − y − F z) + zᵀz over y and z. Its conditions reduce, with B = U′_N F_N, K = F_Aᵀ D_A⁻¹ F_A,
/// f = F_Aᵀ D_A⁻¹ ŷ_A, to one system in m unknowns:
///
///     (U′_N D_N U_N + B (I + K)⁻¹ Bᵀ) μ = U′_N ŷ_N − B (I + K)⁻¹ f
///
/// With A empty that is U′W U μ = U′ŷ and ỹ = ŷ − W U μ. The matrix is formed and factorized while m is moderate, and else
/// used in products only (conjugate gradients). Nothing of the size leaves × leaves exists.
public struct MinimumTrace: Sendable {
    public enum Failure: Error, Equatable {
        /// A base forecast is not finite.
        case notFinite
        /// Conjugate gradients, or the search for the leaves that are zero, did not end.
        case notConverged
    }

    public let aggregation: Aggregation
    public let covariance: ErrorCovariance
    /// Up to so many aggregates the system is factorized.
    let directLimit: Int
    private let unconstrained: System

    /// - Parameter directLimit: aggregates up to which the system is factorized; default 1,500, where that takes under a second.
    /// - Throws: `CholeskyFactorization.Failure` where W is not positive definite.
    public init(aggregation: Aggregation, covariance: ErrorCovariance, directLimit: Int = 1_500) throws {
        precondition(
            covariance.seriesCount == aggregation.seriesCount, "W of \(covariance.seriesCount) series for \(aggregation.seriesCount)")
        self.aggregation = aggregation
        self.covariance = covariance
        self.directLimit = directLimit
        unconstrained = try System(aggregation, covariance, held: nil, directLimit: directLimit)
    }

    /// Reconciled values of the leaves; `aggregation.summed` of them are the aggregates'.
    ///
    /// - Parameters:
    ///   - base: base forecasts of one step: aggregates, then leaves.
    ///   - nonNegative: whether the leaves, and so all sums, are kept from falling below zero.
    /// - Throws: `Failure`.
    public func leaves(reconciling base: [Double], nonNegative: Bool = true) throws -> [Double] {
        precondition(base.count == aggregation.seriesCount, "\(base.count) base forecasts for \(aggregation.seriesCount) series")
        guard base.allSatisfy(\.isFinite) else { throw Failure.notFinite }
        let free = try unconstrained.solution(base, held: nil)
        guard nonNegative else { return free.leaves }
        let tolerance = Self.tolerance * (base[aggregation.aggregateCount...].lazy.map { abs($0) }.max() ?? 0)
        guard free.leaves.contains(where: { $0 < -tolerance }) else { return free.leaves.map { max(0, $0) } }
        return try pivoted(from: free, base: base, tolerance: tolerance)
    }

    /// Many steps at once.
    public func leaves(reconciling steps: [[Double]], nonNegative: Bool = true, threads: Int) throws -> [[Double]] {
        let results = Parallel.map(count: steps.count, threads: threads, chunk: 1) { step in
            Result { try leaves(reconciling: steps[step], nonNegative: nonNegative) }
        }
        return try results.map { try $0.get() }
    }

    /// Below this share of the largest leaf a negative value is rounding.
    static let tolerance = 1e-9
    /// Exchanges of whole blocks without progress after which leaves are exchanged one by one.
    private static let patience = 10
    private static let mostExchanges = 2_000

    /// Block principal pivoting (Portugal, Júdice & Vicente 1994, doi:10.1090/S0025-5718-1994-1250776-4): leaves below zero are
    /// held there, leaves whose multiplier is negative let go, all at once while that makes fewer of them, and else only the
    /// last, which is sure to end.
    private func pivoted(from start: Solution, base: [Double], tolerance: Double) throws -> [Double] {
        let n = aggregation.leafCount
        var held = [Bool](repeating: false, count: n)
        var solution = start
        var fewest = n + 1
        var patience = Self.patience
        // Which leaves are exchanged is seen long before the last digit is known: only what looks final is solved to rounding.
        var isExact = true
        for _ in 0..<Self.mostExchanges {
            var wrong = [Int]()
            for leaf in 0..<n where (held[leaf] ? solution.pressure[leaf] : solution.leaves[leaf]) < -tolerance { wrong.append(leaf) }
            guard let last = wrong.last else {
                if isExact { return solution.leaves.map { max(0, $0) } }
                solution = try System(aggregation, covariance, held: held, directLimit: directLimit).solution(
                    base, held: held, near: solution.multipliers)
                isExact = true
                continue
            }
            if wrong.count < fewest {
                fewest = wrong.count
                patience = Self.patience
                for leaf in wrong { held[leaf].toggle() }
            } else if patience > 0 {
                patience -= 1
                for leaf in wrong { held[leaf].toggle() }
            } else {
                held[last].toggle()
            }
            let system = try System(aggregation, covariance, held: held, directLimit: directLimit)
            isExact = system.outer != nil || patience < Self.patience
            solution = try system.solution(
                base, held: held, near: solution.multipliers, residual: isExact ? System.residual : System.coarseResidual)
        }
        throw Failure.notConverged
    }

    struct Solution {
        /// b.
        var leaves: [Double]
        /// For leaves held at zero: by how much the objective pushes them below it, in units of the forecast; 0 for others.
        var pressure: [Double]
        /// μ.
        var multipliers: [Double]
    }

    /// The system for one set of leaves held at zero.
    struct System: Sendable {
        let aggregation: Aggregation
        let covariance: ErrorCovariance
        /// Bᵀ: rank × m.
        let b: [Double]
        /// I + K.
        let inner: CholeskyFactorization?
        /// The whole matrix; nil where it is used in products only.
        let outer: CholeskyFactorization?
        /// Diagonal of the whole matrix, to precondition products.
        let scale: [Double]

        init(_ aggregation: Aggregation, _ covariance: ErrorCovariance, held: [Bool]?, directLimit: Int) throws {
            self.aggregation = aggregation
            self.covariance = covariance
            let (m, n, t) = (aggregation.aggregateCount, aggregation.leafCount, covariance.rank)
            let (d, f) = (covariance.diagonal, covariance.factor)
            var b = Array(f.prefix(m * t))
            var k = [Double](repeating: 0, count: t * t)
            for i in 0..<t { k[i * t + i] = 1 }
            if t > 0 {
                for leaf in 0..<n {
                    let row = (m + leaf) * t
                    if held?[leaf] ?? false {
                        for i in 0..<t {
                            let weight = f[row + i] / d[m + leaf]
                            for j in i..<t { k[i * t + j] += weight * f[row + j] }
                        }
                    } else {
                        for place in aggregation.offsets[leaf]..<aggregation.offsets[leaf + 1] {
                            let base = Int(aggregation.members[place]) * t
                            for i in 0..<t { b[base + i] -= f[row + i] }
                        }
                    }
                }
            }
            self.b = b
            let inner = t > 0 ? try CholeskyFactorization(k, order: t) : nil
            self.inner = inner
            let y = try inner?.solution(b, columns: m) ?? []
            var diagonal = Array(d.prefix(m))
            for leaf in 0..<n where !(held?[leaf] ?? false) {
                for place in aggregation.offsets[leaf]..<aggregation.offsets[leaf + 1] {
                    diagonal[Int(aggregation.members[place])] += d[m + leaf]
                }
            }
            for i in 0..<m { for j in 0..<t { diagonal[i] += b[i * t + j] * y[i * t + j] } }
            scale = diagonal
            guard m <= directLimit else {
                outer = nil
                return
            }
            var matrix = [Double](repeating: 0, count: m * m)
            for i in 0..<m { matrix[i * m + i] = d[i] }
            for leaf in 0..<n where !(held?[leaf] ?? false) {
                let range = aggregation.offsets[leaf]..<aggregation.offsets[leaf + 1]
                for p in range {
                    let column = Int(aggregation.members[p]) * m
                    for q in range { matrix[column + Int(aggregation.members[q])] += d[m + leaf] }
                }
            }
            if t > 0 { matrix = MatrixProduct.product(b, y, leftTransposed: true, rows: m, inner: t, columns: m, adding: matrix) }
            outer = try CholeskyFactorization(matrix, order: m)
        }

        /// - Parameter near: multipliers of a similar system, where conjugate gradients begin.
        func solution(_ base: [Double], held: [Bool]?, near: [Double]? = nil, residual: Double = System.residual) throws -> Solution {
            let (m, n, t) = (aggregation.aggregateCount, aggregation.leafCount, covariance.rank)
            let (d, f) = (covariance.diagonal, covariance.factor)
            // U′_N ŷ_N and f.
            var right = Array(base[..<m])
            var scores = [Double](repeating: 0, count: t)
            for leaf in 0..<n {
                let value = base[m + leaf]
                if held?[leaf] ?? false {
                    let weight = value / d[m + leaf]
                    for i in 0..<t { scores[i] += weight * f[(m + leaf) * t + i] }
                } else {
                    for place in aggregation.offsets[leaf]..<aggregation.offsets[leaf + 1] {
                        right[Int(aggregation.members[place])] -= value
                    }
                }
            }
            if held != nil, let inner {
                let g = try inner.solution(scores)
                for i in 0..<m { for j in 0..<t { right[i] -= b[i * t + j] * g[j] } }
            }
            let mu = try outer?.solution(right) ?? conjugateGradients(right, held: held, near: near, residual: residual)
            // z = (I + K)⁻¹ (f + Bᵀ μ).
            for i in 0..<m { for j in 0..<t { scores[j] += b[i * t + j] * mu[i] } }
            let z = try inner?.solution(scores) ?? []
            var leaves = [Double](repeating: 0, count: n)
            var pressure = leaves
            for leaf in 0..<n {
                var common = 0.0
                for i in 0..<t { common += f[(m + leaf) * t + i] * z[i] }
                let moved = base[m + leaf] - common + d[m + leaf] * aggregation.gathered(mu, leaf: leaf)
                if held?[leaf] ?? false { pressure[leaf] = -moved } else { leaves[leaf] = moved }
            }
            return Solution(leaves: leaves, pressure: pressure, multipliers: mu)
        }

        /// Relative residual at which conjugate gradients stop: rounding, as sums are made from the leaves afterwards.
        static let residual = 1e-11
        /// And while leaves are still being exchanged.
        static let coarseResidual = 1e-6

        private func conjugateGradients(_ right: [Double], held: [Bool]?, near: [Double]?, residual: Double) throws -> [Double] {
            let (m, t) = (aggregation.aggregateCount, covariance.rank)
            let d = covariance.diagonal
            func product(_ v: [Double]) throws -> [Double] {
                var result = (0..<m).map { d[$0] * v[$0] }
                for leaf in 0..<aggregation.leafCount where !(held?[leaf] ?? false) {
                    let weight = d[m + leaf] * aggregation.gathered(v, leaf: leaf)
                    for place in aggregation.offsets[leaf]..<aggregation.offsets[leaf + 1] {
                        result[Int(aggregation.members[place])] += weight
                    }
                }
                if let inner {
                    var s = [Double](repeating: 0, count: t)
                    for i in 0..<m { for j in 0..<t { s[j] += b[i * t + j] * v[i] } }
                    s = try inner.solution(s)
                    for i in 0..<m { for j in 0..<t { result[i] += b[i * t + j] * s[j] } }
                }
                return result
            }
            func dot(_ a: [Double], _ b: [Double]) -> Double {
                var sum = 0.0
                for i in 0..<m { sum += a[i] * b[i] }
                return sum
            }
            func preconditioned(_ r: [Double]) -> Double { (0..<m).reduce(0) { $0 + r[$1] * r[$1] / scale[$1] } }
            let goal = residual * residual * preconditioned(right)
            var x = near ?? [Double](repeating: 0, count: m)
            var r = right
            if near != nil {
                let q = try product(x)
                for i in 0..<m { r[i] -= q[i] }
            }
            var s = (0..<m).map { r[$0] / scale[$0] }
            var p = s
            var rho = dot(r, s)
            for _ in 0..<20 * m + 100 {
                if rho <= goal { return x }
                let q = try product(p)
                let alpha = rho / dot(p, q)
                for i in 0..<m {
                    x[i] += alpha * p[i]
                    r[i] -= alpha * q[i]
                    s[i] = r[i] / scale[i]
                }
                let next = dot(r, s)
                let beta = next / rho
                rho = next
                for i in 0..<m { p[i] = s[i] + beta * p[i] }
            }
            throw Failure.notConverged
        }
    }
}
