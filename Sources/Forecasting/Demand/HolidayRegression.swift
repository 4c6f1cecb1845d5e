import Foundation
import Numerical

/// Effects of holidays next to those of the 52 weeks of the year, estimated together, so that a feast that moves neither smears
/// into the weeks it has been in nor is counted twice.
///
///     z = c + s[w(t)] + Σ f[k] x[t, k] + e     s ~ N(0, σₛ²), f of holiday h ~ N(0, σₕ²), e ~ N(0, τ²)
///
/// Variances by EM, effects by their posterior means (Searle, Casella & McCulloch 1992, *Variance Components*, §8.3). A holiday
/// is taken in where the logarithm of the marginal likelihood rises by more than chance lets it: twice the rise is half a χ² of one
/// degree where σₕ² is zero (Self & Liang 1987, doi:10.1080/01621459.1987.10478472).
struct HolidayRegression {
    /// Probability of taking in any holiday of any group where none matters (Bonferroni).
    static let significance = 0.01
    static let iterations = 40
    static let screeningIterations = 15

    let places: [Int]
    let z: [Double]
    /// Per observation the columns with a share, as `HolidayCalendar.shares`.
    let shares: [[(column: Int, share: Double)]]
    let calendar: HolidayCalendar
    /// Twice the rise of the logarithm of the marginal likelihood that chance does not explain.
    let leastRise: Double

    /// - Parameters:
    ///   - steps: weeks observed, with the logarithm of sales over level.
    ///   - groups: number of regressions that look for the same holidays.
    init(steps: [(place: Int, shares: [(column: Int, share: Double)], value: Double)], calendar: HolidayCalendar, groups: Int = 1) {
        let centre = steps.reduce(0) { $0 + $1.value } / Double(max(1, steps.count))
        places = steps.map(\.place)
        z = steps.map { $0.value - centre }
        shares = steps.map(\.shares)
        self.calendar = calendar
        let z = Normal.quantile(1 - Self.significance / Double(max(1, calendar.holidays.count) * max(1, groups)))
        leastRise = z * z
    }

    /// One effect per column of the calendar, zero where a holiday does not matter.
    /// - Parameter assumed: holidays taken in whatever the evidence, for instance because they matter to all groups together.
    func effects(assumed: Set<Int> = []) -> (effects: [Double], accepted: Set<Int>) {
        var accepted = assumed
        let candidates = calendar.holidays.indices.filter { !accepted.contains($0) && isSeenTwice($0) }
        accepted = accepted.filter(isSeenTwice)
        let none = fitted([], iterations: Self.screeningIterations).evidence
        var rises: [(holiday: Int, rise: Double)] = []
        for holiday in candidates {
            let rise = 2 * (fitted([holiday], iterations: Self.screeningIterations).evidence - none)
            if rise > leastRise { rises.append((holiday, rise)) }
        }
        rises.sort { ($1.rise, $0.holiday) < ($0.rise, $1.holiday) }
        for (holiday, _) in rises {
            let before = fitted(accepted.sorted(), iterations: Self.screeningIterations).evidence
            let with = fitted((accepted.union([holiday])).sorted(), iterations: Self.screeningIterations).evidence
            if 2 * (with - before) > leastRise { accepted.insert(holiday) }
        }
        var effects = [Double](repeating: 0, count: calendar.columnCount)
        guard !accepted.isEmpty else { return (effects, accepted) }
        let order = accepted.sorted()
        let fit = fitted(order, iterations: Self.iterations)
        for (place, column) in order.flatMap({ Array(calendar.columns(of: $0)) }).enumerated() { effects[column] = fit.effects[place] }
        return (effects, accepted)
    }

    /// At least half of its windows were seen in two different years.
    private func isSeenTwice(_ holiday: Int) -> Bool {
        let columns = calendar.columns(of: holiday)
        var totals = [Double](repeating: 0, count: columns.count)
        for row in shares { for (column, share) in row where columns.contains(column) { totals[column - columns.lowerBound] += share } }
        return totals.filter { $0 >= 1.5 }.count * 2 >= columns.count
    }

    private func fitted(_ holidays: [Int], iterations: Int) -> (effects: [Double], evidence: Double) {
        let weeks = SeasonalProfile.weeks
        let n = z.count
        var position = [Int](repeating: -1, count: calendar.columnCount)
        var owner: [Int] = []
        for (place, holiday) in holidays.enumerated() {
            for column in calendar.columns(of: holiday) {
                position[column] = owner.count
                owner.append(place)
            }
        }
        let m = owner.count
        // Sums that do not change: D'D, D'X, X'X, D'z, X'z.
        var counts = [Double](repeating: 0, count: weeks)
        var sums = counts
        var crossed = [Double](repeating: 0, count: weeks * m)
        var squared = [Double](repeating: 0, count: m * m)
        var projected = [Double](repeating: 0, count: m)
        var rows: [[(Int, Double)]] = []
        rows.reserveCapacity(n)
        for t in 0..<n {
            counts[places[t]] += 1
            sums[places[t]] += z[t]
            let row = shares[t].compactMap { position[$0.column] >= 0 ? (position[$0.column], $0.share) : nil }
            for (i, a) in row {
                crossed[places[t] * m + i] += a
                projected[i] += a * z[t]
                for (j, b) in row { squared[i * m + j] += a * b }
            }
            rows.append(row)
        }
        let seen = Double(counts.reduce(0) { $0 + ($1 > 0 ? 1 : 0) })
        let total = z.reduce(0) { $0 + $1 * $1 }
        let start = max(total / Double(max(1, n)), 1e-12)
        var season = start / 3
        var noise = start / 3
        var spread = [Double](repeating: start, count: holidays.count)
        var effects = [Double](repeating: 0, count: m)
        var weekEffects = [Double](repeating: 0, count: weeks)
        var evidence = -Double.infinity
        for _ in 0..<iterations {
            // Weeks are eliminated: their block is diagonal.
            var schur = squared.map { $0 / noise }
            var right = projected.map { $0 / noise }
            for i in 0..<m { schur[i * m + i] += 1 / spread[owner[i]] }
            var logDeterminant = 0.0
            let diagonal = counts.map { $0 / noise + 1 / season }
            for w in 0..<weeks where counts[w] > 0 {
                logDeterminant += log(diagonal[w])
                for i in 0..<m where crossed[w * m + i] != 0 {
                    let a = crossed[w * m + i] / noise
                    right[i] -= a * sums[w] / noise / diagonal[w]
                    for j in 0..<m { schur[i * m + j] -= a * crossed[w * m + j] / noise / diagonal[w] }
                }
            }
            guard let factor = try? CholeskyFactorization(schur, order: m, leastPivot: 1e-14), let solved = try? factor.solution(right),
                let covariance = try? factor.inverse()
            else { break }
            logDeterminant += factor.logDeterminant
            effects = solved
            var seasonSum = 0.0
            var fitSum = 0.0
            var priorTrace = 0.0
            for w in 0..<weeks where counts[w] > 0 {
                var value = sums[w] / noise
                var extra = 0.0
                for i in 0..<m where crossed[w * m + i] != 0 {
                    value -= crossed[w * m + i] / noise * effects[i]
                    for j in 0..<m where crossed[w * m + j] != 0 {
                        extra += crossed[w * m + i] * covariance[i * m + j] * crossed[w * m + j]
                    }
                }
                weekEffects[w] = value / diagonal[w]
                let variance = 1 / diagonal[w] + extra / (noise * noise * diagonal[w] * diagonal[w])
                seasonSum += weekEffects[w] * weekEffects[w] + variance
                priorTrace += variance / season
                fitSum += sums[w] * weekEffects[w]
            }
            var spreadSums = [Double](repeating: 0, count: holidays.count)
            var spreadCounts = spreadSums
            for i in 0..<m {
                spreadSums[owner[i]] += effects[i] * effects[i] + covariance[i * m + i]
                spreadCounts[owner[i]] += 1
                priorTrace += covariance[i * m + i] / spread[owner[i]]
                fitSum += projected[i] * effects[i]
            }
            var prior = seen * log(season)
            for i in 0..<m { prior += log(spread[owner[i]]) }
            evidence = -0.5 * (Double(n) * log(2 * Double.pi * noise) + prior + logDeterminant + (total - fitSum) / noise)
            var residual = 0.0
            for t in 0..<n {
                var e = z[t] - weekEffects[places[t]]
                for (i, a) in rows[t] { e -= a * effects[i] }
                residual += e * e
            }
            let floor = 1e-9 * start
            noise = max(floor, (residual + noise * max(0, seen + Double(m) - priorTrace)) / Double(max(1, n)))
            season = max(floor, seasonSum / max(1, seen))
            for h in spread.indices { spread[h] = max(floor, spreadSums[h] / max(1, spreadCounts[h])) }
        }
        return (effects, evidence)
    }
}
