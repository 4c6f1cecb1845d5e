import SupplyNetwork

/// What sites spent by rebate window: from the rebates they were paid, where there are payouts, which tells it to the cent;
/// otherwise from their purchases at the prices of their tier.
struct RebateSpending: Sendable {
    /// By site and by window's first month (year × 12 + month − 1).
    private let paid: [Int: [Int: Double]]
    /// Sites of these tiers are paid rebates by these payouts: no payment then means no step was reached.
    private let paidTiers: Set<Int>

    init(payouts: [Payout], network: Network, incentives: StockpilingIncentives?) {
        var paid: [Int: [Int: Double]] = [:]
        var tiers: Set<Int> = []
        for payout in payouts where payout.kind == .rebate && payout.amount > 0 {
            let tier = network.sites[payout.payee].tier
            guard let incentives, let steps = incentives.rebates[tier]?.sorted(by: { $0.from < $1.from }) else { continue }
            tiers.insert(tier)
            // Paid for the window before the one it falls in.
            let civil = payout.day.civil
            let month = civil.year * 12 + civil.month - 1
            let window = incentives.rebateWindow == .month ? month - 1 : (month / 3 - 1) * 3
            for (index, step) in steps.enumerated() where step.rate > 0 {
                let spent = payout.amount / step.rate
                let ceiling = index + 1 < steps.count ? steps[index + 1].from : .infinity
                // Amounts are rounded to the cent.
                let slack = 0.01 / step.rate
                if spent >= step.from - slack && spent < ceiling - slack { paid[payout.payee, default: [:]][window] = spent }
            }
        }
        self.paid = paid
        paidTiers = tiers
    }

    /// Money spent in the window that begins with this month; nil where the payouts do not tell.
    func spent(site: Int, month: Int) -> Double? { paid[site]?[month] }

    func tells(tier: Int) -> Bool { paidTiers.contains(tier) }
}

/// What a tier pays for a unit.
struct TierPrices: Sendable {
    private let changes: [PriceChange]
    /// Median of a tier's price over the list price, by tier.
    private let shares: [Int: Double]

    init(priceChanges: [PriceChange], network: Network) {
        changes = priceChanges.filter { $0.tier != nil }.sorted {
            ($0.effectiveOn, $0.product, $0.unitPrice) < ($1.effectiveOn, $1.product, $1.unitPrice)
        }
        var ratios: [Int: [Double]] = [:]
        for change in changes {
            guard let tier = change.tier, let list = network.products[change.product].unitPrice, list > 0 else { continue }
            ratios[tier, default: []].append(change.unitPrice / list)
        }
        shares = ratios.mapValues { medianOfSorted($0.sorted()) }
    }

    /// What a tier pays over the list price; 1 where no price of a tier is known.
    func share(tier: Int) -> Double { shares[tier] ?? 1 }

    /// The price of a tier on a day: what prices.csv says, or the list price by the tier's usual share of it.
    func price(_ product: Product, index: Int, tier: Int, on day: Day) -> Double? {
        if let change = changes.last(where: { $0.product == index && $0.tier == tier && $0.effectiveOn <= day }) { return change.unitPrice }
        guard let list = product.unitPrice ?? product.unitCost else { return nil }
        return list * (shares[tier] ?? 1)
    }
}
