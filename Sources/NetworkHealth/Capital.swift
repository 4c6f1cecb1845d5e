import Numerical
import SupplyNetwork

/// `capital.csv`: where money lies, how fresh it is, and what not knowing demand costs.
struct Capital {
    let input: NetworkHealthInput
    let options: NetworkHealthOptions

    var section: HealthSection {
        let hasValues = input.network.products.contains { $0.unitValue != nil }
        guard hasValues else { return HealthSection(.capital, figures: [.absent(.capitalTiedUp, .noCosts)]) }
        return HealthSection(.capital, figures: tiedUp() + coverAgainstLeadTime() + expiry() + forecastErrorCost() + cashConversion())
    }

    private struct Money {
        var value = 0.0
        var uncertainty = StockUncertainty()
        var count = 0.0
        var previous = 0.0
        var hasPrevious = false
    }

    private func scopes(of pair: Pair) -> [HealthScope] {
        let site = input.network.sites[pair.site]
        return [.network, .tier(site.tier), .product(pair.product), .site(pair.site)]
    }

    private func tiedUp() -> [HealthFigure] {
        var sums: [HealthScope: Money] = [:]
        let before = input.ledger.completeWeekCount - options.windowWeeks - 1
        for (index, pair) in input.ledger.pairs.enumerated() {
            let position = input.positions[index]
            guard position.basis != .insufficient, let value = input.network.products[pair.product].unitValue else { continue }
            let earlier = before >= 0 ? input.onHand(pair: index, week: before) : nil
            for scope in scopes(of: pair) {
                sums[scope, default: Money()].value += position.onHand * value
                sums[scope, default: Money()].uncertainty.add(position, times: value)
                sums[scope, default: Money()].count += 1
                sums[scope, default: Money()].previous += (earlier ?? 0) * value
                if earlier != nil { sums[scope, default: Money()].hasPrevious = true }
            }
        }
        return input.scopes.compactMap { scope in
            guard let sum = sums[scope] else { return scope == .network ? .absent(.capitalTiedUp, .noCounts) : nil }
            let half = sum.uncertainty.half
            return HealthFigure(
                .capitalTiedUp, scope, value: sum.value, low: max(0, sum.value - half), high: sum.value + half, sample: sum.count,
                previous: sum.hasPrevious ? sum.previous : nil)
        }
    }

    /// Weeks of stock in the whole network against the weeks that making more takes.
    private func coverAgainstLeadTime() -> [HealthFigure] {
        let weeks = input.windows(of: options.windowWeeks).current
        guard !weeks.isEmpty else { return [] }
        var stock = [Double](repeating: 0, count: input.network.products.count)
        var consumed = stock
        for (index, pair) in input.ledger.pairs.enumerated() {
            if input.positions[index].basis != .insufficient { stock[pair.product] += input.positions[index].onHand }
            for week in weeks { consumed[pair.product] += input.consumed(pair: index, week: week) ?? 0 }
        }
        let known = input.network.products.indices.filter { input.network.products[$0].supplierLeadTimeDays != nil }
        guard !known.isEmpty else { return [.absent(.coverToLeadTime, .noLeadTimes)] }
        return known.compactMap { product in
            guard let days = input.network.products[product].supplierLeadTimeDays, days > 0, consumed[product] > 0 else { return nil }
            let cover = stock[product] / (consumed[product] / Double(weeks.count))
            return HealthFigure(.coverToLeadTime, .product(product), value: cover / (Double(days) / 7), sample: Double(weeks.count))
        }
    }

    /// Dated lots: what is near its date by class of shelf life, and what will not sell before it.
    private func expiry() -> [HealthFigure] {
        var near: [ShelfLifeClass: (near: Double, all: Double, lots: Double)] = [:]
        var unsold = 0.0
        var (lots, expired, all) = (0.0, 0.0, 0.0)
        for (index, pair) in input.ledger.pairs.enumerated() {
            let product = input.network.products[pair.product]
            guard let value = product.unitValue else { continue }
            let list = input.lots(pair: index).filter { $0.units > 0 }.sorted { $0.expiresOn < $1.expiresOn }
            guard !list.isEmpty else { continue }
            var before = 0.0
            for lot in list {
                lots += 1
                all += lot.units * value
                let days = lot.expiresOn - input.ledger.asOf
                if days < 0 { expired += lot.units * value }
                if let life = product.shelfLifeDays {
                    let kind = ShelfLifeClass(days: life)
                    let isNear = days <= kind.nearDays
                    let sum = near[kind] ?? (0, 0, 0)
                    near[kind] = (sum.near + (isNear ? lot.units * value : 0), sum.all + lot.units * value, sum.lots + 1)
                }
                // First expired, first out: what demand until the date leaves of this lot after the lots before it.
                if let forecast = input.forecasts[index] {
                    let demand = days > 0 ? forecast.total(weeks: Double(days) / 7).mean : 0
                    let left = max(0, before + lot.units - max(demand, 0))
                    unsold += min(lot.units, left) * value
                    before += lot.units - min(lot.units, left)
                } else if days < 0 {
                    unsold += lot.units * value
                }
            }
        }
        guard lots > 0 else { return [.absent(.nearExpiryValue, .noLots), .absent(.unsoldBeforeExpiry, .noLots)] }
        var figures = ShelfLifeClass.allCases.compactMap { kind -> HealthFigure? in
            near[kind].map {
                HealthFigure(.nearExpiryValue, .group(kind: "shelf_life_days", key: kind.rawValue), value: $0.near, sample: $0.lots)
            }
        }
        figures.insert(
            near.isEmpty
                ? .absent(.nearExpiryValue, .noShelfLife)
                : HealthFigure(.nearExpiryValue, value: ShelfLifeClass.allCases.reduce(0) { $0 + (near[$1]?.near ?? 0) }, sample: lots),
            at: 0)
        figures.append(HealthFigure(.unsoldBeforeExpiry, value: unsold, sample: lots))
        figures.append(HealthFigure(.spoiledShare, value: all > 0 ? expired / all : nil, sample: lots))
        return figures
    }

    /// What the safety stock costs that forecast errors call for: z(service level) × standard deviation of demand over the protection
    /// interval × unit cost × holding rate, a year.
    private func forecastErrorCost() -> [HealthFigure] {
        let z = Normal.quantile(options.serviceLevel)
        var sums: [HealthScope: (cost: Double, count: Double)] = [:]
        for (index, pair) in input.ledger.pairs.enumerated() {
            guard let forecast = input.forecasts[index], let value = input.network.products[pair.product].unitValue else { continue }
            let cost = max(0, z) * forecast.total(weeks: options.protectionWeeks).deviation * value * options.holdingRate
            for scope in scopes(of: pair) {
                let sum = sums[scope] ?? (0, 0)
                sums[scope] = (sum.cost + cost, sum.count + 1)
            }
        }
        guard !sums.isEmpty else { return [.absent(.forecastErrorCost, .noForecasts)] }
        return input.scopes.compactMap { scope in
            if case .site = scope { return nil }
            return sums[scope].map { HealthFigure(.forecastErrorCost, scope, value: $0.cost, sample: $0.count) }
        }
    }

    private func cashConversion() -> [HealthFigure] {
        let windows = input.windows(of: options.windowWeeks)
        guard let receivable = options.receivableDays, let payable = options.payableDays else {
            return [.absent(.cashConversion, .noPaymentTerms)]
        }
        func days(_ weeks: Range<Int>) -> (days: Double, pairs: Double)? {
            var sums = WindowSums()
            for pair in input.ledger.pairs.indices { sums += input.sums(pair: pair, weeks: weeks) }
            guard sums.consumedValue > 0, sums.knownPairs > 0 else { return nil }
            return (sums.closingValue / (sums.consumedValue / Double(weeks.count * 7)), sums.knownPairs)
        }
        guard let now = days(windows.current) else { return [.absent(.cashConversion, .tooFew)] }
        let before = windows.previous.count == windows.current.count ? days(windows.previous) : nil
        return [
            HealthFigure(
                .cashConversion, value: now.days + receivable - payable, sample: now.pairs,
                previous: before.map { $0.days + receivable - payable })
        ]
    }
}
