import SupplyNetwork

/// `settlement.csv`: a statement for every distributor, line by line, beside what was paid.
struct SettlementSection {
    let input: NetworkHealthInput
    let options: NetworkHealthOptions

    /// Periods written whole; of earlier ones only lines that differ from what was paid.
    static let wholePeriods = 3
    /// Differences below a cent are none.
    private static let cent = Money(tenThousandths: 100)

    /// The days whose movements are known.
    static func days(of ledger: Ledger) -> Range<Day> { ledger.firstWeek.monday..<max(ledger.firstWeek.monday, ledger.asOf) }

    var section: HealthSection {
        guard let plan = options.incentives else {
            return HealthSection(.settlement, figures: [.absent(.settledMoney, .noIncentives)])
        }
        guard input.trade.hasAmounts else { return HealthSection(.settlement, figures: [.absent(.settledMoney, .noAmounts)]) }
        let days = SettlementSection.days(of: input.ledger)
        let lines = Settlement(plan: plan, network: input.network)
            .lines(Settlement.entries(input.trade, network: input.network, payOn: plan.payOn), within: days)
        let rows = SettlementComparison(lines: lines, payouts: input.payouts, plan: plan, within: days).rows
        return HealthSection(.settlement, figures: figures(rows), table: table(rows))
    }

    private func latestPeriods(_ rows: [SettlementComparison.Row]) -> Set<Settlement.Period> {
        var latest: Set<Settlement.Period> = []
        for window in IncentivePlan.Window.allCases {
            latest.formUnion(Set(rows.map(\.period).filter { $0.window == window }).sorted().suffix(SettlementSection.wholePeriods))
        }
        return latest
    }

    private func figures(_ rows: [SettlementComparison.Row]) -> [HealthFigure] {
        guard !rows.isEmpty else { return [.absent(.settledMoney, .tooFew)] }
        var figures: [HealthFigure] = []
        let rules = Set(rows.map(\.rule)).sorted()
        struct Sum {
            var amount = Money.zero
            var count = 0.0
            /// Of lines whose payment is known.
            var paid = Money.zero
            var owed = Money.zero
            var compared = 0.0
            var differing = 0.0
        }
        func sum(_ rows: some Sequence<SettlementComparison.Row>) -> Sum {
            rows.reduce(into: Sum()) { sum, row in
                sum.amount += row.amount
                sum.count += 1
                guard let paid = row.paid else { return }
                sum.paid += paid
                sum.owed += row.amount
                sum.compared += 1
                if let difference = row.difference, difference >= SettlementSection.cent || -difference >= SettlementSection.cent {
                    sum.differing += 1
                }
            }
        }
        var scopes: [(HealthScope, [SettlementComparison.Row])] = [(.network, rows)]
        for rule in rules { scopes.append((.group(kind: "rule", key: rule), rows.filter { $0.rule == rule })) }
        for tier in Set(rows.map { input.network.sites[$0.payee].tier }).sorted() {
            scopes.append((.tier(tier), rows.filter { input.network.sites[$0.payee].tier == tier }))
        }
        for (scope, rows) in scopes {
            let total = sum(rows)
            figures.append(HealthFigure(.settledMoney, scope, value: total.amount.amount, sample: total.count))
            if total.compared > 0 {
                figures.append(HealthFigure(.paidMoney, scope, value: total.paid.amount, sample: total.compared))
                figures.append(HealthFigure(.paidDifference, scope, value: (total.paid - total.owed).amount, sample: total.compared))
                figures.append(HealthFigure(.differingLines, scope, value: total.differing, sample: total.compared))
            } else if scope == .network {
                figures += [.absent(.paidMoney, .noPayouts), .absent(.paidDifference, .noPayouts)]
            }
        }
        let purchases = input.trade.purchases
        let units = purchases.reduce(0) { $0 + $1.units }
        let priced = purchases.reduce(0) { $0 + $1.pricedUnits }
        figures.append(HealthFigure(.unpricedShare, value: units > 0 ? max(0, 1 - priced / units) : nil, sample: units))
        return figures + rankPrices()
    }

    /// What buyers paid against list price × the share of the rank they held, by tier.
    private func rankPrices() -> [HealthFigure] {
        guard let plan = options.incentives, !plan.ranks.isEmpty else { return [] }
        let (ledger, network, trade) = (input.ledger, input.network, input.trade)
        // Money of purchases by site and week, as a running sum.
        let weeks = ledger.completeWeekCount
        var spent = [[Int64]](repeating: [], count: network.sites.count)
        for site in network.sites.indices where plan.ranks[network.sites[site].tier] != nil {
            spent[site] = [Int64](repeating: 0, count: weeks + 1)
        }
        for (index, pair) in ledger.pairs.enumerated() where !spent[pair.site].isEmpty {
            for week in 0..<weeks {
                spent[pair.site][week + 1] += trade.total(.boughtAmount, pair: index, weeks: week..<week + 1)
            }
        }
        for site in spent.indices where !spent[site].isEmpty { for week in 0..<weeks { spent[site][week + 1] += spent[site][week] } }
        var sums: [Int: (gap: Double, units: Double)] = [:]
        for (index, pair) in ledger.pairs.enumerated() where !spent[pair.site].isEmpty {
            let tier = network.sites[pair.site].tier
            guard let ranks = plan.ranks[tier], let list = network.products[pair.product].unitPrice else { continue }
            // The first weeks have no whole window behind them: the rank held then is unknown.
            for week in min(plan.rankWeeks, weeks)..<weeks {
                let units = trade.units(.boughtPricedUnits, pair: index, weeks: week..<week + 1)
                guard units > 0 else { continue }
                let held = Money(tenThousandths: spent[pair.site][week] - spent[pair.site][week - plan.rankWeeks])
                let share = ranks.last { held >= $0.from }?.priceShare ?? 1
                let paid = trade.amount(.boughtAmount, pair: index, weeks: week..<week + 1).amount
                let sum = sums[tier] ?? (0, 0)
                sums[tier] = (sum.gap + paid - units * list * share, sum.units + units)
            }
        }
        return sums.sorted { $0.key < $1.key }.map { tier, sum in
            HealthFigure(.rankPriceGap, .tier(tier), value: sum.gap, sample: sum.units)
        }
    }

    private func table(_ rows: [SettlementComparison.Row]) -> HealthTable {
        var table = HealthTable(
            columns: ["payee", "period", "rule", "source", "base", "rate", "amount", "paid", "difference"].map {
                HealthTable.Column($0, decimals: 6)
            })
        let latest = latestPeriods(rows)
        func differs(_ row: SettlementComparison.Row) -> Bool {
            row.difference.map { $0 >= SettlementSection.cent || -$0 >= SettlementSection.cent } ?? false
        }
        let kept = rows.filter { latest.contains($0.period) || differs($0) }
        table.rows = kept.map { row in
            [
                .site(row.payee), .text(row.period.name), .word(HealthWord(row.rule)), row.source.map { .site($0) } ?? .missing,
                row.base.map { .money($0) } ?? .missing, .optional(row.rate), .money(row.amount), row.paid.map { .money($0) } ?? .missing,
                row.difference.map { .money($0) } ?? .missing,
            ]
        }
        // The report shows the largest differences first; the file is in order of payee and period.
        table.shownOrder = kept.indices.sorted {
            (-abs(kept[$0].difference?.amount ?? 0), $0) < (-abs(kept[$1].difference?.amount ?? 0), $1)
        }
        table.shownColumns = ["payee", "period", "rule", "source", "amount", "paid", "difference"]
        return table
    }
}
