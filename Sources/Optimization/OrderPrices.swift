// Prices of what lines share, by Lagrangian relaxation: at prices λ each line decides alone, and what they all gain together plus what the
// capacities are worth bounds every feasible order from above (Geoffrion 1974, doi:10.1007/BFb0120690). One price after the other is set
// to where what it rations is just used up; with many lines the bound is nearly smooth, so that this comes close to its minimum.
// Subgradient steps of Polyak's length towards a known order's value (Held, Wolfe & Crowder 1974, doi:10.1007/BF01580223) do the rest.
//
// | symbol | meaning |
// | --- | --- |
// | λ_i | price of a unit of constraint i, money |
// | μ_i = λ_i C_i | what its whole capacity is worth, so that steps need no scale |
// | g_i | share by which it is used beyond its capacity at these prices: a subgradient |
// | θ | step length, a share of Polyak's |

extension OrderProgram {
    struct Prices {
        /// λ, per constraint; 0 for minimums, which the relaxation leaves out.
        var perUnit: [Double]
        var bound: Double
    }

    /// Bound and uses at given prices.
    func relaxation(at λ: [Double], uses: inout [Double]) -> Double {
        for i in uses.indices { uses[i] = 0 }
        var bound = 0.0
        for l in 0..<lineCount {
            let range = useStart[l]..<useStart[l + 1]
            var price = 0.0
            for u in range { price += λ[useConstraint[u]] * usePerPack[u] }
            let best = bestResponse(ofLine: l, price: price)
            guard best.packs > 0 else { continue }
            bound += best.gain
            for u in range { uses[useConstraint[u]] += Double(best.packs) * usePerPack[u] }
        }
        for i in rules.indices {
            switch rules[i] {
            case .limit(let capacity): bound += λ[i] * capacity
            case .minimumWhenOrdered: break
            case .containers(let capacity, _, let cost, let most):
                // As many containers as pay at this price.
                bound += Double(most) * max(0, λ[i] * capacity - cost)
            }
        }
        return bound
    }

    /// The prices with the lowest bound found in so many steps.
    ///
    /// - Parameter target: value of an order known to be feasible; the bound cannot go below it.
    func prices(from start: [Double]? = nil, target: Double, steps: Int, relativeGap: Double) -> Prices {
        var λ = start ?? balancedPrices(from: initialPrices)
        var uses = [Double](repeating: 0, count: rules.count)
        var best = Prices(perUnit: λ, bound: .infinity)
        var θ = 1.0
        var stale = 0
        for _ in 0..<max(1, steps) {
            let bound = relaxation(at: λ, uses: &uses)
            if best.bound == .infinity || bound < best.bound - 1e-9 * abs(best.bound) {
                best = Prices(perUnit: λ, bound: bound)
                stale = 0
            } else {
                stale += 1
                if stale == Self.patience {
                    (θ, stale) = (θ / 2, 0)
                    λ = best.perUnit
                    if θ < 1e-4 { break }
                    continue
                }
            }
            // Beyond this nothing is left to gain from better prices.
            if bound - target <= 0.1 * relativeGap * abs(bound) { break }
            guard step(&λ, uses: uses, length: θ * (bound - target)) else { break }
        }
        return best
    }

    /// Every price in turn at the lowest at which its constraint is kept, the others held; a few times over.
    private func balancedPrices(from start: [Double]) -> [Double] {
        var λ = start
        let users = usersByConstraint
        var packPrice = [Double](repeating: 0, count: lineCount)
        for i in rules.indices {
            for e in users.start[i]..<users.start[i + 1] { packPrice[users.line[e]] += λ[i] * users.perPack[e] }
        }
        for _ in 0..<Self.sweeps {
            var largestChange = 0.0
            for i in rules.indices {
                let capacity = capacity(i)
                guard capacity > 0, capacity < .infinity else { continue }
                let range = users.start[i]..<users.start[i + 1]
                let current = λ[i]
                func isKept(_ price: Double) -> Bool {
                    var use = 0.0
                    for e in range {
                        let (l, a) = (users.line[e], users.perPack[e])
                        use += a * Double(bestResponse(ofLine: l, price: packPrice[l] + (price - current) * a).packs)
                        if use > capacity { return false }
                    }
                    return true
                }
                let floor = floorPrice(i)
                var price = floor
                if !isKept(floor) {
                    var (low, high) = (floor, max(2 * floor, current, 1e-9))
                    while !isKept(high) { (low, high) = (high, 4 * high) }
                    for _ in 0..<Self.halvings where high - low > 1e-9 * high {
                        let middle = 0.5 * (low + high)
                        if isKept(middle) { high = middle } else { low = middle }
                    }
                    price = high
                }
                guard price != current else { continue }
                for e in range { packPrice[users.line[e]] += (price - current) * users.perPack[e] }
                λ[i] = price
                largestChange = max(largestChange, abs(price - current) / max(price, current))
            }
            if largestChange < 1e-4 { break }
        }
        return λ
    }

    private static let sweeps = 30
    private static let halvings = 30

    /// Uses by constraint instead of by line.
    var usersByConstraint: (start: [Int], line: [Int], perPack: [Double]) {
        var start = [Int](repeating: 0, count: constraintCount + 1)
        for i in useConstraint { start[i + 1] += 1 }
        for i in 0..<constraintCount { start[i + 1] += start[i] }
        var next = start
        var line = [Int](repeating: 0, count: useConstraint.count)
        var perPack = [Double](repeating: 0, count: useConstraint.count)
        for l in 0..<lineCount {
            for u in useStart[l]..<useStart[l + 1] {
                let i = useConstraint[u]
                (line[next[i]], perPack[next[i]]) = (l, usePerPack[u])
                next[i] += 1
            }
        }
        return (start, line, perPack)
    }

    /// Steps without a better bound before the step is halved.
    private static let patience = 12

    /// One step along the subgradient; false where the prices are already right.
    private func step(_ λ: inout [Double], uses: [Double], length: Double) -> Bool {
        var norm = 0.0
        for i in rules.indices {
            let g = excess(i, uses[i], λ[i])
            if λ[i] > floorPrice(i) || g > 0 { norm += g * g }
        }
        guard norm > 1e-18 else { return false }
        for i in rules.indices {
            let scale = capacity(i)
            guard scale > 0, scale < .infinity else { continue }
            let g = excess(i, uses[i], λ[i])
            λ[i] = max(floorPrice(i), λ[i] + length / norm * g / scale)
        }
        return true
    }

    /// (use − capacity) / capacity, containers counted as far as they pay at this price.
    private func excess(_ i: Int, _ use: Double, _ λ: Double) -> Double {
        let capacity = capacity(i)
        guard capacity > 0, capacity < .infinity else { return 0 }
        return use / capacity - 1
    }

    /// All that may be used of a constraint; infinite for minimums.
    func capacity(_ i: Int) -> Double {
        switch rules[i] {
        case .limit(let capacity): capacity
        case .minimumWhenOrdered: .infinity
        case .containers(let capacity, _, _, let most): capacity * Double(most)
        }
    }

    /// A container's room is never cheaper than the container.
    func floorPrice(_ i: Int) -> Double {
        if case .containers(let capacity, _, let cost, _) = rules[i] { cost / capacity } else { 0 }
    }

    /// Where nothing of a constraint is to be had, any price that stops every line is right.
    private var initialPrices: [Double] {
        var λ = rules.indices.map(floorPrice)
        for l in 0..<lineCount {
            let best = segmentStart[l] < segmentStart[l + 1] ? segmentValue[segmentStart[l]] : 0
            for u in useStart[l]..<useStart[l + 1] where capacity(useConstraint[u]) <= 0 {
                λ[useConstraint[u]] = max(λ[useConstraint[u]], best / usePerPack[u])
            }
        }
        return λ
    }
}
