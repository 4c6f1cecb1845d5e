// Optimal service times on a spanning forest, by dynamic programming from the leaves (Graves & Willems 2000, section 4). Arcs that the
// forest leaves out are represented by bounds on their ends' service times, or by prices on them.
//
//     c_k(S, SI) = f_k(SI + T_k − S) + a_k S − b_k SI + Σ_{supplier children i} min_{x ≤ SI} F_i(x) + Σ_{customer children j} min_{y ≥ S} G_j(y)
//     F_k(S) = min_SI c_k(S, SI)   where the parent is a customer,     G_k(SI) = min_S c_k(S, SI)   where it is a supplier
//
// | symbol | meaning |
// | --- | --- |
// | f_k(τ) | cost of the safety stock over net replenishment time τ |
// | a_k, b_k | prices of the arcs left out at S_k and SI_k |
// | A_k, B_k | the sums over children, by SI and by S |

/// Candidate times of one program: of stage k those from `start[k]` to `start[k + 1]`, increasing.
struct Candidates {
    var start: [Int] = [0]
    var time: [Double] = []

    mutating func append(_ times: [Double]) {
        time.append(contentsOf: times)
        start.append(time.count)
    }
}

struct PlacementTree {
    let network: GuaranteedServiceNetwork
    /// Parent stage in the forest, −1 at roots; whether it is a customer; children before parents.
    private(set) var parent: [Int]
    private(set) var parentIsCustomer: [Bool]
    private(set) var sequence: [Int]
    private let weight: [Double]

    /// - Parameter kept: arcs of the forest, by index; they must hold no circle.
    init(_ network: GuaranteedServiceNetwork, kept: [Int]) {
        let n = network.stages.count
        self.network = network
        weight = network.stages.map { stage in
            if case .normal(let factor, let deviation) = stage.demandBound { stage.holdingCost * factor * deviation } else { -1 }
        }
        var start = [Int](repeating: 0, count: n + 1)
        for a in kept {
            start[network.arcs[a].from + 1] += 1
            start[network.arcs[a].to + 1] += 1
        }
        for j in 0..<n { start[j + 1] += start[j] }
        var next = start
        var neighbour = [(stage: Int32, isCustomer: Bool)](repeating: (0, false), count: start[n])
        for a in kept {
            let arc = network.arcs[a]
            neighbour[next[arc.from]] = (Int32(arc.to), true)
            neighbour[next[arc.to]] = (Int32(arc.from), false)
            next[arc.from] += 1
            next[arc.to] += 1
        }
        parent = [Int](repeating: -2, count: n)
        parentIsCustomer = [Bool](repeating: false, count: n)
        sequence = []
        sequence.reserveCapacity(n)
        for root in 0..<n where parent[root] == -2 {
            parent[root] = -1
            var head = sequence.count
            sequence.append(root)
            while head < sequence.count {
                let k = sequence[head]
                head += 1
                for e in start[k]..<start[k + 1] {
                    let (other, isCustomer) = (Int(neighbour[e].stage), neighbour[e].isCustomer)
                    guard parent[other] == -2 else { continue }
                    parent[other] = k
                    parentIsCustomer[other] = !isCustomer
                    sequence.append(other)
                }
            }
        }
        sequence.reverse()
    }

    /// The cheapest choice among candidates.
    ///
    /// - Parameters:
    ///   - outbound, inbound: candidates of S and SI; bounds are kept by leaving candidates out.
    ///   - outboundPrice, inboundPrice: a and b; empty for none.
    ///   - shift: taken off every net replenishment time before it costs (a relaxation), and how far it may be below zero.
    /// - Returns: cost with prices, and times; nil where no choice keeps the constraints.
    func solution(
        outbound: Candidates, inbound: Candidates, outboundPrice: [Double] = [], inboundPrice: [Double] = [], shift: Double = 0
    ) -> (cost: Double, outbound: [Double], inbound: [Double])? {
        let n = parent.count
        // A by inbound candidate, B by outbound candidate; with the stage's own prices.
        var byInbound = [Double](repeating: 0, count: inbound.time.count)
        var byOutbound = [Double](repeating: 0, count: outbound.time.count)
        if !outboundPrice.isEmpty {
            for k in 0..<n {
                for e in outbound.start[k]..<outbound.start[k + 1] { byOutbound[e] = outboundPrice[k] * outbound.time[e] }
                for e in inbound.start[k]..<inbound.start[k + 1] { byInbound[e] = -inboundPrice[k] * inbound.time[e] }
            }
        }
        // F or G of every stage, in the place of its own candidates.
        var up = [Double](repeating: 0, count: max(inbound.time.count, outbound.time.count) + 1)
        var total = 0.0
        var roots = [(stage: Int, s: Int, si: Int)]()
        for k in sequence {
            let (sRange, siRange) = (outbound.start[k]..<outbound.start[k + 1], inbound.start[k]..<inbound.start[k + 1])
            if sRange.isEmpty || siRange.isEmpty { return nil }
            if parent[k] < 0 {
                var best = (cost: Double.infinity, s: 0, si: 0)
                for s in sRange {
                    let (cost, si) = bestInbound(k, outbound.time[s], inbound, siRange, byInbound, shift)
                    if byOutbound[s] + cost < best.cost { best = (byOutbound[s] + cost, s, si) }
                }
                if best.cost == .infinity { return nil }
                total += best.cost
                roots.append((k, best.s, best.si))
            } else if parentIsCustomer[k] {
                for s in sRange { up[s - sRange.lowerBound] = byOutbound[s] + bestInbound(k, outbound.time[s], inbound, siRange, byInbound, shift).cost }
                addPrefixMinima(up, outbound, sRange, to: &byInbound, inbound, parent[k])
            } else {
                for si in siRange { up[si - siRange.lowerBound] = byInbound[si] + bestOutbound(k, inbound.time[si], outbound, sRange, byOutbound, shift).cost }
                addSuffixMinima(up, inbound, siRange, to: &byOutbound, outbound, parent[k])
            }
        }
        if total == .infinity { return nil }
        return backtracked(total, roots, outbound, inbound, byOutbound, byInbound, shift)
    }

    private func backtracked(
        _ total: Double, _ roots: [(stage: Int, s: Int, si: Int)], _ outbound: Candidates, _ inbound: Candidates, _ byOutbound: [Double],
        _ byInbound: [Double], _ shift: Double
    ) -> (cost: Double, outbound: [Double], inbound: [Double])? {
        var (S, SI) = ([Double](repeating: 0, count: parent.count), [Double](repeating: 0, count: parent.count))
        for root in roots { (S[root.stage], SI[root.stage]) = (outbound.time[root.s], inbound.time[root.si]) }
        for k in sequence.reversed() where parent[k] >= 0 {
            let (sRange, siRange) = (outbound.start[k]..<outbound.start[k + 1], inbound.start[k]..<inbound.start[k + 1])
            var best = (cost: Double.infinity, s: -1, si: -1)
            if parentIsCustomer[k] {
                for s in sRange where outbound.time[s] <= SI[parent[k]] + GuaranteedServiceNetwork.rounding {
                    let (cost, si) = bestInbound(k, outbound.time[s], inbound, siRange, byInbound, shift)
                    if byOutbound[s] + cost < best.cost { best = (byOutbound[s] + cost, s, si) }
                }
            } else {
                for si in siRange where inbound.time[si] >= S[parent[k]] - GuaranteedServiceNetwork.rounding {
                    let (cost, s) = bestOutbound(k, inbound.time[si], outbound, sRange, byOutbound, shift)
                    if byInbound[si] + cost < best.cost { best = (byInbound[si] + cost, s, si) }
                }
            }
            guard best.s >= 0, best.si >= 0 else { return nil }
            (S[k], SI[k]) = (outbound.time[best.s], inbound.time[best.si])
        }
        return (total, S, SI)
    }

    /// min over SI of A_k(SI) + f_k(SI + T − S).
    private func bestInbound(
        _ k: Int, _ s: Double, _ inbound: Candidates, _ range: Range<Int>, _ byInbound: [Double], _ shift: Double
    ) -> (cost: Double, at: Int) {
        let (offset, w) = (network.stages[k].time - s - shift, weight[k])
        var best = (cost: Double.infinity, at: -1)
        inbound.time.withUnsafeBufferPointer { time in
            byInbound.withUnsafeBufferPointer { sum in
                for e in range {
                    let net = time[e] + offset
                    if net + shift < -GuaranteedServiceNetwork.rounding - shift { continue }
                    let cost = sum[e] + (w >= 0 ? (net < GuaranteedServiceNetwork.rounding ? 0 : w * net.squareRoot()) : tableCost(k, net))
                    if cost < best.cost { best = (cost, e) }
                }
            }
        }
        return best
    }

    /// min over S of B_k(S) + f_k(SI + T − S).
    private func bestOutbound(
        _ k: Int, _ si: Double, _ outbound: Candidates, _ range: Range<Int>, _ byOutbound: [Double], _ shift: Double
    ) -> (cost: Double, at: Int) {
        let (offset, w) = (network.stages[k].time + si - shift, weight[k])
        var best = (cost: Double.infinity, at: -1)
        outbound.time.withUnsafeBufferPointer { time in
            byOutbound.withUnsafeBufferPointer { sum in
                for e in range {
                    let net = offset - time[e]
                    if net + shift < -GuaranteedServiceNetwork.rounding - shift { break }
                    let cost = sum[e] + (w >= 0 ? (net < GuaranteedServiceNetwork.rounding ? 0 : w * net.squareRoot()) : tableCost(k, net))
                    if cost < best.cost { best = (cost, e) }
                }
            }
        }
        return best
    }

    private func tableCost(_ k: Int, _ net: Double) -> Double {
        network.stages[k].holdingCost * network.stages[k].demandBound.stock(GuaranteedServiceNetwork.settled(net))
    }

    /// A_p(SI) += min_{x ≤ SI} F(x).
    private func addPrefixMinima(
        _ f: [Double], _ own: Candidates, _ range: Range<Int>, to sums: inout [Double], _ parents: Candidates, _ p: Int
    ) {
        var (least, next) = (Double.infinity, range.lowerBound)
        for e in parents.start[p]..<parents.start[p + 1] {
            while next < range.upperBound && own.time[next] <= parents.time[e] + GuaranteedServiceNetwork.rounding {
                least = min(least, f[next - range.lowerBound])
                next += 1
            }
            sums[e] += least
        }
    }

    /// B_p(S) += min_{y ≥ S} G(y).
    private func addSuffixMinima(
        _ g: [Double], _ own: Candidates, _ range: Range<Int>, to sums: inout [Double], _ parents: Candidates, _ p: Int
    ) {
        var (least, next) = (Double.infinity, range.upperBound - 1)
        for e in (parents.start[p]..<parents.start[p + 1]).reversed() {
            while next >= range.lowerBound && own.time[next] >= parents.time[e] - GuaranteedServiceNetwork.rounding {
                least = min(least, g[next - range.lowerBound])
                next -= 1
            }
            sums[e] += least
        }
    }
}
