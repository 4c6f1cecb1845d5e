import Foundation
import SupplyNetwork

/// The product's best choice: several models, weighted by their errors at rolling origins of the series, their deviations
/// calibrated there. Combining beats choosing (Makridakis et al. 2020, doi:10.1016/j.ijforecast.2019.04.014).
public struct Automatic: Forecaster {
    public var options: CombinationOptions
    public init(options: CombinationOptions = CombinationOptions()) { self.options = options }
    public var name: String { "auto" }

    /// Share of zeros from which a series counts as intermittent: an interval of 4/3 between demands (Syntetos, Boylan & Croston
    /// 2005, doi:10.1057/palgrave.jors.2601841, put the border at 1.32).
    static let intermittentShare = 0.25

    /// Steps from which a season is long: two of them are more than most series have, and some have none though they were measured
    /// by the week.
    static let longSeason = 25

    /// One of the models combined.
    struct Member: Sendable, Hashable {
        var model: ModelName
        var ignoresSeason = false

        var name: String { ignoresSeason ? "\(model.rawValue) (no season)" : model.rawValue }
        var forecaster: any Forecaster { ignoresSeason ? SeasonIgnored(base: model.forecaster) : model.forecaster }
    }

    /// The models that suit a series.
    static func members(for series: TimeSeries) -> [Member] {
        let known = series.withoutBounds.known
        let zeros = known.reduce(0) { $0 + ($1 == 0 ? 1 : 0) }
        if series.isNonNegative, Double(zeros) >= intermittentShare * Double(known.count) {
            return [.tsb, .sba, .windowMean, .autoETS].map { Member(model: $0) }
        }
        if isCounted(series), series.seasonLength < longSeason || known.count < 2 * series.seasonLength {
            return [.tsb, .counts, .windowMean, .autoETS, .dynamicTheta].map { Member(model: $0) }
        }
        if series.seasonLength >= longSeason, known.count >= 2 * series.seasonLength {
            return [.autoETS, .autoARIMA, .dynamicTheta, .ces, .mstl].map { Member(model: $0) } + [
                Member(model: .autoARIMA, ignoresSeason: true)
            ]
        }
        return [.autoETS, .autoARIMA, .dynamicTheta, .theta, .ces, .mstl].map { Member(model: $0) }
    }

    /// Few large numbers are counted exactly; many small ones are.
    static func isCounted(_ series: TimeSeries) -> Bool {
        series.isNonNegative && series.isWhole && (series.withoutBounds.mean() ?? 0) < 20
    }

    public func fit(_ series: TimeSeries) throws -> FittedCombination {
        let trimmed = series.trimmed
        guard trimmed.knownCount >= 1 else { throw ForecastingFailure.tooShort(known: 0, needed: 1) }
        let candidates = Self.members(for: trimmed)
        let members = candidates.map(\.forecaster)
        // The horizon is not known yet: a year, or what the series allows.
        let horizon = max(1, min(max(6, trimmed.seasonLength), trimmed.count / 4, 18))
        let backtest = Backtest(
            trimmed, members: members, horizon: horizon, windows: options.windows, spacing: max(1, horizon / 2), firstHorizon: horizon,
            leastHistory: max(options.leastHistory, trimmed.seasonLength > 1 ? min(2 * trimmed.seasonLength + 6, trimmed.count / 2) : 0))
        return try FittedCombination(
            trimmed, names: candidates.map(\.name), members: members, backtest: backtest,
            group: .unknown(members: members.count, horizon: horizon), options: options, centre: Self.isCounted(trimmed) ? .mean : .median)
    }
}

/// A model shown the series without its season.
struct SeasonIgnored: Forecaster {
    let base: any Forecaster
    var name: String { base.name }
    func fit(_ series: TimeSeries) throws -> AnyFitted {
        AnyFitted(base: try base.fit(TimeSeries(values: series.values, states: series.states, seasonLength: 1)))
    }
}

struct AnyFitted: FittedForecaster {
    let base: any FittedForecaster
    func forecast(horizon: Int) -> Prediction { base.forecast(horizon: horizon) }
}

/// Members fitted to a series, with their weights and the factors on their deviations.
public struct FittedCombination: FittedForecaster {
    /// Names and weights of the members used, which add up to 1.
    public let members: [(name: String, weight: Double)]
    private let fitted: [any FittedForecaster]
    private let inflation: [Double]
    private let cumulativeInflation: [Double]
    private let calibration: Calibration?
    private let changes: RecentChanges
    private let changesShare: Double
    private let centre: Prediction.Centre
    private let support: Prediction.Support

    init(
        _ series: TimeSeries, names: [String], members: [any Forecaster], backtest: Backtest, group: GroupExperience,
        options: CombinationOptions, centre: Prediction.Centre, support: Prediction.Support? = nil
    ) throws {
        self.centre = centre
        changes = RecentChanges(series)
        var fits = members.map { member -> (any FittedForecaster)? in try? member.fit(series) }
        // A forecast that is not finite, or wildly outside of all that was seen, is a failure too.
        let bound = 100 * (series.known.lazy.map { abs($0) }.max() ?? 0)
        for index in fits.indices {
            guard let p = fits[index]?.forecast(horizon: max(1, backtest.horizon)) else { continue }
            if !(p.mean.allSatisfy { abs($0) <= bound } && p.variance.allSatisfy(\.isFinite)) { fits[index] = nil }
        }
        let usable = fits.map { $0 != nil }
        if usable.contains(true) {
            let weights = backtest.weights(usable: usable, group: group, options: options)
            var used = [(name: String, weight: Double)]()
            var models = [any FittedForecaster]()
            for (index, weight) in weights.enumerated() where weight > 0 {
                guard let model = fits[index] else { continue }
                used.append((names[index], weight))
                models.append(model)
            }
            self.members = used
            fitted = models
            let isCounted = centre == .mean
            changesShare = isCounted ? 0 : options.changesShare
            var errors = backtest.standardizedErrors(weights: weights, centre: centre, changesShare: changesShare)
            errors.bringToLength(group.lengthExponent)
            // Counts vary with their level: what one series says about its own spread is soon said.
            let half = isCounted ? 3 * options.errorsForHalfWeight : options.errorsForHalfScale
            let ratio = GroupExperience.ownRatio(errors.single, group: group.inflation, half: half)
            inflation = group.inflation.map { $0 * ratio }
            let sumRatio = GroupExperience.ownRatio(errors.sums, group: group.cumulativeInflation, half: 3 * options.errorsForHalfWeight)
            cumulativeInflation = group.cumulativeInflation.map { $0 * sumRatio }
        } else {
            // One to three points: their mean.
            fitted = [try WindowMean(window: nil).fit(series)]
            self.members = [(ModelName.windowMean.rawValue, 1)]
            inflation = [1]
            cumulativeInflation = [1]
            changesShare = 0
        }
        calibration = group.calibration
        self.support = support ?? GroupForecasting.support(of: series)
    }

    public func forecast(horizon: Int) -> Prediction {
        var prediction = Prediction(combining: fitted.map { $0.forecast(horizon: horizon) }, weights: members.map(\.weight), centre: centre)
        prediction.support = support
        prediction.lean(on: changes, share: changesShare)
        prediction.inflate(inflation, cumulative: cumulativeInflation)
        prediction.calibration = calibration
        return prediction
    }

    /// `auto-ets 0.52 + theta 0.48`.
    public var summary: String {
        members.map { "\($0.name) \(String(format: "%.2f", $0.weight))" }.joined(separator: " + ")
    }
}

extension Prediction {
    /// Deviations multiplied by factors by step, the last factor going on; means of what cannot be negative raised to zero; counts
    /// spread at least as Poisson counts do.
    mutating func inflate(_ factors: [Double], cumulative: [Double]) {
        for step in mean.indices {
            let factor = factors[min(step, factors.count - 1)]
            let cumulativeFactor = cumulative[min(step, cumulative.count - 1)]
            variance[step] *= factor * factor
            cumulativeVariance[step] *= cumulativeFactor * cumulativeFactor
            if support != .real { mean[step] = max(0, mean[step]) }
        }
        // Large whole numbers may be measured, not counted.
        if support == .demand { spreadLikeCounts(below: 20) }
    }
}
