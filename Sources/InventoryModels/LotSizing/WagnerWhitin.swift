/// Dynamic lot sizing: when to order, and for how many periods, where demand is known and differs by period.
///
/// | symbol | meaning |
/// | --- | --- |
/// | dₜ, Kₜ, cₜ, hₜ | demand, fixed cost, unit cost of period t; cost of a unit held from t to t + 1 |
/// | Dₜ | demand of the periods before t, in sum |
/// | c̃ₜ = cₜ + hₜ + hₜ₊₁ + … | unit cost with all holding to the horizon's end |
/// | F(t) | least cost of periods t, t + 1 …, holding counted to the end |
///
///     F(t) = min_{s > t} Kₜ + c̃ₜ (D_s − Dₜ) + F(s), F(t) ≤ F(t + 1) where dₜ = 0
///
/// For each s the bracket is a line in c̃ₜ of slope D_s, so the minimum is read off a lower envelope: O(n log n) after Wagelmans,
/// van Hoesel & Kolen 1992, doi:10.1287/opre.40.1.S145. Wagner & Whitin 1958, doi:10.1287/mnsc.5.1.89; Snyder & Shen 2019, §3.7.
public struct WagnerWhitin: Sendable, Hashable {
    /// Units ordered at the start of each period.
    public let quantities: [Double]
    /// Fixed, unit and holding cost; a period's own demand is not held.
    public let totalCost: Double

    /// - Parameters:
    ///   - demand: dₜ ≥ 0, units.
    ///   - fixedCost: Kₜ ≥ 0.
    ///   - holdingCost: hₜ, money per unit from one period to the next.
    ///   - unitCost: cₜ; empty for none.
    public init(demand d: [Double], fixedCost K: [Double], holdingCost h: [Double], unitCost c: [Double] = []) {
        let n = d.count
        precondition(
            K.count == n && h.count == n && (c.isEmpty || c.count == n), "\(n) periods, \(K.count), \(h.count) and \(c.count) costs")
        precondition(d.allSatisfy { $0 >= 0 } && K.allSatisfy { $0 >= 0 }, "negative demand or fixed cost")
        var before = [Double](repeating: 0, count: n + 1)
        for t in 0..<n { before[t + 1] = before[t] + d[t] }
        var holding = [Double](repeating: 0, count: n + 1)
        for t in stride(from: n - 1, through: 0, by: -1) { holding[t] = holding[t + 1] + h[t] }
        var least = [Double](repeating: 0, count: n + 1)
        var next = [Int](repeating: n, count: n)
        var ordered = [Bool](repeating: false, count: n)

        // Lines of falling slope as s falls; `envelope` holds those that are lowest somewhere.
        var envelope: [Int] = []
        func value(_ s: Int, _ x: Double) -> Double { before[s] * x + least[s] }
        func insert(_ s: Int) {
            while let last = envelope.last {
                if before[last] == before[s] {
                    if least[last] <= least[s] { return }
                    envelope.removeLast()
                    continue
                }
                guard envelope.count > 1 else { break }
                let other = envelope[envelope.count - 2]
                // `last` is lowest between its crossings with `s` (flatter) and `other` (steeper): nowhere if they are in the wrong order.
                let left = (least[s] - least[other]) * (before[other] - before[last])
                let right = (least[last] - least[other]) * (before[other] - before[s])
                if left <= right { envelope.removeLast() } else { break }
            }
            envelope.append(s)
        }
        func lowest(at x: Double) -> Int {
            var low = 0
            var high = envelope.count - 1
            while low < high {
                let middle = (low + high) / 2
                if value(envelope[middle], x) <= value(envelope[middle + 1], x) { high = middle } else { low = middle + 1 }
            }
            return envelope[low]
        }

        insert(n)
        for t in stride(from: n - 1, through: 0, by: -1) {
            let cost = (c.isEmpty ? 0 : c[t]) + holding[t]
            let s = lowest(at: cost)
            let ordering = K[t] + value(s, cost) - cost * before[t]
            if d[t] == 0 && least[t + 1] <= ordering {
                least[t] = least[t + 1]
                next[t] = t + 1
            } else {
                least[t] = ordering
                next[t] = s
                ordered[t] = true
            }
            insert(t)
        }
        var quantities = [Double](repeating: 0, count: n)
        var t = 0
        while t < n {
            if ordered[t] { quantities[t] = before[next[t]] - before[t] }
            t = next[t]
        }
        self.quantities = quantities
        // What F counted: each unit held from its order to the end. It is there only until its own period.
        var total = least.first ?? 0
        for t in 0..<n { total -= d[t] * holding[t] }
        totalCost = total
    }
}
