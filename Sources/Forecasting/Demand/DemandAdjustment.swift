import Foundation
import SupplyNetwork

/// What is divided out of every history before the models see it, and multiplied back into the weeks to come: the season with
/// its holidays (`SeasonalProfile`), promotions and prices (`PromotionRegression`). What remains is the base.
///
/// Seasons and promotions often coincide (a sale in June, every June). Seasons are first estimated from weeks without promotions,
/// promotions then against them, and seasons again with promotions taken out of all weeks.
struct DemandAdjustment: Sendable {
    let firstWeek: Week
    private let groups: [Int]
    /// Group × week: factors.
    private let seasons: [[Double]]
    private let promotions: PromotionCalendar?
    /// Cell × week: factors, and variances of their logarithms; empty for a cell that nothing touches.
    private let lifts: [[Double]]
    private let liftVariances: [[Double]]
    let regression: PromotionRegression?
    let profiles: [SeasonalProfile]

    /// - Parameters:
    ///   - series: observed before `asOf`, nil where nothing is known.
    ///   - groups: numbers 0 … `groupCount` − 1.
    static func estimated(
        from series: [(start: Week, values: TimeSeries)?], groups: [Int], groupCount: Int, context: DemandContext?, asOf: Week,
        options: ForecastingOptions, threads: Int
    ) -> DemandAdjustment {
        let first = series.compactMap { $0?.start }.min() ?? asOf
        let weeks = first..<max(asOf + options.horizon, first)
        let holidays =
            options.holidays
            ? HolidayCalendar(feasts: options.feasts, events: context?.events ?? [], weeks: weeks) : HolidayCalendar()
        func profiles(_ series: [(start: Week, values: TimeSeries)?]) -> [SeasonalProfile] {
            guard options.seasonalProfile else { return [SeasonalProfile](repeating: SeasonalProfile(), count: groupCount) }
            return SeasonalProfile.estimated(
                from: series, groups: groups, groupCount: groupCount, calendar: holidays, threads: threads)
        }
        func factors(_ profiles: [SeasonalProfile]) -> [[Double]] {
            let places = (0..<weeks.upperBound - first).map { SeasonalProfile.place(of: first + $0) }
            let shares = (0..<weeks.upperBound - first).map { holidays.shares(of: first + $0) }
            return profiles.map { profile in
                profile.isFlat ? [] : places.indices.map { exp(profile.logarithm(place: places[$0], shares: shares[$0])) }
            }
        }
        var calendar: PromotionCalendar?
        if let context, options.promotionEffects, !(context.promotions.isEmpty && context.priceChanges.isEmpty) {
            let made = PromotionCalendar(context: context, weeks: weeks, asOf: asOf)
            if !made.isEmpty { calendar = made }
        }
        guard let calendar else {
            let found = profiles(series)
            return DemandAdjustment(
                firstWeek: first, groups: groups, seasons: factors(found), promotions: nil, lifts: [], liftVariances: [],
                regression: nil, profiles: found)
        }
        let ones = [Double](repeating: 1, count: weeks.upperBound - first)
        let untouched = zip(series, calendar.cellOfSeries).map { entry, place -> (start: Week, values: TimeSeries)? in
            guard var entry else { return nil }
            let cell = calendar.cells[place]
            guard !cell.days.isEmpty else { return entry }
            let offset = entry.start - first
            for step in 0..<entry.values.count where cell.rows[offset + step] >= 0 { entry.values.states[step] = .missing }
            return entry
        }
        let before = factors(profiles(untouched))
        func regressed(_ seasons: [[Double]]) -> PromotionRegression {
            PromotionRegression(from: series, calendar: calendar, until: asOf) {
                let season = seasons[groups[$0]]
                return season.isEmpty ? ones : season
            }
        }
        let draft = regressed(before)
        var lifts = lifts(draft, calendar: calendar).factors
        let lifted = zip(series, calendar.cellOfSeries).map { entry, place -> (start: Week, values: TimeSeries)? in
            guard var entry else { return nil }
            guard !lifts[place].isEmpty else { return entry }
            let offset = entry.start - first
            for step in 0..<entry.values.count { entry.values.values[step] /= lifts[place][offset + step] }
            return entry
        }
        let found = profiles(lifted)
        let seasons = factors(found)
        let regression = regressed(seasons)
        let variances: [[Double]]
        (lifts, variances) = Self.lifts(regression, calendar: calendar)
        return DemandAdjustment(
            firstWeek: first, groups: groups, seasons: seasons, promotions: calendar, lifts: lifts, liftVariances: variances,
            regression: regression, profiles: found)
    }

    private static func lifts(
        _ regression: PromotionRegression, calendar: PromotionCalendar
    ) -> (factors: [[Double]], variances: [[Double]]) {
        var factors: [[Double]] = []
        var variances: [[Double]] = []
        let k = PromotionCalendar.columns
        var gradient = [Double](repeating: 0, count: k)
        for cell in calendar.cells {
            guard cell.isTouched else {
                factors.append([])
                variances.append([])
                continue
            }
            let effect = regression.effect(product: cell.product)
            var own = [Double](repeating: 1, count: calendar.weekCount)
            var variance = [Double](repeating: 0, count: calendar.weekCount)
            for week in 0..<calendar.weekCount where cell.rows[week] >= 0 || !cell.prices.isEmpty {
                own[week] = cell.factor(week: week, coefficients: effect.coefficients, gradient: &gradient)
                var sum = 0.0
                for i in 0..<k where gradient[i] != 0 { for j in 0..<k { sum += gradient[i] * effect.covariance[i * k + j] * gradient[j] } }
                let running = gradient[0]
                variance[week] = sum + running * running * regression.occasionVariance
            }
            factors.append(own)
            variances.append(variance)
        }
        return (factors, variances)
    }

    /// Whether a series is left as it is.
    func isNeutral(_ index: Int) -> Bool {
        seasons[groups[index]].isEmpty && (promotions.map { lifts[$0.cellOfSeries[index]].isEmpty } ?? true)
    }

    /// What a week sells of the base.
    func factor(_ index: Int, _ week: Week) -> Double {
        let place = week - firstWeek
        let season = seasons[groups[index]]
        var factor = season.isEmpty ? 1 : season[place]
        if let promotions {
            let lift = lifts[promotions.cellOfSeries[index]]
            if !lift.isEmpty { factor *= lift[place] }
        }
        return factor
    }

    /// Variance of the logarithm of the promotion's part of a week's factor.
    func liftVariance(_ index: Int, _ week: Week) -> Double {
        guard let promotions else { return 0 }
        let variances = liftVariances[promotions.cellOfSeries[index]]
        return variances.isEmpty ? 0 : variances[week - firstWeek]
    }
}
