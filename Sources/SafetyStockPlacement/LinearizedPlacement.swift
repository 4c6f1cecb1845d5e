import Foundation
import Numerical
import Optimization

// Starting points for the search: the concave cost is replaced by chords of decreasing length, each time around the times found before
// (graduated concavity; for the chords themselves see Shu & Karimi 2009, doi:10.1016/j.cor.2008.10.008). What is left is linear in
// differences of service times, the dual of a minimum-cost flow:
//
//     minimise Σ w_j (SI_j − S_j)   ⟷   w_j units from SI_j to S_j over arcs SI_k → S_i (0), SI_k → S_k (T_k), S_k → 0 (0), 0 → S_k (M_k), SI_k → 0 (−s_k)
//
// and the flow's potentials are the service times.

struct LinearizedPlacement {
    let network: GuaranteedServiceNetwork
    /// Flow units per weight and per period.
    private let timeScale: Double
    private static let weightUnits = 1e7

    init(_ network: GuaranteedServiceNetwork) {
        self.network = network
        let longest = network.longest.max() ?? 0
        // Times to a ten-thousandth of a period, coarser only where sums would grow too long.
        timeScale = longest > 1e5 ? 1 : 1e4
    }

    /// Outbound times after a few rounds from everywhere; `jitter` spreads the chords' lengths by stage, so that seeds differ.
    func outbound(random: inout Xoshiro256, jitter: Double, rounds: Int = 10) -> [Double]? {
        let n = network.stages.count
        let spread = (0..<n).map { _ in exp2(jitter * (2 * random.uniform() - 1)) }
        return descended(from: [Double](repeating: 0, count: n), lengths: (0..<n).map { network.longest[$0] * spread[$0] }, rounds: rounds)
    }

    /// Outbound times near given ones: chords are long for a random part of the stages, the others hardly move.
    func outbound(near outbound: [Double], random: inout Xoshiro256, share: Double) -> [Double]? {
        let inbound = network.inboundServiceTimes(outbound: outbound)
        let net = outbound.indices.map { max(0, inbound[$0] + network.stages[$0].time - outbound[$0]) }
        let lengths = outbound.indices.map { j in
            random.uniform() < share ? network.longest[j] * exp2(4 * random.uniform() - 3) : 0.02 * network.longest[j]
        }
        return descended(from: net, lengths: lengths, rounds: 4)
    }

    private func descended(from start: [Double], lengths: [Double], rounds: Int) -> [Double]? {
        var (net, shrinkage) = (start, 1.0)
        var times: [Double]?
        for _ in 0..<rounds {
            let weights = net.indices.map { j in
                let ε = max(lengths[j] * shrinkage, 1e-3)
                let bound = network.stages[j].demandBound
                return network.stages[j].holdingCost * (bound.stock(net[j] + ε) - bound.stock(net[j])) / ε
            }
            guard let found = linear(weights) else { return times }
            let tightened = network.tightened(found)
            times = tightened
            let inbound = network.inboundServiceTimes(outbound: tightened)
            for j in net.indices { net[j] = max(0, inbound[j] + network.stages[j].time - tightened[j]) }
            shrinkage *= 0.4
        }
        return times
    }

    /// Candidates' worth of work of one linear program.
    var work: Int { 400 * (network.arcs.count + 4 * network.stages.count) }

    private func linear(_ weights: [Double]) -> [Double]? {
        let n = network.stages.count
        let largest = max(weights.max() ?? 0, 1e-300)
        // SI_j is node j, S_j node n + j, the origin of time node 2n.
        var flow = MinimumCostFlow(nodes: 2 * n + 1)
        flow.reserve(arcs: network.arcs.count + 4 * n)
        func units(_ time: Double) -> Int { Int((time * timeScale).rounded()) }
        for j in 0..<n {
            let w = Int((weights[j] / largest * Self.weightUnits).rounded())
            flow.supply[j] += w
            flow.supply[n + j] -= w
            let stage = network.stages[j]
            flow.addArc(from: j, to: n + j, cost: units(stage.time))
            flow.addArc(from: n + j, to: 2 * n, cost: 0)
            flow.addArc(from: j, to: 2 * n, cost: -units(stage.inboundServiceTime))
            flow.addArc(from: 2 * n, to: n + j, cost: units(min(stage.maximumServiceTime ?? .infinity, network.longest[j])))
        }
        for arc in network.arcs { flow.addArc(from: arc.to, to: n + arc.from, cost: 0) }
        guard let solution = try? flow.solution() else { return nil }
        let origin = solution.potential[2 * n]
        return (0..<n).map { max(0, Double(solution.potential[n + $0] - origin) / timeScale) }
    }
}
