import SupplyNetwork

/// What later runs need of this run's forecasts, and what this run can say of an earlier one's.
extension RunRecord {
    var issuedForecasts: [StateStore.IssuedForecast] {
        forecasts.enumerated().compactMap { pair, forecast in
            guard let forecast else { return nil }
            func column(_ level: Int) -> [Float] { (0..<forecast.horizon).map { Float(forecast.quantile(level, week: $0)) } }
            return StateStore.IssuedForecast(
                site: site(ofPair: pair).code, sku: product(ofPair: pair).sku, firstWeek: forecast.firstWeek, model: forecast.model,
                mean: forecast.mean.map { Float($0) }, q05: column(0), q50: column(3), q95: column(6))
        }
    }

    var issuedOrders: [StateStore.IssuedOrder] {
        plan.lines.map {
            StateStore.IssuedOrder(
                site: site(ofPair: $0.pair).code, sku: product(ofPair: $0.pair).sku, dueOn: $0.dueOn, quantity: $0.quantity)
        }
    }
}

extension ForecastReview {
    /// Compares issued forecasts with the weeks that have since become known. Only reported demand is compared: neither
    /// missing weeks nor weeks that ended out of stock, nor weeks that were themselves inferred.
    /// - Parameter tracking: the memory of all runs, this one's weeks included.
    init?(of memory: StateStore.Memory, tracking: ReviewMemory, consumption: [DemandHistory], network: Network, ledger: Ledger) {
        var weeks: Set<Int32> = []
        var count = 0
        var (error, naiveError, actuals, difference, inside) = (0.0, 0.0, 0.0, 0.0, 0)
        for issued in memory.forecasts {
            guard let site = network.site(issued.site), let product = network.product(issued.sku),
                let pair = ledger.pair(site: site, product: product)
            else { continue }
            let history = consumption[pair]
            let first = issued.firstWeek - history.start
            guard first > 0, let naive = (0..<min(first, history.count)).last(where: { history.states[$0] != .missing }) else { continue }
            for step in issued.mean.indices {
                let index = first + step
                guard index < history.count else { break }
                guard history.states[index] == .observed else { continue }
                let actual = history.values[index]
                let forecast = Double(issued.mean[step])
                count += 1
                weeks.insert((history.start + index).number)
                error += abs(actual - forecast)
                naiveError += abs(actual - history.values[naive])
                actuals += actual
                difference += forecast - actual
                if actual >= Double(issued.q05[step]) && actual <= Double(issued.q95[step]) { inside += 1 }
            }
        }
        guard count > 0 else { return nil }
        let biases = ForecastTracking.biases(tracking, network: network)
        self.init(
            issuedOn: memory.headline.asOf, weeks: weeks.count, count: count, wape: actuals > 0 ? error / actuals : nil,
            naiveWape: actuals > 0 ? naiveError / actuals : nil, bias: actuals > 0 ? difference / actuals : nil,
            coverage90: Double(inside) / Double(count), biases: biases.named, biasedSeries: biases.biased, trackedSeries: biases.tracked,
            overrides: OverrideReview(tracking.overrideSums))
        orderOverrides = OrderOverrideReview(tracking.orderOverrideSums)
    }
}
