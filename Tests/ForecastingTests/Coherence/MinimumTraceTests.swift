import Numerical
import Testing

@testable import Forecasting

@Suite struct MinimumTraceTests {
    /// Total, two regions, three categories, region × category over 8 leaves; one leaf belongs to no region.
    static let crossed = Aggregation(
        leafCount: 8,
        groupings: [
            [Int?](repeating: 0, count: 8), [0, 0, 0, 0, 1, 1, 1, nil], [0, 1, 2, 0, 1, 2, 0, 1], [0, 1, 2, 0, 3, 4, 5, nil],
        ])

    static func errors(series: Int, steps: Int, seed: UInt64) -> ErrorTable {
        var random = Xoshiro256(seed: seed)
        let common = (0..<steps).map { _ in random.uniform() - 0.5 }
        return ErrorTable(
            rows: (0..<series).map { i in (0..<steps).map { t in Double(i + 1) * (0.6 * common[t] + random.uniform() - 0.5) } })
    }

    static func base(_ count: Int, seed: UInt64, below: Double = 0) -> [Double] {
        var random = Xoshiro256(seed: seed)
        return (0..<count).map { _ in below + 10 * random.uniform() }
    }

    static func covariances(_ aggregation: Aggregation, seed: UInt64) -> [ErrorCovariance] {
        [
            .structural(aggregation), ErrorCovariance(variances: base(aggregation.seriesCount, seed: seed, below: 0.1)),
            ErrorCovariance(shrinking: errors(series: aggregation.seriesCount, steps: 12, seed: seed)),
        ]
    }

    /// ỹ = S (Sᵀ W⁻¹ S)⁻¹ Sᵀ W⁻¹ ŷ (Wickramasuriya et al. 2019, theorem 1), multiplied out with dense matrices; with the system
    /// factorized and by conjugate gradients.
    @Test(arguments: [1, 2, 3], [0, 1_500]) func agreesWithTheTextbook(seed: UInt64, directLimit: Int) throws {
        let aggregation = Self.crossed
        let s = Dense(summing: aggregation)
        for w in Self.covariances(aggregation, seed: seed) {
            let inverse = Dense(w).inverse
            let p = (s.transposed * inverse * s).inverse * s.transposed * inverse
            let base = Self.base(aggregation.seriesCount, seed: seed + 50)
            let found = try MinimumTrace(aggregation: aggregation, covariance: w, directLimit: directLimit)
                .leaves(reconciling: base, nonNegative: false)
            #expect(zip(found, p * base).allSatisfy { abs($0 - $1) < 1e-9 }, "λ \(w.shrinkage)")
        }
    }

    /// Forecasts that add up already stay as they are (S P S = S, so that unbiased forecasts stay unbiased); sums of what comes
    /// out are what was reconciled.
    @Test(arguments: [4, 5]) func leavesCoherentForecastsAlone(seed: UInt64) throws {
        let aggregation = Self.crossed
        let leaves = Self.base(aggregation.leafCount, seed: seed)
        for w in Self.covariances(aggregation, seed: seed) {
            let found = try MinimumTrace(aggregation: aggregation, covariance: w)
                .leaves(reconciling: aggregation.summed(leaves) + leaves)
            #expect(zip(found, leaves).allSatisfy { abs($0 - $1) < 1e-10 })
        }
    }

    /// All sets of leaves held at zero are tried, with dense matrices: the best admissible one is what pivoting finds.
    @Test(arguments: [6, 7, 8, 9]) func nonNegativeSolutionIsTheBestOfAll(seed: UInt64) throws {
        let aggregation = Self.crossed
        let (m, n) = (aggregation.aggregateCount, aggregation.leafCount)
        let s = Dense(summing: aggregation)
        // Aggregates far below the leaves' sum, so that small leaves are pushed below zero.
        let base = Self.base(m, seed: seed, below: -4) + Self.base(n, seed: seed + 100, below: -1)
        var held = 0
        for w in Self.covariances(aggregation, seed: seed) {
            let inverse = Dense(w).inverse
            var best: (loss: Double, leaves: [Double])?
            for mask in 0..<(1 << n) {
                let free = (0..<n).filter { mask >> $0 & 1 == 1 }
                var leaves = [Double](repeating: 0, count: n)
                if !free.isEmpty {
                    let part = Dense(s.rows.map { row in free.map { row[$0] } })
                    let b = (part.transposed * inverse * part).inverse * part.transposed * inverse * base
                    for (place, leaf) in free.enumerated() { leaves[leaf] = b[place] }
                }
                guard leaves.allSatisfy({ $0 >= 0 }) else { continue }
                let gap = zip(base, s * leaves).map { $0 - $1 }
                let loss = zip(gap, inverse * gap).reduce(0) { $0 + $1.0 * $1.1 }
                if loss < best?.loss ?? .infinity { best = (loss, leaves) }
            }
            let expected = try #require(best).leaves
            held += expected.reduce(0) { $0 + ($1 == 0 ? 1 : 0) }
            for directLimit in [0, 100] {
                let found = try MinimumTrace(aggregation: aggregation, covariance: w, directLimit: directLimit)
                    .leaves(reconciling: base)
                #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-8 && $0 >= 0 }, "\(found) \(expected)")
            }
        }
        #expect(held > 0)
    }

    /// By hand: two leaves 4 and 6, total 13, equal variances of the leaves, twice that of the total: the gap of 3 is shared
    /// 2 : 1 : 1 between total and leaves.
    @Test func structuralScalingByHand() throws {
        let aggregation = Aggregation(leafCount: 2, groupings: [[0, 0]])
        let found = try MinimumTrace(aggregation: aggregation, covariance: .structural(aggregation)).leaves(reconciling: [13, 4, 6])
        #expect(zip(found, [4.75, 6.75]).allSatisfy { abs($0 - $1) < 1e-14 })
    }

    @Test func withoutAggregatesNothingChanges() throws {
        let aggregation = Aggregation(leafCount: 3, groupings: [[Int?]]())
        let found = try MinimumTrace(aggregation: aggregation, covariance: .structural(aggregation))
            .leaves(reconciling: [1, -2, 3])
        #expect(found == [1, 0, 3])
    }

    @Test func valuesThatAreNotFiniteAreRefused() throws {
        let aggregation = Aggregation(leafCount: 2, groupings: [[0, 0]])
        let trace = try MinimumTrace(aggregation: aggregation, covariance: .structural(aggregation))
        #expect(throws: MinimumTrace.Failure.notFinite) { try trace.leaves(reconciling: [1, .nan, 2]) }
    }

    /// 1,200 leaves in crossed groups: coherent to rounding, not negative, the same on any number of threads and by both ways of
    /// solving.
    @Test func largeHierarchies() throws {
        let n = 1_200
        let aggregation = Aggregation(
            leafCount: n, groupings: [Array(repeating: 0, count: n), (0..<n).map { $0 % 37 }, (0..<n).map { $0 / 40 }])
        let w = ErrorCovariance(shrinking: Self.errors(series: aggregation.seriesCount, steps: 20, seed: 3))
        var steps = [[Double]]()
        for seed in 0..<3 {
            let leaves = Self.base(n, seed: UInt64(20 + seed)).map { $0 < 3 ? 0 : $0 }
            var random = Xoshiro256(seed: UInt64(90 + seed))
            steps.append(aggregation.summed(leaves).map { $0 * (0.5 + random.uniform()) } + leaves)
        }
        let direct = try MinimumTrace(aggregation: aggregation, covariance: w)
        let one = try direct.leaves(reconciling: steps, threads: 1)
        #expect(try one == direct.leaves(reconciling: steps, threads: 2))
        let iterated = try MinimumTrace(aggregation: aggregation, covariance: w, directLimit: 0).leaves(reconciling: steps, threads: 2)
        for (a, b) in zip(one, iterated) {
            #expect(a.allSatisfy { $0 >= 0 })
            #expect(a.contains(0))
            #expect(zip(a, b).allSatisfy { abs($0 - $1) < 1e-6 })
        }
    }
}
