// The network simplex method: a spanning tree of arcs carries what the other arcs, at a bound each, leave to be sent. An arc that
// would lower the cost enters, the circle it closes is filled until an arc blocks, and that one leaves.
//
// Ahuja, Magnanti & Orlin 1993, Network Flows, chapter 11; block search for the entering arc and what it is worth in practice:
// Király & Kovács 2012, Acta Universitatis Sapientiae, Informatica 4(1):67–118; the strongly feasible tree that forbids cycling:
// Cunningham 1976, Mathematical Programming 11:105–116, doi:10.1007/BF01580379.
//
// | symbol | meaning |
// | --- | --- |
// | π | node potentials; c + π_tail − π_head is an arc's reduced cost, 0 on the tree |
// | δ | what can be sent round the circle before an arc blocks |
// | apex | where the tree paths from both ends of the entering arc meet |

extension MinimumCostFlow {
    /// The cheapest flow, exactly, by the network simplex method.
    public func solution() throws(Failure) -> Solution {
        let excess = supply.reduce(0, +)
        guard excess == 0 else { throw .unbalanced(excess) }
        var simplex = NetworkSimplex(self)
        defer { simplex.deallocate() }
        guard simplex.run() else { throw .unbounded }
        let unsent = simplex.unsent
        guard unsent == 0 else { throw .infeasible(unsent: unsent) }
        return simplex.solution(lower: lower)
    }
}

/// Buffers of one run. Node `nodes` is an artificial root, arc `arcs + v` joins node v to it.
private struct NetworkSimplex {
    typealias Column<Element> = UnsafeMutableBufferPointer<Element>
    private let nodes: Int, arcs: Int, root: Int
    // Arcs; flows and capacities over the lower bounds.
    private let tail: Column<Int32>, head: Column<Int32>
    private let capacity: Column<Int>, cost: Column<Int>, flow: Column<Int>
    /// 1 at the lower bound, −1 at the upper, 0 on the tree.
    private let state: Column<Int8>
    // The tree: parent, the arc to it and whether that arc points at it, and the children as linked lists.
    private let parent: Column<Int32>, arcUp: Column<Int32>, pointsUp: Column<Bool>, depth: Column<Int32>
    private let firstChild: Column<Int32>, nextSibling: Column<Int32>, previousSibling: Column<Int32>
    private let potential: Column<Int>
    private var nextArc = 0
    private let blockLength: Int

    private static let none: Int32 = -1
    /// Half of it is more than any sum of finite capacities may reach.
    private static let unlimited = MinimumCostFlow.unlimited / 2

    init(_ problem: MinimumCostFlow) {
        (nodes, arcs, root) = (problem.nodeCount, problem.arcCount, problem.nodeCount)
        let allArcs = arcs + nodes
        (tail, head) = (.allocate(capacity: allArcs), .allocate(capacity: allArcs))
        (capacity, cost, flow) = (.allocate(capacity: allArcs), .allocate(capacity: allArcs), .allocate(capacity: allArcs))
        state = .allocate(capacity: allArcs)
        let allNodes = nodes + 1
        (parent, arcUp, depth) = (.allocate(capacity: allNodes), .allocate(capacity: allNodes), .allocate(capacity: allNodes))
        pointsUp = .allocate(capacity: allNodes)
        (firstChild, nextSibling) = (.allocate(capacity: allNodes), .allocate(capacity: allNodes))
        previousSibling = .allocate(capacity: allNodes)
        potential = .allocate(capacity: allNodes)
        blockLength = max(10, Int(Double(arcs).squareRoot()))

        var supply = problem.supply
        var dearest = 0
        for a in 0..<arcs {
            let (from, to, lower) = (Int(problem.tail[a]), Int(problem.head[a]), problem.lower[a])
            tail[a] = Int32(from)
            head[a] = Int32(to)
            capacity[a] = problem.capacity[a] >= MinimumCostFlow.unlimited ? MinimumCostFlow.unlimited : problem.capacity[a] - lower
            cost[a] = problem.cost[a]
            flow[a] = 0
            state[a] = 1
            supply[from] -= lower
            supply[to] += lower
            dearest = max(dearest, abs(problem.cost[a]))
        }
        // Dearer than any path of real arcs, so that what can be sent on those is.
        let artificialCost = (dearest + 1) * max(1, nodes)
        firstChild[root] = nodes > 0 ? 0 : Self.none
        parent[root] = Self.none
        arcUp[root] = Self.none
        pointsUp[root] = false
        depth[root] = 0
        nextSibling[root] = Self.none
        previousSibling[root] = Self.none
        potential[root] = 0
        for v in 0..<nodes {
            let a = arcs + v
            // A node that sends nothing points at the root too: strongly feasible.
            let up = supply[v] >= 0
            tail[a] = Int32(up ? v : root)
            head[a] = Int32(up ? root : v)
            capacity[a] = MinimumCostFlow.unlimited
            cost[a] = artificialCost
            flow[a] = abs(supply[v])
            state[a] = 0
            parent[v] = Int32(root)
            arcUp[v] = Int32(a)
            pointsUp[v] = up
            depth[v] = 1
            firstChild[v] = Self.none
            nextSibling[v] = v + 1 < nodes ? Int32(v + 1) : Self.none
            previousSibling[v] = Int32(v) - 1
            potential[v] = up ? -artificialCost : artificialCost
        }
    }

    func deallocate() {
        tail.deallocate()
        head.deallocate()
        capacity.deallocate()
        cost.deallocate()
        flow.deallocate()
        state.deallocate()
        parent.deallocate()
        arcUp.deallocate()
        pointsUp.deallocate()
        depth.deallocate()
        firstChild.deallocate()
        nextSibling.deallocate()
        previousSibling.deallocate()
        potential.deallocate()
    }

    /// What still goes over artificial arcs, each unit counted once.
    var unsent: Int { (arcs..<(arcs + nodes)).reduce(0) { $0 + (tail[$1] == Int32(root) ? flow[$1] : 0) } }

    func solution(lower: [Int]) -> MinimumCostFlow.Solution {
        var flows = [Int](repeating: 0, count: arcs)
        var total = 0
        for a in 0..<arcs {
            flows[a] = flow[a] + lower[a]
            total += flows[a] * cost[a]
        }
        return MinimumCostFlow.Solution(flow: flows, cost: total, potential: (0..<nodes).map { potential[$0] })
    }

    /// Pivots until no arc would lower the cost; false where it can be lowered without end.
    mutating func run() -> Bool {
        while let entering = enteringArc() {
            if !pivot(entering) { return false }
        }
        return true
    }

    /// The worst of a block of arcs, blocks taken in turn.
    private mutating func enteringArc() -> Int? {
        var (best, bestArc) = (0, -1)
        var left = blockLength
        var a = nextArc
        for _ in 0..<arcs {
            let reduced = Int(state[a]) * (cost[a] + potential[Int(tail[a])] - potential[Int(head[a])])
            if reduced < best { (best, bestArc) = (reduced, a) }
            a += 1
            if a == arcs { a = 0 }
            left -= 1
            if left == 0 {
                if bestArc >= 0 { break }
                left = blockLength
            }
        }
        nextArc = a
        return bestArc >= 0 ? bestArc : nil
    }

    private mutating func pivot(_ entering: Int) -> Bool {
        // Flow runs apex → first → second → apex.
        let forward = state[entering] == 1
        let first = Int(forward ? tail[entering] : head[entering])
        let second = Int(forward ? head[entering] : tail[entering])
        let apex = apex(first, second)

        // The last blocking arc from the apex on leaves (Cunningham): ties keep the lower one before, take the higher one behind.
        var delta = capacity[entering]
        var (leaving, onFirstSide) = (-1, false)
        var u = first
        while u != apex {
            let a = Int(arcUp[u])
            let room = pointsUp[u] ? flow[a] : capacity[a] - flow[a]
            if room < delta { (delta, leaving, onFirstSide) = (room, u, true) }
            u = Int(parent[u])
        }
        u = second
        while u != apex {
            let a = Int(arcUp[u])
            let room = pointsUp[u] ? capacity[a] - flow[a] : flow[a]
            if room <= delta { (delta, leaving, onFirstSide) = (room, u, false) }
            u = Int(parent[u])
        }
        if delta >= Self.unlimited { return false }

        if delta > 0 {
            flow[entering] += forward ? delta : -delta
            u = first
            while u != apex {
                flow[Int(arcUp[u])] += pointsUp[u] ? -delta : delta
                u = Int(parent[u])
            }
            u = second
            while u != apex {
                flow[Int(arcUp[u])] += pointsUp[u] ? delta : -delta
                u = Int(parent[u])
            }
        }
        if leaving < 0 {
            state[entering] = -state[entering]
            return true
        }
        let left = Int(arcUp[leaving])
        state[left] = flow[left] == 0 ? 1 : -1
        state[entering] = 0
        let (inside, outside) = onFirstSide ? (first, second) : (second, first)
        hang(inside, below: outside, by: entering, cutAt: leaving)
        return true
    }

    private func apex(_ u: Int, _ v: Int) -> Int {
        var (u, v) = (u, v)
        while depth[u] > depth[v] { u = Int(parent[u]) }
        while depth[v] > depth[u] { v = Int(parent[v]) }
        while u != v { (u, v) = (Int(parent[u]), Int(parent[v])) }
        return u
    }

    /// Turns the subtree cut off above `cutAt` round so that `inside` is its top, and hangs it below `outside`.
    private func hang(_ inside: Int, below outside: Int, by entering: Int, cutAt: Int) {
        var (u, newParent, newArc) = (inside, outside, entering)
        while true {
            let (oldParent, oldArc) = (Int(parent[u]), Int(arcUp[u]))
            detach(u)
            parent[u] = Int32(newParent)
            arcUp[u] = Int32(newArc)
            pointsUp[u] = tail[newArc] == Int32(u)
            attach(u, to: newParent)
            if u == cutAt { break }
            (newParent, newArc, u) = (u, oldArc, oldParent)
        }
        // All potentials of the subtree move by the same amount.
        let shift = potential[outside] + (pointsUp[inside] ? -cost[entering] : cost[entering]) - potential[inside]
        u = inside
        while true {
            potential[u] += shift
            depth[u] = depth[Int(parent[u])] + 1
            if firstChild[u] >= 0 {
                u = Int(firstChild[u])
                continue
            }
            while u != inside && nextSibling[u] < 0 { u = Int(parent[u]) }
            if u == inside { return }
            u = Int(nextSibling[u])
        }
    }

    private func detach(_ u: Int) {
        let (next, previous) = (nextSibling[u], previousSibling[u])
        if previous >= 0 { nextSibling[Int(previous)] = next } else { firstChild[Int(parent[u])] = next }
        if next >= 0 { previousSibling[Int(next)] = previous }
    }

    private func attach(_ u: Int, to v: Int) {
        let next = firstChild[v]
        nextSibling[u] = next
        previousSibling[u] = Self.none
        if next >= 0 { previousSibling[Int(next)] = Int32(u) }
        firstChild[v] = Int32(u)
    }
}
