import SupplyNetwork

extension Forecast {
    /// Variance of one week's demand, read off its mean and quantiles; units².
    ///
    /// Between the carried levels the quantile function is taken to be linear. The lower 5 % reach down by one more step of
    /// the same length, not below zero. The upper 5 % are q95 plus an exponential excess whose mean makes the whole agree
    /// with the forecast's mean (as far as that is between no excess and four times the step from q50 to q95): a few large
    /// weeks that no carried quantile shows still count.
    func variance(week: Int) -> Double {
        let levels = Forecast.levels
        let q = levels.indices.map { quantile($0, week: week) }
        guard let first = q.first, let last = q.last, q.allSatisfy(\.isFinite), mean[week].isFinite else { return 0 }
        var firstMoment = 0.0
        var secondMoment = 0.0
        func addSegment(_ a: Double, _ b: Double, probability: Double) {
            firstMoment += probability * 0.5 * (a + b)
            secondMoment += probability * (a * a + a * b + b * b) / 3
        }
        addSegment(max(0, first - (q[1] - first)), first, probability: levels[0])
        for level in 1..<levels.count { addSegment(q[level - 1], q[level], probability: levels[level] - levels[level - 1]) }
        let tail = 1 - levels[levels.count - 1]
        let step = max(last - q[levels.count / 2], 0)
        let excess = min(max((mean[week] - firstMoment) / tail - last, 0), max(4 * step, 4 * mean[week]))
        firstMoment += tail * (last + excess)
        secondMoment += tail * (last * last + 2 * last * excess + 2 * excess * excess)
        return max(0, secondMoment - firstMoment * firstMoment)
    }
}
