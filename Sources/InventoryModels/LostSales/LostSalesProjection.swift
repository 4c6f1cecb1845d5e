/// Stock carried forward where unmet demand is lost: its distribution when an order placed now arrives, and what will be lost until then.
///
/// Each period goods due arrive, then demand comes: X ← (X + arrival − D)⁺. The result is exact for whole units and independent demands.
/// Morton 1969, doi:10.1287/mnsc.16.1.39; Zipkin 2008, doi:10.1287/opre.1070.0471.
public struct LostSalesProjection: Sendable, Hashable {
    /// P(X = i) at the end of the last period.
    public private(set) var masses: [Double]
    /// Σ E[(D − X)⁺] over the periods, units.
    public private(set) var expectedLostSales: Double
    /// E[D] less what is lost, summed over the periods, units.
    public private(set) var expectedSales: Double

    /// - Parameters:
    ///   - onHand: units before the first period, arrivals due now included.
    ///   - arrivals: units that arrive before the demand of each period; shorter than `demands` where none come later.
    ///   - demands: of each period.
    /// - Precondition: no quantity is negative, and no demand can be.
    public init(onHand: Int, arrivals: [Int] = [], demands: [DiscreteDistribution]) {
        precondition(onHand >= 0 && arrivals.allSatisfy { $0 >= 0 }, "on hand \(onHand), arrivals \(arrivals)")
        precondition(demands.allSatisfy { $0.minimum >= 0 }, "demand below zero")
        masses = [Double](repeating: 0, count: onHand + 1)
        masses[onHand] = 1
        expectedLostSales = 0
        expectedSales = 0
        for (t, demand) in demands.enumerated() {
            if t < arrivals.count, arrivals[t] > 0 { masses.insert(contentsOf: [Double](repeating: 0, count: arrivals[t]), at: 0) }
            serve(demand)
        }
    }

    private mutating func serve(_ demand: DiscreteDistribution) {
        var left = [Double](repeating: 0, count: masses.count)
        var lost = 0.0
        for (x, p) in masses.enumerated() where p > 0 {
            lost += p * demand.expectedShortage(at: x)
            left[0] += p * (x > 0 ? demand.exceedance(x - 1) : 1)
            var d = demand.minimum
            while d < x && d <= demand.maximum {
                left[x - d] += p * demand.mass(d)
                d += 1
            }
        }
        masses = left
        expectedLostSales += lost
        expectedSales += demand.mean - lost
    }

    /// E[X], units.
    public var expectedOnHand: Double {
        var sum = 0.0
        for (x, p) in masses.enumerated() { sum += Double(x) * p }
        return sum
    }

    /// X as a distribution.
    public var onHand: DiscreteDistribution { DiscreteDistribution(masses: masses) }

    /// The least q with P(D ≤ X + q) ≥ ρ for the demand D of the period after: Morton's myopic policy (1971, doi:10.1287/opre.19.7.1708).
    public func myopicOrder(criticalRatio ρ: Double, demand: DiscreteDistribution) -> Int {
        func reached(_ q: Int) -> Bool {
            var sum = 0.0
            for (x, p) in masses.enumerated() where p > 0 { sum += p * demand.cumulative(x + q) }
            return sum >= ρ
        }
        var q = 0
        while !reached(q) { q += 1 }
        return q
    }
}
