import Numerical
import Simulation
import SupplyNetwork
import Testing

@testable import NetworkHealth

@Suite struct SettlementTests {
    private let settlement = Settlement(plan: SmallNetwork.plan, network: SmallNetwork.network)

    /// Worked by hand: A buys 1,999.99 in two parts and gives nothing back; B reaches the second step exactly; L misses its step by a cent.
    @Test func oneMonthByHand() {
        let lines = settlement.lines(
            [
                SmallNetwork.entry(3, "2026-03-02", 1500), SmallNetwork.entry(3, "2026-03-31", 499.99),
                SmallNetwork.entry(4, "2026-03-15", 2000),
                SmallNetwork.entry(2, "2026-03-09", 4999.99), SmallNetwork.entry(3, "2026-04-01", 10),
            ], within: SmallNetwork.day("2026-03-01")..<SmallNetwork.day("2026-04-20"))
        struct Short: Hashable {
            var payee: String
            var rule: String
            var source: String
            var amount: Money
        }
        let sites = SmallNetwork.network.sites
        let found = Set(
            lines.map { Short(payee: sites[$0.payee].code, rule: $0.rule.name, source: sites[$0.source].code, amount: $0.amount) })
        #expect(
            found == [
                // 2 % of 1,999.99 = 39.9998
                Short(payee: "A", rule: "rebate", source: "A", amount: Money(40)),
                // The step of 2,000 is reached: 4 % of all.
                Short(payee: "B", rule: "rebate", source: "B", amount: Money(80)),
                // 5 % of recruits' purchases: 99.9995, 100, 249.9995
                Short(payee: "L", rule: "referral", source: "A", amount: Money(100)),
                Short(payee: "A", rule: "referral", source: "B", amount: Money(100)),
                Short(payee: "P", rule: "referral", source: "L", amount: Money(250)),
                // 1 % to the sponsor's sponsor: 19.9999 and 20
                Short(payee: "P", rule: "level_1", source: "A", amount: Money(20)),
                Short(payee: "L", rule: "level_1", source: "B", amount: Money(20)),
                // 2 % of what the leader below the partner bought: 99.9998
                Short(payee: "P", rule: "dividend", source: "L", amount: Money(100)),
            ])
        // April has not ended.
        #expect(lines.allSatisfy { $0.period.name == "2026-03" })
    }

    @Test func returnsCountAgainstPurchasesAndNothingIsClaimedBack() {
        func lines(_ returned: Double) -> [Settlement.Line] {
            settlement.lines(
                [SmallNetwork.entry(4, "2026-05-03", 2500), SmallNetwork.entry(4, "2026-05-20", -returned)], within: SmallNetwork.year)
        }
        #expect(lines(600).first { $0.rule == .rebate }?.amount == Money(38))
        #expect(lines(1600).contains { $0.rule == .rebate } == false)
        #expect(lines(2500).isEmpty && lines(4000).isEmpty)
    }

    @Test func quartersAreSettledWhole() {
        var plan = SmallNetwork.plan
        plan.rebateWindow = .quarter
        let lines = Settlement(plan: plan, network: SmallNetwork.network).lines(
            [SmallNetwork.entry(4, "2026-01-03", 900), SmallNetwork.entry(4, "2026-02-20", 900), SmallNetwork.entry(4, "2026-03-31", 300)],
            within: SmallNetwork.day("2026-01-01")..<SmallNetwork.day("2026-05-10"))
        let rebates = lines.filter { $0.rule == .rebate }
        #expect(rebates.map(\.amount) == [Money(84)] && rebates.first?.period.name == "2026-Q1")
        // The other rules stay monthly.
        #expect(lines.filter { $0.rule == .referral }.map(\.amount) == [Money(45), Money(45), Money(15)])
    }

    /// Splitting and shuffling entries changes nothing; every base is paid once by each rule; sums over payees and over rules agree.
    @Test(arguments: 0..<40) func orderAndSplitsDoNotMatter(seed: Int) {
        var random = Xoshiro256(seed: UInt64(seed) + 400)
        var entries: [Settlement.Entry] = []
        for _ in 0..<Int.random(in: 1...80, using: &random) {
            let cents = Int64.random(in: -30_000...200_000, using: &random)
            entries.append(
                Settlement.Entry(
                    site: Int.random(in: 1...4, using: &random),
                    day: SmallNetwork.year.lowerBound + Int.random(in: 0..<365, using: &random),
                    amount: Money(tenThousandths: cents * 100)))
        }
        let lines = settlement.lines(entries, within: SmallNetwork.year)
        var pieces = entries.flatMap { entry -> [Settlement.Entry] in
            let part = Money(tenThousandths: entry.amount.tenThousandths / 300 * 100)
            return [
                Settlement.Entry(site: entry.site, day: entry.day, amount: part),
                Settlement.Entry(site: entry.site, day: entry.day, amount: entry.amount - part),
            ]
        }
        pieces.shuffle(using: &random)
        #expect(settlement.lines(pieces, within: SmallNetwork.year) == lines, "seed \(seed)")

        struct Once: Hashable {
            var payee: Int
            var period: Settlement.Period
            var rule: Settlement.Rule
            var source: Int
        }
        #expect(Set(lines.map { Once(payee: $0.payee, period: $0.period, rule: $0.rule, source: $0.source) }).count == lines.count)
        for line in lines {
            #expect(line.amount == line.base.times(line.rate) && line.amount == line.amount.roundedToCents && line.base > .zero)
            let base = entries.filter { $0.site == line.source && $0.day >= line.period.firstDay && $0.day < line.period.endDay }
                .reduce(Money.zero) { $0 + $1.amount }
            #expect(line.base == base, "seed \(seed)")
        }
        let byPayee = Dictionary(grouping: lines, by: \.payee).values.map { $0.reduce(Money.zero) { $0 + $1.amount } }
        let byRule = Dictionary(grouping: lines, by: \.rule).values.map { $0.reduce(Money.zero) { $0 + $1.amount } }
        #expect(byPayee.reduce(.zero, +) == byRule.reduce(.zero, +))
    }

    @Test func aCycleOfSponsorsPaysNobodyTwice() {
        let network = Network(
            sites: [
                Site(code: "a", tier: 1, sponsor: 1), Site(code: "b", tier: 1, sponsor: 2), Site(code: "c", tier: 1, sponsor: 0),
            ], products: [])
        var plan = IncentivePlan()
        plan.referralRate = 0.1
        plan.levelRates = [0.05, 0.05, 0.05]
        let lines = Settlement(plan: plan, network: network).lines([SmallNetwork.entry(0, "2026-03-02", 100)], within: SmallNetwork.year)
        #expect(lines.map(\.payee) == [1, 2] && lines.map(\.amount) == [Money(10), Money(5)])
    }

    @Test func paymentsAreHeldAgainstTheirLines() {
        let lines = settlement.lines(
            [SmallNetwork.entry(3, "2026-03-02", 1500), SmallNetwork.entry(4, "2026-03-15", 2000)], within: SmallNetwork.year)
        let payouts = [
            Payout(day: SmallNetwork.day("2026-04-05"), payee: 3, kind: .rebate, amount: 30),
            // Paid too little, without a source: shared over the payee's lines (referral of A, reward for B).
            Payout(day: SmallNetwork.day("2026-04-05"), payee: 2, kind: .referral, amount: 90),
            Payout(day: SmallNetwork.day("2026-04-05"), payee: 4, kind: .rebate, amount: 100),
            // Nobody owes this one.
            Payout(day: SmallNetwork.day("2026-04-05"), payee: 4, source: 1, kind: .dividend, amount: 7),
        ]
        let rows = SettlementComparison(lines: lines, payouts: payouts, plan: SmallNetwork.plan, within: SmallNetwork.year).rows
        func row(_ payee: Int, _ rule: String) -> SettlementComparison.Row? { rows.first { $0.payee == payee && $0.rule == rule } }
        #expect(row(3, "rebate")?.difference == .zero)
        #expect(row(4, "rebate")?.difference == Money(20))
        #expect(row(4, "dividend")?.amount == .zero && row(4, "dividend")?.difference == Money(7))
        #expect((row(2, "referral")?.paid ?? .zero) + (row(2, "level_1")?.paid ?? .zero) == Money(90))
        #expect(rows.reduce(Money.zero) { $0 + ($1.paid ?? .zero) } == payouts.reduce(Money.zero) { $0 + Money($1.amount) })
    }

    /// A simulated brand pays by rules written down elsewhere; where every movement is told, the settlement is what it paid, to the cent.
    @Test(arguments: [11, 12] as [UInt64]) func aSimulatedBrandIsSettledToTheCent(seed: UInt64) throws {
        var options = SimulationOptions()
        options.seed = seed
        options.weeks = 40
        options.unreportedMovements = 0
        options.divertingShare = 0
        let world = Simulator(options: options).world()
        var plan = IncentivePlan()
        plan.rebates = world.rebateSteps.mapValues { $0.map { IncentivePlan.Step(from: Money($0.from), rate: $0.rate) } }
        plan.referralRate = 0.05
        plan.dividends = [1: 0.02]
        let entries = world.purchases.map { Settlement.Entry(site: $0.buyer, day: $0.day, amount: $0.amount) }
        let days = (options.asOf - options.weeks * 7)..<options.asOf
        let lines = Settlement(plan: plan, network: world.network).lines(entries, within: days)
        let rows = SettlementComparison(lines: lines, payouts: world.payouts, plan: plan, within: days).rows
        // The simulated brand pays dividends on leaders only; a site that buys from a partner past its leader earns the partner one by the rule.
        // It reckons with new prices from the next Monday on, its invoices at once: months with such a week differ by a little.
        let changes = Set(
            world.priceChanges.flatMap { [$0.effectiveOn, $0.effectiveOn.week.sunday] }.map { Settlement.Period(of: $0, window: .month) })
        let compared = rows.filter { row in
            row.paid != nil && !changes.contains(row.period)
                && (row.rule != "dividend" || row.source.map { world.network.sites[$0].tier == 2 } ?? true)
        }
        #expect(compared.count > 100)
        // It adds up in binary, so that an exact half of a cent may fall either way.
        func isHalf(_ row: SettlementComparison.Row) -> Bool {
            guard let base = row.base, let rate = row.rate else { return false }
            return base.tenThousandths * Int64((rate * 1_000_000).rounded()) % 100_000_000 == 50_000_000
        }
        let wrong = compared.filter { row in row.difference.map { abs($0.amount) > (isHalf(row) ? 0.0101 : 0.0051) } ?? true }
        #expect(wrong.count == 0, "\(wrong.prefix(2)) of \(compared.count)")
        // The last month is paid on the fifth of the next one: not known yet, and not zero.
        let last = Settlement.Period(of: options.asOf - 1, window: .month)
        #expect(rows.filter { $0.period == last }.allSatisfy { $0.paid == nil })
    }
}
