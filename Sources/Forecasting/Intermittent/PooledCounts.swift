import Foundation
import Numerical
import SupplyNetwork

/// Counts of many series whose prior is learnt from all of them: the usual smoothing, the usual dispersion and the common drift
/// (empirical Bayes); then each series is fitted on its own.
public struct PooledCounts: PooledForecaster {
    public var form: CountForm
    public init(_ form: CountForm = .either) { self.form = form }
    public var name: String { form.rawValue }

    /// Series that the prior is learnt from, at most; an even sample of more.
    static let sample = 2_000
    /// Series below which the default prior stands.
    static let leastSeries = 10

    public func forecasts(for series: [TimeSeries], horizon: Int, threads: Int) -> [Result<Prediction, ForecastingFailure>] {
        let counts = Counts(form, prior: Self.prior(of: series, threads: threads))
        return Parallel.map(count: series.count, threads: threads) { index in
            do {
                return .success(try counts.fit(series[index]).forecast(horizon: horizon))
            } catch {
                return .failure(error as? ForecastingFailure ?? .noSolution)
            }
        }
    }

    /// The α under which the group's summed likelihood is highest, the mean of ln c there, and the drift.
    static func prior(of group: [TimeSeries], threads: Int) -> CountPrior {
        var prior = CountPrior()
        let usable = group.indices.filter {
            group[$0].isNonNegative && group[$0].isWhole && group[$0].knownCount >= Counts.leastForDynamics
        }
        let stride = max(1, (usable.count + sample - 1) / sample)
        let chosen = usable.indices.filter { $0 % stride == 0 }.map { group[usable[$0]].trimmed }
        let counts = chosen.map(CountSeries.init).filter { $0.mean > 0 && $0.count >= Counts.leastForDynamics }
        guard counts.count >= leastSeries else { return prior }
        prior.drift = PooledDrift(of: chosen, threads: threads).factor
        let grid = Counts.smoothingGrid
        let φ = prior.drift
        let rows = Parallel.map(count: counts.count, threads: threads) { index -> [(likelihood: Double, dispersion: Double)] in
            let series = counts[index]
            var μ = [Double](repeating: 0, count: series.count)
            return grid.map { α in
                _ = series.filtered(CountDynamics(α: α, ρ: 1, φ: φ), into: &μ)
                let n = Double(series.count)
                let c = max(1, (n * series.momentDispersion(μ) + 8 * 2) / (n + 8))
                return (series.logLikelihood(μ, CountDistribution(dispersion: c, inflation: 0)), c)
            }
        }
        let totals = grid.indices.map { place in rows.reduce(0) { $0 + $1[place].likelihood } }
        let best = grid.indices.reduce(0) { totals[$1] > totals[$0] ? $1 : $0 }
        prior.smoothing = grid[best]
        prior.dispersion = exp(rows.reduce(0) { $0 + log($1[best].dispersion) } / Double(rows.count))
        return prior
    }
}
