import Numerical

/// An absorbing Markov chain on a sparse graph, and where each of its states ends.
///
/// With Q the transitions between transient states and R those into the exits, B = (I − Q)⁻¹ R holds, for each state, the
/// probability of ending in each exit (Kemeny & Snell, *Finite Markov Chains*, 1960, theorem 3.3.7).
///
/// A supply tree has few cycles. The vertices that close a cycle in a depth-first search (targets of back edges) are cut out;
/// the rest is acyclic and is solved from its ends upwards in time linear in its edges, with the cuts as further exits. What
/// remains is a dense system for the cuts alone (the Schur complement), which LAPACK solves.
struct AbsorbingChain {
    /// Transient states.
    let count: Int
    let exits: Int
    /// Transitions of state i: `targets[offsets[i] ..< offsets[i + 1]]`, likewise `probabilities`.
    let offsets: [Int]
    let targets: [Int]
    let probabilities: [Double]
    /// R, `count × exits`, row after row. A row of Q and R together sums to 1.
    let leaving: [Double]

    /// B, `count × exits`, row after row.
    /// - Throws: `LinearSystem.Failure.singular` where goods can go round for ever and nothing leaves.
    func absorption() throws -> [Double] {
        let (order, cuts) = finishingOrder()
        var cutIndex = [Int](repeating: -1, count: count)
        for (index, state) in cuts.enumerated() { cutIndex[state] = index }
        let width = exits + cuts.count
        var x = [Double](repeating: 0, count: count * width)
        for state in order {
            let row = state * width
            for exit in 0..<exits { x[row + exit] = leaving[state * exits + exit] }
            for edge in offsets[state]..<offsets[state + 1] {
                let (target, probability) = (targets[edge], probabilities[edge])
                if cutIndex[target] >= 0 {
                    x[row + exits + cutIndex[target]] += probability
                } else {
                    for column in 0..<width { x[row + column] += probability * x[target * width + column] }
                }
            }
        }
        guard !cuts.isEmpty else { return x }
        let size = cuts.count
        var matrix = [Double](repeating: 0, count: size * size)
        var right = [Double](repeating: 0, count: size * exits)
        for (i, state) in cuts.enumerated() {
            for j in 0..<size { matrix[j * size + i] = (i == j ? 1 : 0) - x[state * width + exits + j] }
            for exit in 0..<exits { right[exit * size + i] = x[state * width + exit] }
        }
        let y = try LinearSystem.solution(matrix: matrix, size: size, right: right, columns: exits)
        var b = [Double](repeating: 0, count: count * exits)
        for state in 0..<count {
            for exit in 0..<exits {
                var sum = x[state * width + exit]
                for j in 0..<size { sum += x[state * width + exits + j] * y[exit * size + j] }
                b[state * exits + exit] = sum
            }
        }
        return b
    }

    /// The states in the order in which a depth-first search from state 0 on leaves them, and the targets of its back edges.
    /// Every edge that does not lead to such a target leads to a state that was left before.
    private func finishingOrder() -> (order: [Int], cuts: [Int]) {
        var order: [Int] = []
        order.reserveCapacity(count)
        // 0 not seen, 1 on the path, 2 left.
        var color = [UInt8](repeating: 0, count: count)
        var isCut = [Bool](repeating: false, count: count)
        var next = offsets
        var path: [Int] = []
        for root in 0..<count where color[root] == 0 {
            path.append(root)
            color[root] = 1
            while let state = path.last {
                if next[state] < offsets[state + 1] {
                    let target = targets[next[state]]
                    next[state] += 1
                    if color[target] == 0 {
                        color[target] = 1
                        path.append(target)
                    } else if color[target] == 1 {
                        isCut[target] = true
                    }
                } else {
                    color[state] = 2
                    order.append(state)
                    path.removeLast()
                }
            }
        }
        return (order, isCut.indices.filter { isCut[$0] })
    }
}
