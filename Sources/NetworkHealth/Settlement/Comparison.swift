import SupplyNetwork

/// Lines of a settlement beside what `payouts.csv` says was paid.
///
/// A payment settles the latest period of its rule that had ended by its day. Payments that name their source are held against the lines
/// of that source; those that name none are shared over the payee's lines of the same kind and period in proportion, to the cent.
struct SettlementComparison {
    struct Row {
        var payee: Int
        var period: Settlement.Period
        /// The rule's name, or the kind of a payment that no rule explains.
        var rule: String
        var source: Int?
        var base: Money?
        var rate: Double?
        var amount: Money
        /// Nil where nothing of the kind has been paid for the period yet, to anybody: that is not known, and not zero.
        var paid: Money?

        var difference: Money? { paid.map { $0 - amount } }
    }

    private struct Group: Hashable {
        var payee: Int
        var period: Settlement.Period
        var kind: Payout.Kind
    }

    let rows: [Row]

    init(lines: [Settlement.Line], payouts: [Payout], plan: IncentivePlan, within days: Range<Day>) {
        guard !payouts.isEmpty else {
            rows = lines.map {
                Row(
                    payee: $0.payee, period: $0.period, rule: $0.rule.name, source: $0.source, base: $0.base, rate: $0.rate,
                    amount: $0.amount,
                    paid: nil)
            }
            return
        }
        var paid: [Group: (bySource: [Int: Money], other: Money)] = [:]
        var latest: [Payout.Kind: Settlement.Period] = [:]
        for payout in payouts {
            let window = payout.kind == .rebate ? plan.rebateWindow : .month
            // The period before the one that holds the day, since that one has not ended.
            let current = Settlement.Period(of: payout.day, window: window)
            let period = Settlement.Period(of: current.firstDay - 1, window: window)
            guard period.firstDay >= days.lowerBound, period.endDay <= days.upperBound else { continue }
            latest[payout.kind] = max(latest[payout.kind] ?? period, period)
            let group = Group(payee: payout.payee, period: period, kind: payout.kind)
            let source = payout.source ?? (payout.kind == .rebate ? payout.payee : nil)
            if let source {
                paid[group, default: ([:], .zero)].bySource[source, default: .zero] += Money(payout.amount)
            } else {
                paid[group, default: ([:], .zero)].other += Money(payout.amount)
            }
        }
        var rows: [Row] = []
        var places: [Group: [Int]] = [:]
        for line in lines {
            places[Group(payee: line.payee, period: line.period, kind: line.rule.kind), default: []].append(rows.count)
            rows.append(
                Row(
                    payee: line.payee, period: line.period, rule: line.rule.name, source: line.source, base: line.base, rate: line.rate,
                    amount: line.amount, paid: latest[line.rule.kind].map { line.period <= $0 } ?? false ? .zero : nil))
        }
        for group in paid.keys.sorted(by: { ($0.payee, $0.period, $0.kind.rawValue) < ($1.payee, $1.period, $1.kind.rawValue) }) {
            guard let payments = paid[group] else { continue }
            let lines = places[group] ?? []
            for (source, amount) in payments.bySource.sorted(by: { $0.key < $1.key }) {
                let own = lines.filter { rows[$0].source == source }
                if own.isEmpty {
                    rows.append(
                        Row(
                            payee: group.payee, period: group.period, rule: group.kind.rawValue, source: source, base: nil, rate: nil,
                            amount: .zero,
                            paid: amount))
                } else {
                    for (line, share) in zip(own, amount.shared(over: own.map { rows[$0].amount.amount })) { rows[line].paid? += share }
                }
            }
            guard payments.other != .zero else { continue }
            if lines.isEmpty {
                rows.append(
                    Row(
                        payee: group.payee, period: group.period, rule: group.kind.rawValue, source: nil, base: nil, rate: nil,
                        amount: .zero,
                        paid: payments.other))
            } else {
                for (line, share) in zip(lines, payments.other.shared(over: lines.map { rows[$0].amount.amount })) {
                    rows[line].paid? += share
                }
            }
        }
        self.rows = rows.enumerated().sorted {
            ($0.element.payee, $0.element.period, $0.offset) < ($1.element.payee, $1.element.period, $1.offset)
        }.map(\.element)
    }
}
