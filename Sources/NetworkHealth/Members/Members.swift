import Foundation
import SupplyNetwork

/// `members.csv`: do known consumers come back by themselves, or only for promotions?
struct Members {
    let input: NetworkHealthInput
    let options: NetworkHealthOptions
    let panel: SalesPanel
    /// Nil where too few SKUs sell regularly.
    let model: DemandModel?

    var section: HealthSection { HealthSection(.members, figures: customers() + promotions()) }

    // MARK: Known consumers

    private func customers() -> [HealthFigure] {
        let trade = input.trade
        guard !trade.customers.isEmpty else {
            return [
                .absent(.repurchaseRate, .noCustomers), .absent(.promotionOnlyShare, .noCustomers), .absent(.channelsShared, .noCustomers),
            ]
        }
        let window = options.windowWeeks
        let end = input.ledger.firstWeek + input.ledger.completeWeekCount
        let year = end - 52
        func weeks(_ customer: Trade.Customer) -> ArraySlice<Trade.CustomerWeek> { trade.customerWeeks[customer.weeks] }

        // Came back within a window of the first purchase: of those who have had a window, and who were not there when the files began.
        func repurchase(from: Week, to: Week) -> (back: Double, all: Double) {
            var sums = (0.0, 0.0)
            for customer in trade.customers {
                let own = weeks(customer)
                guard let first = own.first?.week, first >= from, first < to else { continue }
                sums.1 += 1
                if own.dropFirst().contains(where: { $0.week - first <= window }) { sums.0 += 1 }
            }
            return sums
        }
        let begin = input.ledger.firstWeek + window
        let last = end - window
        let now = repurchase(from: max(begin, last - 26), to: last)
        let before = repurchase(from: max(begin, last - 52), to: max(begin, last - 26))
        var figures: [HealthFigure] = []
        if now.all >= 20, let interval = wilson(successes: now.back, trials: now.all) {
            figures.append(
                HealthFigure(
                    .repurchaseRate, value: now.back / now.all, low: interval.low, high: interval.high, sample: now.all,
                    previous: before.all >= 20 ? before.back / before.all : nil))
        } else {
            figures.append(.absent(.repurchaseRate, .tooFew))
        }
        var gaps: [Double] = []
        var (recent, promotionOnly, repeaters, sharing) = (0.0, 0.0, 0.0, 0.0)
        var kinds: [PromotionBound.Kind: Double] = [:]
        for customer in trade.customers {
            let own = weeks(customer)
            for (a, b) in zip(own, own.dropFirst()) where b.week >= year { gaps.append(Double(b.week - a.week)) }
            let lately = own.filter { $0.week >= year }
            guard !lately.isEmpty else { continue }
            recent += 1
            let promoted = lately.filter { $0.plainRows == 0 && $0.promotedRows > 0 }.count
            let onPromotion = lately.reduce(0) { $0 + $1.promotedRows }
            let purchases = onPromotion + lately.reduce(0) { $0 + $1.plainRows }
            kinds[PromotionBound.Kind(purchases: purchases, promoted: onPromotion), default: 0] += 1
            if promoted == lately.count { promotionOnly += 1 }
            guard lately.count >= 2 else { continue }
            repeaters += 1
            if lately.reduce(UInt64(0), { $0 | $1.channels }).nonzeroBitCount >= 2 { sharing += 1 }
        }
        if gaps.count >= 20, let middle = median(gaps) {
            let interval = Funnel.medianInterval(gaps)
            figures.append(
                HealthFigure(.repurchaseInterval, value: middle, low: interval.low, high: interval.high, sample: Double(gaps.count)))
        } else {
            figures.append(.absent(.repurchaseInterval, .tooFew))
        }
        let knowsPromotions = trade.customerWeeks.contains { $0.promotedRows > 0 }
        func share(_ measure: HealthMeasure, _ part: Double, _ whole: Double) -> HealthFigure {
            guard whole >= 20, let interval = wilson(successes: part, trials: whole) else { return .absent(measure, .tooFew) }
            return HealthFigure(measure, value: part / whole, low: interval.low, high: interval.high, sample: whole)
        }
        figures.append(knowsPromotions ? share(.promotionOnlyShare, promotionOnly, recent) : .absent(.promotionOnlyShare, .noPromotions))
        if knowsPromotions {
            let bound = PromotionBound(kinds)
            figures.append(
                bound.map { HealthFigure(.promotionBoundShare, value: $0.share, low: $0.low, high: $0.high, sample: $0.count) }
                    ?? .absent(.promotionBoundShare, .tooFew))
        }
        figures.append(trade.channels.count >= 2 ? share(.channelsShared, sharing, repeaters) : .absent(.channelsShared, .noChannels))
        return figures + active(end: end)
    }

    /// What is known of every consumer at the end of a week, before which they bought.
    private func histories(before end: Week) -> [BGNBD.History: Double] {
        var counts: [BGNBD.History: Double] = [:]
        for customer in input.trade.customers {
            let own = input.trade.customerWeeks[customer.weeks]
            guard let first = own.first?.week, first < end else { continue }
            var (count, last) = (0, first)
            for week in own where week.week < end {
                count += 1
                last = week.week
            }
            let history = BGNBD.History(x: Double(count - 1), lastTime: Double(last - first), time: Double(end - 1 - first))
            counts[history, default: 0] += 1
        }
        return counts
    }

    /// Weeks with a purchase in the window from `end` on, of consumers known by then.
    private func purchases(from end: Week) -> Double {
        var sum = 0
        for customer in input.trade.customers {
            let own = input.trade.customerWeeks[customer.weeks]
            guard let first = own.first?.week, first < end else { continue }
            sum += own.reduce(0) { $0 + ($1.week >= end && $1.week < end + options.windowWeeks ? 1 : 0) }
        }
        return Double(sum)
    }

    /// What sold a year before the window from `end` on over what sold in the year before it; 1 where the files do not reach back.
    private func season(from end: Week) -> Double {
        let last = end - input.ledger.firstWeek
        guard last >= 52 else { return 1 }
        func level(_ weeks: Range<Int>) -> Double {
            let own = panel.cells.filter { weeks.contains($0.week) }
            let expected = own.reduce(0) { $0 + $1.expected }
            return expected > 0 ? own.reduce(0) { $0 + $1.units } / expected : 0
        }
        let (then, year) = (level(last - 52..<last - 52 + options.windowWeeks), level(last - 52..<last))
        return then > 0 && year > 0 ? then / year : 1
    }

    /// Windows that are looked back on, and weeks that must lie before the first of them.
    private static let backtests = 4
    private static let leastWeeks = 39

    /// How many are still active, and what they will buy, by their own rhythm (`FittedBGNBD.mostLikely`). What they will buy is corrected
    /// and uncertain by how far the same forecast was off at the ends of the windows before, which season and promotions move more than chance does.
    private func active(end: Week) -> [HealthFigure] {
        let counts = histories(before: end)
        let all = counts.values.reduce(0, +)
        guard all >= 50, let fitted = FittedBGNBD.mostLikely(weighted: counts) else { return [.absent(.activeMembers, .tooFew)] }
        func expected(_ model: BGNBD, _ counts: [BGNBD.History: Double]) -> Double {
            BGNBD.sorted(counts).reduce(0) { $0 + $1.value * model.expectedPurchases($1.key, over: Double(options.windowWeeks)) }
        }
        let active = fitted.activeCount(counts)
        let purchases = expected(fitted.model, counts) * season(from: end)
        var errors: [Double] = []
        for back in 1...Members.backtests {
            let then = end - back * options.windowWeeks
            guard then - input.ledger.firstWeek >= Members.leastWeeks else { break }
            let known = histories(before: then)
            guard known.values.reduce(0, +) >= 50, let model = FittedBGNBD.mostLikely(weighted: known)?.model else { break }
            let (forecast, came) = (expected(model, known) * season(from: then), self.purchases(from: then))
            if forecast > 0, came > 0 { errors.append(log(came / forecast)) }
        }
        var figures = [
            HealthFigure(.activeMembers, value: active.value, low: active.low, high: active.high, sample: all)
        ]
        guard errors.count >= 3, purchases > 0 else {
            return figures + [HealthFigure(.expectedMemberPurchases, value: purchases, sample: all)]
        }
        let count = Double(errors.count)
        let mean = errors.reduce(0, +) / count
        let variance = errors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1) * (1 + 1 / count) + 1 / purchases
        let half = ClusteredRegression.studentQuantile(freedom: count - 1) * variance.squareRoot()
        let value = purchases * exp(mean)
        figures.append(
            HealthFigure(.expectedMemberPurchases, value: value, low: value * exp(-half), high: value * exp(half), sample: all))
        return figures
    }

    // MARK: Promotions

    /// What promotions add to sales and what they take from the weeks around (`DemandModel`).
    private func promotions() -> [HealthFigure] {
        guard !input.promotions.isEmpty || panel.cells.contains(where: { $0.promotedUnits > 0 }) else {
            return [
                .absent(.promotedShare, .noPromotions), .absent(.promotionUplift, .noPromotions), .absent(.pulledForward, .noPromotions),
            ]
        }
        let windows = input.windows(of: options.windowWeeks)
        func share(_ weeks: Range<Int>) -> (share: Double, units: Double)? {
            let own = panel.cells.filter { weeks.contains($0.week) }
            let units = own.reduce(0) { $0 + $1.units }
            return units > 0 ? (own.reduce(0) { $0 + $1.promotedUnits } / units, units) : nil
        }
        let now = share(windows.current)
        var figures = [
            now.map { HealthFigure(.promotedShare, value: $0.share, sample: $0.units, previous: share(windows.previous)?.share) }
                ?? .absent(.promotedShare, .noConsumerSales)
        ]
        guard let model, model.hasPromotions else {
            return figures + [.absent(.promotionUplift, .tooFew), .absent(.pulledForward, .tooFew)]
        }
        let (uplift, count) = (model.uplift, Double(model.cells.count))
        figures.append(HealthFigure(.promotionUplift, value: uplift.value, low: uplift.low, high: uplift.high, sample: count))
        // Of a gain that may be none no share can be said.
        guard uplift.low > 0 else { return figures + [.absent(.pulledForward, .notIdentified)] }
        let pulled = model.pulledForward
        figures.append(HealthFigure(.pulledForward, value: pulled.value, low: pulled.low, high: pulled.high, sample: count))
        return figures
    }
}
