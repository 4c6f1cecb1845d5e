import Numerical
import SupplyNetwork

/// What orders would have done: stock rolled forward week by week against what was really sold.
///
/// Each Monday every policy sees only what was known that morning, orders, and the week's reported consumer sales are then
/// taken from its stock. Sales of a week that ended out of stock understate demand; they are used as they are, for every
/// policy alike. The suppliers of the replayed sites never run out.
public struct Replay: Sendable {
    /// One policy over all replayed weeks.
    public struct Outcome: Sendable, Codable, Hashable {
        public var policy: String
        /// Holding and shortage cost in the units of the workspace's policy.
        public var cost = 0.0
        public var holdingCost = 0.0
        public var shortageCost = 0.0
        public var demand = 0.0
        public var unitsShort = 0.0
        /// Site × SKU weeks that ended with unmet demand, and all that had demand.
        public var stockOutWeeks = 0
        public var demandWeeks = 0
        public var averageStock = 0.0
        public var unitsOrdered = 0.0
        /// Variance of weekly orders over variance of weekly demand, both summed over all site × SKU.
        public var orderVarianceRatio: Double?
        /// The same ratio tier by tier, and, as `below` a tier, of what the replayed customers of its sites ask of them together over
        /// what people take there: the bullwhip that reaches the suppliers.
        public var tiers: [TierVariance] = []
        public var costByWeek: [Double] = []

        /// Share of demand served from stock (unit fill rate); nil without demand.
        public var fillRate: Double? { demand > 0 ? 1 - unitsShort / demand : nil }
    }

    /// Order variance against demand variance at one tier.
    public struct TierVariance: Sendable, Codable, Hashable {
        public var tier: Int
        /// Of the tier's own orders, each site × SKU by itself; nil where it was not replayed.
        public var own: Double?
        /// Of its customers' orders summed by SKU; nil where none of them was replayed.
        public var below: Double?
    }

    /// The replay as a whole.
    public struct Summary: Sendable, Codable {
        public var firstWeek: Day
        /// Weeks replayed, and how many of the first of them no order could reach any more: those are not counted.
        public var weeks: Int
        public var weeksBeforeFirstArrival: Int
        public var pairs: Int
        /// Site × SKU whose opening stock was not known and was set to `assumedOpeningWeeks` of mean demand.
        public var assumedOpenings: Int
        public var outcomes: [Outcome]
    }

    /// What a policy sees on a Monday. Arrays run parallel to `Ledger.pairs`.
    public struct Morning: Sendable {
        public var day: Day
        public var ledger: Ledger
        public var onHand: [Double]
        public var openOrders: [OpenOrder]
    }

    /// A policy: the quantities to order now, per pair.
    public typealias Ordering = (Morning) throws -> [Double]

    /// Weeks of mean demand on hand at the start, beside one week of it in each week of the pipeline, where no stock is known.
    public static let assumedOpeningWeeks = 2.0
    /// Weeks that "mean demand" is taken over.
    public static let meanWeeks = 13

    let network: Network
    let ledger: Ledger
    let terms: [Terms]

    /// The order terms of one pair.
    struct Terms: Sendable {
        var leadTimeWeeks: Int
        var reviewWeeks: Int
        var holding: Double
        var shortage: Double
    }

    /// - Parameters:
    ///   - policy: of each pair of the ledger.
    init(network: Network, ledger: Ledger, policy: (Int) -> Policy) {
        self.network = network
        self.ledger = ledger
        terms = ledger.pairs.indices.map { pair in
            let site = network.sites[ledger.pairs[pair].site]
            let rules = policy(pair)
            let review = max(1, ((site.reviewPeriodDays ?? rules.reviewPeriodDays) + 6) / 7)
            // A cost is needed to compare: where the policy has none, that of one unit of money per unit of stock.
            let holding = rules.holdingCostPerWeek(unitCost: network.products[ledger.pairs[pair].product].unitCost) ?? 0.25 * 7 / 365.25
            let shortage: Double
            switch rules.target {
            case .shortageCost(let cost): shortage = cost
            // The newsvendor's cost that would aim at this service level: p = h α / (1 − α).
            case .serviceLevel(let level): shortage = holding * Double(review) * level / (1 - level)
            }
            return Terms(
                leadTimeWeeks: ((site.leadTimeDays ?? rules.leadTimeDays) + 6) / 7, reviewWeeks: review, holding: holding,
                shortage: shortage)
        }
    }

    /// Pairs that report consumer sales: the ones whose stock can be rolled forward.
    var replayed: [Int] { ledger.pairs.indices.filter { ledger.reportsConsumers(pair: $0) } }

    /// The commonest lead time plus review period of the replayed pairs, in weeks.
    var protectionWeeks: Int {
        var counts: [Int: Int] = [:]
        for pair in replayed { counts[terms[pair].leadTimeWeeks + terms[pair].reviewWeeks, default: 0] += 1 }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 1
    }

    /// Replays the last `weeks` complete weeks.
    /// - Parameter progress: called with the share done.
    func summary(weeks: Int, policies: [(name: String, ordering: Ordering)], progress: (Double) -> Void) throws -> Summary {
        let last = ledger.completeWeekCount
        let weeks = min(weeks, last - 1)
        guard weeks > 0 else { throw Workspace.Unusable(description: "there are not enough complete weeks to replay") }
        let first = last - weeks
        let pairs = replayed
        let wait = pairs.map { terms[$0].leadTimeWeeks }.min() ?? 0
        var outcomes: [Outcome] = []
        for (index, policy) in policies.enumerated() {
            var state = RollingStock(replay: self, first: first, pairs: pairs)
            for week in first..<last {
                let day = (ledger.firstWeek + week).monday
                let known = ledger.known(before: day)
                let morning = state.morning(week: week, ledger: known)
                state.place(try policy.ordering(morning), week: week)
                state.sell(week: week, counted: week >= first + wait)
                progress((Double(index) + Double(week + 1 - first) / Double(weeks)) / Double(policies.count))
            }
            outcomes.append(state.outcome(named: policy.name))
        }
        return Summary(
            firstWeek: (ledger.firstWeek + first).monday, weeks: weeks, weeksBeforeFirstArrival: min(wait, weeks), pairs: pairs.count,
            assumedOpenings: RollingStock(replay: self, first: first, pairs: pairs).assumedOpenings, outcomes: outcomes)
    }

    /// Mean reported demand of the `meanWeeks` weeks before `week`; nil where none is known.
    func meanDemand(pair: Int, before week: Int, in ledger: Ledger) -> Double? {
        var sum = 0.0
        var known = 0
        let site = ledger.pairs[pair].site
        for index in max(0, week - Replay.meanWeeks)..<week where ledger.siteReported(site: site, week: index) {
            sum += ledger.value(.sold, pair: pair, week: index)
            known += 1
        }
        return known > 0 ? sum / Double(known) : nil
    }

    /// The plain policy to compare with: up to `cover` weeks of the 13-week mean, on hand and on order counted.
    func orderUpToMean(coverWeeks: Double) -> Ordering {
        { [self] morning in
            var position = morning.onHand
            for order in morning.openOrders {
                if let pair = ledger.pair(site: order.site, product: order.product) { position[pair] += order.quantity }
            }
            return ledger.pairs.indices.map { pair in
                guard ledger.reportsConsumers(pair: pair),
                    let mean = meanDemand(pair: pair, before: morning.ledger.weekCount, in: morning.ledger)
                else { return 0 }
                let product = network.products[ledger.pairs[pair].product]
                let packs = ((mean * coverWeeks - position[pair]) / product.packSize).rounded()
                return max(0, packs) * product.packSize
            }
        }
    }
}

/// The stock of every replayed pair as one policy moves it.
struct RollingStock {
    private let replay: Replay
    private let pairs: [Int]
    private(set) var assumedOpenings = 0
    private var onHand: [Double]
    /// Orders under way: arrival week, pair, quantity.
    private var pipeline: [(week: Int, pair: Int, quantity: Double)] = []
    private var result = Replay.Outcome(policy: "")
    private var orders: [Int: [Double]] = [:]
    private var demands: [Int: [Double]] = [:]
    private var countedWeeks = 0

    private static func variance(_ values: [Double]) -> Double {
        guard values.count > 1 else { return 0 }
        let mean = values.reduce(0, +) / Double(values.count)
        return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    }

    private static func ratio(_ orders: [[Double]], _ demands: [[Double]]) -> Double? {
        let demanded = demands.reduce(0) { $0 + variance($1) }
        return demanded > 0 ? orders.reduce(0) { $0 + variance($1) } / demanded : nil
    }

    private var tiers: [Replay.TierVariance] {
        let (network, ledger) = (replay.network, replay.ledger)
        var own: [Int: [Int]] = [:]
        var below: [Int: [Pair: [Int]]] = [:]
        for pair in pairs {
            let key = ledger.pairs[pair]
            own[network.sites[key.site].tier, default: []].append(pair)
            guard let supplier = network.sites[key.site].supplier else { continue }
            below[network.sites[supplier].tier, default: [:]][Pair(site: supplier, product: key.product), default: []].append(pair)
        }
        func sums(_ groups: [Pair: [Int]], of weeks: [Int: [Double]]) -> [[Double]] {
            groups.sorted { $0.key < $1.key }.map { _, pairs in
                var sum: [Double] = []
                for pair in pairs {
                    let values = weeks[pair] ?? []
                    if sum.count < values.count { sum += [Double](repeating: 0, count: values.count - sum.count) }
                    for (week, value) in values.enumerated() { sum[week] += value }
                }
                return sum
            }
        }
        return Set(own.keys).union(below.keys).sorted().map { tier in
            Replay.TierVariance(
                tier: tier,
                own: own[tier].flatMap { pairs in RollingStock.ratio(pairs.map { orders[$0] ?? [] }, pairs.map { demands[$0] ?? [] }) },
                below: below[tier].flatMap { RollingStock.ratio(sums($0, of: orders), sums($0, of: demands)) })
        }
    }

    init(replay: Replay, first: Int, pairs: [Int]) {
        self.replay = replay
        self.pairs = pairs
        let ledger = replay.ledger
        onHand = [Double](repeating: 0, count: ledger.pairs.count)
        for pair in pairs {
            let mean = replay.meanDemand(pair: pair, before: first, in: ledger) ?? 0
            let sunday = (ledger.firstWeek + first).monday - 1
            if let count = ledger.counts(pair: pair).last(where: { $0.day == sunday && $0.onHand > 0 }) {
                onHand[pair] = count.onHand
            } else {
                onHand[pair] = (mean * Replay.assumedOpeningWeeks).rounded()
                assumedOpenings += 1
            }
            for lag in 0..<replay.terms[pair].leadTimeWeeks where mean > 0 { pipeline.append((first + lag, pair, mean.rounded())) }
        }
    }

    /// Takes in what arrives before the week's sales and shows what there is.
    mutating func morning(week: Int, ledger: Ledger) -> Replay.Morning {
        for order in pipeline where order.week == week { onHand[order.pair] += order.quantity }
        pipeline.removeAll { $0.week <= week }
        return Replay.Morning(
            day: ledger.asOf, ledger: ledger, onHand: onHand,
            openOrders: pipeline.map { order in
                let pair = ledger.pairs[order.pair]
                return OpenOrder(
                    dueOn: (ledger.firstWeek + order.week).monday, site: pair.site, product: pair.product, quantity: order.quantity)
            })
    }

    mutating func place(_ quantities: [Double], week: Int) {
        for pair in pairs {
            let terms = replay.terms[pair]
            let isReview = (Int((replay.ledger.firstWeek + week).number) % terms.reviewWeeks) == 0
            let quantity = isReview ? quantities[pair] : 0
            orders[pair, default: []].append(quantity)
            guard quantity > 0 else { continue }
            result.unitsOrdered += quantity
            if terms.leadTimeWeeks == 0 { onHand[pair] += quantity } else { pipeline.append((week + terms.leadTimeWeeks, pair, quantity)) }
        }
    }

    mutating func sell(week: Int, counted: Bool) {
        let ledger = replay.ledger
        var cost = 0.0
        if counted { countedWeeks += 1 }
        for pair in pairs where ledger.siteReported(site: ledger.pairs[pair].site, week: week) {
            let demand = ledger.value(.sold, pair: pair, week: week)
            let served = min(demand, onHand[pair])
            onHand[pair] -= served
            demands[pair, default: []].append(demand)
            guard counted else { continue }
            let terms = replay.terms[pair]
            result.demand += demand
            result.unitsShort += demand - served
            if demand > 0 { result.demandWeeks += 1 }
            if demand > served { result.stockOutWeeks += 1 }
            result.averageStock += onHand[pair]
            result.holdingCost += terms.holding * onHand[pair]
            result.shortageCost += terms.shortage * (demand - served)
            cost += terms.holding * onHand[pair] + terms.shortage * (demand - served)
        }
        if counted { result.costByWeek.append(cost) }
    }

    func outcome(named name: String) -> Replay.Outcome {
        var outcome = result
        outcome.policy = name
        outcome.cost = outcome.holdingCost + outcome.shortageCost
        outcome.averageStock = countedWeeks > 0 ? outcome.averageStock / Double(countedWeeks) : 0
        outcome.orderVarianceRatio = RollingStock.ratio(pairs.map { orders[$0] ?? [] }, pairs.map { demands[$0] ?? [] })
        outcome.tiers = tiers
        return outcome
    }
}
