/// A supply network in which every site has one supplier, reviewed every period: what ``TreeSimulation`` runs.
///
/// Sites are numbered 0 … n − 1; a site's supplier has a smaller number, or is outside, where supply never ends.
public struct SupplyTree: Sendable, Hashable, Codable {
    /// What a site orders by, at every review, after it has seen the period's demand.
    public enum Policy: Sendable, Hashable, Codable {
        /// Up to `level` on the local inventory position.
        case baseStock(level: Double)
        /// At or below `reorderPoint` of the local inventory position, up to `level`.
        case minMax(reorderPoint: Double, level: Double)
        /// At or below `reorderPoint`, as many times `quantity` as lift the position above it.
        case reorderPoint(Double, quantity: Double)
        /// Up to `level` on the echelon inventory position: all stock at and below the site, less backorders of customers, plus on order.
        case echelonBaseStock(level: Double)
    }

    /// What becomes of consumers' demand that is not met; orders of other sites are always backordered.
    public enum Unmet: String, Sendable, Hashable, Codable {
        case backordered, lost
    }

    /// Demand of consumers at a site, of one period.
    public enum Demand: Sendable, Hashable, Codable {
        case none
        /// Below zero is zero.
        case normal(mean: Double, deviation: Double)
        case poisson(mean: Double)
        /// Given by period, repeated from the start where shorter.
        case series([Double])
        /// Whole units 0, 1 … with these weights.
        case masses([Double])
    }

    /// Periods from shipment to receipt; 0 is the same period.
    public enum LeadTime: Sendable, Hashable, Codable {
        case fixed(Int)
        /// 0, 1 … periods with these weights. An order never overtakes an earlier one.
        case random([Double])
    }

    public struct Site: Sendable, Hashable, Codable {
        /// Number of the supplier; nil for the one outside.
        public var supplier: Int?
        public var leadTime: LeadTime
        public var policy: Policy
        public var demand: Demand
        public var unmet: Unmet
        /// h, money per unit on hand at the end of a period.
        public var holdingCost: Double
        /// Money per unit under way from this site to its customers at the end of a period; nil for h.
        public var transitCost: Double?
        /// p, money per unit backordered at the end of a period, or per unit lost.
        public var stockoutCost: Double
        /// K, money per order placed.
        public var orderCost: Double
        /// Units on hand at the start, not negative; nil for what the policy would hold with nothing on order.
        public var initialOnHand: Double?

        public init(
            supplier: Int?, leadTime: LeadTime, policy: Policy, demand: Demand = .none, unmet: Unmet = .backordered,
            holdingCost: Double = 0,
            transitCost: Double? = nil, stockoutCost: Double = 0, orderCost: Double = 0, initialOnHand: Double? = nil
        ) {
            self.supplier = supplier
            self.leadTime = leadTime
            self.policy = policy
            self.demand = demand
            self.unmet = unmet
            self.holdingCost = holdingCost
            self.transitCost = transitCost
            self.stockoutCost = stockoutCost
            self.orderCost = orderCost
            self.initialOnHand = initialOnHand
        }
    }

    public var sites: [Site]

    public init(sites: [Site]) { self.sites = sites }

    public enum Invalid: Error, Equatable {
        /// A supplier must come before its customers.
        case supplierNotBefore(site: Int)
        /// A lead time below zero, or weights that are no distribution.
        case leadTime(site: Int)
        /// A demand below zero, of no finite value, or weights that are no distribution.
        case demand(site: Int)
    }

    /// Units on hand at the start: as given, or what the policy would hold with nothing on order; of an echelon level, what the customers'
    /// echelon levels leave.
    var initialOnHand: [Double] {
        var below = [Double](repeating: 0, count: sites.count)
        for site in sites {
            if let supplier = site.supplier, case .echelonBaseStock(let level) = site.policy { below[supplier] += level }
        }
        return sites.indices.map { i in
            if let onHand = sites[i].initialOnHand { return onHand }
            switch sites[i].policy {
            case .baseStock(let level), .minMax(_, let level): return max(0, level)
            case .reorderPoint(let point, let quantity): return max(0, point + quantity)
            case .echelonBaseStock(let level): return max(0, level - below[i])
            }
        }
    }

    func validate() throws {
        func areWeights(_ weights: [Double]) -> Bool {
            weights.allSatisfy { $0 >= 0 && $0.isFinite } && weights.contains { $0 > 0 }
        }
        for (i, site) in sites.enumerated() {
            if let supplier = site.supplier, supplier < 0 || supplier >= i { throw Invalid.supplierNotBefore(site: i) }
            switch site.leadTime {
            case .fixed(let periods): if periods < 0 { throw Invalid.leadTime(site: i) }
            case .random(let weights): if !areWeights(weights) { throw Invalid.leadTime(site: i) }
            }
            switch site.demand {
            case .none: break
            case .normal(let mean, let deviation):
                if !(mean.isFinite && deviation >= 0 && deviation.isFinite) { throw Invalid.demand(site: i) }
            case .poisson(let mean): if !(mean >= 0 && mean.isFinite) { throw Invalid.demand(site: i) }
            case .series(let values):
                if values.isEmpty || !values.allSatisfy({ $0 >= 0 && $0.isFinite }) { throw Invalid.demand(site: i) }
            case .masses(let weights): if !areWeights(weights) { throw Invalid.demand(site: i) }
            }
        }
    }
}
