import Numerical
import SupplyNetwork

/// Who holds more than will be demanded of him: how likely, how much, since when and why.
///
/// - `AskedDemand`: the demand that reaches a site, net of what the sites below still hold;
/// - `OverstockRisk`: the probability that the stock exceeds it, over the uncertainty of both;
/// - `Causes/`: one detector a file; a new one is added to `CauseDetectors`.
public struct Stockpiling: Sendable {
    public var options: StockpilingOptions

    public init(options: StockpilingOptions = .init()) { self.options = options }

    /// - Parameters:
    ///   - positions, consumption, stockPaths, forecasts: parallel to `ledger.pairs`.
    ///   - payouts: rebates paid tell what a site spent in a window.
    ///   - threads: at least 1; results do not depend on it.
    /// - Returns: every pair of at least `reportedRisk`, worst first. What is at least as likely piled up as not
    ///   (`overstockRisk`) comes first, by the expected value of its excess, because four surplus units that are certain are no worse
    ///   than a thousand that are likely; then the rest by risk. Cases without a value follow those with one, by units. Ties are
    ///   broken by the other figures, last by site × SKU.
    public func stockpiles(
        ledger: Ledger, network: Network, positions: [Position], consumption: [DemandHistory], stockPaths: [[Double?]],
        forecasts: [Forecast?], priceChanges: [PriceChange] = [], promotions: [Promotion] = [],
        incentives: StockpilingIncentives? = nil, payouts: [Payout] = [], threads: Int = 1
    ) -> [Stockpile] {
        let count = ledger.pairs.count
        precondition(
            positions.count == count && consumption.count == count && stockPaths.count == count && forecasts.count == count,
            "\(positions.count) positions, \(consumption.count) histories, \(stockPaths.count) paths, \(forecasts.count) forecasts for \(count) pairs"
        )
        let options = options
        let asked = AskedDemand.all(
            ledger: ledger, network: network, positions: positions, consumption: consumption, stockPaths: stockPaths, forecasts: forecasts,
            options: options)
        let risks = Parallel.map(count: count, threads: threads) { pair -> OverstockRisk? in
            guard positions[pair].basis != .insufficient, positions[pair].onHandHigh > 0 else { return nil }
            // What a site kept that has left is beyond reach.
            if let left = network.sites[ledger.pairs[pair].site].leftOn, left <= ledger.asOf { return nil }
            if !asked[pair].isKnown && ledger.weekCount - Stockpiling.firstReceipt(ledger, pair) <= options.launchWeeks { return nil }
            let risk = OverstockRisk(
                position: positions[pair], asked: asked[pair],
                share: Stockpiling.leftShare(
                    positions[pair], network.products[ledger.pairs[pair].product], asOf: ledger.asOf, options: options))
            return risk.probability >= options.consideredRisk && risk.excess >= options.leastExcessUnits ? risk : nil
        }
        let peers = StockpilingPeers(
            ledger: ledger, network: network, positions: positions, consumption: consumption, asked: asked, options: options)
        let prices = TierPrices(priceChanges: priceChanges, network: network)
        let detectors = CauseDetectors(
            priceChanges: priceChanges, promotions: promotions, incentives: incentives,
            spending: RebateSpending(payouts: payouts, network: network, incentives: incentives), prices: prices)
        let found = risks.indices.filter { risks[$0] != nil }
        let purchases = Stockpiling.purchases(
            of: Set(found.map { ledger.pairs[$0].site }), ledger: ledger, network: network, prices: prices)
        let piles = Parallel.map(count: found.count, threads: threads, chunk: 4) { index -> Stockpile? in
            let pair = found[index]
            guard let risk = risks[pair] else { return nil }
            let pile = Stockpiling.laidOut(
                pair: pair, ledger: ledger, network: network, history: consumption[pair], stock: stockPaths[pair],
                asked: asked[pair], peers: peers, purchases: purchases[ledger.pairs[pair].site] ?? [], options: options)
            return Stockpile(
                pair: pair, risk: risk.probability, excessUnits: risk.excess,
                excessValue: pile.product.unitValue.map { $0 * risk.excess }, since: pile.since.map { ledger.firstWeek + $0 },
                cause: detectors.cause(pile),
                evidence: Stockpiling.evidence(pile, pairIndex: pair, ledger: ledger, peerCover: peers.cover(besides: pair)))
        }
        let level = options.overstockRisk
        return Stockpiling.recalibrated(piles.compactMap { $0 }, pairs: count, options: options).sorted {
            Stockpiling.isWorse($0, than: $1, level: level)
        }
    }

    private static func recalibrated(_ piles: [Stockpile], pairs: Int, options: StockpilingOptions) -> [Stockpile] {
        guard let recalibration = options.recalibration else { return piles.filter { $0.risk >= options.reportedRisk } }
        let named = piles.reduce(0) { $0 + ($1.risk >= 0.5 && $1.cause != .unknown ? 1 : 0) }
        let baseRate = recalibration.baseRate(named: named, pairs: pairs)
        return piles.compactMap { pile in
            var pile = pile
            pile.risk = recalibration.risk(pile.risk, baseRate: baseRate)
            return pile.risk >= options.reportedRisk ? pile : nil
        }
    }

    /// Of a product long given up, what nobody has counted since is often gone: sold off, given away, sent back unreported.
    private static func leftShare(_ position: Position, _ product: Product, asOf: Day, options: StockpilingOptions) -> Double {
        guard let ended = product.discontinuedOn, ended + 7 * options.clearanceWeeks <= asOf else { return 1 }
        if let counted = position.lastCountedOn, counted >= ended + 7 * options.clearanceWeeks { return 1 }
        return options.uncountedLeftShare
    }

    private static func isWorse(_ a: Stockpile, than b: Stockpile, level: Double) -> Bool {
        let (likelyA, likelyB) = (a.risk >= level, b.risk >= level)
        if likelyA != likelyB { return likelyA }
        if !likelyA && a.risk != b.risk { return a.risk > b.risk }
        switch (a.excessValue, b.excessValue) {
        case (let first?, let second?) where first != second: return first > second
        case (_?, nil): return true
        case (nil, _?): return false
        default: return (b.excessUnits, b.risk, a.pair) < (a.excessUnits, a.risk, b.pair)
        }
    }

    private static func firstReceipt(_ ledger: Ledger, _ pair: Int) -> Int {
        (0..<ledger.weekCount).first { ledger.value(.received, pair: pair, week: $0) > 0 } ?? 0
    }

    /// Money each site spent by week, at its tier's prices of today.
    private static func purchases(of sites: Set<Int>, ledger: Ledger, network: Network, prices: TierPrices) -> [Int: [Double]] {
        var result: [Int: [Double]] = [:]
        for (index, pair) in ledger.pairs.enumerated() where sites.contains(pair.site) {
            let product = network.products[pair.product]
            guard let received = ledger.values(.received, pair: index),
                let price = prices.price(product, index: pair.product, tier: network.sites[pair.site].tier, on: ledger.asOf)
            else { continue }
            var sums = result[pair.site] ?? [Double](repeating: 0, count: ledger.weekCount)
            for week in received.indices { sums[week] += received[week] * price }
            result[pair.site] = sums
        }
        return result
    }

    private static func laidOut(
        pair index: Int, ledger: Ledger, network: Network, history: DemandHistory, stock: [Double?], asked: AskedDemand,
        peers: StockpilingPeers, purchases: [Double], options: StockpilingOptions
    ) -> StockpileCase {
        let zeros = [Double](repeating: 0, count: ledger.weekCount)
        let pair = ledger.pairs[index]
        let received = ledger.values(.received, pair: index) ?? zeros
        let shipped = ledger.values(.shipped, pair: index)
        let returned = ledger.values(.returnedIn, pair: index)
        let first = received.firstIndex { $0 > 0 } ?? max(0, min(history.start - ledger.firstWeek, ledger.weekCount - 1))
        let offset = history.start - ledger.firstWeek
        let passesOn = shipped != nil
        let left = zeros.indices.map { week -> Double? in
            let own = week - offset
            let consumed = own >= 0 && own < history.count && history.states[own] != .missing ? history.values[own] : nil
            guard passesOn else { return consumed }
            // A site that ships is known by what it ships, whether or not its own consumers are.
            return week < first ? nil : max(0, (shipped?[week] ?? 0) - (returned?[week] ?? 0)) + (consumed ?? 0)
        }
        return StockpileCase(
            pair: pair, site: network.sites[pair.site], product: network.products[pair.product], asOf: ledger.asOf,
            firstWeek: ledger.firstWeek, received: received, left: left, stock: stock,
            since: StockpileCase.since(stock: stock, left: left, perWeek: asked.perWeek, options: options), first: first,
            demandPerWeek: asked.perWeek, peerEntryConsumption: peers.entryConsumption(besides: index),
            purchases: purchases.isEmpty ? zeros : purchases, options: options)
    }

    /// The figures behind the sentence: since the build-up began, at least a quarter, at most a year.
    private static func evidence(
        _ pile: StockpileCase, pairIndex: Int, ledger: Ledger, peerCover: Double?
    ) -> Stockpile.Evidence {
        let end = ledger.completeWeekCount
        let span = min(max(13, end - pile.buildUp.lowerBound), 52, end - min(pile.first, end))
        let weeks = max(0, end - span)..<end
        var lastDay: Day?
        var lastCount = 0.0
        for count in ledger.counts(pair: pairIndex) where count.day < ledger.asOf {
            lastCount = (lastDay == count.day ? lastCount : 0) + count.onHand
            lastDay = count.day
        }
        return Stockpile.Evidence(
            received: pile.sum(weeks), consumed: weeks.reduce(0) { $0 + (pile.left[$1] ?? 0) }, weeks: weeks.count,
            lastCountedOn: lastDay, lastCount: lastDay.map { _ in lastCount }, demandPerWeek: pile.demandPerWeek,
            peerWeeksOfCover: peerCover, largestReceiptWeek: pile.largest.map { pile.week($0.week) },
            largestReceipt: pile.largest?.quantity, typicalReceipt: pile.typical)
    }
}
