import Foundation
import SupplyNetwork

/// How launches begin, relative to what they settle at: a curiosity that fades, or custom that has to be won.
///
/// Ratios of the sales of a launch's first weeks to those of its settled weeks, averaged over earlier launches and drawn towards
/// no curve as if by one more launch that had none. What launches differ by stays in the forecast's variance.
struct LaunchCurve: Sendable {
    /// Ages in weeks at which the buckets begin; from the last on a launch is settled.
    static let buckets = [0, 2, 4, 8, 13, 20]
    /// Logarithmic variance between launches as expected beforehand; counts as much as two launches.
    static let expectedVariance = 0.1
    /// Units that a bucket of a launch must be expected to sell in order to count fully.
    static let tellingUnits = 20.0

    private(set) var factors = [Double](repeating: 1, count: LaunchCurve.buckets.count)
    private(set) var variance = LaunchCurve.expectedVariance

    static func bucket(age: Int) -> Int { (buckets.lastIndex { $0 <= age }) ?? 0 }

    func factor(age: Int) -> Double { factors[Self.bucket(age: age)] }

    init() {}

    /// - Parameter launches: per launch and bucket what was sold, and what would have been at the settled rate.
    init(launches: [(sold: [Double], settled: [Double])]) {
        let count = Self.buckets.count
        var deviations = 2 * Self.expectedVariance
        var weights = 2.0
        var samples: [(bucket: Int, logarithm: Double, weight: Double)] = []
        for bucket in 0..<count - 1 {
            var sum = 0.0
            var weight = 1.0
            for launch in launches where launch.settled[bucket] > 0 {
                let ratio = min(8, max(0.05, launch.sold[bucket] / launch.settled[bucket]))
                let own = min(1, launch.settled[bucket] / Self.tellingUnits)
                sum += own * log(ratio)
                weight += own
                samples.append((bucket, log(ratio), own))
            }
            factors[bucket] = exp(sum / weight)
        }
        for sample in samples {
            let deviation = sample.logarithm - log(factors[sample.bucket])
            // Buckets of one launch deviate together: five are one.
            deviations += sample.weight * deviation * deviation / Double(count - 1)
            weights += sample.weight / Double(count - 1)
        }
        variance = deviations / weights
    }
}
