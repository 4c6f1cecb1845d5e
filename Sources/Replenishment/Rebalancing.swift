import Numerical
import Optimization
import SupplyNetwork

/// Stock that lies idle at one site, moved to where it is short before an order could arrive.
///
/// Idle is what a site's echelon holds above its mean demand over `excessHorizonWeeks` + `excessAllowanceWeeks`, as far as it lies at
/// the site itself and stays fit long enough. Short is what is missing, at the target probability, to cover the lead time: an order
/// placed today comes too late for it.
///
/// A minimum-cost flow for each product, in packs (`MinimumCostFlow`): senders on one side, receivers on the other, an arc for every
/// move that is allowed at what it costs, and from each receiver one arc a pack, worth the shortage it avoids. What is worth less
/// than its transport stays. Costs of whole moves (handling, minimum saving and size) are not in the flow: moves that do not pay
/// for themselves are struck out and the flow is sought again.
///
/// Every unit is moved at most once; nobody sends and receives. A site and one that it supplies, directly or not, are not rebalanced:
/// that is an order, or a return, which only the brand takes, and only where it would otherwise order.
extension PlanningBasis {
    func transfers(calculations: [OrderCalculation], threads: Int) -> [Transfer] {
        var byProduct = [[Int]](repeating: [], count: network.products.count)
        for (index, basis) in pairs.enumerated() where basis.closure == nil && basis.onHand != nil {
            byProduct[basis.product].append(index)
        }
        let groups = byProduct
        let moves = Parallel.map(count: network.products.count, threads: threads, chunk: 1) { product in
            groups[product].isEmpty
                ? [] : Rebalancing(basis: self, product: product, pairs: groups[product], calculations: calculations).moves
        }
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
}

/// The moves of one product.
private struct Rebalancing {
    /// A receiver looks at so many of the largest senders in each circle around it; the cheapest circle comes first.
    static let nearest = 24
    /// Money in the flow is whole thousandths; what is left of a thousandth prefers the nearer sender.
    static let scale = 1000.0
    /// How often moves that do not pay are struck out before what is left is taken.
    static let rounds = 4

    let basis: PlanningBasis
    let product: Int
    let pack: Double
    private var senders: [(pair: Int, excess: Double)] = []
    private var receivers: [Receiver] = []

    struct Receiver {
        var pair: Int
        var shortage: Double
        /// What each further pack saves; falling. In units short where no value is known.
        var packs: [Double]
        var isMoney: Bool
        /// The brand, that takes back.
        var isHead = false
    }

    private struct Arc {
        var sender: Int
        var receiver: Int
        /// Money for a pack.
        var cost: Double
        /// 0 one supplier, 1 one region, 2 farther.
        var circle: Int
    }

    init(basis: PlanningBasis, product: Int, pairs: [Int], calculations: [OrderCalculation]) {
        self.basis = basis
        self.product = product
        let listed = basis.network.products[product].packSize
        pack = listed > 0 ? listed : 1
        let tiers = basis.options.rebalancing.tiers
        for pair in pairs where tiers.isEmpty || tiers.contains(tier(pair)) {
            if let receiver = receiver(pair) {
                receivers.append(receiver)
            } else {
                let excess = min(basis.excess(ofPair: pair), lasting(pair))
                if excess + OrderQuantity.noise >= pack { senders.append((pair, excess)) }
            }
        }
        guard !senders.isEmpty else { return }
        if basis.options.rebalancing.takesBack {
            for pair in pairs where basis.network.sites[basis.pairs[pair].site].supplier == nil {
                if let head = head(pair, calculations[pair]) {
                    receivers.append(head)
                    senders.removeAll { $0.pair == pair }
                }
            }
        }
        let codes = Dictionary(uniqueKeysWithValues: pairs.map { ($0, code($0)) })
        senders.sort { $0.excess != $1.excess ? $0.excess > $1.excess : codes[$0.pair] ?? "" < codes[$1.pair] ?? "" }
        receivers.sort { codes[$0.pair] ?? "" < codes[$1.pair] ?? "" }
    }

    private func site(_ pair: Int) -> Int { basis.pairs[pair].site }
    private func code(_ pair: Int) -> String { basis.network.sites[site(pair)].code }
    private func tier(_ pair: Int) -> Int { basis.network.sites[site(pair)].tier }

    /// Units that stay fit for long enough to be worth moving.
    private func lasting(_ pair: Int) -> Double {
        let known = basis.pairs[pair]
        let soon = known.lots.reduce(0) { $1.day < basis.options.rebalancing.minimumShelfLifeDays ? $0 + $1.units : $0 }
        return max(0, (known.onHand ?? 0) - soon)
    }

    private func receiver(_ index: Int) -> Receiver? {
        let known = basis.pairs[index]
        guard !known.isOverstocked, known.leadTimeDays > 0, let available = known.available(before: known.leadTimeDays) else { return nil }
        let moments = basis.demand(ofPair: index, days: 0..<known.leadTimeDays)
        guard moments.mean > 0 else { return nil }
        let demand = DemandDistribution(moments)
        let listed = basis.network.products[product]
        let target = TargetProbability(
            policy: known.policy, unitCost: listed.unitCost, reviewPeriodDays: known.reviewPeriodDays,
            fallback: basis.options.fallbackServiceLevel)
        let shortage = demand.quantile(target.value) - available
        guard shortage > OrderQuantity.noise else { return nil }
        let unitValue: Double? =
            switch known.policy.target {
            case .shortageCost(let cost): cost
            case .serviceLevel: listed.unitValue
            }
        // A unit that is sold is no longer held where it lies idle.
        let idle = (known.policy.holdingCostPerWeek(unitCost: listed.unitCost) ?? 0) * Double(basis.options.excessHorizonWeeks)
        let wanted = Int((shortage / pack - OrderQuantity.noise).rounded(.up))
        var short = demand.expectedShortage(at: available)
        var packs: [Double] = []
        for k in 1...max(1, wanted) {
            let next = demand.expectedShortage(at: available + Double(k) * pack)
            packs.append(max(0, short - next) * ((unitValue ?? 1) + (unitValue == nil ? 0 : idle)))
            short = next
        }
        return Receiver(pair: index, shortage: shortage, packs: packs, isMoney: unitValue != nil)
    }

    /// The brand's warehouse where it would order: a unit that comes back need not be bought.
    private func head(_ index: Int, _ c: OrderCalculation) -> Receiver? {
        guard c.quantity > 0, let value = basis.network.products[product].unitCost else { return nil }
        let packs = Int((c.quantity / pack + OrderQuantity.noise).rounded(.down))
        guard packs > 0 else { return nil }
        let worth = value * pack * basis.options.rebalancing.takeBackShare
        return Receiver(
            pair: index, shortage: c.quantity, packs: [Double](repeating: worth, count: packs), isMoney: true, isHead: true)
    }

    var moves: [Transfer] {
        guard !senders.isEmpty, !receivers.isEmpty else { return [] }
        var arcs = self.arcs
        var result: [Transfer] = []
        for round in 0..<Rebalancing.rounds {
            let flow = flow(arcs)
            let savings = savings(arcs, flow)
            var isKept = [Bool](repeating: true, count: arcs.count)
            result = []
            for (index, packs) in flow.enumerated() where packs > 0 {
                let arc = arcs[index]
                let receiver = receivers[arc.receiver]
                let units = Double(packs) * pack
                let rules = basis.options.rebalancing
                let saving = savings[index] - rules.costPerMove
                if units + OrderQuantity.noise < rules.minimumUnits || receiver.isMoney && (saving <= 0 || saving < rules.minimumSaving) {
                    isKept[index] = false
                    continue
                }
                result.append(
                    Transfer(
                        from: site(senders[arc.sender].pair), to: site(receiver.pair), product: product, quantity: units,
                        saving: receiver.isMoney ? saving : nil, excess: senders[arc.sender].excess, shortage: receiver.shortage))
            }
            if !isKept.contains(false) || round == Rebalancing.rounds - 1 { break }
            arcs = zip(arcs, isKept).filter(\.1).map(\.0)
        }
        return result
    }

    /// Every move that is allowed, the nearest and largest senders of each receiver.
    private var arcs: [Arc] {
        let rules = basis.options.rebalancing
        var bySupplier: [Int: [Int]] = [:]
        var byRegion: [String: [Int]] = [:]
        for (index, sender) in senders.enumerated() {
            let place = basis.network.sites[site(sender.pair)]
            if let supplier = place.supplier { bySupplier[supplier, default: []].append(index) }
            if let region = place.region { byRegion[region, default: []].append(index) }
        }
        let all = Array(senders.indices)
        let near = rules.costPerUnit * pack
        let far = (rules.costPerUnitBeyondRegion ?? rules.costPerUnit) * pack
        var arcs: [Arc] = []
        for (number, receiver) in receivers.enumerated() {
            let place = basis.network.sites[site(receiver.pair)]
            var seen: Set<Int> = []
            func add(_ candidates: [Int], circle: Int) {
                for sender in candidates.prefix(Rebalancing.nearest) where seen.insert(sender).inserted {
                    let from = site(senders[sender].pair)
                    if !rules.acrossTiers && !receiver.isHead && tier(senders[sender].pair) != place.tier { continue }
                    if receiver.isHead != related(from, site(receiver.pair)) { continue }
                    let isNear = circle < 2 || basis.network.sites[from].region.map { $0 == place.region } ?? false
                    arcs.append(Arc(sender: sender, receiver: number, cost: isNear ? near : far, circle: circle))
                }
            }
            if receiver.isHead {
                add(all, circle: 2)
                continue
            }
            if let supplier = place.supplier { add(bySupplier[supplier] ?? [], circle: 0) }
            if rules.reach != .supplier, let region = place.region { add(byRegion[region] ?? [], circle: 1) }
            if rules.reach == .anywhere { add(all, circle: 2) }
        }
        return arcs
    }

    /// Packs sent along each arc.
    private func flow(_ arcs: [Arc]) -> [Int] {
        let (source, sink) = (0, 1)
        let first = 2 + senders.count
        var problem = MinimumCostFlow(nodes: first + receivers.count)
        problem.reserve(arcs: arcs.count + senders.count + receivers.reduce(1) { $0 + $1.packs.count })
        func whole(_ money: Double) -> Int { Int((min(max(money, -1e9), 1e9) * Rebalancing.scale).rounded()) * 4 }
        for arc in arcs {
            let cost = receivers[arc.receiver].isMoney ? whole(arc.cost) : 0
            problem.addArc(from: 2 + arc.sender, to: first + arc.receiver, cost: cost + arc.circle)
        }
        var offered = 0
        for (index, sender) in senders.enumerated() {
            let packs = Int((sender.excess / pack + OrderQuantity.noise).rounded(.down))
            offered += packs
            problem.addArc(from: source, to: 2 + index, capacity: packs, cost: 0)
        }
        for (index, receiver) in receivers.enumerated() {
            for worth in receiver.packs where worth > 0 { problem.addArc(from: first + index, to: sink, capacity: 1, cost: -whole(worth)) }
        }
        problem.addArc(from: source, to: sink, capacity: offered, cost: 0)
        problem.supply[source] = offered
        problem.supply[sink] = -offered
        // Sending nothing is always possible and no circle has negative cost, so that there is a cheapest flow.
        guard let solution = try? problem.solution() else { return [Int](repeating: 0, count: arcs.count) }
        return Array(solution.flow.prefix(arcs.count))
    }

    /// What each arc's packs save at the receiver, less their transport; a receiver's most valuable packs count for its largest delivery.
    private func savings(_ arcs: [Arc], _ flow: [Int]) -> [Double] {
        var savings = [Double](repeating: 0, count: arcs.count)
        var next = [Int](repeating: 0, count: receivers.count)
        let order = flow.indices.filter { flow[$0] > 0 }.sorted { (-flow[$0], $0) < (-flow[$1], $1) }
        for index in order {
            let receiver = arcs[index].receiver
            let from = next[receiver]
            next[receiver] += flow[index]
            savings[index] = receivers[receiver].packs[from..<next[receiver]].reduce(0, +) - arcs[index].cost * Double(flow[index])
        }
        return savings
    }

    private func related(_ a: Int, _ b: Int) -> Bool { a == b || isAbove(a, b) || isAbove(b, a) }

    private func isAbove(_ upper: Int, _ lower: Int) -> Bool {
        var next = basis.network.sites[lower].supplier
        while let site = next {
            if site == upper { return true }
            next = basis.network.sites[site].supplier
        }
        return false
    }
}
