/// Proper scores of predictive distributions: smaller is better, and honesty pays (Gneiting & Raftery 2007,
/// doi:10.1198/016214506000001437).
public enum ProbabilityScores {
    /// Pinball loss of the quantile `q` at probability `p`: p (y − q) where y ≥ q, (1 − p)(q − y) below.
    public static func pinball(_ q: Double, _ p: Double, _ actual: Double) -> Double {
        actual >= q ? p * (actual - q) : (1 - p) * (q - actual)
    }

    /// Interval score of a central interval that is to cover `level` percent: its width, plus 2/α times the distance by which the
    /// value lies outside, α = 1 − level/100 (ibid., §6.2). Divided by the mean absolute seasonal change it is the M4
    /// competition's MSIS.
    public static func interval(low: Double, high: Double, level: Double, actual: Double) -> Double {
        let alpha = 1 - level / 100
        return high - low + 2 / alpha * (max(0, low - actual) + max(0, actual - high))
    }

    /// Probabilities at which quantiles stand for the whole distribution: midpoints of so many equal shares.
    static let shares = 40

    /// Continuous ranked probability score, in the units of the series: ∫ (F(x) − 1{x ≥ y})² dx = 2 ∫₀¹ pinball(q_p, p) dp
    /// (Laio & Tamea 2007, doi:10.5194/hess-11-1267-2007). The integral over p is taken by the midpoint rule on 40 quantiles, for
    /// every kind of distribution alike; for a normal that lies within 1 % of the closed form.
    static func crps(_ prediction: Prediction, step: Int, actual: Double) -> Double {
        var sum = 0.0
        for share in 0..<shares {
            let p = (Double(share) + 0.5) / Double(shares)
            sum += pinball(prediction.quantile(p, step: step), p, actual)
        }
        return 2 * sum / Double(shares)
    }
}
