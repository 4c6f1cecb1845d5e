import SupplyNetwork

/// `incentives.csv`: what each rule pays for, consumption or stock; who stretches for thresholds, and what that is worth; and what the same
/// rules would have paid on sell-out.
struct IncentivesSection {
    let input: NetworkHealthInput
    let options: NetworkHealthOptions

    private static let z = 1.644853626951473

    var section: HealthSection {
        guard let plan = options.incentives else {
            return HealthSection(.incentives, figures: [.absent(.ruleCost, .noIncentives), .absent(.bunchingExcess, .noIncentives)])
        }
        guard input.trade.hasAmounts else { return HealthSection(.incentives, figures: [.absent(.ruleCost, .noAmounts)]) }
        let days = SettlementSection.days(of: input.ledger)
        let settlement = Settlement(plan: plan, network: input.network)
        let entries = Settlement.entries(input.trade, network: input.network, payOn: plan.payOn)
        let lines = settlement.lines(entries, within: days)
        return HealthSection(.incentives, figures: paidFor(lines) + bunching(plan, entries, days) + whatIf(plan, days))
    }

    // MARK: Consumption or stock

    private func paidFor(_ lines: [Settlement.Line]) -> [HealthFigure] {
        let fate = PurchaseFate(input: input, window: options.windowWeeks)
        let first = input.ledger.firstWeek
        let recent = lines.filter { line in
            let week = line.period.firstDay.week - first
            return week >= fate.weeks.lowerBound && line.period.endDay.week - first <= fate.weeks.upperBound + 1
        }
        guard !recent.isEmpty else { return [.absent(.ruleCost, .tooFew), .absent(.paidForConsumption, .tooFew)] }
        var figures: [HealthFigure] = []
        var scopes: [(HealthScope, [Settlement.Line])] = [(.network, recent)]
        for rule in Set(recent.map(\.rule)).sorted() {
            scopes.append((.group(kind: "rule", key: rule.name), recent.filter { $0.rule == rule }))
        }
        for (scope, lines) in scopes {
            let cost = lines.reduce(Money.zero) { $0 + $1.amount }.amount
            figures.append(HealthFigure(.ruleCost, scope, value: cost, sample: Double(lines.count)))
            var bySource: [Int: Double] = [:]
            for line in lines { bySource[line.source, default: 0] += line.amount.amount }
            var (known, consumed, variance, slack) = (0.0, 0.0, 0.0, 0.0)
            for (source, amount) in bySource.sorted(by: { $0.key < $1.key }) {
                guard let share = fate.share(source) else { continue }
                known += amount
                consumed += amount * share.share
                variance += (amount * share.deviation) * (amount * share.deviation)
                slack += amount * share.slack
            }
            guard known > 0, known > cost / 2 else {
                figures.append(.absent(.paidForConsumption, scope, .notIdentified))
                continue
            }
            let half = (IncentivesSection.z * variance.squareRoot() + slack) / known
            let share = consumed / known
            figures.append(
                HealthFigure(
                    .paidForConsumption, scope, value: share, low: max(0, share - half), high: min(1, share + half),
                    sample: Double(lines.count)))
            figures.append(
                HealthFigure(
                    .paidForStock, scope, value: cost * (1 - share), low: cost * max(0, 1 - share - half),
                    high: cost * min(1, 1 - share + half),
                    sample: Double(lines.count)))
        }
        return figures
    }

    // MARK: Thresholds

    private func bunching(_ plan: IncentivePlan, _ entries: [Settlement.Entry], _ days: Range<Day>) -> [HealthFigure] {
        guard !plan.rebates.isEmpty else { return [.absent(.bunchingExcess, .noIncentives)] }
        struct Key: Hashable {
            var site: Int
            var period: Settlement.Period
        }
        var bases: [Key: Money] = [:]
        for entry in entries where days.contains(entry.day) {
            let period = Settlement.Period(of: entry.day, window: plan.rebateWindow)
            guard period.firstDay >= days.lowerBound, period.endDay <= days.upperBound else { continue }
            bases[Key(site: entry.site, period: period), default: .zero] += entry.amount
        }
        var bySite: [Int: [Double]] = [:]
        for (key, base) in bases.sorted(by: { ($0.key.site, $0.key.period) < ($1.key.site, $1.key.period) }) where base > .zero {
            bySite[key.site, default: []].append(base.amount)
        }
        var observations: [Int: [Bunching.Observation]] = [:]
        for (site, values) in bySite.sorted(by: { $0.key < $1.key }) {
            let tier = input.network.sites[site].tier
            guard let steps = plan.rebates[tier], let usual = median(values) else { continue }
            for step in steps where step.from > .zero {
                let threshold = step.from.amount
                for value in values {
                    observations[tier, default: []].append(
                        Bunching.Observation(site: site, ratio: value / threshold, usual: usual / threshold, threshold: threshold))
                }
            }
        }
        var figures: [HealthFigure] = []
        func add(_ scope: HealthScope, _ list: [Bunching.Observation]) {
            guard let estimate = Bunching.estimate(list) else {
                figures.append(.absent(.bunchingExcess, scope, .tooFew))
                return
            }
            let half = IncentivesSection.z * estimate.deviation
            figures.append(
                HealthFigure(
                    .bunchingExcess, scope, value: estimate.excess, low: estimate.excess - half, high: estimate.excess + half,
                    sample: Double(estimate.count)))
            if estimate.expected > 0 {
                figures.append(
                    HealthFigure(
                        .bunchingRatio, scope, value: estimate.excess / estimate.expected,
                        low: (estimate.excess - half) / estimate.expected,
                        high: (estimate.excess + half) / estimate.expected, sample: estimate.observed))
            }
            figures.append(
                HealthFigure(
                    .bunchingMoney, scope, value: estimate.money, low: estimate.money - IncentivesSection.z * estimate.moneyDeviation,
                    high: estimate.money + IncentivesSection.z * estimate.moneyDeviation, sample: estimate.observed))
        }
        add(.network, observations.sorted { $0.key < $1.key }.flatMap(\.value))
        for (tier, list) in observations.sorted(by: { $0.key < $1.key }) { add(.tier(tier), list) }
        return figures
    }

    // MARK: What if

    /// What the rules would have paid had they looked at sell-out, over the year that ends with the last whole period. Only reported sales to
    /// consumers have an amount; the high end scales them up to all that was consumed.
    private func whatIf(_ plan: IncentivePlan, _ days: Range<Day>) -> [HealthFigure] {
        let year = max(days.lowerBound, days.upperBound - 371)..<days.upperBound
        func total(_ payOn: IncentivePlan.PayOn) -> (money: Double, lines: Double) {
            var plan = plan
            plan.payOn = payOn
            let lines = Settlement(plan: plan, network: input.network)
                .lines(Settlement.entries(input.trade, network: input.network, payOn: payOn), within: year)
            return (lines.reduce(Money.zero) { $0 + $1.amount }.amount, Double(lines.count))
        }
        let sellIn = total(.sellIn)
        var figures = [HealthFigure(.paidOnSellIn, value: sellIn.money, sample: sellIn.lines)]
        var (reported, consumed) = (0.0, 0.0)
        let weeks = max(0, input.ledger.completeWeekCount - 52)..<input.ledger.completeWeekCount
        for pair in input.ledger.pairs.indices {
            reported += input.trade.units(.soldPricedUnits, pair: pair, weeks: weeks)
            for week in weeks { consumed += input.consumed(pair: pair, week: week) ?? 0 }
        }
        guard !input.trade.sellOut.isEmpty else { return figures + [.absent(.paidOnSellOut, .noConsumerSales)] }
        guard reported > 0, consumed > 0 else { return figures + [.absent(.paidOnSellOut, .noAmounts)] }
        let sellOut = total(.sellOut)
        let scale = max(1, consumed / reported)
        figures.append(
            HealthFigure(
                .paidOnSellOut, value: sellOut.money * scale, low: sellOut.money, high: sellOut.money * scale, sample: sellOut.lines))
        figures.append(HealthFigure(.reportedSellOutShare, value: min(1, reported / consumed), sample: consumed))
        return figures
    }
}
