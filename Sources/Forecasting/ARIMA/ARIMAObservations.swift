import SupplyNetwork

/// A series made ready for ARIMA: divided by its scale, from the first known step to the last, with the places of gaps.
struct ARIMAObservations {
    /// One value per step; a straight line between neighbours where nothing is known.
    var values: [Double]
    /// Steps between the first and the last known one of which nothing is known.
    var missing: [Int]
    /// Among `missing`: what was sold before the stock ran out.
    var lowerBounds: [Int: Double]
    /// Steps of the series before the first value, and after the last.
    var skipped: Int
    var trailing: Int
    let scale: Double
    let isNonNegative: Bool

    var count: Int { values.count }
    var knownCount: Int { values.count - missing.count }

    init(_ series: TimeSeries) {
        scale = series.binaryScale
        isNonNegative = series.isNonNegative
        // Lower bounds are left out as long as enough else is known, however short the series.
        let observed = series.states.reduce(0) { $0 + ($1 == .observed || $1 == .inferred ? 1 : 0) }
        let usesBounds = observed == 0 || observed < series.knownCount / 3
        let known = series.states.indices.filter {
            let state = series.states[$0]
            return state != .missing && (usesBounds || state != .censored)
        }
        guard let first = known.first, let last = known.last else {
            values = []
            missing = []
            lowerBounds = [:]
            skipped = 0
            trailing = series.count
            return
        }
        skipped = first
        trailing = series.count - 1 - last
        values = []
        missing = []
        lowerBounds = [:]
        var next = 0
        for step in first...last {
            if known[next] < step { next += 1 }
            if known[next] == step {
                values.append(series.values[step] / scale)
            } else {
                let before = known[next - 1]
                let share = Double(step - before) / Double(known[next] - before)
                values.append(((1 - share) * series.values[before] + share * series.values[known[next]]) / scale)
                missing.append(step - first)
                if series.states[step] == .censored { lowerBounds[step - first] = series.values[step] / scale }
            }
        }
    }

    /// With these values at the places that are missing, as if they were known.
    func filled(_ estimates: [Double]) -> ARIMAObservations {
        var copy = self
        for (index, step) in missing.enumerated() { copy.values[step] = estimates[index] }
        copy.missing = []
        copy.lowerBounds = [:]
        return copy
    }

    /// With the lower bound as the value wherever the estimate lies below it; nil where that changes nothing.
    func bounded(_ estimates: [Double]) -> ARIMAObservations? {
        var copy = self
        copy.missing = []
        for (index, step) in missing.enumerated() {
            if let bound = lowerBounds[step], estimates[index] < bound {
                copy.values[step] = bound
                copy.lowerBounds[step] = nil
            } else {
                copy.missing.append(step)
            }
        }
        return copy.missing.count < missing.count ? copy : nil
    }
}
