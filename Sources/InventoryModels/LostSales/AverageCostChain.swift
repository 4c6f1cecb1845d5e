/// A finite Markov chain with costs, discovered from one state, and its average cost.
///
/// Successive approximation V ← c + P V: the average cost lies between the least and the greatest change of V (Odoni 1969,
/// doi:10.1287/opre.17.5.857), so the result carries its own bound. A tenth of
/// every step is not taken (Schweitzer 1971, doi:10.1016/0022-247X(71)90109-X): chains that are periodic converge too.
struct AverageCostChain {
    static let step = 0.9
    private var starts: [Int] = [0]
    private var targets: [Int32] = []
    private var probabilities: [Double] = []
    private var costs: [Double] = []

    var stateCount: Int { costs.count }

    /// - Parameter transitions: appends (next state, probability) of a state and returns its cost; states are any distinct numbers.
    init(start: UInt64, transitions: (UInt64, inout [(UInt64, Double)]) -> Double) {
        var index: [UInt64: Int32] = [start: 0]
        var states = [start]
        var next = 0
        var buffer: [(UInt64, Double)] = []
        while next < states.count {
            buffer.removeAll(keepingCapacity: true)
            costs.append(transitions(states[next], &buffer))
            for (state, probability) in buffer {
                let number: Int32
                if let known = index[state] {
                    number = known
                } else {
                    number = Int32(states.count)
                    index[state] = number
                    states.append(state)
                }
                targets.append(number)
                probabilities.append(probability)
            }
            starts.append(targets.count)
            next += 1
        }
    }

    /// The average cost, within `tolerance` of the truth.
    func averageCost(tolerance: Double = 1e-10, iterations: Int = 1_000_000) -> Double {
        let n = costs.count
        var value = [Double](repeating: 0, count: n)
        var next = value
        for _ in 0..<iterations {
            var low = Double.infinity
            var high = -Double.infinity
            for i in 0..<n {
                var sum = 0.0
                for k in starts[i]..<starts[i + 1] { sum += probabilities[k] * value[Int(targets[k])] }
                let change = costs[i] + sum - value[i]
                low = min(low, change)
                high = max(high, change)
                next[i] = value[i] + AverageCostChain.step * change
            }
            if high - low < tolerance { return 0.5 * (low + high) }
            let shift = next[0]
            for i in 0..<n { next[i] -= shift }
            swap(&value, &next)
        }
        return .nan
    }
}
