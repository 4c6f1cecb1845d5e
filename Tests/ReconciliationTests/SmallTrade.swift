import Foundation
import Numerical
import SupplyNetwork

/// A made-up trade with known truth: shops that run down their shelves and refill them, some of them carried away. It knows
/// nothing of how the ledger is reconciled: people buy with a chance each day, shops look at their shelf at a week's end.
struct SmallTrade {
    var world: World
    /// True stock and mean weekly consumption (last eight weeks) by pair.
    var stock: [Pair: Double] = [:]
    var lately: [Pair: Double] = [:]
    var silent: Set<Pair> = []

    struct Habits {
        var shops = 40
        var products = 3
        var weeks = 78
        /// Chances that a shop reports consumer sales, and that it counts in a given week.
        var reporting = 0.5
        var counting = 0.03
        var hoarders = 0.1
        var countNoise = 0.02
        /// Share of sales that reach the report.
        var reportedShare = 1.0
    }

    init(seed: UInt64, habits: Habits = Habits()) {
        var random = Xoshiro256(seed: seed)
        world = World(weeks: habits.weeks, products: habits.products)
        let brand = world.site("brand", tier: 0)
        let leader = world.site("leader", tier: 1, supplier: brand)
        func between(_ a: Double, _ b: Double) -> Double { a + (b - a) * random.uniform() }
        func customers(_ mean: Double) -> Double {
            // Arrivals within a week: exponential gaps.
            var time = 0.0
            var arrivals = 0.0
            while mean > 0 {
                time -= log(1 - random.uniform()) / mean
                if time > 1 { break }
                arrivals += 1
            }
            return arrivals
        }
        for index in 0..<habits.shops {
            let joined = random.uniform() < 0.4 ? 1 + Int(between(0, Double(habits.weeks) * 0.6)) : nil
            let shop = world.site("shop-\(index)", tier: 2, supplier: leader, joinedWeek: joined)
            let reports = random.uniform() < habits.reporting
            let size = exp(between(-0.7, 0.7))
            let hoards = random.uniform() < habits.hoarders
            for product in 0..<habits.products {
                let pace = size * [4.0, 12, 30][product % 3] * exp(between(-0.3, 0.3))
                let coverAtOrder = between(0.8, 2.5)
                let batch = (pace * between(2, 7)).rounded(.up)
                var shelf = joined == nil ? (pace * between(1, 5)).rounded() : 0
                var recent: [Double] = []
                for week in (joined ?? 0)..<habits.weeks {
                    if shelf <= coverAtOrder * pace || hoards && random.uniform() < 0.12 {
                        world.ship(leader, shop, product, week: week, batch)
                        shelf += batch
                    }
                    let season = 1 + 0.4 * sin(Double(week) / 52 * 2 * .pi)
                    let asked = customers(pace * season * (hoards ? 0.6 : 1))
                    let bought = min(asked, shelf)
                    shelf -= bought
                    recent.append(bought)
                    if reports {
                        var told = 0.0
                        for _ in 0..<Int(bought) where random.uniform() < habits.reportedShare { told += 1 }
                        world.add(.sold, shop, product, week: week, told)
                    }
                    if random.uniform() < habits.counting {
                        world.count(shop, product, week: week, max(0, (shelf * (1 + habits.countNoise * between(-1.7, 1.7))).rounded()))
                    }
                }
                let pair = Pair(site: shop, product: product)
                stock[pair] = shelf
                lately[pair] = recent.suffix(8).reduce(0, +) / Double(min(8, recent.count))
                if !reports { silent.insert(pair) }
            }
        }
    }
}
