/// A method that can be fitted to a series. Fitting and forecasting are different types: what was not fitted cannot forecast.
public protocol Forecaster: Sendable {
    associatedtype Fitted: FittedForecaster
    /// The name that files and the command line use: `auto-ets`.
    var name: String { get }
    /// - Throws: `ForecastingFailure` where the series does not carry the model.
    func fit(_ series: TimeSeries) throws -> Fitted
}

/// A method fitted to one series.
public protocol FittedForecaster: Sendable {
    /// What the next `horizon` steps after the series' end will probably be.
    func forecast(horizon: Int) -> Prediction
}

/// Why a model cannot be fitted to a series.
public enum ForecastingFailure: Error, Equatable, CustomStringConvertible {
    /// Fewer steps are known than the model needs.
    case tooShort(known: Int, needed: Int)
    /// The model needs values above zero.
    case notPositive
    /// The model needs values of zero or more.
    case negative
    /// The model counts: it needs whole numbers.
    case notWhole
    /// The model learns from many series together, and was asked for one.
    case needsGroup
    /// No admissible parameters were found.
    case noSolution

    public var description: String {
        switch self {
        case .tooShort(let known, let needed): "\(known) known values, \(needed) are needed"
        case .notPositive: "the model needs values above zero"
        case .negative: "the model needs values of zero or more"
        case .notWhole: "the model needs whole numbers"
        case .needsGroup: "the model learns from many series together, not from one"
        case .noSolution: "no admissible parameters were found"
        }
    }
}
