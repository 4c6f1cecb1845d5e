/// How the weekly run forecasts.
public struct ForecastingOptions: Sendable, Codable, Hashable {
    /// Weeks ahead. Default 13.
    public var horizon = 13
    /// The models combined. Default: smoothing, dynamic Theta, TSB, SBA and the means of 13 and 52 weeks.
    public var models: [Model] = [.ets, .dynamicTheta, .tsb, .sba, .quarterMean, .yearMean]
    /// Rolling origins, weights and calibration. Default: 3 origins, `CombinationOptions`.
    public var combination = CombinationOptions()
    /// Weeks that the latest origin lies back; the others lie as far apart. Default 6.
    public var originSpacing = 6
    /// Whether a week-of-year profile is estimated from the sum over each group and taken out before the models see a series.
    /// Needs two years of history. Default true.
    public var seasonalProfile = true
    /// Whether holidays and yearly events have a profile of their own, aligned to the day. Needs two years of history. Default true.
    public var holidays = true
    /// Feasts that are looked for whether or not the events name them. Default: all that are known.
    public var feasts = MovableFeast.allCases
    /// Whether effects of promotions and prices are estimated, taken out of histories and put into planned weeks. Default true.
    public var promotionEffects = true
    /// Whether site × SKU of little history are forecast from similar ones. Default true.
    public var launches = true
    /// Series whose rolling origins teach the common weights and calibration, at most; an even sample of more. Default 2,000.
    public var experienceSample = 2_000

    /// The models of the weekly run. The season is the group's profile, so that none of them needs one of its own.
    public enum Model: String, Sendable, Codable, Hashable, CaseIterable {
        case ets
        case dynamicTheta = "dynamic-theta"
        case tsb
        case sba
        case quarterMean = "mean-13"
        case yearMean = "mean-52"

        var forecaster: any Forecaster {
            switch self {
            case .ets: AutoETS(forms: ETSForm.admissible.filter { $0.season == .none && $0.trend != .additive })
            case .dynamicTheta: Theta(.dynamic)
            case .tsb: TSB()
            case .sba: Croston(.approximation)
            case .quarterMean: WindowMean(window: 13)
            case .yearMean: WindowMean(window: 52)
            }
        }
    }

    public init() {}
}
