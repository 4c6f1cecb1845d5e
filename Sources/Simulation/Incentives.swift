import SupplyNetwork

/// What the brand pays distributors for, and who was paid what.
struct Incentives: Sendable {
    struct Step: Sendable, Hashable {
        /// Money of purchases in a calendar month.
        var from: Double
        var rate: Double
    }

    static let referralRate = 0.05
    static let dividendRate = 0.02

    /// Ascending steps of tiers 1–3.
    let steps: [Int: [Step]]
    /// What each site ordinarily buys in a month.
    let ordinaryPurchases: [Double]

    init(catalogue: Catalogue, membership: Membership) {
        let width = membership.productCount
        var purchases = [Double](repeating: 0, count: membership.sites.count)
        for site in membership.sites.indices where membership.agents[site].size > 0 {
            var rates = 0.0
            for product in 0..<width { rates += membership.baseRate[site * width + product] * (catalogue.products[product].unitPrice ?? 0) }
            var place: Int? = site
            while let current = place, membership.agents[current].tier > 0 {
                purchases[current] += rates * 365.25 / 12 / 7 * Catalogue.priceShares[membership.agents[current].tier]
                place = membership.sites[current].supplier
            }
        }
        ordinaryPurchases = purchases
        var steps: [Int: [Step]] = [:]
        for tier in 1...3 {
            let sorted = membership.sites.indices.filter { membership.agents[$0].tier == tier }.map { purchases[$0] }.sorted()
            guard !sorted.isEmpty, sorted[sorted.count / 2] > 0 else { continue }
            let median = sorted[sorted.count / 2]
            steps[tier] = [(0.7, 0.01), (1.25, 0.02), (2.2, 0.03), (3.8, 0.05)].map {
                Step(from: Incentives.roundedToTwoDigits($0.0 * median), rate: $0.1)
            }
        }
        self.steps = steps
        tiers = membership.agents.map(\.tier)
    }

    private let tiers: [Int]

    /// The step a site would have to stretch for: 1.25 to 2.4 times what it ordinarily buys.
    func chasedStep(site: Int) -> Double? {
        let usual = ordinaryPurchases[site]
        guard usual > 0 else { return nil }
        return steps[tiers[site]]?.first { $0.from >= 1.25 * usual && $0.from <= 2.4 * usual }?.from
    }

    func rate(tier: Int, purchases: Double) -> Double { steps[tier]?.last { purchases >= $0.from }?.rate ?? 0 }

    private static func roundedToTwoDigits(_ value: Double) -> Double {
        var scale = 1.0
        while value / scale >= 100 { scale *= 10 }
        return (value / scale).rounded() * scale
    }

    /// Payments of each month, made on the fifth of the next one, from the money each site spent in it.
    func payouts(purchases: [[Double]], months: [Day], membership: Membership, asOf: Day) -> [Payout] {
        var payouts: [Payout] = []
        for (month, day) in months.enumerated() where day < asOf {
            for site in membership.sites.indices {
                let spent = purchases[month][site]
                guard spent > 0 else { continue }
                let tier = membership.agents[site].tier
                func pay(_ payee: Int, _ kind: Payout.Kind, _ rate: Double, source: Int?) {
                    let amount = (spent * rate * 100).rounded() / 100
                    if amount > 0 { payouts.append(Payout(day: day, payee: payee, source: source, kind: kind, amount: amount)) }
                }
                pay(site, .rebate, rate(tier: tier, purchases: spent), source: nil)
                if let sponsor = membership.sites[site].sponsor {
                    pay(sponsor, .referral, Incentives.referralRate, source: site)
                }
                if tier == 2, let partner = membership.sites[site].supplier {
                    pay(partner, .dividend, Incentives.dividendRate, source: site)
                }
            }
        }
        return payouts
    }
}
