/// Naive forecasts of the seasonally adjusted series: the benchmark of the M competitions.
struct Naive2: Forecaster {
    var name: String { "naive2" }
    func fit(_ series: TimeSeries) throws -> FittedNaive2 {
        let trimmed = series.trimmed
        let observations = Observations(trimmed)
        guard let adjustment = SeasonalAdjustment(observations) else {
            return FittedNaive2(naive: try Naive().fit(trimmed), adjustment: nil, scale: 1, count: trimmed.count)
        }
        var adjusted = trimmed
        adjusted.values = adjustment.adjusted(observations.values)
        return FittedNaive2(
            naive: try Naive().fit(adjusted), adjustment: adjustment, scale: observations.scale, count: trimmed.count)
    }
}

struct FittedNaive2: FittedForecaster {
    let naive: FittedSimple
    let adjustment: SeasonalAdjustment?
    let scale: Double
    let count: Int

    func forecast(horizon: Int) -> Prediction {
        var prediction = naive.forecast(horizon: horizon)
        guard let adjustment else { return prediction }
        for step in 0..<horizon {
            let index = adjustment.indices[(count + step) % adjustment.indices.count]
            prediction.mean[step] = adjustment.isMultiplicative ? prediction.mean[step] * index : prediction.mean[step] + index
        }
        return prediction.scaled(by: scale)
    }
}
