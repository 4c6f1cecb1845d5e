import Foundation
import Numerical
import Testing

@testable import Forecasting

@Suite struct ProbabilityScoreTests {
    /// Against the closed form for a normal, σ (z (2Φ(z) − 1) + 2φ(z) − 1/√π) (Gneiting & Raftery 2007, §4.2).
    @Test(arguments: [-3.0, -1, -0.2, 0, 0.5, 2, 4]) func normal(z: Double) {
        let (mean, deviation) = (20.0, 3.0)
        let prediction = Prediction(
            mean: [mean], variance: [deviation * deviation], cumulativeVariance: [deviation * deviation], support: .real)
        let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
        let probability = 0.5 * erfc(-z / 2.0.squareRoot())
        let expected = deviation * (z * (2 * probability - 1) + 2 * density - 1 / Double.pi.squareRoot())
        let found = ProbabilityScores.crps(prediction, step: 0, actual: mean + z * deviation)
        #expect(abs(found / expected - 1) < 0.01, "\(found) \(expected)")
    }

    /// For a certain forecast the score is the absolute error.
    @Test func certainty() {
        let prediction = Prediction(mean: [4], variance: [0], cumulativeVariance: [0], support: .real)
        #expect(abs(ProbabilityScores.crps(prediction, step: 0, actual: 6.5) - 2.5) < 1e-12)
    }

    /// Gneiting & Raftery 2007, §6.2, by hand: width 4, α 0.2, one unit above: 4 + 10.
    @Test func intervalsByHand() {
        #expect(abs(ProbabilityScores.interval(low: 2, high: 6, level: 80, actual: 7) - 14) < 1e-12)
        #expect(abs(ProbabilityScores.interval(low: 2, high: 6, level: 80, actual: 0) - 24) < 1e-12)
        #expect(ProbabilityScores.interval(low: 2, high: 6, level: 80, actual: 2) == 4)
    }

    /// The true distribution is never beaten on average: Poisson demand, forecasts too narrow, too wide and too high.
    @Test func honestyPays() {
        var random = Xoshiro256(seed: 12)
        func prediction(_ mean: Double, _ variance: Double) -> Prediction {
            Prediction(mean: [mean], variance: [variance], cumulativeVariance: [variance], support: .demand)
        }
        let truth = DemandDistribution(mean: 6, deviation: 6.0.squareRoot())
        let candidates = [prediction(6, 6), prediction(6, 2), prediction(6, 20), prediction(7.5, 7.5)]
        var scores = [Double](repeating: 0, count: candidates.count)
        for _ in 0..<2_000 {
            let actual = truth.quantile(random.uniform())
            for (index, candidate) in candidates.enumerated() {
                scores[index] += ProbabilityScores.crps(candidate, step: 0, actual: actual)
            }
        }
        #expect(scores.min() == scores[0], "\(scores)")
    }
}
