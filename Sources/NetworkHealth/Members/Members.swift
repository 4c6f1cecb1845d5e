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
            kinds[PromotionBound.Kind(weeks: lately.count, promoted: promoted), default: 0] += 1
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

    /// How many are still active, and what they will buy, by their own rhythm (`FittedBGNBD.mostLikely`).
    private func active(end: Week) -> [HealthFigure] {
        let trade = input.trade
        let histories = trade.customers.map { customer -> BGNBD.History in
            let own = trade.customerWeeks[customer.weeks]
            let first = own.first?.week ?? end
            let last = own.last { $0.week < end }?.week ?? first
            return BGNBD.History(
                x: Double(max(0, own.filter { $0.week < end }.count - 1)), lastTime: Double(max(0, last - first)),
                time: Double(max(0, end - 1 - first)))
        }
        guard histories.count >= 50, let fitted = FittedBGNBD.mostLikely(histories) else { return [.absent(.activeMembers, .tooFew)] }
        var counts: [BGNBD.History: Double] = [:]
        for history in histories { counts[history, default: 0] += 1 }
        var (expected, variance, purchases) = (0.0, 0.0, 0.0)
        for (history, count) in counts.sorted(by: { ($0.key.x, $0.key.lastTime, $0.key.time) < ($1.key.x, $1.key.lastTime, $1.key.time) }) {
            let p = fitted.model.probabilityActive(history)
            expected += count * p
            variance += count * p * (1 - p)
            purchases += count * fitted.model.expectedPurchases(history, over: Double(options.windowWeeks))
        }
        let half = 1.644853626951473 * variance.squareRoot()
        let spread = 1.644853626951473 * purchases.squareRoot()
        return [
            HealthFigure(
                .activeMembers, value: expected, low: max(0, expected - half), high: min(Double(histories.count), expected + half),
                sample: Double(histories.count)),
            HealthFigure(
                .expectedMemberPurchases, value: purchases, low: max(0, purchases - spread), high: purchases + spread,
                sample: Double(histories.count)),
        ]
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
