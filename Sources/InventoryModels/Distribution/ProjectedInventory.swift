/// Projected available balance, its cover in periods, and what that says.
///
/// The projection of DRP (Martin 1995, Distribution Resource Planning): balanceₜ = balanceₜ₋₁ + supplyₜ − demandₜ, negative where short.
public struct ProjectedInventory: Sendable, Hashable {
    public enum Status: String, Sendable, Hashable, Codable {
        case shortage
        /// Less cover than wanted.
        case alert
        case ok
        case overstock
    }

    /// Units at the end of each period.
    public let balances: [Double]
    /// How many of the following periods the balance covers, the last one in part; nil where it outlasts the demand given, 0 where it is
    /// not positive.
    public let coverage: [Double?]

    /// - Parameters:
    ///   - opening: units before the first period.
    ///   - demand: units of each period.
    ///   - supply: units that arrive in each period; shorter than `demand` where none come later.
    public init(opening: Double, demand: [Double], supply: [Double]) {
        var balances: [Double] = []
        var balance = opening
        for (t, wanted) in demand.enumerated() {
            balance += (t < supply.count ? supply[t] : 0) - wanted
            balances.append(balance)
        }
        self.balances = balances
        coverage = balances.indices.map { ProjectedInventory.cover(of: balances[$0], demand: demand[($0 + 1)...]) }
    }

    /// Periods of `demand` that a stock covers; nil where it outlasts all of them.
    public static func cover(of stock: Double, demand: ArraySlice<Double>) -> Double? {
        if stock <= 0 { return 0 }
        var left = stock
        var periods = 0.0
        for wanted in demand {
            if left < wanted { return periods + left / wanted }
            left -= wanted
            periods += 1
        }
        return nil
    }

    /// By cover wanted, in periods. Stock that outlasts the demand given is overstock where that demand is longer than `most`, else ok.
    public func statuses(least: Double, most: Double) -> [Status] {
        balances.indices.map { t in
            if balances[t] < 0 { return .shortage }
            guard let cover = coverage[t] else { return Double(balances.count - 1 - t) >= most ? .overstock : .ok }
            return cover < least ? .alert : cover > most ? .overstock : .ok
        }
    }

    /// Units under way to a site at the end of each period: what was, plus what leaves, less what arrives.
    ///
    /// - Parameters:
    ///   - departures: units that leave in each period from now on.
    ///   - arrivals: units that arrive in each period, of those under way now.
    ///   - leadTime: periods from departure to arrival.
    public static func inTransit(departures: [Double], arrivals: [Double], leadTime: Int) -> [Double] {
        precondition(leadTime >= 0 && departures.count == arrivals.count, "\(departures.count), \(arrivals.count), lead time \(leadTime)")
        var units = arrivals.reduce(0, +)
        return departures.indices.map { t in
            units += departures[t] - arrivals[t] - (t >= leadTime ? departures[t - leadTime] : 0)
            return units
        }
    }
}
