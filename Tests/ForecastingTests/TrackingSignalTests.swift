import Foundation
import Numerical
import Testing

@testable import Forecasting

@Suite struct TrackingSignalTests {
    /// By hand with β = 0.1: errors 2, −1: E = 0.9 · 0.2 − 0.1 = 0.08, M = 0.28, S = 0.81 · 0.04 + 0.01.
    @Test func byHand() throws {
        var signal = TrackingSignal()
        #expect(signal.value == nil && signal.strength == 0)
        signal.add(2)
        #expect(signal.value == 1)
        signal.add(-1)
        #expect(abs(try #require(signal.value) - 0.08 / 0.28) < 1e-12)
        #expect(abs(signal.strength - 0.08 / 0.0424.squareRoot()) < 1e-12)
        #expect(!signal.speaks && signal.count == 2)
        // An announced variance of 6: S = 0.06 exceeds 0.81 · 0.0424.
        signal.add(0, variance: 6)
        #expect(abs(signal.strength - 0.072 / 0.06.squareRoot()) < 1e-12)
    }

    enum Noise: CaseIterable { case normal, poisson, intermittent, skewed }

    static func error(_ noise: Noise, _ random: inout Xoshiro256) -> Double {
        switch noise {
        case .normal: Normal.quantile(max(1e-12, random.uniform()))
        case .poisson: 4 - DemandDistribution(mean: 4, deviation: 2).quantile(random.uniform())
        case .intermittent: 0.3 - (random.uniform() < 0.3 ? 1 : 0)
        case .skewed: 1 + log(1 - random.uniform())
        }
    }

    static func variance(_ noise: Noise) -> Double {
        switch noise {
        case .normal, .skewed: 1
        case .poisson: 4
        case .intermittent: 0.21
        }
    }

    /// Share of series that the signal speaks for within 52 weeks, after half a year without alarms.
    static func alarms(_ noise: Noise, bias: Double, series: Int, seed: UInt64) -> Double {
        var random = Xoshiro256(seed: seed)
        var alarms = 0
        for _ in 0..<series {
            var signal = TrackingSignal()
            for _ in 0..<26 { signal.add(error(noise, &random), variance: variance(noise)) }
            for _ in 0..<52 {
                signal.add(error(noise, &random) + bias, variance: variance(noise))
                if signal.speaks {
                    alarms += 1
                    break
                }
            }
        }
        return Double(alarms) / Double(series)
    }

    @Test(arguments: Noise.allCases) func falseAlarms(noise: Noise) {
        let share = Self.alarms(noise, bias: 0, series: 2_000, seed: 77)
        #expect(share < 1.5 * TrackingSignal.falseAlarmsPerYear, "\(share)")
    }

    /// Forecasts too high by a standard deviation are found out within a year, nearly always.
    @Test func biasIsFound() {
        let share = Self.alarms(.normal, bias: 1, series: 500, seed: 78)
        #expect(share > 0.95, "\(share)")
    }
}
