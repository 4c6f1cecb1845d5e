/// Which sums over the leaves are wanted: the matrix C of zeros and ones, aggregates × leaves, kept by leaf.
///
/// Series are numbered as in the literature: the m aggregates first, then the n leaves, so that y = S b with S = [C; I].
/// Aggregations may cross (region, category, both together); they need not form a tree.
public struct Aggregation: Sendable, Hashable {
    public let leafCount: Int
    public let aggregateCount: Int
    /// `members[offsets[j] ..< offsets[j + 1]]`: the aggregates that leaf j is part of.
    let offsets: [Int]
    let members: [Int32]

    /// Aggregates from labels: one list per grouping with a label for each leaf, nil where the leaf is in none of its groups.
    /// Aggregates are numbered grouping by grouping, within one in ascending order of labels.
    public init<Label: Comparable & Hashable>(leafCount: Int, groupings: [[Label?]]) {
        var columns = [[Int32?]]()
        var next = 0
        for labels in groupings {
            precondition(labels.count == leafCount, "\(labels.count) labels for \(leafCount) leaves")
            let distinct = Set(labels.compactMap { $0 }).sorted()
            let place = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, Int32(next + $0)) })
            columns.append(labels.map { label in label.flatMap { place[$0] } })
            next += distinct.count
        }
        var offsets = [0]
        var members = [Int32]()
        offsets.reserveCapacity(leafCount + 1)
        for leaf in 0..<leafCount {
            for column in columns { if let aggregate = column[leaf] { members.append(aggregate) } }
            offsets.append(members.count)
        }
        self.leafCount = leafCount
        aggregateCount = next
        self.offsets = offsets
        self.members = members
    }

    /// Temporal aggregation: leaves are `count` steps of one series, aggregates the sums of consecutive blocks of each length
    /// (Athanasopoulos, Hyndman, Kourentzes & Petropoulos 2017, doi:10.1016/j.ejor.2017.02.046). Steps left over at the end
    /// belong to no block.
    public init(steps count: Int, blocks lengths: [Int]) {
        precondition(lengths.allSatisfy { $0 > 0 }, "blocks of \(lengths)")
        self.init(
            leafCount: count,
            groupings: lengths.map { length in (0..<count).map { $0 < count / length * length ? $0 / length : nil } })
    }

    public var seriesCount: Int { aggregateCount + leafCount }

    /// C b.
    public func summed(_ leaves: [Double]) -> [Double] {
        precondition(leaves.count == leafCount, "\(leaves.count) values for \(leafCount) leaves")
        var sums = [Double](repeating: 0, count: aggregateCount)
        for leaf in 0..<leafCount { for place in offsets[leaf]..<offsets[leaf + 1] { sums[Int(members[place])] += leaves[leaf] } }
        return sums
    }

    /// Cᵀ v for one leaf: the sum of v over its aggregates.
    @inline(__always)
    func gathered(_ v: [Double], leaf: Int) -> Double {
        var sum = 0.0
        for place in offsets[leaf]..<offsets[leaf + 1] { sum += v[Int(members[place])] }
        return sum
    }

    /// Only these aggregates, in this order; `aggregates` ascend.
    func keeping(_ aggregates: [Int]) -> Aggregation {
        var place = [Int32?](repeating: nil, count: aggregateCount)
        for (new, old) in aggregates.enumerated() { place[old] = Int32(new) }
        var kept = [Int32]()
        var starts = [0]
        for leaf in 0..<leafCount {
            kept += members[offsets[leaf]..<offsets[leaf + 1]].compactMap { place[Int($0)] }
            starts.append(kept.count)
        }
        return Aggregation(leafCount: leafCount, aggregateCount: aggregates.count, offsets: starts, members: kept)
    }

    private init(leafCount: Int, aggregateCount: Int, offsets: [Int], members: [Int32]) {
        self.leafCount = leafCount
        self.aggregateCount = aggregateCount
        self.offsets = offsets
        self.members = members
    }

    /// Leaves of each aggregate.
    var sizes: [Int] {
        var sizes = [Int](repeating: 0, count: aggregateCount)
        for aggregate in members { sizes[Int(aggregate)] += 1 }
        return sizes
    }
}
