import Numerical

/// Forecast errors of many series at the same steps: `seriesCount × stepCount`, one series after another.
public struct ErrorTable: Sendable, Hashable {
    public let seriesCount: Int
    public let stepCount: Int
    /// Zero where the error is not known.
    var values: [Double]
    var known: [Bool]

    /// - Parameter rows: for each series its errors by step, nil where unknown; all of one length.
    public init(rows: [[Double?]]) {
        seriesCount = rows.count
        stepCount = rows.first?.count ?? 0
        precondition(rows.allSatisfy { $0.count == rows[0].count }, "rows of errors differ in length")
        values = rows.flatMap { $0.map { $0 ?? 0 } }
        known = rows.flatMap { $0.map { $0 != nil } }
    }
}

/// The covariance W of the base forecasts' errors, aggregates first, then leaves, as D + F Fᵀ with D diagonal and F of few
/// columns: no series × series matrix is ever formed. Only ratios matter; a common factor changes nothing.
///
///     W      covariance of base forecast errors            λ   weight of the diagonal
///     D      diagonal part                                 T   steps of which errors are known
///     F      factor, series × rank                         xᵢₜ  error of series i at step t, in units of its deviation
public struct ErrorCovariance: Sendable {
    public let seriesCount: Int
    /// D.
    let diagonal: [Double]
    /// F, row after row.
    let factor: [Double]
    public let rank: Int
    /// λ, from 0 (sample correlations) to 1 (none).
    public let shrinkage: Double

    /// A variance below this share of the mean variance is raised to it: a series that never erred would otherwise rule all
    /// others.
    static let leastVarianceShare = 1e-8
    /// λ never falls below this, so that D stays positive.
    static let leastShrinkage = 1e-3

    /// Diagonal W. `variances` are finite and not negative.
    public init(variances: [Double]) {
        seriesCount = variances.count
        diagonal = Self.raised(variances)
        factor = []
        rank = 0
        shrinkage = 1
    }

    /// WLS with structural scaling: a variance proportional to the number of leaves below (Athanasopoulos et al. 2017).
    public static func structural(_ aggregation: Aggregation) -> ErrorCovariance {
        ErrorCovariance(variances: aggregation.sizes.map { Double(max(1, $0)) } + [Double](repeating: 1, count: aggregation.leafCount))
    }

    /// Sample correlations of errors around zero, shrunk towards none: R = λ I + (1 − λ) X Xᵀ / T (Schäfer & Strimmer 2005,
    /// doi:10.2202/1544-6115.1175, target "unequal variances, no correlation"), with
    /// λ = Σ Var(rᵢⱼ) / Σ rᵢⱼ² over i ≠ j. Both sums come from the T × T matrix Xᵀ X and the row sums of squares, in T² · series
    /// operations. An error that is not known counts as uncorrelated with the others.
    ///
    /// - Parameter deviations: of each series' errors where known from elsewhere (the models' own); by default the root mean
    ///   square of its errors.
    public init(shrinking errors: ErrorTable, deviations: [Double]? = nil) {
        let (n, t) = (errors.seriesCount, errors.stepCount)
        precondition(deviations == nil || deviations?.count == n, "\(deviations?.count ?? 0) deviations for \(n) series")
        var x = errors.values
        var variances = [Double](repeating: 0, count: n)
        var fourth = 0.0
        var diagonalSquares = 0.0
        for series in 0..<n {
            let base = series * t
            var sum = 0.0
            var count = 0.0
            for step in 0..<t {
                sum += x[base + step] * x[base + step]
                count += errors.known[base + step] ? 1 : 0
            }
            variances[series] = count > 0 ? sum / count : 0
            guard sum > 0 else { continue }
            // Scaled over all T steps, so that the diagonal of X Xᵀ / T is 1 also where errors are missing.
            let scale = (Double(t) / sum).squareRoot()
            for step in 0..<t {
                x[base + step] *= scale
                let square = x[base + step] * x[base + step]
                fourth += square * square
            }
            diagonalSquares += Double(t) * Double(t)
        }
        if let deviations { variances = deviations.map { $0 * $0 } }
        let gram = MatrixProduct.product(x, x, rightTransposed: true, rows: t, inner: n, columns: t)
        let products = gram.reduce(0) { $0 + $1 * $1 } - diagonalSquares
        var squares = -fourth
        for step in 0..<t { squares += gram[step * t + step] * gram[step * t + step] }
        let steps = Double(t)
        var lambda = 1.0
        if t > 1, products > 0 {
            let spread = (squares - products / steps) / (steps * (steps - 1))
            lambda = min(1, max(Self.leastShrinkage, spread * steps * steps / products))
        }
        shrinkage = lambda
        seriesCount = n
        variances = Self.raised(variances)
        guard lambda < 1 else {
            diagonal = variances
            factor = []
            rank = 0
            return
        }
        var diagonal = variances
        let weight = ((1 - lambda) / steps).squareRoot()
        for series in 0..<n {
            let row = series * t..<(series + 1) * t
            // A series without errors is correlated with none.
            guard x[row].contains(where: { $0 != 0 }) else { continue }
            diagonal[series] *= lambda
            let scale = weight * variances[series].squareRoot()
            for place in row { x[place] *= scale }
        }
        self.diagonal = diagonal
        factor = x
        rank = t
    }

    private static func raised(_ variances: [Double]) -> [Double] {
        let mean = variances.isEmpty ? 0 : variances.reduce(0, +) / Double(variances.count)
        let least = mean > 0 ? mean * leastVarianceShare : 1
        return variances.map { max($0, least) }
    }
}
