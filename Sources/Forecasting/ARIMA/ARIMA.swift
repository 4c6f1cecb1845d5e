import Numerical

/// Seasonal ARIMA of given orders with regression, by exact maximum likelihood (Box & Jenkins; Durbin & Koopman 2012, §3.4;
/// Brockwell & Davis 2016, §5.2 and §6.6). Gaps are skipped, not filled; what ran out of stock is a gap, except where the model
/// thinks that less was wanted than was sold: then what was sold counts.
public struct ARIMA: Forecaster {
    public var order: ARIMAOrder
    /// (P,D,Q) at the series' season; left out where the series has none.
    public var seasonal: ARIMAOrder
    /// A mean (no differences) or a drift (one); with more differences there is none.
    public var includesConstant: Bool

    public init(order: ARIMAOrder, seasonal: ARIMAOrder = .zero, includesConstant: Bool = true) {
        self.order = order
        self.seasonal = seasonal
        self.includesConstant = includesConstant
    }

    public var name: String { "arima" }

    public func fit(_ series: TimeSeries) throws -> FittedARIMA { try fit(series, regressors: []) }

    /// - Parameter regressors: columns with a value for every step of the series and of the horizon that will be forecast.
    public func fit(_ series: TimeSeries, regressors: [[Double]]) throws -> FittedARIMA {
        let m = series.seasonLength
        let form = ARIMAForm(
            order: order, seasonal: m > 1 ? seasonal : .zero, seasonLength: m > 1 ? m : 1, hasConstant: includesConstant)
        return try ARIMAFit(series, regressors: regressors).fitted(form, from: nil)
    }
}

/// Fits of given forms to one series.
struct ARIMAFit {
    private(set) var observations: ARIMAObservations
    /// Columns that begin with the first of the observations.
    let regressors: [[Double]]

    init(_ series: TimeSeries, regressors: [[Double]] = []) throws(ForecastingFailure) {
        observations = ARIMAObservations(series)
        for column in regressors {
            precondition(column.count >= series.count, "\(column.count) rows of regressors for \(series.count) steps")
        }
        let skipped = observations.skipped
        self.regressors = regressors.map { Array($0[skipped...]) }
        guard observations.knownCount >= 3 else { throw .tooShort(known: observations.knownCount, needed: 3) }
    }

    /// A form by exact maximum likelihood.
    ///
    /// - Parameter start: partial autocorrelations to begin from, besides the usual ones.
    func fitted(_ form: ARIMAForm, from start: [Double]?) throws(ForecastingFailure) -> FittedARIMA {
        var observations = observations
        var best: [Double]? = start
        // Lower bounds above the estimate take the gap's place; what is left may then be estimated lower, once or twice.
        for _ in 0..<3 {
            let estimation = try Self.estimation(observations, form, regressors: regressors)
            let needed = form.lostCount + form.coefficientCount + regressors.count + (form.hasConstant ? 1 : 0) + 2
            guard observations.knownCount >= needed else { throw .tooShort(known: observations.knownCount, needed: needed) }
            var solution: ARIMAEstimation.Solution?
            for start in [best].compactMap({ $0 }) + Self.starts(form) {
                guard let found = estimation.solution(form, from: start, tolerance: 1e-9, steps: 80) else { continue }
                if found.logLikelihood > (solution?.logLikelihood ?? -.infinity) + 1e-6 { solution = found }
                // A start that was given has been searched already.
                if best != nil { break }
            }
            guard let solution else { throw .noSolution }
            best = solution.partials
            if let bounded = observations.bounded(FittedARIMA.estimatesOfMissing(observations, solution)) {
                observations = bounded
                continue
            }
            return FittedARIMA(estimation, solution, regressors: regressors)
        }
        let estimation = try Self.estimation(observations, form, regressors: regressors)
        guard let partials = best, let solution = estimation.solution(form, from: partials, tolerance: 1e-9) else { throw .noSolution }
        return FittedARIMA(estimation, solution, regressors: regressors)
    }

    /// What the missing values most probably were, by a form at rough coefficients; nil where it cannot be fitted.
    func estimatesOfMissing(_ form: ARIMAForm) -> [Double]? {
        guard let estimation = try? Self.estimation(observations, form, regressors: regressors),
            let solution = estimation.solution(form, from: Self.starts(form)[0], tolerance: 1e-3, steps: 6)
        else { return nil }
        return FittedARIMA.estimatesOfMissing(observations, solution)
    }

    /// AICc of a form, to the second decimal or so.
    func roughAICc(_ form: ARIMAForm) -> Double? {
        guard let estimation = try? Self.estimation(observations, form, regressors: regressors) else { return nil }
        return estimation.solution(form, from: Self.starts(form)[0], tolerance: 1e-5, steps: 15)?.aicc
    }

    /// The series less its regression on the regressors, for the tests of stationarity.
    var residualsOfRegression: [Double] {
        let n = observations.count
        let moving = regressors.map { Array($0.prefix(n)) }.filter { !UnitRoots.isConstant($0) }
        guard !moving.isEmpty else { return observations.values }
        let matrix = [Double](repeating: 1, count: n) + moving.flatMap { $0 }
        guard
            let solution = try? LeastSquares.solution(
                matrix: matrix, rows: n, columns: moving.count + 1, right: observations.values)
        else { return observations.values }
        var values = observations.values
        for (index, column) in moving.enumerated() { for t in 0..<n { values[t] -= solution.coefficients[index + 1] * column[t] } }
        return values
    }

    private static func estimation(
        _ observations: ARIMAObservations, _ form: ARIMAForm, regressors: [[Double]]
    ) throws(ForecastingFailure) -> ARIMAEstimation {
        try ARIMAEstimation(
            observations, d: form.order.d, seasonalD: form.seasonal.d, seasonLength: form.seasonLength,
            regressors: regressors.map { Array($0.prefix(observations.count)) },
            capacity: max(form.autoregressiveDegree, form.movingAverageDegree + 1), mostCoefficients: form.coefficientCount)
    }

    /// Where a search without a neighbour begins: φ and θ apart from each other, because at equal values they cancel and their
    /// derivatives coincide.
    static func starts(_ form: ARIMAForm) -> [[Double]] {
        func start(_ ar: Double, _ ma: Double, _ seasonalAR: Double, _ seasonalMA: Double) -> [Double] {
            func partials(_ count: Int, _ first: Double) -> [Double] { (0..<count).map { $0 == 0 ? first : $0 == 1 ? 0.1 * first : 0.02 } }
            return partials(form.order.p, ar) + partials(form.order.q, ma) + partials(form.seasonal.p, seasonalAR)
                + partials(form.seasonal.q, seasonalMA)
        }
        if form.coefficientCount == 0 { return [[]] }
        let differenced = form.seasonal.d > 0
        // A partial of θ is −θ₁: differences mostly leave a negative θ behind.
        let first = start(0.3, form.order.d > 0 ? 0.5 : 0.1, 0.2, differenced ? 0.5 : 0.1)
        var starts = [first]
        if form.order.p > 0, form.order.q > 0 {
            starts += [start(-0.4, 0.3, 0.2, differenced ? 0.5 : -0.2), start(0.8, 0.3, 0.1, differenced ? 0.7 : 0.1)]
        }
        // A season that hardly changes: Φ near one, taken back in part by Θ. And one that overshoots.
        if form.seasonal.p > 0, form.seasonal.q > 0 {
            starts += [start(0.3, form.order.d > 0 ? 0.5 : 0.1, 0.9, 0.6), start(0.3, form.order.d > 0 ? 0.5 : 0.1, -0.5, 0.3)]
        }
        return starts
    }
}
