/// Minimum of a function of few variables without derivatives, within a box: the simplex of Nelder & Mead (1965),
/// doi:10.1093/comjnl/7.4.308, with the coefficients of Lagarias et al. (1998), doi:10.1137/S1052623496303470; points outside
/// the box are moved to its nearest point.
public struct NelderMead: Sendable {
    public var maximumEvaluations: Int
    /// Stop when the values at the corners differ by less than this share of the least.
    public var tolerance: Double

    public init(maximumEvaluations: Int = 500, tolerance: Double = 1e-8) {
        self.maximumEvaluations = maximumEvaluations
        self.tolerance = tolerance
    }

    /// The least point found and its value.
    ///
    /// - Parameters:
    ///   - start: first corner; the others lie one `step` along each axis.
    ///   - function: may be infinite, but not at every corner.
    public func minimum(
        from start: [Double], step: [Double], lower: [Double], upper: [Double], of function: ([Double]) -> Double
    ) -> (point: [Double], value: Double) {
        let n = start.count
        precondition(step.count == n && lower.count == n && upper.count == n, "bounds for \(n) variables")
        func clamped(_ x: [Double]) -> [Double] { (0..<n).map { min(max(x[$0], lower[$0]), upper[$0]) } }
        var evaluations = 0
        func valued(_ x: [Double]) -> (point: [Double], value: Double) {
            evaluations += 1
            let inside = clamped(x)
            let value = function(inside)
            return (inside, value.isNaN ? .infinity : value)
        }
        var simplex = [valued(start)]
        for i in 0..<n {
            var corner = simplex[0].point
            corner[i] += corner[i] + step[i] <= upper[i] ? step[i] : -step[i]
            simplex.append(valued(corner))
        }
        func sort() { simplex.sort { $0.value < $1.value } }
        sort()
        while evaluations < maximumEvaluations, n > 0 {
            let spread = simplex[n].value - simplex[0].value
            if spread <= tolerance * abs(simplex[0].value) || spread <= .leastNormalMagnitude { break }
            var centroid = [Double](repeating: 0, count: n)
            for corner in simplex[0..<n] { for i in 0..<n { centroid[i] += corner.point[i] / Double(n) } }
            func along(_ factor: Double) -> [Double] { (0..<n).map { centroid[$0] + factor * (simplex[n].point[$0] - centroid[$0]) } }
            let reflected = valued(along(-1))
            if reflected.value < simplex[0].value {
                let expanded = valued(along(-2))
                simplex[n] = expanded.value < reflected.value ? expanded : reflected
            } else if reflected.value < simplex[n - 1].value {
                simplex[n] = reflected
            } else {
                let outside = reflected.value < simplex[n].value
                let contracted = valued(along(outside ? -0.5 : 0.5))
                if contracted.value < min(reflected.value, simplex[n].value) {
                    simplex[n] = contracted
                } else {
                    for k in 1...n {
                        simplex[k] = valued((0..<n).map { simplex[0].point[$0] + 0.5 * (simplex[k].point[$0] - simplex[0].point[$0]) })
                    }
                }
            }
            sort()
        }
        return simplex[0]
    }
}

/// Minimum of a function of one variable on an interval, by golden sections (Kiefer 1953, doi:10.1090/S0002-9939-1953-0055639-3):
/// exact for unimodal functions, a good local minimum for others.
public func goldenSectionMinimum(
    in interval: ClosedRange<Double>, tolerance: Double = 1e-4, of function: (Double) -> Double
) -> (point: Double, value: Double) {
    let ratio = (5.0.squareRoot() - 1) / 2
    var a = interval.lowerBound
    var b = interval.upperBound
    var c = b - ratio * (b - a)
    var d = a + ratio * (b - a)
    var atC = function(c)
    var atD = function(d)
    while b - a > tolerance {
        if atC <= atD {
            b = d
            d = c
            atD = atC
            c = b - ratio * (b - a)
            atC = function(c)
        } else {
            a = c
            c = d
            atC = atD
            d = a + ratio * (b - a)
            atD = function(d)
        }
    }
    return atC <= atD ? (c, atC) : (d, atD)
}
