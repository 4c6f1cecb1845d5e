import Foundation
import Numerical
import SupplyNetwork

/// What promotions and prices do to demand, pooled over products.
///
/// Sales of all series that are touched alike (a cell of `PromotionCalendar`), summed over a week, against the sum M of their levels:
///
///     E S = M u[t] f(β),   f = e^(ε p) · ⅐ Σ_days e^(x·β),   Var S = φ μ + κ² μ² (+ κₚ² μ² while a promotion runs)
///
/// - M: local levels of the series (mean of the 27 weeks around, seasons taken out), from weeks that no promotion touches, so that
///   the level does not absorb what it is to be compared with;
/// - u: what all untouched cells did in the same week, so that a promotion is not credited with what sold everything;
/// - β of a product ~ N(β̄, Ω), β̄ ~ N(0, Λ): quasi-likelihood by Fisher scoring (Wedderburn 1974, doi:10.1093/biomet/61.3.439),
///   pooled by EM (Breslow & Clayton 1993, doi:10.1080/01621459.1993.10594284). A product with few promotions has the pooled
///   effect, and where no product has any, there is none.
///
/// The dip after a promotion follows Hendel & Nevo (2003, doi:10.1162/003355303322552800) and van Heerde, Leeflang & Wittink (2000,
/// doi:10.1509/jmkr.37.3.383.18782): leads and lags of its own, not a smooth decay.
struct PromotionRegression: Sendable {
    static let columns = PromotionCalendar.columns
    /// Standard deviations of β̄ around zero (Λ): running, depth, before, three weeks after, price.
    static let pooledSpread = [0.8, 0.6, 0.15, 0.3, 0.2, 0.15, 1.5]
    /// Standard deviations of β around β̄ (Ω) as expected beforehand, which counts as much as `priorProducts` products.
    static let productSpread = [0.3, 0.25, 0.05, 0.1, 0.06, 0.04, 0.5]
    static let priorProducts = 4.0
    /// Weeks to either side that make a level.
    static let halfWindow = 13
    static let leastWindow = 5
    static let emIterations = 8
    static let scoringSteps = 3
    /// Pivots below this share of their diagonal are rounding.
    static let leastPivot = 1e-14

    struct Effect: Sendable {
        var coefficients: [Double]
        /// `columns × columns`.
        var covariance: [Double]
    }

    /// Of all products, and of one of which nothing is known.
    private(set) var common: Effect
    private(set) var byProduct: [Int: Effect] = [:]
    /// κₚ²: how much promotions of one kind differ from one another.
    private(set) var occasionVariance = 0.04
    /// φ, and κ².
    private(set) var dispersion = 1.0
    private(set) var weekVariance = 0.0

    func effect(product: Int) -> Effect { byProduct[product] ?? common }

    private struct Row {
        var product: Int
        var cell: Int
        var week: Int
        var sales: Double
        var expected: Double
        var priceMean: Double
        var running: Double
    }

    /// - Parameters:
    ///   - series: with the first week of each, nil where nothing is known. Only observed weeks teach.
    ///   - season: for each series, factors of the calendar's weeks that are not promotions'.
    init(
        from series: [(start: Week, values: TimeSeries)?], calendar: PromotionCalendar, until asOf: Week, season: (Int) -> [Double]
    ) {
        let k = Self.columns
        common = Effect(coefficients: [Double](repeating: 0, count: k), covariance: [Double](repeating: 0, count: k * k))
        let span = max(0, min(calendar.weekCount, asOf - calendar.firstWeek))
        guard !calendar.isEmpty, span > 0 else { return }

        // Sums by cell and week of sales, levels, and the prices that the levels hold.
        let size = calendar.cells.count * span
        var sales = [Double](repeating: 0, count: size)
        var levels = sales
        var prices = sales
        for (index, entry) in series.enumerated() {
            guard let entry else { continue }
            Self.add(
                entry, season: season(index), cell: calendar.cellOfSeries[index], calendar: calendar, span: span, sales: &sales,
                levels: &levels, prices: &prices)
        }
        // A series' observed weeks only; touched weeks apart from the others.
        var touched: [Int: [Row]] = [:]
        var untouched: [(week: Int, sales: Double, expected: Double)] = []
        for (place, cell) in calendar.cells.enumerated() {
            for week in 0..<span where levels[place * span + week] > 0 {
                let (s, m) = (sales[place * span + week], levels[place * span + week])
                let priceMean = cell.prices.isEmpty ? 0 : prices[place * span + week] / m
                let contrast = cell.prices.isEmpty ? 0 : cell.prices[week] - priceMean
                if cell.rows[week] < 0 && abs(contrast) < 1e-6 {
                    untouched.append((week, s, m))
                } else {
                    touched[cell.product, default: []].append(
                        Row(
                            product: cell.product, cell: place, week: week, sales: s, expected: m, priceMean: priceMean,
                            running: cell.running(week: week)))
                }
            }
        }
        guard !touched.isEmpty else { return }
        estimateNoise(untouched)
        let shared = Self.sharedFactors(untouched, span: span, dispersion: dispersion, weekVariance: weekVariance)
        // Cells of a product that promotions touch alike in a week are one observation: they err together.
        let products = touched.keys.sorted()
        var rows = products.map { Self.merged(touched[$0] ?? [], calendar: calendar) }
        for product in rows.indices { for row in rows[product].indices { rows[product][row].expected *= shared[rows[product][row].week] } }
        estimate(rows, products: products, calendar: calendar)
    }

    // MARK: Levels

    private static func add(
        _ entry: (start: Week, values: TimeSeries), season: [Double], cell place: Int, calendar: PromotionCalendar, span: Int,
        sales: inout [Double], levels: inout [Double], prices: inout [Double]
    ) {
        let cell = calendar.cells[place]
        let offset = entry.start - calendar.firstWeek
        let n = min(entry.values.count, span - offset)
        guard n > 0, offset >= 0 else { return }
        var valueSums = [Double](repeating: 0, count: n + 1)
        var counts = valueSums
        var priceSums = valueSums
        for step in 0..<n {
            let week = offset + step
            var value = 0.0
            var counted = 0.0
            if entry.values.states[step] == .observed, cell.rows[week] < 0, season[week] > 0 {
                value = entry.values.values[step] / season[week]
                counted = 1
            }
            valueSums[step + 1] = valueSums[step] + value
            counts[step + 1] = counts[step] + counted
            priceSums[step + 1] = priceSums[step] + (cell.prices.isEmpty ? 0 : counted * cell.prices[week])
        }
        let base = place * span + offset
        for step in 0..<n where entry.values.states[step] == .observed {
            var from = max(0, step - halfWindow)
            var to = min(n, step + halfWindow + 1)
            if counts[to] - counts[from] < Double(leastWindow) { (from, to) = (0, n) }
            let count = counts[to] - counts[from]
            guard count >= Double(leastWindow) else { continue }
            let level = (valueSums[to] - valueSums[from]) / count * season[offset + step]
            sales[base + step] += entry.values.values[step]
            levels[base + step] += level
            if !cell.prices.isEmpty { prices[base + step] += level * (priceSums[to] - priceSums[from]) / count }
        }
    }

    private static func merged(_ rows: [Row], calendar: PromotionCalendar) -> [Row] {
        var result: [Row] = []
        let width = 7 * PromotionCalendar.regressors
        let ordered = rows.sorted { ($0.week, $0.cell) < ($1.week, $1.cell) }
        var firstOfWeek = 0
        for row in ordered {
            if let last = result.last, last.week != row.week { firstOfWeek = result.count }
            let cell = calendar.cells[row.cell]
            let same = (firstOfWeek..<result.count).first { index in
                let other = calendar.cells[result[index].cell]
                guard result[index].week == row.week, cell.prices.isEmpty, other.prices.isEmpty else { return false }
                let (a, b) = (Int(cell.rows[row.week]) * width, Int(other.rows[row.week]) * width)
                return cell.days[a..<a + width] == other.days[b..<b + width]
            }
            if let same {
                result[same].sales += row.sales
                result[same].expected += row.expected
            } else {
                result.append(row)
            }
        }
        return result
    }

    // MARK: Noise

    /// φ and κ² by the method of moments: e²/M on a constant and M, weighted by the variance they imply.
    private mutating func estimateNoise(_ rows: [(week: Int, sales: Double, expected: Double)]) {
        guard rows.count >= 20 else { return }
        var phi = max(
            1e-6, rows.reduce(0.0) { $0 + ($1.sales - $1.expected) * ($1.sales - $1.expected) / $1.expected } / Double(rows.count))
        var kappa = 0.0
        for round in 0..<4 {
            var (s0, s1, s2, t0, t1) = (0.0, 0.0, 0.0, 0.0, 0.0)
            for row in rows {
                let m = row.expected
                let variance = phi * m + kappa * m * m
                var square = (row.sales - m) * (row.sales - m)
                // A week unlike all others is not noise; the first round does not know what is usual yet.
                if round > 0 { square = min(square, 16 * variance) }
                let weight = m * m / (variance * variance)
                s0 += weight
                s1 += weight * m
                s2 += weight * m * m
                t0 += weight * square / m
                t1 += weight * square
            }
            let determinant = s0 * s2 - s1 * s1
            guard determinant > 1e-12 * s0 * s2 else { break }
            phi = (t0 * s2 - t1 * s1) / determinant
            kappa = (s0 * t1 - s1 * t0) / determinant
            if phi <= 0 {
                phi = 1e-6
                kappa = t1 / s2
            } else if kappa < 0 {
                kappa = 0
                phi = t0 / s0
            }
            phi = max(phi, 1e-6)
        }
        dispersion = phi
        weekVariance = max(0, kappa)
    }

    /// What untouched cells sold in each week over what was expected of them, drawn towards 1.
    private static func sharedFactors(
        _ rows: [(week: Int, sales: Double, expected: Double)], span: Int, dispersion: Double, weekVariance: Double
    ) -> [Double] {
        var sales = [Double](repeating: 0, count: span)
        var expected = sales
        var noise = sales
        for row in rows {
            sales[row.week] += row.sales
            expected[row.week] += row.expected
            noise[row.week] += dispersion * row.expected + weekVariance * row.expected * row.expected
        }
        let known = (0..<span).filter { expected[$0] > 0 }
        guard known.count >= 8 else { return [Double](repeating: 1, count: span) }
        var between = 0.0
        for week in known {
            let deviation = sales[week] / expected[week] - 1
            between += min(deviation * deviation, 1) - noise[week] / (expected[week] * expected[week])
        }
        between = max(0, between / Double(known.count))
        return (0..<span).map { week in
            guard expected[week] > 0, between > 0 else { return 1 }
            let variance = noise[week] / (expected[week] * expected[week])
            return max(0.2, 1 + (sales[week] / expected[week] - 1) * between / (between + variance))
        }
    }

    // MARK: Effects

    /// One Fisher step for rows of one product around `mean` with prior precision `precision`.
    private func step(
        _ rows: [Row], from beta: [Double], mean: [Double], precision: [Double], calendar: PromotionCalendar
    ) -> (beta: [Double], covariance: [Double])? {
        let k = Self.columns
        var information = precision
        var score = [Double](repeating: 0, count: k)
        for i in 0..<k { for j in 0..<k { score[i] -= precision[i * k + j] * (beta[j] - mean[j]) } }
        var gradient = [Double](repeating: 0, count: k)
        for row in rows {
            let cell = calendar.cells[row.cell]
            var factor = cell.factor(week: row.week, coefficients: beta, gradient: &gradient)
            if row.priceMean != 0 {
                factor *= exp(-beta[k - 1] * row.priceMean)
                gradient[k - 1] -= row.priceMean
            }
            let mu = row.expected * factor
            let variance = self.variance(mu, running: row.running)
            for i in 0..<k where gradient[i] != 0 {
                score[i] += gradient[i] * (row.sales - mu) * mu / variance
                for j in 0..<k { information[i * k + j] += gradient[i] * gradient[j] * mu * mu / variance }
            }
        }
        guard let factor = try? CholeskyFactorization(information, order: k, leastPivot: Self.leastPivot),
            let move = try? factor.solution(score), let inverse = try? factor.inverse()
        else { return nil }
        let longest = move.reduce(0) { max($0, abs($1)) }
        let scale = longest > 0.7 ? 0.7 / longest : 1
        return ((0..<k).map { beta[$0] + scale * move[$0] }, inverse)
    }

    private func variance(_ mu: Double, running: Double) -> Double {
        dispersion * mu + (weekVariance + running * running * occasionVariance) * mu * mu
    }

    private mutating func estimate(_ rows: [[Row]], products: [Int], calendar: PromotionCalendar) {
        let k = Self.columns
        func diagonal(_ values: [Double]) -> [Double] {
            var matrix = [Double](repeating: 0, count: k * k)
            for i in 0..<k { matrix[i * k + i] = values[i] }
            return matrix
        }
        let pooled = Self.pooledSpread.map { 1 / ($0 * $0) }
        let expectedSpread = Self.productSpread.map { $0 * $0 }
        var omega = expectedSpread
        // All products alike to begin with.
        var mean = [Double](repeating: 0, count: k)
        let zero = mean
        let all = rows.flatMap { $0 }
        for _ in 0..<6 {
            if let next = step(all, from: mean, mean: zero, precision: diagonal(pooled), calendar: calendar) { mean = next.beta }
        }
        var betas = [[Double]](repeating: mean, count: rows.count)
        var covariances = [[Double]](repeating: diagonal(omega), count: rows.count)
        var meanCovariance = diagonal(Self.pooledSpread.map { $0 * $0 })
        for iteration in 0..<Self.emIterations {
            if iteration > 0 { estimateOccasions(rows, betas: betas, calendar: calendar) }
            let precision = diagonal(omega.map { 1 / $0 })
            for product in rows.indices {
                for _ in 0..<Self.scoringSteps {
                    guard let next = step(rows[product], from: betas[product], mean: mean, precision: precision, calendar: calendar)
                    else { break }
                    (betas[product], covariances[product]) = next
                }
            }
            // β̄ by generalised least squares of what the products alone say: V = (Ω⁻¹ + I)⁻¹, so that I = V⁻¹ − Ω⁻¹.
            var information = diagonal(pooled)
            var right = [Double](repeating: 0, count: k)
            for product in rows.indices {
                // Ω⁻¹ − Ω⁻¹ V Ω⁻¹ = (Ω + I⁻¹)⁻¹; and (Ω + I⁻¹)⁻¹ β̂ = Ω⁻¹ (β − V Ω⁻¹ β̄) for the posterior mean β.
                let v = covariances[product]
                var shrunk = betas[product]
                for i in 0..<k { for j in 0..<k { shrunk[i] -= v[i * k + j] / omega[j] * mean[j] } }
                for i in 0..<k {
                    right[i] += shrunk[i] / omega[i]
                    for j in 0..<k { information[i * k + j] += (i == j ? 1 / omega[i] : 0) - v[i * k + j] / (omega[i] * omega[j]) }
                }
            }
            if let factor = try? CholeskyFactorization(information, order: k, leastPivot: Self.leastPivot),
                let solved = try? factor.solution(right), let inverse = try? factor.inverse()
            {
                (mean, meanCovariance) = (solved, inverse)
            }
            for i in 0..<k {
                var sum = Self.priorProducts * expectedSpread[i]
                for product in rows.indices {
                    let deviation = betas[product][i] - mean[i]
                    sum += deviation * deviation + covariances[product][i * k + i]
                }
                omega[i] = sum / (Double(rows.count) + Self.priorProducts)
            }
        }
        var unknown = meanCovariance
        for i in 0..<k { unknown[i * k + i] += omega[i] }
        common = Effect(coefficients: mean, covariance: unknown)
        for (place, product) in products.enumerated() {
            byProduct[product] = Effect(coefficients: betas[place], covariance: covariances[place])
        }
    }

    /// κₚ² from what weeks on promotion differ by beyond other weeks; 0.04 counts as much as ten of them.
    private mutating func estimateOccasions(_ rows: [[Row]], betas: [[Double]], calendar: PromotionCalendar) {
        var sum = 0.4
        var count = 10.0
        var gradient = [Double](repeating: 0, count: Self.columns)
        for (product, own) in rows.enumerated() {
            for row in own where row.running > 0.25 {
                let factor = calendar.cells[row.cell].factor(week: row.week, coefficients: betas[product], gradient: &gradient)
                let mu = row.expected * factor * exp(-betas[product][Self.columns - 1] * row.priceMean)
                guard mu > 0 else { continue }
                let noise = dispersion * mu + weekVariance * mu * mu
                let weight = min(1, mu * mu * row.running * row.running * 0.04 / noise)
                let square = (row.sales - mu) * (row.sales - mu)
                sum += weight * min(max((square - noise) / (mu * mu * row.running * row.running), -0.25), 1)
                count += weight
            }
        }
        occasionVariance = max(0.0025, sum / count)
    }
}
