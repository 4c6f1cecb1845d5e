import Numerical

// Good service times on any network: again and again a random spanning forest is solved exactly, among candidate times that include the
// present ones. An arc i → k that the forest leaves out is kept by a threshold θ between the present S_i and SI_k, below which S_i and above
// which SI_k must stay (the cut of Humair & Willems 2011, doi:10.1287/opre.1100.0851, at a random place); so the present times remain
// a choice, and no step makes them dearer.
//
// An optimum lies at a vertex, where every service time is 0, a longest one accepted, or another one plus processing times
// (Magnanti et al. 2006, doi:10.1016/j.orl.2005.04.003); candidates are such sums, sampled.

struct PlacementSearch {
    let network: GuaranteedServiceNetwork
    private(set) var outbound: [Double]
    private(set) var inbound: [Double]
    private(set) var cost: Double
    private var random: Xoshiro256
    /// Pairs of candidates looked at, and the like: a measure of work that is the same on every machine.
    private(set) var work = 0
    private let integral: Bool
    private let ceiling: [Double]

    init(_ network: GuaranteedServiceNetwork, outbound: [Double], seed: UInt64) {
        self.network = network
        self.outbound = outbound
        inbound = network.inboundServiceTimes(outbound: outbound)
        cost = network.cost(outbound: outbound) ?? .infinity
        random = Xoshiro256(seed: seed)
        integral = network.stages.allSatisfy {
            $0.time == $0.time.rounded() && ($0.maximumServiceTime ?? 0).rounded() == $0.maximumServiceTime ?? 0
                && $0.inboundServiceTime == $0.inboundServiceTime.rounded()
        }
        ceiling = network.stages.indices.map { min(network.longest[$0], network.stages[$0].maximumServiceTime ?? .infinity) }
    }

    /// Steps until the work is done, or until no improvement came in `patience` steps in a row.
    mutating func run(work limit: Int, patience: Int) {
        var stale = 0
        while work < limit && stale < patience {
            let before = cost
            step(width: Self.widths[Int(random.next() % UInt64(Self.widths.count))])
            stale = cost < before - 1e-12 * abs(before) ? 0 : stale + 1
        }
    }

    /// Descends, then over and over shakes the times of a few stages' suppliers and descends from there, keeping what is no dearer.
    mutating func iterate(work limit: Int, patience: Int, shakes: Int) {
        run(work: limit, patience: 2 * patience)
        var stale = 0
        let linearized = LinearizedPlacement(network)
        while work < limit && stale < shakes {
            let (held, heldInbound, heldCost) = (outbound, inbound, cost)
            if random.next() % 2 == 0 { shake() } else { shift(linearized) }
            run(work: limit, patience: patience)
            stale = cost < heldCost - 1e-12 * abs(heldCost) ? 0 : stale + 1
            if cost > heldCost { (outbound, inbound, cost) = (held, heldInbound, heldCost) }
        }
    }

    /// Moves many stages together, by the linearised cost with a random part of the stages let loose.
    private mutating func shift(_ linearized: LinearizedPlacement) {
        let share = 0.05 + 0.5 * random.uniform()
        work += 4 * linearized.work
        guard let times = linearized.outbound(near: outbound, random: &random, share: share), let moved = network.cost(outbound: times)
        else { return }
        (outbound, inbound, cost) = (times, network.inboundServiceTimes(outbound: times), moved)
    }

    /// Lets all suppliers of a few stages wait no longer than some time, or as long as they can.
    private mutating func shake() {
        let n = network.stages.count
        let count = 1 + Int(random.next() % 3)
        for _ in 0..<count {
            let k = Int(random.next() % UInt64(n))
            let range = network.supplierStart[k]..<network.supplierStart[k + 1]
            let raises = random.next() % 2 == 0
            if range.isEmpty || random.next() % 4 == 0 {
                outbound[k] = raises ? min(ceiling[k], inbound[k] + network.stages[k].time) : 0
                continue
            }
            let pick = network.suppliers[range.lowerBound + Int(random.next() % UInt64(range.count))]
            let level = raises ? inbound[pick] + network.stages[pick].time : random.next() % 2 == 0 ? 0 : outbound[pick]
            for i in network.suppliers[range] {
                outbound[i] =
                    raises ? max(outbound[i], min(level, ceiling[i], inbound[i] + network.stages[i].time)) : min(outbound[i], level)
            }
        }
        outbound = network.tightened(outbound)
        inbound = network.inboundServiceTimes(outbound: outbound)
        cost = network.cost(outbound: outbound) ?? .infinity
    }

    /// Candidates per stage: many small steps, now and then a thorough one.
    private static let widths = [6, 8, 12, 12, 16, 24, 40]

    private mutating func step(width: Int) {
        let (kept, isKept) = randomForest()
        var (most, least) = (ceiling, network.stages.map(\.inboundServiceTime))
        let place = random.uniform()
        let levels = random.next() % 3 == 0 ? randomLevels() : [:]
        for (a, arc) in network.arcs.enumerated() where !isKept[a] {
            let (low, high) = (outbound[arc.from], inbound[arc.to])
            // At a level tried, at either end, or at any end.
            let θ = levels[arc.to] ?? (place < 0.4 ? low : place < 0.8 ? high : random.uniform() < 0.5 ? low : high)
            most[arc.from] = min(most[arc.from], θ)
            least[arc.to] = max(least[arc.to], θ)
        }
        let tree = PlacementTree(network, kept: kept)
        let (outboundTimes, inboundTimes) = candidates(tree, isKept, most, least, width)
        for j in most.indices {
            let pairs = (outboundTimes.start[j + 1] - outboundTimes.start[j]) * (inboundTimes.start[j + 1] - inboundTimes.start[j])
            work += pairs + 20
        }
        work += 10 * network.arcs.count
        guard let found = tree.solution(outbound: outboundTimes, inbound: inboundTimes) else { return }
        let tightened = network.tightened(found.outbound)
        guard let actual = network.cost(outbound: tightened), actual <= cost else { return }
        cost = actual
        outbound = tightened
        inbound = network.inboundServiceTimes(outbound: outbound)
    }

    /// A new inbound time for a stage and some of those it shares suppliers with. Suppliers that several of them share close circles, so
    /// that no forest could move them together; held to a level they do.
    private mutating func randomLevels() -> [Int: Double] {
        let k = Int(random.next() % UInt64(network.stages.count))
        let range = network.supplierStart[k]..<network.supplierStart[k + 1]
        guard !range.isEmpty else { return [:] }
        let pick = network.suppliers[range.lowerBound + Int(random.next() % UInt64(range.count))]
        let choices = [0, outbound[pick], min(ceiling[pick], inbound[pick] + network.stages[pick].time), inbound[k]]
        let level = choices[Int(random.next() % 4)]
        var levels = [k: level]
        let share = random.uniform()
        for i in network.suppliers[range] {
            for other in network.customers[network.customerStart[i]..<network.customerStart[i + 1]] where random.uniform() < share {
                levels[other] = level
            }
        }
        return levels
    }

    /// A random spanning forest. Half of the time arcs come in any order; else all arcs into (or out of) one stage come together, since
    /// only together they let an inbound time fall (or an outbound one rise).
    private mutating func randomForest() -> (kept: [Int], isKept: [Bool]) {
        let (n, m) = (network.stages.count, network.arcs.count)
        var order = Array(0..<m)
        let mode = random.next() % 4
        if mode == 0 {
            order.shuffle(using: &random)
        } else {
            var rank = (0..<n).map { _ in random.next() >> 8 }
            if mode == 3 {
                // Tight arcs first.
                let arcs = network.arcs
                let tight = order.map { outbound[arcs[$0].from] >= inbound[arcs[$0].to] - 1e-9 }
                let keys = order.map { a in (tight[a] ? 0 : 1 << 62) + (random.next() >> 3) }
                order.sort { keys[$0] < keys[$1] }
            } else {
                if mode == 2 { for j in 0..<n where network.customerStart[j + 1] == network.customerStart[j] { rank[j] >>= 2 } }
                let into = mode == 1 || random.uniform() < 0.5
                let keys = network.arcs.map { rank[into ? $0.to : $0.from] }
                order.sort { (keys[$0], $0) < (keys[$1], $1) }
            }
        }
        var root = Array(0..<n)
        func find(_ j: Int) -> Int {
            var j = j
            while root[j] != j {
                root[j] = root[root[j]]
                j = root[j]
            }
            return j
        }
        var (kept, isKept) = ([Int](), [Bool](repeating: false, count: m))
        for a in order {
            let (x, y) = (find(network.arcs[a].from), find(network.arcs[a].to))
            if x == y { continue }
            root[x] = y
            kept.append(a)
            isKept[a] = true
        }
        return (kept, isKept)
    }

    private mutating func candidates(
        _ tree: PlacementTree, _ isKept: [Bool], _ most: [Double], _ least: [Double], _ width: Int
    ) -> (Candidates, Candidates) {
        let n = network.stages.count
        var times = [[Double]](repeating: [], count: n)
        for j in network.order {
            let (T, top) = (network.stages[j].time, most[j])
            var list = [Double]()
            func offer(_ t: Double) { if t > 0 && t <= top { list.append(t) } }
            // What passes on all of what suppliers may promise, …
            for i in network.suppliers[network.supplierStart[j]..<network.supplierStart[j + 1]] {
                if times[i].count > 0 { for _ in 0..<2 { offer(times[i][Int(random.next() % UInt64(times[i].count))] + T) } }
            }
            offer(T + network.stages[j].inboundServiceTime)
            offer(T + least[j])
            // … what customers could do with, …
            for k in network.customers[network.customerStart[j]..<network.customerStart[j + 1]] {
                offer(inbound[k])
                offer(outbound[k] - network.stages[k].time)
                offer(most[k] - network.stages[k].time)
            }
            if top < .infinity { list.append(top) }
            if integral && top >= 1 { for _ in 0..<2 { offer(Double(random.next() % UInt64(top + 1))) } }
            times[j] = thinned(list, keeping: [0, outbound[j], min(top, inbound[j] + T)], width)
        }
        // … and what others that supply the same customers may promise, or customers' candidates ask for.
        for j in network.order.reversed() {
            var list = [Double]()
            for k in network.customers[network.customerStart[j]..<network.customerStart[j + 1]] {
                let range = network.supplierStart[k]..<network.supplierStart[k + 1]
                let other = network.suppliers[range.lowerBound + Int(random.next() % UInt64(range.count))]
                let picks = [
                    times[other][Int(random.next() % UInt64(times[other].count))],
                    times[k][Int(random.next() % UInt64(times[k].count))] - network.stages[k].time,
                ]
                for t in picks where t > 0 && t <= most[j] { list.append(t) }
            }
            if !list.isEmpty { times[j] = thinned(list, keeping: times[j], max(2, width / 2)) }
        }
        var (outboundTimes, inboundTimes) = (Candidates(), Candidates())
        outboundTimes.time.reserveCapacity(n * width)
        inboundTimes.time.reserveCapacity(n * width)
        var offered = [[Double]](repeating: [], count: n)
        for (a, arc) in network.arcs.enumerated() where isKept[a] { offered[arc.to].append(contentsOf: times[arc.from]) }
        for j in 0..<n {
            outboundTimes.append(times[j])
            let low = least[j]
            inboundTimes.append(thinned(offered[j].filter { $0 > low }, keeping: [low, max(low, inbound[j])], 2 * width))
        }
        return (outboundTimes, inboundTimes)
    }

    /// At most about `width` different times, increasing, those to keep among them.
    private mutating func thinned(_ list: [Double], keeping: [Double], _ width: Int) -> [Double] {
        var list = list
        if list.count > width {
            list.sort()
            list = Self.distinct(list)
            if list.count > width {
                for k in 0..<width { list.swapAt(k, k + Int(random.next() % UInt64(list.count - k))) }
                list.removeLast(list.count - width)
            }
        }
        list.append(contentsOf: keeping)
        list.sort()
        return Self.distinct(list)
    }

    private static func distinct(_ sorted: [Double]) -> [Double] {
        var result = [Double]()
        result.reserveCapacity(sorted.count)
        for t in sorted where result.last.map({ t - $0 > GuaranteedServiceNetwork.rounding }) ?? true { result.append(t) }
        return result
    }
}
