import Foundation
import Numerical

/// Simulation of a ``SupplyTree`` period by period.
///
/// In every period, as in Snyder & Shen 2019, §6.1 and their stockpyl:
/// 1. consumers' demand is drawn; from the leaves up, each site sees its orders and demand, and orders by its policy;
/// 2. from the top down, each site receives what is due, fills backorders and new orders in the order of the customers' numbers, consumers
///    last, and ships;
/// 3. costs are charged on what is on hand, under way to customers, and backordered.
///
/// Shipments are what was ordered at most; what cannot be shipped is backordered at the supplier. All state lies in flat arrays; the
/// pipelines are rings over the longest lead time. Consumers' demand of site i and its lead times are streams of their own, seeded by
/// (seed, i): adding a site changes nobody else's demand.
public struct TreeSimulation: Sendable, Hashable {
    /// Sums over the periods after the warm-up, by site.
    public struct SiteResult: Sendable, Hashable {
        /// Money.
        public var holdingCost = 0.0
        public var transitCost = 0.0
        public var stockoutCost = 0.0
        public var orderCost = 0.0
        /// Average units on hand at the end of a period.
        public var averageOnHand = 0.0
        /// Average units backordered at the end of a period, consumers' and customers'.
        public var averageBackorders = 0.0
        /// Units asked for by consumers and customers, and those of them met at once from stock.
        public var demanded = 0.0
        public var metFromStock = 0.0
        /// Units of consumers' demand lost.
        public var lost = 0.0
        /// Units received, and units that left for customers and consumers.
        public var received = 0.0
        public var shipped = 0.0
        /// Variance of the site's orders over that of what was asked of it (bullwhip); NaN where demand never varied.
        public var orderVarianceRatio = 0.0
        /// Units, at the end.
        public var finalOnHand = 0.0
        public var finalBackorders = 0.0
        public var finalInTransit = 0.0

        public var fillRate: Double { demanded > 0 ? metFromStock / demanded : 1 }
        public var totalCost: Double { holdingCost + transitCost + stockoutCost + orderCost }
    }

    public let sites: [SiteResult]
    /// Periods counted.
    public let periods: Int
    /// Over all sites, money.
    public var totalCost: Double { sites.reduce(0) { $0 + $1.totalCost } }
    /// Money a period.
    public var averageCost: Double { totalCost / Double(periods) }

    /// - Parameters:
    ///   - periods: counted after the warm-up.
    ///   - warmUp: periods before.
    ///   - seed: of all random numbers.
    /// - Throws: ``SupplyTree/Invalid``.
    public init(_ tree: SupplyTree, periods: Int, warmUp: Int = 0, seed: UInt64 = 0) throws {
        precondition(periods > 0 && warmUp >= 0, "\(periods) periods after \(warmUp)")
        try tree.validate()
        var state = TreeState(tree, seed: seed)
        for period in 0..<(warmUp + periods) { state.step(period, counted: period >= warmUp) }
        sites = state.results(periods: periods)
        self.periods = periods
    }

    /// Independent replications over threads, seeds `seed`, `seed` + 1 …: average cost a period of each, in order.
    public static func averageCosts(
        _ tree: SupplyTree, periods: Int, warmUp: Int = 0, replications: Int, seed: UInt64 = 0, threads: Int = 1
    ) throws -> [Double] {
        try tree.validate()
        return Parallel.map(count: replications, threads: threads, chunk: 1) { index in
            var state = TreeState(tree, seed: seed &+ UInt64(index))
            for period in 0..<(warmUp + periods) { state.step(period, counted: period >= warmUp) }
            return state.results(periods: periods).reduce(0) { $0 + $1.totalCost } / Double(periods)
        }
    }
}

/// The arrays of a running simulation.
private struct TreeState {
    let count: Int
    /// Ring length: longest lead time + 1.
    let ring: Int
    let supplier: [Int]
    let fixedLead: [Int]
    let leadDistribution: [DiscreteDistribution?]
    let demandSource: [DemandSource]
    let echelon: Bool
    let policies: [SupplyTree.Policy]
    let holdingCosts: [Double]
    let transitCosts: [Double]
    let stockoutCosts: [Double]
    let orderCosts: [Double]
    let losesDemand: [Bool]

    /// On hand less backorders, each site.
    var level: [Double]
    /// Ordered and not yet received, backordered at the supplier included.
    var onOrder: [Double]
    /// Shipped and not yet received.
    var inTransit: [Double]
    /// Backorders of consumers, and of each site at its supplier.
    var consumerShort: [Double]
    var owed: [Double]
    /// Due in ring slot r of site i at i · ring + r.
    var due: [Double]
    /// Last period in which a shipment of the site arrives: none may come before an earlier one.
    var lastDue: [Int]
    /// Of this period: orders of customers, consumers' demand, the site's own order.
    var asked: [Double]
    var consumer: [Double]
    var order: [Double]
    var free: [Double]
    var backordered: [Double]
    var below: [Double]
    var consumersBelow: [Double]
    var demandRandom: [Xoshiro256]
    var leadRandom: [Xoshiro256]
    var tallies: [TreeSimulation.SiteResult]
    var moments: [Moments]

    struct Moments {
        var orderSum = 0.0
        var orderSquare = 0.0
        var demandSum = 0.0
        var demandSquare = 0.0
    }

    enum DemandSource {
        case none
        case normal(Double, Double)
        case masses(DiscreteDistribution)
        case series([Double])
    }

    init(_ tree: SupplyTree, seed: UInt64) {
        let n = tree.sites.count
        count = n
        supplier = tree.sites.map { $0.supplier ?? -1 }
        var fixed: [Int] = []
        var random: [DiscreteDistribution?] = []
        var longest = 0
        for site in tree.sites {
            switch site.leadTime {
            case .fixed(let periods):
                fixed.append(periods)
                random.append(nil)
                longest = max(longest, periods)
            case .random(let weights):
                let distribution = DiscreteDistribution(masses: weights)
                fixed.append(-1)
                random.append(distribution)
                longest = max(longest, distribution.maximum)
            }
        }
        ring = longest + 1
        fixedLead = fixed
        leadDistribution = random
        demandSource = tree.sites.map { site in
            switch site.demand {
            case .none: .none
            case .normal(let mean, let deviation): .normal(mean, deviation)
            case .poisson(let mean): .masses(.poisson(mean: mean))
            case .series(let values): .series(values)
            case .masses(let weights): .masses(DiscreteDistribution(masses: weights))
            }
        }
        echelon = tree.sites.contains { if case .echelonBaseStock = $0.policy { true } else { false } }
        policies = tree.sites.map(\.policy)
        holdingCosts = tree.sites.map(\.holdingCost)
        transitCosts = tree.sites.map { $0.transitCost ?? $0.holdingCost }
        stockoutCosts = tree.sites.map(\.stockoutCost)
        orderCosts = tree.sites.map(\.orderCost)
        losesDemand = tree.sites.map { $0.unmet == .lost }
        level = tree.initialOnHand
        let zeros = [Double](repeating: 0, count: n)
        onOrder = zeros
        inTransit = zeros
        consumerShort = zeros
        owed = zeros
        due = [Double](repeating: 0, count: n * (longest + 1))
        lastDue = [Int](repeating: 0, count: n)
        asked = zeros
        consumer = zeros
        order = zeros
        free = zeros
        backordered = zeros
        below = zeros
        consumersBelow = zeros
        // Streams of their own, far apart: the generator's state is filled by a mixing of the number.
        demandRandom = (0..<n).map { Xoshiro256(seed: seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(2 * $0)) }
        leadRandom = (0..<n).map { Xoshiro256(seed: seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(2 * $0 + 1)) }
        tallies = [TreeSimulation.SiteResult](repeating: .init(), count: n)
        moments = [Moments](repeating: .init(), count: n)
    }

    private mutating func drawn(_ i: Int, _ period: Int) -> Double {
        switch demandSource[i] {
        case .none: return 0
        case .normal(let mean, let deviation):
            // Polar method (Marsaglia & Bray 1964, doi:10.1137/1006063), the second number dropped: the stream stays a function of the count.
            var u = 0.0
            var s = 0.0
            repeat {
                u = 2 * demandRandom[i].uniform() - 1
                let v = 2 * demandRandom[i].uniform() - 1
                s = u * u + v * v
            } while s >= 1 || s == 0
            return max(0, mean + deviation * u * (-2 * log(s) / s).squareRoot())
        case .masses(let distribution): return Double(distribution.sample(using: &demandRandom[i]))
        case .series(let values): return values[period % values.count]
        }
    }

    mutating func step(_ period: Int, counted: Bool) {
        placeOrders(period)
        ship(period, counted: counted)
        if counted { charge() }
    }

    /// Leaves first: a site's customers all have larger numbers.
    private mutating func placeOrders(_ period: Int) {
        if echelon { addUp() }
        for i in 0..<count {
            asked[i] = 0
            consumersBelow[i] = 0
        }
        for i in stride(from: count - 1, through: 0, by: -1) {
            consumer[i] = drawn(i, period)
            var demand = asked[i] + consumer[i]
            var own = consumer[i]
            if losesDemand[i] {
                // What will be lost never was to be replaced: only what can be sold from stock and from what arrives now lowers a position.
                own = min(own, max(0, max(0, level[i]) + due[i * ring + period % ring] - asked[i]))
                demand = asked[i] + own
            }
            consumersBelow[i] += own
            let position = level[i] + onOrder[i] - demand
            var quantity = 0.0
            switch policies[i] {
            case .baseStock(let target): quantity = max(0, target - position)
            case .minMax(let point, let target): if position <= point { quantity = target - position }
            case .reorderPoint(let point, let lot):
                if position <= point { quantity = ((point - position) / lot).rounded(.down) * lot + lot }
            case .echelonBaseStock(let target): quantity = max(0, target - (below[i] + onOrder[i] - consumersBelow[i]))
            }
            order[i] = quantity
            onOrder[i] += quantity
            if supplier[i] >= 0 {
                asked[supplier[i]] += quantity
                consumersBelow[supplier[i]] += consumersBelow[i]
            }
        }
    }

    /// Echelon stock before the period's demand: on hand at and below, what is under way below, less consumers' backorders below.
    private mutating func addUp() {
        for i in 0..<count { below[i] = max(0, level[i]) - consumerShort[i] }
        for i in stride(from: count - 1, through: 0, by: -1) where supplier[i] >= 0 { below[supplier[i]] += below[i] + inTransit[i] }
    }

    /// Suppliers first. `free[i]` is what site i can still ship this period.
    private mutating func ship(_ period: Int, counted: Bool) {
        for i in 0..<count { backordered[i] = 0 }
        // Consumers' share is known only when all customers, which come after, have taken theirs: it is settled after the loop.
        for i in 0..<count {
            let quantity = order[i]
            let s = supplier[i]
            var shipped = quantity
            if s >= 0 {
                let wanted = owed[i] + quantity
                shipped = min(free[s], wanted)
                free[s] -= shipped
                // Backorders are filled first: what is left of the shipment meets the new order from stock.
                if counted {
                    tallies[s].metFromStock += max(0, shipped - owed[i])
                    tallies[s].shipped += shipped
                }
                owed[i] = wanted - shipped
                level[s] -= quantity
                backordered[s] += owed[i]
            }
            if shipped > 0 {
                inTransit[i] += shipped
                let lead: Int
                if let distribution = leadDistribution[i] {
                    lead = max(distribution.sample(using: &leadRandom[i]), lastDue[i] - period)
                    lastDue[i] = period + lead
                } else {
                    lead = fixedLead[i]
                }
                due[i * ring + (period + lead) % ring] += shipped
            }
            let slot = i * ring + period % ring
            let received = due[slot]
            due[slot] = 0
            inTransit[i] -= received
            onOrder[i] -= received
            // Stock and backorders never stand side by side, so that a level above zero is all on hand.
            free[i] = max(0, level[i]) + received
            level[i] += received
            if counted { tallies[i].received += received }
        }
        for i in 0..<count {
            let demand = consumer[i]
            if demand > 0 || consumerShort[i] > 0 {
                let wanted = consumerShort[i] + demand
                let sold = min(free[i], wanted)
                free[i] -= sold
                if counted {
                    tallies[i].metFromStock += max(0, sold - consumerShort[i])
                    tallies[i].shipped += sold
                }
                if losesDemand[i] {
                    level[i] -= sold
                    if counted {
                        tallies[i].lost += wanted - sold
                        tallies[i].stockoutCost += stockoutCosts[i] * (wanted - sold)
                    }
                } else {
                    level[i] -= demand
                    consumerShort[i] = wanted - sold
                }
            }
            if counted {
                let asked = asked[i] + demand
                tallies[i].demanded += asked
                moments[i].demandSum += asked
                moments[i].demandSquare += asked * asked
                moments[i].orderSum += order[i]
                moments[i].orderSquare += order[i] * order[i]
                if order[i] > 0 { tallies[i].orderCost += orderCosts[i] }
            }
        }
    }

    private mutating func charge() {
        for i in 0..<count {
            let short = backordered[i] + consumerShort[i]
            let onHand = max(0, level[i] + short)
            tallies[i].averageOnHand += onHand
            tallies[i].averageBackorders += short
            tallies[i].holdingCost += holdingCosts[i] * onHand
            if !losesDemand[i] { tallies[i].stockoutCost += stockoutCosts[i] * short }
            let s = supplier[i]
            if s >= 0 { tallies[s].transitCost += transitCosts[s] * inTransit[i] }
        }
    }

    func results(periods: Int) -> [TreeSimulation.SiteResult] {
        let n = Double(periods)
        return tallies.indices.map { i in
            var result = tallies[i]
            result.averageOnHand /= n
            result.averageBackorders /= n
            let m = moments[i]
            let orders = m.orderSquare / n - (m.orderSum / n) * (m.orderSum / n)
            let demands = m.demandSquare / n - (m.demandSum / n) * (m.demandSum / n)
            result.orderVarianceRatio = demands > 1e-12 * max(1, m.demandSquare / n) ? orders / demands : .nan
            let short = backordered[i] + consumerShort[i]
            result.finalBackorders = short
            result.finalOnHand = max(0, level[i] + short)
            result.finalInTransit = inTransit[i]
            return result
        }
    }
}
