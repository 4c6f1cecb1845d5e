import Numerical
import SupplyNetwork

/// How a supplier's stock is shared where its customers ask for more than it has.
public struct AllocationOptions: Sendable, Codable, Hashable {
    public enum Rule: String, Sendable, Codable, Hashable, CaseIterable {
        /// Each pack goes where it saves most expected cost.
        case marginalCost = "marginal_cost"
        /// Everybody gets the same share of what is asked for, in whole packs.
        case fairShare = "fair_share"
        /// Orders are not cut: suppliers are taken to have what is asked for.
        case none
    }
    /// Default `marginalCost`.
    public var rule = Rule.marginalCost
    /// Tiers served before all others, in this order; default none.
    public var tiersFirst: [Int] = []
    /// Whether the open orders of a supplier's customers have yet to leave it, so that they come off its stock first. Default false:
    /// what is on order has been shipped.
    public var openOrdersFirst = false

    public init() {}
}

/// One order line that wants a share.
struct Claim: Sendable {
    /// Index into the ledger's pairs; also what breaks ties, by code.
    var pair: Int
    var code: String
    var tier: Int
    var wanted: Double
    var packSize: Double
    var minimum: Double
    var cost: LineCost
    /// A claim that no line stands for: what the supplier's own consumers will take before it is supplied again.
    var isOwnDemand = false
}

/// Shares one supplier's stock of one product.
///
/// Marginal cost: with c convex in the quantity, giving each next lot of packs to the claim it saves most per unit minimises the sum
/// of expected costs up to one lot (Fox 1966, doi:10.1287/mnsc.13.3.210). The first lot is at least the minimum order. A claim whose
/// next lot no longer fits is closed; none gets more than it wanted.
struct Allocation: Sendable {
    /// Lots a claim is divided into at most; more would move no quantity by as much as three percent.
    static let lots = 32.0

    /// The quantities given, one per claim; they sum to no more than `available`.
    static func shared(_ available: Double, among claims: [Claim], options: AllocationOptions) -> [Double] {
        var given = [Double](repeating: 0, count: claims.count)
        var left = max(0, available)
        for group in ranked(claims, first: options.tiersFirst) {
            let asked = group.reduce(0) { $0 + claims[$1].wanted }
            if asked <= left + OrderQuantity.noise {
                for index in group { given[index] = claims[index].wanted }
                left -= asked
                continue
            }
            switch options.rule {
            case .marginalCost: byMarginalCost(&left, claims, group, &given)
            case .fairShare: byFairShare(&left, claims, group, &given)
            case .none: for index in group { given[index] = claims[index].wanted }
            }
        }
        return given
    }

    /// Claims by the rank of their tier: those named first, in the order named, then all others together.
    private static func ranked(_ claims: [Claim], first: [Int]) -> [[Int]] {
        guard !first.isEmpty else { return [Array(claims.indices)] }
        var groups = [[Int]](repeating: [], count: first.count + 1)
        for (index, claim) in claims.enumerated() { groups[first.firstIndex(of: claim.tier) ?? first.count].append(index) }
        return groups.filter { !$0.isEmpty }
    }

    private static func packs(_ units: Double, _ pack: Double) -> Double { (units / pack + OrderQuantity.noise).rounded(.down) }

    private struct Bid: Comparable {
        var saving: Double
        var code: String
        var claim: Int
        var units: Double
        static func < (a: Bid, b: Bid) -> Bool { a.saving != b.saving ? a.saving < b.saving : a.code > b.code }
    }

    private static func byMarginalCost(_ left: inout Double, _ claims: [Claim], _ group: [Int], _ given: inout [Double]) {
        func bid(_ index: Int) -> Bid? {
            let claim = claims[index]
            let have = given[index]
            guard claim.wanted - have > OrderQuantity.noise else { return nil }
            let pack = claim.packSize
            let lot = max(1, (claim.wanted / pack / lots).rounded(.down)) * pack
            var units = min(
                have == 0 ? max(lot, (claim.minimum / pack - OrderQuantity.noise).rounded(.up) * pack) : lot, claim.wanted - have)
            if units > left + OrderQuantity.noise {
                units = packs(left, pack) * pack
                // A share of a pack that rounding forgives can be more than the units it forgives: such a bid could never be met.
                if units > left + OrderQuantity.noise { units -= pack }
                guard units >= pack, have > 0 || units + OrderQuantity.noise >= claim.minimum else { return nil }
            }
            return Bid(saving: claim.cost.value(from: have, to: have + units) / units, code: claim.code, claim: index, units: units)
        }
        var heap = Heap(group.compactMap(bid))
        while let best = heap.popLargest() {
            // What is left may have shrunk since the bid was made.
            if best.units > left + OrderQuantity.noise {
                if let smaller = bid(best.claim) { heap.insert(smaller) }
                continue
            }
            given[best.claim] += best.units
            left -= best.units
            if let next = bid(best.claim) { heap.insert(next) }
        }
    }

    /// The same share of what each wants, rounded down to packs; the rest by largest remainder. Who falls below its minimum order gets
    /// nothing, the smallest first, and the others share again.
    private static func byFairShare(_ left: inout Double, _ claims: [Claim], _ group: [Int], _ given: inout [Double]) {
        var members = group
        while !members.isEmpty {
            let asked = members.reduce(0) { $0 + claims[$1].wanted }
            let share = min(1, left / asked)
            var shares = members.map { packs(claims[$0].wanted * share, claims[$0].packSize) * claims[$0].packSize }
            var rest = left - shares.reduce(0, +)
            let byRemainder = members.indices.sorted { a, b in
                let (x, y) = (claims[members[a]].wanted * share - shares[a], claims[members[b]].wanted * share - shares[b])
                return x != y ? x > y : claims[members[a]].code < claims[members[b]].code
            }
            for index in byRemainder {
                let pack = claims[members[index]].packSize
                if pack <= rest + OrderQuantity.noise && shares[index] + pack <= claims[members[index]].wanted + OrderQuantity.noise {
                    shares[index] += pack
                    rest -= pack
                }
            }
            let below = members.indices.filter {
                shares[$0] + OrderQuantity.noise < max(claims[members[$0]].minimum, claims[members[$0]].packSize)
            }
            guard
                let out = below.min(by: { a, b in
                    (claims[members[a]].wanted, claims[members[a]].code) < (claims[members[b]].wanted, claims[members[b]].code)
                })
            else {
                for (index, share) in zip(members, shares) { given[index] = share }
                left = max(0, rest)
                return
            }
            members.remove(at: out)
        }
    }
}

extension PlanningBasis {
    /// Cuts orders to what their suppliers have, and notes what is missing.
    ///
    /// A supplier can ship what it holds on the as-of date, after its own consumers' claim. What is unknown is not zero: a supplier
    /// without a known stock of the product is taken to have what is asked for, as the maker is.
    func allocate(_ calculations: inout [OrderCalculation], threads: Int) {
        guard options.allocation.rule != .none else { return }
        var claims: [Pair: [Int]] = [:]
        for (index, c) in calculations.enumerated() where c.quantity > 0 {
            guard let supplier = supplier(ofSite: pairs[index].site) else { continue }
            claims[Pair(site: supplier, product: pairs[index].product), default: []].append(index)
        }
        var promised: [Int: Double] = [:]
        if options.allocation.openOrdersFirst {
            for (index, basis) in pairs.enumerated() where !basis.arrivals.isEmpty {
                guard let supplier = supplier(ofSite: basis.site), let pair = ledger.pair(site: supplier, product: basis.product) else {
                    continue
                }
                promised[pair, default: 0] += pairs[index].due(before: .max)
            }
        }
        var short: [(supplier: Int, available: Double, lines: [Int])] = []
        for (key, lines) in claims.sorted(by: { $0.key < $1.key }) {
            guard let pair = ledger.pair(site: key.site, product: key.product), pairs[pair].closure == nil, let onHand = pairs[pair].onHand
            else { continue }
            let available = max(0, onHand + pairs[pair].transferred + pairs[pair].due(before: 1) - (promised[pair] ?? 0))
            let asked = lines.reduce(0) { $0 + calculations[$1].quantity } + ownDemand(ofPair: pair)
            if asked > available + OrderQuantity.noise { short.append((pair, available, lines)) }
        }
        let (cases, before) = (short, calculations)
        let shares = Parallel.map(count: cases.count, threads: threads, chunk: 1) { number in
            let (supplier, available, lines) = cases[number]
            var claims = lines.map { line in
                let c = before[line]
                return Claim(
                    pair: line, code: network.sites[pairs[line].site].code, tier: network.sites[pairs[line].site].tier, wanted: c.quantity,
                    packSize: c.packSize, minimum: c.minOrderQuantity, cost: LineCost(c))
            }
            if let own = ownClaim(ofPair: supplier, before[supplier]) { claims.append(own) }
            return Allocation.shared(available, among: claims, options: options.allocation)
        }
        for (entry, given) in zip(cases, shares) {
            for (line, quantity) in zip(entry.lines, given) where quantity < calculations[line].quantity {
                calculations[line].limit(to: quantity, by: .shortSupply)
            }
        }
    }

    private func ownDemand(ofPair pair: Int) -> Double {
        demand(ofPair: pair, days: 0..<pairs[pair].leadTimeDays + pairs[pair].reviewPeriodDays).mean
    }

    /// What the supplier's own consumers will want before its next order arrives, in competition with its customers.
    private func ownClaim(ofPair pair: Int, _ c: OrderCalculation) -> Claim? {
        let basis = pairs[pair]
        let moments = demand(ofPair: pair, days: 0..<basis.leadTimeDays + basis.reviewPeriodDays)
        guard moments.mean > 0 else { return nil }
        let demand = DemandDistribution(moments)
        return Claim(
            pair: pair, code: network.sites[basis.site].code, tier: network.sites[basis.site].tier,
            wanted: demand.quantile(c.targetProbability), packSize: 1, minimum: 0,
            cost: LineCost(demand: demand, start: 0, p: c.shortageCost, h: c.holdingCost), isOwnDemand: true)
    }
}

extension OrderCalculation {
    /// Takes a limit over many lines into account: the quantity before it is kept once.
    mutating func limit(to quantity: Double, by constraint: Constraint) {
        if unlimited == nil { unlimited = self.quantity }
        self.quantity = quantity
        self.constraint = constraint
        expectedCost = LineCost(self).expected(ordering: quantity)
    }
}
