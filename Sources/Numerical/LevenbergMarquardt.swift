/// Minimum of a sum of squares F(p) = Σ rᵢ(p)² within a box: Levenberg (1944), Marquardt (1963), doi:10.1137/0111030, with
/// steps projected on the box (variables held at a bound that the gradient pushes against leave the linear system).
///
/// The caller accumulates JᵀJ and Jᵀr itself, so that the Jacobian is never stored.
public struct LevenbergMarquardt: Sendable {
    /// Steps accepted at most.
    public var maximumSteps: Int
    /// Stop when two steps running lower F by less than this share of it.
    public var tolerance: Double
    /// Marquardt's λ at the start: 0 is Gauss–Newton, large is steepest descent.
    public var initialDamping: Double

    public init(maximumSteps: Int = 40, tolerance: Double = 1e-6, initialDamping: Double = 1e-2) {
        self.maximumSteps = maximumSteps
        self.tolerance = tolerance
        self.initialDamping = initialDamping
    }

    /// What the caller fills in: JᵀJ (row-major, at least the lower triangle) and Jᵀr.
    public struct Normal {
        public var matrix: UnsafeMutablePointer<Double>
        public var gradient: UnsafeMutablePointer<Double>

        public init(matrix: UnsafeMutablePointer<Double>, gradient: UnsafeMutablePointer<Double>) {
            self.matrix = matrix
            self.gradient = gradient
        }
    }

    /// Lowers F from `parameters` on, in place, and returns the least F found (infinite where the start is not admissible).
    ///
    /// - Parameter evaluate: F at the parameters, infinite where they are not admissible; fills `Normal` where it is given.
    public func minimize(
        _ parameters: inout [Double], lower: [Double], upper: [Double],
        evaluate: (UnsafePointer<Double>, Normal?) -> Double
    ) -> Double {
        let n = parameters.count
        precondition(lower.count == n && upper.count == n, "\(lower.count) and \(upper.count) bounds for \(n) parameters")
        for i in 0..<n { parameters[i] = min(max(parameters[i], lower[i]), upper[i]) }
        let store = UnsafeMutablePointer<Double>.allocate(capacity: 2 * n * n + 3 * n)
        store.initialize(repeating: 0, count: 2 * n * n + 3 * n)
        defer { store.deallocate() }
        let normal = Normal(matrix: store, gradient: store + n * n)
        let factor = store + n * n + n
        let step = factor + n * n
        let trial = step + n
        var free = [Int](repeating: 0, count: n)

        return parameters.withUnsafeMutableBufferPointer { buffer -> Double in
            guard let p = buffer.baseAddress else { return evaluate(UnsafePointer(trial), nil) }
            var best = evaluate(p, normal)
            guard best.isFinite else { return .infinity }
            var damping = initialDamping
            var small = 0
            for _ in 0..<maximumSteps {
                guard best > 0 else { break }
                var count = 0
                for i in 0..<n {
                    let g = normal.gradient[i]
                    let held = (p[i] <= lower[i] && g > 0) || (p[i] >= upper[i] && g < 0) || normal.matrix[i * n + i] <= 0
                    if !held {
                        free[count] = i
                        count += 1
                    }
                }
                guard count > 0 else { break }
                var improved = false
                for _ in 0..<12 {
                    if Self.solve(normal, order: n, free: free, count: count, damping: damping, factor: factor, step: step) {
                        for i in 0..<n { trial[i] = p[i] }
                        for k in 0..<count {
                            let i = free[k]
                            trial[i] = min(max(p[i] - step[k], lower[i]), upper[i])
                        }
                        let value = evaluate(trial, nil)
                        if value < best {
                            small = best - value < tolerance * best ? small + 1 : 0
                            for i in 0..<n { p[i] = trial[i] }
                            best = value
                            damping = max(damping * 0.1, 1e-12)
                            improved = true
                            break
                        }
                    }
                    damping = max(damping * 5, 1e-8)
                    if damping > 1e8 { break }
                }
                if !improved || small >= 2 { break }
                _ = evaluate(p, normal)
            }
            return best
        }
    }

    /// (JᵀJ + λ diag JᵀJ) δ = Jᵀr over the free variables, by Cholesky; false where the matrix is not positive definite.
    private static func solve(
        _ normal: Normal, order n: Int, free: [Int], count: Int, damping: Double, factor l: UnsafeMutablePointer<Double>,
        step x: UnsafeMutablePointer<Double>
    ) -> Bool {
        for a in 0..<count {
            let row = free[a] * n
            for b in 0...a { l[a * n + b] = normal.matrix[row + free[b]] }
            l[a * n + a] *= 1 + damping
            x[a] = normal.gradient[free[a]]
        }
        for i in 0..<count {
            let li = l + i * n
            for j in 0...i {
                let lj = l + j * n
                var sum = li[j]
                for k in 0..<j { sum -= li[k] * lj[k] }
                if i == j {
                    guard sum > 1e-14 * normal.matrix[free[i] * n + free[i]], sum.isFinite else { return false }
                    li[i] = sum.squareRoot()
                } else {
                    li[j] = sum / lj[j]
                }
            }
        }
        for i in 0..<count {
            var sum = x[i]
            for k in 0..<i { sum -= l[i * n + k] * x[k] }
            x[i] = sum / l[i * n + i]
        }
        for i in stride(from: count - 1, through: 0, by: -1) {
            var sum = x[i]
            for k in i + 1..<max(count, i + 1) { sum -= l[k * n + i] * x[k] }
            x[i] = sum / l[i * n + i]
        }
        return true
    }
}
