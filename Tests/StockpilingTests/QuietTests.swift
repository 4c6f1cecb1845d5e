import Foundation
import Numerical
import SupplyNetwork
import Testing

@testable import Stockpiling

@Suite struct QuietTests {
    /// Shops that order when they run low and sell at a steady, noisy pace: hardly one is reported.
    private func healthy(seed: UInt64, shops: Int = 60) -> Shelf {
        var random = Xoshiro256(seed: seed)
        var shelf = Shelf(weeks: 52)
        for index in 0..<shops {
            let shop = shelf.site("s\(index)", joinedWeek: random.uniform() < 0.3 ? Int(random.uniform() * 40) : nil)
            let joined = shelf.sites[shop].joinedOn.map { $0.week - Shelf.start } ?? 0
            let pace = 2 + 30 * random.uniform()
            var level = 0.0
            var receipts: [Int: Double] = [:]
            var sold: [Double] = []
            for week in 0..<52 {
                if week >= joined, level < 2 * pace {
                    receipts[week] = (pace * (2 + 4 * random.uniform())).rounded()
                    level += receipts[week] ?? 0
                }
                let wanted = week < joined ? 0 : (pace * (0.4 + 1.2 * random.uniform())).rounded()
                sold.append(min(wanted, level))
                level -= min(wanted, level)
            }
            shelf.add(shop, received: receipts, consumed: sold, spread: 0.2 * level, forecast: (pace, 0.5 * pace))
        }
        return shelf
    }

    @Test(arguments: 1...5) func healthyWorldsAreQuiet(seed: Int) {
        #expect(healthy(seed: UInt64(seed)).stockpiles().filter { $0.risk >= 0.2 }.isEmpty)
    }

    @Test func worstFirstAndTheSameOnAnyNumberOfThreads() {
        var shelf = healthy(seed: 3)
        for index in 0..<20 {
            shelf.entries[index].position.onHand *= Double(index + 2)
            shelf.entries[index].position.onHandHigh = shelf.entries[index].position.onHand * 1.3
        }
        let piles = shelf.stockpiles()
        #expect(piles.count > 5)
        // The likely ones first, by value; then the rest, by risk.
        let likely = piles.prefix { $0.risk >= 0.5 }
        #expect(likely.count > 1 && piles.dropFirst(likely.count).allSatisfy { $0.risk < 0.5 })
        #expect(zip(likely, likely.dropFirst()).allSatisfy { ($0.excessValue ?? 0) >= ($1.excessValue ?? 0) })
        let rest = piles.dropFirst(likely.count)
        #expect(zip(rest, rest.dropFirst()).allSatisfy { $0.risk >= $1.risk })
        #expect(piles == shelf.stockpiles(threads: 2))
        #expect(piles.allSatisfy { $0.risk >= 0.1 && $0.risk <= 1 && $0.excessUnits >= 1 })
    }
}
