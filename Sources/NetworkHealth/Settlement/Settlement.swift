import SupplyNetwork

/// What the rules of an incentive plan owe every distributor, to the cent.
///
/// The base of a site in a period is the money of its purchases less what it gave back (or, where the plan pays on sell-out, what it and the
/// sites below it sold to consumers, less returns). On each base a rule is applied once and its product rounded once, to the nearest cent,
/// half away from zero; so a distributor's total is the sum of its lines exactly. A base that is not positive pays nothing, and nothing is
/// claimed back.
public struct Settlement: Sendable {
    /// What a line is paid for.
    public enum Rule: Hashable, Comparable, Sendable {
        /// On the payee's own base: the highest step reached pays on all of it.
        case rebate
        /// On a recruit's base, to its sponsor.
        case referral
        /// On a site's base, to the sponsor so many levels above its sponsor; 1 is the sponsor's sponsor.
        case level(Int)
        /// On the base of a site next below, to its supplier.
        case dividend

        public var name: String {
            switch self {
            case .rebate: "rebate"
            case .referral: "referral"
            case .level(let level): "level_\(level)"
            case .dividend: "dividend"
            }
        }

        /// How `payouts.csv` calls it: rewards over several levels are referrals there.
        public var kind: Payout.Kind {
            switch self {
            case .rebate: .rebate
            case .referral, .level: .referral
            case .dividend: .dividend
            }
        }
    }

    /// A calendar month or quarter, counted from year 0.
    public struct Period: Hashable, Comparable, Sendable {
        public var window: IncentivePlan.Window
        public var number: Int

        public init(of day: Day, window: IncentivePlan.Window) {
            let (year, month, _) = day.civil
            self.window = window
            number = window == .month ? year * 12 + month - 1 : year * 4 + (month - 1) / 3
        }

        private init(window: IncentivePlan.Window, number: Int) {
            self.window = window
            self.number = number
        }

        public var next: Period { Period(window: window, number: number + 1) }

        public var firstDay: Day {
            let (year, month) = window == .month ? (number / 12, number % 12 + 1) : (number / 4, number % 4 * 3 + 1)
            guard let day = Day(year: year, month: month, day: 1) else { preconditionFailure("a period in year \(year)") }
            return day
        }
        /// The first day after it.
        public var endDay: Day { next.firstDay }

        /// `2026-02` or `2026-Q1`.
        public var name: String {
            switch window {
            case .month: String(firstDay.iso8601.prefix(7))
            case .quarter: "\(firstDay.iso8601.prefix(4))-Q\(number % 4 + 1)"
            }
        }

        public static func < (a: Period, b: Period) -> Bool {
            a.window == b.window ? a.number < b.number : a.firstDay < b.firstDay
        }
    }

    /// Money that counts for a site on a day.
    public struct Entry: Sendable, Hashable {
        public var site: Int
        public var day: Day
        public var amount: Money

        public init(site: Int, day: Day, amount: Money) {
            self.site = site
            self.day = day
            self.amount = amount
        }
    }

    public struct Line: Sendable, Hashable {
        public var payee: Int
        public var period: Period
        public var rule: Rule
        /// The site whose base earned it.
        public var source: Int
        public var base: Money
        public var rate: Double
        public var amount: Money
    }

    public let plan: IncentivePlan
    public let network: Network

    public init(plan: IncentivePlan, network: Network) {
        self.plan = plan
        self.network = network
    }

    /// The lines of every period that lies wholly within `days`, in order of payee, period, rule and source. Neither the order of the entries nor
    /// how they are split changes a line.
    public func lines(_ entries: some Sequence<Entry>, within days: Range<Day>) -> [Line] {
        var monthly: [Key: Money] = [:]
        var rebated: [Key: Money] = [:]
        for entry in entries where days.contains(entry.day) {
            monthly[Key(site: entry.site, period: Period(of: entry.day, window: .month)), default: .zero] += entry.amount
            rebated[Key(site: entry.site, period: Period(of: entry.day, window: plan.rebateWindow)), default: .zero] += entry.amount
        }
        func isWhole(_ period: Period) -> Bool { period.firstDay >= days.lowerBound && period.endDay <= days.upperBound }
        var lines: [Line] = []
        func pay(_ payee: Int, _ rule: Rule, _ key: Key, _ base: Money, rate: Double) {
            let amount = base.times(rate)
            guard amount > .zero else { return }
            lines.append(Line(payee: payee, period: key.period, rule: rule, source: key.site, base: base, rate: rate, amount: amount))
        }
        for (key, base) in rebated where isWhole(key.period) && base > .zero {
            let steps = plan.rebates[network.sites[key.site].tier] ?? []
            if let step = steps.last(where: { base >= $0.from }) { pay(key.site, .rebate, key, base, rate: step.rate) }
        }
        for (key, base) in monthly where isWhole(key.period) && base > .zero {
            let site = network.sites[key.site]
            if let supplier = site.supplier, let rate = plan.dividends[network.sites[supplier].tier] {
                pay(supplier, .dividend, key, base, rate: rate)
            }
            guard let sponsor = site.sponsor else { continue }
            if let rate = plan.referralRate { pay(sponsor, .referral, key, base, rate: rate) }
            var above = network.sites[sponsor].sponsor
            // A cycle of sponsors ends where it comes back to a site that was paid, or to the source.
            var paid: Set<Int> = [key.site, sponsor]
            for (level, rate) in plan.levelRates.enumerated() {
                guard let payee = above, paid.insert(payee).inserted else { break }
                pay(payee, .level(level + 1), key, base, rate: rate)
                above = network.sites[payee].sponsor
            }
        }
        return lines.sorted { ($0.payee, $0.period, $0.rule, $0.source) < ($1.payee, $1.period, $1.rule, $1.source) }
    }

    private struct Key: Hashable {
        var site: Int
        var period: Period
    }

    /// What the plan pays on: purchases, or sales to consumers of a site and all below it.
    public static func entries(_ trade: Trade, network: Network, payOn: IncentivePlan.PayOn) -> [Entry] {
        switch payOn {
        case .sellIn:
            return trade.purchases.map { Entry(site: $0.buyer, day: $0.day, amount: $0.amount - $0.returnedAmount) }
        case .sellOut:
            var entries: [Entry] = []
            for sale in trade.sellOut where sale.amount != .zero {
                var place: Int? = sale.site
                while let site = place {
                    entries.append(Entry(site: site, day: sale.day, amount: sale.amount))
                    place = network.sites[site].supplier
                }
            }
            return entries
        }
    }
}
