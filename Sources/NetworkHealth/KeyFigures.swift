import SupplyNetwork

/// `kpi.csv`: the figures that people in the trade already use, by network, tier, SKU, region and site, beside the window before and, for
/// sites, the median of their tier.
struct KeyFigures {
    let input: NetworkHealthInput
    let options: NetworkHealthOptions

    var section: HealthSection {
        let windows = input.windows(of: options.windowWeeks)
        let now = input.sums(weeks: windows.current)
        let before = windows.previous.count == windows.current.count ? input.sums(weeks: windows.previous) : [:]
        let expiry = nearExpiry()
        let arrivals = arrivals()
        var figures: [HealthFigure] = []
        for scope in input.scopes {
            guard let sums = now[scope], sums.stocked > 0 || scope == .network else { continue }
            figures += self.figures(scope, sums, before[scope], weeks: windows.current.count)
            figures += share(.nearExpiryShare, scope, expiry[scope], none: .noLots)
            figures += share(.arrivalRate, scope, arrivals[scope], none: .noOpenOrders)
        }
        return HealthSection(.kpi, figures: withPeers(figures))
    }

    /// What left: of the network, of a SKU or a region what consumers took; of a tier or a site all that went on from it.
    private func outflow(_ scope: HealthScope, _ sums: WindowSums) -> (units: Double, value: Double) {
        switch scope {
        case .tier, .site: (sums.left, sums.leftValue)
        default: (sums.consumed, sums.consumedValue)
        }
    }

    private func figures(_ scope: HealthScope, _ sums: WindowSums, _ before: WindowSums?, weeks: Int) -> [HealthFigure] {
        guard weeks > 0 else { return [] }
        let isKnown = sums.knownPairs > 0
        func ratio(_ measure: HealthMeasure, _ reason: HealthReason, sample: Double, _ value: (WindowSums) -> Double?) -> HealthFigure {
            HealthFigure(
                measure, scope, value: isKnown ? value(sums) : nil, sample: sample,
                previous: before.flatMap { $0.knownPairs > 0 ? value($0) : nil },
                reason: isKnown ? reason : .noCounts)
        }
        let months = Double(weeks) * 7 / (365.25 / 12)
        let days = Double(weeks) * 7
        return [
            ratio(.stockToSales, .tooFew, sample: sums.knownPairs) { sums in
                let units = outflow(scope, sums).units
                return units > 0 ? sums.closing / (units / months) : nil
            },
            ratio(.activeRate, .tooFew, sample: sums.stocked) { $0.stocked > 0 ? $0.active / $0.stocked : nil },
            ratio(.sellThrough, .tooFew, sample: sums.knownPairs) { sums in
                // Where much of the stock is unknown, what could be sold is unknown too.
                guard sums.unknownPairs == 0 || sums.knownPairs > 4 * sums.unknownPairs else { return nil }
                let units = outflow(scope, sums).units
                let available = sums.closing + units
                return available > 0 ? units / available : nil
            },
            ratio(.daysOfInventory, input.network.products.contains { $0.unitValue != nil } ? .tooFew : .noCosts, sample: sums.knownPairs) {
                sums in
                let value = outflow(scope, sums).value
                return value > 0 ? sums.closingValue / (value / days) : nil
            },
            ratio(.stockOutRate, .tooFew, sample: sums.knownWeeks) { $0.knownWeeks > 0 ? $0.emptyWeeks / $0.knownWeeks : nil },
        ]
    }

    private struct Share {
        var part = 0.0
        var whole = 0.0
        var count = 0.0
    }

    private func share(_ measure: HealthMeasure, _ scope: HealthScope, _ share: Share?, none: HealthReason) -> [HealthFigure] {
        guard let share, share.whole > 0 else { return scope == .network ? [.absent(measure, scope, none)] : [] }
        return [HealthFigure(measure, scope, value: share.part / share.whole, sample: share.count)]
    }

    private func added(_ part: Double, _ whole: Double, of pair: Pair, to shares: inout [HealthScope: Share]) {
        let site = input.network.sites[pair.site]
        var scopes: [HealthScope] = [.network, .tier(site.tier), .product(pair.product), .site(pair.site)]
        if let region = site.region { scopes.append(.region(region)) }
        for scope in scopes {
            shares[scope, default: Share()].part += part
            shares[scope, default: Share()].whole += whole
            shares[scope, default: Share()].count += 1
        }
    }

    private func nearExpiry() -> [HealthScope: Share] {
        var shares: [HealthScope: Share] = [:]
        for (index, pair) in input.ledger.pairs.enumerated() {
            guard let life = input.network.products[pair.product].shelfLifeDays else { continue }
            let near = ShelfLifeClass(days: life).nearDays
            for lot in input.lots(pair: index) where lot.units > 0 {
                added(lot.expiresOn - input.ledger.asOf <= near ? lot.units : 0, lot.units, of: pair, to: &shares)
            }
        }
        return shares
    }

    private func arrivals() -> [HealthScope: Share] {
        var shares: [HealthScope: Share] = [:]
        for order in input.openOrders where order.quantity > 0 {
            added(
                order.dueOn >= input.ledger.asOf ? order.quantity : 0, order.quantity, of: Pair(site: order.site, product: order.product),
                to: &shares)
        }
        return shares
    }

    /// Gives the figures of sites the median of their tier, where at least five have one.
    private func withPeers(_ figures: [HealthFigure]) -> [HealthFigure] {
        struct Key: Hashable {
            var measure: HealthMeasure
            var tier: Int
        }
        func key(_ figure: HealthFigure) -> Key? {
            guard case .site(let site) = figure.scope else { return nil }
            return Key(measure: figure.measure, tier: input.network.sites[site].tier)
        }
        var values: [Key: [Double]] = [:]
        for figure in figures {
            if let key = key(figure), let value = figure.value { values[key, default: []].append(value) }
        }
        let medians = values.filter { $0.value.count >= 5 }.compactMapValues { median($0) }
        return figures.map { figure in
            var figure = figure
            figure.peers = key(figure).flatMap { medians[$0] }
            return figure
        }
    }
}
