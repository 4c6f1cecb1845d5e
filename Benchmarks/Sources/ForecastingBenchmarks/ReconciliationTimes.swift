import Forecasting
import Foundation
import Numerical

/// MinT over 30,000 leaves and 13 steps, with 52 weeks of errors: how long estimating W, factorizing and reconciling take.
enum ReconciliationTimes {
    static let leafCount = 30_000
    static let steps = 13
    static let errorWeeks = 52

    static func printed() throws {
        let n = leafCount
        let all = [Int](repeating: 0, count: n)
        let regions = (0..<n).map { $0 % 30 }
        let categories = (0..<n).map { $0 / 30 % 20 }
        let sites = (0..<n).map { $0 / 30 }
        let shapes: [(String, Aggregation)] = [
            ("regions, categories, both", Aggregation(leafCount: n, groupings: [all, regions, categories, (0..<n).map { $0 % 600 }])),
            ("and 1,000 sites", Aggregation(leafCount: n, groupings: [all, regions, categories, sites])),
            ("and site x category", Aggregation(leafCount: n, groupings: [all, regions, categories, sites, (0..<n).map { $0 / 6 }])),
        ]
        print("MinT, 30,000 leaves x 13 steps, seconds on 2 threads")
        print("sums   of                          W           estimated   set up   reconciled   non-negative   negative leaves before")
        for (label, aggregation) in shapes {
            var random = Xoshiro256(seed: 1)
            let errors = ErrorTable(
                rows: (0..<aggregation.seriesCount).map { _ in (0..<errorWeeks).map { _ in random.uniform() - 0.5 } })
            let base = (0..<steps).map { _ -> [Double] in
                let leaves = (0..<n).map { _ in max(0, 10 * random.uniform() - 3) }
                return aggregation.summed(leaves).map { $0 * (0.85 + 0.3 * random.uniform()) } + leaves
            }
            for name in ["structural", "shrunk"] {
                let start = Date()
                let w = name == "structural" ? ErrorCovariance.structural(aggregation) : ErrorCovariance(shrinking: errors)
                let estimated = Date()
                let model = try MinimumTrace(aggregation: aggregation, covariance: w)
                let ready = Date()
                let free = try model.leaves(reconciling: base, nonNegative: false, threads: 2)
                let reconciled = Date()
                let bounded = try model.leaves(reconciling: base, threads: 2)
                let done = Date()
                guard bounded.allSatisfy({ $0.allSatisfy { $0 >= 0 } }) else { fatalError("a negative leaf") }
                let negatives = free.reduce(0) { $0 + $1.reduce(0) { $0 + ($1 < 0 ? 1 : 0) } } / steps
                let times = [(start, estimated), (estimated, ready), (ready, reconciled), (reconciled, done)].map {
                    $1.timeIntervalSince($0)
                }
                print(
                    String(
                        format: "%5d  %@ %@ %9.2f  %7.2f  %11.2f  %13.2f   %d", aggregation.aggregateCount,
                        label.padding(toLength: 27, withPad: " ", startingAt: 0), name.padding(toLength: 11, withPad: " ", startingAt: 0),
                        times[0], times[1], times[2], times[3], negatives))
            }
        }
    }
}
