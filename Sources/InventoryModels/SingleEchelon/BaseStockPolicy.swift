/// Order-up-to S every review, backorders, no fixed cost: optimal, and a newsvendor over the protection interval.
///
/// An order placed at a review is there L periods later and must last until the next one is, R periods after that: it is the demand of
/// L + R periods that S meets. Costs are charged at the end of each review period, on what is left or backordered then.
///
/// Snyder & Shen 2019, §4.3.4; Zipkin 2000, §9.4; Axsäter 2015, §5.12.
public struct BaseStockPolicy: Sendable, Hashable {
    /// S, units.
    public let level: Double
    /// Expected cost, money a review period.
    public let averageCost: Double
    /// S less expected demand of the protection interval, units.
    public let safetyStock: Double
    /// Probability that nothing is short at the end of a review period.
    public let cycleService: Double

    /// - Parameter protectionDemand: over lead time + review period.
    public init(_ newsvendor: Newsvendor, protectionDemand: some StochasticDemand) {
        level = newsvendor.optimalLevel(for: protectionDemand)
        averageCost = newsvendor.expectedCost(at: level, for: protectionDemand)
        safetyStock = level - protectionDemand.mean
        cycleService = protectionDemand.cumulative(level)
    }

    /// Moments of demand over a random number of periods, independent of demand: mean μ E[T], variance E[T] σ² + μ² Var(T) (Hadley & Whitin
    /// 1963, §3-2).
    public static func moments(
        mean μ: Double, deviation σ: Double, timeMean: Double, timeDeviation: Double
    ) -> (mean: Double, deviation: Double) {
        (μ * timeMean, (timeMean * σ * σ + μ * μ * timeDeviation * timeDeviation).squareRoot())
    }
}
