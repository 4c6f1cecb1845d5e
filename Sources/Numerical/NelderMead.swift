/// Minimisation without derivatives by the simplex of Nelder & Mead (1965), doi:10.1093/comjnl/7.4.308, with the coefficients of the paper:
/// reflection 1, expansion 2, contraction ½.
public struct NelderMead: Sendable {
    /// The most evaluations. Default 4,000.
    public var maximumEvaluations = 4_000
    /// Stops where the values at the corners differ by less than this, relative to their size. Default 1e-12.
    public var tolerance = 1e-12

    public init() {}

    public struct Minimum: Sendable {
        public var point: [Double]
        public var value: Double
        public var evaluations: Int
        /// Whether the corners came to agree before the evaluations ran out.
        public var hasConverged: Bool
    }

    /// - Parameters:
    ///   - start: where to begin; a value of the function there that is not finite is an error of the caller.
    ///   - step: how far the other corners of the first simplex lie from it, along each axis.
    /// - Returns: the lowest corner. Values that are not finite count as higher than all others.
    public func minimum(from start: [Double], step: Double, of function: ([Double]) -> Double) -> Minimum {
        let size = start.count
        var evaluations = 0
        func value(_ point: [Double]) -> Double {
            evaluations += 1
            let value = function(point)
            return value.isFinite ? value : .infinity
        }
        var corners = [(point: start, value: value(start))]
        precondition(corners[0].value.isFinite, "the function is not finite where the search begins")
        for axis in 0..<size {
            var point = start
            point[axis] += step
            corners.append((point, value(point)))
        }
        var hasConverged = false
        while evaluations < maximumEvaluations {
            corners.sort { $0.value < $1.value }
            let (best, worst) = (corners[0], corners[size])
            if abs(worst.value - best.value) <= tolerance * (abs(best.value) + tolerance) {
                hasConverged = true
                break
            }
            var centre = [Double](repeating: 0, count: size)
            for corner in corners.dropLast() { for axis in 0..<size { centre[axis] += corner.point[axis] / Double(size) } }
            func along(_ share: Double) -> [Double] { (0..<size).map { centre[$0] + share * (centre[$0] - worst.point[$0]) } }
            let reflected = along(1)
            let atReflected = value(reflected)
            if atReflected < best.value {
                let expanded = along(2)
                let atExpanded = value(expanded)
                corners[size] = atExpanded < atReflected ? (expanded, atExpanded) : (reflected, atReflected)
            } else if atReflected < corners[size - 1].value {
                corners[size] = (reflected, atReflected)
            } else {
                let isOutside = atReflected < worst.value
                let contracted = along(isOutside ? 0.5 : -0.5)
                let atContracted = value(contracted)
                if atContracted < min(atReflected, worst.value) {
                    corners[size] = (contracted, atContracted)
                } else {
                    for index in 1...size {
                        let point = (0..<size).map { (best.point[$0] + corners[index].point[$0]) / 2 }
                        corners[index] = (point, value(point))
                    }
                }
            }
        }
        corners.sort { $0.value < $1.value }
        return Minimum(point: corners[0].point, value: corners[0].value, evaluations: evaluations, hasConverged: hasConverged)
    }
}
