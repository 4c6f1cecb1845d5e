import Numerical
import SupplyNetwork

/// Stock that lies idle at one site, moved to where it is short before an order could arrive.
///
/// Idle is what a site's echelon holds above its mean demand over `excessHorizonWeeks` + `excessAllowanceWeeks`, as far as it
/// lies at the site itself. Short is what is missing, at the target probability, to cover the lead time: an order placed today
/// comes too late for it, which is why orders are not reduced by transfers.
///
/// Greedy: the receiver to whom the first pack is worth most comes first; it takes from sites of the same supplier or region
/// first, from the one with the largest excess. Whole packs; every unit is moved at most once; nobody sends and receives.
/// A site and one that it supplies, directly or not, are not rebalanced: that is an order, or a return.
extension PlanningBasis {
    func transfers(threads: Int) -> [Transfer] {
        var byProduct = [[Int]](repeating: [], count: network.products.count)
        for (index, basis) in pairs.enumerated() where basis.closure == nil && basis.onHand != nil {
            byProduct[basis.product].append(index)
        }
        let groups = byProduct
        let moves = Parallel.map(count: network.products.count, threads: threads, chunk: 1) { transfers(ofPairs: groups[$0]) }
        return moves.flatMap { $0 }.sorted { a, b in
            let (x, y) = (a.saving ?? -.infinity, b.saving ?? -.infinity)
            if x != y { return x > y }
            return (network.products[a.product].sku, network.sites[a.from].code, network.sites[a.to].code)
                < (network.products[b.product].sku, network.sites[b.from].code, network.sites[b.to].code)
        }
    }

    /// Units a pair holds that its echelon will not need within horizon and allowance.
    func excess(ofPair index: Int) -> Double {
        let basis = pairs[index]
        guard basis.closure == nil, let onHand = basis.onHand, onHand > 0 else { return 0 }
        let days = 7 * (options.excessHorizonWeeks + options.excessAllowanceWeeks)
        let echelon = echelon(site: basis.site, product: basis.product, days: days, probability: 0.5)
        let held = onHand + basis.inTransit + basis.due(before: days) + echelon.downstream
        return min(onHand, max(0, held - echelon.mean))
    }

    private struct Receiver {
        var pair: Int
        var available: Double
        var shortage: Double
        var demand: DemandDistribution
        /// Money per unit short that is avoided; nil where no value is known.
        var unitValue: Double?
        var worth: Double
    }

    private func transfers(ofPairs group: [Int]) -> [Transfer] {
        guard let first = group.first else { return [] }
        let productIndex = pairs[first].product
        let product = network.products[productIndex]
        let pack = product.packSize > 0 ? product.packSize : 1
        func code(_ pair: Int) -> String { network.sites[pairs[pair].site].code }

        var senders: [(pair: Int, excess: Double)] = []
        var receivers: [Receiver] = []
        for pair in group {
            if let receiver = receiver(pair, product: product, pack: pack) {
                receivers.append(receiver)
            } else {
                let excess = excess(ofPair: pair)
                if excess + OrderQuantity.noise >= pack { senders.append((pair, excess)) }
            }
        }
        guard !senders.isEmpty, !receivers.isEmpty else { return [] }
        senders.sort { $0.excess != $1.excess ? $0.excess > $1.excess : code($0.pair) < code($1.pair) }
        receivers.sort { $0.worth != $1.worth ? $0.worth > $1.worth : code($0.pair) < code($1.pair) }

        var offers = Offers(senders: senders.map(\.excess), pack: pack)
        for (position, sender) in senders.enumerated() {
            let site = network.sites[pairs[sender.pair].site]
            if let supplier = site.supplier { offers.list(position, under: .supplier(supplier)) }
            if let region = site.region { offers.list(position, under: .region(region)) }
            if options.transfersBeyondRegion { offers.list(position, under: .anywhere) }
        }
        var result: [Transfer] = []
        for receiver in receivers {
            let site = network.sites[pairs[receiver.pair].site]
            var received = 0.0
            let circles: [Offers.Circle?] = [site.supplier.map { .supplier($0) }, site.region.map { .region($0) }, .anywhere]
            for circle in circles.compactMap({ $0 }) {
                offers.visit(circle) { position, left in
                    let missing = receiver.shortage - received
                    let packs = min(
                        (left / pack + OrderQuantity.noise).rounded(.down), (missing / pack - OrderQuantity.noise).rounded(.up))
                    guard packs >= 1 else { return nil }
                    let sender = senders[position]
                    if related(pairs[sender.pair].site, pairs[receiver.pair].site) { return 0 }
                    let quantity = packs * pack
                    let saving = saving(of: quantity, after: received, from: sender.pair, to: receiver, unitCost: product.unitCost)
                    if let saving, saving <= 0 { return nil }
                    result.append(
                        Transfer(
                            from: pairs[sender.pair].site, to: pairs[receiver.pair].site, product: productIndex, quantity: quantity,
                            saving: saving, excess: sender.excess, shortage: receiver.shortage))
                    received += quantity
                    return quantity
                }
            }
        }
        return result
    }

    private func receiver(_ index: Int, product: Product, pack: Double) -> Receiver? {
        let basis = pairs[index]
        guard !basis.isOverstocked, basis.leadTimeDays > 0, let available = basis.available(before: basis.leadTimeDays) else { return nil }
        let moments = demand(ofPair: index, days: 0..<basis.leadTimeDays)
        guard moments.mean > 0 else { return nil }
        let demand = DemandDistribution(moments)
        let target = TargetProbability(
            policy: basis.policy, unitCost: product.unitCost, reviewPeriodDays: basis.reviewPeriodDays,
            fallback: options.fallbackServiceLevel)
        let shortage = demand.quantile(target.value) - available
        guard shortage > OrderQuantity.noise else { return nil }
        let unitValue: Double? =
            switch basis.policy.target {
            case .shortageCost(let cost): cost
            case .serviceLevel: product.unitValue
            }
        let avoided = demand.expectedShortage(at: available) - demand.expectedShortage(at: available + pack)
        return Receiver(
            pair: index, available: available, shortage: shortage, demand: demand, unitValue: unitValue,
            worth: avoided * (unitValue ?? 1))
    }

    /// Shortage avoided at its value, and the holding of idle units for the horizon, less what the move costs; nil without values.
    private func saving(of quantity: Double, after received: Double, from sender: Int, to receiver: Receiver, unitCost: Double?) -> Double?
    {
        guard let unitValue = receiver.unitValue else { return nil }
        let stock = receiver.available + received
        let avoided = receiver.demand.expectedShortage(at: stock) - receiver.demand.expectedShortage(at: stock + quantity)
        let holding = pairs[sender].policy.holdingCostPerWeek(unitCost: unitCost) ?? 0
        let idle = holding * avoided * Double(options.excessHorizonWeeks)
        return avoided * unitValue + idle - options.transferCost - options.transferCostPerUnit * quantity
    }

    private func related(_ a: Int, _ b: Int) -> Bool { a == b || isAbove(a, b) || isAbove(b, a) }

    private func isAbove(_ upper: Int, _ lower: Int) -> Bool {
        var next = network.sites[lower].supplier
        while let site = next {
            if site == upper { return true }
            next = network.sites[site].supplier
        }
        return false
    }
}

/// What senders still have, listed by how near they are; what has run out at the head of a list is not looked at again.
private struct Offers {
    enum Circle: Hashable {
        case supplier(Int)
        case region(String)
        case anywhere
    }
    private var left: [Double]
    private let pack: Double
    private var lists: [Circle: (members: [Int], first: Int)] = [:]

    init(senders: [Double], pack: Double) {
        left = senders
        self.pack = pack
    }

    mutating func list(_ sender: Int, under circle: Circle) { lists[circle, default: ([], 0)].members.append(sender) }

    /// Offers what each member still has; `take` says how much it takes, or nil when it wants no more.
    mutating func visit(_ circle: Circle, take: (_ sender: Int, _ left: Double) -> Double?) {
        guard var list = lists.removeValue(forKey: circle) else { return }
        defer { lists[circle] = list }
        func isSpent(_ sender: Int) -> Bool { left[sender] + OrderQuantity.noise < pack }
        while list.first < list.members.count, isSpent(list.members[list.first]) { list.first += 1 }
        for sender in list.members[list.first...] where !isSpent(sender) {
            guard let quantity = take(sender, left[sender]) else { return }
            left[sender] -= quantity
        }
    }
}
