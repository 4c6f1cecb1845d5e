import Foundation
import Numerical

/// An ARIMA model with its coefficients and what it knows at the end of the series.
public struct FittedARIMA: FittedForecaster {
    public let form: ARIMAForm
    /// φ, θ, Φ, Θ with the signs of R: φ(B) = 1 − φ₁B − …, θ(B) = 1 + θ₁B + ….
    public let autoregressive: [Double]
    public let movingAverage: [Double]
    public let seasonalAutoregressive: [Double]
    public let seasonalMovingAverage: [Double]
    /// The mean without differences, the slope per step with one; nil where the model has neither.
    public let constant: Double?
    /// One per regressor, in units of the series.
    public let regressionCoefficients: [Double]
    /// Of the one-step error, with as many degrees of freedom as R's `Arima` leaves: N − coefficients.
    public let errorVariance: Double
    /// In units of the series; σ² at its maximum.
    public let logLikelihood: Double
    public let aicc: Double

    let partials: [Double]
    private let future: ForecastBasis
    private let support: Prediction.Support

    /// Everything that a forecast needs, in units of the scaled series.
    private struct ForecastBasis: Sendable {
        /// Values without regressors and constant, gaps filled: the last d + mD of them.
        var history: [Double]
        /// Steps between the last value and the first forecast.
        var gap: Int
        /// Steps up to the last value, as the drift counts them.
        var count: Int
        var scale: Double
        var differencing: Differencing
        /// State after the last value, for the series and for each gap inside it.
        var predictor: ARMAPredictor
        var gapHistories: [[Double]]
        /// Cholesky factor of the information on the gaps.
        var gapFactor: [[Double]]
        /// Rows after the last value, column by column.
        var regressors: [[Double]]
        var coefficients: [Double]
        var constant: Double
    }

    init(_ estimation: ARIMAEstimation, _ solution: ARIMAEstimation.Solution, regressors: [[Double]] = []) {
        let observations = estimation.observations
        let scale = observations.scale
        form = solution.form
        partials = solution.partials
        // The filter holds what was evaluated last.
        let solution = estimation.evaluated(solution.form, solution.partials) ?? solution
        let model = solution.partials.withUnsafeBufferPointer { buffer in
            withUnsafeTemporaryAllocation(of: Double.self, capacity: 1) { spare in
                let empty = spare.baseAddress.map { UnsafePointer($0) }
                guard let address = buffer.baseAddress ?? empty else { preconditionFailure("no address") }
                return ARMAPolynomials(form: solution.form, partials: address)
            }
        }
        autoregressive = model.ar
        movingAverage = model.ma
        seasonalAutoregressive = model.seasonalAR
        seasonalMovingAverage = model.seasonalMA
        let gaps = estimation.gapCount
        let count = observations.count
        let β = solution.coefficients
        let slopes = Array(β[gaps..<(gaps + estimation.regressorCount)])
        let constant = form.hasConstant ? β[β.count - 1] : 0
        self.constant = form.hasConstant ? constant * scale : nil
        regressionCoefficients = slopes.map { $0 * scale }
        let n = Double(solution.effectiveCount)
        let free = max(1, n - Double(solution.parameterCount - 1))
        errorVariance = solution.sumOfSquares / free * scale * scale
        logLikelihood = solution.logLikelihood - n * log(scale)
        aicc = solution.aicc + 2 * n * log(scale)
        support = observations.isNonNegative ? .nonNegative : .real

        var values = observations.values
        // η = y − β at a gap: the missing value is what was filled in less its coefficient.
        for (index, step) in observations.missing.enumerated() { values[step] -= β[index] }
        let d = form.order.d + form.seasonal.d
        for t in values.indices {
            if form.hasConstant { values[t] -= constant * (d == 0 ? 1 : Double(t + 1)) }
            for (index, column) in regressors.enumerated() { values[t] -= slopes[index] * column[t] }
        }
        let lost = estimation.differencing.lostCount
        future = ForecastBasis(
            history: Array(values.suffix(lost)), gap: observations.trailing, count: count, scale: scale,
            differencing: estimation.differencing, predictor: estimation.filter.predictor(model, coefficients: β, gaps: gaps),
            gapHistories: observations.missing.map { step in
                (count - lost..<count).map { $0 == step ? 1 : 0 }
            }, gapFactor: estimation.gapFactor, regressors: regressors.map { Array($0[count...]) }, coefficients: slopes,
            constant: constant)
    }

    /// What the missing values inside the series most probably were.
    static func estimatesOfMissing(_ observations: ARIMAObservations, _ solution: ARIMAEstimation.Solution) -> [Double] {
        observations.missing.enumerated().map { index, step in observations.values[step] - solution.coefficients[index] }
    }

    /// - Precondition: regressors, if any, have rows for the horizon.
    public func forecast(horizon: Int) -> Prediction { forecast(horizon: horizon, regressors: future.regressors) }

    /// Steps at the end of the series of which nothing is known.
    var trailingGap: Int { future.gap }

    /// - Parameter regressors: columns with a value for every step after the last known one.
    func forecast(horizon: Int, regressors: [[Double]]) -> Prediction {
        let f = future
        let steps = f.gap + horizon
        for column in regressors {
            precondition(column.count >= steps, "\(column.count - f.gap) rows of regressors for \(horizon) steps")
        }
        let differenced = f.predictor.means(horizon: steps)
        var mean = f.differencing.integrated(differenced, after: f.history)
        let d = form.order.d + form.seasonal.d
        for h in 0..<steps {
            if form.hasConstant { mean[h] += f.constant * (d == 0 ? 1 : Double(f.count + h + 1)) }
            for (index, column) in regressors.enumerated() { mean[h] += f.coefficients[index] * column[h] }
        }
        // Each innovation to come spreads over the steps after it, and over their sum.
        let zeros = [Double](repeating: 0, count: f.differencing.lostCount)
        let (variances, responses) = f.predictor.responses(horizon: steps)
        var variance = [Double](repeating: 0, count: horizon)
        var cumulative = [Double](repeating: 0, count: horizon)
        var shared = [Double]()
        for j in 0..<steps {
            // From the steady state on every innovation spreads alike: what was integrated once is enough.
            let spread: [Double]
            if f.predictor.isSteady {
                if j == 0 { shared = f.differencing.integrated(responses[0], after: zeros) }
                spread = shared
            } else {
                spread = f.differencing.integrated(responses[j], after: zeros)
            }
            var sum = 0.0
            for h in max(j, f.gap)..<steps {
                let weight = spread[h - j]
                sum += weight
                variance[h - f.gap] += variances[j] * weight * weight
                cumulative[h - f.gap] += variances[j] * sum * sum
            }
        }
        // What is not known about the gaps is not known about what follows from them (relative to σ², like the rest).
        if !f.gapFactor.isEmpty {
            let columns = f.gapHistories.indices.map { index in
                Array(
                    f.differencing.integrated(f.predictor.gapMeans(index, horizon: steps), after: f.gapHistories[index])[f.gap...])
            }
            var running = [Double](repeating: 0, count: columns.count)
            for h in 0..<horizon {
                let now = columns.map { $0[h] }
                for i in now.indices { running[i] += now[i] }
                variance[h] += Self.quadraticForm(now, factor: f.gapFactor)
                cumulative[h] += Self.quadraticForm(running, factor: f.gapFactor)
            }
        }
        let σ2 = errorVariance
        return Prediction(
            mean: mean[f.gap...].map { $0 * f.scale }, variance: variance.map { $0 * σ2 }, cumulativeVariance: cumulative.map { $0 * σ2 },
            support: support)
    }

    /// cᵀ(LLᵀ)⁻¹c.
    private static func quadraticForm(_ c: [Double], factor: [[Double]]) -> Double {
        var z = c
        var sum = 0.0
        for i in c.indices {
            for j in 0..<i { z[i] -= factor[i][j] * z[j] }
            z[i] /= factor[i][i]
            sum += z[i] * z[i]
        }
        return sum
    }
}
