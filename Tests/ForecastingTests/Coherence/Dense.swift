@testable import Forecasting

/// Small dense matrices as rows, written from the textbook and sharing nothing with the code under test.
struct Dense {
    var rows: [[Double]]
    init(_ rows: [[Double]]) { self.rows = rows }
    init(diagonal: [Double]) {
        rows = diagonal.indices.map { i in diagonal.indices.map { i == $0 ? diagonal[i] : 0 } }
    }

    var transposed: Dense { Dense(rows.isEmpty ? [] : rows[0].indices.map { j in rows.map { $0[j] } }) }
    static func * (a: Dense, b: Dense) -> Dense {
        Dense(a.rows.map { row in b.rows[0].indices.map { j in row.indices.reduce(0) { $0 + row[$1] * b.rows[$1][j] } } })
    }
    static func * (a: Dense, x: [Double]) -> [Double] { a.rows.map { row in zip(row, x).reduce(0) { $0 + $1.0 * $1.1 } } }

    /// Gauss–Jordan with partial pivoting.
    var inverse: Dense {
        let n = rows.count
        var a = rows.enumerated().map { i, row in row + (0..<n).map { $0 == i ? 1.0 : 0 } }
        for column in 0..<n {
            let pivot = (column..<n).max { abs(a[$0][column]) < abs(a[$1][column]) } ?? column
            a.swapAt(column, pivot)
            let scale = a[column][column]
            a[column] = a[column].map { $0 / scale }
            for row in 0..<n where row != column {
                let factor = a[row][column]
                for j in 0..<2 * n { a[row][j] -= factor * a[column][j] }
            }
        }
        return Dense(a.map { Array($0[n...]) })
    }

    /// S = [C; I].
    init(summing aggregation: Aggregation) {
        var c = [[Double]](repeating: [Double](repeating: 0, count: aggregation.leafCount), count: aggregation.aggregateCount)
        for leaf in 0..<aggregation.leafCount {
            var unit = [Double](repeating: 0, count: aggregation.leafCount)
            unit[leaf] = 1
            for (row, value) in aggregation.summed(unit).enumerated() { c[row][leaf] = value }
        }
        self.init(c + Dense(diagonal: [Double](repeating: 1, count: aggregation.leafCount)).rows)
    }

    /// W as its diagonal and factor say.
    init(_ covariance: ErrorCovariance) {
        self.init(diagonal: covariance.diagonal)
        let t = covariance.rank
        for i in rows.indices {
            for j in rows.indices {
                for k in 0..<t { rows[i][j] += covariance.factor[i * t + k] * covariance.factor[j * t + k] }
            }
        }
    }
}
