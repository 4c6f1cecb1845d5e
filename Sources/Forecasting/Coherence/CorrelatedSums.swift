extension ErrorCovariance {
    /// Variances of the aggregates' errors when leaf j errs by `deviations[j]`, with the leaves' correlations in W:
    /// Σ σᵢ σⱼ rᵢⱼ over an aggregate's leaves, in leaves × rank operations.
    ///
    /// The sum of quantiles would take all correlations for 1, the sum of variances for 0.
    ///
    /// - Parameter deviations: one per leaf; W holds these leaves last, after aggregates or alone.
    public func variances(ofSumsIn aggregation: Aggregation, deviations: [Double]) -> [Double] {
        let n = aggregation.leafCount
        precondition(deviations.count == n && seriesCount >= n, "\(deviations.count) deviations for \(n) leaves")
        var common = [Double](repeating: 0, count: aggregation.aggregateCount * rank)
        var variances = [Double](repeating: 0, count: aggregation.aggregateCount)
        for leaf in 0..<n where deviations[leaf] > 0 {
            let series = seriesCount - n + leaf
            let row = series * rank
            var total = diagonal[series]
            for i in 0..<rank { total += factor[row + i] * factor[row + i] }
            let unit = deviations[leaf] / total.squareRoot()
            let own = unit * unit * diagonal[series]
            for place in aggregation.offsets[leaf]..<aggregation.offsets[leaf + 1] {
                let aggregate = Int(aggregation.members[place])
                variances[aggregate] += own
                for i in 0..<rank { common[aggregate * rank + i] += unit * factor[row + i] }
            }
        }
        for aggregate in variances.indices {
            for i in 0..<rank { variances[aggregate] += common[aggregate * rank + i] * common[aggregate * rank + i] }
        }
        return variances
    }
}
