/// A DRP grid: planned receipts and releases of one item at one place, by period.
///
/// Within the frozen horizon receipts are as given. After it, whatever was given is planned anew: where the balance would fall to its
/// trigger, an order arrives.
///
/// Martin 1995, Distribution Resource Planning; Silver, Pyke & Thomas 2017, §11.4 and §14.2.
public struct DistributionPlan: Sendable, Hashable {
    /// When to order.
    public enum Safety: Sendable, Hashable, Codable {
        /// Where the balance would fall below this many units.
        case units(Double)
        /// Where the balance would fall to, or below, the demand of this many following periods.
        case coverage(periods: Int)
    }

    /// How much.
    public enum Lot: Sendable, Hashable, Codable {
        /// As many lots as bring the balance back to the safety stock.
        case multiples(of: Double)
        /// Up to the demand of the safety periods and this many more.
        case coverage(periods: Int)
    }

    public struct Options: Sendable, Hashable, Codable {
        public var safety: Safety
        public var lot: Lot
        /// No order is smaller, units.
        public var minimumOrder: Double
        /// Orders come in multiples of this, units; 0 for any quantity.
        public var multiple: Double
        /// Receipts of the first periods are as given.
        public var frozenPeriods: Int
        /// Periods from release to receipt.
        public var leadTime: Int

        public init(
            safety: Safety, lot: Lot, minimumOrder: Double = 0, multiple: Double = 0, frozenPeriods: Int = 0, leadTime: Int = 0
        ) {
            precondition(minimumOrder >= 0 && multiple >= 0 && frozenPeriods >= 0 && leadTime >= 0, "negative options")
            self.safety = safety
            self.lot = lot
            self.minimumOrder = minimumOrder
            self.multiple = multiple
            self.frozenPeriods = frozenPeriods
            self.leadTime = leadTime
        }
    }

    /// Units that arrive in each period; nil where the demand that would decide lies beyond what is given.
    public let receipts: [Double?]
    /// Units at the end of each period; nil from the first undecided receipt on.
    public let balances: [Double?]
    /// Safety stock, and the level ordered up to, in units; nil where the demand that makes them is not all given.
    public let safetyStock: [Double?]
    public let orderUpToLevels: [Double?]
    /// Units released in each period for receipts `leadTime` later.
    public let releases: [Double]
    /// Receipts whose release should have been before the first period: period of the receipt and units.
    public let pastDue: [(period: Int, quantity: Double)]

    /// - Parameters:
    ///   - opening: units before the first period.
    ///   - demand: units of each period.
    ///   - supply: receipts given, by period; only those of the frozen horizon are kept.
    public init(opening: Double, demand: [Double], supply: [Double] = [], options: Options) {
        let n = demand.count
        func wanted(after t: Int, periods: Int) -> Double? {
            t + periods < n ? demand[(t + 1)..<(t + 1 + periods)].reduce(0, +) : nil
        }
        var safetyStock: [Double?] = []
        var levels: [Double?] = []
        for t in 0..<n {
            let safety: Double?
            switch options.safety {
            case .units(let units): safety = units
            case .coverage(let periods): safety = wanted(after: t, periods: periods)
            }
            safetyStock.append(safety)
            switch (options.lot, options.safety) {
            case (.multiples, _): levels.append(safety)
            case (.coverage(let periods), .coverage(let own)): levels.append(wanted(after: t, periods: own + periods))
            case (.coverage(let periods), .units(let units)): levels.append(wanted(after: t, periods: periods).map { $0 + units })
            }
        }
        var balance: Double? = opening
        var receipts: [Double?] = []
        var balances: [Double?] = []
        for t in 0..<n {
            var receipt: Double? = t < options.frozenPeriods && t < supply.count ? supply[t] : 0
            if t >= options.frozenPeriods, let before = balance {
                let without = before - demand[t]
                if let safety = safetyStock[t] {
                    let due: Bool
                    if case .units = options.safety { due = without < safety } else { due = without <= safety }
                    if due {
                        receipt = levels[t].map { DistributionPlan.quantity($0 - without, options) }
                    }
                } else {
                    receipt = nil
                }
            }
            receipts.append(receipt)
            balance = balance.flatMap { before in receipt.map { before + $0 - demand[t] } }
            balances.append(balance)
        }
        var releases = [Double](repeating: 0, count: n)
        var pastDue: [(period: Int, quantity: Double)] = []
        for t in options.frozenPeriods..<max(n, options.frozenPeriods) {
            guard let receipt = receipts[t], receipt > 0 else { continue }
            if t >= options.leadTime { releases[t - options.leadTime] += receipt } else { pastDue.append((t, receipt)) }
        }
        self.receipts = receipts
        self.balances = balances
        self.safetyStock = safetyStock
        orderUpToLevels = levels
        self.releases = releases
        self.pastDue = pastDue
    }

    private static func quantity(_ missing: Double, _ options: Options) -> Double {
        var quantity = max(missing, options.minimumOrder)
        for multiple in [options.multiple, { if case .multiples(let lot) = options.lot { lot } else { 0 } }()] where multiple > 0 {
            quantity = (quantity / multiple - 1e-9).rounded(.up) * multiple
        }
        return max(0, quantity)
    }

    public static func == (a: DistributionPlan, b: DistributionPlan) -> Bool {
        a.receipts == b.receipts && a.balances == b.balances && a.safetyStock == b.safetyStock && a.orderUpToLevels == b.orderUpToLevels
            && a.releases == b.releases && a.pastDue.elementsEqual(b.pastDue) { $0 == $1 }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(receipts)
        hasher.combine(releases)
    }
}
