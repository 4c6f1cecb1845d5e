import Foundation
import Numerical
import SupplyNetwork

/// What each week of the year sells, relative to the year around it: 52 factors, estimated from sums over many series, because
/// one series of a few years cannot carry a season of 52.
///
/// The ratio of a group's total to its centred 53-week level, week by week, is averaged over the years on the logarithmic scale
/// and shrunk: λ = σ²/(σ² + τ²/Y), where τ² is the variance between Y years of the same week, and σ² what the weeks differ by
/// beyond that (empirical Bayes; for seasonal indices of product groups Dekker, van Donselaar & Ouwehand 2004,
/// Int. J. Production Economics 90, 151–167). A group's profile is shrunk towards that of all series in the same way. With one year
/// there is no τ², and no profile.
///
/// Holidays are a matter of their own (`HolidayRegression`): their effects are estimated together with those of the weeks, and what
/// they explain is taken out before the weeks' factors are.
struct SeasonalProfile: Sendable {
    static let weeks = 52
    /// Standard normal quantile of the test that weeks differ at all: 1 %, one-sided.
    static let significance = 2.326
    /// Logarithms of the factors by week of the year.
    private(set) var logarithms = [Double](repeating: 0, count: SeasonalProfile.weeks)
    /// Logarithmic effects of the windows around holidays, one per column of the calendar; empty where there are none.
    private(set) var holidayEffects: [Double] = []
    var isFlat: Bool { logarithms.allSatisfy { $0 == 0 } && holidayEffects.allSatisfy { $0 == 0 } }

    /// Logarithm of the factor of a week that lies at a place of its year and within windows around holidays.
    func logarithm(place: Int, shares: [(column: Int, share: Double)]) -> Double {
        var sum = logarithms[place]
        if !holidayEffects.isEmpty { for (column, share) in shares { sum += holidayEffects[column] * share } }
        return sum
    }

    /// Factors of successive weeks.
    func factors(from first: Week, count: Int, calendar: HolidayCalendar) -> [Double] {
        (0..<count).map { exp(logarithm(place: Self.place(of: first + $0), shares: calendar.shares(of: first + $0))) }
    }

    /// Place of a week in its year, by its Thursday: 0 … 51, the 53rd with the 52nd.
    static func place(of week: Week) -> Int {
        let thursday = week.monday + 3
        guard let newYear = Day(year: thursday.civil.year, month: 1, day: 1) else { return 0 }
        return min(weeks - 1, (thursday - newYear) / 7)
    }

    /// One profile for each group, in the order of `groups`' numbers 0 … `groupCount` − 1.
    /// - Parameter calendar: holidays that may matter; each is taken in only where sales say so.
    static func estimated(
        from series: [(start: Week, values: TimeSeries)?], groups: [Int], groupCount: Int, calendar: HolidayCalendar = HolidayCalendar(),
        threads: Int = 1
    ) -> [SeasonalProfile] {
        let first = series.compactMap { $0?.start }.min() ?? Week(number: 0)
        let end = series.compactMap { $0.map { $0.start + $0.values.count } }.max() ?? first
        let span = end - first
        guard span >= 2 * weeks - 4 else { return [SeasonalProfile](repeating: SeasonalProfile(), count: groupCount) }
        let places = (0..<span).map { place(of: first + $0) }
        let shares = (0..<span).map { calendar.shares(of: first + $0) }
        var sales = [Double](repeating: 0, count: groupCount * span)
        var levels = [Double](repeating: 0, count: groupCount * span)
        for (index, entry) in series.enumerated() {
            guard let entry, entry.values.count >= weeks else { continue }
            let offset = entry.start - first
            let base = groups[index] * span + offset
            let level = yearlyLevel(entry.values)
            for step in 0..<entry.values.count {
                guard let value = entry.values[step], entry.values.states[step] != .censored, level[step] > 0 else { continue }
                sales[base + step] += value
                levels[base + step] += level[step]
            }
        }
        typealias Row = (place: Int, shares: [(column: Int, share: Double)], value: Double)
        /// Logarithms of sales over level beyond what a profile explains.
        @Sendable func deviations(_ sales: ArraySlice<Double>, _ levels: ArraySlice<Double>, from profile: SeasonalProfile) -> [Row] {
            var rows: [Row] = []
            for (step, (sale, level)) in zip(sales, levels).enumerated() where level > 0 && sale > 0 {
                let explained = profile.logarithm(place: places[step], shares: shares[step])
                rows.append((places[step], shares[step], log(sale / level) - explained))
            }
            return rows
        }
        @Sendable func refined(
            _ profile: SeasonalProfile, by rows: [Row], assumed: Set<Int>, onlyIfSignificant: Bool
        ) -> (profile: SeasonalProfile, holidays: Set<Int>) {
            var profile = profile
            var rows = rows
            var accepted: Set<Int> = []
            if calendar.columnCount > 0, rows.count >= 2 * weeks - 10 {
                let found = HolidayRegression(steps: rows, calendar: calendar, groups: groupCount).effects(assumed: assumed)
                accepted = found.accepted
                if !accepted.isEmpty {
                    if profile.holidayEffects.isEmpty { profile.holidayEffects = [Double](repeating: 0, count: calendar.columnCount) }
                    for column in found.effects.indices { profile.holidayEffects[column] += found.effects[column] }
                    for row in rows.indices {
                        for (column, share) in rows[row].shares { rows[row].value -= found.effects[column] * share }
                    }
                }
            }
            var byPlace = [[Double]](repeating: [], count: weeks)
            for row in rows { byPlace[row.place].append(row.value) }
            return (profile.refined(by: byPlace, onlyIfSignificant: onlyIfSignificant), accepted)
        }
        var totalSales = [Double](repeating: 0, count: span)
        var totalLevels = totalSales
        for group in 0..<groupCount {
            for step in 0..<span {
                totalSales[step] += sales[group * span + step]
                totalLevels[step] += levels[group * span + step]
            }
        }
        let common = refined(
            SeasonalProfile(), by: deviations(totalSales[...], totalLevels[...], from: SeasonalProfile()), assumed: [],
            onlyIfSignificant: true)
        if groupCount == 1 { return [common.profile] }
        return Parallel.map(count: groupCount, threads: threads, chunk: 1) { [sales, levels] group in
            let range = group * span..<(group + 1) * span
            return refined(
                common.profile, by: deviations(sales[range], levels[range], from: common.profile), assumed: common.holidays,
                onlyIfSignificant: false
            ).profile
        }
    }

    /// This profile moved by the logarithmic deviations seen in each week of the year, as far as they repeat between years.
    private func refined(by deviations: [[Double]], onlyIfSignificant: Bool) -> SeasonalProfile {
        var within = 0.0
        var degrees = 0.0
        var means = [Double?](repeating: nil, count: Self.weeks)
        var sizes = [Double](repeating: 0, count: Self.weeks)
        for (place, sample) in deviations.enumerated() where !sample.isEmpty {
            let mean = sample.reduce(0, +) / Double(sample.count)
            means[place] = mean
            sizes[place] = Double(sample.count)
            for value in sample { within += (value - mean) * (value - mean) }
            degrees += Double(sample.count - 1)
        }
        let known = means.compactMap { $0 }
        // Half of the weeks must have been seen twice.
        guard degrees >= Double(Self.weeks / 2), known.count >= Self.weeks / 2 else { return self }
        let noise = within / degrees
        let centre = known.reduce(0, +) / Double(known.count)
        let between = known.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(known.count - 1)
        let meanSize = sizes.reduce(0, +) / Double(known.count)
        let signal = max(0, between - noise / meanSize)
        guard signal > 0 else { return self }
        // Where nothing else vouches for a season, weeks must differ by more than chance makes them: F = between · Y / τ², against
        // its quantile by Fisher's z (1924), ln F being nearly normal with variance 2/ν₁ + 2/ν₂.
        let spread = (2 / Double(known.count - 1) + 2 / degrees).squareRoot()
        if onlyIfSignificant, between * meanSize <= noise * exp(Self.significance * spread) { return self }
        var profile = self
        for place in 0..<Self.weeks {
            guard let mean = means[place] else { continue }
            profile.logarithms[place] += signal / (signal + noise / sizes[place]) * (mean - centre)
        }
        return profile
    }

    /// Mean of the known weeks of the year around each week; at the ends the nearest whole year.
    private static func yearlyLevel(_ series: TimeSeries) -> [Double] {
        let n = series.count
        var sums = [0.0]
        var counts = [0.0]
        for step in 0..<n {
            let value = series.states[step] == .censored ? nil : series[step]
            sums.append(sums[step] + (value ?? 0))
            counts.append(counts[step] + (value == nil ? 0 : 1))
        }
        let width = min(n, weeks + 1)
        return (0..<n).map { step in
            let from = min(max(0, step - width / 2), n - width)
            let count = counts[from + width] - counts[from]
            return count > 0 ? (sums[from + width] - sums[from]) / count : 0
        }
    }
}
