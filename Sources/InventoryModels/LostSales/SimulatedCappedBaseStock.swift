import Numerical

extension LostSalesSystem {
    /// The best capped base stock on one stream of demands, for lead times and demands too large for the exact chain.
    ///
    /// All candidates meet the same demands (common random numbers), so their differences are far less noisy than their costs. For each cap
    /// the level is found by halving steps, the cost being nearly convex in it; caps run from mean demand to the newsvendor quantile of one
    /// period, in at most `caps` steps. The cost returned is that of the stream it was chosen on: a little too low; see
    /// ``simulatedCost(of:periods:seed:)`` with another seed.
    /// - Parameters:
    ///   - periods: after a warm-up of a twentieth.
    ///   - caps: how many caps are tried, at least 1.
    public func simulatedCappedBaseStock(periods: Int = 20_000, seed: UInt64 = 1, caps: Int = 16) -> BestLostSalesPolicy {
        precondition(periods > 0 && caps > 0, "\(periods) periods, \(caps) caps")
        var random = Xoshiro256(seed: seed)
        let warmUp = periods / 20
        let stream = (0..<(periods + warmUp)).map { _ in demand.sample(using: &random) }
        let least = max(1, Int((demand.mean - 1e-9).rounded(.up)))
        let most = max(least, demand.wholeQuantile(min(0.9999, max(0.99, newsvendor.criticalRatio))))
        let step = max(1, (most - least + caps - 1) / caps)
        var best = BestLostSalesPolicy(policy: .baseStock(level: 0), averageCost: .infinity)
        var start = backorderLevel
        for cap in Swift.stride(from: least, through: most, by: step) {
            let (level, cost) = bestLevel(cap: cap, from: start, stream, warmUp)
            start = level
            if cost < best.averageCost { best = BestLostSalesPolicy(policy: .cappedBaseStock(level: level, cap: cap), averageCost: cost) }
        }
        return best
    }

    private func bestLevel(cap: Int, from start: Int, _ stream: [Int], _ warmUp: Int) -> (Int, Double) {
        var level = start
        var cost = cappedCost(level: level, cap: cap, stream, warmUp)
        var step = max(1, start / 8)
        while step > 0 {
            var moved = false
            for candidate in [level - step, level + step] where candidate > 0 {
                let value = cappedCost(level: candidate, cap: cap, stream, warmUp)
                if value < cost {
                    (level, cost) = (candidate, value)
                    moved = true
                    break
                }
            }
            if !moved { step /= 2 }
        }
        return (level, cost)
    }

    /// Average cost over the stream; the pipeline is a ring.
    private func cappedCost(level: Int, cap: Int, _ stream: [Int], _ warmUp: Int) -> Double {
        var ring = [Int](repeating: 0, count: leadTime)
        var onHand = min(level, Int(demand.mean.rounded(.up)) * leadTime)
        var due = 0
        var slot = 0
        var left = 0
        var lost = 0
        for (period, d) in stream.enumerated() {
            // What was ordered L periods ago is here.
            onHand += ring[slot]
            due -= ring[slot]
            let quantity = min(cap, max(0, level - onHand - due))
            ring[slot] = quantity
            due += quantity
            slot = slot + 1 == leadTime ? 0 : slot + 1
            let sold = min(onHand, d)
            onHand -= sold
            if period >= warmUp {
                left += onHand
                lost += d - sold
            }
        }
        return (holdingCost * Double(left) + stockoutCost * Double(lost)) / Double(stream.count - warmUp)
    }
}
