import Numerical
import SupplyNetwork
import Testing

@testable import Reconciliation

@Suite struct HonestyTests {
    struct Score {
        var pairs = 0.0
        var covered = 0.0
        var consumptionCovered = 0.0
        var error = 0.0
        var truth = 0.0
        var naive = 0.0
        var consumptionError = 0.0
        var consumptionTruth = 0.0
        var purchaseError = 0.0
        var width = 0.0
        var bias = 0.0
        var below = 0.0
    }

    private func scores(_ habits: SmallTrade.Habits, seeds: Range<UInt64>) throws -> [String: Score] {
        var scores: [String: Score] = [:]
        for seed in seeds {
            let trade = SmallTrade(seed: seed, habits: habits)
            let ledger = trade.world.ledger
            let result = trade.world.reconciled(threads: 2)
            for (pair, truth) in trade.stock {
                guard let index = ledger.pair(site: pair.site, product: pair.product) else { continue }
                let p = result.positions[index]
                let silent = trade.silent.contains(pair)
                for key in [silent ? "silent" : "reporting", p.basis.rawValue] {
                    var s = scores[key] ?? Score()
                    s.pairs += 1
                    s.covered += p.onHandLow - 0.5 <= truth && truth <= p.onHandHigh + 0.5 ? 1 : 0
                    s.error += abs(p.onHand - truth)
                    s.below += truth < p.onHandLow - 0.5 ? 1 : 0
                    s.bias += p.onHand - truth
                    s.truth += truth
                    s.width += p.onHandHigh - p.onHandLow
                    s.naive += abs((ledger.counts(pair: index).last?.onHand ?? 0) - truth)
                    let lately = trade.lately[pair] ?? 0
                    s.consumptionCovered += p.consumptionLow <= lately && lately <= p.consumptionHigh ? 1 : 0
                    s.consumptionError += abs(p.consumption - lately)
                    s.consumptionTruth += lately
                    let first = (0..<ledger.weekCount).first { ledger.value(.received, pair: index, week: $0) > 0 } ?? 0
                    let bought = ledger.total(.received, pair: index, weeks: 0..<ledger.weekCount) / Double(ledger.weekCount - first)
                    s.purchaseError += abs(bought - lately)
                    scores[key] = s
                }
            }
        }
        return scores
    }

    private func share(_ value: Double, _ score: Score) -> Double { value / score.pairs }

    @Test func silentAndReportingShops() throws {
        let scores = try scores(.init(), seeds: 1..<7)
        let silent = try #require(scores["silent"])
        #expect((0.88...0.985).contains(share(silent.covered, silent)))
        #expect((0.9...0.99).contains(share(silent.consumptionCovered, silent)))
        #expect(silent.error < 0.6 * silent.naive)
        #expect(silent.consumptionError < 0.75 * silent.purchaseError)
        #expect(abs(silent.bias) < 0.1 * silent.truth)
        let reporting = try #require(scores["reporting"])
        #expect(share(reporting.covered, reporting) > 0.9)
        #expect(reporting.error < 0.05 * reporting.truth)
        let counted = try #require(scores["counted"])
        #expect(share(counted.covered, counted) > 0.85)
        // Narrower ones (0.1) held 80 % where counts are untrue now and then, as in the simulated worlds.
        #expect(counted.width < 0.15 * counted.truth)
    }

    /// Purchases are all there is: the interval must be wide, and the estimate no worse than a typical order.
    @Test func nobodyEverTellsAnything() throws {
        let scores = try scores(.init(reporting: 0, counting: 0), seeds: 11..<17)
        let silent = try #require(scores["bounded"])
        #expect(share(silent.covered, silent) > 0.82)
        #expect(silent.width > 0.8 * silent.truth)
        #expect(silent.error < 0.7 * silent.truth)
        #expect(silent.consumptionError < 0.85 * silent.purchaseError)
    }

    @Test func silentButCounted() throws {
        let scores = try scores(.init(reporting: 0, counting: 0.06), seeds: 21..<27)
        let silent = try #require(scores["silent"])
        #expect((0.88...0.985).contains(share(silent.covered, silent)))
        #expect(silent.error < 0.6 * silent.naive)
        #expect(silent.consumptionError < 0.8 * silent.purchaseError)
    }

    @Test func underReporting() throws {
        let scores = try scores(.init(reporting: 1, counting: 0.05, reportedShare: 0.6), seeds: 31..<37)
        let reporting = try #require(scores["reporting"])
        #expect(share(reporting.covered, reporting) > 0.87)
        #expect(reporting.error < 0.5 * reporting.naive)
        #expect(reporting.consumptionError < 0.08 * reporting.consumptionTruth)
    }

    @Test func fullyReportedButNeverCounted() throws {
        let scores = try scores(.init(reporting: 1, counting: 0), seeds: 41..<47)
        let reporting = try #require(scores["reporting"])
        #expect(share(reporting.covered, reporting) > 0.9)
        #expect(reporting.error < 0.15 * reporting.truth)
        #expect(reporting.consumptionError == 0)
    }
}
