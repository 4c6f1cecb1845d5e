/// Which components an exponential smoothing model has: the taxonomy of Hyndman, Koehler, Ord & Snyder, *Forecasting with
/// Exponential Smoothing* (2008), chapter 2, doi:10.1007/978-3-540-71918-2.
public struct ETSForm: Sendable, Hashable, Codable, CustomStringConvertible {
    public enum Error: String, Sendable, Hashable, Codable { case additive = "A", multiplicative = "M" }
    public enum Trend: String, Sendable, Hashable, Codable { case none = "N", additive = "A", damped = "Ad" }
    public enum Season: String, Sendable, Hashable, Codable { case none = "N", additive = "A", multiplicative = "M" }

    public var error: Error
    public var trend: Trend
    public var season: Season

    public init(_ error: Error, _ trend: Trend = .none, _ season: Season = .none) {
        self.error = error
        self.trend = trend
        self.season = season
    }

    public var description: String { "ETS(\(error.rawValue),\(trend.rawValue),\(season.rawValue))" }

    /// The forms with finite forecast variances (ibid., §15.2): an additive error does not go with a multiplicative season.
    /// Multiplicative trends are left out: they explode.
    public static let admissible: [ETSForm] = {
        var forms = [ETSForm]()
        for season in [Season.none, .additive, .multiplicative] {
            for trend in [Trend.none, .additive, .damped] {
                if season != .multiplicative { forms.append(ETSForm(.additive, trend, season)) }
                forms.append(ETSForm(.multiplicative, trend, season))
            }
        }
        return forms
    }()

    /// Smoothing parameters, damping, free initial states and the error's variance: what AIC counts.
    func parameterCount(seasonLength: Int) -> Int {
        var count = 3
        if trend != .none { count += 2 }
        if trend == .damped { count += 1 }
        if season != .none { count += seasonLength }
        return count
    }
}
