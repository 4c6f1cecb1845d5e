import Foundation
import Numerical

/// Weekly sums of sales with effects that multiply and shares that add: E y = exposure · exp(Σ effects β) · (1 + Σ shares θ).
///
/// By pseudo-maximum likelihood (Gourieroux, Monfort & Trognon 1984, doi:10.2307/1913472; for multiplicative models Santos Silva & Tenreyro
/// 2006, doi:10.1162/rest.88.4.641): weeks without a sale count, nothing is lost to logarithms of small numbers, and only the mean has to be right.
/// Observations are weighed by 1/(1 + κ μ), the variance being taken as μ + κ μ², with κ by moments from a first fit with κ = 0.
///
/// Standard errors are those of the jackknife over clusters, one Newton step each (CV3 of MacKinnon, Nielsen & Webb 2023,
/// doi:10.1016/j.jeconom.2022.04.001), since plain sandwich errors are too small with a dozen clusters.
struct CountRegression {
    struct Row {
        /// Units to be expected were every effect nothing; above 0.
        var exposure: Double
        var shares: [Double]
        /// Few of many columns: place and value.
        var effects: [(place: Int, value: Double)]
        var value: Double
        var cluster: Int
    }

    /// θ, then β.
    let coefficients: [Double]
    /// Row by row, in the same order.
    let covariance: [Double]
    /// What each row's mean comes to.
    let means: [Double]
    /// Weight of each row's relative residual: μ/(1 + κ μ).
    let weights: [Double]
    let clusters: Int
    private let rows: [Row]
    private let shares: Int
    private let dispersion: Double
    private let information: [Double]

    /// - Parameters:
    ///   - shares: columns of `Row.shares`.
    ///   - effects: columns of the effects. Those that no row tells apart are drawn towards 0.
    /// - Returns: nil with fewer than six clusters, with no more rows than columns of shares, or where no mean is found.
    init?(_ rows: [Row], shares: Int, effects: Int) {
        let size = shares + effects
        let groups = Set(rows.map(\.cluster)).sorted()
        guard size > 0, rows.count > shares + groups.count, groups.count >= 6 else { return nil }
        var point = [Double](repeating: 0, count: size)
        var dispersion = 0.0
        for _ in 0..<2 {
            guard let found = CountRegression.fit(rows, shares: shares, size: size, dispersion: dispersion, from: point) else { return nil }
            point = found
            let means = rows.map { CountRegression.mean($0, point, shares: shares) }
            let squares = means.reduce(0) { $0 + $1 * $1 }
            let beyond = zip(rows, means).reduce(0) { $0 + ($1.0.value - $1.1) * ($1.0.value - $1.1) - $1.1 }
            dispersion = squares > 0 ? max(0, beyond / squares) : 0
        }
        guard let last = CountRegression.fit(rows, shares: shares, size: size, dispersion: dispersion, from: point) else { return nil }
        coefficients = last
        let means = rows.map { CountRegression.mean($0, last, shares: shares) }
        self.means = means
        weights = means.map { $0 / (1 + dispersion * $0) }
        clusters = groups.count
        self.rows = rows
        self.shares = shares
        self.dispersion = dispersion
        // By cluster, its score and information.
        let place = Dictionary(uniqueKeysWithValues: groups.enumerated().map { ($1, $0) })
        var members = [[Int]](repeating: [], count: groups.count)
        for (index, row) in rows.enumerated() { if let group = place[row.cluster] { members[group].append(index) } }
        let whole = CountRegression.sums(rows, Array(rows.indices), last, shares: shares, size: size, dispersion: dispersion)
        information = whole.information
        var steps: [[Double]] = []
        for own in members {
            let part = CountRegression.sums(rows, own, last, shares: shares, size: size, dispersion: dispersion)
            var information = zip(whole.information, part.information).map { $0 - $1 }
            for i in shares..<size { information[i * size + i] += CountRegression.penalty }
            for i in 0..<shares where information[i * size + i] <= 0 { information[i * size + i] = 1 }
            guard let factor = try? CholeskyFactorization(information, order: size), let step = try? factor.solution(part.score) else {
                return nil
            }
            steps.append(step.map { -$0 })
        }
        let count = Double(groups.count)
        let middle = (0..<size).map { column in steps.reduce(0) { $0 + $1[column] } / count }
        var covariance = [Double](repeating: 0, count: size * size)
        for step in steps {
            for i in 0..<size {
                let one = step[i] - middle[i]
                for j in 0..<size { covariance[i * size + j] += (count - 1) / count * one * (step[j] - middle[j]) }
            }
        }
        self.covariance = covariance
    }

    func deviation(_ index: Int) -> Double { max(0, covariance[index * coefficients.count + index]).squareRoot() }

    /// 95 % point of Student's t with as many degrees of freedom as clusters less one.
    var quantile: Double { ClusteredRegression.studentQuantile(freedom: Double(clusters - 1)) }

    func interval(_ index: Int) -> (low: Double, high: Double) {
        let half = quantile * deviation(index)
        return (coefficients[index] - half, coefficients[index] + half)
    }

    /// By row, how far a coefficient moves for each unit by which the row's value exceeds its mean: deviations of other clusterings come from sums of
    /// these times residuals.
    func influence(on index: Int) -> [Double]? {
        let size = coefficients.count
        var information = information
        for i in shares..<size { information[i * size + i] += CountRegression.penalty }
        var unit = [Double](repeating: 0, count: size)
        unit[index] = 1
        guard let factor = try? CholeskyFactorization(information, order: size), let direction = try? factor.solution(unit) else {
            return nil
        }
        return zip(rows, means).map { row, mean in
            let added = (0..<shares).reduce(1.0) { $0 + row.shares[$1] * coefficients[$1] }
            var sum = (0..<shares).reduce(0.0) { $0 + row.shares[$1] / max(added, 0.02) * direction[$1] }
            for effect in row.effects { sum += effect.value * direction[shares + effect.place] }
            return sum / (1 + dispersion * mean)
        }
    }

    private static func mean(_ row: Row, _ point: [Double], shares: Int) -> Double {
        var added = 1.0
        for column in 0..<shares { added += row.shares[column] * point[column] }
        let exponent = row.effects.reduce(0) { $0 + $1.value * point[shares + $1.place] }
        return row.exposure * exp(exponent) * max(added, 0.02)
    }

    private static func sums(
        _ rows: [Row], _ chosen: [Int], _ point: [Double], shares: Int, size: Int, dispersion: Double
    ) -> (score: [Double], information: [Double]) {
        var score = [Double](repeating: 0, count: size)
        var information = [Double](repeating: 0, count: size * size)
        var columns: [(Int, Double)] = []
        for index in chosen {
            let row = rows[index]
            var added = 1.0
            for column in 0..<shares { added += row.shares[column] * point[column] }
            added = max(added, 0.02)
            let mean = mean(row, point, shares: shares)
            columns.removeAll(keepingCapacity: true)
            for column in 0..<shares where row.shares[column] != 0 { columns.append((column, row.shares[column] / added)) }
            for effect in row.effects where effect.value != 0 { columns.append((shares + effect.place, effect.value)) }
            let weight = mean / (1 + dispersion * mean)
            let residual = (row.value - mean) / (1 + dispersion * mean)
            for (i, one) in columns {
                score[i] += one * residual
                for (j, other) in columns { information[i * size + j] += weight * one * other }
            }
        }
        return (score, information)
    }

    /// What no row tells apart is drawn to 0: a prior of deviation 4.5 on every coefficient of the logarithm.
    private static let penalty = 0.05

    private static func fit(_ rows: [Row], shares: Int, size: Int, dispersion: Double, from start: [Double]) -> [Double]? {
        var point = start
        for _ in 0..<60 {
            var sums = sums(rows, Array(rows.indices), point, shares: shares, size: size, dispersion: dispersion)
            for i in 0..<shares where sums.information[i * size + i] == 0 { sums.information[i * size + i] = 1 }
            for i in shares..<size {
                sums.information[i * size + i] += penalty
                sums.score[i] -= penalty * point[i]
            }
            guard let factor = try? CholeskyFactorization(sums.information, order: size), let step = try? factor.solution(sums.score),
                step.allSatisfy(\.isFinite)
            else { return nil }
            let largest = step.map(abs).max() ?? 0
            let damped = min(1, 1 / max(largest, 1e-300))
            var moved = 0.0
            for i in 0..<size {
                let next = point[i] + damped * step[i]
                // A share that leaves nothing has no logarithm.
                let kept = i < shares ? min(max(next, -0.9), 50) : next
                moved = max(moved, abs(kept - point[i]))
                point[i] = kept
            }
            if moved < 1e-7 { return point }
        }
        return nil
    }
}
