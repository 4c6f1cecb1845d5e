import Numerical

/// A method that learns from many series at once: what one series is too short to tell, its group tells.
public protocol PooledForecaster: Sendable {
    /// The name that files and the command line use.
    var name: String { get }
    /// The next `horizon` steps of every series, in their order; a series that does not carry the method gets its reason instead.
    /// All series are read to their ends, which are the origin; nothing else is known.
    /// - Throws: what keeps the method from any forecast at all, such as a library that is not installed.
    func forecasts(for series: [TimeSeries], horizon: Int, threads: Int) throws -> [Result<Prediction, ForecastingFailure>]
}
