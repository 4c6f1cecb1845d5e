import Foundation
import Numerical

/// What forecasts must be asked for so that what came falls below their quantile p in a share p of cases: a monotone map of
/// normal scores, from the score of the probability wanted to the score at which to read the model's own distribution.
///
/// Learnt from the probability integral transforms of rolling-origin forecasts over a group of series: the empirical quantiles
/// of u = F(y), on the normal scale (distributional conformal prediction, Chernozhukov, Wüthrich & Zhu 2021,
/// doi:10.1073/pnas.2107794118; recalibration, Kuleshov, Fenner & Ermon 2018, arXiv:1807.00263). Between knots it is linear,
/// beyond the last ones it goes on in parallel to the identity: no error that large was seen.
public struct Calibration: Sendable, Hashable {
    /// Probabilities at which the map is estimated.
    static let probabilities = [0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.975, 0.99]
    static let knots = probabilities.map(Normal.quantile)

    /// Scores are stretched within these bounds: a group may hold a few series that the models do not know at all.
    static let factors = 0.5...1.75

    /// The model's score at each knot, never falling.
    let scores: [Double]

    /// - Parameters:
    ///   - sample: normal scores Φ⁻¹(F(y)) of what came; empty: the identity.
    ///   - trust: 0–1, how far the sample is believed rather than the model's own distribution.
    ///
    /// The sample is taken with both signs: which way a group of series erred in the last year says nothing about the next, how far
    /// it erred does.
    init(scores sample: [Double], trust: Double) {
        guard sample.count >= 20 else {
            scores = Self.knots
            return
        }
        let sorted = (sample + sample.map { -$0 }).sorted()
        var last = -Double.infinity
        scores = zip(Self.probabilities, Self.knots).map { p, knot in
            // The conformal position, between order statistics; beyond them the outermost.
            let position = min(max(p * Double(sorted.count + 1) - 1, 0), Double(sorted.count - 1))
            let below = Int(position)
            let above = min(below + 1, sorted.count - 1)
            let empirical = sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
            // So few cannot tell their own tails.
            let own = min(trust, Double(sorted.count) * min(p, 1 - p) / 4)
            let bounded = abs(knot) < 1e-12 ? 0 : knot * min(max(empirical / knot, Self.factors.lowerBound), Self.factors.upperBound)
            last = max(last, knot + own * (bounded - knot))
            return last
        }
    }

    /// The score at which the model is read for the score wanted.
    func score(_ wanted: Double) -> Double {
        let knots = Self.knots
        if wanted <= knots[0] { return scores[0] + wanted - knots[0] }
        let end = knots.count - 1
        if wanted >= knots[end] { return scores[end] + wanted - knots[end] }
        var above = 1
        while knots[above] < wanted { above += 1 }
        let share = (wanted - knots[above - 1]) / (knots[above] - knots[above - 1])
        return scores[above - 1] + share * (scores[above] - scores[above - 1])
    }
}
