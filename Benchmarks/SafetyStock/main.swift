// Safety stock on the 38 real supply chains of Willems 2008, two at a time: cost, the best known before, an own lower bound and seconds.
//
//     make bench-safety-stock            # or: swift run -c release safety-stock-benchmark [CHAIN…]
import Foundation
import Numerical
import SafetyStockPlacement
import TestSupport

guard let data = Repository.referenceData else {
    FileHandle.standardError.write(Data("skipped: the chains are not here; PENSTOCK_REFERENCE_DATA names their folder\n".utf8))
    exit(0)
}
let chains = try WillemsChain.all(data.appendingPathComponent("inventory-instances/willems2008"))
let chosen = CommandLine.arguments.dropFirst().compactMap { Int($0) }
let numbers = chosen.isEmpty ? Array(1...chains.count) : chosen

struct Row: Sendable {
    var chain: WillemsChain
    var placement: Placement?
    var seconds: Double
}

@Sendable func seconds(_ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let time = try clock.measure(body)
    return Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
}

var rows = [Row]()
let total = seconds {
    // The large ones first, so that the cores end together.
    let order = numbers.sorted { chains[$0 - 1].names.count > chains[$1 - 1].names.count }
    rows = Parallel.map(count: order.count, threads: 2, chunk: 1) { index in
        let chain = chains[order[index] - 1]
        var options = PlacementOptions()
        // A limit on work, not on time: the same table on every machine.
        options.searchWork = 40_000_000
        options.shakes = 150
        options.seeksBound = true
        options.boundIterations = chain.names.count < 60 ? 60_000 : chain.names.count < 260 ? 15_000 : 6_000
        options.boundTimeLimit = 60
        var placement: Placement?
        let time = seconds { placement = (try? chain.network())?.placement(options: options) }
        if let placement {
            let line = String(format: "chain %d: %.3f, bound %.3f, %.1f s\n", chain.number, placement.cost, placement.bound, time)
            FileHandle.standardError.write(Data(line.utf8))
        }
        return Row(chain: chain, placement: placement, seconds: time)
    }.sorted { $0.chain.number < $1.chain.number }
}
print(" chain  stages   arcs           cost     best before             change    lower bound      gap      s")
var (below, above, proven) = (0, 0, 0)
for row in rows {
    guard let placement = row.placement else {
        print("\(row.chain.number): no network")
        continue
    }
    let change = placement.cost / row.chain.knownCost - 1
    if change < -1e-6 { below += 1 } else if change > 1e-6 { above += 1 }
    if placement.proof == .optimal || placement.gap < 1e-6 { proven += 1 }
    let mark = row.chain.isProven ? "optimum" : "       "
    print(
        String(
            format: "%6d %7d %6d %14.3f %14.3f %@ %+10.4f %% %14.3f %7.3f %% %6.1f", row.chain.number, row.chain.names.count,
            row.chain.arcs.count, placement.cost, row.chain.knownCost, mark, 100 * change, placement.bound, 100 * placement.gap, row.seconds
        ))
}
print(String(format: "%d below the best known, %d above, %d proven optimal; %.1f s on 2 threads", below, above, proven, total))
