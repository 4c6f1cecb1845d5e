/// How well scores rank what is true before what is not. Equal scores are one threshold, so that the order of rows gains nothing.
enum RankingMeasures {
    /// Area under the precision–recall steps: Σ (R_n − R_{n−1}) P_n over falling thresholds; nil where nothing is true.
    static func averagePrecision(_ scores: [Double], _ labels: [Bool]) -> Double? {
        let total = labels.count { $0 }
        guard total > 0 else { return nil }
        var seen = 0
        var found = 0
        var area = 0.0
        for group in groups(scores, labels) {
            seen += group.count
            found += group.hits
            area += Double(group.hits) / Double(total) * Double(found) / Double(seen)
        }
        return area
    }

    /// Share that is true among the K highest scores, K being the number that are true; ties at the edge count in proportion.
    static func precisionAtK(_ scores: [Double], _ labels: [Bool]) -> Double? {
        let total = labels.count { $0 }
        guard total > 0 else { return nil }
        var left = Double(total)
        var hits = 0.0
        for group in groups(scores, labels) {
            let share = min(1, left / Double(group.count))
            hits += share * Double(group.hits)
            left -= share * Double(group.count)
            if left <= 1e-9 { break }
        }
        return hits / Double(total)
    }

    /// Rows of equal score, highest first.
    private static func groups(_ scores: [Double], _ labels: [Bool]) -> [(count: Int, hits: Int)] {
        let order = scores.indices.sorted { (scores[$0], $1) > (scores[$1], $0) }
        var result: [(count: Int, hits: Int)] = []
        var last: Double?
        for index in order {
            if scores[index] != last { result.append((0, 0)) }
            last = scores[index]
            result[result.count - 1].count += 1
            if labels[index] { result[result.count - 1].hits += 1 }
        }
        return result
    }
}

/// Ten equal bins of stated probability, and what came true in each.
public struct CalibrationBins: Sendable, Hashable, Codable {
    public static let count = 10
    /// By bin: rows, sum of the stated probabilities, rows that were true.
    public var rows = [Int](repeating: 0, count: count)
    public var stated = [Double](repeating: 0, count: count)
    public var hits = [Int](repeating: 0, count: count)

    public init() {}

    mutating func add(_ probability: Double, _ isTrue: Bool) {
        let bin = min(CalibrationBins.count - 1, max(0, Int(probability * Double(CalibrationBins.count))))
        rows[bin] += 1
        stated[bin] += probability
        hits[bin] += isTrue ? 1 : 0
    }

    /// Expected calibration error: Σ |stated − true| over the bins, over all rows; nil without rows.
    public var error: Double? {
        let total = rows.reduce(0, +)
        guard total > 0 else { return nil }
        return zip(stated, hits).reduce(0) { $0 + abs($1.0 - Double($1.1)) } / Double(total)
    }
}
