import Forecasting
import Numerical
import SupplyNetwork

/// The weekly run's forecasts, made to add up.
enum ForecastCoherence {
    /// The sums that leaves are reconciled with, where the configuration asks for it: a category's history tells more of its
    /// season and trend than one SKU's at one site. Sums of a single leaf say nothing new and are left out.
    static let groupings = [ForecastGrouping(product: .category), ForecastGrouping(site: .site, product: .category)]

    /// A grouping that would bring the sums above this number is left out: up to here their system is factorized, in well under a
    /// second, and in a network of more sites a site's own categories tell little.
    static let mostSums = 1_500

    /// The leaves, moved towards the forecasts of the sums they belong to; as they were, with a finding, where that fails.
    static func reconciled(
        _ forecasts: [Forecast?], histories: [DemandHistory], ledger: Ledger, network: Network, configuration: Configuration, threads: Int
    ) -> (forecasts: [Forecast?], diagnostics: [Diagnostic]) {
        var labels: [[ForecastGrouping.Label?]] = []
        var sums = 0
        for grouping in groupings where configuration.coherence.method != .bottomUp {
            let names = grouping.labels(of: ledger.pairs, network: network)
            var sizes: [ForecastGrouping.Label: Int] = [:]
            for (label, forecast) in zip(names, forecasts) where forecast != nil { if let label { sizes[label, default: 0] += 1 } }
            let count = sizes.values.reduce(0) { $0 + ($1 > 1 ? 1 : 0) }
            guard sums + count <= mostSums else { continue }
            sums += count
            labels.append(names.map { label in label.flatMap { sizes[$0, default: 0] > 1 ? $0 : nil } })
        }
        do {
            let reconciled = try CoherentForecasting(options: configuration.coherence, forecasting: forecasting(configuration)).reconciled(
                forecasts, histories: histories, groupings: labels, firstWeek: ledger.asOf.week, threads: threads)
            return (reconciled, [])
        } catch {
            return (
                forecasts,
                [
                    Diagnostic(
                        file: "forecasting", severity: .warning, code: "forecast-not-reconciled",
                        message: "the forecasts could not be reconciled with those of their sums, and stay as they are: \(error)",
                        help: "set forecast.reconcile: bottom_up in penstock.yaml to do without")
                ]
            )
        }
    }

    /// The totals the configuration asks for.
    static func totals(
        of forecasts: [Forecast?], histories: [DemandHistory], ledger: Ledger, network: Network, configuration: Configuration, threads: Int
    ) -> [ForecastTotal] {
        guard !configuration.forecastTotals.isEmpty else { return [] }
        let labels = configuration.forecastTotals.map { grouping in
            zip(grouping.labels(of: ledger.pairs, network: network), forecasts).map { $1 == nil ? nil : $0 }
        }
        let totals = CoherentForecasting(options: configuration.coherence, forecasting: forecasting(configuration)).totals(
            of: forecasts, histories: histories, groupings: labels, firstWeek: ledger.asOf.week, threads: threads)
        return zip(labels.flatMap { Set($0.compactMap { $0 }).sorted() }, totals).map { label, total in
            ForecastTotal(site: label.site, sku: label.sku, forecast: total)
        }
    }

    private static func forecasting(_ configuration: Configuration) -> DemandForecasting {
        DemandForecasting(options: configuration.forecasting)
    }
}
