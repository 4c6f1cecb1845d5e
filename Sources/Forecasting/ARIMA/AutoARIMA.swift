import Foundation

/// ARIMA with orders found by the stepwise search of Hyndman & Khandakar (2008), doi:10.18637/jss.v027.i03: differences by tests,
/// then the neighbours of the best model so far by AICc. Every candidate is fitted by exact maximum likelihood, from the
/// coefficients of the neighbour it was reached from; only where many long seasons are known does the search approximate by
/// conditional least squares. The model found is always fitted exactly.
public struct AutoARIMA: Forecaster {
    /// Largest p and q. Default 5.
    public var mostTerms: Int
    /// Largest P and Q. Default 2.
    public var mostSeasonalTerms: Int
    /// Largest d. Default 2.
    public var mostDifferences: Int
    /// Models with a root of φ, θ, Φ or Θ within this distance of the origin are passed over: they are nearly not stationary or
    /// invertible. Default 1.01. R applies it to φ(B)Φ(Bᵐ) and θ(B)Θ(Bᵐ), which shuts out a Θ beyond 0.89 for months and beyond 0.6 for
    /// weeks: on rolling origins of M4's weekly series that costs up to a tenth of accuracy.
    public var leastRoot: Double

    public init(mostTerms: Int = 5, mostSeasonalTerms: Int = 2, mostDifferences: Int = 2, leastRoot: Double = 1.01) {
        self.mostTerms = mostTerms
        self.mostSeasonalTerms = mostSeasonalTerms
        self.mostDifferences = mostDifferences
        self.leastRoot = leastRoot
    }

    public var name: String { "auto-arima" }

    /// Models that a search looks at, at most; as in R.
    static let mostModels = 94
    /// Up to this many gaps are carried through the search; beyond, it sees them filled, and only the model found sees them open.
    static let mostGapsInSearch = 4

    /// The search approximates where a season has this many steps and so many seasons are known: what lies before the first step
    /// matters little there.
    static let leastPeriodToApproximate = 24
    static let leastSeasonsToApproximate = 7

    public func fit(_ series: TimeSeries) throws -> FittedARIMA { try fit(series, regressors: []) }

    /// - Parameter regressors: columns with a value for every step of the series and of the horizon that will be forecast.
    public func fit(_ series: TimeSeries, regressors: [[Double]]) throws -> FittedARIMA {
        let fit = try ARIMAFit(series, regressors: regressors)
        let chosen = try chosenForm(fit, seasonLength: series.seasonLength)
        return try fit.fitted(chosen.form, from: chosen.partials)
    }

    /// The form of least AICc, and its partial autocorrelations.
    private func chosenForm(_ fit: ARIMAFit, seasonLength: Int) throws(ForecastingFailure) -> (form: ARIMAForm, partials: [Double]) {
        var observations = fit.observations
        let n = observations.count
        let m = seasonLength
        let regressors = fit.regressors.map { Array($0.prefix(n)) }
        let values = fit.residualsOfRegression
        let seasonalD = m > 1 && n > 2 * m ? UnitRoots.seasonalDifferences(values, seasonLength: m) : 0
        let seasonallyDifferenced = Differencing(0, seasonal: seasonalD, seasonLength: m).differenced(values)
        let d = UnitRoots.differences(seasonallyDifferenced, most: mostDifferences)
        // A season enters if at least three of it are known.
        let seasonalLimit = m > 1 ? min(mostSeasonalTerms, observations.knownCount / 3 / m) : 0
        var limit = min(mostTerms, observations.knownCount / 3)
        if seasonalLimit > 0 { limit = min(limit, m - 1) }
        let period = m > 1 && (seasonalLimit > 0 || seasonalD > 0) ? m : 1
        func form(_ p: Int, _ q: Int, _ P: Int, _ Q: Int, _ constant: Bool) -> ARIMAForm {
            ARIMAForm(
                order: ARIMAOrder(p, d, q), seasonal: ARIMAOrder(P, seasonalD, Q), seasonLength: period, hasConstant: constant)
        }
        if observations.missing.count > Self.mostGapsInSearch {
            let simple = form(min(1, limit), min(1, limit), 0, min(1, seasonalLimit), true)
            if let estimates = fit.estimatesOfMissing(simple) { observations = observations.filled(estimates) }
        }
        let capacity = max(1, limit + period * seasonalLimit + 1)
        let estimation = try ARIMAEstimation(
            observations, d: d, seasonalD: seasonalD, seasonLength: period, regressors: regressors, capacity: capacity,
            mostCoefficients: 2 * limit + 2 * seasonalLimit)
        estimation.isConditional =
            period >= Self.leastPeriodToApproximate && n >= Self.leastSeasonsToApproximate * period
        var search = OrderSearch(estimation: estimation, leastRoot: leastRoot)
        let allowsConstant = d + seasonalD <= 1
        let differenced = Differencing(d, seasonal: seasonalD, seasonLength: period).differenced(values)
        if UnitRoots.isConstant(differenced) || differenced.count < 4 { return (form(0, 0, 0, 0, allowsConstant), []) }

        let isShort = n < 10
        let start = min(isShort ? 1 : 2, limit)
        let seasonalStart = isShort ? 0 : min(1, seasonalLimit)
        search.visit(form(start, start, seasonalStart, seasonalStart, allowsConstant))
        search.visit(form(0, 0, 0, 0, allowsConstant))
        search.visit(form(min(1, limit), 0, min(1, seasonalLimit), 0, allowsConstant))
        search.visit(form(0, min(1, limit), 0, min(1, seasonalLimit), allowsConstant))
        if allowsConstant { search.visit(form(0, 0, 0, 0, false)) }
        var moved = true
        while moved, search.count < Self.mostModels, let best = search.best {
            moved = false
            let f = best.form
            for (dp, dq, dP, dQ) in Self.neighbours {
                let (p, q, P, Q) = (f.order.p + dp, f.order.q + dq, f.seasonal.p + dP, f.seasonal.q + dQ)
                guard p >= 0, q >= 0, P >= 0, Q >= 0, p <= limit, q <= limit, P <= seasonalLimit, Q <= seasonalLimit else { continue }
                if search.visit(form(p, q, P, Q, f.hasConstant)) {
                    moved = true
                    break
                }
            }
            if !moved, allowsConstant {
                moved = search.visit(form(f.order.p, f.order.q, f.seasonal.p, f.seasonal.q, !f.hasConstant))
            }
        }
        guard let best = search.best else { return (form(0, 0, 0, 0, allowsConstant), []) }
        return (best.form, best.partials)
    }

    /// Steps in p, q, P, Q, in the order in which they are tried.
    static let neighbours: [(Int, Int, Int, Int)] = [
        (0, 0, -1, 0), (0, 0, 0, -1), (0, 0, 1, 0), (0, 0, 0, 1), (0, 0, -1, -1), (0, 0, -1, 1), (0, 0, 1, -1), (0, 0, 1, 1),
        (-1, 0, 0, 0), (0, -1, 0, 0), (1, 0, 0, 0), (0, 1, 0, 0), (-1, -1, 0, 0), (-1, 1, 0, 0), (1, -1, 0, 0), (1, 1, 0, 0),
    ]
}

/// Forms visited so far, and the best of them.
private struct OrderSearch {
    let estimation: ARIMAEstimation
    let leastRoot: Double
    private(set) var best: ARIMAEstimation.Solution?
    private var visited = Set<ARIMAForm>()
    private var bestAICc = Double.infinity

    var count: Int { visited.count }

    init(estimation: ARIMAEstimation, leastRoot: Double) {
        self.estimation = estimation
        self.leastRoot = leastRoot
    }

    /// Fits a form unless it was visited before; true where it is the new best.
    @discardableResult
    mutating func visit(_ form: ARIMAForm) -> Bool {
        guard visited.insert(form).inserted else { return false }
        // From the neighbour; where AR and MA terms could cancel there may be several maxima, and other places are tried too.
        var starts = ARIMAFit.starts(form)
        if let best {
            let carried = Self.carried(best.partials, from: best.form, to: form)
            starts = starts.count > 1 ? [carried] + starts.suffix(starts.count > 3 ? 2 : 1) : [carried]
        } else {
            starts = [starts[0]]
        }
        let solutions = starts.compactMap { estimation.solution(form, from: $0, tolerance: 1e-5, steps: 20) }
        guard let solution = solutions.min(by: { $0.aicc < $1.aicc }), solution.aicc < bestAICc, isSafe(solution) else { return false }
        best = solution
        bestAICc = solution.aicc
        return true
    }

    /// Partial autocorrelations of a neighbour: those that both have, and small ones for what is new.
    static func carried(_ partials: [Double], from old: ARIMAForm, to new: ARIMAForm) -> [Double] {
        let usual = ARIMAFit.starts(new)[0]
        let counts = [
            (old.order.p, new.order.p), (old.order.q, new.order.q), (old.seasonal.p, new.seasonal.p), (old.seasonal.q, new.seasonal.q),
        ]
        var result = [Double]()
        var first = 0
        var usualFirst = 0
        for (before, now) in counts {
            for i in 0..<now {
                // Away from the edge, where derivatives vanish.
                result.append(i < before ? min(max(partials[first + i], -0.95), 0.95) : before == 0 ? usual[usualFirst + i] : 0.03)
            }
            first += before
            usualFirst += now
        }
        return result
    }

    private func isSafe(_ solution: ARIMAEstimation.Solution) -> Bool {
        solution.partials.withUnsafeBufferPointer { buffer in
            guard let address = buffer.baseAddress else { return true }
            let model = ARMAPolynomials(form: solution.form, partials: address)
            return ARMAPolynomials.rootsLieBeyond(leastRoot, of: model.ar)
                && ARMAPolynomials.rootsLieBeyond(leastRoot, of: model.ma.map { -$0 })
                && ARMAPolynomials.rootsLieBeyond(leastRoot, of: model.seasonalAR)
                && ARMAPolynomials.rootsLieBeyond(leastRoot, of: model.seasonalMA.map { -$0 })
        }
    }
}
