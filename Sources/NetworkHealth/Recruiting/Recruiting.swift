import SupplyNetwork

/// `recruiting.csv`: how much of the business are new sites' orders, what payments are earned by, and the shape of the recruitment tree.
/// Indicators that law and practice look at are figures with their source, never verdicts.
struct Recruiting {
    let input: NetworkHealthInput
    let options: NetworkHealthOptions

    var section: HealthSection { HealthSection(.recruiting, figures: sellIn() + payouts() + tree() + outside()) }

    // MARK: Sell-in

    private struct Bought {
        var units = 0.0
        var newUnits = 0.0
        var firstUnits = 0.0
        var money = 0.0
        var newMoney = 0.0
        var isPriced = true
    }

    /// The day on which each site began: it joined, or else first bought, if nothing came before within a window of the files' start.
    private func beginnings() -> [Day?] {
        var result = input.network.sites.map(\.joinedOn)
        let first = input.ledger.firstWeek.monday
        var seen = Set<Int>()
        for purchase in input.trade.purchases where purchase.units > 0 && seen.insert(purchase.buyer).inserted {
            if result[purchase.buyer] == nil, purchase.day - first >= options.recruitWeeks * 7 { result[purchase.buyer] = purchase.day }
        }
        return result
    }

    private func sums(_ weeks: Range<Int>, _ beginnings: [Day?]) -> [HealthScope: Bought] {
        let first = input.ledger.firstWeek
        var sums: [HealthScope: Bought] = [:]
        var firstDays: [Int: Day] = [:]
        for purchase in input.trade.purchases where purchase.units > 0 {
            let firstDay = firstDays[purchase.buyer] ?? purchase.day
            firstDays[purchase.buyer] = firstDay
            guard weeks.contains(purchase.day.week - first) else { continue }
            let began = beginnings[purchase.buyer]
            let isNew = began.map { purchase.day - $0 < options.recruitWeeks * 7 } ?? false
            let isFirst = isNew && purchase.day - firstDay < Funnel.firstOrderDays
            for scope in [HealthScope.network, .tier(input.network.sites[purchase.buyer].tier)] {
                sums[scope, default: Bought()].units += purchase.units
                sums[scope, default: Bought()].money += purchase.amount.amount
                if purchase.pricedUnits < purchase.units * 0.999 { sums[scope, default: Bought()].isPriced = false }
                if isNew {
                    sums[scope, default: Bought()].newUnits += purchase.units
                    sums[scope, default: Bought()].newMoney += purchase.amount.amount
                }
                if isFirst { sums[scope, default: Bought()].firstUnits += purchase.units }
            }
        }
        return sums
    }

    private func sellIn() -> [HealthFigure] {
        let beginnings = beginnings()
        guard beginnings.contains(where: { $0 != nil }) else { return [.absent(.recruitSellInShare, .noJoinDates)] }
        let windows = input.windows(of: options.windowWeeks)
        let now = sums(windows.current, beginnings)
        let before = windows.previous.count == windows.current.count ? sums(windows.previous, beginnings) : [:]
        var figures: [HealthFigure] = []
        for scope in [HealthScope.network] + Set(input.network.sites.map(\.tier)).sorted().map({ .tier($0) }) {
            guard let sum = now[scope], sum.units > 0 else { continue }
            let earlier = before[scope].flatMap { $0.units > 0 ? $0 : nil }
            figures.append(
                HealthFigure(
                    .recruitSellInShare, scope, value: sum.newUnits / sum.units, sample: sum.units,
                    previous: earlier.map { $0.newUnits / $0.units }))
            figures.append(
                HealthFigure(
                    .firstOrderShare, scope, value: sum.firstUnits / sum.units, sample: sum.units,
                    previous: earlier.map { $0.firstUnits / $0.units }))
        }
        guard let total = now[.network], total.units > 0 else { return figures + [.absent(.sellInWithoutRecruits, .tooFew)] }
        return figures + [withoutRecruits(total, weeks: windows.current, beginnings)]
    }

    /// Money of the window's sell-in if nobody had been recruited for `recruitWeeks`: what new sites have not sold on is left out, with what the
    /// sites above them paid for it, since people would have bought the rest elsewhere in the network. The low end leaves out all that new sites
    /// bought; the high end counts as sold on whatever the uncertainty of their stock allows.
    private func withoutRecruits(_ total: Bought, weeks: Range<Int>, _ beginnings: [Day?]) -> HealthFigure {
        guard total.money > 0, total.isPriced else { return .absent(.sellInWithoutRecruits, .noAmounts) }
        let all = 0..<input.ledger.completeWeekCount
        /// What a pair pays for a unit; nil where nobody says.
        func unitCost(_ pair: Int) -> Double? {
            for span in [weeks, all] {
                let units = input.trade.units(.boughtPricedUnits, pair: pair, weeks: span)
                let money = input.trade.amount(.boughtAmount, pair: pair, weeks: span).amount
                if units > 0, money > 0 { return money / units }
            }
            return nil
        }
        var (unsold, everything, variance) = (0.0, 0.0, 0.0)
        for (index, pair) in input.ledger.pairs.enumerated() {
            guard let began = beginnings[pair.site], input.ledger.asOf - began < (options.recruitWeeks + weeks.count) * 7 else { continue }
            let bought = input.trade.units(.boughtPricedUnits, pair: index, weeks: weeks)
            guard bought > 0, var cost = unitCost(index) else { continue }
            // The same goods were bought by every site between it and the maker.
            var (above, seen) = (input.network.sites[pair.site].supplier, Set([pair.site]))
            while let site = above, seen.insert(site).inserted {
                if let upper = input.ledger.pair(site: site, product: pair.product) { cost += unitCost(upper) ?? 0 }
                above = input.network.sites[site].supplier
            }
            let sums = input.sums(pair: index, weeks: weeks)
            unsold += min(max(0, bought - sums.left), bought) * cost
            everything += bought * cost
            let position = input.positions[index]
            let deviation =
                position.basis == .insufficient ? bought / 2 : (position.onHandHigh - position.onHandLow) / (2 * 1.644853626951473)
            variance += (deviation * cost) * (deviation * cost)
        }
        let half = 1.644853626951473 * variance.squareRoot()
        return HealthFigure(
            .sellInWithoutRecruits, value: total.money - unsold, low: total.money - max(everything, unsold),
            high: min(total.money, total.money - unsold + half), sample: total.units)
    }

    // MARK: Payments

    private func payouts() -> [HealthFigure] {
        guard !input.payouts.isEmpty else { return [.absent(.paidForRecruiting, .noPayouts)] }
        let beginnings = beginnings()
        let windows = input.windows(of: options.windowWeeks)
        let soldOn = soldOnShares()
        func shares(_ weeks: Range<Int>) -> (
            consumers: Double, own: Double, downline: Double, recruiting: Double, total: Double, count: Double
        ) {
            var sums = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
            for payout in input.payouts where weeks.contains(payout.day.week - input.ledger.firstWeek) && payout.amount > 0 {
                sums.4 += payout.amount
                sums.5 += 1
                let isOnSales = options.incentives?.payOn == .sellOut
                if let source = payout.source, source != payout.payee {
                    let isNew = beginnings[source].map { payout.day - $0 < (options.recruitWeeks + 5) * 7 } ?? false
                    // A referral for what a new site bought and still has is pay for its recruiting; for what it sold on, and later on, it is a share
                    // of a downline's purchases.
                    if payout.kind == .referral, isNew {
                        let sold = payout.amount * soldOn[source]
                        sums.3 += payout.amount - sold
                        if isOnSales { sums.0 += sold } else { sums.2 += sold }
                    } else if isOnSales {
                        sums.0 += payout.amount
                    } else {
                        sums.2 += payout.amount
                    }
                } else if isOnSales {
                    sums.0 += payout.amount
                } else if payout.kind == .rebate {
                    sums.1 += payout.amount
                } else {
                    sums.2 += payout.amount
                }
            }
            return sums
        }
        let now = shares(windows.current)
        guard now.total > 0 else { return [.absent(.paidForRecruiting, .tooFew)] }
        let before = windows.previous.isEmpty ? nil : shares(windows.previous)
        func figure(_ measure: HealthMeasure, _ value: Double, _ earlier: Double?) -> HealthFigure {
            HealthFigure(
                measure, value: value / now.total, sample: now.count,
                previous: before.flatMap { $0.total > 0 ? (earlier ?? 0) / $0.total : nil })
        }
        return [
            figure(.paidForConsumers, now.consumers, before?.consumers), figure(.paidForOwnPurchases, now.own, before?.own),
            figure(.paidForDownline, now.downline, before?.downline), figure(.paidForRecruiting, now.recruiting, before?.recruiting),
        ]
    }

    /// By site, the share of what it ever bought that it consumed or shipped on, 0–1; 0 where that is not known.
    private func soldOnShares() -> [Double] {
        var (bought, left) = (
            [Double](repeating: 0, count: input.network.sites.count), [Double](repeating: 0, count: input.network.sites.count)
        )
        let all = 0..<input.ledger.completeWeekCount
        for (index, pair) in input.ledger.pairs.enumerated() {
            let sums = input.sums(pair: index, weeks: all)
            bought[pair.site] += sums.received
            left[pair.site] += min(max(0, sums.left), max(0, sums.received))
        }
        return zip(bought, left).map { $0 > 0 ? min(1, $1 / $0) : 0 }
    }

    // MARK: The tree

    private func tree() -> [HealthFigure] {
        let sites = input.network.sites
        guard sites.contains(where: { $0.sponsor != nil }) else { return [.absent(.recruitmentLevels, .noSponsors)] }
        let tree = RecruitmentTree(input.network)
        let members = Double(sites.indices.filter { sites[$0].sponsor != nil || !tree.recruits[$0].isEmpty }.count)
        func leaders(people: Int, levels: Int) -> Double {
            Double(sites.indices.filter { tree.downline[$0] + 1 >= people && tree.levels[$0] >= levels }.count)
        }
        return [
            HealthFigure(.recruitmentLevels, value: Double(tree.levels.max() ?? 0), sample: members),
            HealthFigure(.recruitmentWidth, value: Double(tree.recruits.map(\.count).max() ?? 0), sample: members),
            HealthFigure(.largestTeam, value: Double((tree.downline.max() ?? 0) + 1), sample: members),
            HealthFigure(.teamsOf30And3, value: leaders(people: 30, levels: 3), sample: members),
            HealthFigure(.teamsOf120And3, value: leaders(people: 120, levels: 3), sample: members),
            HealthFigure(.sponsorCycles, value: Double(tree.entangled), sample: Double(sites.count)),
        ]
    }

    /// What of the window's goods consumers took, who are not part of the network.
    private func outside() -> [HealthFigure] {
        let windows = input.windows(of: options.windowWeeks)
        let head = input.network.sites.map(\.tier).min() ?? 0
        func share(_ weeks: Range<Int>) -> (share: Double, low: Double, high: Double, units: Double)? {
            var (bought, consumed) = (0.0, 0.0)
            var uncertainty = StockUncertainty()
            for (index, pair) in input.ledger.pairs.enumerated() {
                if input.network.sites[pair.site].tier > head { for week in weeks { bought += input.netReceived(pair: index, week: week) } }
                for week in weeks { consumed += input.consumed(pair: index, week: week) ?? 0 }
                // The stock at both ends of the window.
                if input.network.sites[pair.site].tier > head { uncertainty.add(input.positions[index], times: 2.0.squareRoot()) }
            }
            guard bought > 0 else { return nil }
            let half = uncertainty.half / bought
            let share = consumed / bought
            return (share, max(0, share - half), share + half, bought)
        }
        guard let now = share(windows.current) else { return [.absent(.soldToNonParticipants, .tooFew)] }
        let before = windows.previous.count == windows.current.count ? share(windows.previous)?.share : nil
        return [HealthFigure(.soldToNonParticipants, value: now.share, low: now.low, high: now.high, sample: now.units, previous: before)]
    }
}
