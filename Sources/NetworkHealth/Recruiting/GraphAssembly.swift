import SupplyNetwork

/// Supply, recruitment and payments as graphs over the sites, with what is odd about them.
struct GraphAssembly {
    let input: NetworkHealthInput

    var graph: NetworkGraph {
        let network = input.network
        let count = network.sites.count
        var weights: [NetworkGraph.Relation: [Link: Double]] = [:]
        for purchase in input.trade.purchases {
            weights[.supply, default: [:]][Link(from: purchase.seller, to: purchase.buyer), default: 0] +=
                purchase.units - purchase.returnedUnits
        }
        for (index, site) in network.sites.enumerated() {
            // A recorded link of supply without a purchase is a link all the same.
            if let supplier = site.supplier { weights[.supply, default: [:]][Link(from: supplier, to: index), default: 0] += 0 }
            if let sponsor = site.sponsor { weights[.recruitment, default: [:]][Link(from: sponsor, to: index)] = 1 }
        }
        for payout in input.payouts {
            guard let source = payout.source, source != payout.payee else { continue }
            weights[.payment, default: [:]][Link(from: source, to: payout.payee), default: 0] += payout.amount
        }

        var edges: [NetworkGraph.Edge] = []
        for relation in NetworkGraph.Relation.allCases {
            let links = (weights[relation] ?? [:]).sorted { ($0.key.from, $0.key.to) < ($1.key.from, $1.key.to) }
            var next = [[Int]](repeating: [], count: count)
            for link in links { next[link.key.from].append(link.key.to) }
            let components = StronglyConnected.components(next)
            for link in links {
                let (from, to) = (link.key.from, link.key.to)
                edges.append(
                    NetworkGraph.Edge(
                        relation: relation, from: from, to: to, weight: link.value,
                        isOnCycle: from == to || components.number[from] == components.number[to]))
            }
        }
        let tree = RecruitmentTree(network)
        var supplyDepth = [Int](repeating: 0, count: count)
        for site in network.downstreamOrder {
            if let supplier = network.sites[site].supplier { supplyDepth[site] = supplyDepth[supplier] + 1 }
        }
        var touched = [Bool](repeating: false, count: count)
        for edge in edges where edge.weight > 0 || edge.relation == .recruitment {
            touched[edge.from] = true
            touched[edge.to] = true
        }
        for pair in input.ledger.pairs.indices where input.ledger.reportsConsumers(pair: pair) {
            touched[input.ledger.pairs[pair].site] = true
        }
        for payout in input.payouts { touched[payout.payee] = true }
        var income: [Int: (total: Double, bySource: [Int: Double])] = [:]
        for payout in input.payouts {
            guard let source = payout.source, source != payout.payee, payout.amount > 0 else { continue }
            income[payout.payee, default: (0, [:])].total += payout.amount
            income[payout.payee, default: (0, [:])].bySource[source, default: 0] += payout.amount
        }
        let nodes = network.sites.indices.map { site in
            NetworkGraph.Node(
                site: site, supplyDepth: supplyDepth[site], recruitmentDepth: tree.depth[site], recruits: tree.recruits[site].count,
                downline: tree.downline[site], isOrphan: !touched[site],
                largestSourceShare: income[site].flatMap { sums in sums.total > 0 ? (sums.bySource.values.max() ?? 0) / sums.total : nil })
        }
        return NetworkGraph(nodes: nodes, edges: edges)
    }

    private struct Link: Hashable {
        var from: Int
        var to: Int
    }
}

/// Strongly connected components (Tarjan 1972, doi:10.1137/0201010), with a stack of its own in place of recursion.
enum StronglyConnected {
    /// - Returns: the number of each node's component, and the size of each component.
    static func components(_ next: [[Int]]) -> (number: [Int], size: [Int]) {
        let count = next.count
        var index = [Int](repeating: -1, count: count)
        var low = [Int](repeating: 0, count: count)
        var isOnStack = [Bool](repeating: false, count: count)
        var number = [Int](repeating: -1, count: count)
        var size: [Int] = []
        var stack: [Int] = []
        var calls: [(node: Int, place: Int)] = []
        var counter = 0
        for root in 0..<count where index[root] < 0 {
            calls.append((root, 0))
            while let (node, place) = calls.last {
                if place == 0 {
                    index[node] = counter
                    low[node] = counter
                    counter += 1
                    stack.append(node)
                    isOnStack[node] = true
                }
                if place < next[node].count {
                    calls[calls.count - 1].place = place + 1
                    let other = next[node][place]
                    if index[other] < 0 {
                        calls.append((other, 0))
                    } else if isOnStack[other] {
                        low[node] = min(low[node], index[other])
                    }
                    continue
                }
                if low[node] == index[node] {
                    size.append(0)
                    while let member = stack.popLast() {
                        isOnStack[member] = false
                        number[member] = size.count - 1
                        size[size.count - 1] += 1
                        if member == node { break }
                    }
                }
                calls.removeLast()
                if let parent = calls.last?.node { low[parent] = min(low[parent], low[node]) }
            }
        }
        return (number, size)
    }
}

/// Who recruited whom: depth below the root, direct recruits, everyone below, and the levels below each site.
struct RecruitmentTree {
    let recruits: [[Int]]
    /// 0 for a site without a sponsor, and for sites on a cycle of sponsors.
    let depth: [Int]
    /// Everyone below; sites on a cycle count nobody.
    let downline: [Int]
    /// Levels of the site's own team, its own counted.
    let levels: [Int]
    /// The root of each site's tree.
    let root: [Int]
    /// Sites that lie on a cycle of sponsors, or below one.
    let entangled: Int

    init(_ network: Network) {
        let count = network.sites.count
        var recruits = [[Int]](repeating: [], count: count)
        for (site, entry) in network.sites.enumerated() {
            if let sponsor = entry.sponsor, sponsor != site { recruits[sponsor].append(site) }
        }
        var order = network.sites.indices.filter { network.sites[$0].sponsor == nil || network.sites[$0].sponsor == $0 }
        var depth = [Int](repeating: 0, count: count)
        var root = Array(network.sites.indices)
        var next = 0
        while next < order.count {
            let site = order[next]
            next += 1
            for recruit in recruits[site] {
                depth[recruit] = depth[site] + 1
                root[recruit] = root[site]
                order.append(recruit)
            }
        }
        var downline = [Int](repeating: 0, count: count)
        var levels = [Int](repeating: 1, count: count)
        for site in order.reversed() {
            guard let sponsor = network.sites[site].sponsor, sponsor != site else { continue }
            downline[sponsor] += downline[site] + 1
            levels[sponsor] = max(levels[sponsor], levels[site] + 1)
        }
        self.recruits = recruits
        self.depth = depth
        self.downline = downline
        self.levels = levels
        self.root = root
        entangled = count - order.count
    }
}
