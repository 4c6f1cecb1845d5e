import SupplyNetwork

/// The review of earlier forecasts in detail: by category, by how far ahead they looked, and week by week.
extension RunRecord {
    /// Fills in the details of `review` from the forecasts that the state remembers. Only reported demand is compared.
    mutating func lookBack(on store: StateStore) throws {
        guard let issuedOn = review?.issuedOn else { return }
        let runs = try store.runs(before: asOf, weeks: StateStore.lookBackWeeks)
        let newWeeks = (0..<max(0, asOf.week - issuedOn.week)).map { issuedOn.week + $0 }
        var categories: [String: ForecastComparison] = [:]
        var horizons: [Int: ForecastComparison] = [:]
        for run in runs {
            for week in newWeeks where week >= run.week {
                for issued in try store.issued(asOf: run, for: week) {
                    guard let pair = ledger.pair(issued.site, issued.sku, network), let actual = observed(pair, week) else { continue }
                    let naive = lastKnown(pair, before: run.week)
                    horizons[week - run.week + 1, default: ForecastComparison()].add(issued, actual: actual, naive: naive)
                    guard run == issuedOn, let category = product(ofPair: pair).category else { continue }
                    categories[category, default: ForecastComparison()].add(issued, actual: actual, naive: naive)
                }
            }
        }
        review?.byCategory = categories.map { $1.accuracy(name: $0) }.sorted { ($1.actual, $0.name) < ($0.actual, $1.name) }
        review?.byHorizon = horizons.sorted { $0.key < $1.key }.map { $1.accuracy(name: String($0)) }
        let track = try (1...StateStore.lookBackWeeks).reversed().compactMap { back -> ForecastTrackWeek? in
            let week = asOf.week - back
            guard let run = runs.last(where: { $0 <= week.monday }) else { return nil }
            return self.track(week, issued: try store.issued(asOf: run, for: week))
        }
        review?.track = track
    }

    private func track(_ week: Week, issued: [StateStore.IssuedWeek]) -> ForecastTrackWeek? {
        var (count, actual, forecast, variance) = (0, 0.0, 0.0, 0.0)
        for figure in issued {
            guard let pair = ledger.pair(figure.site, figure.sku, network), let known = observed(pair, week) else { continue }
            count += 1
            actual += known
            forecast += figure.mean
            let deviation = (figure.q95 - figure.q05) / (2 * normalQuantile95)
            variance += max(deviation * deviation, figure.mean)
        }
        guard count > 0 else { return nil }
        let half = normalQuantile95 * variance.squareRoot()
        return ForecastTrackWeek(week: week, actual: actual, forecast: forecast, low: max(0, forecast - half), high: forecast + half)
    }

    private func observed(_ pair: Int, _ week: Week) -> Double? {
        let history = consumption[pair]
        let index = week - history.start
        return history.values.indices.contains(index) && history.states[index] == .observed ? history.values[index] : nil
    }

    /// What the last known week before `week` had come to: the seasonless naive forecast.
    private func lastKnown(_ pair: Int, before week: Week) -> Double? {
        let history = consumption[pair]
        let end = min(week - history.start, history.count)
        guard end > 0 else { return nil }
        return (0..<end).last { history.states[$0] != .missing }.map { history.values[$0] }
    }
}

/// The 95 % quantile of the standard normal distribution.
private let normalQuantile95 = 1.6448536269514722

/// Running sums of one group of forecasts against what came.
private struct ForecastComparison {
    var count = 0
    var actual = 0.0
    var error = 0.0
    var difference = 0.0
    var inside = 0
    /// Sums over what has a naive forecast as well, so that both errors are of the same weeks.
    var naiveError = 0.0
    var naiveActual = 0.0

    mutating func add(_ issued: StateStore.IssuedWeek, actual value: Double, naive: Double?) {
        count += 1
        actual += value
        error += abs(issued.mean - value)
        difference += issued.mean - value
        if value >= issued.q05 && value <= issued.q95 { inside += 1 }
        if let naive {
            naiveError += abs(naive - value)
            naiveActual += value
        }
    }

    func accuracy(name: String) -> ForecastAccuracy {
        ForecastAccuracy(
            name: name, count: count, actual: actual, wape: actual > 0 ? error / actual : nil,
            naiveWape: naiveActual > 0 ? naiveError / naiveActual : nil, bias: actual > 0 ? difference / actual : nil,
            coverage90: count > 0 ? Double(inside) / Double(count) : nil)
    }
}
