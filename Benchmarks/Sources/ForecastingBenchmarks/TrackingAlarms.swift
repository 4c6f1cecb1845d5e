import Forecasting
import Foundation
import Numerical

/// How often the tracking signal speaks of forecasts without bias, and how soon of biased ones: half a year without alarms, then 52 weeks.
enum TrackingAlarms {
    static let series = 20_000

    static func printed() {
        print("tracking signal              alarms in 52 weeks   median weeks to it")
        let kinds: [(String, Double, (inout Xoshiro256, inout Double) -> Double)] = [
            ("normal", 1, { random, _ in normal(&random) }),
            ("Poisson, mean 4", 4, { random, _ in 4 - DemandDistribution(mean: 4, deviation: 2).quantile(random.uniform()) }),
            ("intermittent, 0.3", 0.21, { random, _ in 0.3 - (random.uniform() < 0.3 ? 1 : 0) }),
            (
                "autocorrelated, 0.3", 1,
                { random, last in
                    last = 0.3 * last + (1 - 0.09).squareRoot() * normal(&random)
                    return last
                }
            ),
            ("normal, bias 0.5 sd", 1, { random, _ in normal(&random) }), ("normal, bias 1 sd", 1, { random, _ in normal(&random) }),
        ]
        for (name, variance, draw) in kinds {
            let bias = name.hasSuffix("bias 1 sd") ? 1.0 : name.hasSuffix("bias 0.5 sd") ? 0.5 : 0
            var random = Xoshiro256(seed: 77)
            var found = [Int]()
            for _ in 0..<series {
                var signal = TrackingSignal()
                var last = 0.0
                for _ in 0..<26 { signal.add(draw(&random, &last), variance: variance) }
                for week in 1...52 {
                    signal.add(draw(&random, &last) + bias, variance: variance)
                    if signal.speaks {
                        found.append(week)
                        break
                    }
                }
            }
            found.sort()
            let median = found.isEmpty ? "-" : String(found[found.count / 2])
            print(
                String(
                    format: "%@ %13.1f %%   %@", name.padding(toLength: 28, withPad: " ", startingAt: 0),
                    100 * Double(found.count) / Double(series), median))
        }
    }

    static func normal(_ random: inout Xoshiro256) -> Double { Normal.quantile(max(1e-12, random.uniform())) }
}
