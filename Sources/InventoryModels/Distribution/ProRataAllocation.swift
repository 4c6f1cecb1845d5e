/// A constrained supply shared in proportion to what each asks for, what is not served being asked for again.
///
/// Fair share in its plainest form: it keeps everyone's fill rate the same within a period, whatever a unit short costs whom; see
/// ``MarginalValue`` for shares that weigh that. Silver, Pyke & Thomas 2017, §11.7.
public struct ProRataAllocation: Sendable, Hashable {
    /// Units by customer, then period.
    public let allocated: [[Double]]
    /// Units still asked for after each period, by customer, then period.
    public let backlog: [[Double]]
    /// Units left at the supplier after each period.
    public let available: [Double]

    /// - Parameters:
    ///   - opening: units the supplier has before the first period.
    ///   - supply: units it receives in each period.
    ///   - demand: units by customer, then period; all as long as `supply`.
    public init(opening: Double, supply: [Double], demand: [[Double]]) {
        precondition(demand.allSatisfy { $0.count == supply.count }, "\(supply.count) periods of supply")
        precondition(opening >= 0 && supply.allSatisfy { $0 >= 0 } && demand.allSatisfy { $0.allSatisfy { $0 >= 0 } }, "negative units")
        var allocated = demand.map { _ in [Double]() }
        var backlog = allocated
        var available: [Double] = []
        var asked = [Double](repeating: 0, count: demand.count)
        var stock = opening
        for t in supply.indices {
            stock += supply[t]
            for i in demand.indices { asked[i] += demand[i][t] }
            let total = asked.reduce(0, +)
            let share = total > 0 ? min(1, stock / total) : 0
            for i in demand.indices {
                let given = asked[i] * share
                allocated[i].append(given)
                asked[i] = share >= 1 ? 0 : asked[i] - given
                backlog[i].append(asked[i])
            }
            stock = share >= 1 || total == 0 ? stock - total : 0
            available.append(stock)
        }
        self.allocated = allocated
        self.backlog = backlog
        self.available = available
    }
}
