import SupplyNetwork

/// Demand is forecast while there is somebody to sell: not for sites that have left, nor for products that are given up.
enum ForecastScope {
    /// No forecast where the site had left or the product was discontinued by the as-of date; and none of the demand that
    /// would follow a discontinuation announced for later.
    static func limited(_ forecasts: [Forecast?], ledger: Ledger, network: Network) -> [Forecast?] {
        forecasts.enumerated().map { index, forecast in
            guard var forecast else { return nil }
            let pair = ledger.pairs[index]
            if let left = network.sites[pair.site].leftOn, left <= ledger.asOf { return nil }
            guard let end = network.products[pair.product].discontinuedOn else { return forecast }
            if end <= ledger.asOf { return nil }
            for week in 0..<forecast.horizon where (forecast.firstWeek + week).monday >= end { forecast.scale(week: week, by: 0) }
            return forecast
        }
    }
}

extension Network {
    /// A site × SKU as people call it.
    func name(of pair: Pair) -> String { "\(products[pair.product].sku) at \(sites[pair.site].code)" }
}
