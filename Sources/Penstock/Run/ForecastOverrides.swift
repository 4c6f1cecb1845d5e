import SupplyNetwork

/// Planners' decisions about the forecast, applied before anything is planned on it.
enum ForecastOverrides {
    /// Scales the week that an override names to its quantity: one site's, or all sites' in proportion to their means. The
    /// spread scales with the mean, so a decision does not pretend to certainty.
    static func applied(_ overrides: [Override], to forecasts: [Forecast?], ledger: Ledger, network: Network) -> (
        forecasts: [Forecast?], changes: [Change], diagnostics: [Diagnostic]
    ) {
        let statistical = forecasts
        var forecasts = forecasts
        var changed: Set<Change.Place> = []
        var diagnostics: [Diagnostic] = []
        for decision in overrides where decision.measure == .forecast && decision.day.week >= ledger.asOf.week {
            var targets: [(pair: Int, week: Int)] = []
            for pair in ledger.pairs.indices where ledger.pairs[pair].product == decision.product {
                if let site = decision.site, ledger.pairs[pair].site != site { continue }
                guard let forecast = forecasts[pair] else { continue }
                let week = decision.day.week - forecast.firstWeek
                if week >= 0 && week < forecast.horizon { targets.append((pair, week)) }
            }
            let total = targets.reduce(0.0) { $0 + (forecasts[$1.pair]?.mean[$1.week] ?? 0) }
            guard total > 0 else {
                let sku = network.products[decision.product].sku
                diagnostics.append(
                    Diagnostic(
                        file: "overrides.csv", severity: .warning, code: "override-without-forecast",
                        message:
                            "the forecast override of \(sku) for the week of \(decision.day.week) has no effect: nothing is forecast there",
                        help: "check the site and SKU, and that the week lies within the forecast's horizon"))
                continue
            }
            let factor = decision.quantity / total
            for (pair, week) in targets {
                forecasts[pair]?.scale(week: week, by: factor)
                changed.insert(Change.Place(pair: pair, week: week))
                if let model = forecasts[pair]?.model, !model.hasSuffix("+planner") { forecasts[pair]?.model = model + "+planner" }
            }
        }
        let changes = changed.sorted().compactMap { place -> Change? in
            guard let before = statistical[place.pair], let after = forecasts[place.pair] else { return nil }
            return Change(
                pair: place.pair, week: before.firstWeek + place.week, statistical: before.mean[place.week],
                overridden: after.mean[place.week])
        }
        return (forecasts, changes, diagnostics)
    }

    /// One week of one pair that overrides changed.
    struct Change: Sendable, Hashable {
        var pair: Int
        var week: Week
        /// The models' mean, and what took its place.
        var statistical: Double
        var overridden: Double

        fileprivate struct Place: Hashable, Comparable {
            var pair: Int
            /// Counted from the forecast's first.
            var week: Int
            static func < (a: Place, b: Place) -> Bool { (a.pair, a.week) < (b.pair, b.week) }
        }
    }
}

extension Forecast {
    /// Multiplies one week's demand, its quantiles, and its part in the deviations of sums.
    mutating func scale(week: Int, by factor: Double) {
        let before = week > 0 ? cumulativeDeviation[week - 1] : 0
        let own = max(0, cumulativeDeviation[week] * cumulativeDeviation[week] - before * before)
        let change = own * (factor * factor - 1)
        mean[week] *= factor
        for level in 0..<Forecast.levels.count { quantiles[week * Forecast.levels.count + level] *= factor }
        for later in week..<horizon {
            cumulativeDeviation[later] = max(0, cumulativeDeviation[later] * cumulativeDeviation[later] + change).squareRoot()
        }
    }
}
